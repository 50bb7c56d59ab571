#include "recording-sink.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>

#define AT_US (G_GINT64_CONSTANT (1715000000) * G_USEC_PER_SEC) /* 2024-05-06T12:53:20Z */

static const XaImportOptions options = { .at_us = AT_US, .mtime_us = AT_US };

#define ACCOUNT "window.YTD.account.part0 = [\n  {\n    \"account\" : {\n      \"email\" : \"bird@a.example\",\n      \"username\" : \"birds\",\n      \"accountId\" : \"1001\",\n      \"accountDisplayName\" : \"Bird Woman\"\n    }\n  }\n]"
#define FOLLOWERS "window.YTD.follower.part0 = [\n  {\n    \"follower\" : {\n      \"accountId\" : \"2001\",\n      \"userLink\" : \"https://x.com/intent/user?user_id=2001\"\n    }\n  },\n" \
                  "  { \"follower\" : { \"accountId\" : \"2002\" } },\n  { \"follower\" : { \"accountId\" : \"18446744073709551615\" } }, { \"follower\" : { } }\n]"
#define MORE_FOLLOWERS "window.YTD.follower.part1 = [ { \"follower\" : { \"accountId\" : \"2003\" } } ]"
#define FOLLOWING "window.YTD.following.part0 = [ { \"following\" : { \"accountId\" : \"3001\" } } ]"
#define MESSAGES "window.YTD.direct_messages.part0 = [ { \"dmConversation\" : { \"messages\" : [ ] } } ]"
#define TWEETS                                                                                                                                                                \
  "window.YTD.tweets.part0 = [\n"                                                                                                                                             \
  "  { \"tweet\" : { \"id_str\" : \"5001\", \"created_at\" : \"Wed Oct 10 20:19:24 +0000 2018\", \"full_text\" : \"A &amp; B &lt;3 \\nwindow.YTD.tweets.part9 = [\",\n"       \
  "    \"entities\" : { \"hashtags\" : [ { \"text\" : \"birds\" } ], \"media\" : [ { } ] }, \"favorite_count\" : \"12\", \"retweet_count\" : \"3\", \"lang\" : \"en\" } },\n" \
  "  { \"tweet\" : { \"id_str\" : \"5002\", \"created_at\" : \"Thu Feb 29 23:59:59 +0200 2024\", \"full_text\" : \"RT @fish: Not mine\", \"favorite_count\" : \"9\",\n"       \
  "    \"entities\" : { \"user_mentions\" : [ { \"screen_name\" : \"fish\", \"id_str\" : \"4001\" }, { \"screen_name\" : \"cat\" } ] } } },\n"                                \
  "  { \"tweet\" : { \"id_str\" : \"5003\", \"created_at\" : \"Fri Mar 01 00:00:00 +0000 2024\", \"full_text\" : \"@fish Yes\", \"in_reply_to_status_id_str\" : \"77\",\n"    \
  "    \"in_reply_to_user_id_str\" : \"4001\", \"entities\" : { \"user_mentions\" : [ { \"screen_name\" : \"fish\" } ] } } },\n"                                              \
  "  { \"tweet\" : { \"id_str\" : \"5004\", \"created_at\" : \"Fri Mar 01 00:00:01 +0000 2024\", \"full_text\" : \"More\", \"in_reply_to_status_id_str\" : \"5001\",\n"       \
  "    \"in_reply_to_user_id_str\" : \"1001\", \"favorite_count\" : \"none\" } }\n]\n"
#define OLD_TWEETS "window.YTD.tweet.part0 = [ { \"id\" : \"5005\", \"created_at\" : \"Sat Jun 09 08:07:06 +0000 2012\", \"text\" : \"Old\", \"retweet_count\" : 0 } ]"

