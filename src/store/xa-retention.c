#include "store/xa-maintenance.h"
#include "store/xa-batch.h"
#include "store/xa-post-spans.h"
#include "store/xa-retention-limits.h"
#include "store/xa-sweep.h"
#include "store/xa-word-rows.h"

enum {
  STMT_LIST,
  STMT_SET,
  STMT_UNSET,
  STMT_AUDIENCES,
  STMT_STALE_IMPORTS,
  STMT_DROP_IMPORT_MEMBERS,
  STMT_DROP_IMPORT_AUDIENCES,
  STMT_UNLINK_IMPORT,
  STMT_RESTART_TASK,
  STMT_DROP_IMPORT,
  STMT_DROP_SNAPSHOTS,
  STMT_DROP_FACETS,
  STMT_DROP_ELSEWHERE,
  STMT_DROP_DAYS,
  STMT_DROP_HOURS,
  STMT_WINDOWS,
  STMT_WINDOW_DAYS,
  STMT_TRIM_WINDOW,
  STMT_DROP_SNAPSHOT,
  STMT_DROP_TEXT,
  STMT_DROP_FIELDS,
  STMT_DROP_COUNTERS,
  STMT_DROP_POSTS,
  STMT_DROP_WAITING,
  STMT_COUNT_DOWN,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST] = "SELECT platform, kind, days FROM retention ORDER BY platform, kind",
  [STMT_SET] = "INSERT INTO retention (platform, kind, days) VALUES (?1, ?2, ?3) ON CONFLICT (platform, kind) DO UPDATE SET days = excluded.days",
  [STMT_UNSET] = "DELETE FROM retention WHERE platform = ?1 AND kind = ?2",
  [STMT_AUDIENCES] = "SELECT id, platform FROM audience",
  [STMT_STALE_IMPORTS] =
    "SELECT import.id FROM import_audience JOIN import ON import.id = import_id"
    " WHERE audience_id = ?1 AND state = 1 AND started_us < ?2",
  [STMT_DROP_IMPORT_MEMBERS] = "DELETE FROM import_member WHERE import_id = ?1",
  [STMT_DROP_IMPORT_AUDIENCES] = "DELETE FROM import_audience WHERE import_id = ?1",
  [STMT_UNLINK_IMPORT] = "UPDATE snapshot SET import_id = NULL WHERE import_id = ?1",
  /* Its list is read again from the start. */
  [STMT_RESTART_TASK] = "UPDATE task SET import_id = NULL, cursor = NULL, all_read = 0 WHERE import_id = ?1",
  [STMT_DROP_IMPORT] = "DELETE FROM import WHERE id = ?1",
  [STMT_DROP_SNAPSHOTS] = "DELETE FROM snapshot WHERE audience_id = ?1 AND at_us < ?2",
  [STMT_DROP_FACETS] = "DELETE FROM facet_count WHERE audience_id = ?1 AND day < ?2",
  [STMT_DROP_ELSEWHERE] = "DELETE FROM elsewhere WHERE audience_id = ?1 AND at_us < ?2",
  [STMT_DROP_DAYS] = "DELETE FROM activity WHERE audience_id = ?1 AND day < ?2",
  [STMT_DROP_HOURS] = "DELETE FROM term_use WHERE audience_id = ?1 AND hour < ?2",
  [STMT_WINDOWS] = "SELECT id, coverage, window_to_us, members FROM snapshot WHERE audience_id = ?1 AND coverage IN (3, 4) AND window_from_us < ?2",
  [STMT_WINDOW_DAYS] = "SELECT members FROM activity WHERE audience_id = ?1 AND kind = ?2 AND day BETWEEN ?3 AND ?4",
  [STMT_TRIM_WINDOW] = "UPDATE snapshot SET window_from_us = ?2, members = ?3, checksum = ?4, fetched = ?5 WHERE id = ?1",
  [STMT_DROP_SNAPSHOT] = "DELETE FROM snapshot WHERE id = ?1",
  [STMT_DROP_TEXT] = "DELETE FROM post_text WHERE audience_id = ?1 AND post_id IN (SELECT id FROM post WHERE audience_id = ?1 AND at_us < ?2)",
  [STMT_DROP_FIELDS] = "UPDATE post SET fields = NULL WHERE audience_id = ?1 AND at_us < ?2 AND fields IS NOT NULL",
  [STMT_DROP_COUNTERS] = "DELETE FROM post_counter WHERE audience_id = ?1 AND post_id IN (SELECT id FROM post WHERE audience_id = ?1 AND at_us < ?2)",
  [STMT_DROP_POSTS] = "DELETE FROM post WHERE audience_id = ?1 AND at_us < ?2",
  [STMT_DROP_WAITING] =
    "DELETE FROM pending_reply WHERE audience_id = ?1 AND post_id <= (SELECT max (id) FROM post WHERE audience_id = ?1 AND at_us < ?2)",
  [STMT_COUNT_DOWN] = "UPDATE audience SET n_posts = max (n_posts - ?2, 0) WHERE id = ?1",
};

