#include "recording-sink.h"

#include <string.h>

#define AT_US (G_GINT64_CONSTANT (1715000000) * G_USEC_PER_SEC) /* 2024-05-06T12:53:20Z */

#define HEADER "{\"t\":\"header\",\"format\":\"xaudience\",\"version\":1,\"ids\":\"raw\"}\n"
#define BIRDS "{\"t\":\"audience\",\"ref\":\"a\",\"platform\":\"telegram\",\"id\":\"-100\",\"kind\":\"channel\",\"title\":\"Birds\"}\n"
#define LIST "{\"t\":\"snapshot\",\"audience\":\"a\",\"at\":\"2024-01-02T00:00:00Z\",\"coverage\":\"complete\"}\n"

#define BIRDS_OUT "audience telegram:-100 kind=channel title=\"Birds\"\n"
#define LIST_OUT "snapshot telegram:-100 at=2024-01-02T00:00:00Z coverage=complete\n"

#define WHOLE FALSE, XA_REJECT_EMPTY_ID, 0

static const XaImportOptions options = { .at_us = AT_US, .mtime_us = AT_US };

static const struct {
  const char *name;
  const char *text; /* after the header */
  const char *records;
  gboolean    truncated;
  XaReject    reason; /* of which there are @n_rejects */
  guint64     n_rejects;
} cases[] = {
  { "nothing", "", "", WHOLE },
  { "audience", "{\"t\":\"audience\",\"ref\":1,\"platform\":\"Discord\",\"id\":42,\"kind\":\"channel\",\"title\":\"Ü\",\"handle\":\"u\",\"url\":\"https://a.example\",\"parent\":\"7\",\"members\":12,\"simulated\":true,\"else\":[{}]}\n",
    "audience discord:42 kind=channel title=\"\\303\\234\" handle=\"u\" url=\"https://a.example\" parent=\"7\" members=12 simulated\n", WHOLE },
  { "audience-without-title", "{\"t\":\"audience\",\"ref\":\"a\",\"platform\":\"x\",\"id\":\"5\",\"members\":-3}\n",
    "audience x:5 kind=group title=\"5\"\n", WHOLE },
  { "audience-without-platform", "{\"t\":\"audience\",\"ref\":\"a\",\"id\":\"5\"}\n", "", FALSE, XA_REJECT_MALFORMED_RECORD, 1 },
  { "audience-without-ref", "{\"t\":\"audience\",\"platform\":\"x\",\"id\":\"5\"}\n", "", FALSE, XA_REJECT_MALFORMED_RECORD, 1 },
  { "members", BIRDS LIST "{\"t\":\"member\",\"audience\":\"a\",\"id\":\"1\",\"joined\":\"2024-01-01\",\"bot\":false}\n"
                          "{\"t\":\"member\",\"audience\":\"a\",\"id\":2,\"left\":\"2024-01-01\",\"bot\":true}\r\n"
                          "\n"
                          "{\"t\":\"member\",\"audience\":\"a\",\"handle\":\"ada\",\"joined\":null}\n",
    BIRDS_OUT LIST_OUT "member telegram:-100 id=\"1\" joined=2024-01-01T00:00:00Z\n"
                       "member telegram:-100 id=\"2\" left=2024-01-01T00:00:00Z bot\n"
                       "member telegram:-100 id=\"ada\" by-handle\n",
    WHOLE },
  { "coverage", BIRDS "{\"t\":\"snapshot\",\"audience\":\"a\",\"at\":\"2024-01-02T00:00:00Z\",\"coverage\":\"first_n\",\"n\":200,\"reported\":900}\n{\"t\":\"member\",\"audience\":\"a\",\"id\":1}\n",
    BIRDS_OUT "sample telegram:-100 metric=members at=2024-01-02T00:00:00Z value=900\n"
              "snapshot telegram:-100 at=2024-01-02T00:00:00Z coverage=first_n first_n=200 reported=900\n"
              "member telegram:-100 id=\"1\"\n",
    WHOLE },
  { "snapshot-without-members-is-a-size", BIRDS "{\"t\":\"snapshot\",\"audience\":\"a\",\"at\":\"2024-01-02T00:00:00Z\",\"coverage\":\"complete\",\"reported\":7,\"fetched\":7}\n",
    BIRDS_OUT "sample telegram:-100 metric=members at=2024-01-02T00:00:00Z value=7\n", WHOLE },
  { "snapshot-of-nobody", BIRDS "{\"t\":\"snapshot\",\"audience\":\"a\",\"at\":\"2024-01-02T00:00:00Z\",\"coverage\":\"complete\",\"fetched\":0}\n", BIRDS_OUT LIST_OUT, WHOLE },
  { "count-only", BIRDS "{\"t\":\"snapshot\",\"audience\":\"a\",\"at\":\"2024-01-02T00:00:00Z\",\"coverage\":\"count_only\",\"reported\":7}\n{\"t\":\"member\",\"audience\":\"a\",\"id\":1}\n",
    BIRDS_OUT "sample telegram:-100 metric=members at=2024-01-02T00:00:00Z value=7\n", FALSE, XA_REJECT_MALFORMED_RECORD, 1 },
  { "member-before-snapshot", BIRDS "{\"t\":\"member\",\"audience\":\"a\",\"id\":1}\n" LIST "{\"t\":\"member\",\"audience\":\"a\",\"id\":2}\n",
    BIRDS_OUT LIST_OUT "member telegram:-100 id=\"2\"\n", FALSE, XA_REJECT_MALFORMED_RECORD, 1 },
  { "second-list", BIRDS LIST "{\"t\":\"member\",\"audience\":\"a\",\"id\":1}\n" LIST "{\"t\":\"member\",\"audience\":\"a\",\"id\":2}\n{\"t\":\"member\",\"audience\":\"a\",\"id\":3}\n",
    BIRDS_OUT LIST_OUT "member telegram:-100 id=\"1\"\n", FALSE, XA_REJECT_MALFORMED_RECORD, 2 },
  { "unknown-audience", "{\"t\":\"snapshot\",\"audience\":\"a\",\"coverage\":\"complete\"}\n{\"t\":\"member\",\"audience\":\"a\",\"id\":1}\n{\"t\":\"post\",\"audience\":\"a\",\"id\":1,\"at\":1}\n"
                        "{\"t\":\"reaction\",\"audience\":\"a\",\"member\":1}\n{\"t\":\"event\",\"audience\":\"a\",\"kind\":\"join\",\"at\":1}\n{\"t\":\"sample\",\"metric\":\"members\",\"at\":1,\"value\":1}\n" BIRDS,
    BIRDS_OUT, FALSE, XA_REJECT_MALFORMED_RECORD, 6 },
  { "large-ids", BIRDS LIST "{\"t\":\"member\",\"audience\":\"a\",\"id\":9223372036854775808}\n{\"t\":\"member\",\"audience\":\"a\",\"id\":18446744073709551615}\n{\"t\":\"member\",\"audience\":\"a\",\"id\":1.5}\n{\"t\":\"member\",\"audience\":\"a\",\"id\":-2}\n",
    BIRDS_OUT LIST_OUT "member telegram:-100 id=\"9223372036854775808\"\nmember telegram:-100 id=\"18446744073709551615\"\nmember telegram:-100 id=\"1.5\"\nmember telegram:-100 id=\"-2\"\n",
    WHOLE },
  { "empty-ids", BIRDS LIST "{\"t\":\"member\",\"audience\":\"a\",\"id\":\"\"}\n{\"t\":\"member\",\"audience\":\"a\"}\n{\"t\":\"member\",\"audience\":\"a\",\"id\":null}\n{\"t\":\"member\",\"audience\":\"a\",\"id\":{}}\n",
    BIRDS_OUT, FALSE, XA_REJECT_EMPTY_ID, 4 },
  { "post", BIRDS "{\"t\":\"post\",\"audience\":\"a\",\"id\":77,\"at\":\"2024-01-02T03:04:05Z\",\"author\":\"1\",\"own\":false,\"lang\":\"en\",\"text\":\"Hi\",\"tags\":[\"x\",\"#y\",3,\"\"],\"reply_to\":\"70\","
                  "\"reactions\":10,\"comments\":0,\"shares\":-1,\"views\":\"500\",\"seen\":\"2024-02-01\",\"media\":true}\n",
    BIRDS_OUT "post telegram:-100 id=\"77\" at=2024-01-02T03:04:05Z by=member author=\"1\" text=\"Hi\" lang=\"en\" reply_to=\"70\" tag=\"x\" tag=\"y\" reactions=10 comments=0 views=500 seen=2024-02-01T00:00:00Z media\n",
    WHOLE },
  { "feedback", BIRDS "{\"t\":\"post\",\"audience\":\"a\",\"id\":\"r1\",\"at\":0,\"author_handle\":\"ada\",\"rating\":4.5,\"product\":\"Lamp\",\"fields\":{\"shop\":\"north\",\"floor\":3,\"new\":true,\"old\":null}}\n",
    BIRDS_OUT "post telegram:-100 id=\"r1\" at=1970-01-01T00:00:00Z by=member author=\"ada\" by-handle seen=2024-05-06T12:53:20Z rating=4.5 product=\"Lamp\" field=\"shop\" value=\"north\" field=\"floor\" value=\"3\" field=\"new\" value=\"true\"\n",
    WHOLE },
  { "nested-field", BIRDS "{\"t\":\"post\",\"audience\":\"a\",\"id\":\"r1\",\"at\":0,\"rating\":\"many\",\"fields\":{\"a\":[1],\"b\":\"c\"}}\n",
    BIRDS_OUT "post telegram:-100 id=\"r1\" at=1970-01-01T00:00:00Z by=unknown seen=2024-05-06T12:53:20Z field=\"b\" value=\"c\"\n",
    FALSE, XA_REJECT_DROPPED_FIELD, 1 },
  { "own-and-bot", BIRDS "{\"t\":\"post\",\"audience\":\"a\",\"id\":1,\"at\":0,\"own\":true,\"author\":\"9\"}\n{\"t\":\"post\",\"audience\":\"a\",\"id\":2,\"at\":0,\"bot\":true,\"author\":\"9\"}\n",
    BIRDS_OUT "post telegram:-100 id=\"1\" at=1970-01-01T00:00:00Z by=own seen=2024-05-06T12:53:20Z\n"
              "post telegram:-100 id=\"2\" at=1970-01-01T00:00:00Z by=bot seen=2024-05-06T12:53:20Z\n",
    WHOLE },
  { "post-without-id", BIRDS "{\"t\":\"post\",\"audience\":\"a\",\"at\":0}\n", BIRDS_OUT, FALSE, XA_REJECT_MALFORMED_RECORD, 1 },
  { "post-without-time", BIRDS "{\"t\":\"post\",\"audience\":\"a\",\"id\":1}\n{\"t\":\"post\",\"audience\":\"a\",\"id\":1,\"at\":\"soon\"}\n", BIRDS_OUT, FALSE, XA_REJECT_BAD_TIME, 2 },
  { "reactions", BIRDS "{\"t\":\"reaction\",\"audience\":\"a\",\"post\":\"77\",\"member\":\"1\",\"kind\":\"like\",\"at\":\"2024-01-02\"}\n{\"t\":\"reaction\",\"audience\":\"a\",\"member\":2,\"kind\":\"+1\"}\n",
    BIRDS_OUT "reaction telegram:-100 post=\"77\" by=\"1\" at=2024-01-02T00:00:00Z\nreaction telegram:-100 by=\"2\" reaction=\"+1\"\n", WHOLE },
  { "events", BIRDS "{\"t\":\"event\",\"audience\":\"a\",\"member\":\"1\",\"kind\":\"join\",\"at\":\"2024-01-02\"}\n{\"t\":\"event\",\"audience\":\"a\",\"kind\":\"leave\",\"at\":\"2024-01-02\",\"count\":4}\n",
    BIRDS_OUT "event telegram:-100 kind=join at=2024-01-02T00:00:00Z id=\"1\" count=1\nevent telegram:-100 kind=leave at=2024-01-02T00:00:00Z count=4\n", WHOLE },
  { "unknown-event", BIRDS "{\"t\":\"event\",\"audience\":\"a\",\"member\":\"1\",\"kind\":\"sneeze\",\"at\":0}\n", BIRDS_OUT, FALSE, XA_REJECT_MALFORMED_RECORD, 1 },
  { "samples", BIRDS "{\"t\":\"sample\",\"audience\":\"a\",\"metric\":\"members\",\"at\":\"2024-01-02\",\"value\":1200,\"granularity\":100}\n{\"t\":\"sample\",\"audience\":\"a\",\"metric\":\"rating\",\"at\":0,\"value\":4.25}\n",
    BIRDS_OUT "sample telegram:-100 metric=members at=2024-01-02T00:00:00Z value=1200 granularity=100\nsample telegram:-100 metric=rating at=1970-01-01T00:00:00Z value=4.25\n", WHOLE },
  { "sample-suppressed", BIRDS "{\"t\":\"sample\",\"audience\":\"a\",\"metric\":\"members\",\"at\":0,\"value\":{\"suppressed\":\"fewer than 10\"}}\n", BIRDS_OUT, WHOLE },
  { "unknown-type", BIRDS "{\"t\":\"weather\",\"audience\":\"a\"}\n", BIRDS_OUT, FALSE, XA_REJECT_UNKNOWN_TYPE, 1 },
  { "bad-lines", "{\"t\":\"audience\"\nhello\n[1]\n{}\n{\"t\":7}\n" BIRDS, BIRDS_OUT, FALSE, XA_REJECT_MALFORMED_RECORD, 5 },
  { "latin-1", "{\"t\":\"audience\",\"ref\":\"a\",\"platform\":\"x\",\"id\":\"5\",\"title\":\"caf\xe9\"}\n", "audience x:5 kind=group title=\"caf\\357\\277\\275\"\n", FALSE, XA_REJECT_ENCODING, 1 },
  { "two-files-in-one", BIRDS HEADER BIRDS LIST "{\"t\":\"member\",\"audience\":\"a\",\"id\":1}\n", BIRDS_OUT LIST_OUT "member telegram:-100 id=\"1\"\n", WHOLE },
  { "last-line-without-end", BIRDS LIST "{\"t\":\"member\",\"audience\":\"a\",\"id\":1}", BIRDS_OUT LIST_OUT "member telegram:-100 id=\"1\"\n", WHOLE },
  { "last-line-cut", BIRDS LIST "{\"t\":\"member\",\"audience\":\"a\",\"id\":1}\n{\"t\":\"member\",\"audience\":\"a\",\"id\":2", BIRDS_OUT LIST_OUT "member telegram:-100 id=\"1\"\n", TRUE, XA_REJECT_EMPTY_ID, 0 },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strconcat ("\xef\xbb\xbf", HEADER, cases[i].text, NULL);
    g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));
    g_autoptr (Recording) recording = record (&xa_uniform_jsonl, data, "records.jsonl", &options, 0, 0);
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
    assert_chunks_do_not_matter (&xa_uniform_jsonl, data, "records.jsonl", &options);
    if (recording_sink_get_checkpoints (recording->sink)->len)
      assert_resumes_everywhere (&xa_uniform_jsonl, data, "records.jsonl", &options);
  }
}