#define AUDIENCE_OUT "audience x:1001 kind=account title=\"birds\" handle=\"birds\"\n"
#define LIST_OUT "snapshot x:1001 at=2024-05-06T12:53:20Z coverage=complete\n"
#define FOLLOWERS_OUT "member x:1001 id=\"2001\"\nmember x:1001 id=\"2002\"\nmember x:1001 id=\"18446744073709551615\"\n"
#define TWEETS_OUT                                                                                                                                                                            \
  "post x:1001 id=\"5001\" at=2018-10-10T20:19:24Z by=own text=\"A & B <3 \\nwindow.YTD.tweets.part9 = [\" lang=\"en\" tag=\"birds\" reactions=12 shares=3 seen=2024-05-06T12:53:20Z media\n" \
  "post x:1001 id=\"5002\" at=2024-02-29T21:59:59Z by=own seen=2024-05-06T12:53:20Z\n"                                                                                                        \
  "link x:1001 kind=forward id=\"4001\" at=2024-02-29T21:59:59Z\n"                                                                                                                            \
  "post x:1001 id=\"5003\" at=2024-03-01T00:00:00Z by=own text=\"@fish Yes\" seen=2024-05-06T12:53:20Z\n"                                                                                     \
  "link x:1001 kind=mention handle=\"fish\" at=2024-03-01T00:00:00Z\n"                                                                                                                        \
  "post x:1001 id=\"5004\" at=2024-03-01T00:00:01Z by=own text=\"More\" reply_to=\"5001\" seen=2024-05-06T12:53:20Z\n"
#define OLD_TWEETS_OUT "post x:1001 id=\"5005\" at=2012-06-09T08:07:06Z by=own text=\"Old\" shares=0 seen=2024-05-06T12:53:20Z\n"

