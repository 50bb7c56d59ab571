#include "fixture.h"
#include "store/xa-audiences.h"
#include "store/xa-maintenance.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

static const FixtureSource first = { 0, XA_PLATFORM_TELEGRAM, FIXTURE_NOW - 10 * XA_USEC_PER_DAY, 3 };
static const FixtureSource second = { 1, XA_PLATFORM_TELEGRAM, FIXTURE_NOW, 3 };

static void
import (Fixture             *fixture,
        const FixtureSource *source)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_import (fixture->store, fixture->keys, source, &error));
  g_assert_no_error (error);
}

static char *
name_in (Fixture    *fixture,
         const char *base)
{
  return g_build_filename (fixture->folder, base, NULL);
}

static void
back_up (Fixture    *fixture,
         const char *target)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_store_backup (fixture->store, target, NULL, &error));
  g_assert_no_error (error);
}

static void
assert_same (const char *a,
             const char *b)
{
  g_autofree char *x = fixture_dump (a);
  g_autofree char *y = fixture_dump (b);

  g_assert_true (strcmp (x, y) == 0);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder))
    n++;

  return n;
}

static void
test_round_trip (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *target = name_in (fixture, "backup.xaudience");
  g_autofree char *log = g_strconcat (target, "-wal", NULL);
  g_autofree char *restored = name_in (fixture, "restored.xaudience");
  g_autoptr (GError) error = NULL;
  struct stat st;

  import (fixture, &first);
  back_up (fixture, target);
  g_assert_no_errno (stat (target, &st));
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  fixture_verify (target);
  assert_same (fixture->path, target);

  g_assert_true (xa_store_restore (target, restored, FALSE, NULL, &error));
  g_assert_no_error (error);
  g_assert_no_errno (stat (restored, &st));
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  assert_same (fixture->path, restored);
}

typedef struct {
  Fixture *fixture;
  gint     n_batches; /* (atomic): committed so far */
  gint     stop;      /* (atomic) */
} Writing;

/* Writes batch after batch on a connection of its own until told to stop. */
static gpointer
write_cb (gpointer data)
{
  Writing *writing = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (writing->fixture->path, XA_STORE_WRITE, &error);
  XaIngestSource about = { .format = "test", .size_bytes = 1, .at_us = FIXTURE_NOW };
  XaIngestStart  start;
  guint64        offset;
  g_autoptr (XaIngest) ingest = NULL;

  g_assert_no_error (error);
  memset (&about.source, 1, sizeof about.source);
  ingest = xa_ingest_begin (store, &about, &start, &offset, &error);
  g_assert_no_error (error);
  for (guint no = 0; !g_atomic_int_get (&writing->stop); no++) {
    g_autoptr (XaBatch) batch = fixture_batch (writing->fixture->keys, &first, no);

    g_assert_true (xa_ingest_batch (ingest, batch, &error));
    g_assert_no_error (error);
    g_atomic_int_set (&writing->n_batches, (gint) no + 1);
  }

  return NULL;
}

/* Each backup is the workspace between two batches, however many are written meanwhile. */
static void
test_during_writes (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *target = name_in (fixture, "backup.xaudience");
  Writing          writing = { fixture, 0, 0 };
  GThread         *thread;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) reader = NULL;
  const int n_backups = g_getenv ("XAUDIENCE_TEST_FULL") ? 60 : 6;
  gint64    last = 0;

  fixture_close (fixture);
  thread = g_thread_new ("writer", write_cb, &writing);
  while (g_atomic_int_get (&writing.n_batches) < 2)
    g_usleep (1000);
  reader = xa_store_open (fixture->path, XA_STORE_READ, &error);
  g_assert_no_error (error);
  for (int i = 0; i < n_backups; i++) {
    gint   before = g_atomic_int_get (&writing.n_batches);
    gint64 n_batches;

    g_assert_true (xa_store_backup (reader, target, NULL, &error));
    g_assert_no_error (error);
    n_batches = fixture_count (target, "SELECT offset / 1000 FROM import");
    g_assert_cmpint (n_batches, >=, MAX (before, last));
    g_assert_cmpint (fixture_count (target, "SELECT count(*) FROM post"), ==, n_batches * 20);
    g_assert_cmpint (fixture_count (target, "SELECT sum(n_posts) FROM audience"), ==, n_batches * 20);
    last = n_batches;
  }
  g_atomic_int_set (&writing.stop, 1);
  g_thread_join (thread);
  g_assert_cmpint (writing.n_batches, >, 2);
}

