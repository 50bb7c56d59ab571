#include "import-formats.h"

#include <string.h>

/* Imports that are interrupted, repeated, or begun with another key. */

/* --- interruption ---------------------------------------------------------------------------------- */

/* DB-1: what was acknowledged before the interruption is not read again, and the end is the
 * same as without one. */
static void
test_cancelled (gconstpointer data)
{
  g_autoptr (ImportPlace) base = import_place_new ();
  g_autofree char *path = make_file (base, data, (Generate) { .seed = 4, .n_people = 300, .n_records = 900, .n_audiences = 3 }, NULL);
  g_autoptr (ImportPlace) undisturbed = import_place_copy (base, "undisturbed");
  g_autoptr (ImportPlace) place = import_place_copy (base, "place");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CancelAfter        cancel = { cancellable, 2, 0 };
  XaImportObserver   observer = { .commit = cancel_cb, .data = &cancel };
  XaImportJobOptions options = import_place_options (place);
  g_auto (XaImportReport) whole = import_place_import (undisturbed, path);
  g_auto (XaImportReport) first = { 0 }, second = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = import_place_dump (undisturbed);
  g_autofree char *dump = NULL;
  g_autofree char *line = NULL;

  options.batch_records = 20;
  g_assert_false (xa_import_job_run (path, &options, &observer, cancellable, &first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  line = xa_import_report_format (&first);
  g_assert_false (first.finished);
  g_assert_cmpstr (strstr (line, "import it again to go on"), !=, NULL);
  g_assert_cmpuint (first.counts.n_posts + first.counts.n_members, >, 0);

  second = import_place_import (place, path);
  g_assert_cmpint (second.start, ==, XA_INGEST_RESUMED);
  g_assert_cmpuint (second.resumed_from, >=, cancel.offset);
  g_assert_cmpuint (second.counts.n_posts, ==, whole.counts.n_posts);
  g_assert_cmpuint (second.counts.n_members, ==, whole.counts.n_members);
  g_assert_cmpmem (second.counts.rejects, sizeof second.counts.rejects, whole.counts.rejects, sizeof whole.counts.rejects);
  dump = import_place_dump (place);
  import_place_assert_same (dump, expected);
}

/* Writes a list of @n people, with as many bytes whoever they are. */
static char *
write_list (const ImportPlace *place,
            const char        *name,
            guint              n,
            guint              changed_from)
{
  char *path = import_place_file (place, name);
  g_autoptr (GString) text = g_string_new ("audience,member_id\n");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "Harbour,%u\n", (i < changed_from ? 100000 : 500000) + i);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  import_place_set_clock (path);

  return path;
}

static XaImportReport
interrupt_import (const ImportPlace *place,
                  const char        *path)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CancelAfter        cancel = { cancellable, 2, 0 };
  XaImportObserver   observer = { .commit = cancel_cb, .data = &cancel };
  XaImportJobOptions options = import_place_options (place);
  XaImportReport     report;

  options.batch_records = 20;
  g_assert_false (xa_import_job_run (path, &options, &observer, cancellable, &report, NULL));
  g_assert_cmpuint (report.counts.n_members, >=, 40);

  return report;
}

