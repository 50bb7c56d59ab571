#include "recording-sink.h"

#include <glib/gstdio.h>
#include <string.h>

#define AT_US (G_GINT64_CONSTANT (1715000000) * G_USEC_PER_SEC) /* 2024-05-06T12:53:20Z */

#define LIST(coverage) "snapshot other:birds at=2024-05-06T12:53:20Z coverage=" coverage "\n"
#define WHOLE FALSE, XA_REJECT_EMPTY_ID, 0
#define BIRDS "audience other:birds kind=group title=\"birds\"\n" LIST ("complete")

static XaImportOptions
make_options (XaPlatform platform)
{
  return (XaImportOptions) { .platform = platform, .at_us = AT_US };
}

static const struct {
  const char *name;
  XaPlatform  platform;
  const char *text;
  const char *records;
  gboolean    truncated;
  XaReject    reason; /* of which there are @n_rejects */
  guint64     n_rejects;
} cases[] = {
  { "one-column", XA_PLATFORM_OTHER, "member_id\n1\n2\n",
    BIRDS "member other:birds id=\"1\"\nmember other:birds id=\"2\"\n", WHOLE },
  { "nobody", XA_PLATFORM_OTHER, "member_id\n", BIRDS, WHOLE },
  { "mark-crlf-case", XA_PLATFORM_OTHER, "\xef\xbb\xbfName;USERID;Mail\r\nAda;7;a@b.example\r\n",
    BIRDS "member other:birds id=\"7\"\n", WHOLE },
  { "first-id-column-that-exists", XA_PLATFORM_OTHER, "id,acct,user_id\n1,2,3\n",
    BIRDS "member other:birds id=\"3\"\n", WHOLE },
  { "quoted", XA_PLATFORM_OTHER, "\"member_id\"\t\"note\"\n\"1\"\t\"two\nlines\"\n 2 \t\n",
    BIRDS "member other:birds id=\"1\"\nmember other:birds id=\"2\"\n", WHOLE },
  { "times", XA_PLATFORM_OTHER, "id,joined_at,left_at\n1,2024-01-02,\n2,1704153600,2030-01-01\n3,1704153600000,2024-01-03T00:00:00Z\n4,,2024-01-03\n",
    BIRDS "member other:birds id=\"1\" joined=2024-01-02T00:00:00Z\n"
          "member other:birds id=\"2\" joined=2024-01-02T00:00:00Z left=2030-01-01T00:00:00Z\n"
          "event other:birds kind=join at=2024-01-02T00:00:00Z id=\"3\" count=1\n"
          "event other:birds kind=leave at=2024-01-03T00:00:00Z id=\"3\" count=1\n"
          "event other:birds kind=leave at=2024-01-03T00:00:00Z id=\"4\" count=1\n",
    WHOLE },
  { "bad-time", XA_PLATFORM_OTHER, "id,joined_at\n1,soon\n", BIRDS "member other:birds id=\"1\"\n",
    FALSE, XA_REJECT_BAD_TIME, 1 },
  { "bots", XA_PLATFORM_OTHER, "id,is_bot\n1,TRUE\n2,0\n3,yes\n4,\n",
    BIRDS "member other:birds id=\"1\" bot\nmember other:birds id=\"2\"\nmember other:birds id=\"3\" bot\nmember other:birds id=\"4\"\n", WHOLE },
  { "duplicates-are-the-sink's", XA_PLATFORM_OTHER, "id\n1\n1\n",
    BIRDS "member other:birds id=\"1\"\nmember other:birds id=\"1\"\n", WHOLE },
  { "empty-ids", XA_PLATFORM_OTHER, "id,x\n,a\n1,b\n  ,c\n", BIRDS "member other:birds id=\"1\"\n",
    FALSE, XA_REJECT_EMPTY_ID, 2 },
  { "all-digits-kept", XA_PLATFORM_OTHER, "id\n9223372036854775808\n18446744073709551615\n1.5\n1E+17\n-4\n",
    BIRDS "member other:birds id=\"9223372036854775808\"\nmember other:birds id=\"18446744073709551615\"\n"
          "member other:birds id=\"1.5\"\nmember other:birds id=\"1E+17\"\nmember other:birds id=\"-4\"\n",
    WHOLE },
  { "latin-1", XA_PLATFORM_OTHER, "id,x\ncaf\xe9,\xe9\nb,\xe9\n",
    BIRDS "member other:birds id=\"caf\\303\\251\"\nmember other:birds id=\"b\"\n", FALSE, XA_REJECT_ENCODING, 1 },
  { "no-last-line-end", XA_PLATFORM_OTHER, "id,x\n1,\n2,", BIRDS "member other:birds id=\"1\"\nmember other:birds id=\"2\"\n", WHOLE },
  { "cut-after-id", XA_PLATFORM_OTHER, "id,x,y\n1,,\n2,", BIRDS "member other:birds id=\"1\"\nmember other:birds id=\"2\"\n", TRUE, XA_REJECT_EMPTY_ID, 0 },
  { "cut-in-id", XA_PLATFORM_OTHER, "id,x,y\n1,,\n2", BIRDS "member other:birds id=\"1\"\n", TRUE, XA_REJECT_MALFORMED_RECORD, 1 },
  { "short-row", XA_PLATFORM_OTHER, "x,id\n1\n,2\n", BIRDS "member other:birds id=\"2\"\n", FALSE, XA_REJECT_MALFORMED_RECORD, 1 },
  { "shifted-row", XA_PLATFORM_OTHER, "x,id\na,b,1\nc,2,\n", BIRDS "member other:birds id=\"2\"\n", FALSE, XA_REJECT_MALFORMED_RECORD, 1 },
  { "long-row-behind-id", XA_PLATFORM_OTHER, "id,x\n1,a,b\n", BIRDS "member other:birds id=\"1\"\n", WHOLE },
  { "open-quote", XA_PLATFORM_OTHER, "id,x\n1,\"a\nb\n2,c\n", BIRDS "member other:birds id=\"1\"\nmember other:birds id=\"2\"\n",
    FALSE, XA_REJECT_MALFORMED_RECORD, 1 },
  { "did", 0, "did\ndid:plc:abc\n",
    "audience bluesky:birds kind=account title=\"birds\"\nsnapshot bluesky:birds at=2024-05-06T12:53:20Z coverage=complete\n"
    "member bluesky:birds id=\"did:plc:abc\"\n",
    WHOLE },
  { "did-by-value", 0, "id\n\ndid:web:a.example\n",
    "audience bluesky:birds kind=account title=\"birds\"\nsnapshot bluesky:birds at=2024-05-06T12:53:20Z coverage=complete\n"
    "member bluesky:birds id=\"did:web:a.example\"\n",
    WHOLE },
  { "acct", 0, "acct\nada@a.example\n",
    "audience mastodon:birds kind=account title=\"birds\"\nsnapshot mastodon:birds at=2024-05-06T12:53:20Z coverage=complete\n"
    "member mastodon:birds id=\"ada@a.example\"\n",
    WHOLE },
  { "handles", XA_PLATFORM_OTHER, "name,username\nAda,@ada\n", BIRDS "member other:birds id=\"@ada\" by-handle\n", WHOLE },
  { "many-audiences", XA_PLATFORM_OTHER, "audience,id\na,1\nb,2\na,3\n,4\n",
    "audience other:a kind=group title=\"a\"\nsnapshot other:a at=2024-05-06T12:53:20Z coverage=complete\nmember other:a id=\"1\"\n"
    "audience other:b kind=group title=\"b\"\nsnapshot other:b at=2024-05-06T12:53:20Z coverage=complete\nmember other:b id=\"2\"\n"
    "member other:a id=\"3\"\n",
    FALSE, XA_REJECT_MALFORMED_RECORD, 1 },
  { "audience-cut", XA_PLATFORM_OTHER, "id,audience\n1,a\n2", "audience other:a kind=group title=\"a\"\nsnapshot other:a at=2024-05-06T12:53:20Z coverage=complete\nmember other:a id=\"1\"\n",
    TRUE, XA_REJECT_MALFORMED_RECORD, 1 },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    XaImportOptions options = make_options (cases[i].platform);
    g_autoptr (GBytes) data = g_bytes_new_static (cases[i].text, strlen (cases[i].text));
    g_autoptr (Recording) recording = record (&xa_members_csv, data, "/lists/birds.csv", &options, 0, 0);
    g_autofree char *records = recording_sink_get_text (recording->sink);

    g_test_message ("%s", cases[i].name);
    g_assert_no_error (recording->error);
    g_assert_cmpstr (records, ==, cases[i].records);
    g_assert_cmpint (recording->result.truncated, ==, cases[i].truncated);
    for (int reason = 0; reason < XA_N_REJECTS; reason++)
      if (cases[i].n_rejects == 0 || reason != (int) cases[i].reason)
        g_assert_cmpuint (recording_sink_get_rejects (recording->sink, reason), ==, 0);
      else
        g_assert_cmpuint (recording_sink_get_rejects (recording->sink, reason), ==, cases[i].n_rejects);
    assert_chunks_do_not_matter (&xa_members_csv, data, "/lists/birds.csv", &options);
    if (recording_sink_get_checkpoints (recording->sink)->len)
      assert_resumes_everywhere (&xa_members_csv, data, "/lists/birds.csv", &options);
  }
}

