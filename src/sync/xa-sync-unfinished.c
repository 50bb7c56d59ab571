#include "sync/xa-sync-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/*
 * Some sign-ins keep something on the disk before there is a connection that names it. Until there is one, a
 * note stands beside: for which workspace, and by which provider. The program that signs in holds a lock on it;
 * where nobody does and the workspace knows of no such connection, the program ended in between, and what it
 * left is removed when the workspace is next opened.
 */

#define MAX_NOTE 8192

static char *
get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "xaudience", "unfinished", NULL);
}

static char *
get_path (const char *connection_uuid)
{
  g_autofree char *folder = get_folder ();

  return g_build_filename (folder, connection_uuid, NULL);
}

/* By its whole path, however it was given. */
static char *
name_workspace (XaSync *self)
{
  return g_canonicalize_filename (self->workspace, NULL);
}

static void
close_note (gpointer data)
{
  close (GPOINTER_TO_INT (data));
}

GHashTable *
xa_sync_unfinished_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, close_note);
}

/* --- while somebody signs in ---------------------------------------------------------------------- */

/* Returns: a descriptor that holds the lock, or -1 */
static int
write_note (XaSync     *self,
            const char *connection_uuid,
            const char *provider)
{
  g_autofree char *folder = get_folder ();
  g_autofree char *path = get_path (connection_uuid);
  g_autofree char *workspace = name_workspace (self);
  g_autofree char *text = g_strconcat (provider, "\n", workspace, NULL);
  gssize           size = (gssize) strlen (text);
  int              note;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return -1;
  note = open (path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (note < 0)
    return -1;
  if (flock (note, LOCK_EX | LOCK_NB) == 0 && write (note, text, (gsize) size) == size)
    return note;
  close (note);

  return -1;
}

/**
 * xa_sync_begin_unfinished:
 *
 * A sign-in begins. That no note can be made does not keep it from going on.
 */
void
xa_sync_begin_unfinished (XaSync     *self,
                          const char *connection_uuid,
                          const char *provider)
{
  int note = write_note (self, connection_uuid, provider);

  if (note < 0)
    return;
  pthread_mutex_lock (&self->lock);
  g_hash_table_insert (self->unfinished, g_strdup (connection_uuid), GINT_TO_POINTER (note));
  pthread_mutex_unlock (&self->lock);
}

/**
 * xa_sync_end_unfinished:
 *
 * There is a connection that names what was kept, or nothing was left of it.
 */
void
xa_sync_end_unfinished (XaSync     *self,
                        const char *connection_uuid)
{
  g_autofree char *folder = get_folder ();
  g_autofree char *path = get_path (connection_uuid);
  gboolean         is_ours;

  pthread_mutex_lock (&self->lock);
  is_ours = g_hash_table_contains (self->unfinished, connection_uuid);
  if (is_ours)
    g_unlink (path);
  g_hash_table_remove (self->unfinished, connection_uuid);
  pthread_mutex_unlock (&self->lock);
  if (is_ours)
    g_rmdir (folder);
}

/* --- when a workspace is opened ------------------------------------------------------------------- */

/* @note: locked by us
 * Returns: (transfer full) (nullable): provider and workspace; NULL for what is none of ours */
static char **
read_note (int note)
{
  g_autofree char *text = g_malloc (MAX_NOTE + 1);
  gssize           size = read (note, text, MAX_NOTE);
  char           **lines;

  if (size <= 0)
    return NULL;
  text[size] = '\0';
  lines = g_strsplit (text, "\n", 2);
  if (g_strv_length (lines) == 2)
    return lines;
  g_strfreev (lines);

  return NULL;
}

static gboolean
is_known (const GPtrArray *connections,
          const char      *uuid)
{
  for (guint i = 0; i < connections->len; i++)
    if (g_str_equal (((const XaConnection *) connections->pdata[i])->uuid, uuid))
      return TRUE;

  return FALSE;
}

/* Returns: whether the note is of no use any more */
static gboolean
settle (const char      *uuid,
        const char      *provider_id,
        const GPtrArray *connections)
{
  g_autoptr (XaConnection) lost = NULL;

  if (is_known (connections, uuid))
    return TRUE;
  lost = xa_connection_new ();
  g_set_str (&lost->uuid, uuid);

  return xa_sync_forget_sign_ins (lost, xa_provider_by_id (provider_id), NULL);
}

static void
look_at_note (const char      *path,
              const char      *uuid,
              const char      *workspace,
              const GPtrArray *connections)
{
  int note = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  g_auto (GStrv) lines = NULL;

  if (note < 0)
    return;
  if (flock (note, LOCK_EX | LOCK_NB) == 0) {
    lines = read_note (note);
    if (lines && g_str_equal (lines[1], workspace) && settle (uuid, lines[0], connections))
      g_unlink (path);
  }
  close (note);
}

/**
 * xa_sync_sweep_unfinished:
 *
 * Removes what sign-ins for this workspace left that came to nothing. What cannot be removed is tried again the
 * next time.
 *
 * Errors: those of the store
 */
gboolean
xa_sync_sweep_unfinished (XaSync  *self,
                          XaStore *store,
                          GError **error)
{
  g_autofree char *folder = get_folder ();
  g_autofree char *workspace = name_workspace (self);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) connections = dir ? xa_store_list_connections (store, NULL, error) : NULL;
  const char *name;

  if (!dir)
    return TRUE;
  while (connections && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_uuid_string_is_valid (name))
      look_at_note (path, name, workspace, connections);
  }
  g_rmdir (folder);

  return connections != NULL;
}
