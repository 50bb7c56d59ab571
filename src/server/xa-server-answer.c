#include "insight/xa-scope.h"
#include "providers/xa-import.h"
#include "server/xa-server-private.h"

#include <string.h>

G_DEFINE_QUARK (xa-server-error-quark, xa_server_error)

#define JSON_TYPE "application/json"

/* Nothing is kept, nothing is run, and one answer is all that a connection gives. */
static void
set_headers (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
}

void
xa_server_answer (SoupServerMessage *message,
                  guint              status,
                  const char        *type,
                  const char        *text)
{
  set_headers (message);
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type ? type : JSON_TYPE, SOUP_MEMORY_COPY, text, strlen (text));
}

static char *
make_refusal (const char *code,
              const char *words)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "error", code);
  xa_answer_add_text (builder, "message", words);
  json_builder_end_object (builder);

  return xa_answer_print (builder);
}

void
xa_server_refuse (SoupServerMessage *message,
                  guint              status,
                  const char        *code,
                  const char        *words)
{
  g_autofree char *text = make_refusal (code, words);

  xa_server_refusals_note (message, code);
  xa_server_answer (message, status, NULL, text);
}

static guint
round_up_to_seconds (gint64 wait_us)
{
  return (guint) CLAMP ((wait_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC, 1, 3600);
}

void
xa_server_refuse_for (SoupServerMessage *message,
                      gint64             wait_us,
                      const char        *words)
{
  g_autofree char *seconds = g_strdup_printf ("%u", round_up_to_seconds (wait_us));

  xa_server_refuse (message, STATUS_TOO_MANY, "too-many-requests", words);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After", seconds);
}

void
xa_server_request_refuse (XaServerRequest *request,
                          guint            status,
                          const char      *code,
                          const char      *words)
{
  g_free (request->answer);
  request->answer = make_refusal (code, words);
  request->refusal = code;
  request->type = NULL;
  request->status = status;
}

static gboolean
is_busy (const GError *error)
{
  return g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED) || g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL) ||
         g_error_matches (error, XA_SERVER_ERROR, XA_SERVER_ERROR_BUSY) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
is_about_nothing (const GError *error)
{
  return g_error_matches (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_NO_AUDIENCE) || g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND) ||
         g_error_matches (error, XA_SERVER_ERROR, XA_SERVER_ERROR_NOT_FOUND);
}

/* Messages of these name what was asked for, which the asker knows; those of the store may name a path. */
void
xa_server_request_fail (XaServerRequest *request,
                        const GError    *error)
{
  if (is_busy (error)) {
    request->retry_s = 10;
    xa_server_request_refuse (request, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy", "The workspace cannot be used just now: try again later.");
  } else if (is_about_nothing (error)) {
    xa_server_request_refuse (request, SOUP_STATUS_NOT_FOUND, "not-found", error->message);
  } else if (error->domain == XA_INSIGHT_ERROR || error->domain == XA_SERVER_ERROR) {
    xa_server_request_refuse (request, SOUP_STATUS_BAD_REQUEST, "bad-request", error->message);
  } else if (error->domain == XA_NET_ERROR || error->domain == XA_IMPORT_ERROR) {
    xa_server_request_refuse (request, SOUP_STATUS_BAD_REQUEST, "malformed", "What was sent cannot be read as what it should be.");
  } else {
    xa_server_request_refuse (request, SOUP_STATUS_INTERNAL_SERVER_ERROR, "failed", "The workspace could not be read or written. The application says why.");
  }
}
