#include "providers/linkedin/xa-linkedin-api.h"

#include "model/xa-language.h"

#include <string.h>

/* Beyond these, single places and industries say little. */
#define MAX_COUNTS 100

/* Where the answer has what, and what the numbers stand for. A number is that of a thing of LinkedIn's own
 * lists; whatever else stood there is left out. */
static const struct {
  XaFacet     facet;
  const char *list, *member;
  const char *urn;   /* (nullable): before the number */
  const char *names; /* (nullable): where the numbers have names, see xa_linkedin_names_new() */
} facets[] = {
  { XA_FACET_COUNTRY, "followerCountsByGeoCountry", "geo", "urn:li:geo:", "geo" },
  { XA_FACET_REGION, "followerCountsByGeo", "geo", "urn:li:geo:", "geo" },
  { XA_FACET_INDUSTRY, "followerCountsByIndustry", "industry", "urn:li:industry:", "industries" },
  { XA_FACET_FUNCTION, "followerCountsByFunction", "function", "urn:li:function:", "functions" },
  { XA_FACET_SENIORITY, "followerCountsBySeniority", "seniority", "urn:li:seniority:", "seniorities" },
  { XA_FACET_COMPANY_SIZE, "followerCountsByStaffCountRange", "staffCountRange", NULL, NULL },
};

static const struct {
  const char *range, *words;
} sizes[] = {
  { "SIZE_1", N_ ("1 person") },
  { "SIZE_2_TO_10", N_ ("2–10 people") },
  { "SIZE_11_TO_50", N_ ("11–50 people") },
  { "SIZE_51_TO_200", N_ ("51–200 people") },
  { "SIZE_201_TO_500", N_ ("201–500 people") },
  { "SIZE_501_TO_1000", N_ ("501–1,000 people") },
  { "SIZE_1001_TO_5000", N_ ("1,001–5,000 people") },
  { "SIZE_5001_TO_10000", N_ ("5,001–10,000 people") },
  { "SIZE_10001_OR_MORE", N_ ("10,001 people and more") },
};

typedef struct {
  char  *value; /* (owned) */
  gint64 count;
} Count;

static void
clear_count (gpointer data)
{
  g_free (((Count *) data)->value);
}

static int
compare_counts (gconstpointer a,
                gconstpointer b)
{
  const Count *x = a, *y = b;

  return x->count != y->count ? (x->count < y->count ? 1 : -1) : strcmp (x->value, y->value);
}

/* (transfer full) (nullable): the number, or the range of sizes as LinkedIn calls it */
static char *
read_value (gsize  i,
            XaSpan text)
{
  gsize       len = facets[i].urn ? strlen (facets[i].urn) : 0;
  const char *allowed = facets[i].urn ? "0123456789" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

  if (text.len <= len || text.len > len + 24 || (len && strncmp (text.str, facets[i].urn, len) != 0) || strspn (text.str + len, allowed) != text.len - len)
    return NULL;

  return g_strndup (text.str + len, text.len - len);
}

/* LinkedIn adds those that were won by advertising to the "organic" ones here: the number of paid ones is
 * contained, and not to be added again. */
static gint64
read_count (const XaJsonAt *element)
{
  XaJsonAt counts = xa_json_object (element, "followerCounts");
  gint64   all = xa_json_maybe_count (&counts, "organicFollowerCount");

  return all > G_MAXINT32 ? XA_COUNT_UNKNOWN : all;
}

