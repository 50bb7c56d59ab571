#include "sync/xa-upkeep.h"

#include "journal/xa-journal.h"
#include "providers/xa-provider.h"
#include "store/xa-backups.h"
#include "store/xa-connections.h"
#include "store/xa-elsewhere.h"
#include "store/xa-maintenance.h"

/* Who wanted to stop is told nothing new by the log. */
static void
log_outcome (XaStore      *store,
             const char   *what,
             const GError *failure,
             gint64        since_us)
{
  const XaLogField which = store ? xa_log_workspace (xa_store_get_uuid (store)) : xa_log_word ("workspace", "other");
  const XaLogField kind = xa_log_known ("kind", what);
  const XaLogField time = xa_log_count ("ms", (g_get_monotonic_time () - since_us) / 1000);

  if (!failure)
    xa_journal (XA_LOG_INFO, "upkeep-done", which, kind, time);
  else if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    xa_journal (XA_LOG_ERROR, "upkeep-failed", which, kind, xa_log_known ("cause", xa_store_error_id (failure)), time);
}

/* --- retention --- */

gboolean
xa_upkeep_apply_retention (XaStore *writer,
                           gint64   now_us,
                           gint64  *n_deleted,
                           GError **error)
{
  const gint64 since_us = g_get_monotonic_time ();
  g_autoptr (GArray) limits = xa_store_list_retention (writer, error);
  g_autoptr (GError) failure = NULL;
  gboolean ok;

  *n_deleted = 0;
  if (!limits)
    return FALSE;
  if (limits->len == 0)
    return TRUE;
  ok = xa_store_apply_limits (writer, limits, now_us, n_deleted, &failure) &&
       xa_backups_apply_limits (xa_store_get_path (writer), xa_store_get_uuid (writer), limits, now_us, &failure);
  if (!ok || *n_deleted > 0)
    log_outcome (writer, XA_UPKEEP_RETENTION, failure, since_us);
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&failure));

  return ok;
}

gboolean
xa_upkeep_run (const char *workspace,
               gint64      now_us,
               gint64     *n_deleted,
               GError    **error)
{
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_READ, error);
  g_autoptr (GArray) rules = store ? xa_store_list_retention (store, error) : NULL;

  *n_deleted = 0;
  if (!rules)
    return FALSE;
  if (rules->len == 0)
    return TRUE;

  g_clear_pointer (&store, xa_store_close);
  store = xa_store_open (workspace, XA_STORE_WRITE, error);

  return store && xa_upkeep_apply_retention (store, now_us, n_deleted, error);
}

static int
get_terms_days (const XaTerms *terms,
                int            kind)
{
  switch (kind) {
  case XA_RETAIN_MEMBERS:
  case XA_RETAIN_ACTIVITY:
    return terms->members_days;
  case XA_RETAIN_COUNTERS:
    return terms->counters_days;
  default:
    return terms->posts_days;
  }
}

int
xa_upkeep_get_terms_days (XaStore   *store,
                          XaPlatform platform,
                          int        kind,
                          GError   **error)
{
  g_autoptr (GPtrArray) connections = xa_store_list_connections (store, NULL, error);
  int shortest = 0;

  if (!connections)
    return -1;
  for (guint i = 0; i < connections->len; i++) {
    const XaProvider *provider = xa_provider_by_id (((XaConnection *) connections->pdata[i])->provider);
    int               days = provider && provider->platform == platform ? get_terms_days (&provider->terms, kind) : 0;

    if (days > 0 && (shortest == 0 || days < shortest))
      shortest = days;
  }

  return shortest;
}

/* --- what profiles say --- */

static gboolean
forget_profiles (XaStore *backup,
                 gpointer data,
                 GError **error)
{
  return xa_store_set_reads_profiles (backup, FALSE, error);
}

gboolean
xa_upkeep_set_reads_profiles (XaStore *writer,
                              gboolean reads,
                              GError **error)
{
  return xa_store_set_reads_profiles (writer, reads, error) &&
         (reads || xa_backups_edit (xa_store_get_path (writer), xa_store_get_uuid (writer), forget_profiles, NULL, error));
}

/* --- backup --- */

gboolean
xa_upkeep_back_up (const char   *workspace,
                   gint64        now_us,
                   XaUpkeepWhen  when,
                   GCancellable *cancellable,
                   char        **path,
                   GError      **error)
{
  const gint64 since_us = g_get_monotonic_time ();
  g_autoptr (GPtrArray) backups = when == XA_UPKEEP_IF_DUE ? xa_backups_list (workspace, error) : NULL;
  g_autoptr (XaStore) store = NULL;
  g_autoptr (GError) failure = NULL;

  *path = NULL;
  if (when == XA_UPKEEP_IF_DUE && !backups)
    return FALSE;
  if (backups && !xa_backups_are_due (backups, now_us))
    return TRUE;
  store = xa_store_open (workspace, XA_STORE_READ, &failure);
  if (store)
    xa_backups_make (store, now_us, NULL, NULL, cancellable, path, &failure);
  log_outcome (store, XA_UPKEEP_BACKUP, failure, since_us);
  if (!failure)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* --- integrity --- */

gboolean
xa_upkeep_verify (const char   *workspace,
                  GCancellable *cancellable,
                  GError      **error)
{
  const gint64 since_us = g_get_monotonic_time ();
  g_autoptr (GError) failure = NULL;
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_READ, &failure);

  if (store)
    xa_store_verify (store, cancellable, &failure);
  log_outcome (store, XA_UPKEEP_INTEGRITY, failure, since_us);
  if (!failure)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

gboolean
xa_upkeep_note (XaStore *writer,
                gpointer data,
                GError **error)
{
  const XaUpkeepOutcome *outcome = data;

  return xa_store_note_upkeep (writer, outcome->name, outcome->at_us, outcome->failure, error);
}
