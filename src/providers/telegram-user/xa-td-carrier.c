#include "providers/telegram-user/xa-td-carrier.h"

#include "model/xa-language.h"
#include "net/xa-held.h"
#include "providers/telegram-user/xa-td-place.h"
#include "providers/telegram-user/xa-td-refusal.h"

#include <string.h>

/* After this time without a request the library is let go of: an account does not stay connected for nothing. */
#define IDLE_US (2 * 60 * G_USEC_PER_SEC)

/* How long the platform is waited for when a session is ended: the folder is removed in any case. */
#define END_US (10 * G_USEC_PER_SEC)

/* How many requests are made again for a library that was started anew. */
#define MAX_LEARNED 400

typedef struct {
  char         *folder;     /* (owned): of the connection */
  XaCredential *credential; /* (owned) (nullable) */

  pthread_mutex_t lock;
  pthread_cond_t  changed;
  XaTdClient     *client;  /* (mutex lock) (owned) (nullable) */
  GPtrArray      *learned; /* (mutex lock) (owned) (element-type utf8): requests that told the library of chats */
  gint64          used_us; /* (mutex lock): monotonic time of the last request */
  gboolean        is_over; /* (mutex lock) */
  GThread        *watch;   /* (owned) (nullable): lets go of a library that nobody asks */
} Session;

/* --- a library that nobody asks -------------------------------------------------------------- */

static void
wait_until (Session *self,
            gint64   until_us)
{
  struct timespec until = { .tv_sec = until_us / G_USEC_PER_SEC, .tv_nsec = until_us % G_USEC_PER_SEC * 1000 };

  pthread_cond_clockwait (&self->changed, &self->lock, CLOCK_MONOTONIC, &until);
}

static gpointer
watch (gpointer data)
{
  Session *self = data;
  g_autoptr (XaHeld) held = xa_hold (&self->lock);

  while (!self->is_over) {
    gint64 until_us = self->used_us + IDLE_US;

    if (self->client && g_get_monotonic_time () >= until_us)
      g_clear_pointer (&self->client, xa_td_client_free);
    else
      wait_until (self, self->client ? until_us : G_MAXINT64 / 2);
  }

  return NULL;
}

/* --- the library ----------------------------------------------------------------------------- */

/* What of the requests tells the library which chats there are: it keeps them in memory only, and what is asked about a chat
 * later fails in one that was started anew. */
static gboolean
teaches (const char *request)
{
  static const char *const methods[] = { "loadChats", "searchPublicChat", "checkChatInviteLink", NULL };

  for (const char *const *method = methods; *method; method++)
    if (strstr (request, *method))
      return TRUE;

  return FALSE;
}

static void
learn (Session    *self,
       const char *request)
{
  if (teaches (request) && self->learned->len < MAX_LEARNED)
    g_ptr_array_add (self->learned, g_strdup (request));
}

static gboolean
teach (Session      *self,
       gint64        timeout_us,
       GCancellable *cancellable,
       GError      **error)
{
  for (guint i = 0; i < self->learned->len; i++) {
    g_autoptr (XaJson) answer = xa_td_client_exchange (self->client, self->learned->pdata[i], timeout_us, cancellable, error);

    if (!answer)
      return FALSE;
  }

  return TRUE;
}

static gboolean
sign_in (Session      *self,
         XaTdClient   *client,
         GCancellable *cancellable,
         GError      **error)
{
  g_autofree char *folder = NULL;
  g_auto (XaTdSignIn) next = { 0 };
  XaTdPlace place;

  if (!xa_td_place_init (&place, self->folder, self->credential, &folder, error) ||
      !xa_td_sign_in_begin (client, &place, &next, cancellable, error))
    return FALSE;
  if (next.kind == XA_TD_STEP_READY)
    return TRUE;
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("Telegram has ended this session; sign in again."));

  return FALSE;
}

/* Within the lock. */
static gboolean
open_client (Session      *self,
             gint64        timeout_us,
             GCancellable *cancellable,
             GError      **error)
{
  if (self->client && xa_td_client_is_alive (self->client))
    return TRUE;
  g_clear_pointer (&self->client, xa_td_client_free);
  self->client = xa_td_client_new (xa_td_place_get_helper (), xa_td_place_get_library (), error);
  if (!self->client)
    return FALSE;
  if (!sign_in (self, self->client, cancellable, error) || !teach (self, timeout_us, cancellable, error)) {
    g_clear_pointer (&self->client, xa_td_client_free);
    return FALSE;
  }
  if (!self->watch)
    self->watch = g_thread_new ("telegram idle", watch, self);

  return TRUE;
}

