#include "ui/upkeep/xa-limit-step.h"

#include "model/xa-time.h"
#include "sync/xa-upkeep.h"
#include "ui/xa-undo-work.h"

#include <glib/gi18n.h>

struct _XaLimitChange {
  GArray  *before, *after; /* (owned) (element-type XaRetention) */
  gint64   n_deleted;      /* when it was applied */
  gboolean came_back;      /* just now, and nobody was told yet */
  GWeakRef window;         /* (nullable) */
};

XaLimitChange *
xa_limit_change_new (const GArray *before,
                     const GArray *after)
{
  XaLimitChange *self = g_new0 (XaLimitChange, 1);

  self->before = g_array_copy ((GArray *) before);
  self->after = g_array_copy ((GArray *) after);
  g_weak_ref_init (&self->window, NULL);

  return self;
}

void
xa_limit_change_free (XaLimitChange *self)
{
  if (!self)
    return;
  g_array_unref (self->before);
  g_array_unref (self->after);
  g_weak_ref_clear (&self->window);
  g_free (self);
}

/* --- in the writing thread --- */

/* Where a limit is no more, the general one holds, as it is or will be. */
static int
find_general_days (const GArray   *limits,
                   const GArray   *set,
                   XaRetentionKind kind)
{
  const GArray *const lists[] = { limits, set };

  for (gsize list = 0; list < G_N_ELEMENTS (lists); list++)
    for (guint i = 0; i < lists[list]->len; i++) {
      const XaRetention *limit = &g_array_index (lists[list], XaRetention, i);

      if (limit->platform == 0 && limit->kind == kind)
        return MAX (limit->days, 0);
    }

  return 0;
}

/* Terms of a platform are not for the user to make longer. */
static gboolean
check_terms (XaStore           *writer,
             const XaRetention *limit,
             int                days,
             GError           **error)
{
  const int most = xa_upkeep_get_terms_days (writer, limit->platform, (int) limit->kind, error);

  if (most <= 0 || (days > 0 && days <= most))
    return most >= 0;
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID,
               g_dngettext (NULL, "The terms of %s let this be kept for %d day at most.", "The terms of %s let this be kept for %d days at most.", (gulong) most),
               xa_platform_name (limit->platform), most);

  return FALSE;
}

/* Nothing is set where one of them cannot be. */
static gboolean
set_limits (XaStore      *writer,
            const GArray *limits,
            GError      **error)
{
  g_autoptr (GArray) set = xa_store_list_retention (writer, error);

  if (!set)
    return FALSE;
  for (guint i = 0; i < limits->len; i++) {
    const XaRetention *limit = &g_array_index (limits, XaRetention, i);
    const int          days = limit->days == XA_RETENTION_UNSET ? find_general_days (limits, set, limit->kind) : limit->days;

    if (!check_terms (writer, limit, days, error))
      return FALSE;
  }
  for (guint i = 0; i < limits->len; i++) {
    const XaRetention *limit = &g_array_index (limits, XaRetention, i);

    if (!xa_store_set_retention (writer, limit->platform, limit->kind, limit->days, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
xa_limit_change_apply (XaStore *writer,
                       gpointer change,
                       GError **error)
{
  XaLimitChange *self = change;

  return set_limits (writer, self->after, error) && xa_upkeep_apply_retention (writer, xa_time_now (), &self->n_deleted, error);
}

static gboolean
bring_back (XaStore *writer,
            gpointer change,
            GError **error)
{
  XaLimitChange *self = change;

  self->came_back = set_limits (writer, self->before, error);

  return self->came_back;
}

/* What is past them goes with the next import or fetch, as what comes in does anyway: who presses a key was not asked. */
static gboolean
set_again (XaStore *writer,
           gpointer change,
           GError **error)
{
  return set_limits (writer, ((XaLimitChange *) change)->after, error);
}

/* --- in the main thread --- */

static void
tell_what_is_gone (gpointer change)
{
  XaLimitChange *self = change;
  g_autoptr (GtkWidget) window = g_weak_ref_get (&self->window);

  if (self->came_back && self->n_deleted > 0 && window && !gtk_widget_in_destruction (window))
    gtk_widget_activate_action (window, "win.tell", "s", _ ("The limits are as they were; what was deleted does not come back"));
  self->came_back = FALSE;
}

void
xa_limit_step_push (XaUndo        *undo,
                    XaJobs        *jobs,
                    GtkWidget     *widget,
                    XaLimitChange *change)
{
  const XaUndoEdits edits = { bring_back, set_again, change, (GDestroyNotify) xa_limit_change_free, tell_what_is_gone };
  const char       *title = change->n_deleted > 0 ? _ ("The limits hold; what was deleted stays deleted") : _ ("The limits hold from now on");

  /* What was past limits that were set before was deleted: there is nothing to take back. */
  if (change->after->len == 0) {
    if (widget)
      gtk_widget_activate_action (widget, "win.tell", "s", title);
    xa_limit_change_free (change);
    return;
  }
  g_weak_ref_set (&change->window, widget ? gtk_widget_get_root (widget) : NULL);
  xa_undo_push_edits (undo, jobs, widget, title, &edits);
}
