#include "control/xa-controller-upkeep.h"

#include "model/xa-time.h"
#include "sync/xa-upkeep.h"

#define DAY_S (24 * 3600)

/* What the four kinds of work share; counted, as each of them holds it. */
typedef struct {
  char              *workspace; /* (owned) */
  XaControllerAlerts told;      /* (nullable) */
  gpointer           data;
  GDestroyNotify     data_free; /* (nullable) */
} Upkeep;

static void
clear_upkeep (gpointer data)
{
  Upkeep *self = data;

  if (self->data_free)
    self->data_free (self->data);
  g_free (self->workspace);
}

static void
release_upkeep (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_upkeep);
}

/* Notes how it went, whichever way; what cannot be noted now is done again sooner, which is no harm. */
static gboolean
end (XaSync     *sync,
     const char *name,
     gint64      at_us,
     GError     *failure,
     GError    **error)
{
  XaUpkeepOutcome outcome = { name, at_us, failure };

  if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    xa_sync_edit (sync, xa_upkeep_note, &outcome, NULL);
  if (!failure)
    return TRUE;
  g_propagate_error (error, failure);

  return FALSE;
}

static gboolean
back_up (XaSync       *sync,
         const XaTask *task,
         GCancellable *cancellable,
         gpointer      data,
         GError      **error)
{
  const gint64     now_us = xa_time_now ();
  g_autofree char *path = NULL;
  GError          *failure = NULL;

  xa_upkeep_back_up (((Upkeep *) data)->workspace, now_us, XA_UPKEEP_IF_DUE, cancellable, &path, &failure);
  /* One that was made by hand a while ago is as good. */
  if (!path && !failure)
    return TRUE;

  return end (sync, XA_UPKEEP_BACKUP, now_us, failure, error);
}

static gboolean
verify (XaSync       *sync,
        const XaTask *task,
        GCancellable *cancellable,
        gpointer      data,
        GError      **error)
{
  const gint64 now_us = xa_time_now ();
  GError      *failure = NULL;

  xa_upkeep_verify (((Upkeep *) data)->workspace, cancellable, &failure);

  return end (sync, XA_UPKEEP_INTEGRITY, now_us, failure, error);
}

static gboolean
apply_limits (XaStore *writer,
              gpointer data,
              GError **error)
{
  gint64 n_deleted;

  return xa_upkeep_apply_retention (writer, *(gint64 *) data, &n_deleted, error);
}

static gboolean
retain (XaSync       *sync,
        const XaTask *task,
        GCancellable *cancellable,
        gpointer      data,
        GError      **error)
{
  gint64  now_us = xa_time_now ();
  GError *failure = NULL;

  xa_sync_edit (sync, apply_limits, &now_us, &failure);

  return end (sync, XA_UPKEEP_RETENTION, now_us, failure, error);
}

static gboolean
write_over (XaAlertsEdit edit,
            gpointer     edit_data,
            gpointer     sync,
            GError     **error)
{
  return xa_sync_edit (sync, edit, edit_data, error);
}

static gboolean
look (XaSync       *sync,
      const XaTask *task,
      GCancellable *cancellable,
      gpointer      data,
      GError      **error)
{
  Upkeep *self = data;
  g_autoptr (GPtrArray) fresh = NULL;

  if (!xa_alerts_check (self->workspace, xa_time_now (), write_over, sync, cancellable, &fresh, error))
    return FALSE;
  if (fresh->len > 0 && self->told)
    self->told (fresh, self->data);

  return TRUE;
}

void
xa_controller_add_upkeep (XaController      *self,
                          const char        *workspace,
                          XaControllerAlerts told,
                          gpointer           data,
                          GDestroyNotify     data_free)
{
  static const struct {
    XaTaskKind       kind;
    XaControllerWork work;
    const char      *subject;
    gint64           interval_s;
    XaControllerWhen when;
  } all[] = {
    { XA_TASK_KIND_ALERTS, look, XA_UPKEEP_ALERTS, XA_ALERTS_INTERVAL_S, XA_CONTROLLER_ALWAYS },
    { XA_TASK_KIND_BACKUP, back_up, XA_UPKEEP_BACKUP, DAY_S, XA_CONTROLLER_ALWAYS },
    { XA_TASK_KIND_RETENTION, retain, XA_UPKEEP_RETENTION, DAY_S, XA_CONTROLLER_ALWAYS },
    { XA_TASK_KIND_INTEGRITY, verify, XA_UPKEEP_INTEGRITY, XA_CONTROLLER_INTEGRITY_INTERVAL_S, XA_CONTROLLER_WHEN_IDLE },
  };
  Upkeep *upkeep = g_atomic_rc_box_new0 (Upkeep);

  *upkeep = (Upkeep) { .workspace = g_strdup (workspace), .told = told, .data = data, .data_free = data_free };
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++) {
    xa_controller_set_work (self, all[i].kind, all[i].work, g_atomic_rc_box_acquire (upkeep), release_upkeep);
    xa_controller_set_recurring (self, all[i].kind, all[i].subject, all[i].interval_s, all[i].when);
  }
  release_upkeep (upkeep);
}
