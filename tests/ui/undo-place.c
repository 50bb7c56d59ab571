#include "undo-place.h"

#include "store/xa-workspaces.h"

#include <glib/gstdio.h>

void
undo_place_set_up (UndoPlace    *self,
                   gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("xaudience-undone-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "w.xaudience", NULL);
  self->key_file = g_build_filename (self->folder, "key", NULL);
  xa_workspaces_create (self->path, self->key_file, XA_KEY_FILE_MAY_BE_NEW, &error);
  g_assert_no_error (error);
  self->session = xa_session_new (self->path, self->key_file);
  self->undo = xa_session_get_undo (self->session);
}

void
undo_place_tear_down (UndoPlace    *self,
                      gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;

  g_clear_object (&self->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  dir = g_dir_open (self->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *file = g_build_filename (self->folder, name, NULL);

    g_remove (file);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->key_file);
}

static void
take_result (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

void
undo_place_edit (UndoPlace *place,
                 XaEdit     change,
                 gpointer   data)
{
  XaJobs *jobs = xa_session_get_jobs (place->session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  xa_jobs_edit_async (jobs, change, data, NULL, take_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  xa_jobs_edit_finish (jobs, result, &error);
  g_assert_no_error (error);
}

gpointer
undo_place_call (UndoPlace *place,
                 XaLiveCall one,
                 gpointer   data)
{
  XaLive *live = xa_session_get_live (place->session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gpointer found;

  xa_live_call_async (live, XA_LIVE_CHANGES, one, data, NULL, NULL, NULL, take_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  found = xa_live_call_finish (live, result, &error);
  g_assert_no_error (error);

  return found;
}

XaStore *
undo_place_open_store (UndoPlace *place)
{
  g_autoptr (GError) error = NULL;
  XaStore *store = xa_store_open (place->path, XA_STORE_READ, &error);

  g_assert_no_error (error);

  return store;
}

void
undo_place_wait_until (UndoPlace *place,
                       gboolean (*is_so) (XaStore *store, gpointer data),
                       gpointer data)
{
  for (;;) {
    g_autoptr (XaStore) store = undo_place_open_store (place);

    if (is_so (store, data))
      return;
    g_main_context_iteration (NULL, TRUE);
  }
}
