#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-workspace.h"
#include "store/xa-audiences.h"
#include "store/xa-backups.h"

#include <stdio.h>
#include <string.h>

/* How many audiences a message names before it only counts them. */
#define N_NAMED 10

/* --- seal --- */

/* What stops: people of audiences that are imported again are no longer recognised. */
static void
say_what_stops (XaStore *store)
{
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (store, NULL);
  XaStoreInfo info;

  if (audiences && audiences->len > 0) {
    xa_cli_say ("A later import of these brings its people as new ones, who match nobody already here:");
    for (guint i = 0; i < MIN (audiences->len, N_NAMED); i++) {
      const XaAudience *audience = g_ptr_array_index (audiences, i);

      xa_cli_say ("  %s (%s)", audience->title, xa_platform_name (audience->platform));
    }
    if (audiences->len > N_NAMED)
      xa_cli_say ("  and %u more", audiences->len - N_NAMED);
  }
  if (xa_store_get_info (store, &info, NULL) && info.n_imports_open > 0) {
    g_autofree char *imports = xa_cli_format_things (info.n_imports_open, "interrupted import");

    xa_cli_say ("%s cannot be resumed.", imports);
  }
  xa_cli_say ("A person who asks to be erased cannot be found in it any more. All analysis of what is here goes on.");
}

/* Destroys the key, if it is the one of this workspace; a key that is gone already is destroyed. */
static gboolean
destroy_own_key (XaCli   *self,
                 XaStore *store,
                 GError **error)
{
  const char *key_file = xa_cli_get_text (self, "key-file");
  g_autoptr (XaPseudonymizer) check = NULL;
  g_autoptr (XaKeyStore) keys = xa_key_store_new (key_file);
  g_autoptr (GError) key_error = NULL;

  check = xa_workspaces_load_keys (store, xa_cli_get_text (self, "key-file"), XA_KEY_MUST_EXIST, &key_error);
  if (check && xa_key_store_destroy (keys, xa_store_get_uuid (store), NULL, &key_error))
    return TRUE;
  if (xa_cli_has (self, "lost") && g_error_matches (key_error, XA_KEY_ERROR, XA_KEY_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&key_error));

  return FALSE;
}

/* Returns: (transfer full): the named workspaces that are copies of @store, in words; empty for none */
static char *
name_copies (XaStore *store)
{
  g_autoptr (GPtrArray) paths = xa_workspaces_list (NULL);
  GString *names = g_string_new (NULL);

  for (guint i = 0; paths && i < paths->len; i++) {
    const char *path = g_ptr_array_index (paths, i);
    g_autoptr (XaStore) other = xa_store_open (path, XA_STORE_READ, NULL);
    g_autofree char *name = xa_workspaces_get_name (path);

    if (other && strcmp (xa_store_get_uuid (other), xa_store_get_uuid (store)) == 0 && strcmp (xa_store_get_path (other), xa_store_get_path (store)) != 0)
      g_string_append_printf (names, "%s\"%s\"", names->len ? ", " : "", name);
  }

  return g_string_free_and_steal (names);
}

/* What the loss of the key does beyond the workspace that was named. */
static char *
say_who_shares_the_key (XaCli   *self,
                        XaStore *store)
{
  g_autofree char *copies = name_copies (store);
  GString         *words = g_string_new (NULL);

  if (*copies)
    g_string_append_printf (words, " These workspaces are copies of it and lose their key too: %s.", copies);
  g_string_append_printf (words, " %s backup or restored copy of it has the same key, wherever it is: nobody can be told in it any more either.", *copies ? "Any other" : "Any");
  if (xa_cli_has (self, "key-file"))
    g_string_append (words, " Other workspaces that use the same key file lose their key too.");

  return g_string_free_and_steal (words);
}

static XaCliExit
run_seal (XaCli   *self,
          GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_WRITE, error);
  g_autofree char *name = NULL;
  g_autofree char *shared = NULL;
  g_autofree char *question = NULL;

  if (!store)
    return XA_CLI_FAILED;

  name = xa_workspaces_get_name (xa_store_get_path (store));
  if (xa_store_get_key_state (store) != XA_KEY_STATE_SET) {
    xa_cli_say ("The workspace \"%s\" has no key: nothing to seal.", name);
    return XA_CLI_OK;
  }

  shared = say_who_shares_the_key (self, store);
  question = g_strdup_printf ("The key of the workspace \"%s\" will be destroyed: nobody can tell any more who is in it.%s", name, shared);
  if (!xa_cli_confirm (self, question, name, error))
    return XA_CLI_FAILED;
  if (!destroy_own_key (self, store, error) || !xa_store_seal (store, error))
    return XA_CLI_FAILED;

  xa_cli_say ("Sealed the workspace \"%s\": its key is destroyed.%s", name, shared);
  say_what_stops (store);

  return XA_CLI_OK;
}

/* --- erase --- */

/* Takes the id from the command line or, for "-", from standard input: that way it stands in no
 * history and in no list of processes. */
static char *
read_id (const char *given,
         GError    **error)
{
  g_autofree char *line = NULL;
  gsize            room = 0;
  char            *id;

  if (strcmp (given, "-") != 0)
    return g_strdup (given);

  if (getline (&line, &room, stdin) < 0 || *g_strstrip (line) == '\0') {
    g_set_error_literal (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "standard input holds no id");
    return NULL;
  }
  id = g_strdup (line);
  explicit_bzero (line, room);

  return id;
}

