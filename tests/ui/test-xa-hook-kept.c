#include "store/xa-workspaces.h"
#include "sync/xa-sync-push.h"
#include "ui/server/xa-server-steps.h"

#include "undo-place.h"

/* A webhook that was removed comes back as it was, with its secret. */

/* As the window has it, but for the keyring. */
static XaSync *
open_sync (UndoPlace          *place,
           XaCredentialStore **credentials)
{
  g_autoptr (XaStore) store = undo_place_open_store (place);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPseudonymizer) keys = xa_workspaces_load_keys (store, place->key_file, XA_KEY_MAY_BE_NEW, &error);

  g_assert_no_error (error);
  *credentials = xa_credential_store_new_in_memory ();

  return xa_sync_new (place->path, keys, NULL, *credentials);
}

typedef struct {
  XaHookIn   *in;  /* (owned) */
  XaHookOut  *out; /* (owned) */
  XaPseudonym message;
} Hooks;

static gboolean
add_hooks (XaStore *store,
           gpointer data,
           GError **error)
{
  Hooks *self = data;

  self->in = xa_store_add_hook_in (store, "Feedback", XA_HOOK_DISCOURSE, "https://forum.example.org", error);
  self->out = self->in ? xa_store_add_hook_out (store, "Chat", "https://chat.example.org/hook", TRUE, XA_HOOK_ALERT_RAISED, error) : NULL;
  memset (&self->message, 7, sizeof self->message);

  return self->out && xa_store_note_hook_message (store, self->in->id, &self->message, g_get_real_time (), error) &&
         xa_store_note_hook_sent (store, self->out->id, 5, "It wants no more", error);
}

static void
keep_secret (XaCredentialStore *credentials,
             const char        *uuid,
             const char        *secret)
{
  g_autoptr (XaCredential) credential = xa_credential_new ();
  g_autoptr (GError) error = NULL;

  credential->secret = g_strdup (secret);
  xa_credential_store_save (credentials, uuid, "", credential, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_secret (XaCredentialStore *credentials,
               const char        *uuid,
               const char        *secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaCredential) credential = xa_credential_store_load (credentials, uuid, NULL, &error);

  if (secret)
    g_assert_no_error (error);
  else
    g_assert_error (error, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_NOT_FOUND);
  g_assert_cmpstr (credential ? credential->secret : NULL, ==, secret);
}

static void
run (XaSync     *sync,
     XaLiveCall  one,
     XaHookKept *kept)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (one (sync, kept, NULL, &error));
  g_assert_no_error (error);
}

/* It comes back with its address and its secret, and takes nothing a second time. */
static void
test_hook_in (UndoPlace    *place,
              gconstpointer data)
{
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = open_sync (place, &credentials);
  g_autoptr (XaHookKept) kept = NULL;
  g_autoptr (GError) error = NULL;
  Hooks hooks;

  g_assert_true (xa_sync_edit (sync, add_hooks, &hooks, &error));
  keep_secret (credentials, hooks.in->uuid, "whsec_in");
  kept = xa_hook_kept_new (hooks.in->uuid, hooks.in->name, TRUE);
  for (int i = 0; i < 2; i++) {
    run (sync, xa_hook_kept_remove, kept);
    {
      g_autoptr (XaStore) store = undo_place_open_store (place);
      g_autoptr (GPtrArray) list = xa_store_list_hooks_in (store, NULL);

      g_assert_cmpuint (list->len, ==, 0);
    }
    assert_secret (credentials, hooks.in->uuid, NULL);
    run (sync, xa_hook_kept_restore, kept);
    assert_secret (credentials, hooks.in->uuid, "whsec_in");
  }
  {
    g_autoptr (XaStore) store = undo_place_open_store (place);
    g_autoptr (GPtrArray) list = xa_store_list_hooks_in (store, NULL);
    const XaHookIn *now = list->pdata[0];
    gboolean        is_known;

    g_assert_cmpuint (list->len, ==, 1);
    g_assert_cmpstr (now->uuid, ==, hooks.in->uuid);
    g_assert_cmpstr (now->path, ==, hooks.in->path);
    g_assert_cmpstr (now->place, ==, "https://forum.example.org");
    g_assert_cmpint (now->kind, ==, XA_HOOK_DISCOURSE);
    g_assert_cmpint (now->n_taken, ==, 1);
    g_assert_true (xa_store_has_hook_message (store, now->id, &hooks.message, &is_known, NULL));
    g_assert_true (is_known);
  }
  xa_hook_in_free (hooks.in);
  xa_hook_out_free (hooks.out);
}

static gboolean
add_namesake (XaStore *store,
              gpointer data,
              GError **error)
{
  g_autoptr (XaHookOut) hook = xa_store_add_hook_out (store, "chat", "https://other.example.org/", FALSE, XA_HOOK_ALL_EVENTS, error);

  return hook != NULL;
}

static gboolean
drop_namesake (XaStore *store,
               gpointer data,
               GError **error)
{
  g_autoptr (GPtrArray) list = xa_store_list_hooks_out (store, error);

  return list && xa_store_drop_hook_out (store, ((XaHookOut *) list->pdata[0])->id, error);
}

/* One whose name was given away does not come back, nor does its secret lie about; once the name is free it does. */
static void
test_hook_out (UndoPlace    *place,
               gconstpointer data)
{
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = open_sync (place, &credentials);
  g_autoptr (XaHookKept) kept = NULL;
  g_autoptr (GError) error = NULL;
  Hooks hooks;

  g_assert_true (xa_sync_edit (sync, add_hooks, &hooks, &error));
  keep_secret (credentials, hooks.out->uuid, "whsec_out");
  kept = xa_hook_kept_new (hooks.out->uuid, hooks.out->name, FALSE);
  run (sync, xa_hook_kept_remove, kept);
  assert_secret (credentials, hooks.out->uuid, NULL);
  g_assert_true (xa_sync_edit (sync, add_namesake, NULL, &error));
  g_assert_null (xa_hook_kept_restore (sync, kept, NULL, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  assert_secret (credentials, hooks.out->uuid, NULL);

  g_assert_true (xa_sync_edit (sync, drop_namesake, NULL, &error));
  run (sync, xa_hook_kept_restore, kept);
  assert_secret (credentials, hooks.out->uuid, "whsec_out");
  {
    g_autoptr (XaStore) store = undo_place_open_store (place);
    g_autoptr (GPtrArray) list = xa_store_list_hooks_out (store, NULL);
    const XaHookOut *now = list->pdata[0];

    g_assert_cmpuint (list->len, ==, 1);
    g_assert_cmpstr (now->name, ==, "Chat");
    g_assert_cmpstr (now->url, ==, "https://chat.example.org/hook");
    g_assert_true (now->allows_private);
    g_assert_false (now->is_active);
    g_assert_cmpstr (now->cause, ==, "It wants no more");
    g_assert_cmpint (now->events, ==, XA_HOOK_ALERT_RAISED);
    g_assert_cmpint (now->sent_us, ==, XA_TIME_UNKNOWN);
  }
  xa_hook_in_free (hooks.in);
  xa_hook_out_free (hooks.out);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ui/hook-kept/in", UndoPlace, NULL, undo_place_set_up, test_hook_in, undo_place_tear_down);
  g_test_add ("/ui/hook-kept/out", UndoPlace, NULL, undo_place_set_up, test_hook_out, undo_place_tear_down);

  return g_test_run ();
}