/* --- requests and answers -------------------------------------------------------------------- */

/* Returns: (transfer full): the request of the library, or NULL where the address is none of ours */
static char *
make_request (const char *address)
{
  const char      *query = strchr (address, '?');
  g_autofree char *path = query ? g_strndup (address, (gsize) (query - address)) : g_strdup (address);
  const char      *method = strrchr (path, '/');
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  GUriParamsIter iter;
  char          *name, *value;

  json_object_set_string_member (object, "@type", method ? method + 1 : "");
  g_uri_params_iter_init (&iter, query ? query + 1 : "", -1, "&", G_URI_PARAMS_NONE);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL)) {
    JsonNode *node = json_from_string (value, NULL);

    if (node)
      json_object_set_member (object, name, node);
    g_free (name);
    g_free (value);
  }
  json_node_set_object (root, object);

  return json_to_string (root, FALSE);
}

static guint
read_status (const XaJsonAt *root)
{
  gint64 code;

  if (!xa_span_equal (xa_json_maybe_text (root, "@type"), "error"))
    return 200;
  code = xa_json_maybe_count (root, "code");

  return code >= 400 && code <= 599 ? (guint) code : 500;
}

static XaResponse *
make_response (XaJson *answer)
{
  XaJsonAt         root = xa_json_root (answer);
  guint            status = read_status (&root);
  g_autofree char *text = json_to_string (root.node, FALSE);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  XaResponse *response = xa_response_new (status, body);

  xa_response_set_header (response, "Content-Type", "application/json");
  if (status == 429) {
    g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, xa_td_refusal_read_wait (&root) / G_USEC_PER_SEC);

    xa_response_set_header (response, "Retry-After", seconds);
  }

  return response;
}

/* Requests of one session go one after the other: an account that asks for much at a time is suspect. */
static XaResponse *
respond (const XaCall *call,
         gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  Session         *self = data;
  g_autofree char *request = make_request (call->address);
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  g_autoptr (XaJson) answer = NULL;
  XaResponse *response;

  if (!open_client (self, call->timeout_us, cancellable, error))
    return NULL;
  answer = xa_td_client_exchange (self->client, request, call->timeout_us, cancellable, error);
  self->used_us = g_get_monotonic_time ();
  pthread_cond_signal (&self->changed);
  if (!answer)
    return NULL;
  response = make_response (answer);
  if (response->status == 200)
    learn (self, request);

  return response;
}

static void
session_free (gpointer data)
{
  Session *self = data;

  pthread_mutex_lock (&self->lock);
  self->is_over = TRUE;
  pthread_cond_signal (&self->changed);
  pthread_mutex_unlock (&self->lock);
  if (self->watch)
    g_thread_join (self->watch);
  g_clear_pointer (&self->client, xa_td_client_free);
  g_ptr_array_unref (self->learned);
  xa_credential_free (self->credential);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
  g_free (self->folder);
  g_free (self);
}

static XaTransport *
carrier_open (const char         *folder,
              const XaCredential *credential)
{
  Session *self = g_new0 (Session, 1);

  self->folder = g_strdup (folder);
  self->credential = credential ? xa_credential_copy (credential) : NULL;
  self->learned = g_ptr_array_new_with_free_func (g_free);
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);

  return xa_transport_new (respond, self, session_free);
}

/* --- the end --------------------------------------------------------------------------------- */

/* What cannot be told now, the user can end in the list of devices of Telegram's own programs. */
static void
log_out (const char         *folder,
         const XaCredential *credential,
         GCancellable       *cancellable)
{
  Session self = { .folder = (char *) folder, .credential = (XaCredential *) credential };
  g_autoptr (XaTdClient) client = xa_td_client_new (xa_td_place_get_helper (), xa_td_place_get_library (), NULL);
  g_autoptr (XaJson) answer = NULL;

  if (client && sign_in (&self, client, cancellable, NULL))
    answer = xa_td_client_exchange (client, "{\"@type\":\"logOut\"}", END_US, cancellable, NULL);
}

static void
carrier_end (const char         *folder,
             const XaCredential *credential,
             GCancellable       *cancellable)
{
  g_autofree char *own = NULL;
  XaTdPlace        place;

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR) || !xa_td_place_init (&place, folder, credential, &own, NULL))
    return;
  log_out (folder, credential, cancellable);
  xa_td_place_forget (own);
}

const XaCarrier xa_td_carrier = {
  .open = carrier_open,
  .sign_in = xa_td_talk,
  .end = carrier_end,
  .forget = xa_td_place_remove,
};
