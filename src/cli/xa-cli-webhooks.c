#include "cli/xa-cli-webhooks.h"

#include "cli/xa-cli-live.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "model/xa-time.h"
#include "net/xa-address.h"
#include "server/xa-deliver.h"
#include "server/xa-server-lists.h"
#include "server/xa-signature.h"
#include "store/xa-audit.h"
#include "store/xa-clients.h"

#include <stdio.h>
#include <string.h>

/* --- list ------------------------------------------------------------------------------------------ */

static void
print_table (GPtrArray  *in,
             GPtrArray  *out,
             GPtrArray  *tasks,
             const char *address)
{
  static const char *const columns[] = { "Webhook", "Direction", "Kind", "Address", "Last", ">Waiting", ">Dead", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < in->len; i++) {
    const XaHookIn  *hook = in->pdata[i];
    g_autofree char *path = g_strdup_printf ("%s/hooks/%s", address, hook->path);
    g_autofree char *last = xa_cli_format_time (hook->taken_us);

    xa_cli_table_add (table, (const char *[]) { hook->name, "in", xa_hook_kind_id (hook->kind), path, last, "-", "-", NULL });
  }
  for (guint i = 0; i < out->len; i++) {
    const XaHookOut *hook = out->pdata[i];
    g_autofree char *last = xa_cli_format_time (hook->sent_us);
    g_autofree char *waiting = g_strdup_printf ("%u", xa_server_count_deliveries (tasks, hook, FALSE));
    g_autofree char *dead = g_strdup_printf ("%u", xa_server_count_deliveries (tasks, hook, TRUE));

    xa_cli_table_add (table, (const char *[]) { hook->name, "out", hook->is_active ? "standard" : "ended", hook->url, last, waiting, dead, NULL });
  }
  if (in->len + out->len)
    xa_cli_table_print (table);
  else
    xa_cli_say ("There is no webhook. \"webhooks add\" makes one.");
}

static XaCliExit
run_list (XaCli   *self,
          GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GPtrArray) in = store ? xa_store_list_hooks_in (store, error) : NULL;
  g_autoptr (GPtrArray) out = in ? xa_store_list_hooks_out (store, error) : NULL;
  g_autoptr (GPtrArray) tasks = out ? xa_store_list_tasks (store, NULL, 0, error) : NULL;
  XaServerSettings settings;
  g_autofree char *address = NULL;

  if (!tasks || !xa_store_get_server (store, &settings, error))
    return XA_CLI_FAILED;
  address = g_strdup_printf ("http://127.0.0.1:%u", settings.port);
  if (xa_cli_wants_json (self)) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();

    xa_server_build_hooks (builder, in, out, tasks, address);
    xa_cli_json_print (builder);
  } else {
    print_table (in, out, tasks, address);
  }

  return XA_CLI_OK;
}

/* --- add --------------------------------------------------------------------------------------------- */

static void
wipe (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

/* The one that was typed, or a new one. */
static char *
get_secret (XaCli     *self,
            XaHookKind kind,
            GError   **error)
{
  g_autoptr (XaCredential) given = NULL;
  char *made;

  if (xa_cli_has (self, "token-stdin")) {
    given = xa_cli_read_credential (self, XA_SIGN_IN_PASSWORD, error);
    if (given && kind == XA_HOOK_STANDARD && !xa_signature_is_secret (given->secret)) {
      xa_cli_usage (error, "the secret of a standard webhook is 16 to 64 bytes in base64, usually with whsec_ before it");
      return NULL;
    }
    return given ? g_strdup (given->secret) : NULL;
  }
  made = kind == XA_HOOK_STANDARD ? xa_signature_make_secret () : xa_signature_make_plain_secret ();
  if (!made)
    g_set_error_literal (error, XA_CLI_ERROR, XA_CLI_ERROR_ANSWER, "The system gave no random bytes for a secret.");

  return made;
}

static gboolean
keep_secret (XaCli      *self,
             XaStore    *store,
             const char *uuid,
             const char *name,
             const char *secret,
             GError    **error)
{
  g_autoptr (XaCredentialStore) credentials = xa_credential_store_new (xa_store_get_uuid (store));
  g_autoptr (XaCredential) credential = xa_credential_new ();
  g_autofree char *label = g_strdup_printf ("XAudience webhook: %s", name);

  if (xa_cli_has (self, "no-keyring"))
    return TRUE;
  credential->secret = g_strdup (secret);

  return xa_credential_store_save (credentials, uuid, label, credential, NULL, error);
}

static void
print_added (XaCli      *self,
             const char *name,
             const char *address,
             const char *secret)
{
  gboolean is_shown = !xa_cli_has (self, "token-stdin");

  if (xa_cli_wants_json (self)) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "name", name);
    xa_cli_json_text (builder, "address", address);
    xa_cli_json_text (builder, "secret", is_shown ? secret : NULL);
    json_builder_end_object (builder);
    xa_cli_json_print (builder);
  } else {
    g_autofree char *shown = xa_cli_display (address);

    printf ("Address: %s\n", shown);
    if (is_shown)
      printf ("Secret:  %s\n", secret);
  }
  if (is_shown)
    xa_cli_say (xa_cli_has (self, "no-keyring") ? "This is the only time that the secret is shown, and it is kept nowhere: serve --secrets-stdin takes it."
                                                : "This is the only time that the secret is shown; the keyring keeps it.");
}

