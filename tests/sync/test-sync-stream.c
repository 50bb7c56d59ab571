#include "import-place.h"
#include "sync/xa-sync.h"

#include <string.h>

/*
 * One stream brings what happens in many chats, and forgets what was asked for once: a bot of
 * Telegram, from its token to the posts of every chat that is followed.
 */

#define TOKEN "123456:PLANTED-token-abcdefghijklmnopqrstuv"
#define ROOM "-1001111111111"
#define HALL "-1002222222222"
#define N_UPDATES 250
#define UPDATES_A_PAGE 100

typedef struct {
  ImportPlace       *place;       /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaTransport       *transport;   /* (owned) */
  XaSync            *sync;        /* (owned) */
  gint64             forgotten;   /* updates before this one are gone at the platform */
  guint              n_pages;
  guint              drops; /* the answer to this page of updates is lost on the way, from 1; 0: none */
} Fixture;

static gint64
count_posts (Fixture *self)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  XaStoreInfo info;

  g_assert_true (store && xa_store_get_info (store, &info, NULL));

  return info.n_posts;
}

/* Two chats by turns, and one that nobody follows. */
static void
append_update (GString *json,
               gint64   id)
{
  static const char *const chats[] = { ROOM, HALL, "-1003333333333" };

  g_string_append_printf (json,
                          "%s{\"update_id\":%" G_GINT64_FORMAT ",\"message\":{\"message_id\":%" G_GINT64_FORMAT ",\"date\":%" G_GINT64_FORMAT
                          ",\"chat\":{\"id\":%s,\"type\":\"supergroup\",\"title\":\"Chat\"},"
                          "\"from\":{\"id\":73100000%02d,\"is_bot\":false},\"text\":\"words\"}}",
                          json->str[json->len - 1] == '[' ? "" : ",", id, id, PLACE_CLOCK - 100000 + id, chats[id % 3], (int) (id % 40));
}

static char *
answer_updates (Fixture    *self,
                const char *address)
{
  const char *offset = strstr (address, "offset=");
  gint64      first = offset ? g_ascii_strtoll (offset + strlen ("offset="), NULL, 10) : 1;
  g_autoptr (GString) json = g_string_new ("{\"ok\":true,\"result\":[");

  self->forgotten = MAX (self->forgotten, first);
  /* What the platform forgets now is safe here: of each three updates, two are followed. */
  g_assert_cmpint (count_posts (self), >=, (first - 1) * 2 / 3);
  for (gint64 id = self->forgotten; id <= N_UPDATES && id < self->forgotten + UPDATES_A_PAGE; id++)
    append_update (json, id);
  g_string_append (json, "]}");

  return g_string_free (g_steal_pointer (&json), FALSE);
}

static char *
answer (Fixture    *self,
        const char *address)
{
  const char *chat = strstr (address, HALL) ? HALL : ROOM;

  if (strstr (address, "/getUpdates"))
    return answer_updates (self, address);
  if (strstr (address, "/getMe"))
    return g_strdup ("{\"ok\":true,\"result\":{\"id\":123456,\"is_bot\":true,\"username\":\"our_bot\",\"can_read_all_group_messages\":true}}");
  if (strstr (address, "/getChatMemberCount"))
    return g_strdup ("{\"ok\":true,\"result\":321}");
  if (strstr (address, "/getChatMember"))
    return g_strdup ("{\"ok\":true,\"result\":{\"status\":\"administrator\",\"user\":{\"id\":123456}}}");

  return g_strdup_printf ("{\"ok\":true,\"result\":{\"id\":%s,\"type\":\"supergroup\",\"title\":\"Chat\"}}", chat);
}

static XaResponse *
respond (const XaCall *call,
         gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  Fixture *self = data;
  char    *text = answer (self, call->address);
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));

  if (strstr (call->address, "/getUpdates") && ++self->n_pages == self->drops) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
    return NULL;
  }

  return xa_response_new (200, body);
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  self->place = import_place_new ();
  g_setenv ("SOURCE_DATE_EPOCH", "1700000000", TRUE);
  self->credentials = xa_credential_store_new_in_memory ();
  self->transport = xa_transport_new (respond, self, NULL);
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, self->transport, self->credentials);
  self->forgotten = 1;
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  xa_sync_unref (self->sync);
  xa_transport_unref (self->transport);
  xa_credential_store_unref (self->credentials);
  import_place_free (self->place);
}

static void
connect_and_follow (Fixture *self)
{
  static const char *const chats[] = { ROOM, HALL };
  g_autoptr (XaCredential) credential = xa_credential_new ();
  XaConnectOptions options = { .provider = &xa_telegram_bot, .credential = credential, .hold_only = TRUE };
  g_autoptr (XaConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  credential->token = g_strdup (TOKEN);
  connection = xa_sync_connect (self->sync, &options, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (chats); i++) {
    g_autoptr (GPtrArray) candidates = xa_sync_preview (self->sync, chats[i], XA_PLATFORM_TELEGRAM, connection->id, NULL, NULL, &error);
    g_autoptr (XaSource) source = NULL;

    g_assert_no_error (error);
    source = xa_sync_follow (self->sync, candidates->pdata[0], NULL, &error);
    g_assert_no_error (error);
  }
}

static void
run (Fixture *self,
     guint    n_done)
{
  XaSyncOptions options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  xa_sync_run (self->sync, &options, NULL, &report, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report.n_items; i++)
    g_test_message ("%s: %s %s", report.items[i].title, xa_task_state_id (report.items[i].state), report.items[i].cause_text);
  g_assert_cmpuint (report.n_done, ==, n_done);
}

static void
assert_whole (Fixture *self)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (store, NULL);

  g_assert_cmpuint (audiences->len, ==, 2);
  for (guint i = 0; i < audiences->len; i++) {
    const XaAudience *audience = audiences->pdata[i];
    gint64            n = 0;

    for (gint64 id = 1; id <= N_UPDATES; id++)
      n += id % 3 == (g_str_equal (audience->native_id, ROOM) ? 0 : 1);
    g_assert_cmpint (audience->n_posts, ==, n);
  }
}

static void
test_stream (Fixture      *self,
             gconstpointer data)
{
  connect_and_follow (self);
  run (self, 2);
  assert_whole (self);
  g_assert_cmpint (self->forgotten, ==, N_UPDATES + 1);
}

/* An answer that never arrives is asked for again; nothing is lost, and nothing comes twice. */
static void
test_lost_answer (Fixture      *self,
                  gconstpointer data)
{
  XaSyncOptions options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };

  connect_and_follow (self);
  self->drops = self->n_pages + 2;
  xa_sync_run (self->sync, &options, NULL, &report, NULL);
  g_assert_cmpuint (report.n_done, <, 2);
  self->drops = 0;
  run (self, 2);
  assert_whole (self);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/sync/stream/whole", Fixture, NULL, set_up, test_stream, tear_down);
  g_test_add ("/sync/stream/lost-answer", Fixture, NULL, set_up, test_lost_answer, tear_down);

  return g_test_run ();
}