XA_STATEMENT_TABLE (xa_retention_statements, sql);

typedef struct {
  gint64     id;
  XaPlatform platform;
} Audience;

static const char *const kind_ids[] = {
  [XA_RETAIN_MEMBERS] = "members",
  [XA_RETAIN_POSTS] = "posts",
  [XA_RETAIN_TEXT] = "text",
  [XA_RETAIN_ACTIVITY] = "activity",
  [XA_RETAIN_COUNTERS] = "counters",
};

const char *
xa_retention_kind_id (XaRetentionKind kind)
{
  return kind >= XA_RETAIN_MEMBERS && kind < XA_N_RETENTION_KINDS ? kind_ids[kind] : "unknown";
}

/**
 * xa_store_list_retention:
 *
 * Returns: (transfer full) (element-type XaRetention): the limits that were ever set
 */
GArray *
xa_store_list_retention (XaStore *self,
                         GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (XaRetention));
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_LIST], error);
  int row = -1;

  while (q && (row = xa_store_step (self, q, error)) == 1) {
    XaRetention limit = { (XaPlatform) sqlite3_column_int (q, 0), (XaRetentionKind) sqlite3_column_int (q, 1), sqlite3_column_int (q, 2) };

    g_array_append_val (list, limit);
  }

  return row == 0 ? g_steal_pointer (&list) : NULL;
}

static gboolean
put_limit (XaStore        *self,
           XaPlatform      platform,
           XaRetentionKind kind,
           int             days,
           GError        **error)
{
  const gboolean is_set = days != XA_RETENTION_UNSET;
  g_autoptr (XaQuery) q = xa_store_query (self, sql[is_set ? STMT_SET : STMT_UNSET], error);
  g_autofree char *detail = g_strdup_printf ("%s %s %d", platform ? xa_platform_id (platform) : "all", kind_ids[kind], days);

  if (!q)
    return FALSE;
  sqlite3_bind_int (q, 1, platform);
  sqlite3_bind_int (q, 2, kind);
  if (is_set)
    sqlite3_bind_int (q, 3, days);

  return xa_store_run (self, q, error) && xa_store_audit (self, "retention-set", detail, error);
}

/**
 * xa_store_set_retention:
 * @platform: a platform, whose limit then counts in place of the general one; or 0 for the general one
 * @days: how long to keep, or 0 for ever, or XA_RETENTION_UNSET, as if none had been set
 *
 * Sets a limit. Nothing is deleted before xa_store_apply_retention().
 */
gboolean
xa_store_set_retention (XaStore        *self,
                        XaPlatform      platform,
                        XaRetentionKind kind,
                        int             days,
                        GError        **error)
{
  g_return_val_if_fail (platform < XA_N_PLATFORMS && days >= XA_RETENTION_UNSET, FALSE);
  g_return_val_if_fail (kind >= XA_RETAIN_MEMBERS && kind < XA_N_RETENTION_KINDS, FALSE);

  if (!xa_store_begin (self, error))
    return FALSE;
  if (!put_limit (self, platform, kind, days, error)) {
    xa_store_rollback (self);
    return FALSE;
  }

  return xa_store_commit (self, error);
}

/* Reads the first column of a query for an audience and a time. */
static GArray *
list_ids (XaStore    *self,
          const char *text,
          gint64      audience_id,
          gint64      before_us,
          GError    **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (XaQuery) q = xa_store_query (self, text, error);
  int row = -1;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, before_us);
  while ((row = xa_store_step (self, q, error)) == 1) {
    gint64 id = sqlite3_column_int64 (q, 0);

    g_array_append_val (ids, id);
  }

  return row == 0 ? g_steal_pointer (&ids) : NULL;
}

