/*
 * What numbers are called. Meta takes metrics away, for all versions at the same time or from one on; a
 * question with one dead name in it fails as a whole, so each is asked for alone, and one that is gone hides
 * its own series and nothing else.
 */
#include "providers/meta/xa-meta-api.h"

#include <string.h>

typedef struct {
  const char *name;
  guint       from, until; /* versions of the Graph API, @until the last that has it; 0: it is there */
} Metric;

#define MAX_NAMES 3

/* Newest names first. How many people saw something is another number than how often it was seen, and
 * never takes its place. */
static const struct {
  const char *words;  /* for the note */
  const char *period; /* (nullable) */
  gboolean    is_total;
  Metric      names[MAX_NAMES];
} series[XA_META_N_SERIES] = {
  [XA_META_ACCOUNT_VIEWS] = { "how often the account was seen", "day", TRUE, { { "views", 22, 0 }, { "impressions", 10, 21 } } },
  [XA_META_MEDIA_VIEWS] = { "how often posts were seen", NULL, FALSE, { { "views", 22, 0 }, { "plays", 16, 21 }, { "impressions", 10, 21 } } },
  [XA_META_MEDIA_SHARES] = { "how often posts were shared", NULL, FALSE, { { "shares", 16, 0 } } },
  [XA_META_PAGE_FOLLOWS] = { "how many followed on each day", "day", FALSE, { { "page_follows", 18, 0 }, { "page_fans", 10, 23 } } },
  [XA_META_PAGE_VIEWS] = { "how often the Page was seen", "day", FALSE, { { "page_media_view", 23, 0 }, { "page_impressions", 10, 22 } } },
  [XA_META_POST_VIEWS] = { "how often posts were seen", NULL, FALSE, { { "post_media_view", 23, 0 }, { "post_impressions", 10, 22 } } },
};

const char *
xa_meta_metric_name (XaMetaSeries which,
                     guint        major,
                     guint        nth)
{
  for (guint i = 0; i < MAX_NAMES && series[which].names[i].name; i++) {
    const Metric *metric = &series[which].names[i];

    if (major < metric->from || (metric->until && major > metric->until))
      continue;
    if (nth-- == 0)
      return metric->name;
  }

  return NULL;
}

/* A name that was refused is not asked for again, until the program speaks another version. */
static char *
mark_of (const char *object_kind,
         const char *name)
{
  return g_strdup_printf ("@gone %s %s", object_kind, name);
}

static gboolean
is_known_gone (XaMeta     *self,
               const char *mark)
{
  return g_strcmp0 (xa_fetch_get_mark (self->fetch, mark), XA_META_VERSION) == 0 || g_hash_table_contains (self->told, mark);
}

static gboolean
take_value (const XaJsonAt *value,
            XaMetaValueFunc take,
            gpointer        data,
            GError        **error)
{
  gint64 count = xa_json_maybe_count (value, "value");
  gint64 at_us = XA_TIME_UNKNOWN;

  if (xa_json_maybe_text (value, "end_time").len)
    at_us = xa_meta_time (value, "end_time");
  if (!xa_json_is_sound (value->document)) {
    xa_json_forgive (value->document);
    return TRUE;
  }

  return count == XA_COUNT_UNKNOWN || take (at_us, count, data, error);
}

/* What is missing is an empty list, and not a number of nought. */
static gboolean
take_values (const XaJsonAt *root,
             const char     *name,
             XaMetaValueFunc take,
             gpointer        data,
             GError        **error)
{
  XaJsonAt metrics = xa_json_array (root, "data");

  if (!xa_json_check (root->document, error))
    return FALSE;
  for (guint i = 0; i < xa_json_length (&metrics); i++) {
    XaJsonAt metric = xa_json_element (&metrics, i);
    XaJsonAt total = xa_json_maybe_object (&metric, "total_value");
    XaJsonAt values = xa_json_maybe_array (&metric, "values");
    gboolean is_it = xa_span_equal (xa_json_maybe_text (&metric, "name"), name);

    xa_json_forgive (root->document);
    if (!is_it)
      continue;
    if (total.node && !take_value (&total, take, data, error))
      return FALSE;
    for (guint k = 0; k < xa_json_length (&values); k++) {
      XaJsonAt value = xa_json_element (&values, k);

      if (xa_json_is_object (&value) && !take_value (&value, take, data, error))
        return FALSE;
    }
  }

  return TRUE;
}

static XaJson *
ask_for (XaMeta      *self,
         XaMetaSeries which,
         const char  *object,
         const char  *name,
         XaJsonAt    *root,
         GError     **error)
{
  XaRequest *request = xa_meta_request (object, "insights", NULL);

  xa_request_add_query (request, "metric", name);
  xa_request_add_query (request, "period", series[which].period);
  if (series[which].is_total)
    xa_request_add_query (request, "metric_type", "total_value");

  return xa_meta_ask (self->fetch, request, root, error);
}

static gboolean
is_hidden (const GError *error)
{
  return g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN) || g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_SCOPE);
}

gboolean
xa_meta_measure (XaMeta         *self,
                 XaMetaSeries    which,
                 const char     *object,
                 XaMetaValueFunc take,
                 gpointer        data,
                 GError        **error)
{
  g_autofree char *kind = g_strdup_printf ("%d", (int) which);
  g_autofree char *detail = NULL;
  const char      *name;

  for (guint nth = 0; (name = xa_meta_metric_name (which, XA_META_MAJOR, nth)); nth++) {
    g_autofree char *mark = mark_of (kind, name);
    g_autoptr (GError) refusal = NULL;
    g_autoptr (XaJson) json = NULL;
    XaJsonAt root;

    if (is_known_gone (self, mark))
      continue;
    json = ask_for (self, which, object, name, &root, &refusal);
    if (json)
      return take_values (&root, name, take, data, error);
    /* A post that is gone, or that too few have seen to be told of. */
    if (g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_GONE))
      return TRUE;
    if (is_hidden (refusal)) {
      xa_meta_note (self, XA_FETCH_NOTE_MISSING_RIGHT, "statistics (read_insights, instagram_manage_insights), or too few have seen it to be told of");
      return TRUE;
    }
    if (!g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST)) {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }
    xa_fetch_set_mark (self->fetch, mark, XA_META_VERSION);
    g_hash_table_add (self->told, g_steal_pointer (&mark));
  }
  detail = g_strdup_printf ("%s (%s)", series[which].words, series[which].names[0].name);
  xa_meta_note (self, XA_FETCH_NOTE_METRIC_GONE, detail);

  return TRUE;
}
