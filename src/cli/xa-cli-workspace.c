#include "cli/xa-cli-workspace.h"

#include "cli/xa-cli-info.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "model/xa-time.h"
#include "net/xa-credential-store.h"
#include "store/xa-backups.h"
#include "store/xa-connections.h"
#include "store/xa-hooks.h"
#include "sync/xa-sync.h"
#include "sync/xa-upkeep.h"

/* The workspace that a command makes or copies may be named by an argument as well. */
static char *
name_workspace (XaCli   *self,
                GError **error)
{
  const char *argument = xa_cli_get_arguments (self)[0];

  if (argument && xa_cli_has (self, "workspace")) {
    xa_cli_usage (error, "the workspace is named twice: by --workspace and by an argument");
    return NULL;
  }

  return argument ? xa_cli_workspace_path (argument, error) : xa_cli_find_workspace (self, error);
}

static void
print_path (XaCli      *self,
            const char *sentence,
            const char *path)
{
  g_autofree char *name = xa_workspaces_get_name (path);
  g_autofree char *shown = g_filename_display_name (path);

  if (xa_cli_wants_json (self)) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "name", name);
    xa_cli_json_text (builder, "path", shown);
    json_builder_end_object (builder);
    xa_cli_json_print (builder);
  } else {
    xa_cli_say ("%s \"%s\": %s", sentence, name, shown);
  }
}

static XaCliExit
run_new (XaCli   *self,
         GError **error)
{
  g_autofree char *path = name_workspace (self, error);

  if (!path)
    return XA_CLI_USAGE;
  if (!xa_workspaces_create (path, xa_cli_get_text (self, "key-file"), XA_KEY_FILE_MAY_BE_NEW, error))
    return XA_CLI_FAILED;

  print_path (self, "Made the workspace", path);
  if (!xa_cli_has (self, "key-file"))
    xa_cli_say ("Its key is in the Secret Service. Without that key nobody, you included, can tell who is in it.");
  else
    xa_cli_say ("Its key is in the key file. Keep it apart from the workspace: together they tell who is in it.");

  return XA_CLI_OK;
}

static XaCliExit
run_verify (XaCli   *self,
            GError **error)
{
  GCancellable *cancellable = xa_cli_watch_signals (self);
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);

  if (!store || !xa_store_verify (store, cancellable, error))
    return XA_CLI_FAILED;

  print_path (self, "All pages, indexes and checksums are as they should be in", xa_store_get_path (store));

  return XA_CLI_OK;
}

/* Returns: (transfer full): the workspaces that would lose their key with that of @store, in words; empty for none */
static char *
name_sharing (XaCli   *self,
              XaStore *store)
{
  const char *key_file = xa_cli_get_text (self, "key-file");
  g_autoptr (GPtrArray) paths = key_file ? xa_workspaces_list_sharing (store, key_file) : NULL;
  GString *names = g_string_new (NULL);

  for (guint i = 0; paths && i < paths->len; i++) {
    g_autofree char *name = xa_workspaces_get_name (paths->pdata[i]);

    g_string_append_printf (names, "%s\"%s\"", names->len ? ", " : "", name);
  }

  return g_string_free_and_steal (names);
}

static char *
ask_to_delete (XaCli      *self,
               const char *name,
               const char *sharing)
{
  if (*sharing)
    return g_strdup_printf ("The workspace \"%s\" will be deleted. The key file stays, as it has the key of %s: with it, backups still recognise people.", name, sharing);

  return g_strdup_printf ("The workspace \"%s\" and its key will be deleted; backups of it stay, but recognise nobody any more.%s", name,
                          xa_cli_has (self, "key-file") ? " Workspaces elsewhere that use the same key file lose their key too." : "");
}

/* Destroys the key of a workspace that is about to go, and says so where it cannot. */
static gboolean
destroy_key (XaCli      *self,
             XaStore    *store,
             const char *sharing,
             GError    **error)
{
  const char *key_file = xa_cli_get_text (self, "key-file");
  g_autoptr (XaKeyStore) keys = xa_key_store_new (key_file);
  g_autoptr (GError) key_error = NULL;

  if (key_file) {
    g_autoptr (XaPseudonymizer) check = xa_workspaces_load_keys (store, xa_cli_get_text (self, "key-file"), XA_KEY_MUST_EXIST, error);

    if (check && *sharing)
      xa_cli_say ("The key file was kept: it has the key of %s.", sharing);

    return check && (*sharing || xa_key_store_destroy (keys, xa_store_get_uuid (store), NULL, error));
  }

  if (!xa_key_store_destroy (keys, xa_store_get_uuid (store), NULL, &key_error))
    xa_cli_say ("No key was destroyed (%s). If the workspace had a key file, it is still there.", key_error->message);

  return TRUE;
}