/* All cases in one file: what is bad in it takes nothing good along. */
static void
test_together (void)
{
  g_autoptr (GString) text = g_string_new (HEADER);
  g_autoptr (GBytes) data = NULL;

  for (gsize i = 0; i + 1 < G_N_ELEMENTS (cases); i++)
    g_string_append_printf (text, "%s\n", cases[i].text);
  data = g_bytes_new_static (text->str, text->len);
  assert_resumes_everywhere (&xa_uniform_jsonl, data, "records.jsonl", &options);
}

/* Wherever a file is cut, every whole line before is there, and nothing of the cut one. */
static void
test_truncated (void)
{
  static const char text[] = HEADER BIRDS LIST "{\"t\":\"member\",\"audience\":\"a\",\"id\":1001}\n"
                                               "{\"t\":\"member\",\"audience\":\"a\",\"id\":1002}\n";

  for (gsize size = strlen (HEADER); size < sizeof text; size++) {
    g_autoptr (GBytes) data = g_bytes_new_static (text, size);
    g_autoptr (Recording) recording = record (&xa_uniform_jsonl, data, "records.jsonl", &options, 0, 0);
    guint n_members = recording_sink_count (recording->sink, "member telegram:-100 id=\"100");
    gsize first = (gsize) (strstr (text, "1001}") - text) + 5, second = (gsize) (strstr (text, "1002}") - text) + 5;

    g_assert_no_error (recording->error);
    g_assert_cmpuint (n_members, ==, (size >= first) + (size >= second));
    g_assert_cmpint (recording->result.truncated, ==, text[size - 1] != '\n' && text[size - 1] != '}');
  }
}