static char *
write_text (const ImportPlace *place,
            const char        *name,
            const char        *text)
{
  char *path = import_place_file (place, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  import_place_set_clock (path);

  return path;
}

/* Without other word a list is called after its file: that may move, but not be renamed. */
static void
test_named_by_file (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char *one = write_text (place, "one.csv", "member_id\n1\n2\n");
  g_autofree char *other = write_text (place, "other.csv", "member_id\n1\n2\n");
  g_auto (XaImportReport) first = import_place_import (place, one);
  g_auto (XaImportReport) second = import_place_import (place, other);
  g_auto (XaImportReport) again = import_place_import (place, one);

  g_assert_cmpuint (first.counts.n_new_people, ==, 2);
  g_assert_cmpint (second.start, ==, XA_INGEST_NEW);
  g_assert_cmpuint (second.counts.n_new_people, ==, 0);
  g_assert_cmpint (again.start, ==, XA_INGEST_DONE_BEFORE);
}

#define RECORDS(ids) "{\"t\":\"header\",\"format\":\"xaudience\",\"version\":1," ids "}\n" \
                     "{\"t\":\"audience\",\"ref\":\"a\",\"platform\":\"telegram\",\"id\":\"1700000001\",\"title\":\"Quay\"}\n"
#define NUMBER(at, n) "{\"t\":\"event\",\"audience\":\"a\",\"kind\":\"join\",\"at\":" #at ",\"count\":" #n "}\n"

/* Numbers of people who came count once, also where the records that tell of them have no ids. */
static void
test_numbers_extended (void)
{
  g_autoptr (ImportPlace) base = import_place_new ();
  g_autofree char  *older = write_text (base, "older.jsonl", RECORDS ("\"ids\":\"none\"") NUMBER (1000, 5) NUMBER (1000, 5) NUMBER (2000, 7));
  g_autofree char  *newer = write_text (base, "newer.jsonl", RECORDS ("\"ids\":\"none\"") NUMBER (1000, 5) NUMBER (1000, 5) NUMBER (2000, 7) NUMBER (2000, 1));
  const char *const both[] = { older, newer, NULL };
  g_autofree char  *stepwise = dump_after (base, "stepwise", both);
  g_autofree char  *at_once = dump_after (base, "at-once", both + 1);
  g_autofree char  *content = only_content (stepwise);
  g_autofree char  *expected = only_content (at_once);

  import_place_assert_same (content, expected);
  g_assert_nonnull (strstr (content, "18"));
}

#define CHANNEL "{\"guild\":{\"id\":\"111\",\"name\":\"Quay\"},\"channel\":{\"id\":\"222\",\"type\":\"GuildTextChat\",\"name\":\"general\"},\"messages\":["
#define GONE(id) "{\"id\":\"" id "\",\"type\":\"GuildMemberJoin\",\"timestamp\":\"2023-01-07T12:00:00+00:00\",\"author\":{\"id\":\"5\",\"name\":\"deleted_user_0a1b2c\"}}"

/* That someone came who is gone by now is told by a record with an id: it counts once, too. */
static void
test_gone_extended (void)
{
  g_autoptr (ImportPlace) base = import_place_new ();
  g_autofree char  *older = write_text (base, "older.json", CHANNEL GONE ("1001") "]}");
  g_autofree char  *newer = write_text (base, "newer.json", CHANNEL GONE ("1001") "," GONE ("1002") "]}");
  const char *const both[] = { older, newer, NULL };
  g_autofree char  *stepwise = dump_after (base, "stepwise", both);
  g_autofree char  *at_once = dump_after (base, "at-once", both + 1);
  g_autofree char  *content = only_content (stepwise);
  g_autofree char  *expected = only_content (at_once);

  import_place_assert_same (content, expected);
}

static char *
write_pseudonyms (const ImportPlace *place,
                  const char        *name,
                  const char        *key_id)
{
  XaPseudonym      who;
  XaReject         why;
  XaPerson         person = { .id = xa_span ("1") };
  g_autofree char *text = NULL;
  g_autofree char *known = NULL;

  g_assert_true (xa_pseudonymizer_person (place->keys, XA_PLATFORM_TELEGRAM, &person, &who, &why));
  known = xa_pseudonym_format (&who);
  text = g_strdup_printf (RECORDS ("\"ids\":\"pseudonym\",\"key_id\":\"%s\"") "{\"t\":\"snapshot\",\"audience\":\"a\",\"coverage\":\"complete\"}\n"
                                                                              "{\"t\":\"member\",\"audience\":\"a\",\"id\":\"%s\"}\n"
                                                                              "{\"t\":\"member\",\"audience\":\"a\",\"id\":\"00112233445566778899aabbccddeeff\"}\n"
                                                                              "{\"t\":\"member\",\"audience\":\"a\",\"id\":\"00000000000000000000000000000000\"}\n"
                                                                              "{\"t\":\"member\",\"audience\":\"a\",\"id\":\"2\"}\n",
                          key_id, known);

  return write_text (place, name, text);
}

/* ID-8: pseudonyms are taken in only where they were made with the workspace's own key. */
static void
test_pseudonyms (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char *raw = write_text (place, "raw.csv", "audience,member_id\nHarbour,1\n");
  XaPseudonym      check;
  g_autofree char *key_id = NULL;
  g_autofree char *own = NULL;
  g_autofree char *foreign = write_pseudonyms (place, "foreign.jsonl", "00112233445566778899aabbccddeeff");
  g_auto (XaImportReport) first = import_place_import (place, raw);
  g_auto (XaImportReport) second = { 0 }, third = { 0 };
  g_autoptr (GError) error = NULL;

  xa_pseudonymizer_get_check (place->keys, &check);
  key_id = xa_pseudonym_format (&check);
  own = write_pseudonyms (place, "own.jsonl", key_id);
  second = import_place_import (place, own);
  g_assert_cmpuint (second.counts.n_members, ==, 2);
  g_assert_cmpuint (second.counts.n_new_people, ==, 1);
  g_assert_cmpuint (second.counts.rejects[XA_REJECT_MALFORMED_ID], ==, 2);

  g_assert_false (import_place_try (place, foreign, &third, &error));
  g_assert_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_KEY_MISMATCH);
}