/* What was asked for goes into the snapshot. */
static void
test_options (void)
{
  XaImportOptions options = make_options (XA_PLATFORM_X);
  g_autoptr (GBytes) data = g_bytes_new_static ("id\n1\n", 5);
  g_autoptr (Recording) recording = NULL;
  g_autofree char *records = NULL;

  options.audience_name = "Öffi";
  options.coverage = XA_COVERAGE_FIRST_N;
  options.first_n = 200;
  recording = record (&xa_members_csv, data, "/lists/birds.csv", &options, 0, 0);
  records = recording_sink_get_text (recording->sink);
  g_assert_cmpstr (records, ==,
                   "audience x:Öffi kind=account title=\"\\303\\226ffi\"\n"
                   "snapshot x:Öffi at=2024-05-06T12:53:20Z coverage=first_n first_n=200\n"
                   "member x:Öffi id=\"1\"\n");
}

static void
test_handle_notice (void)
{
  XaImportOptions options = make_options (XA_PLATFORM_X);
  g_autoptr (GBytes) data = g_bytes_new_static ("Screen_Name\nada\n", 16);
  g_autoptr (Recording) recording = record (&xa_members_csv, data, "birds.csv", &options, 0, 0);

  g_assert_nonnull (strstr (recording->result.notice, "handles, not ids"));
}

