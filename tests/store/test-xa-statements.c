#include "store/xa-store-private.h"
#include "workspace.h"

#include <string.h>

/* Written by statement-tables.py: every table of statements there is in the store. */
extern const XaStatementTable *const xa_statement_tables[];

/* Grow with what people write and what is measured, so that no statement may read all of them. */
static const char *const big[] = { "post", "post_counter", "sample" };

static gboolean
is_big (const char *table)
{
  for (gsize i = 0; i < G_N_ELEMENTS (big); i++)
    if (g_strcmp0 (table, big[i]) == 0)
      return TRUE;

  return FALSE;
}

/* The table behind a page number, for the roots of tables and of their indexes alike. */
static char *
get_table (sqlite3 *db,
           int      root)
{
  g_autofree char *sql = g_strdup_printf ("SELECT tbl_name FROM sqlite_schema WHERE rootpage = %d", root);
  sqlite3_stmt    *q = NULL;
  char            *name = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &q, NULL), ==, SQLITE_OK);
  if (sqlite3_step (q) == SQLITE_ROW)
    name = g_strdup ((const char *) sqlite3_column_text (q, 0));
  sqlite3_finalize (q);

  return name;
}

typedef struct {
  char opcode[20];
  int  p1, p2;
} Step;

/* The program that SQLite makes of a statement, with those of cascades behind it: each begins
 * with Init, and has cursors of its own. */
static GArray *
explain (sqlite3    *db,
         const char *sql)
{
  g_autofree char *text = g_strconcat ("EXPLAIN ", sql, NULL);
  GArray          *steps = g_array_new (FALSE, FALSE, sizeof (Step));
  sqlite3_stmt    *q = NULL;
  int              rc = sqlite3_prepare_v2 (db, text, -1, &q, NULL);

  if (rc != SQLITE_OK)
    g_error ("%s: %s", sqlite3_errmsg (db), sql);
  while ((rc = sqlite3_step (q)) == SQLITE_ROW) {
    Step step = { .p1 = sqlite3_column_int (q, 2), .p2 = sqlite3_column_int (q, 3) };

    g_strlcpy (step.opcode, (const char *) sqlite3_column_text (q, 1), sizeof step.opcode);
    g_array_append_val (steps, step);
  }
  g_assert_cmpint (rc, ==, SQLITE_DONE);
  sqlite3_finalize (q);

  return steps;
}

/* A cursor on a big table may seek, by key or by index; one that is put at the first or last row
 * is about to walk through all of it. */
static char *
find_scan_in (sqlite3    *db,
              const Step *steps,
              guint       n)
{
  g_autoptr (GHashTable) cursors = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  for (guint i = 0; i < n; i++) {
    gboolean         is_clear = g_str_equal (steps[i].opcode, "Clear");
    gboolean         opens = g_str_has_prefix (steps[i].opcode, "Open") || g_str_equal (steps[i].opcode, "ReopenIdx");
    g_autofree char *table = opens || is_clear ? get_table (db, is_clear ? steps[i].p1 : steps[i].p2) : NULL;

    if (!is_big (table))
      continue;
    if (is_clear)
      return g_steal_pointer (&table);
    g_hash_table_insert (cursors, GINT_TO_POINTER (steps[i].p1), g_steal_pointer (&table));
  }
  for (guint i = 0; i < n; i++) {
    const char *table = g_hash_table_lookup (cursors, GINT_TO_POINTER (steps[i].p1));

    if (table && (g_str_equal (steps[i].opcode, "Rewind") || g_str_equal (steps[i].opcode, "Last") || g_str_equal (steps[i].opcode, "Count")))
      return g_strdup (table);
  }

  return NULL;
}

/* Returns: (transfer full) (nullable): the big table that a statement scans */
static char *
find_scan (sqlite3    *db,
           const char *sql)
{
  g_autoptr (GArray) steps = explain (db, sql);
  char *scanned = NULL;
  guint end;

  for (guint first = 0; first < steps->len && !scanned; first = end) {
    for (end = first + 1; end < steps->len && !g_str_equal (g_array_index (steps, Step, end).opcode, "Init"); end++)
      ;
    scanned = find_scan_in (db, &g_array_index (steps, Step, first), end - first);
  }

  return scanned;
}

static void
test_checker (void)
{
  static const struct {
    const char *sql;
    gboolean    scans;
  } cases[] = {
    { "SELECT count(*) FROM post WHERE views > 5", TRUE },
    { "SELECT count(*) FROM post", TRUE },
    { "SELECT p.id FROM audience AS a JOIN post AS p ON p.at_us > a.id", TRUE },
    { "SELECT id FROM post WHERE at_us > 5", TRUE },
    { "SELECT value FROM sample WHERE at_us = 7", TRUE },
    { "DELETE FROM post_counter", TRUE },
    { "DELETE FROM post_counter WHERE seen_us < 4", TRUE },
    { "SELECT id FROM post WHERE audience_id = 1 AND at_us > 5", FALSE },
    { "SELECT p.id FROM audience AS a CROSS JOIN post AS p ON p.audience_id = a.id", FALSE },
    { "SELECT value FROM sample WHERE audience_id = 1 AND metric = 2 ORDER BY at_us DESC", FALSE },
    { "DELETE FROM post WHERE audience_id = 1 AND id = 2", FALSE },
    { "DELETE FROM audience WHERE id = 1", FALSE },
  };
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *scanned = find_scan (store->db, cases[i].sql);

    g_test_message ("%s: %s", cases[i].sql, scanned ? scanned : "no scan");
    g_assert_cmpint (scanned != NULL, ==, cases[i].scans);
  }
  xa_store_close (store);
}

/* Run without statistics, as in a workspace that is new, where the planner knows no better. */
static void
test_no_scan (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  guint    n_statements = 0;

  for (guint t = 0; xa_statement_tables[t]; t++) {
    for (gsize i = 0; i < xa_statement_tables[t]->n_sql; i++) {
      const char      *sql = xa_statement_tables[t]->sql[i];
      g_autofree char *scanned = find_scan (store->db, sql);

      if (scanned)
        g_error ("%s scans (%s): %s", xa_statement_tables[t]->file, scanned, sql);
      n_statements++;
    }
  }
  g_assert_cmpuint (n_statements, >, 60);
  xa_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statements/checker", test_checker);
  g_test_add_func ("/statements/no-scan", test_no_scan);

  return g_test_run ();
}