static char *
check_place (XaCli     *self,
             XaHookKind kind,
             GError   **error)
{
  const char *place = xa_cli_get_text (self, "place");
  gboolean    is_private;

  if (kind != XA_HOOK_DISCOURSE)
    return g_strdup ("");
  if (place)
    return xa_address_check (place, &is_private, error);
  xa_cli_usage (error, "a forum's webhook needs --place, the address of the forum: its messages do not name it");

  return NULL;
}

static XaCliExit
add_in (XaCli      *self,
        XaStore    *store,
        const char *name,
        GError    **error)
{
  const char      *text = xa_cli_has (self, "kind") ? xa_cli_get_text (self, "kind") : "standard";
  XaHookKind       kind;
  g_autofree char *place = NULL, *address = NULL;
  g_autoptr (XaHookIn) hook = NULL;
  XaServerSettings settings;
  char            *secret;

  if (!xa_hook_kind_parse (text, &kind))
    return xa_cli_usage (error, "--kind takes standard, discourse or telegram, not \"%s\"", text);
  place = check_place (self, kind, error);
  secret = place ? get_secret (self, kind, error) : NULL;
  hook = secret && xa_store_get_server (store, &settings, error) ? xa_store_add_hook_in (store, name, kind, place, error) : NULL;
  if (!hook || !keep_secret (self, store, hook->uuid, name, secret, error)) {
    if (hook)
      xa_store_drop_hook_in (store, hook->id, NULL);
    wipe (secret);
    return XA_CLI_FAILED;
  }
  address = g_strdup_printf ("http://127.0.0.1:%u/hooks/%s", settings.port, hook->path);
  print_added (self, name, address, secret);
  wipe (secret);

  return xa_store_note (store, "webhook-added", name, error) ? XA_CLI_OK : XA_CLI_FAILED;
}

static XaCliExit
add_out (XaCli      *self,
         XaStore    *store,
         const char *name,
         GError    **error)
{
  const char *url = xa_cli_get_text (self, "to");
  const char *text = xa_cli_has (self, "events") ? xa_cli_get_text (self, "events") : "sync.finished,alert.raised,task.finished";
  g_autoptr (XaHookOut) hook = NULL;
  gboolean is_private;
  guint    events;
  char    *secret;

  if (!xa_hook_events_parse (text, &events))
    return xa_cli_usage (error, "--events takes sync.finished, alert.raised and task.finished, with a comma between them, not \"%s\"", text);
  if (!xa_deliver_check_url (url, &is_private, error))
    return XA_CLI_FAILED;
  if (is_private && !xa_address_is_loopback (url) && !xa_cli_has (self, "yes"))
    return xa_cli_usage (error, "this address is in a private network; --yes confirms that messages are to go there");
  secret = get_secret (self, XA_HOOK_STANDARD, error);
  hook = secret ? xa_store_add_hook_out (store, name, url, is_private, events, error) : NULL;
  if (!hook || !keep_secret (self, store, hook->uuid, name, secret, error)) {
    if (hook)
      xa_store_drop_hook_out (store, hook->id, NULL);
    wipe (secret);
    return XA_CLI_FAILED;
  }
  print_added (self, name, url, secret);
  wipe (secret);

  return xa_store_note (store, "webhook-added", name, error) ? XA_CLI_OK : XA_CLI_FAILED;
}

static XaCliExit
run_add (XaCli   *self,
         GError **error)
{
  const char *name = xa_cli_get_arguments (self)[0];
  g_autoptr (XaStore) store = NULL;

  if (xa_cli_has (self, "to") && (xa_cli_has (self, "kind") || xa_cli_has (self, "place")))
    return xa_cli_usage (error, "--to is of a webhook that goes out, --kind and --place of one that comes in");
  store = xa_cli_open_store (self, XA_STORE_WRITE, error);
  if (!store)
    return XA_CLI_FAILED;

  return xa_cli_has (self, "to") ? add_out (self, store, name, error) : add_in (self, store, name, error);
}