/* A member list that was begun and never finished is forgotten with its import, whole: a part
 * of it would look like a complete list when the import went on. */
static gboolean
drop_stale_imports (XaStore *self,
                    gint64   audience_id,
                    gint64   before_us,
                    gint64  *n_rows,
                    GError **error)
{
  static const int steps[] = { STMT_DROP_IMPORT_MEMBERS, STMT_DROP_IMPORT_AUDIENCES, STMT_UNLINK_IMPORT, STMT_RESTART_TASK, STMT_DROP_IMPORT };
  g_autoptr (GArray) ids = list_ids (self, sql[STMT_STALE_IMPORTS], audience_id, before_us, error);

  if (!ids)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    for (gsize step = 0; step < G_N_ELEMENTS (steps); step++)
      if (!xa_sweep_run (self, sql[steps[step]], g_array_index (ids, gint64, i), 0, n_rows, error))
        return FALSE;

  return TRUE;
}

/* Who of the days that are left was seen between two days. */
static XaMemberSet *
unite_days (XaStore   *self,
            gint64     audience_id,
            XaActivity kind,
            gint64     first_day,
            gint64     last_day,
            GError   **error)
{
  g_autoptr (XaMemberSet) all = xa_member_set_new ();
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_WINDOW_DAYS], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int (q, 2, kind);
  sqlite3_bind_int64 (q, 3, first_day);
  sqlite3_bind_int64 (q, 4, last_day);
  while ((row = xa_store_step (self, q, error)) == 1) {
    g_autoptr (XaMemberSet) day = xa_sweep_get_set (self, q, 0, "a day's people cannot be read", error);

    if (!day)
      return NULL;
    xa_member_set_union (all, day);
  }

  return row == 0 ? g_steal_pointer (&all) : NULL;
}

typedef struct {
  gint64       id;
  XaActivity   kind;
  gint64       to_us;
  XaMemberSet *members; /* (owned) */
} Window;

static void
clear_window (gpointer data)
{
  xa_member_set_free (((Window *) data)->members);
}

static GArray *
list_windows (XaStore *self,
              gint64   audience_id,
              gint64   before_us,
              GError **error)
{
  g_autoptr (GArray) windows = g_array_new (FALSE, FALSE, sizeof (Window));
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_WINDOWS], error);
  int row;

  g_array_set_clear_func (windows, clear_window);
  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, before_us);
  while ((row = xa_store_step (self, q, error)) == 1) {
    Window window = {
      .id = sqlite3_column_int64 (q, 0),
      .kind = sqlite3_column_int (q, 1) == XA_COVERAGE_REACTORS ? XA_ACTIVITY_REACTOR : XA_ACTIVITY_AUTHOR,
      .to_us = sqlite3_column_int64 (q, 2),
      .members = xa_sweep_get_set (self, q, 3, "the members of a snapshot cannot be read", error),
    };

    if (!window.members)
      return NULL;
    g_array_append_val (windows, window);
  }

  return row == 0 ? g_steal_pointer (&windows) : NULL;
}

static gboolean
store_window (XaStore      *self,
              const Window *window,
              gint64        from_us,
              GError      **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_TRIM_WINDOW], error);
  g_autoptr (GBytes) bytes = xa_member_set_to_bytes (window->members);
  guint8      checksum[XA_CHECKSUM_SIZE];
  gsize       size;
  const void *data = g_bytes_get_data (bytes, &size);

  if (!q)
    return FALSE;
  xa_store_checksum (data, size, checksum);
  sqlite3_bind_int64 (q, 1, window->id);
  sqlite3_bind_int64 (q, 2, from_us);
  sqlite3_bind_blob (q, 3, data, (int) size, SQLITE_STATIC);
  sqlite3_bind_blob (q, 4, checksum, sizeof checksum, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 5, (gint64) xa_member_set_count (window->members));

  return xa_store_run (self, q, error);
}

/* Sets of people who were active in a window that reaches back past the limit: who was seen only
 * before it leaves them, and the window shrinks to what it still stands for. */
