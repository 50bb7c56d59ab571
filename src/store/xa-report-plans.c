#include "store/xa-report-plans.h"

#include "model/xa-language.h"
#include "store/xa-store-private.h"

#include <string.h>

enum {
  STMT_LIST,
  STMT_LIST_AUDIENCES,
  STMT_ADD,
  STMT_ADD_AUDIENCE,
  STMT_DROP,
  STMT_NOTE,
  STMT_NOTE_FAILURE,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST] = "SELECT id, name, folder, every, formats, is_of_all, created_us, done_us, file, failed_us, cause FROM report_plan ORDER BY name",
  [STMT_LIST_AUDIENCES] = "SELECT audience_id FROM report_audience WHERE plan_id = ?1 ORDER BY audience_id",
  [STMT_ADD] =
    "INSERT INTO report_plan (name, folder, every, formats, is_of_all, created_us, done_us, file)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, coalesce (?8, '')) ON CONFLICT DO NOTHING",
  [STMT_ADD_AUDIENCE] = "INSERT OR IGNORE INTO report_audience (plan_id, audience_id) VALUES (?1, ?2)",
  [STMT_DROP] = "DELETE FROM report_plan WHERE name = ?1",
  [STMT_NOTE] = "UPDATE report_plan SET done_us = ?2, file = ?3, failed_us = NULL, cause = '' WHERE id = ?1 AND done_us <= ?2",
  [STMT_NOTE_FAILURE] = "UPDATE report_plan SET failed_us = ?2, cause = ?3 WHERE id = ?1 AND cause <> ?3",
};

XA_STATEMENT_TABLE (xa_report_plans_statements, sql);

/* What becomes part of the name of a file has to fit into one everywhere. */
#define MOST_NAME_BYTES 100

static const struct {
  XaReportEvery every;
  const char   *id;
} periods[] = {
  { XA_REPORT_WEEKLY, "week" },
  { XA_REPORT_MONTHLY, "month" },
};

const char *
xa_report_every_id (XaReportEvery every)
{
  for (gsize i = 0; i < G_N_ELEMENTS (periods); i++)
    if (periods[i].every == every)
      return periods[i].id;

  return "unknown";
}

gboolean
xa_report_every_parse (const char    *id,
                       XaReportEvery *every)
{
  for (gsize i = 0; i < G_N_ELEMENTS (periods); i++)
    if (strcmp (periods[i].id, id) == 0) {
      *every = periods[i].every;
      return TRUE;
    }

  return FALSE;
}

static const char *const format_ids[XA_N_REPORT_FORMATS] = {
  [XA_REPORT_HTML] = "html",
  [XA_REPORT_CSV] = "csv",
  [XA_REPORT_JSON] = "json",
};

const char *
xa_report_format_id (XaReportFormat format)
{
  return format < XA_N_REPORT_FORMATS ? format_ids[format] : "unknown";
}

gboolean
xa_report_formats_parse (const char *ids,
                         guint      *formats)
{
  g_auto (GStrv) list = g_strsplit (ids, ",", -1);
  guint found = 0;

  for (gsize i = 0; list[i]; i++) {
    gsize format = 0;

    while (format < XA_N_REPORT_FORMATS && strcmp (format_ids[format], g_strstrip (list[i])) != 0)
      format++;
    if (format == XA_N_REPORT_FORMATS)
      return FALSE;
    found |= 1u << format;
  }
  *formats = found;

  return found != 0;
}

char *
xa_report_formats_ids (guint formats)
{
  GString *ids = g_string_new (NULL);

  for (gsize i = 0; i < XA_N_REPORT_FORMATS; i++)
    if (formats & (1u << i))
      g_string_append_printf (ids, "%s%s", ids->len ? "," : "", format_ids[i]);

  return g_string_free (ids, FALSE);
}

XaReportPlan *
xa_report_plan_new (void)
{
  XaReportPlan *self = g_new0 (XaReportPlan, 1);

  self->audiences = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->formats = 1u << XA_REPORT_HTML;
  self->failed_us = XA_TIME_UNKNOWN;

  return self;
}

void
xa_report_plan_free (XaReportPlan *self)
{
  if (!self)
    return;
  g_free (self->name);
  g_free (self->folder);
  g_array_unref (self->audiences);
  g_free (self->file);
  g_free (self->cause);
  g_free (self);
}

/* --- rows -------------------------------------------------------------------------------------------- */

static gboolean
load_audiences (XaStore      *store,
                XaReportPlan *plan,
                GError      **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST_AUDIENCES], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, plan->id);
  while ((row = xa_store_step (store, q, error)) == 1) {
    gint64 id = sqlite3_column_int64 (q, 0);

    g_array_append_val (plan->audiences, id);
  }

  return row == 0;
}

/**
 * xa_store_list_report_plans:
 *
 * Returns: (transfer full) (element-type XaReportPlan): by name; or NULL with @error
 */
