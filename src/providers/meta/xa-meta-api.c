#include "providers/meta/xa-meta-api.h"

#include "model/xa-language.h"
#include "model/xa-time.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* Percent of what the platform allows: from the first on it is asked more slowly, from the second not at
 * all until the hour has passed. */
#define SLOW_AT 75
#define STOP_AT 95

/* Where the platform does not say for how long it wants to be left alone. */
#define USUAL_WAIT_US (15 * 60 * G_USEC_PER_SEC)

/* --- usage headers --------------------------------------------------------------------------- */

typedef struct {
  double percent; /* the highest of all that is counted, or NAN */
  double minutes; /* until it may go on, or NAN */
} Usage;

static void
take_highest (double     *to,
              XaJsonAt    at,
              const char *name)
{
  double value = xa_json_maybe_number (&at, name);

  if (!isnan (value) && (isnan (*to) || value > *to))
    *to = value;
}

static void
take_usage (Usage   *usage,
            XaJsonAt at)
{
  take_highest (&usage->percent, at, "call_count");
  take_highest (&usage->percent, at, "total_time");
  take_highest (&usage->percent, at, "total_cputime");
  take_highest (&usage->minutes, at, "estimated_time_to_regain_access");
}

/* By app it is one object; by use case, for each object asked about, a list of them. */
static void
read_header (const XaResponse *response,
             const char       *name,
             Usage            *usage)
{
  const char *text = xa_response_get_header (response, name);
  g_autoptr (XaJson) json = text ? xa_json_parse (text, strlen (text), NULL) : NULL;
  g_autoptr (GList) names = NULL;
  XaJsonAt root;

  if (!json)
    return;
  root = xa_json_root (json);
  if (!xa_json_is_object (&root))
    return;
  take_usage (usage, root);
  names = json_object_get_members (json_node_get_object (root.node));
  for (GList *at = names; at; at = at->next) {
    JsonNode *node = json_object_get_member (json_node_get_object (root.node), at->data);
    XaJsonAt  list = { .document = json, .node = node, .parent = &root, .name = "usage" };

    for (guint i = 0; JSON_NODE_HOLDS_ARRAY (node) && i < xa_json_length (&list); i++) {
      XaJsonAt one = xa_json_element (&list, i);

      if (xa_json_is_object (&one))
        take_usage (usage, one);
    }
  }
}

static Usage
read_usage (const XaResponse *response)
{
  Usage usage = { NAN, NAN };

  read_header (response, "X-App-Usage", &usage);
  read_header (response, "X-Page-Usage", &usage);
  read_header (response, "X-Business-Use-Case-Usage", &usage);

  return usage;
}

/* Percents take the place of requests: those that are left of the hour are spread over it. */
static void
read_rate (const XaResponse *response,
           XaRateReport     *report)
{
  Usage  usage = read_usage (response);
  double minutes = usage.minutes > 0 && usage.minutes < 24 * 60 ? usage.minutes : 60;

  if (isnan (usage.percent) || usage.percent < SLOW_AT)
    return;
  report->limit = 100;
  report->remaining = MAX (0, floor (STOP_AT - usage.percent));
  report->reset_us = response->received_us + (gint64) (minutes * 60 * G_USEC_PER_SEC);
}

/* --- refusals -------------------------------------------------------------------------------- */

static gboolean
is_throttle (gint64 code)
{
  return code == 4 || code == 17 || code == 32 || code == 341 || code == 613 || (code >= 80000 && code <= 80014);
}

static void
judge_code (gint64            code,
            const XaResponse *response,
            XaRefusal        *refusal)
{
  if (is_throttle (code)) {
    Usage usage = read_usage (response);

    refusal->code = XA_NET_ERROR_RATE_LIMITED;
    if (refusal->wait_us < 0)
      refusal->wait_us = usage.minutes > 0 && usage.minutes < 24 * 60 ? (gint64) (usage.minutes * 60 * G_USEC_PER_SEC) : USUAL_WAIT_US;
    refusal->whole_connection = TRUE;
  } else if (code == 1 || code == 2) {
    refusal->code = XA_NET_ERROR_TRANSIENT;
  } else if (code == 190 || code == 102) {
    refusal->code = XA_NET_ERROR_AUTH;
    g_strlcpy (refusal->message, N_ ("Meta no longer accepts the token: it has run out, or was taken back. Connect again with a new one."), sizeof refusal->message);
  } else if (code == 3 || code == 10 || (code >= 200 && code <= 299)) {
    refusal->code = XA_NET_ERROR_FORBIDDEN;
    g_strlcpy (refusal->message, N_ ("Meta does not show this to your app: it lacks a permission, or the account is not one that you manage."), sizeof refusal->message);
  } else if (code == 110 || code == 803 || code == 24) {
    refusal->code = XA_NET_ERROR_GONE;
    g_strlcpy (refusal->message, N_ ("Meta does not know it: it was renamed or deleted, or it is not a professional account, and only those can be looked at."), sizeof refusal->message);
  } else if (code == 368) {
    refusal->code = XA_NET_ERROR_FORBIDDEN;
  }
}

