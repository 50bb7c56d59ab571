#include "model/xa-hand-over.h"
#include "model/xa-time.h"
#include "server/xa-server-private.h"
#include "server/xa-signature.h"

#include <string.h>

/* How long the workspace stays open for the next message. */
#define LINGER_US (G_USEC_PER_SEC / 4)

/* --- in the server's thread: hands over -------------------------------------------------------------- */

void
xa_server_take_hook (XaServerRequest *request)
{
  XA_HAND_OVER (request);
  g_async_queue_push (request->server->pushes, request);
}

void
xa_server_take_records (XaServerRequest *request)
{
  XA_HAND_OVER (request);
  g_async_queue_push (request->server->pushes, request);
}

/* --- in the taker's ------------------------------------------------------------------------------------ */

typedef struct {
  XaServer   *server;
  GHashTable *secrets; /* (owned) (element-type utf8 XaCredential): by the uuid of the webhook */
} Taker;

static const char *
get_header (XaServerRequest *request,
            const char      *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (request->message), name);
}

static XaSignature
verify (XaServerRequest *request,
        const char      *secret)
{
  gsize       size;
  const void *body = g_bytes_get_data (request->body, &size);

  switch (request->hook->kind) {
  case XA_HOOK_STANDARD:
    return xa_signature_verify (secret, get_header (request, "webhook-id"), get_header (request, "webhook-timestamp"),
                                get_header (request, "webhook-signature"), body, size, g_get_real_time ());
  case XA_HOOK_DISCOURSE:
    return xa_signature_verify_hex (secret, get_header (request, "X-Discourse-Event-Signature"), body, size);
  case XA_HOOK_TELEGRAM:
    return xa_signature_verify_token (secret, get_header (request, "X-Telegram-Bot-Api-Secret-Token"));
  }

  return XA_SIGNATURE_MISSING;
}

/* Returns: (not owned) (nullable): the secret of the webhook
 * @anew: whether one that is known may have been replaced */
static const char *
get_secret (Taker          *self,
            const XaHookIn *hook,
            gboolean        anew,
            GError        **error)
{
  XaCredential *known = anew ? NULL : g_hash_table_lookup (self->secrets, hook->uuid);

  if (!known) {
    known = xa_credential_store_load (xa_sync_get_credentials (self->server->sync), hook->uuid, self->server->stop, error);
    if (!known)
      return NULL;
    g_hash_table_replace (self->secrets, g_strdup (hook->uuid), known);
  }

  return known->secret;
}

static gboolean
is_signed (Taker           *self,
           XaServerRequest *request)
{
  g_autoptr (GError) error = NULL;
  const char *secret = get_secret (self, request->hook, FALSE, &error);
  XaSignature found = secret ? verify (request, secret) : XA_SIGNATURE_WRONG;

  if (secret && found == XA_SIGNATURE_WRONG) {
    secret = get_secret (self, request->hook, TRUE, &error);
    found = secret ? verify (request, secret) : XA_SIGNATURE_WRONG;
  }
  if (found == XA_SIGNATURE_GOOD)
    return TRUE;
  if (!secret) {
    request->retry_s = 60;
    xa_server_request_refuse (request, SOUP_STATUS_SERVICE_UNAVAILABLE, "no-secret", "The secret of this webhook cannot be read just now.");
  } else if (found == XA_SIGNATURE_OLD) {
    xa_server_request_refuse (request, SOUP_STATUS_UNAUTHORIZED, "too-old", "The time of this message is too far from the time here.");
  } else {
    xa_server_request_refuse (request, SOUP_STATUS_UNAUTHORIZED, "bad-signature", "This message is not signed with the secret of this webhook.");
  }

  return FALSE;
}

/* What makes a message the same: its id, or all of it where the platform signs none. */
static void
hash_message (XaServerRequest *request)
{
  XaSync          *sync = request->server->sync;
  gsize            size;
  const char      *body = g_bytes_get_data (request->body, &size);
  const char      *id = request->hook->kind == XA_HOOK_STANDARD ? get_header (request, "webhook-id") : NULL;
  g_autofree char *what = g_strconcat ("hook/", request->hook->uuid, NULL);

  request->message_hash = id ? xa_sync_hash (sync, what, id, strlen (id)) : xa_sync_hash (sync, what, body ? body : "", size);
}

typedef struct {
  XaServerRequest *request;
  gboolean         is_known;
} Look;

static gboolean
look (XaStore *store,
      gpointer data,
      GError **error)
{
  Look *self = data;

  return xa_store_has_hook_message (store, self->request->hook->id, &self->request->message_hash, &self->is_known, error);
}

