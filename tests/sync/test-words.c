#include "import-place.h"

#include "model/xa-time.h"
#include "privacy/xa-leak-scan.h"
#include "store/xa-activity.h"
#include "store/xa-maintenance.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/*
 * Words of what a search found may be names: none is written anywhere before ten different people of one search have
 * used it. An attacker who has every byte of the folder looks for words that fewer used.
 */

#define RARE "zanzibarovich"
#define TREND "kowalewska"
#define NOW "2023-11-14T10:00:00Z"

typedef struct {
  ImportPlace *place;   /* (owned) */
  GString     *records; /* (owned): of the file that is being made */
  guint        n_files, n_posts;
} Fixture;

static Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->place = import_place_new ();
  self->records = g_string_new (NULL);

  return self;
}

static void
fixture_free (Fixture *self)
{
  import_place_free (self->place);
  g_string_free (self->records, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static void
declare (Fixture    *self,
         const char *id,
         const char *kind)
{
  if (self->records->len == 0)
    g_string_append (self->records, "{\"t\":\"header\",\"format\":\"xaudience\",\"version\":1,\"ids\":\"raw\"}\n");
  g_string_append_printf (self->records, "{\"t\":\"audience\",\"ref\":\"%s\",\"platform\":\"telegram\",\"id\":\"%s\",\"kind\":\"%s\",\"title\":\"%s\"}\n", id, id, kind, id);
}

static void
post (Fixture    *self,
      const char *audience,
      guint       author,
      const char *at,
      const char *text)
{
  g_string_append_printf (self->records,
                          "{\"t\":\"post\",\"audience\":\"%s\",\"id\":\"%u\",\"at\":\"%s\",\"author\":\"%u\",\"lang\":\"en\",\"text\":\"%s\"}\n",
                          audience, ++self->n_posts, at, 5000 + author, text);
}

static void
post_many (Fixture    *self,
           const char *audience,
           guint       first,
           guint       n,
           const char *text)
{
  for (guint i = 0; i < n; i++)
    post (self, audience, first + i, NOW, text);
}

/* Takes in what was written since the last time; the file itself is gone then. */
static void
take_in (Fixture *self)
{
  g_autofree char *outside = g_dir_make_tmp ("xa-words-XXXXXX", NULL);
  g_autofree char *name = g_strdup_printf ("records-%u.jsonl", self->n_files++);
  g_autofree char *path = g_build_filename (outside, name, NULL);
  g_autoptr (GError) error = NULL;
  XaImportReport report;

  g_file_set_contents (path, self->records->str, (gssize) self->records->len, &error);
  g_assert_no_error (error);
  g_string_truncate (self->records, 0);
  import_place_set_clock (path);
  report = import_place_import (self->place, path);
  xa_import_report_clear (&report);
  g_unlink (path);
  g_rmdir (outside);
}

static void
assert_nowhere (Fixture    *self,
                const char *word,
                gboolean    expected)
{
  g_autoptr (XaLeakScan) scan = xa_leak_scan_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (xa_leak_scan_plant (scan, word), >, 0);
  xa_leak_scan_tree (scan, self->place->folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (xa_leak_scan_get_bytes (scan), >, 50000);
  g_assert_cmpint (xa_leak_scan_get_count (scan) == 0, ==, expected);
}

/* How many used @word of the audience that is called @id; -1: it is not told. */
static int
count_users (Fixture    *self,
             const char *id,
             const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, &error);
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (store, &error);
  int n = -1;

  g_assert_no_error (error);
  for (guint i = 0; i < audiences->len; i++) {
    const XaAudience *audience = audiences->pdata[i];
    g_autoptr (GPtrArray) terms = g_str_equal (audience->native_id, id) ? xa_store_list_terms (store, audience->id, XA_TERM_WORD, G_MININT32, G_MAXINT32, &error) : NULL;

    g_assert_no_error (error);
    for (guint k = 0; terms && k < terms->len; k++)
      if (g_str_equal (((XaTermUse *) terms->pdata[k])->text, word))
        n = (int) xa_member_set_count (((XaTermUse *) terms->pdata[k])->people);
  }

  return n;
}

/* --- what is never written ------------------------------------------------------------------------------ */

static void
test_threshold (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  declare (self, "search", "tag");
  post_many (self, "search", 0, 9, "I met " RARE " at the glacier");
  post_many (self, "search", 20, 10, "Vote for " TREND " now");
  take_in (self);
  assert_nowhere (self, RARE, TRUE);
  assert_nowhere (self, TREND, FALSE);
  g_assert_cmpint (count_users (self, "search", RARE), ==, -1);
  g_assert_cmpint (count_users (self, "search", TREND), ==, 10);
  g_assert_cmpint (count_users (self, "search", "for"), ==, -1);

  /* The tenth makes it a word that is used. */
  declare (self, "search", "tag");
  post_many (self, "search", 9, 1, "Again " RARE);
  take_in (self);
  g_assert_cmpint (count_users (self, "search", RARE), ==, 10);
  assert_nowhere (self, RARE, FALSE);
}

/* Many posts of few, few of each of many searches, posts that come twice, bots: none of it is ten people. */
static void
test_not_ten_people (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  declare (self, "one", "tag");
  declare (self, "two", "tag");
  for (guint i = 0; i < 50; i++)
    post_many (self, "one", 0, 6, RARE);
  post_many (self, "two", 6, 9, RARE);
  for (guint i = 0; i < 20; i++)
    g_string_append_printf (self->records,
                            "{\"t\":\"post\",\"audience\":\"one\",\"id\":\"%u\",\"at\":\"" NOW "\",\"author\":\"%u\",\"bot\":true,\"text\":\"" RARE "\"}\n", 9000 + i, 7000 + i);
  take_in (self);
  declare (self, "one", "tag");
  self->n_posts = 0;
  post_many (self, "one", 0, 6, RARE);
  take_in (self);
  assert_nowhere (self, RARE, TRUE);
}

/* What a group or a forum writes is not counted at all. */
static void
test_other_kinds (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  declare (self, "group", "group");
  post_many (self, "group", 0, 40, "glaciers everywhere " RARE);
  take_in (self);
  assert_nowhere (self, RARE, TRUE);
  g_assert_cmpint (count_users (self, "group", "glaciers"), ==, -1);
}

/* --- what is taken back ----------------------------------------------------------------------------------- */

static void
test_erased (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  const XaPerson person = { .id = xa_span ("5003") };
  g_autoptr (GError) error = NULL;
  XaStore    *store;
  XaPseudonym who;
  XaReject    why;
  gboolean    found;

  declare (self, "search", "tag");
  post_many (self, "search", 0, 10, RARE);
  post_many (self, "search", 0, 11, TREND);
  take_in (self);
  assert_nowhere (self, RARE, FALSE);
  g_assert_true (xa_pseudonymizer_person (self->place->keys, XA_PLATFORM_TELEGRAM, &person, &who, &why));
  store = xa_store_open (self->place->workspace, XA_STORE_WRITE, &error);
  xa_store_erase_person (store, &who, &found, &error);
  g_assert_no_error (error);
  g_assert_true (found);
  xa_store_close (store);
  assert_nowhere (self, RARE, TRUE);
  g_assert_cmpint (count_users (self, "search", TREND), ==, 10);
}

static gint64
count_rows (Fixture    *self,
            const char *sql)
{
  sqlite3      *db = NULL;
  sqlite3_stmt *statement = NULL;
  gint64        n;

  g_assert_cmpint (sqlite3_open_v2 (self->place->workspace, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);

  return n;
}

/* After a month nothing is left of who used a rare word, limit or no limit; a common one stays. */
static void
test_expired (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (GError) error = NULL;
  XaStore *store;
  gint64   n_deleted;

  declare (self, "search", "tag");
  post_many (self, "search", 0, 9, RARE);
  post_many (self, "search", 0, 12, TREND);
  post (self, "search", 0, "2023-01-01T00:00:00Z", "longago");
  take_in (self);
  g_assert_cmpint (count_rows (self, "SELECT count(*) FROM term_use JOIN term ON term.id = term_id WHERE kind = 5"), ==, 2);
  store = xa_store_open (self->place->workspace, XA_STORE_WRITE, &error);
  xa_store_apply_retention (store, (PLACE_CLOCK + 40 * 86400) * G_USEC_PER_SEC, &n_deleted, &error);
  g_assert_no_error (error);
  xa_store_close (store);
  g_assert_cmpint (n_deleted, ==, 0);
  g_assert_cmpint (count_rows (self, "SELECT count(*) FROM term_use JOIN term ON term.id = term_id WHERE kind = 5"), ==, 1);
  g_assert_cmpint (count_rows (self, "SELECT count(*) FROM term WHERE kind = 5"), ==, 1);
  g_assert_cmpint (count_users (self, "search", TREND), ==, 12);
}

/* A limit that cuts days hides a word that too few are left of. */
static void
test_cut (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (GError) error = NULL;
  XaStore *store;
  gint64   n_deleted;

  declare (self, "search", "tag");
  for (guint i = 0; i < 10; i++)
    post (self, "search", i, i < 2 ? "2023-11-01T00:00:00Z" : NOW, RARE);
  take_in (self);
  assert_nowhere (self, RARE, FALSE);
  store = xa_store_open (self->place->workspace, XA_STORE_WRITE, &error);
  xa_store_set_retention (store, 0, XA_RETAIN_ACTIVITY, 7, &error);
  xa_store_apply_retention (store, PLACE_CLOCK * G_USEC_PER_SEC, &n_deleted, &error);
  g_assert_no_error (error);
  xa_store_close (store);
  g_assert_cmpint (n_deleted, >, 0);
  assert_nowhere (self, RARE, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("SOURCE_DATE_EPOCH", "1700000000", TRUE);
  g_test_add_func ("/words/ID-1/threshold", test_threshold);
  g_test_add_func ("/words/ID-1/not-ten-people", test_not_ten_people);
  g_test_add_func ("/words/ID-11/other-kinds", test_other_kinds);
  g_test_add_func ("/words/ID-10/erased", test_erased);
  g_test_add_func ("/words/ID-12/expired", test_expired);
  g_test_add_func ("/words/ID-12/cut", test_cut);

  return g_test_run ();
}
