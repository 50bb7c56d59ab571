#include "ui/xa-workspace-maker.h"

#include "store/xa-workspaces.h"

#include <glib/gi18n.h>
#include <string.h>

static void
list_work (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  GError    *error = NULL;
  GPtrArray *paths = xa_workspaces_list (&error);

  if (paths)
    g_task_return_pointer (task, paths, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
xa_workspace_maker_list_async (GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_run_in_thread (task, list_work);
}

GPtrArray *
xa_workspace_maker_list_finish (GAsyncResult *result,
                                GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  char    *name;     /* (owned) */
  char    *key_file; /* (owned) (nullable) */
  gboolean or_take;
} Order;

static void
order_free (gpointer data)
{
  Order *self = data;

  g_free (self->name);
  g_free (self->key_file);
  g_free (self);
}

static void
make_work (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  const Order     *order = data;
  g_autofree char *path = xa_workspaces_get_path (order->name);
  GError          *error = NULL;
  gboolean         exists = g_file_test (path, G_FILE_TEST_EXISTS);

  if ((exists && order->or_take) || xa_workspaces_create (path, order->key_file, XA_KEY_FILE_MAY_BE_NEW, &error))
    g_task_return_pointer (task, g_steal_pointer (&path), g_free);
  else
    g_task_return_error (task, error);
}

void
xa_workspace_maker_make_async (const char         *name,
                               const char         *key_file,
                               gboolean            or_take,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Order *order = g_new (Order, 1);

  *order = (Order) { g_strdup (name), g_strdup (key_file), or_take };
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, make_work);
}

char *
xa_workspace_maker_make_finish (GAsyncResult *result,
                                GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
xa_workspace_maker_check_name (const char *name,
                               GError    **error)
{
  const char *why = NULL;

  if (!*name)
    why = _ ("A workspace needs a name");
  else if (name[0] == '.' || strchr (name, G_DIR_SEPARATOR))
    why = _ ("The name cannot begin with a dot or have a slash in it");
  else if (strlen (name) > 200)
    why = _ ("The name is too long");
  if (why)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME, why);

  return !why;
}