static void
test_replaces_only_its_own (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *target = name_in (fixture, "backup.xaudience");
  g_autofree char *other = name_in (fixture, "other.xaudience");
  g_autofree char *letter = name_in (fixture, "letter.txt");
  g_autofree char *before = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  import (fixture, &first);
  back_up (fixture, target);
  import (fixture, &second);
  back_up (fixture, target);
  assert_same (fixture->path, target);

  g_assert_false (xa_store_backup (fixture->store, fixture->path, NULL, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS);
  g_clear_error (&error);

  xa_store_close (xa_store_create (other, NULL));
  before = fixture_dump (other);
  g_assert_false (xa_store_backup (fixture->store, other, NULL, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  content = fixture_dump (other);
  g_assert_cmpstr (content, ==, before);
  g_clear_pointer (&content, g_free);

  g_assert_true (g_file_set_contents (letter, "Dear reader", -1, NULL));
  g_assert_false (xa_store_backup (fixture->store, letter, NULL, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FOREIGN);
  g_assert_true (g_file_get_contents (letter, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "Dear reader");
}

static void
cancel_cb (goffset  done,
           goffset  total,
           gpointer cancellable)
{
  g_assert_cmpint (done, >, 0);
  g_assert_cmpint (done, <=, total);
  g_cancellable_cancel (cancellable);
}

static void
test_cancel (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *target = name_in (fixture, "backup.xaudience");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint n_files;

  import (fixture, &first);
  n_files = count_files (fixture);
  g_assert_false (xa_store_backup_with_progress (fixture->store, target, cancel_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (count_files (fixture), ==, n_files);

  g_assert_false (xa_store_backup (fixture->store, target, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_files (fixture), ==, n_files);
}

/* A workspace whose last changes are only in its log, as a crash leaves it. */
static void
leave_log (const char *path)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE audience SET title = 'only in the log'; UPDATE snapshot SET reported = 1", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_restore_over (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *target = name_in (fixture, "backup.xaudience");
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *wanted = NULL;
  g_autofree char *restored = NULL;
  g_autoptr (GError) error = NULL;

  import (fixture, &first);
  back_up (fixture, target);
  wanted = fixture_dump (target);
  import (fixture, &second);
  fixture_close (fixture);
  leave_log (fixture->path);
  g_assert_true (g_file_test (log, G_FILE_TEST_EXISTS));

  g_assert_false (xa_store_restore (target, fixture->path, FALSE, NULL, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (xa_store_restore (target, fixture->path, TRUE, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  restored = fixture_dump (fixture->path);
  g_assert_cmpstr (restored, ==, wanted);

  /* And it can be worked with. */
  fixture_open (fixture);
  import (fixture, &second);
}

static void
test_restore_in_use (void)
{
  static const XaStoreMode modes[] = { XA_STORE_READ, XA_STORE_WRITE };
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *target = name_in (fixture, "backup.xaudience");
  g_autofree char *before = NULL;

  import (fixture, &first);
  back_up (fixture, target);
  import (fixture, &second);
  fixture_close (fixture);
  before = fixture_dump (fixture->path);
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *after = NULL;
    g_autoptr (XaStore) user = xa_store_open (fixture->path, modes[i], &error);

    g_assert_no_error (error);
    g_assert_false (xa_store_restore (target, fixture->path, TRUE, NULL, &error));
    g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED);
    g_clear_error (&error);
    after = fixture_dump (fixture->path);
    g_assert_cmpstr (after, ==, before);
  }
}

static void
damage (const char *path,
        gsize       at,
        guint8      flip)
{
  g_autofree char *content = NULL;
  gsize            n;

  g_assert_true (g_file_get_contents (path, &content, &n, NULL));
  content[at % n] = (char) (content[at % n] ^ flip);
  g_assert_true (g_file_set_contents (path, content, (gssize) n, NULL));
}

/* No damaged backup takes the place of a workspace, wherever the damage is: what the structure
 * does not show, the checksums do. Damage in free space or in text cannot be told. */
static void
test_damaged_backup (void)
{
  static const struct {
    gsize        at;
    guint8       flip;
    XaStoreError code;
  } cases[] = {
    { 0, 0xff, XA_STORE_ERROR_FOREIGN },            /* the magic */
    { 63, 0x40, XA_STORE_ERROR_NEWER },             /* the version */
    { 68, 0xff, XA_STORE_ERROR_FOREIGN },           /* the application */
    { 4096 * 3 + 3, 0xff, XA_STORE_ERROR_CORRUPT }, /* a page's count of cells */
  };
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *target = name_in (fixture, "backup.xaudience");
  g_autofree char *whole = NULL;
  g_autofree char *before = NULL;
  gsize            n;

  import (fixture, &first);
  back_up (fixture, target);
  import (fixture, &second);
  fixture_close (fixture);
  before = fixture_dump (fixture->path);
  g_assert_true (g_file_get_contents (target, &whole, &n, NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *after = NULL;

    g_assert_true (g_file_set_contents (target, whole, (gssize) n, NULL));
    damage (target, cases[i].at, cases[i].flip);
    g_assert_false (xa_store_restore (target, fixture->path, TRUE, NULL, &error));
    g_assert_error (error, XA_STORE_ERROR, (int) cases[i].code);
    after = fixture_dump (fixture->path);
    g_assert_cmpstr (after, ==, before);
  }
}

/* One flipped bit in a pseudonym or in a set leaves the file in perfect order for SQLite. */
static void
test_silent_damage (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *target = name_in (fixture, "backup.xaudience");
  g_autofree char *whole = NULL;
  XaPseudonym      who = fixture_person (fixture->keys, XA_PLATFORM_TELEGRAM, 3);
  g_autoptr (GError) error = NULL;
  char *place;
  gsize n;

  import (fixture, &first);
  back_up (fixture, target);
  g_assert_true (g_file_get_contents (target, &whole, &n, NULL));
  place = memmem (whole, n, &who, sizeof who);
  g_assert_nonnull (place);
  damage (target, (gsize) (place - whole), 1);
  fixture_close (fixture);
  g_assert_false (xa_store_restore (target, fixture->path, TRUE, NULL, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_CORRUPT);
}

/* What cannot be read any more is the very case for a backup. It is kept beside. */
static void
test_restore_over_damaged (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *target = name_in (fixture, "backup.xaudience");
  g_autofree char *kept = g_strconcat (fixture->path, ".damaged", NULL);
  g_autofree char *kept_log = g_strconcat (kept, "-wal", NULL);
  g_autoptr (GError) error = NULL;

  import (fixture, &first);
  back_up (fixture, target);
  fixture_close (fixture);
  leave_log (fixture->path);
  damage (fixture->path, 100, 0xff); /* the kind of the page that lists the tables */
  g_assert_true (xa_store_restore (target, fixture->path, TRUE, NULL, &error));
  g_assert_no_error (error);
  assert_same (fixture->path, target);
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (kept_log, G_FILE_TEST_EXISTS));

  /* What is no workspace at all is not replaced. */
  g_assert_true (g_file_set_contents (fixture->path, "Dear reader", -1, NULL));
  g_assert_false (xa_store_restore (target, fixture->path, TRUE, NULL, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FOREIGN);
}

static void
test_missing (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *nowhere = name_in (fixture, "no/such/folder.xaudience");
  g_autofree char *nothing = name_in (fixture, "nothing.xaudience");
  g_autofree char *target = name_in (fixture, "new.xaudience");
  g_autoptr (GError) error = NULL;

  g_assert_false (xa_store_backup (fixture->store, nowhere, NULL, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (xa_store_restore (nothing, target, FALSE, NULL, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (xa_store_delete (nothing, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND);
}

static void
test_delete (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (XaStore) reader = NULL;
  g_autofree char *letter = name_in (fixture, "letter.txt");
  g_autoptr (GError) error = NULL;

  import (fixture, &first);
  fixture_close (fixture);
  reader = xa_store_open (fixture->path, XA_STORE_READ, &error);
  g_assert_no_error (error);
  g_assert_false (xa_store_delete (fixture->path, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED);
  g_clear_error (&error);
  g_clear_pointer (&reader, xa_store_close);
  fixture_verify (fixture->path);

  leave_log (fixture->path);
  g_assert_true (xa_store_delete (fixture->path, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (fixture), ==, 0);

  g_assert_true (g_file_set_contents (letter, "Dear reader", -1, NULL));
  g_assert_false (xa_store_delete (letter, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FOREIGN);
  g_assert_true (g_file_test (letter, G_FILE_TEST_EXISTS));
}

/* A backup made before the workspace was sealed opens and can be analysed; no key but the one that
 * was destroyed fits it, and it can be sealed in turn. */
static void
test_backup_of_sealed (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *target = name_in (fixture, "backup.xaudience");
  g_autofree char *restored = name_in (fixture, "restored.xaudience");
  g_autoptr (XaPseudonymizer) later = fixture_keys (8, xa_store_get_uuid (fixture->store));
  g_autoptr (GPtrArray) audiences = NULL;
  g_autoptr (XaMemberSet) members = NULL;
  g_autoptr (XaStore) store = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  import (fixture, &first);
  back_up (fixture, target);
  g_assert_true (xa_store_seal (fixture->store, &error));
  g_assert_true (xa_store_adopt_keys (fixture->store, later, &error));
  g_assert_no_error (error);

  g_assert_true (xa_store_restore (target, restored, FALSE, NULL, &error));
  g_assert_no_error (error);
  before = fixture_dump (restored);
  store = xa_store_open (restored, XA_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (xa_store_get_key_state (store), ==, XA_KEY_STATE_SET);
  audiences = xa_store_list_audiences (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (audiences->len, ==, 2);
  members = xa_store_load_members (store, ((XaAudience *) audiences->pdata[0])->snapshot_id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (xa_member_set_count (members), >, 0);

  g_assert_false (xa_store_check_keys (store, later, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_KEY_CHANGED);
  g_clear_error (&error);
  g_assert_false (xa_store_adopt_keys (store, later, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_KEY_CHANGED);
  g_clear_error (&error);
  after = fixture_dump (restored);
  g_assert_cmpstr (after, ==, before);

  g_assert_true (xa_store_seal (store, &error));
  g_assert_true (xa_store_adopt_keys (store, later, &error));
  g_assert_no_error (error);
  g_assert_false (xa_store_adopt_keys (store, fixture->keys, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_KEY_CHANGED);
}

static void
copy_file (const char *from,
           const char *to)
{
  g_autofree char *content = NULL;
  gsize            n;

  g_assert_true (g_file_get_contents (from, &content, &n, NULL) && g_file_set_contents (to, content, (gssize) n, NULL));
}

/* A file without a log whose first change was cut off half-way: its journal is put back before
 * anyone reads it, also by who only wants to read. */
static void
test_cut_off_change (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *target = name_in (fixture, "backup.xaudience");
  g_autofree char *journal = g_strconcat (target, "-journal", NULL);
  g_autofree char *cut = name_in (fixture, "cut.xaudience");
  g_autofree char *cut_journal = g_strconcat (cut, "-journal", NULL);
  sqlite3         *db = NULL;

  import (fixture, &first);
  back_up (fixture, target);
  g_assert_cmpint (sqlite3_open (target, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA cache_size = 1; BEGIN; UPDATE post SET views = 7; UPDATE post_text SET text = hex (randomblob (900))", NULL, NULL, NULL), ==, SQLITE_OK);
  copy_file (target, cut);
  copy_file (journal, cut_journal);
  sqlite3_close (db);

  assert_same (cut, fixture->path);
  g_assert_false (g_file_test (cut_journal, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/DB-6/round-trip", test_round_trip);
  g_test_add_func ("/store/DB-6/during-writes", test_during_writes);
  g_test_add_func ("/store/DB-6/replaces-only-its-own", test_replaces_only_its_own);
  g_test_add_func ("/store/DB-6/cancel", test_cancel);
  g_test_add_func ("/store/DB-6/restore-over", test_restore_over);
  g_test_add_func ("/store/DB-6/restore-in-use", test_restore_in_use);
  g_test_add_func ("/store/DB-6/damaged-backup", test_damaged_backup);
  g_test_add_func ("/store/DB-6/silent-damage", test_silent_damage);
  g_test_add_func ("/store/DB-6/restore-over-damaged", test_restore_over_damaged);
  g_test_add_func ("/store/DB-6/cut-off-change", test_cut_off_change);
  g_test_add_func ("/store/DB-6/missing", test_missing);
  g_test_add_func ("/store/DB-6/delete", test_delete);
  g_test_add_func ("/store/ID-9/backup-of-sealed", test_backup_of_sealed);

  return g_test_run ();
}