/* --- remove, test, retry --------------------------------------------------------------------------------- */

static XaHookOut *
find_out (GPtrArray  *hooks,
          const char *name)
{
  for (guint i = 0; hooks && i < hooks->len; i++)
    if (g_ascii_strcasecmp (((XaHookOut *) hooks->pdata[i])->name, name) == 0)
      return hooks->pdata[i];

  return NULL;
}

static XaHookIn *
find_in (GPtrArray  *hooks,
         const char *name)
{
  for (guint i = 0; hooks && i < hooks->len; i++)
    if (g_ascii_strcasecmp (((XaHookIn *) hooks->pdata[i])->name, name) == 0)
      return hooks->pdata[i];

  return NULL;
}

static gboolean
not_found (const char *name,
           GError    **error)
{
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, "There is no webhook \"%s\" that this could be done with. \"webhooks\" lists those there are.", name);

  return FALSE;
}

static gboolean
drop (XaStore    *store,
      const char *name,
      char      **uuid,
      GError    **error)
{
  g_autoptr (GPtrArray) in = xa_store_list_hooks_in (store, error);
  g_autoptr (GPtrArray) out = in ? xa_store_list_hooks_out (store, error) : NULL;
  const XaHookIn  *comes = find_in (in, name);
  const XaHookOut *goes = find_out (out, name);

  if (!out)
    return FALSE;
  if (comes) {
    *uuid = g_strdup (comes->uuid);
    return xa_store_drop_hook_in (store, comes->id, error);
  }
  if (goes) {
    *uuid = g_strdup (goes->uuid);
    return xa_store_drop_hook_out (store, goes->id, error);
  }

  return not_found (name, error);
}

static XaCliExit
run_remove (XaCli   *self,
            GError **error)
{
  const char *name = xa_cli_get_arguments (self)[0];
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_WRITE, error);
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (GError) keyring = NULL;
  g_autofree char *uuid = NULL;

  if (!store || !drop (store, name, &uuid, error) || !xa_store_note (store, "webhook-removed", name, error))
    return XA_CLI_FAILED;
  credentials = xa_credential_store_new (xa_store_get_uuid (store));
  if (!xa_credential_store_forget (credentials, uuid, NULL, &keyring) && !g_error_matches (keyring, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_NO_SERVICE))
    xa_cli_complain ("its secret may still be in the keyring: %s", keyring->message);
  xa_cli_say ("Removed \"%s\".", name);

  return XA_CLI_OK;
}

/* What is done to one webhook that goes out. */
typedef struct {
  const char *name;
  char       *uuid; /* (owned) */
} Doing;

static gboolean
queue_test (XaStore *store,
            gpointer data,
            GError **error)
{
  Doing *self = data;
  g_autoptr (GPtrArray) hooks = xa_store_list_hooks_out (store, error);
  const XaHookOut *hook = find_out (hooks, self->name);

  if (!hooks || !hook)
    return hooks && not_found (self->name, error);
  self->uuid = g_strdup (hook->uuid);

  return xa_store_tell_hook (store, hook, XA_HOOK_TEST_EVENT, "{\"test\":true}", xa_time_now (), error);
}

static gboolean
is_to (const XaTask *task,
       const char   *uuid)
{
  return task->kind == XA_TASK_KIND_DELIVERY && g_str_has_prefix (task->subject, uuid);
}

static gboolean
requeue_in (XaStore    *store,
            XaTaskState state,
            const char *uuid,
            GError    **error)
{
  g_autoptr (GPtrArray) tasks = xa_store_list_tasks_in (store, state, error);

  for (guint i = 0; tasks && i < tasks->len; i++) {
    const XaTask *task = tasks->pdata[i];

    if (is_to (task, uuid) && !xa_store_retry_task (store, task->id, error))
      return FALSE;
  }

  return tasks != NULL;
}

/* What is dead, and what waits for its next attempt. */
static gboolean
requeue (XaStore *store,
         gpointer data,
         GError **error)
{
  Doing *self = data;
  g_autoptr (GPtrArray) hooks = xa_store_list_hooks_out (store, error);
  const XaHookOut *hook = find_out (hooks, self->name);

  if (!hooks || !hook)
    return hooks && not_found (self->name, error);
  self->uuid = g_strdup (hook->uuid);

  return requeue_in (store, XA_TASK_DEAD, hook->uuid, error) && requeue_in (store, XA_TASK_WAITING, hook->uuid, error);
}

/* How messages to one webhook stand. */
typedef struct {
  guint n_open, n_dead;
  char *why; /* (owned) (nullable): of the newest that did not arrive, in a sentence */
} Standing;