static gboolean
read_refusal (const XaResponse *response,
              XaRefusal        *refusal)
{
  g_autoptr (XaJson) json = response->status >= 400 ? xa_response_parse (response, NULL) : NULL;

  if (json) {
    XaJsonAt root = xa_json_root (json);
    XaJsonAt said = xa_json_is_object (&root) ? xa_json_maybe_object (&root, "error") : (XaJsonAt) { 0 };

    if (said.node)
      judge_code (xa_json_maybe_count (&said, "code"), response, refusal);
  }

  return response->status >= 400;
}

const XaDialect xa_meta_dialect = {
  .platform = "Meta",
  .sign = XA_SIGN_BEARER,
  /* Two hundred an hour for each user of the app. */
  .rate = { .capacity = 200, .period_us = XA_USEC_PER_HOUR },
  .read_rate = read_rate,
  .read_refusal = read_refusal,
};

/* --- questions ------------------------------------------------------------------------------- */

XaRequest *
xa_meta_request (const char *id,
                 const char *edge,
                 const char *fields)
{
  XaRequest *request = edge ? xa_request_new ("GET", XA_META_VERSION, id, edge, NULL) : xa_request_new ("GET", XA_META_VERSION, id, NULL);

  xa_request_add_query (request, "fields", fields);

  return request;
}

XaJson *
xa_meta_ask (XaFetch   *fetch,
             XaRequest *request,
             XaJsonAt  *root,
             GError   **error)
{
  g_autoptr (XaRequest) owned = request;
  g_autoptr (XaJson) json = xa_rest_ask (xa_fetch_get_rest (fetch), owned, error);

  if (!json)
    return NULL;
  *root = xa_json_root (json);
  if (!xa_json_is_object (root)) {
    xa_json_fault (root, "expected object");
    xa_json_check (json, error);
    return NULL;
  }

  return g_steal_pointer (&json);
}

char *
xa_meta_next (const XaJsonAt *list)
{
  XaJsonAt paging = xa_json_maybe_object (list, "paging");
  XaJsonAt cursors = xa_json_maybe_object (&paging, "cursors");
  XaSpan   next = xa_json_maybe_text (&paging, "next");
  XaSpan   after = xa_json_maybe_text (&cursors, "after");

  /* Lists within a question have no address of their own, and end with an empty page. */
  return after.len && (next.len || list->parent) ? xa_span_dup (after) : NULL;
}

gint64
xa_meta_time (const XaJsonAt *at,
              const char     *name)
{
  XaSpan text = xa_json_text (at, name);
  gint64 time_us = text.str ? xa_time_parse (text) : XA_TIME_UNKNOWN;

  if (time_us == XA_TIME_UNKNOWN && text.str)
    xa_json_fault (at, "expected time");

  return time_us;
}

/* --- a pass ---------------------------------------------------------------------------------- */

void
xa_meta_init (XaMeta         *self,
              XaFetch        *fetch,
              const XaTarget *target)
{
  *self = (XaMeta) {
    .fetch = fetch,
    .target = target,
    .members = XA_COUNT_UNKNOWN,
    .posts = XA_COUNT_UNKNOWN,
    .tags = g_array_new (FALSE, FALSE, sizeof (XaSpan)),
    .told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
}

void
xa_meta_clear (XaMeta *self)
{
  if (!self->tags)
    return;
  g_free (self->id);
  g_free (self->asker);
  g_free (self->title);
  g_free (self->username);
  g_array_unref (self->tags);
  g_hash_table_unref (self->told);
  *self = (XaMeta) { 0 };
}

void
xa_meta_note (XaMeta     *self,
              XaFetchNote note,
              const char *detail)
{
  if (g_hash_table_add (self->told, g_strdup (detail)))
    xa_fetch_note (self->fetch, note, detail);
}