static gboolean
note (XaStore *store,
      gpointer data,
      GError **error)
{
  XaServerRequest *request = data;

  return xa_store_note_hook_message (store, request->hook->id, &request->message_hash, g_get_real_time (), error);
}

static gboolean
push (XaServerRequest *request,
      XaIngestCounts  *counts,
      GError         **error)
{
  g_autofree char *message = request->hook ? xa_pseudonym_format (&request->message_hash) : g_uuid_string_random ();
  g_autofree char *identity = g_strdup_printf ("%s/%s", request->hook ? request->hook->uuid : "records", message);
  XaSyncPush       one = {
          .identity = identity,
          .now_us = xa_time_now (),
          .parse = xa_server_parse_push,
          .data = request,
          .settle = request->hook ? note : NULL,
          .settle_data = request,
  };

  return xa_sync_push (request->server->sync, &one, counts, request->server->stop, error);
}

static void
add_counts (JsonBuilder          *builder,
            const XaIngestCounts *counts)
{
  guint64 rejects = 0;

  for (int i = 0; i < XA_N_REJECTS; i++)
    rejects += counts->rejects[i];
  xa_answer_add_number (builder, "new_posts", (gint64) counts->n_new_posts);
  xa_answer_add_number (builder, "samples", (gint64) counts->n_samples);
  xa_answer_add_number (builder, "left_out", (gint64) rejects);
}

/* How many people were new, or were known, is nobody's business. */
static void
accept (XaServerRequest      *request,
        const XaIngestCounts *counts,
        gboolean              is_known)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  xa_answer_add_flag (builder, "accepted", TRUE);
  xa_answer_add_flag (builder, "duplicate", is_known);
  if (!request->hook)
    add_counts (builder, counts);
  json_builder_end_object (builder);
  request->answer = xa_answer_print (builder);
  request->status = SOUP_STATUS_ACCEPTED;
}

static gboolean
take (XaServerRequest *request,
      GError         **error)
{
  Look           known = { request, FALSE };
  XaIngestCounts counts = { 0 };

  if (request->hook) {
    hash_message (request);
    if (!xa_sync_edit (request->server->sync, look, &known, error))
      return FALSE;
  }
  if (!known.is_known && !push (request, &counts, error))
    return FALSE;
  accept (request, &counts, known.is_known);

  return TRUE;
}

/* The answer says that it is safe: who hears nothing sends it again. */
static void
handle (Taker           *self,
        XaServerRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (request->hook && !request->event)
    request->event = g_strdup (get_header (request, "X-Discourse-Event"));
  if ((!request->hook || is_signed (self, request)) && !take (request, &error))
    xa_server_request_fail (request, error);
  xa_server_request_done (request);
}

/* Whoever pushes much keeps the workspace open between messages. */
static gboolean
handle_all (Taker           *self,
            XaServerRequest *request)
{
  XaServer *server = self->server;
  g_autoptr (GError) error = NULL;
  gpointer next = request;
  gboolean is_held;

  if (!xa_server_begin_writing (server, &error)) {
    xa_server_request_fail (request, error);
    xa_server_request_done (request);
    return TRUE;
  }
  is_held = xa_sync_hold (server->sync, &error);
  do {
    XA_TAKE_OVER (next);
    if (is_held)
      handle (self, next);
    else {
      xa_server_request_fail (next, error);
      xa_server_request_done (next);
    }
    next = g_async_queue_timeout_pop (server->pushes, LINGER_US);
  } while (next && next != server);
  if (is_held)
    xa_sync_release (server->sync);
  xa_server_end_writing (server);
  if (server->options.changed)
    server->options.changed (server->options.data);

  return next != server;
}

static void
refuse_rest (XaServer *server)
{
  XaServerRequest *request;

  while ((request = g_async_queue_try_pop (server->pushes))) {
    XA_TAKE_OVER (request);
    request->retry_s = 10;
    xa_server_request_refuse (request, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy", "The server ends.");
    xa_server_request_done (request);
  }
}

gpointer
xa_server_run_taker (gpointer data)
{
  Taker    self = { .server = data };
  gboolean goes_on = TRUE;

  self.secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) xa_credential_free);
  while (goes_on) {
    gpointer next = g_async_queue_pop (self.server->pushes);

    XA_TAKE_OVER (next);
    goes_on = next != self.server && handle_all (&self, next);
  }
  refuse_rest (self.server);
  g_hash_table_unref (self.secrets);

  return NULL;
}