static const struct {
  const char *name;
  const char *text;
  const char *records;
  gboolean    truncated;
  XaReject    reason; /* of which there are @n_rejects */
  guint64     n_rejects;
} cases[] = {
  { "account-alone", ACCOUNT, AUDIENCE_OUT, FALSE, XA_REJECT_EMPTY_ID, 0 },
  { "followers", ACCOUNT "\n" FOLLOWERS, AUDIENCE_OUT LIST_OUT FOLLOWERS_OUT, FALSE, XA_REJECT_EMPTY_ID, 1 },
  { "two-parts", ACCOUNT "\n" FOLLOWERS "\n" MORE_FOLLOWERS "\n", AUDIENCE_OUT LIST_OUT FOLLOWERS_OUT "member x:1001 id=\"2003\"\n", FALSE, XA_REJECT_EMPTY_ID, 1 },
  { "no-followers", ACCOUNT "\nwindow.YTD.follower.part0 = [ ]", AUDIENCE_OUT LIST_OUT, FALSE, XA_REJECT_EMPTY_ID, 0 },
  { "following-is-no-audience", ACCOUNT "\n" FOLLOWING "\n" MESSAGES, AUDIENCE_OUT, FALSE, XA_REJECT_EMPTY_ID, 0 },
  { "tweets", ACCOUNT "\n" TWEETS, AUDIENCE_OUT TWEETS_OUT, FALSE, XA_REJECT_EMPTY_ID, 0 },
  { "old-tweets", ACCOUNT "\n" OLD_TWEETS, AUDIENCE_OUT OLD_TWEETS_OUT, FALSE, XA_REJECT_EMPTY_ID, 0 },
  { "all", ACCOUNT "\n" FOLLOWERS "\n" MORE_FOLLOWERS "\n" TWEETS "\n" OLD_TWEETS,
    AUDIENCE_OUT LIST_OUT FOLLOWERS_OUT "member x:1001 id=\"2003\"\n" TWEETS_OUT OLD_TWEETS_OUT, FALSE, XA_REJECT_EMPTY_ID, 1 },
  { "numbers-for-ids", "window.YTD.account.part0 = [ { \"account\" : { \"accountId\" : 1001, \"username\" : \"birds\" } } ]\nwindow.YTD.follower.part0 = [ { \"follower\" : { \"accountId\" : 9223372036854775808 } } ]",
    AUDIENCE_OUT LIST_OUT "member x:1001 id=\"9223372036854775808\"\n", FALSE, XA_REJECT_EMPTY_ID, 0 },
  { "cut-list", ACCOUNT "\nwindow.YTD.follower.part0 = [ { \"follower\" : { \"accountId\" : \"2001\" } }, { \"follower\" : { \"acc", AUDIENCE_OUT LIST_OUT "member x:1001 id=\"2001\"\n", TRUE, XA_REJECT_EMPTY_ID, 0 },
  { "cut-between", ACCOUNT "\nwindow.YTD.follower.part0 = [ { \"follower\" : { \"accountId\" : \"2001\" } },", AUDIENCE_OUT LIST_OUT "member x:1001 id=\"2001\"\n", TRUE, XA_REJECT_EMPTY_ID, 0 },
  { "broken-part", ACCOUNT "\nwindow.YTD.follower.part0 = what\n" OLD_TWEETS, AUDIENCE_OUT LIST_OUT OLD_TWEETS_OUT, TRUE, XA_REJECT_EMPTY_ID, 0 },
  { "marker-without-value", ACCOUNT "\nwindow.YTD.\n" OLD_TWEETS, AUDIENCE_OUT OLD_TWEETS_OUT, FALSE, XA_REJECT_EMPTY_ID, 0 },
  { "wrong-elements", ACCOUNT "\nwindow.YTD.follower.part0 = [ 7, \"x\", { \"follower\" : { \"accountId\" : \"2001\" } }, null ]", AUDIENCE_OUT LIST_OUT "member x:1001 id=\"2001\"\n", FALSE, XA_REJECT_MALFORMED_RECORD, 3 },
  { "tweet-without-time", ACCOUNT "\nwindow.YTD.tweets.part0 = [ { \"tweet\" : { \"id_str\" : \"1\", \"created_at\" : \"Wed Foo 10 20:19:24 +0000 2018\" } }, { \"tweet\" : { \"id_str\" : \"1\" } } ]", AUDIENCE_OUT, FALSE, XA_REJECT_BAD_TIME, 2 },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) data = g_bytes_new_static (cases[i].text, strlen (cases[i].text));
    g_autoptr (Recording) recording = record (&xa_x_archive, data, "x.zip", &options, 0, 0);
    g_autofree char *records = recording_sink_get_text (recording->sink);

    g_test_message ("%s", cases[i].name);
    g_assert_no_error (recording->error);
    g_assert_cmpstr (records, ==, cases[i].records);
    g_assert_cmpint (recording->result.truncated, ==, cases[i].truncated);
    for (int reason = 0; reason < XA_N_REJECTS; reason++)
      g_assert_cmpuint (recording_sink_get_rejects (recording->sink, reason), ==, reason == (int) cases[i].reason ? cases[i].n_rejects : 0);
    assert_chunks_do_not_matter (&xa_x_archive, data, "x.zip", &options);
    assert_resumes_everywhere (&xa_x_archive, data, "x.zip", &options);
  }
}

/* Parts that are longer than any buffer between the file and the parser. */
static void
test_long_parts (void)
{
  g_autoptr (GString) text = g_string_new (ACCOUNT "\nwindow.YTD.following.part0 = [ ");
  g_autoptr (GBytes) data = NULL;

  for (int i = 0; i < 20000; i++)
    g_string_append_printf (text, "{ \"following\" : { \"accountId\" : \"%d\" } },", i);
  g_string_append (text, " ]\nwindow.YTD.follower.part0 = [ ");
  for (int i = 0; i < 60000; i++)
    g_string_append_printf (text, "%s{\"follower\":{\"accountId\":\"%d\"}}", i ? ",\n" : "", i);
  g_string_append (text, "]\n" OLD_TWEETS);
  data = g_bytes_new_static (text->str, text->len);

  for (gsize chunk_size = 0; chunk_size < 300000; chunk_size += 99991) {
    g_autoptr (Recording) recording = record (&xa_x_archive, data, "x.zip", &options, chunk_size, 0);

    g_assert_no_error (recording->error);
    g_assert_cmpuint (recording_sink_count (recording->sink, "member "), ==, 60000);
    g_assert_cmpuint (recording_sink_count (recording->sink, "post "), ==, 1);
    g_assert_false (recording->result.truncated);
  }
}

