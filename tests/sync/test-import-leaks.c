/*
 * ID-1: nothing that names a person gets onto the disk, whatever the format and however the
 * import ends; and the search that says so finds what a careless program would leave.
 */
#include "generate.h"
#include "import-child.h"

#include "privacy/xa-leak-scan.h"
#include "sync/xa-ingest-sink.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

typedef struct {
  const char *name;
  const char *file;
  GenerateTruth (*generate) (const char *path, const Generate *what);
  gboolean channel;
  gboolean keeps_words; /* the posts are the audience's own, whose words are kept */
} Format;

static const Format formats[] = {
  { "telegram-group", "result.json", generate_telegram, FALSE, FALSE },
  { "telegram-channel", "result.json", generate_telegram, TRUE, TRUE },
  { "discord", "quay.json", generate_discord, FALSE, FALSE },
  { "members-csv", "members.csv", generate_members_csv, FALSE, FALSE },
  { "jsonl", "records.jsonl", generate_jsonl, FALSE, FALSE },
  { "x-archive", "archive", generate_x_archive, FALSE, TRUE },
};

#define SEED 31
#define N_PEOPLE 60

/* Everything a person of the generated files is known by, with what stands in their texts. */
static XaLeakScan *
plant_people (const Format *format)
{
  XaLeakScan *scan = xa_leak_scan_new ();

  for (guint person = 0; person < N_PEOPLE; person++)
    for (int trait = 0; trait < GENERATE_N_TRAITS; trait++) {
      g_autofree char *text = generate_trait ((GenerateTrait) trait, SEED, person);

      if (trait != GENERATE_MARKER || !format->keeps_words)
        xa_leak_scan_plant (scan, text);
    }

  return scan;
}

static void
assert_clean (XaLeakScan *scan,
              const char *folder)
{
  g_autoptr (GError) error = NULL;
  const GPtrArray *leaks;

  xa_leak_scan_tree (scan, folder, NULL, &error);
  g_assert_no_error (error);
  leaks = xa_leak_scan_get_leaks (scan);
  for (guint i = 0; i < MIN (leaks->len, 10); i++) {
    const XaLeak *leak = g_ptr_array_index (leaks, i);

    g_test_message ("%s at %" G_GUINT64_FORMAT ": planted text %" G_GSIZE_FORMAT " as %s", leak->path, leak->offset, leak->planted,
                    xa_leak_form_words (leak->form));
  }
  g_assert_cmpuint (leaks->len, ==, 0);
  g_assert_cmpuint (xa_leak_scan_get_bytes (scan), >, 100000);
}

/* A home that holds the workspace and whatever a program may write; the file to import lies
 * outside. */
static ImportPlace *
make_home (const ImportPlace *base)
{
  return import_place_copy (base, "everything");
}

static char *
make_file (const ImportPlace *base,
           const Format      *format)
{
  char    *path = import_place_file (base, format->file);
  Generate what = { .seed = SEED, .n_people = N_PEOPLE, .n_records = 1200, .n_audiences = 3, .channel = format->channel };

  format->generate (path, &what);
  import_place_set_clock (path);

  return path;
}

static void
test_clean (gconstpointer data)
{
  g_autoptr (ImportPlace) base = import_place_new ();
  g_autoptr (ImportPlace) home = make_home (base);
  g_autofree char *path = make_file (base, data);
  g_autofree char *log = g_strconcat (home->workspace, "-wal", NULL);
  g_autoptr (ImportChild) killed = import_child_start (home, path, 100, CHILD_HONEST, home->folder);
  g_autoptr (ImportChild) child = NULL;
  g_autoptr (XaLeakScan) while_killed = plant_people (data);
  g_autoptr (XaLeakScan) when_done = plant_people (data);

  /* In the middle, with the log and what hangs on it still there. */
  while (killed->n_acknowledged < 2 && import_child_listen (killed))
    ;
  import_child_kill (killed, SIGKILL);
  if (import_child_wait (killed) == -1 && !killed->is_finishing)
    g_assert_true (g_file_test (log, G_FILE_TEST_EXISTS));
  assert_clean (while_killed, home->folder);

  child = import_child_start (home, path, 100, CHILD_HONEST, home->folder);
  g_assert_cmpint (import_child_wait (child), ==, 0);
  assert_clean (when_done, home->folder);
}

/* --- the search itself ------------------------------------------------------------------------- */

typedef struct {
  const char *name;
  ChildKind   kind;
  XaLeakForm  form;
  const char *in; /* end of the name of a file it must be found in */
} LeakCase;

