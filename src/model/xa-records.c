#include "model/xa-records.h"

#include "model/xa-language.h"

static const char *const audience_kinds[] = { NULL, "channel", "group", "account", "server", "forum", "tag" };
static const char *const roles[] = { NULL, "other", "own", "competitor" };
static const char *const coverages[] = { NULL, "complete", "first_n", "active_authors", "reactors", "count_only", "sample" };
static const char *const metrics[] = { NULL, "members", "posts", "reactions", "comments", "shares", "views", "online", "rating" };
static const char *const event_kinds[] = { NULL, "join", "leave" };
static const char *const link_kinds[] = { NULL, "forward", "mention" };
static const char *const facets[XA_N_FACETS] = { NULL, "country", "region", "industry", "function", "seniority", "company_size" };

static int
find (const char *const *names,
      gsize              n_names,
      XaSpan             id)
{
  for (gsize i = 1; i < n_names; i++)
    if (xa_span_equal (id, names[i]))
      return (int) i;

  return 0;
}

/* Each pair below: the stable id of a value as written to files and typed on the command line,
 * and the value of an id; the parsers return whether the id names one and set it only then. */
#define DEFINE_IDS(Type, name, table)                                       \
  const char *name##_id (Type value)                                        \
  {                                                                         \
    g_return_val_if_fail (value > 0 && value < G_N_ELEMENTS (table), NULL); \
    return table[value];                                                    \
  }
#define DEFINE_PARSER(Type, name, table)                \
  gboolean name##_parse (XaSpan id, Type *value)        \
  {                                                     \
    int found = find (table, G_N_ELEMENTS (table), id); \
    if (found)                                          \
      *value = (Type) found;                            \
    return found != 0;                                  \
  }

DEFINE_IDS (XaAudienceKind, xa_audience_kind, audience_kinds)
DEFINE_PARSER (XaAudienceKind, xa_audience_kind, audience_kinds)
DEFINE_IDS (XaRole, xa_role, roles)
DEFINE_PARSER (XaRole, xa_role, roles)
DEFINE_IDS (XaCoverage, xa_coverage, coverages)
DEFINE_PARSER (XaCoverage, xa_coverage, coverages)
DEFINE_IDS (XaMetric, xa_metric, metrics)
DEFINE_PARSER (XaMetric, xa_metric, metrics)
DEFINE_IDS (XaEventKind, xa_event_kind, event_kinds)
DEFINE_PARSER (XaEventKind, xa_event_kind, event_kinds)
DEFINE_IDS (XaLinkKind, xa_link_kind, link_kinds)
DEFINE_IDS (XaFacet, xa_facet, facets)

const char *
xa_facet_words (XaFacet facet)
{
  static const char *const words[XA_N_FACETS] = { NULL, N_ ("Country"), N_ ("Region"), N_ ("Industry"), N_ ("Function"), N_ ("Seniority"), N_ ("Company size") };

  g_return_val_if_fail (facet > 0 && facet < XA_N_FACETS, "");

  return words[facet];
}
