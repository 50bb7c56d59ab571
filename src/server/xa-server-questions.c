#include "insight/xa-scope.h"
#include "model/xa-time.h"
#include "report/xa-answers.h"
#include "server/xa-server-private.h"
#include "sync/xa-sync-report.h"

#include <string.h>

/* The same bounds as on the command line. */
#define POSTS_IF_NOT_GIVEN 20
#define MOST_POSTS 1000
#define AGE_IF_NOT_GIVEN 24
#define MOST_AGE 100000
#define HOURS_IF_NOT_GIVEN 24
#define MOST_HOURS 720
#define MOST_AUDIENCES 30

#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* --- parameters ----------------------------------------------------------------------------------- */

static gboolean
bad (GError    **error,
     const char *message)
{
  g_set_error_literal (error, XA_SERVER_ERROR, XA_SERVER_ERROR_BAD_REQUEST, message);

  return FALSE;
}

static gboolean
read_number (const XaServerRequest *request,
             const char            *name,
             gint64                 fallback,
             gint64                 most,
             gint64                *number,
             GError               **error)
{
  const char *text = xa_server_request_get (request, name);

  *number = fallback;
  if (!text || g_ascii_string_to_signed (text, 10, 1, most, number, NULL))
    return TRUE;
  g_set_error (error, XA_SERVER_ERROR, XA_SERVER_ERROR_BAD_REQUEST, "“%s” takes a number from 1 to %" G_GINT64_FORMAT ".", name, most);

  return FALSE;
}

static gboolean
read_time (const XaServerRequest *request,
           const char            *name,
           gboolean               is_end,
           gint64                *time_us,
           GError               **error)
{
  const char *text = xa_server_request_get (request, name);

  *time_us = !text ? XA_TIME_UNKNOWN : is_end ? xa_time_parse_end (xa_span (text))
                                              : xa_time_parse (xa_span (text));
  if (!text || *time_us != XA_TIME_UNKNOWN)
    return TRUE;
  g_set_error (error, XA_SERVER_ERROR, XA_SERVER_ERROR_BAD_REQUEST, "“%s” takes a time as of ISO 8601.", name);

  return FALSE;
}

/* Whatever leaves the program is judged for the outside. */
static gboolean
read_scope (const XaServerRequest *request,
            XaStore               *store,
            XaScope               *scope,
            GError               **error)
{
  *scope = (XaScope) { .store = store, .smallest_count = XA_SMALLEST_COUNT_OUTSIDE, .cancellable = request->cancellable };
  if (!read_time (request, "from", FALSE, &scope->from_us, error) || !read_time (request, "to", TRUE, &scope->to_us, error))
    return FALSE;
  if (scope->from_us != XA_TIME_UNKNOWN && scope->to_us != XA_TIME_UNKNOWN && scope->from_us > scope->to_us)
    return bad (error, "“from” is later than “to”.");

  return TRUE;
}

/* --- answers ------------------------------------------------------------------------------------------ */

void
xa_server_answer_health (XaServerRequest *request)
{
  xa_server_answer (request->message, SOUP_STATUS_OK, NULL, "{\"status\": \"ok\"}");
}

char *
xa_server_ask_overview (XaServerRequest *request,
                        XaStore         *store,
                        GError         **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (XaOverview) overview = NULL;
  XaScope scope;

  if (!read_scope (request, store, &scope, error))
    return NULL;
  overview = xa_overview_new (&scope, error);
  if (!overview)
    return NULL;
  xa_answer_overview (builder, overview);

  return xa_answer_print (builder);
}

char *
xa_server_ask_posts (XaServerRequest *request,
                     XaStore         *store,
                     GError         **error)
{
  const char     *order = xa_server_request_get (request, "order");
  XaPostPageQuery query = { .name = xa_server_request_get (request, "audience"), .after = xa_server_request_get (request, "after") };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (XaPostPage) page = NULL;
  XaScope scope;
  gint64  n, hours;

  if (!read_scope (request, store, &scope, error) || !read_number (request, "limit", POSTS_IF_NOT_GIVEN, MOST_POSTS, &n, error) ||
      !read_number (request, "at_age", AGE_IF_NOT_GIVEN, MOST_AGE, &hours, error))
    return NULL;
  if (!query.name)
    bad (error, "“audience” is missing.");
  else if (order && !xa_answer_order_parse (order, &query.order))
    bad (error, "“order” takes newest, reactions, comments, shares or views.");
  else {
    query.n = (guint) n;
    query.age_us = hours * XA_USEC_PER_HOUR;
    page = xa_post_page_new (&scope, &query, error);
  }
  if (!page)
    return NULL;
  xa_answer_posts (builder, page);

  return xa_answer_print (builder);
}

static GPtrArray *
list_audiences (const XaServerRequest *request,
                GError               **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (gsize i = 0; request->query[i]; i += 2)
    if (strcmp (request->query[i], "audience") == 0)
      g_ptr_array_add (names, request->query[i + 1]);
  if (names->len < 2 || names->len > MOST_AUDIENCES) {
    bad (error, "“audience” is given for each of 2 to 30 audiences.");
    return NULL;
  }
  g_ptr_array_add (names, NULL);

  return g_steal_pointer (&names);
}

char *
xa_server_ask_compare (XaServerRequest *request,
                       XaStore         *store,
                       GError         **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) names = list_audiences (request, error);
  g_autoptr (XaOverlaps) overlaps = NULL;
  g_autoptr (GPtrArray) preferences = NULL;
  XaScope scope;

  if (!names || !read_scope (request, store, &scope, error))
    return NULL;
  overlaps = xa_overlaps_ask (&scope, (const char *const *) names->pdata, NULL, NULL, error);
  preferences = overlaps ? xa_preferences_ask (&scope, (const char *const *) names->pdata, error) : NULL;
  if (!preferences)
    return NULL;
  xa_answer_comparison (builder, overlaps, preferences);

  return xa_answer_print (builder);
}

char *
xa_server_ask_trending (XaServerRequest *request,
                        XaStore         *store,
                        GError         **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (XaTrending) trending = NULL;
  XaScope scope;
  gint64  hours;

  if (!read_scope (request, store, &scope, error) || !read_number (request, "hours", HOURS_IF_NOT_GIVEN, MOST_HOURS, &hours, error))
    return NULL;
  trending = xa_trending_new (&scope, (guint) hours, error);
  if (!trending)
    return NULL;
  xa_answer_trending (builder, trending);

  return xa_answer_print (builder);
}

char *
xa_server_ask_status (XaServerRequest *request,
                      XaStore         *store,
                      GError         **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  return xa_sync_status_build (builder, store, error) ? xa_answer_print (builder) : NULL;
}

char *
xa_server_ask_metrics (XaServerRequest *request,
                       XaStore         *store,
                       GError         **error)
{
  const XaServerOptions *options = &request->server->options;

  if (!options->metrics) {
    g_set_error_literal (error, XA_SERVER_ERROR, XA_SERVER_ERROR_NOT_FOUND, "There are no metrics here.");
    return NULL;
  }
  request->type = METRICS_TYPE;

  return options->metrics (store, options->data, error);
}