GPtrArray *
xa_store_list_report_plans (XaStore *store,
                            GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_report_plan_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST], error);
  int row;

  if (!q)
    return NULL;
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaReportPlan *plan = xa_report_plan_new ();

    plan->id = sqlite3_column_int64 (q, 0);
    plan->name = g_strdup ((const char *) sqlite3_column_text (q, 1));
    plan->folder = g_strdup ((const char *) sqlite3_column_text (q, 2));
    plan->every = (XaReportEvery) sqlite3_column_int (q, 3);
    plan->formats = (guint) sqlite3_column_int (q, 4);
    plan->is_of_all = sqlite3_column_int (q, 5) != 0;
    plan->created_us = sqlite3_column_int64 (q, 6);
    plan->done_us = sqlite3_column_int64 (q, 7);
    plan->file = g_strdup ((const char *) sqlite3_column_text (q, 8));
    plan->failed_us = sqlite3_column_type (q, 9) == SQLITE_NULL ? XA_TIME_UNKNOWN : sqlite3_column_int64 (q, 9);
    plan->cause = g_strdup ((const char *) sqlite3_column_text (q, 10));
    g_ptr_array_add (list, plan);
  }
  for (guint i = 0; row == 0 && i < list->len; i++)
    if (!load_audiences (store, list->pdata[i], error))
      return NULL;

  return row == 0 ? g_steal_pointer (&list) : NULL;
}

static gboolean
check_plan (const XaReportPlan *plan,
            GError            **error)
{
  const char *name = plan->name;

  if (plan->formats > 0 && plan->formats < (1u << XA_N_REPORT_FORMATS) && *name && *name != '.' && !strchr (name, '/') && strlen (name) <= MOST_NAME_BYTES && g_utf8_validate (name, -1, NULL) && g_path_is_absolute (plan->folder))
    return TRUE;
  g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID, N_ ("A report needs a name that a file can have, and a folder"));

  return FALSE;
}

static gboolean
insert_audiences (XaStore            *store,
                  const XaReportPlan *plan,
                  gint64              id,
                  GError            **error)
{
  for (guint i = 0; i < plan->audiences->len; i++) {
    g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_ADD_AUDIENCE], error);

    if (!q)
      return FALSE;
    sqlite3_bind_int64 (q, 1, id);
    sqlite3_bind_int64 (q, 2, g_array_index (plan->audiences, gint64, i));
    if (!xa_store_run (store, q, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
insert (XaStore            *store,
        const XaReportPlan *plan,
        GError            **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_ADD], error);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, plan->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (q, 2, plan->folder, -1, SQLITE_STATIC);
  sqlite3_bind_int (q, 3, (int) plan->every);
  sqlite3_bind_int (q, 4, (int) plan->formats);
  sqlite3_bind_int (q, 5, plan->is_of_all);
  sqlite3_bind_int64 (q, 6, plan->created_us);
  sqlite3_bind_int64 (q, 7, plan->done_us);
  sqlite3_bind_text (q, 8, plan->file, -1, SQLITE_STATIC);
  if (!xa_store_run (store, q, error))
    return FALSE;
  if (sqlite3_changes (store->db) > 0)
    return insert_audiences (store, plan, sqlite3_last_insert_rowid (store->db), error) && xa_store_audit (store, "report-planned", plan->name, error);
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS, N_ ("There is a report called “%s” already."), plan->name);

  return FALSE;
}

static gboolean delete (XaStore    *store,
                        const char *name,
                        GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_DROP], error);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, name, -1, SQLITE_STATIC);
  if (!xa_store_run (store, q, error))
    return FALSE;
  if (sqlite3_changes (store->db) > 0)
    return xa_store_audit (store, "report-dropped", name, error);
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("There is no report called “%s”."), name);

  return FALSE;
}

static gboolean
note (XaStore    *store,
      gint64      id,
      gint64      done_us,
      const char *file,
      GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_NOTE], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, id);
  sqlite3_bind_int64 (q, 2, done_us);
  sqlite3_bind_text (q, 3, file, -1, SQLITE_STATIC);
  if (!xa_store_run (store, q, error))
    return FALSE;

  return sqlite3_changes (store->db) == 0 || xa_store_audit (store, "exported", "report", error);
}

/* @is_good: what was to be written is */
static gboolean
end (XaStore *store,
     gboolean is_good,
     GError **error)
{
  if (is_good)
    return xa_store_commit (store, error);
  xa_store_rollback (store);

  return FALSE;
}

gboolean
xa_store_add_report_plan (XaStore            *store,
                          const XaReportPlan *plan,
                          GError            **error)
{
  return check_plan (plan, error) && xa_store_begin (store, error) && end (store, insert (store, plan, error), error);
}

gboolean
xa_store_drop_report_plan (XaStore    *store,
                           const char *name,
                           GError    **error)
{
  return xa_store_begin (store, error) && end (store, delete (store, name, error), error);
}

/**
 * xa_store_note_report:
 *
 * With the note of what left the workspace, so that neither is without the other.
 */
gboolean
xa_store_note_report (XaStore    *store,
                      gint64      id,
                      gint64      done_us,
                      const char *file,
                      GError    **error)
{
  return xa_store_begin (store, error) && end (store, note (store, id, done_us, file, error), error);
}

gboolean
xa_store_note_report_failure (XaStore    *store,
                              gint64      id,
                              gint64      failed_us,
                              const char *cause,
                              GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_NOTE_FAILURE], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, id);
  sqlite3_bind_int64 (q, 2, failed_us);
  sqlite3_bind_text (q, 3, cause, -1, SQLITE_STATIC);

  return xa_store_run (store, q, error);
}