/* Wherever an archive is cut, every whole element before is there, and nothing of the cut one. */
static void
test_truncated (void)
{
  static const char text[] = ACCOUNT "\nwindow.YTD.follower.part0 = [{\"follower\":{\"accountId\":\"2001\"}},{\"follower\":{\"accountId\":\"2002\"}}]";
  gsize             begin = (gsize) (strstr (text, "[{\"follower") - text) + 1;
  gsize             size_each = strlen ("{\"follower\":{\"accountId\":\"2001\"}}");

  for (gsize size = begin; size < sizeof text; size++) {
    g_autoptr (GBytes) data = g_bytes_new_static (text, size);
    g_autoptr (Recording) recording = record (&xa_x_archive, data, "x.zip", &options, 0, 0);
    gsize n_expected = (size >= begin + size_each) + (size >= begin + 2 * size_each + 1);

    g_assert_no_error (recording->error);
    g_assert_cmpuint (recording_sink_count (recording->sink, "member x:1001 id=\"200"), ==, n_expected);
    g_assert_cmpuint (recording_sink_count (recording->sink, "member "), ==, n_expected);
    g_assert_cmpint (recording->result.truncated, ==, size < sizeof text - 1);
  }
}

static const struct {
  const char *text;
  int         code;
  const char *words;
} refused[] = {
  { FOLLOWERS, XA_IMPORT_ERROR_NEEDS_OPTION, "--audience" },
  { OLD_TWEETS, XA_IMPORT_ERROR_NEEDS_OPTION, "--audience" },
  { MESSAGES, XA_IMPORT_ERROR_REFUSED, "never read" },
  { FOLLOWING, XA_IMPORT_ERROR_MALFORMED, "follower.js" },
  { "window.YTD.account.part0 = [ { \"account\" : { } } ]", XA_IMPORT_ERROR_MALFORMED, "account.js" },
  { "hello", XA_IMPORT_ERROR_MALFORMED, "account.js" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GBytes) data = g_bytes_new_static (refused[i].text, strlen (refused[i].text));
    g_autoptr (Recording) recording = record (&xa_x_archive, data, "x.js", &options, 0, 0);

    g_assert_error (recording->error, XA_IMPORT_ERROR, refused[i].code);
    g_assert_nonnull (strstr (recording->error->message, refused[i].words));
    g_assert_cmpuint (recording_sink_get_lines (recording->sink)->len, ==, 0);
  }
}

static void
test_named_by_user (void)
{
  XaImportOptions named = options;
  g_autoptr (GBytes) data = g_bytes_new_static (MORE_FOLLOWERS, strlen (MORE_FOLLOWERS));
  g_autoptr (Recording) recording = NULL;
  g_autofree char *records = NULL;

  named.audience_name = "birds";
  recording = record (&xa_x_archive, data, "follower.js", &named, 0, 0);
  records = recording_sink_get_text (recording->sink);
  g_assert_cmpstr (records, ==, "audience x:birds kind=account\nsnapshot x:birds at=2024-05-06T12:53:20Z coverage=complete\nmember x:birds id=\"2003\"\n");
}