/* A line that fits into no memory is stepped over, and the ones around it are read. */
static void
test_too_long (void)
{
  g_autoptr (GString) text = g_string_new (HEADER BIRDS LIST "{\"t\":\"member\",\"audience\":\"a\",\"id\":1}\n{\"x\":\"");
  gsize len = text->len;
  g_autoptr (GBytes) data = NULL;
  g_autoptr (Recording) recording = NULL;

  g_string_set_size (text, len + (17 << 20));
  memset (text->str + len, 'x', text->len - len);
  g_string_append (text, "\"}\n{\"t\":\"member\",\"audience\":\"a\",\"id\":2}\n");
  data = g_bytes_new_static (text->str, text->len);
  recording = record (&xa_uniform_jsonl, data, "records.jsonl", &options, 0, 0);
  g_assert_no_error (recording->error);
  g_assert_cmpuint (recording_sink_count (recording->sink, "member "), ==, 2);
  g_assert_cmpuint (recording_sink_get_rejects (recording->sink, XA_REJECT_TOO_LARGE), ==, 1);
}

static const struct {
  const char *header;
  int         code;
  const char *words;
} refused[] = {
  { "{\"t\":\"header\",\"format\":\"xaudience\",\"version\":2}\n", XA_IMPORT_ERROR_UNKNOWN_FORMAT, "version 2" },
  { "{\"t\":\"header\",\"format\":\"xaudience\",\"version\":1,\"ids\":\"pseudonym\",\"key_id\":\"ab\"}\n", XA_IMPORT_ERROR_KEY_MISMATCH, "pseudonyms" },
  { HEADER BIRDS "{\"t\":\"header\",\"format\":\"xaudience\",\"version\":1,\"ids\":\"pseudonym\"}\n", XA_IMPORT_ERROR_KEY_MISMATCH, "pseudonyms" },
  { BIRDS, XA_IMPORT_ERROR_MALFORMED, "header line" },
  { "hello\n", XA_IMPORT_ERROR_MALFORMED, "header line" },
  { "", XA_IMPORT_ERROR_MALFORMED, "header line" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GBytes) data = g_bytes_new_static (refused[i].header, strlen (refused[i].header));
    g_autoptr (Recording) recording = record (&xa_uniform_jsonl, data, "records.jsonl", &options, 0, 0);

    g_assert_error (recording->error, XA_IMPORT_ERROR, refused[i].code);
    g_assert_nonnull (strstr (recording->error->message, refused[i].words));
  }
}