/* (transfer full) (element-type Count): the largest first */
static GArray *
read_counts (gsize           i,
             const XaJsonAt *statistics,
             XaSink         *sink)
{
  XaJsonAt list = xa_json_maybe_array (statistics, facets[i].list);
  GArray  *counts = g_array_new (FALSE, FALSE, sizeof (Count));

  g_array_set_clear_func (counts, clear_count);
  xa_json_forgive (statistics->document);
  for (guint k = 0; k < xa_json_length (&list); k++) {
    XaJsonAt         element = xa_json_element (&list, k);
    g_autofree char *value = read_value (i, xa_json_text (&element, facets[i].member));
    Count            count = { NULL, read_count (&element) };

    if (value && count.count != XA_COUNT_UNKNOWN && xa_json_is_sound (element.document)) {
      count.value = g_steal_pointer (&value);
      g_array_append_val (counts, count);
    } else {
      xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    }
    xa_json_forgive (element.document);
  }
  g_array_sort (counts, compare_counts);
  if (counts->len > MAX_COUNTS)
    g_array_set_size (counts, MAX_COUNTS);

  return counts;
}

static const char *
name_size (const char *range)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (strcmp (sizes[i].range, range) == 0)
      return sizes[i].words;

  return NULL;
}

static gboolean
ask_names (XaLinkedinNames *names,
           const GArray    *counts,
           GError         **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < counts->len; i++)
    g_ptr_array_add (ids, g_array_index (counts, Count, i).value);
  g_ptr_array_add (ids, NULL);

  return xa_linkedin_names_ask (names, (const char *const *) ids->pdata, error);
}

static gboolean
take_facet (XaFetch        *fetch,
            XaAudienceRef   ref,
            gsize           i,
            const XaJsonAt *statistics,
            GError        **error)
{
  XaSink *sink = xa_fetch_get_sink (fetch);
  g_autoptr (GArray) counts = read_counts (i, statistics, sink);
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (XaFacetCount));
  g_autoptr (XaLinkedinNames) names = facets[i].names ? xa_linkedin_names_new (fetch, facets[i].names) : NULL;
  XaFacetRecord record = { .facet = facets[i].facet, .at_us = xa_fetch_get_now (fetch) };

  if (counts->len == 0)
    return TRUE;
  if (names && !ask_names (names, counts, error))
    return FALSE;
  for (guint k = 0; k < counts->len; k++) {
    const Count *count = &g_array_index (counts, Count, k);
    const char  *name = names ? xa_linkedin_names_get (names, count->value) : name_size (count->value);
    XaFacetCount one = { xa_span (count->value), xa_span (name), count->count };

    g_array_append_val (told, one);
  }
  record.counts = (const XaFacetCount *) (gpointer) told->data;
  record.n_counts = told->len;

  return xa_sink_facet (sink, ref, &record, error);
}

/**
 * xa_linkedin_fetch_facets:
 * @id: of an organization that the user administers
 *
 * How many of its followers are of which country, industry and so on, as LinkedIn counts them.
 */
gboolean
xa_linkedin_fetch_facets (XaFetch      *fetch,
                          XaAudienceRef ref,
                          const char   *id,
                          GError      **error)
{
  XaRequest       *request = xa_request_new ("GET", "organizationalEntityFollowerStatistics", NULL);
  g_autofree char *urn = g_strconcat ("urn:li:organization:", id, NULL);
  g_autoptr (GError) refusal = NULL;
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, elements, statistics;

  xa_request_add_query (request, "q", "organizationalEntity");
  xa_request_add_query (request, "organizationalEntity", urn);
  json = xa_linkedin_ask (fetch, request, &root, &refusal);
  if (!json && g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN)) {
    xa_fetch_note (fetch, XA_FETCH_NOTE_MISSING_RIGHT, "followers by country, industry and so on (rw_organization_admin, and the role of an administrator of the page)");
    return TRUE;
  }
  if (!json) {
    g_propagate_error (error, g_steal_pointer (&refusal));
    return FALSE;
  }
  elements = xa_json_array (&root, "elements");
  if (!xa_json_check (json, error))
    return FALSE;
  statistics = xa_json_element (&elements, 0);
  for (gsize i = 0; statistics.node && i < G_N_ELEMENTS (facets); i++)
    if (!take_facet (fetch, ref, i, &statistics, error))
      return FALSE;

  return TRUE;
}