static XaCliExit
erase_platform (XaCli   *self,
                GError **error)
{
  g_autoptr (XaStore) store = NULL;
  g_autofree char *question = NULL;
  XaPlatform       platform;

  if (!xa_cli_read_platform (self, "all-of-platform", &platform, error))
    return XA_CLI_USAGE;
  store = xa_cli_open_store (self, XA_STORE_WRITE, error);
  if (!store)
    return XA_CLI_FAILED;

  question = g_strdup_printf ("All that came from %s will be erased from this workspace.", xa_platform_name (platform));
  if (!xa_cli_confirm (self, question, xa_platform_id (platform), error) || !xa_store_erase_platform (store, platform, error) ||
      !xa_backups_erase_platform (xa_store_get_path (store), xa_store_get_uuid (store), platform, error))
    return XA_CLI_FAILED;
  xa_cli_say ("Erased all that came from %s, from the workspace's own backups too. Copies made elsewhere still hold it.", xa_platform_name (platform));

  return XA_CLI_OK;
}

/* The pseudonym of the person that the options name; their id is wiped on the way. */
static gboolean
hash_person (XaCli           *self,
             XaPseudonymizer *keys,
             XaPlatform       platform,
             XaPseudonym     *who,
             GError         **error)
{
  gboolean         by_handle = xa_cli_has (self, "handle");
  g_autofree char *id = read_id (xa_cli_get_text (self, by_handle ? "handle" : "id"), error);
  XaPerson         person;
  XaReject         why;
  gboolean         ok;

  if (!id)
    return FALSE;

  person = (XaPerson) { .id = xa_span (id), .by_handle = by_handle };
  ok = xa_pseudonymizer_person (keys, platform, &person, who, &why);
  explicit_bzero (id, strlen (id));
  if (!ok)
    xa_cli_usage (error, "that is not an id of a person on %s", xa_platform_name (platform));

  return ok;
}

static XaCliExit
run_erase (XaCli   *self,
           GError **error)
{
  g_autoptr (XaStore) store = NULL;
  g_autoptr (XaPseudonymizer) keys = NULL;
  XaPlatform  platform;
  XaPseudonym who;
  XaStoreInfo info;
  gboolean    found;

  if (xa_cli_has (self, "all-of-platform"))
    return erase_platform (self, error);
  if (!xa_cli_has (self, "platform"))
    return xa_cli_usage (error, "--platform says where the person has the id");
  if (!xa_cli_read_platform (self, "platform", &platform, error))
    return XA_CLI_USAGE;
  if (xa_cli_has (self, "id") == xa_cli_has (self, "handle"))
    return xa_cli_usage (error, "either --id or --handle says who is to be erased");

  store = xa_cli_open_store (self, XA_STORE_WRITE, error);
  if (!store)
    return XA_CLI_FAILED;
  keys = xa_workspaces_load_keys (store, xa_cli_get_text (self, "key-file"), XA_KEY_MUST_EXIST, error);
  if (!keys || !hash_person (self, keys, platform, &who, error) || !xa_store_erase_person (store, &who, &found, error) ||
      !xa_backups_erase_person (xa_store_get_path (store), xa_store_get_uuid (store), &who, error))
    return XA_CLI_FAILED;

  xa_cli_say (found ? "Erased every trace of this person, from the workspace's own backups too. Copies made elsewhere still hold them, as a pseudonym."
                    : "This person is not in the workspace.");
  if (xa_store_get_info (store, &info, NULL) && info.key_epoch > 1)
    xa_cli_say ("The workspace was sealed before: whether they came in earlier than that cannot be told.");

  return XA_CLI_OK;
}

static const XaCliOption seal_options[] = {
  { "yes", 'y', XA_CLI_FLAG, NULL, "do not ask" },
  { "lost", 0, XA_CLI_FLAG, NULL, "the key is gone already: only record it" },
  { NULL },
};

static const XaCliOption erase_options[] = {
  { "platform", 0, XA_CLI_TEXT, "PLATFORM", "where the person has the id or handle" },
  { "id", 0, XA_CLI_TEXT, "ID", "the person's id; - reads it from standard input" },
  { "handle", 0, XA_CLI_TEXT, "HANDLE", "the person's handle; - reads it from standard input" },
  { "all-of-platform", 0, XA_CLI_TEXT, "PLATFORM", "erase all that came from a platform instead" },
  { "yes", 'y', XA_CLI_FLAG, NULL, "do not ask before erasing a platform" },
  { NULL },
};

const XaCliCommand xa_cli_forget_commands[] = {
  { "workspace seal", "", "Destroy the key: nobody can tell any more who is in it",
    "What is in the workspace can still be analysed. The same people in later imports count as new.",
    seal_options, 0, 0, run_seal },
  { "workspace erase", "", "Remove every trace of one person, or of a platform",
    "The id is hashed in memory and written nowhere. With \"--id -\" it is read from standard input and so\n"
    "stands in no shell history either.",
    erase_options, 0, 0, run_erase },
  { NULL },
};
