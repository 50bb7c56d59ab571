#include "providers/xa-provider.h"

#include "model/xa-language.h"

#include <string.h>

static const struct {
  XaGives     one;
  const char *id;
  const char *words;
} gives[] = {
  { XA_GIVES_PROFILE, "profile", N_ ("name and description of the audience") },
  { XA_GIVES_MEMBERS, "members", N_ ("the list of members") },
  { XA_GIVES_AUTHORS, "authors", N_ ("who writes") },
  { XA_GIVES_REACTORS, "reactors", N_ ("who reacts") },
  { XA_GIVES_POSTS, "posts", N_ ("posts") },
  { XA_GIVES_COMMENTS, "comments", N_ ("comments") },
  { XA_GIVES_COUNTS, "counts", N_ ("numbers of members and reactions") },
  { XA_GIVES_HISTORY, "history", N_ ("what was written before it was added") },
  { XA_GIVES_PUSH, "push", N_ ("news as it happens") },
  { XA_GIVES_SEARCH, "search", N_ ("saved searches") },
};

static const char *const passes[XA_N_PASSES] = {
  [XA_PASS_PROFILE] = "profile",
  [XA_PASS_MEMBERS] = "members",
  [XA_PASS_POSTS] = "posts",
  [XA_PASS_REACTORS] = "reactors",
  [XA_PASS_COUNTERS] = "counters",
};

const char *
xa_gives_id (XaGives one)
{
  for (gsize i = 0; i < G_N_ELEMENTS (gives); i++)
    if (gives[i].one == one)
      return gives[i].id;

  return "unknown";
}

const char *
xa_gives_words (XaGives one)
{
  for (gsize i = 0; i < G_N_ELEMENTS (gives); i++)
    if (gives[i].one == one)
      return gives[i].words;

  return N_ ("something that this version does not know");
}

const char *
xa_pass_id (XaPass pass)
{
  return pass > 0 && pass < XA_N_PASSES ? passes[pass] : "unknown";
}

gboolean
xa_pass_parse (const char *id,
               XaPass     *pass)
{
  for (int i = 1; i < XA_N_PASSES; i++)
    if (strcmp (passes[i], id) == 0) {
      *pass = (XaPass) i;
      return TRUE;
    }

  return FALSE;
}

gboolean
xa_sign_in_uses_browser (const XaSignIn *way)
{
  return way->kind == XA_SIGN_IN_HANDSHAKE || way->kind == XA_SIGN_IN_STEPS || (way->kind == XA_SIGN_IN_OAUTH && way->oauth->authorize);
}

gboolean
xa_sign_in_takes_app (const XaSignIn *way)
{
  return way->kind == XA_SIGN_IN_STEPS || (way->kind == XA_SIGN_IN_OAUTH && way->oauth->client != XA_CLIENT_REGISTERED);
}

gboolean
xa_sign_in_takes_app_secret (const XaSignIn *way)
{
  return way->kind == XA_SIGN_IN_STEPS || (way->kind == XA_SIGN_IN_OAUTH && way->oauth->client == XA_CLIENT_SECRET);
}

gboolean
xa_provider_rereads (const XaProvider *provider)
{
  return !provider->one_at_a_time && !provider->is_simulated && !provider->is_paid;
}

const XaSignIn *
xa_provider_get_sign_in (const XaProvider *provider,
                         const char       *id)
{
  for (guint i = 0; i < provider->n_sign_ins; i++)
    if (strcmp (provider->sign_ins[i].id, id) == 0)
      return &provider->sign_ins[i];

  return NULL;
}

const XaProspect *
xa_provider_get_prospect (const XaProvider *provider,
                          XaTargetKind      kind)
{
  for (guint i = 0; i < provider->n_prospects; i++)
    if (provider->prospects[i].kind == kind)
      return &provider->prospects[i];

  return NULL;
}

const char **
xa_provider_list_prospects (const XaProvider *provider)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; i < provider->n_prospects; i++)
    if (!g_ptr_array_find_with_equal_func (words, provider->prospects[i].words, g_str_equal, NULL))
      g_ptr_array_add (words, (char *) provider->prospects[i].words);
  g_ptr_array_add (words, NULL);

  return (const char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

/* How much is seen: whole lists, then parts of lists, then people who do something, then numbers. */
static int
rank_coverage (XaCoverage coverage)
{
  switch (coverage) {
  case XA_COVERAGE_COMPLETE:
    return 3;
  case XA_COVERAGE_FIRST_N:
  case XA_COVERAGE_SAMPLE:
    return 2;
  case XA_COVERAGE_ACTIVE_AUTHORS:
  case XA_COVERAGE_REACTORS:
    return 1;
  case XA_COVERAGE_COUNT_ONLY:
  default:
    return 0;
  }
}

gboolean
xa_prospect_allows (const XaProspect *self,
                    XaCoverage        coverage,
                    gint64            first_n)
{
  if (coverage == XA_COVERAGE_FIRST_N && self->max > 0 && first_n > self->max)
    return FALSE;

  return rank_coverage (coverage) <= rank_coverage (self->coverage);
}

XaPreview *
xa_preview_new (void)
{
  XaPreview *self = g_new0 (XaPreview, 1);

  self->members_reported = XA_COUNT_UNKNOWN;
  self->posts_reported = XA_COUNT_UNKNOWN;
  self->coverage = XA_COVERAGE_COUNT_ONLY;

  return self;
}

void
xa_preview_free (XaPreview *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->target, xa_target_free);
  g_free (self->title);
  g_free (self->url);
  g_free (self->coverage_why);
  g_free (self);
}

/* Of a platform that does not say how many there are. */
#define USUAL_POSTS 1000

gint64
xa_preview_count_posts (XaFetch *fetch,
                        gint64   reported)
{
  return MIN (reported == XA_COUNT_UNKNOWN ? USUAL_POSTS : reported, (gint64) xa_fetch_get_max_posts (fetch));
}