/* --- archives ----------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  const char *content;
} files[] = {
  { "data/direct-messages.js", MESSAGES },
  { "data/tweets.js", TWEETS },
  { "data/following.js", FOLLOWING },
  { "data/follower.js", FOLLOWERS },
  { "data/account.js", ACCOUNT },
};

static void
write_zip (const char *path)
{
  struct archive *zip = archive_write_new ();

  archive_write_set_format_zip (zip);
  g_assert_cmpint (archive_write_open_filename (zip, path), ==, ARCHIVE_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    struct archive_entry *entry = archive_entry_new ();

    archive_entry_set_pathname (entry, files[i].name);
    archive_entry_set_filetype (entry, AE_IFREG);
    archive_entry_set_size (entry, (la_int64_t) strlen (files[i].content));
    g_assert_cmpint (archive_write_header (zip, entry), ==, ARCHIVE_OK);
    g_assert_cmpint (archive_write_data (zip, files[i].content, strlen (files[i].content)), ==, strlen (files[i].content));
    archive_entry_free (entry);
  }
  g_assert_cmpint (archive_write_close (zip), ==, ARCHIVE_OK);
  archive_write_free (zip);
}

static void
assert_imports (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaImportSource) source = xa_import_source_open (path, NULL, &error);
  g_autoptr (RecordingSink) sink = recording_sink_new ();
  XaImportResult   result = { 0 };
  g_autofree char *records = NULL;

  g_assert_no_error (error);
  g_assert_true (xa_importer_recognize (path, NULL, NULL) == &xa_x_archive);
  g_assert_true (xa_x_archive.parse (source, &options, recording_sink_get_sink (sink), &result, &error));
  g_assert_no_error (error);
  records = recording_sink_get_text (sink);
  g_assert_cmpstr (records, ==, AUDIENCE_OUT LIST_OUT FOLLOWERS_OUT TWEETS_OUT);
  g_assert_false (result.truncated);
}

/* The zip and the folder it unpacks to are the same. */
static void
test_archives (void)
{
  g_autofree char *folder = g_dir_make_tmp ("xaudience-test-XXXXXX", NULL);
  g_autofree char *zip = g_build_filename (folder, "twitter.zip", NULL);
  g_autofree char *unpacked = g_build_filename (folder, "unpacked", NULL);
  g_autofree char *data = g_build_filename (unpacked, "data", NULL);

  write_zip (zip);
  assert_imports (zip);

  g_assert_cmpint (g_mkdir_with_parents (data, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (unpacked, files[i].name, NULL);

    g_assert_true (g_file_set_contents (path, files[i].content, -1, NULL));
  }
  assert_imports (unpacked);
  assert_imports (data);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (unpacked, files[i].name, NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (data), ==, 0);
  g_assert_cmpint (g_rmdir (unpacked), ==, 0);
  g_assert_cmpint (g_remove (zip), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Replies of the platform's programming interface are no archive and no list: they are turned
 * away, with words that say what can be imported. */
static guint
count_turned_away (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint       n = 0;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GError) error = NULL;

    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      n += count_turned_away (path);
      continue;
    }
    g_test_message ("%s", path);
    g_assert_null (xa_importer_recognize (path, NULL, &error));
    g_assert_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT);
    g_assert_nonnull (strstr (error->message, "X archive"));
    n++;
  }

  return n;
}

static void
test_samples (void)
{
  const char      *shared = g_getenv ("XAUDIENCE_SHARED");
  g_autofree char *samples = g_build_filename (shared ? shared : "/nonexistent", "samples", "x", NULL);
  static const struct {
    const char *name;
    guint       n_at_least;
  } folders[] = { { "python-twitter", 41 }, { "tweepy", 22 }, { "twitter-ruby-v1.1", 25 }, { "socialdata", 3 } };

  if (!g_file_test (samples, G_FILE_TEST_IS_DIR)) {
    g_test_skip ("the samples are not here");
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *folder = g_build_filename (samples, folders[i].name, NULL);

    g_assert_cmpuint (count_turned_away (folder), >=, folders[i].n_at_least);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/x-archive/cases", test_cases);
  g_test_add_func ("/x-archive/long-parts", test_long_parts);
  g_test_add_func ("/x-archive/truncated", test_truncated);
  g_test_add_func ("/x-archive/refused", test_refused);
  g_test_add_func ("/x-archive/named-by-user", test_named_by_user);
  g_test_add_func ("/x-archive/archives", test_archives);
  g_test_add_func ("/x-archive/samples", test_samples);

  return g_test_run ();
}
