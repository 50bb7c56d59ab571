#include "server/xa-deliver.h"
#include "server/xa-signature.h"
#include "sync-place.h"

#include <string.h>

#define SECRET "whsec_MfKQ9r8GKYqTwjUPD8ILPZIo2LaLaSw"

/* A receiver that answers as it is told to, and remembers what it was sent. */
typedef struct {
  guint      status;
  GError    *failure; /* (owned) (nullable) */
  char      *leads_to;
  GPtrArray *ids, *times, *signatures, *bodies, *addresses; /* (owned) (element-type utf8) */
} Receiver;

static GPtrArray *
texts_new (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

static void
receiver_init (Receiver *self)
{
  *self = (Receiver) { .status = 200, .ids = texts_new (), .times = texts_new (), .signatures = texts_new (), .bodies = texts_new (), .addresses = texts_new () };
}

static void
receiver_clear (Receiver *self)
{
  g_clear_error (&self->failure);
  g_ptr_array_unref (self->ids);
  g_ptr_array_unref (self->times);
  g_ptr_array_unref (self->signatures);
  g_ptr_array_unref (self->bodies);
  g_ptr_array_unref (self->addresses);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Receiver, receiver_clear)

static XaResponse *
receive (const XaCall *call,
         gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  Receiver   *self = data;
  XaResponse *response;

  if (self->failure) {
    *error = g_error_copy (self->failure);
    return NULL;
  }
  g_assert_cmpstr (call->method, ==, "POST");
  g_assert_cmpuint (call->headers->len, ==, 6);
  g_assert_cmpstr (call->headers->pdata[0], ==, "webhook-id");
  g_assert_cmpstr (call->headers->pdata[2], ==, "webhook-timestamp");
  g_assert_cmpstr (call->headers->pdata[4], ==, "webhook-signature");
  g_ptr_array_add (self->ids, g_strdup (call->headers->pdata[1]));
  g_ptr_array_add (self->times, g_strdup (call->headers->pdata[3]));
  g_ptr_array_add (self->signatures, g_strdup (call->headers->pdata[5]));
  g_ptr_array_add (self->bodies, g_strndup (g_bytes_get_data (call->body, NULL), g_bytes_get_size (call->body)));
  g_ptr_array_add (self->addresses, g_strdup (call->address));
  response = xa_response_new (self->status, NULL);
  if (self->leads_to)
    xa_response_set_header (response, "location", self->leads_to);

  return response;
}

typedef struct {
  const char *name, *url;
  gboolean    allows_private;
  XaHookOut  *hook; /* (owned) */
} Adding;

static gboolean
add (XaStore *store,
     gpointer data,
     GError **error)
{
  Adding *self = data;

  self->hook = xa_store_add_hook_out (store, self->name, self->url, self->allows_private, XA_HOOK_ALL_EVENTS, error);

  return self->hook != NULL;
}

static XaHookOut *
add_hook (SyncPlace  *place,
          const char *name,
          const char *url)
{
  Adding adding = { .name = name, .url = url };
  g_autoptr (XaCredential) credential = xa_credential_new ();

  g_assert_true (xa_sync_edit (place->sync, add, &adding, NULL));
  credential->secret = g_strdup (SECRET);
  xa_credential_store_hold (place->credentials, adding.hook->uuid, credential);

  return adding.hook;
}

static gboolean
tell (XaStore *store,
      gpointer data,
      GError **error)
{
  return xa_store_tell_hooks (store, XA_HOOK_SYNC_FINISHED, data, 1767225600 * (gint64) G_USEC_PER_SEC, error);
}

static XaDeliveries
deliver_at (SyncPlace *place,
            gint64     now_us)
{
  XaDeliveries result;
  g_autoptr (GError) error = NULL;

  xa_deliver_due (place->sync, now_us, NULL, &result, &error);
  g_assert_no_error (error);

  return result;
}

static gint64
start (void)
{
  return g_get_real_time () + XA_USEC_PER_DAY;
}

/* Down three times, then up: one message, one id, a signature for each attempt. */
static void
test_retry (void)
{
  g_auto (Receiver) receiver = { 0 };
  g_autoptr (XaTransport) transport = xa_transport_new (receive, &receiver, NULL);
  g_autoptr (SyncPlace) place = sync_place_new (transport);
  g_autoptr (XaHookOut) hook = add_hook (place, "Chat", "http://127.0.0.1:9/hook?a=b");
  gint64 now = start ();

  receiver_init (&receiver);
  g_assert_true (xa_sync_edit (place->sync, tell, (gpointer) "{\"done\":1}", NULL));
  receiver.status = 500;
  for (int i = 0; i < 3; i++) {
    XaDeliveries result = deliver_at (place, now);

    g_assert_cmpuint (result.n_waiting, ==, 1);
    /* Not before its time. */
    g_assert_cmpuint (deliver_at (place, now).n_waiting, ==, 0);
    now += XA_USEC_PER_DAY;
  }
  receiver.status = 204;
  g_assert_cmpuint (deliver_at (place, now).n_sent, ==, 1);
  g_assert_cmpuint (deliver_at (place, now + 30 * XA_USEC_PER_DAY).n_sent, ==, 0);

  g_assert_cmpuint (receiver.ids->len, ==, 4);
  for (guint i = 0; i < 4; i++) {
    const char *body = receiver.bodies->pdata[i];

    g_assert_cmpstr (receiver.ids->pdata[i], ==, receiver.ids->pdata[0]);
    g_assert_cmpstr (body, ==, "{\"type\":\"sync.finished\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":{\"done\":1}}");
    g_assert_cmpint (xa_signature_verify (SECRET, receiver.ids->pdata[i], receiver.times->pdata[i], receiver.signatures->pdata[i], body, strlen (body), g_get_real_time ()),
                     ==, XA_SIGNATURE_GOOD);
    g_assert_cmpstr (receiver.addresses->pdata[i], ==, "http://127.0.0.1:9/hook?a=b");
  }
}

static gboolean
list_dead (XaStore *store,
           gpointer data,
           GError **error)
{
  *(GPtrArray **) data = xa_store_list_tasks_in (store, XA_TASK_DEAD, error);

  return TRUE;
}

static gboolean
retry (XaStore *store,
       gpointer data,
       GError **error)
{
  return xa_store_retry_task (store, ((XaTask *) data)->id, error);
}

/* Given up after so many attempts, kept, and sent again when somebody wants it. Having no network is no attempt. */
static void
test_dead_letters (void)
{
  g_auto (Receiver) receiver = { 0 };
  g_autoptr (XaTransport) transport = xa_transport_new (receive, &receiver, NULL);
  g_autoptr (SyncPlace) place = sync_place_new (transport);
  g_autoptr (XaHookOut) hook = add_hook (place, "Chat", "http://127.0.0.1:9/");
  g_autoptr (GPtrArray) dead = NULL;
  gint64 now = start ();

  receiver_init (&receiver);
  g_assert_true (xa_sync_edit (place->sync, tell, (gpointer) "{}", NULL));
  receiver.failure = g_error_new_literal (XA_NET_ERROR, XA_NET_ERROR_OFFLINE, "no network");
  for (int i = 0; i < 20; i++, now += XA_USEC_PER_DAY)
    g_assert_cmpuint (deliver_at (place, now).n_dead, ==, 0);
  g_clear_error (&receiver.failure);
  receiver.status = 404;
  for (int i = 1; i <= XA_TASK_MAX_ATTEMPTS; i++, now += XA_USEC_PER_DAY)
    g_assert_cmpuint (deliver_at (place, now).n_dead, ==, i == XA_TASK_MAX_ATTEMPTS);
  g_assert_cmpuint (deliver_at (place, now).n_waiting, ==, 0);
  g_assert_true (xa_sync_edit (place->sync, list_dead, &dead, NULL));
  g_assert_cmpuint (dead->len, ==, 1);
  g_assert_nonnull (strstr (((XaTask *) dead->pdata[0])->cause_text, "404"));

  receiver.status = 200;
  g_assert_true (xa_sync_edit (place->sync, retry, dead->pdata[0], NULL));
  g_assert_cmpuint (deliver_at (place, now).n_sent, ==, 1);
  g_assert_cmpstr (receiver.ids->pdata[0], ==, receiver.ids->pdata[receiver.ids->len - 1]);
}

static gboolean
list_hooks (XaStore *store,
            gpointer data,
            GError **error)
{
  *(GPtrArray **) data = xa_store_list_hooks_out (store, error);

  return TRUE;
}

/* 410 ends it; a redirect is a failure and leads nowhere. */
static void
test_gone (void)
{
  g_auto (Receiver) receiver = { 0 };
  g_autoptr (XaTransport) transport = xa_transport_new (receive, &receiver, NULL);
  g_autoptr (SyncPlace) place = sync_place_new (transport);
  g_autoptr (XaHookOut) hook = add_hook (place, "Chat", "http://127.0.0.1:9/");
  g_autoptr (GPtrArray) hooks = NULL;
  gint64 now = start ();

  receiver_init (&receiver);
  receiver.status = 302;
  receiver.leads_to = "http://127.0.0.1:10/";
  g_assert_true (xa_sync_edit (place->sync, tell, (gpointer) "{}", NULL));
  g_assert_cmpuint (deliver_at (place, now).n_waiting, ==, 1);
  g_assert_cmpuint (receiver.addresses->len, ==, 1);
  receiver.status = 410;
  now += XA_USEC_PER_DAY;
  deliver_at (place, now);
  g_assert_true (xa_sync_edit (place->sync, list_hooks, &hooks, NULL));
  g_assert_false (((XaHookOut *) hooks->pdata[0])->is_active);
  g_assert_nonnull (strstr (((XaHookOut *) hooks->pdata[0])->cause, "410"));
  g_assert_true (xa_sync_edit (place->sync, tell, (gpointer) "{}", NULL));
  deliver_at (place, now + XA_USEC_PER_DAY);
  g_assert_cmpuint (receiver.addresses->len, ==, 2);
}

static gboolean
tell_too_much (XaStore *store,
               gpointer data,
               GError **error)
{
  g_autofree char *data_text = g_strnfill (XA_HOOK_MAX_BODY, ' ');

  g_assert_false (xa_store_tell_hooks (store, XA_HOOK_SYNC_FINISHED, data_text, 0, error));
  g_assert_error (*error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID);
  g_clear_error (error);

  return TRUE;
}

/* What leads into the own network is not asked, whatever it was taken for when it was added. */
static void
test_refused (void)
{
  g_auto (Receiver) receiver = { 0 };
  g_autoptr (XaTransport) transport = xa_transport_new (receive, &receiver, NULL);
  g_autoptr (SyncPlace) place = sync_place_new (transport);
  g_autoptr (XaHookOut) own = add_hook (place, "Router", "https://192.168.1.1/");
  g_autoptr (XaHookOut) plain = add_hook (place, "Plain", "http://example.org/");
  g_autoptr (XaHookOut) name = add_hook (place, "Name", "https://router.lan/");
  g_autoptr (XaHookOut) metadata = add_hook (place, "Cloud", "https://169.254.169.254/latest");

  receiver_init (&receiver);
  g_assert_true (xa_sync_edit (place->sync, tell_too_much, NULL, NULL));
  g_assert_true (xa_sync_edit (place->sync, tell, (gpointer) "{}", NULL));
  g_assert_cmpuint (deliver_at (place, start ()).n_waiting, ==, 4);
  g_assert_cmpuint (receiver.addresses->len, ==, 0);
}

static void
test_addresses (void)
{
  static const struct {
    const char *url;
    gboolean    ok, is_private;
  } cases[] = {
    { "https://example.org/hook", TRUE, FALSE },
    { "https://example.org/hook?token=a", TRUE, FALSE },
    { "http://127.0.0.1:8080/hook", TRUE, TRUE },
    { "http://[::1]:8080/hook", TRUE, TRUE },
    { "https://10.0.0.7/", TRUE, TRUE },
    { "https://[fd00::1]/", TRUE, TRUE },
    { "https://[::ffff:10.0.0.7]/", TRUE, TRUE },
    { "https://nas.local/", TRUE, TRUE },
    { "http://example.org/hook", FALSE, FALSE },
    { "http://10.0.0.7/", FALSE, FALSE },
    { "https://user:password@example.org/", FALSE, FALSE },
    { "https://example.org/#part", FALSE, FALSE },
    { "https://0x7f.1/", FALSE, FALSE },
    { "https://2130706433/", FALSE, FALSE },
    { "ftp://example.org/", FALSE, FALSE },
    { "file:///etc/passwd", FALSE, FALSE },
    { "example", FALSE, FALSE },
    { "", FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gboolean is_private = FALSE;
    gboolean ok = xa_deliver_check_url (cases[i].url, &is_private, &error);

    g_test_message ("%s", cases[i].url);
    g_assert_cmpint (ok, ==, cases[i].ok);
    if (ok)
      g_assert_cmpint (is_private, ==, cases[i].is_private);
    else
      g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  }
}

static void
test_pauses (void)
{
  for (guint attempt = 1; attempt < XA_TASK_MAX_ATTEMPTS; attempt++) {
    gint64 least = xa_deliver_pause (attempt, 0), most = xa_deliver_pause (attempt, 1);

    g_assert_cmpint (least, >=, 5 * G_USEC_PER_SEC);
    g_assert_cmpint (most, >, least);
    g_assert_cmpint (most, <=, least + least / 5 + 1);
    g_assert_cmpint (xa_deliver_pause (attempt + 1, 0), >=, least);
  }
  g_assert_cmpint (xa_deliver_pause (1000, 1), <=, XA_USEC_PER_DAY);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/server/WH-5/retry", test_retry);
  g_test_add_func ("/server/WH-5/dead-letters", test_dead_letters);
  g_test_add_func ("/server/WH-5/gone", test_gone);
  g_test_add_func ("/server/WH-5/refused", test_refused);
  g_test_add_func ("/server/WH-5/addresses", test_addresses);
  g_test_add_func ("/server/WH-5/pauses", test_pauses);

  return g_test_run ();
}