static const LeakCase leaks[] = {
  { "text", CHILD_LEAKS_TEXT, XA_LEAK_TEXT, XA_WORKSPACE_SUFFIX },
  { "base64", CHILD_LEAKS_BASE64, XA_LEAK_BASE64, XA_WORKSPACE_SUFFIX },
  { "hex", CHILD_LEAKS_HEX, XA_LEAK_HEX, XA_WORKSPACE_SUFFIX },
  { "little-endian", CHILD_LEAKS_LITTLE_ENDIAN, XA_LEAK_LITTLE_ENDIAN, XA_WORKSPACE_SUFFIX },
  { "big-endian", CHILD_LEAKS_BIG_ENDIAN, XA_LEAK_BIG_ENDIAN, XA_WORKSPACE_SUFFIX },
  { "log", CHILD_LEAKS_TO_LOG, XA_LEAK_TEXT, "log.txt" },
  { "cache", CHILD_LEAKS_TO_CACHE, XA_LEAK_TEXT, "cache/careless" },
  { "temp", CHILD_LEAKS_TO_TEMP, XA_LEAK_TEXT, "tmp/careless" },
};

static gboolean
is_found (XaLeakScan *scan,
          XaLeakForm  form,
          const char *in)
{
  const GPtrArray *found = xa_leak_scan_get_leaks (scan);

  for (guint i = 0; i < found->len; i++) {
    const XaLeak *leak = g_ptr_array_index (found, i);

    if (leak->form == form && g_str_has_suffix (leak->path, in))
      return TRUE;
  }

  return FALSE;
}

static void
test_caught (gconstpointer data)
{
  const LeakCase *leak = data;
  g_autoptr (ImportPlace) base = import_place_new ();
  g_autoptr (ImportPlace) home = make_home (base);
  g_autofree char *path = make_file (base, &formats[0]);
  g_autoptr (ImportChild) child = import_child_start (home, path, 0, leak->kind, home->folder);
  g_autoptr (XaLeakScan) scan = xa_leak_scan_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (import_child_wait (child), ==, 0);
  xa_leak_scan_plant (scan, CHILD_LEAK_ID);
  xa_leak_scan_tree (scan, home->folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (is_found (scan, leak->form, leak->in));
}

/* In the log alone: written by a connection that goes away without bringing it into the file. */
static void
test_caught_in_wal (void)
{
  g_autoptr (ImportPlace) base = import_place_new ();
  g_autoptr (ImportPlace) home = make_home (base);
  g_autoptr (ImportPlace) snatched = NULL;
  g_autoptr (GError) error = NULL;
  XaAudienceRef ref;
  g_autoptr (XaStore) store = xa_store_open (home->workspace, XA_STORE_WRITE, &error);
  XaIngestSource source = { .format = "telegram" };
  XaIngestStart  start;
  guint64        offset;
  g_autoptr (XaIngest) ingest = NULL;
  g_autoptr (XaIngestSink) sink = xa_ingest_sink_new (base->keys, PLACE_CLOCK * G_USEC_PER_SEC, NULL, NULL);
  XaAudienceRecord record = { .platform = XA_PLATFORM_TELEGRAM, .native_id = xa_span ("1"), .kind = XA_AUDIENCE_GROUP, .title = xa_span ("about " CHILD_LEAK_ID), .members_reported = XA_COUNT_UNKNOWN };
  g_autoptr (XaBatch) batch = NULL;
  g_autoptr (XaLeakScan) in_file = xa_leak_scan_new ();
  g_autoptr (XaLeakScan) in_tree = xa_leak_scan_new ();

  g_assert_no_error (error);
  xa_store_adopt_keys (store, base->keys, &error);
  g_assert_no_error (error);
  ingest = xa_ingest_begin (store, &source, &start, &offset, &error);
  g_assert_no_error (error);
  xa_sink_audience (xa_ingest_sink_get_sink (sink), &record, &ref, &error);
  batch = xa_ingest_sink_take_last (sink, TRUE);
  xa_ingest_batch (ingest, batch, &error);
  g_assert_no_error (error);

  /* As a crash would leave it: with the connection still open. */
  snatched = import_place_copy (home, "snatched");
  g_clear_pointer (&ingest, xa_ingest_free);
  g_clear_pointer (&store, xa_store_close);

  xa_leak_scan_plant (in_file, CHILD_LEAK_ID);
  xa_leak_scan_file (in_file, snatched->workspace, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (xa_leak_scan_get_leaks (in_file)->len, ==, 0);
  xa_leak_scan_plant (in_tree, CHILD_LEAK_ID);
  xa_leak_scan_tree (in_tree, snatched->folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (is_found (in_tree, XA_LEAK_TEXT, "-wal"));
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (import_child_handle (argc, argv, &status))
    return status;

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree char *path = g_strconcat ("/sync/import-leaks/ID-1/clean/", formats[i].name, NULL);

    g_test_add_data_func (path, &formats[i], test_clean);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (leaks); i++) {
    g_autofree char *path = g_strconcat ("/sync/import-leaks/ID-1/caught/", leaks[i].name, NULL);

    g_test_add_data_func (path, &leaks[i], test_caught);
  }
  g_test_add_func ("/sync/import-leaks/ID-1/caught/wal", test_caught_in_wal);

  return g_test_run ();
}