/* A file that says that it is without people is taken at its word. */
static void
test_without_people (void)
{
  static const char text[] = "{\"t\":\"header\",\"format\":\"xaudience\",\"version\":1,\"ids\":\"none\"}\n" BIRDS LIST
                             "{\"t\":\"member\",\"audience\":\"a\",\"id\":1}\n"
                             "{\"t\":\"post\",\"audience\":\"a\",\"id\":1,\"at\":0,\"author\":5}\n"
                             "{\"t\":\"event\",\"audience\":\"a\",\"kind\":\"join\",\"at\":0,\"member\":5,\"count\":30}\n";
  g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));
  g_autoptr (Recording) recording = record (&xa_uniform_jsonl, data, "records.jsonl", &options, 0, 0);
  g_autofree char *records = recording_sink_get_text (recording->sink);

  g_assert_no_error (recording->error);
  g_assert_cmpstr (records, ==, BIRDS_OUT "post telegram:-100 id=\"1\" at=1970-01-01T00:00:00Z by=unknown seen=2024-05-06T12:53:20Z\n"
                                          "event telegram:-100 kind=join at=1970-01-01T00:00:00Z count=30\n");
  g_assert_cmpuint (recording_sink_get_rejects (recording->sink, XA_REJECT_MALFORMED_RECORD), ==, 1);
}