static guint
count_secrets (XaStore *store)
{
  g_autoptr (GPtrArray) connections = xa_store_list_connections (store, NULL, NULL);
  g_autoptr (GPtrArray) in = xa_store_list_hooks_in (store, NULL);
  g_autoptr (GPtrArray) out = xa_store_list_hooks_out (store, NULL);

  return (connections ? connections->len : 0) + (in ? in->len : 0) + (out ? out->len : 0);
}

/* Tokens and secrets of webhooks. The data go all the same where the keyring cannot be asked. */
static void
forget_secrets (XaStore *store)
{
  g_autoptr (XaCredentialStore) credentials = xa_credential_store_new (xa_store_get_uuid (store));
  g_autoptr (GError) error = NULL;

  if (count_secrets (store) > 0 && !xa_credential_store_forget_all (credentials, NULL, &error))
    xa_cli_say ("What its connections and webhooks kept in the keyring may still be there: %s.", error->message);
}

static XaCliExit
run_delete (XaCli   *self,
            GError **error)
{
  g_autofree char *path = name_workspace (self, error);
  g_autofree char *name = NULL;
  g_autofree char *sharing = NULL;
  g_autofree char *question = NULL;
  g_autoptr (XaStore) store = NULL;
  g_autoptr (GError) open_error = NULL;

  if (!path)
    return XA_CLI_USAGE;

  store = xa_store_open (path, XA_STORE_WRITE, &open_error);
  if (!store && !g_error_matches (open_error, XA_STORE_ERROR, XA_STORE_ERROR_CORRUPT)) {
    g_propagate_error (error, g_steal_pointer (&open_error));
    return XA_CLI_FAILED;
  }

  name = xa_workspaces_get_name (path);
  sharing = store ? name_sharing (self, store) : g_strdup ("");
  question = ask_to_delete (self, name, sharing);
  if (!xa_cli_confirm (self, question, name, error))
    return XA_CLI_FAILED;

  if (!store)
    xa_cli_say ("No key was destroyed: the file is too damaged to tell which it was.");
  else if (!destroy_key (self, store, sharing, error) || !xa_sync_forget_folders (store, error))
    return XA_CLI_FAILED;
  else
    forget_secrets (store);
  g_clear_pointer (&store, xa_store_close);
  if (!xa_store_delete (path, error))
    return XA_CLI_FAILED;

  print_path (self, "Deleted the workspace", path);

  return XA_CLI_OK;
}

/* That the daily one was made, or why not, is known to whoever looks; who writes just now need not wait. */
static void
note_outcome (const char   *path,
              const GError *failure)
{
  XaUpkeepOutcome outcome = { XA_UPKEEP_BACKUP, xa_time_now (), failure };
  g_autoptr (XaStore) writer = xa_store_open (path, XA_STORE_WRITE, NULL);

  if (writer)
    xa_upkeep_note (writer, &outcome, NULL);
}

/* One of those that are kept beside the workspace, as they are made daily. */
static XaCliExit
run_own_backup (XaCli   *self,
                GError **error)
{
  GCancellable    *cancellable = xa_cli_watch_signals (self);
  g_autofree char *path = xa_cli_find_workspace (self, error);
  g_autofree char *made = NULL;
  g_autoptr (GError) failure = NULL;

  if (!path)
    return XA_CLI_USAGE;
  xa_upkeep_back_up (path, xa_time_now (), xa_cli_has (self, "if-due") ? XA_UPKEEP_IF_DUE : XA_UPKEEP_NOW, cancellable, &made, &failure);
  if (made || failure)
    note_outcome (path, failure);
  if (failure) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return XA_CLI_FAILED;
  }
  if (made)
    print_path (self, "Made the backup", made);
  else
    xa_cli_say ("No backup is due: the newest is less than a day old.");

  return XA_CLI_OK;
}

static XaCliExit
run_backups (XaCli   *self,
             GError **error)
{
  static const char *const columns[] = { "Made", ">Size", "File", NULL };
  g_autofree char         *path = xa_cli_find_workspace (self, error);
  g_autoptr (GPtrArray) backups = path ? xa_backups_list (path, error) : NULL;
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!path)
    return XA_CLI_USAGE;
  if (!backups)
    return XA_CLI_FAILED;
  json_builder_begin_array (builder);
  for (guint i = 0; i < backups->len; i++) {
    const XaBackup  *backup = backups->pdata[i];
    g_autofree char *at = xa_cli_format_time (backup->at_us);
    g_autofree char *size = xa_cli_format_size (backup->size_bytes);
    g_autofree char *file = g_filename_display_name (backup->path);

    xa_cli_table_add (table, (const char *[]) { at, size, file, NULL });
    json_builder_begin_object (builder);
    xa_cli_json_time (builder, "made", backup->at_us);
    xa_cli_json_number (builder, "bytes", backup->size_bytes);
    xa_cli_json_text (builder, "path", file);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  if (xa_cli_wants_json (self))
    xa_cli_json_print (builder);
  else if (backups->len > 0)
    xa_cli_table_print (table);
  else
    xa_cli_say ("There is no backup yet: \"workspace backup\" makes one.");

  return XA_CLI_OK;
}

