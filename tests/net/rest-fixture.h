#pragma once

#include "fake-clock.h"

#include "net/xa-rest.h"

#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define TOKEN "canary-token-5f1c"

/* --- a server that is a list of answers --------------------------------------------------------- */

typedef struct {
  guint       status;     /* 0: a failure of the network, of class @code */
  const char *headers[8]; /* name, value, ... */
  const char *body;
  XaNetError  code;
} Answer;

typedef struct {
  FakeClock     clock;
  const Answer *answers; /* the last is given again and again */
  guint         n_answers;
  guint         n_calls;
  GString      *log; /* "METHOD address\n" and "  name: value\n" of what was asked */
  XaLimits     *limits;
  XaTransport  *transport;
  XaRest       *rest;
} Fixture;

static inline XaResponse *
answer (const XaCall *call,
        gpointer      data,
        GCancellable *cancellable,
        GError      **error)
{
  Fixture      *self = data;
  const Answer *next = &self->answers[MIN (self->n_calls, self->n_answers - 1)];
  g_autoptr (GBytes) body = NULL;
  XaResponse *response;

  self->n_calls++;
  g_string_append_printf (self->log, "%s %s\n", call->method, call->address);
  for (guint i = 0; i + 1 < call->headers->len; i += 2)
    g_string_append_printf (self->log, "  %s: %s\n", (char *) g_ptr_array_index (call->headers, i), (char *) g_ptr_array_index (call->headers, i + 1));
  if (next->status == 0) {
    g_set_error_literal (error, XA_NET_ERROR, (int) next->code, "The network failed.");
    return NULL;
  }

  body = g_bytes_new_static (next->body ? next->body : "{}", strlen (next->body ? next->body : "{}"));
  response = xa_response_new (next->status, body);
  for (gsize i = 0; i + 1 < G_N_ELEMENTS (next->headers) && next->headers[i]; i += 2)
    xa_response_set_header (response, next->headers[i], next->headers[i + 1]);

  return response;
}

static const XaDialect plain = { .platform = "Example", .sign = XA_SIGN_BEARER };
static const XaDialect path_signed = { .platform = "Example", .sign = XA_SIGN_PATH };
static const XaDialect key_signed = { .platform = "Example", .sign = XA_SIGN_KEY };
static const XaDialect bot_signed = { .platform = "Example", .sign = XA_SIGN_BOT, .user_agent = "ExampleBot (https://example.org, 1)" };

static inline void
set_up (Fixture         *self,
        const XaDialect *dialect,
        const char      *base,
        const Answer    *answers,
        guint            n_answers)
{
  const XaCredential credential = { .token = (char *) TOKEN, .expires_us = XA_TIME_UNKNOWN };
  g_autoptr (GError) error = NULL;

  *self = (Fixture) { .answers = answers, .n_answers = n_answers };
  self->log = g_string_new (NULL);
  self->limits = xa_limits_new ();
  fake_clock_init (&self->clock, self->limits);
  self->transport = xa_transport_new (answer, self, NULL);
  self->rest = xa_rest_new (self->transport, dialect, base, "c", &error);
  g_assert_no_error (error);
  xa_rest_set_limits (self->rest, self->limits);
  xa_rest_set_credential (self->rest, &credential);
}

static inline void
tear_down (Fixture *self)
{
  xa_rest_free (self->rest);
  xa_transport_unref (self->transport);
  xa_limits_unref (self->limits);
  g_string_free (self->log, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, tear_down)

/* No message may hold a token, a path, a query or a piece of an answer (NET-3). */
static inline void
assert_clean (const GError *error)
{
  static const char *const secrets[] = { TOKEN, "canary", "/v1/", "secret", "page=", "body", NULL };

  for (gsize i = 0; secrets[i]; i++)
    if (strstr (error->message, secrets[i]))
      g_error ("“%s” in “%s”", secrets[i], error->message);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static inline gboolean
get (Fixture *self,
     GError **error)
{
  g_autoptr (XaRequest) request = xa_request_new ("GET", "v1", "secret-path", NULL);
  g_autoptr (XaResponse) response = NULL;

  xa_request_add_query (request, "page", "canary-query");
  response = xa_rest_send (self->rest, request, error);
  if (!response && error)
    assert_clean (*error);

  return response != NULL;
}