static void
test_recognize (void)
{
  static const struct {
    const char *text;
    gboolean    expected;
  } probes[] = {
    { HEADER, TRUE },
    { "{\"version\":9,\"format\":\"xaudience\",\"t\":\"header\"}", TRUE },
    { BIRDS, FALSE },
    { "{\"t\":\"header\",\"format\":\"other\"}\n", FALSE },
    { "[]\n", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (probes); i++) {
    g_autoptr (GBytes) data = g_bytes_new_static (probes[i].text, strlen (probes[i].text));
    g_autoptr (XaImportSource) source = xa_import_source_new_for_bytes (data, "records", 3);
    g_autoptr (GError) error = NULL;
    const XaImporter *importer = xa_importer_recognize_source (source, &error);

    g_assert_true ((importer == &xa_uniform_jsonl) == probes[i].expected);
    if (!importer)
      g_assert_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/uniform-jsonl/cases", test_cases);
  g_test_add_func ("/uniform-jsonl/together", test_together);
  g_test_add_func ("/uniform-jsonl/truncated", test_truncated);
  g_test_add_func ("/uniform-jsonl/too-long", test_too_long);
  g_test_add_func ("/uniform-jsonl/refused", test_refused);
  g_test_add_func ("/uniform-jsonl/without-people", test_without_people);
  g_test_add_func ("/uniform-jsonl/recognize", test_recognize);

  return g_test_run ();
}