/* Files of the same size are told apart by what is in them. */
static void
test_same_size (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char *one = write_list (place, "one.csv", 500, 500);
  g_autofree char *other = write_list (place, "other.csv", 500, 499);
  g_auto (XaImportReport) first = import_place_import (place, one);
  g_auto (XaImportReport) second = import_place_import (place, other);
  g_auto (XaImportReport) again = import_place_import (place, one);

  g_assert_cmpint (second.start, ==, XA_INGEST_NEW);
  g_assert_cmpuint (second.counts.n_new_people, ==, 1);
  g_assert_cmpint (again.start, ==, XA_INGEST_DONE_BEFORE);
}

/* An interrupted import goes on with no file but the one whose beginning was taken in. */
static void
test_same_size_interrupted (void)
{
  g_autoptr (ImportPlace) base = import_place_new ();
  g_autoptr (ImportPlace) place = import_place_copy (base, "place");
  g_autoptr (ImportPlace) undisturbed = import_place_copy (base, "undisturbed");
  g_autofree char *one = write_list (base, "one.csv", 500, 500);
  g_autofree char *other = write_list (base, "other.csv", 500, 10);
  g_autofree char *longer = write_list (base, "longer.csv", 600, 600);
  g_auto (XaImportReport) begun = interrupt_import (place, one);
  g_auto (XaImportReport) second = import_place_import (place, other);
  g_auto (XaImportReport) third = import_place_import (place, longer);
  g_auto (XaImportReport) resumed = import_place_import (place, one);
  g_auto (XaImportReport) whole = import_place_import (undisturbed, one);

  g_assert_false (begun.finished);
  g_assert_cmpint (second.start, ==, XA_INGEST_NEW);
  g_assert_cmpint (third.start, ==, XA_INGEST_NEW);
  g_assert_cmpint (resumed.start, ==, XA_INGEST_RESUMED);
  g_assert_cmpuint (resumed.counts.n_members, ==, whole.counts.n_members);
}

/* --- the key ---------------------------------------------------------------------------------------- */

/* ID-9: after the key was destroyed, the same people come back as others, and what was known
 * before can still be looked at. */