static void
test_needs_platform (void)
{
  static const char *const texts[] = { "id\n123\n", "id\n\nada@a.example\n", "username\nada\n", "audience,id\na,1\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    XaImportOptions options = make_options (0);
    g_autoptr (GBytes) data = g_bytes_new_static (texts[i], strlen (texts[i]));
    g_autoptr (Recording) recording = record (&xa_members_csv, data, "birds.csv", &options, 0, 0);

    g_assert_error (recording->error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_NEEDS_OPTION);
    g_assert_nonnull (strstr (recording->error->message, "--platform"));
    g_assert_cmpuint (recording_sink_get_lines (recording->sink)->len, ==, 0);
  }
}

static void
test_cancelled (void)
{
  XaImportOptions options = make_options (XA_PLATFORM_OTHER);
  g_autoptr (GBytes) data = g_bytes_new_static ("id\n1\n2\n3\n", 9);
  g_autoptr (XaImportSource) source = xa_import_source_new_for_bytes (data, "birds.csv", 0);
  g_autoptr (RecordingSink) sink = recording_sink_new ();
  g_autoptr (GError) error = NULL;
  XaImportResult result = { 0 };

  recording_sink_cancel_after (sink, 2);
  g_assert_false (xa_members_csv.parse (source, &options, recording_sink_get_sink (sink), &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (recording_sink_count (sink, "member "), ==, 2);
}

/* Wherever a file is cut, every id that was whole is there and no half one is. */
static void
test_truncated (void)
{
  static const char text[] = "name,member_id,note\r\n"
                             "Ada,1001,\"first\nline\"\r\n"
                             "\"B, C\",1002,\r\n"
                             "Dan,1003,x\r\n";
  static const struct {
    const char *end; /* of the part that makes an id whole */
    const char *id;
  } whole[] = { { "1001,", "1001" }, { "1002,", "1002" }, { "1003,", "1003" } };

  for (gsize size = strlen ("name,member_id,note\r\n"); size < sizeof text; size++) {
    XaImportOptions options = make_options (XA_PLATFORM_OTHER);
    g_autoptr (GBytes) data = g_bytes_new_static (text, size);
    g_autoptr (Recording) recording = record (&xa_members_csv, data, "birds.csv", &options, 0, 0);
    guint n_expected = 0;

    g_assert_no_error (recording->error);
    for (gsize i = 0; i < G_N_ELEMENTS (whole); i++) {
      g_autofree char *line = g_strdup_printf ("member other:birds id=\"%s\"", whole[i].id);
      gsize            needed = (gsize) (strstr (text, whole[i].end) - text) + strlen (whole[i].end);

      g_assert_cmpuint (recording_sink_count (recording->sink, line), ==, size >= needed);
      n_expected += size >= needed;
    }
    g_assert_cmpuint (recording_sink_count (recording->sink, "member "), ==, n_expected);
  }
}

static void
test_recognize (void)
{
  static const struct {
    const char *text;
    gboolean    expected;
  } probes[] = {
    { "member_id\n1\n", TRUE },
    { "audience,User_ID\nx,1\n", TRUE },
    { "\"DID\"\tname\n", TRUE },
    { "userName;x\n", TRUE },
    { "name,email\n", FALSE },
    { "AuthorID,Author,Date,Content,Attachments,Reactions\n", FALSE },
    { "{\"id\":1,\"x\":2}\n", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (probes); i++) {
    g_autoptr (GBytes) data = g_bytes_new_static (probes[i].text, strlen (probes[i].text));
    g_autoptr (XaImportSource) source = xa_import_source_new_for_bytes (data, "list", 1);
    g_autoptr (GError) error = NULL;
    const XaImporter *importer = xa_importer_recognize_source (source, &error);

    if (probes[i].expected)
      g_assert_true (importer == &xa_members_csv);
    else
      g_assert_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT);
  }
}

/* --- a published file of memberships ----------------------------------------------------------- */

/* Writes "group a,b,c" lines as rows "group,a". */
static void
write_rows (const char *lines_path,
            const char *csv_path)
{
  g_autofree char *lines = NULL;
  g_autoptr (GString) rows = g_string_new ("audience,member_id\n");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) split = NULL;

  g_file_get_contents (lines_path, &lines, NULL, &error);
  g_assert_no_error (error);
  split = g_strsplit (lines, "\n", -1);
  for (guint i = 0; split[i] && *split[i]; i++) {
    g_auto (GStrv) words = g_strsplit (g_strstrip (split[i]), " ", 2);
    g_auto (GStrv) members = g_strsplit (words[1], ",", -1);

    for (guint j = 0; members[j]; j++)
      g_string_append_printf (rows, "%s,%s\n", words[0], members[j]);
  }
  g_file_set_contents (csv_path, rows->str, -1, &error);
  g_assert_no_error (error);
}

/* The sizes as another program counts them: "group size" lines, by group. */
static char *
count_outside (const char *lines_path)
{
  static const char script[] = "import sys\n"
                               "for line in sorted(open(sys.argv[1]), key=lambda l: int(l.split()[0])):\n"
                               "  group, members = line.split()\n"
                               "  print(group, len(set(members.split(','))))\n";
  const char       *argv[] = { "python3", "-c", script, lines_path, NULL };
  char             *output = NULL;
  int               status;
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));

  return output;
}