static gboolean
trim_windows (XaStore *self,
              gint64   audience_id,
              gint64   before_us,
              gint64  *n_rows,
              GError **error)
{
  const gint64 first_day = xa_first_whole_step (before_us, XA_USEC_PER_DAY);
  g_autoptr (GArray) windows = list_windows (self, audience_id, before_us, error);

  if (!windows)
    return FALSE;
  for (guint i = 0; i < windows->len; i++) {
    Window *window = &g_array_index (windows, Window, i);
    g_autoptr (XaMemberSet) seen = unite_days (self, audience_id, window->kind, first_day, window->to_us / XA_USEC_PER_DAY, error);
    gboolean ok;

    if (!seen)
      return FALSE;
    xa_member_set_intersect (window->members, seen);
    if (xa_member_set_count (window->members) == 0)
      ok = xa_sweep_run (self, sql[STMT_DROP_SNAPSHOT], window->id, 0, NULL, error);
    else
      ok = store_window (self, window, first_day * XA_USEC_PER_DAY, error);
    if (!ok)
      return FALSE;
    *n_rows += 1;
  }

  return TRUE;
}

static gboolean
apply_to_lists (XaStore *self,
                gint64   audience_id,
                gint64   before_us,
                gint64  *n_rows,
                GError **error)
{
  return before_us == G_MININT64 || (drop_stale_imports (self, audience_id, before_us, n_rows, error) &&
                                     xa_sweep_run (self, sql[STMT_DROP_SNAPSHOTS], audience_id, before_us, n_rows, error) &&
                                     xa_sweep_run (self, sql[STMT_DROP_ELSEWHERE], audience_id, before_us, n_rows, error) &&
                                     xa_sweep_run (self, sql[STMT_DROP_FACETS], audience_id, xa_first_whole_step (before_us, XA_USEC_PER_DAY), n_rows, error));
}

static gboolean
apply_to_activity (XaStore *self,
                   gint64   audience_id,
                   gint64   before_us,
                   gint64  *n_rows,
                   GError **error)
{
  return before_us == G_MININT64 ||
         (xa_sweep_run (self, sql[STMT_DROP_DAYS], audience_id, xa_first_whole_step (before_us, XA_USEC_PER_DAY), n_rows, error) &&
          xa_sweep_run (self, sql[STMT_DROP_HOURS], audience_id, xa_first_whole_step (before_us, XA_USEC_PER_HOUR), n_rows, error) &&
          trim_windows (self, audience_id, before_us, n_rows, error));
}

static gboolean
apply_to_text (XaStore *self,
               gint64   audience_id,
               gint64   before_us,
               gint64  *n_rows,
               GError **error)
{
  return before_us == G_MININT64 ||
         (xa_sweep_run (self, sql[STMT_DROP_TEXT], audience_id, before_us, n_rows, error) &&
          xa_sweep_run (self, sql[STMT_DROP_FIELDS], audience_id, before_us, n_rows, error));
}

/* Replies wait for posts that were not seen yet. Where a platform numbers its posts upwards, those
 * that come before one past the limit are past it, too; elsewhere nothing tells their age. */
static gboolean
drop_waiting (XaStore        *self,
              const Audience *audience,
              gint64          before_us,
              gint64         *n_rows,
              GError        **error)
{
  return !xa_pseudonymizer_numbers_posts (audience->platform) ||
         xa_sweep_run (self, sql[STMT_DROP_WAITING], audience->id, before_us, n_rows, error);
}

static gboolean
apply_to_counters (XaStore *self,
                   gint64   audience_id,
                   gint64   before_us,
                   gint64  *n_rows,
                   GError **error)
{
  return before_us == G_MININT64 || xa_sweep_run (self, sql[STMT_DROP_COUNTERS], audience_id, before_us, n_rows, error);
}

static gboolean
apply_to_posts (XaStore        *self,
                const Audience *audience,
                gint64          before_us,
                gint64         *n_rows,
                GError        **error)
{
  gint64 n_posts = 0;

  if (before_us == G_MININT64)
    return TRUE;
  if (!xa_sweep_run (self, sql[STMT_DROP_TEXT], audience->id, before_us, n_rows, error) ||
      !xa_sweep_run (self, sql[STMT_DROP_COUNTERS], audience->id, before_us, n_rows, error) ||
      !drop_waiting (self, audience, before_us, n_rows, error) ||
      !xa_sweep_run (self, sql[STMT_DROP_POSTS], audience->id, before_us, &n_posts, error) ||
      !xa_sweep_run (self, sql[STMT_COUNT_DOWN], audience->id, n_posts, NULL, error) ||
      (n_posts > 0 && !xa_post_spans_remake (self, audience->id, G_MININT64, before_us, error)))
    return FALSE;
  *n_rows += n_posts;

  return TRUE;
}