static gboolean
look (XaCli      *self,
      const char *uuid,
      Standing   *standing,
      GError    **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GPtrArray) tasks = store ? xa_store_list_tasks (store, NULL, 0, error) : NULL;

  for (guint i = 0; tasks && i < tasks->len; i++) {
    const XaTask *task = tasks->pdata[i];

    if (!is_to (task, uuid))
      continue;
    standing->n_open += xa_task_state_is_open (task->state);
    standing->n_dead += task->state == XA_TASK_DEAD;
    if (!standing->why && *task->cause_text)
      standing->why = g_strdup (task->cause_text);
  }

  return tasks != NULL;
}

/* Of this webhook alone, whatever else was due. What was dead before counts with what is dead. */
static XaCliExit
tell (const char     *name,
      const Standing *before,
      const Standing *after)
{
  guint n_died = after->n_dead - MIN (before->n_dead, after->n_dead);
  guint n_left = after->n_open + n_died;

  printf ("Sent %u, %u waiting, %u dead.\n", before->n_open - MIN (n_left, before->n_open), after->n_open, after->n_dead);
  if (n_left == 0)
    return XA_CLI_OK;
  xa_cli_complain ("%s: %s", name, after->why ? after->why : "It was not sent.");

  return XA_CLI_PARTIAL;
}

static XaCliExit
run_with (XaCli     *self,
          XaSyncEdit edit,
          GError   **error)
{
  GCancellable *cancellable = xa_cli_watch_signals (self);
  Doing         doing = { .name = xa_cli_get_arguments (self)[0] };
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = xa_cli_open_known_sync (self, &credentials, error);
  g_autoptr (XaCredential) given = NULL;
  g_autofree char *uuid = NULL;
  Standing         before = { 0 }, after = { 0 };
  XaDeliveries     result;
  XaCliExit        status = XA_CLI_FAILED;

  if (!sync || !xa_sync_edit (sync, edit, &doing, error))
    return XA_CLI_FAILED;
  uuid = doing.uuid;
  if (xa_cli_has (self, "token-stdin")) {
    given = xa_cli_read_credential (self, XA_SIGN_IN_PASSWORD, error);
    if (!given)
      return XA_CLI_FAILED;
    xa_credential_store_hold (credentials, uuid, given);
  }
  if (look (self, uuid, &before, error) && xa_deliver_due (sync, g_get_real_time (), cancellable, &result, error) && look (self, uuid, &after, error))
    status = tell (doing.name, &before, &after);
  g_free (before.why);
  g_free (after.why);

  return status;
}

static XaCliExit
run_test (XaCli   *self,
          GError **error)
{
  return run_with (self, queue_test, error);
}

static XaCliExit
run_retry (XaCli   *self,
           GError **error)
{
  return run_with (self, requeue, error);
}

static const XaCliOption add_options[] = {
  { "kind", 0, XA_CLI_TEXT, "KIND", "who pushes: standard (if not given), discourse or telegram" },
  { "place", 0, XA_CLI_TEXT, "URL", "the forum that pushes" },
  { "to", 0, XA_CLI_TEXT, "URL", "tell this address instead; nothing comes in" },
  { "events", 0, XA_CLI_TEXT, "EVENTS", "what to tell: sync.finished, alert.raised, task.finished; all if not given" },
  { "token-stdin", 0, XA_CLI_FLAG, NULL, "read the secret from the first line of standard input" },
  { "no-keyring", 0, XA_CLI_FLAG, NULL, "keep the secret nowhere: serve --secrets-stdin takes it" },
  { "yes", 'y', XA_CLI_FLAG, NULL, "the address may be in a private network" },
  { NULL },
};

static const XaCliOption send_options[] = {
  { "token-stdin", 0, XA_CLI_FLAG, NULL, "read the secret from the first line of standard input" },
  { NULL },
};

const XaCliCommand xa_cli_webhooks_commands[] = {
  { "webhooks add", "NAME", "Let a service push, or tell one what happens",
    "Without --to it prints the address that a service is to push to, and the secret to sign with. With --to it\n"
    "prints the secret by which the receiver knows that a message is from here. Both are Standard Webhooks, but\n"
    "for forums (Discourse) and bots (Telegram), which sign in ways of their own.",
    add_options, 1, 1, run_add },
  { "webhooks test", "NAME", "Send a test message", NULL, send_options, 1, 1, run_test },
  { "webhooks retry", "NAME", "Send now what waits, and again what could not be delivered", NULL, send_options, 1, 1, run_retry },
  { "webhooks remove", "NAME", "Forget a webhook, its secret and what waits for it", NULL, NULL, 1, 1, run_remove },
  { "webhooks", "", "List the webhooks that come in and go out", NULL, NULL, 0, 0, run_list },
  { NULL },
};
