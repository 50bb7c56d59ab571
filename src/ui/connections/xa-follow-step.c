#include "ui/connections/xa-follow-step.h"

#include "ui/xa-undo-work.h"

#include <glib/gi18n.h>

static gpointer
unfollow (XaSync       *sync,
          gpointer      data,
          GCancellable *cancellable,
          GError      **error)
{
  GPtrArray *sources = data;

  for (guint i = 0; i < sources->len; i++)
    if (!xa_sync_unfollow (sync, ((const XaSource *) sources->pdata[i])->id, error))
      return NULL;

  return sources;
}

/* In the writing thread. They have other ids from now on. */
static gboolean
add_sources (XaStore *store,
             gpointer data,
             GError **error)
{
  GPtrArray *sources = data;
  gboolean   is_new;

  for (guint i = 0; i < sources->len; i++)
    if (!xa_store_add_source (store, sources->pdata[i], &is_new, error))
      return FALSE;

  return TRUE;
}

static gpointer
follow_again (XaSync       *sync,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  return xa_sync_edit (sync, add_sources, data, error) ? data : NULL;
}

void
xa_follow_step_push (XaUndo    *undo,
                     XaLive    *live,
                     GtkWidget *widget,
                     GPtrArray *sources)
{
  const XaUndoCalls calls = { .back = unfollow, .again = follow_again, .data = sources, .free = (GDestroyNotify) g_ptr_array_unref };
  g_autofree char  *title = NULL;

  if (sources->len == 0) {
    g_ptr_array_unref (sources);
    return;
  }
  if (sources->len == 1)
    title = g_strdup_printf (_ ("Followed %s"), ((const XaSource *) sources->pdata[0])->title);
  else
    title = g_strdup_printf (g_dngettext (NULL, "Followed %u audience", "Followed %u audiences", sources->len), sources->len);
  xa_undo_push_calls (undo, live, widget, title, &calls);
}