static GArray *
list_audiences (XaStore *self,
                GError **error)
{
  g_autoptr (GArray) audiences = g_array_new (FALSE, FALSE, sizeof (Audience));
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_AUDIENCES], error);
  int row = -1;

  while (q && (row = xa_store_step (self, q, error)) == 1) {
    Audience audience = { sqlite3_column_int64 (q, 0), (XaPlatform) sqlite3_column_int (q, 1) };

    if (audience.platform < XA_N_PLATFORMS)
      g_array_append_val (audiences, audience);
  }

  return row == 0 ? g_steal_pointer (&audiences) : NULL;
}

static gboolean
apply_limits (XaStore                 *self,
              const XaRetentionLimits *limits,
              gint64                  *n_rows,
              GError                 **error)
{
  g_autoptr (GArray) audiences = list_audiences (self, error);
  g_autofree char *detail = NULL;

  if (!audiences)
    return FALSE;
  for (guint i = 0; i < audiences->len; i++) {
    const Audience *audience = &g_array_index (audiences, Audience, i);
    const gint64   *before_us = limits->before_us[audience->platform];

    if (!apply_to_lists (self, audience->id, before_us[XA_RETAIN_MEMBERS], n_rows, error) ||
        !apply_to_activity (self, audience->id, before_us[XA_RETAIN_ACTIVITY], n_rows, error) ||
        !apply_to_counters (self, audience->id, before_us[XA_RETAIN_COUNTERS], n_rows, error) ||
        !apply_to_text (self, audience->id, before_us[XA_RETAIN_TEXT], n_rows, error) ||
        !apply_to_posts (self, audience, before_us[XA_RETAIN_POSTS], n_rows, error))
      return FALSE;
  }
  if (*n_rows == 0)
    return TRUE;

  if (!xa_sweep_orphans (self, n_rows, error))
    return FALSE;
  detail = g_strdup_printf ("%" G_GINT64_FORMAT " rows", *n_rows);

  return xa_store_audit (self, "retention-applied", detail, error);
}

/**
 * xa_store_apply_retention:
 * @now_us: the time to count back from
 * @n_deleted: (out): rows deleted or cut
 *
 * Deletes what is past its limit, measured by when it happened (posts, activity) or was collected
 * (member lists). A limit is a maximum, as platforms mean it: the newest member list of an audience
 * goes like any other, a day goes as soon as its beginning is past the limit, and sets of active
 * people lose those who were only seen before it. People who are in no set any more are taken out
 * of the list of people. Figures that hold no people stay: metric samples, their roll-ups, links
 * between audiences, and the record of what was imported, so that the same file does not bring
 * back what was deleted. Without any limit, who used words that few used is forgotten after a month.
 *
 * Errors: LOCKED or FULL if the bytes could not be overwritten yet: the next call does that
 */
gboolean
xa_store_apply_retention (XaStore *self,
                          gint64   now_us,
                          gint64  *n_deleted,
                          GError **error)
{
  g_autoptr (GArray) limits = xa_store_list_retention (self, error);

  *n_deleted = 0;

  return limits && xa_store_apply_limits (self, limits, now_us, n_deleted, error);
}

/**
 * xa_store_apply_limits:
 * @limits: (element-type XaRetention): in place of those of this workspace
 *
 * What xa_store_apply_retention() does.
 */
gboolean
xa_store_apply_limits (XaStore      *self,
                       const GArray *list,
                       gint64        now_us,
                       gint64       *n_deleted,
                       GError      **error)
{
  gboolean          ok;
  XaRetentionLimits limits;

  *n_deleted = 0;
  if (!xa_words_expire_all (self, now_us, error))
    return FALSE;
  xa_retention_limits_init (&limits, list, now_us);
  if (!xa_sweep_begin (self, error))
    return FALSE;
  ok = apply_limits (self, &limits, n_deleted, error);
  if (ok && *n_deleted == 0) {
    xa_sweep_end (self, FALSE, NULL);
  } else if (!xa_sweep_end (self, ok, error)) {
    *n_deleted = 0;
    return FALSE;
  }
  if (*n_deleted > 0)
    xa_sweep_upgrade_copies (self->path);

  return xa_sweep_bytes (self, error);
}