static XaCliExit
run_backup (XaCli   *self,
            GError **error)
{
  GCancellable *cancellable = xa_cli_watch_signals (self);
  const char   *target = xa_cli_get_arguments (self)[0];
  g_autoptr (XaStore) store = NULL;

  if (!target)
    return run_own_backup (self, error);
  store = xa_cli_open_store (self, XA_STORE_READ, error);
  if (!store || !xa_store_backup (store, target, cancellable, error))
    return XA_CLI_FAILED;

  print_path (self, "Made the backup", target);
  xa_cli_say ("It needs the same key as the workspace; the key is not in it.");

  return XA_CLI_OK;
}

/* The restored one says in its own trail that it is one. */
static void
note_restored (const char *path)
{
  g_autoptr (GError) error = NULL;

  if (!xa_store_note_restored (path, &error))
    xa_cli_complain ("that a backup was restored is not noted in the workspace: %s", error->message);
}

static XaCliExit
run_restore (XaCli   *self,
             GError **error)
{
  GCancellable    *cancellable = xa_cli_watch_signals (self);
  const char      *backup = xa_cli_get_arguments (self)[0];
  g_autofree char *path = xa_cli_find_workspace (self, error);
  g_autoptr (XaBackup) newest = NULL;
  gboolean replace;

  if (!path)
    return XA_CLI_USAGE;
  if (!backup == !xa_cli_has (self, "latest"))
    return xa_cli_usage (error, "either FILE or --latest says which backup is to be restored");
  if (!backup) {
    newest = xa_backups_find_good (path, cancellable, error);
    if (!newest)
      return XA_CLI_FAILED;
    backup = newest->path;
  }

  replace = g_file_test (path, G_FILE_TEST_EXISTS);
  if (replace) {
    g_autofree char *name = xa_workspaces_get_name (path);
    g_autofree char *question = g_strdup_printf ("The workspace \"%s\" will be replaced by the backup; what came into it since is lost.", name);

    if (!xa_cli_confirm (self, question, name, error))
      return XA_CLI_FAILED;
  } else if (!xa_workspaces_make_folder (path, error)) {
    return XA_CLI_FAILED;
  }
  if (!xa_store_restore (backup, path, replace, cancellable, error))
    return XA_CLI_FAILED;

  note_restored (path);
  print_path (self, "Restored the workspace", path);
  xa_cli_say ("It has the identity and the key of the workspace that the backup was made of: sealing or deleting either of them destroys the key of both.");

  return XA_CLI_OK;
}

static const XaCliOption backup_options[] = {
  { "if-due", 0, XA_CLI_FLAG, NULL, "only if the newest is a day old; for timers" },
  { NULL },
};

static const XaCliOption restore_options[] = {
  { "latest", 0, XA_CLI_FLAG, NULL, "the newest of the workspace's own backups that is sound" },
  { "yes", 'y', XA_CLI_FLAG, NULL, "do not ask" },
  { NULL },
};

static const XaCliOption confirm_options[] = {
  { "yes", 'y', XA_CLI_FLAG, NULL, "do not ask" },
  { NULL },
};

const XaCliCommand xa_cli_workspace_commands[] = {
  { "workspace new", "[WORKSPACE]", "Make an empty workspace and its key",
    "The key goes into the Secret Service, or with --key-file into FILE, which is made if it does not exist.",
    NULL, 0, 1, run_new },
  { "workspace list", "", "List the workspaces that have names", NULL, NULL, 0, 0, xa_cli_run_list },
  { "workspace info", "", "Show what a workspace holds, table by table", NULL, NULL, 0, 0, xa_cli_run_info },
  { "workspace verify", "", "Check every page, index and checksum", NULL, NULL, 0, 0, run_verify },
  { "workspace backup", "[FILE]", "Copy a workspace, checked, while it may be in use",
    "The copy appears under its name only when it is complete. The key is not in it. Without FILE it is one of those\n"
    "beside the workspace, of which the newest of each of the last 7 days and 4 weeks stay.",
    backup_options, 0, 1, run_backup },
  { "workspace backups", "", "List the backups beside a workspace", NULL, NULL, 0, 0, run_backups },
  { "workspace restore", "[FILE]", "Put a backup in the place of a workspace",
    "The backup is checked first; until it is in place the old workspace stays as it is.",
    restore_options, 0, 1, run_restore },
  { "workspace delete", "[WORKSPACE]", "Delete a workspace and destroy its key",
    "With --key-file the key file is deleted as well, if it holds the key of this workspace.",
    confirm_options, 0, 1, run_delete },
  { NULL },
};