static void
test_seal (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char   *path = import_place_file (place, "members.csv");
  XaImportJobOptions options = import_place_options (place);
  g_autoptr (XaPseudonymizer) new_keys = import_place_keys (place->workspace, 0x11);
  g_autoptr (GError) error = NULL;
  g_auto (XaImportReport) first = { 0 }, second = { 0 };
  g_autoptr (XaStore) store = NULL;
  g_autoptr (GPtrArray) audiences = NULL;
  g_autoptr (GArray) snapshots = NULL;
  g_autoptr (XaMemberSet) before = NULL, after = NULL;

  g_assert_true (g_file_set_contents (path, "member_id\n1\n2\n3\n", -1, NULL));
  options.audience_name = "Quay";
  xa_import_job_run (path, &options, NULL, NULL, &first, &error);
  g_assert_no_error (error);

  store = xa_store_open (place->workspace, XA_STORE_WRITE, &error);
  g_assert_no_error (error);
  xa_store_seal (store, &error);
  g_assert_no_error (error);
  g_clear_pointer (&store, xa_store_close);

  /* The old key is gone for good: nobody may pretend to have it still. */
  options.keys = new_keys;
  xa_import_job_run (path, &options, NULL, NULL, &second, &error);
  g_assert_no_error (error);
  g_assert_cmpint (second.start, ==, XA_INGEST_NEW);
  g_assert_cmpuint (second.counts.n_new_people, ==, 3);

  store = xa_store_open (place->workspace, XA_STORE_READ, &error);
  g_assert_no_error (error);
  audiences = xa_store_list_audiences (store, &error);
  g_assert_cmpuint (audiences->len, ==, 1);
  snapshots = xa_store_list_snapshots (store, ((XaAudience *) g_ptr_array_index (audiences, 0))->id, &error);
  g_assert_cmpuint (snapshots->len, ==, 2);
  before = xa_store_load_members (store, g_array_index (snapshots, XaSnapshot, 0).id, &error);
  g_assert_no_error (error);
  after = xa_store_load_members (store, g_array_index (snapshots, XaSnapshot, 1).id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (xa_member_set_count (before), ==, 3);
  g_assert_cmpuint (xa_member_set_count (after), ==, 3);
  g_assert_cmpuint (xa_member_set_count_shared (before, after), ==, 0);
}

/* ID-8: another key is refused, and nothing is written. */
static void
test_other_key (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char   *path = import_place_file (place, "members.csv");
  XaImportJobOptions options = import_place_options (place);
  g_autoptr (XaPseudonymizer) other = import_place_keys (place->workspace, 0x11);
  g_autoptr (GError) error = NULL;
  g_auto (XaImportReport) first = { 0 }, second = { 0 };
  g_autofree char *before = NULL, *after = NULL;

  g_assert_true (g_file_set_contents (path, "member_id\n1\n2\n3\n", -1, NULL));
  options.audience_name = "Quay";
  xa_import_job_run (path, &options, NULL, NULL, &first, &error);
  g_assert_no_error (error);
  before = import_place_dump (place);

  options.keys = other;
  g_assert_false (xa_import_job_run (path, &options, NULL, NULL, &second, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_KEY_CHANGED);
  after = import_place_dump (place);
  import_place_assert_same (after, before);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_format_tests ("/sync/import-job/DB-1/cancelled/", test_cancelled);
  g_test_add_func ("/sync/import-job/named-by-file", test_named_by_file);
  g_test_add_func ("/sync/import-job/extended/numbers", test_numbers_extended);
  g_test_add_func ("/sync/import-job/extended/gone", test_gone_extended);
  g_test_add_func ("/sync/import-job/ID-8/pseudonyms", test_pseudonyms);
  g_test_add_func ("/sync/import-job/same-size", test_same_size);
  g_test_add_func ("/sync/import-job/same-size/interrupted", test_same_size_interrupted);
  g_test_add_func ("/sync/import-job/ID-9/seal", test_seal);
  g_test_add_func ("/sync/import-job/ID-8/other-key", test_other_key);

  return g_test_run ();
}