static char *
count_recorded (RecordingSink *sink,
                guint         *n_audiences)
{
  const GPtrArray *lines = recording_sink_get_lines (sink);
  g_autoptr (GHashTable) sizes = g_hash_table_new (NULL, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++) {
    const char *line = g_ptr_array_index (lines, i);

    if (g_str_has_prefix (line, "member other:")) {
      gpointer group = GINT_TO_POINTER (1 + atoi (line + strlen ("member other:")));

      g_hash_table_insert (sizes, group, GINT_TO_POINTER (1 + GPOINTER_TO_INT (g_hash_table_lookup (sizes, group))));
    }
  }
  *n_audiences = g_hash_table_size (sizes);
  for (int group = 0; group < (int) *n_audiences; group++)
    g_string_append_printf (text, "%d %d\n", group, GPOINTER_TO_INT (g_hash_table_lookup (sizes, GINT_TO_POINTER (group + 1))));

  return g_string_free_and_steal (text);
}

static void
test_published_memberships (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("XAUDIENCE_SHARED") ? g_getenv ("XAUDIENCE_SHARED") : "/nonexistent",
                                            "samples", "memberships", "mafengwo-s", "groupMember.txt", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *csv = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *counted = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaImportSource) source = NULL;
  g_autoptr (RecordingSink) sink = recording_sink_new ();
  XaImportOptions options = make_options (XA_PLATFORM_OTHER);
  XaImportResult  result = { 0 };
  guint           n_audiences;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_test_skip ("the samples are not here");
    return;
  }

  folder = g_dir_make_tmp ("xaudience-test-XXXXXX", &error);
  g_assert_no_error (error);
  csv = g_build_filename (folder, "groups.csv", NULL);
  write_rows (path, csv);
  g_assert_true (xa_importer_recognize (csv, NULL, NULL) == &xa_members_csv);
  source = xa_import_source_open (csv, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (xa_members_csv.parse (source, &options, recording_sink_get_sink (sink), &result, &error));
  g_assert_no_error (error);

  expected = count_outside (path);
  counted = count_recorded (sink, &n_audiences);
  g_assert_cmpstr (counted, ==, expected);
  g_assert_cmpuint (n_audiences, ==, 1215);
  g_assert_cmpuint (recording_sink_count (sink, "audience "), ==, 1215);
  g_assert_cmpuint (recording_sink_count (sink, "member "), ==, 14993);
  for (int reason = 0; reason < XA_N_REJECTS; reason++)
    g_assert_cmpuint (recording_sink_get_rejects (sink, reason), ==, 0);

  g_assert_cmpint (g_remove (csv), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/members-csv/cases", test_cases);
  g_test_add_func ("/members-csv/options", test_options);
  g_test_add_func ("/members-csv/handle-notice", test_handle_notice);
  g_test_add_func ("/members-csv/needs-platform", test_needs_platform);
  g_test_add_func ("/members-csv/cancelled", test_cancelled);
  g_test_add_func ("/members-csv/truncated", test_truncated);
  g_test_add_func ("/members-csv/recognize", test_recognize);
  g_test_add_func ("/members-csv/published-memberships", test_published_memberships);

  return g_test_run ();
}
