#include "report/xa-records-export.h"
#include "sync/xa-import-job.h"

#include <glib/gstdio.h>
#include <string.h>
#include <yyjson.h>

#define HEADER "{\"t\":\"header\",\"format\":\"xaudience\",\"version\":1,\"ids\":\"raw\"}\n"

/* --- a workspace for each test ------------------------------------------------------------------- */

typedef struct {
  char            *folder;    /* (owned) */
  char            *workspace; /* (owned) */
  char            *input;     /* (owned) */
  XaPseudonymizer *keys;      /* (owned) */
} Place;

static void
set_up (Place        *place,
        gconstpointer data)
{
  static const guint8 master_key[XA_MASTER_KEY_SIZE] = { 1, 2, 3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = NULL;

  place->folder = g_dir_make_tmp ("xaudience-test-XXXXXX", &error);
  g_assert_no_error (error);
  place->workspace = g_build_filename (place->folder, "w.xaudience", NULL);
  place->input = g_build_filename (place->folder, "records.jsonl", NULL);
  store = xa_store_create (place->workspace, &error);
  g_assert_no_error (error);
  place->keys = xa_pseudonymizer_new (master_key, xa_store_get_uuid (store));
}

static void
tear_down (Place        *place,
           gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (place->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (place->folder, name, NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);
  xa_pseudonymizer_unref (place->keys);
  g_free (place->input);
  g_free (place->workspace);
  g_free (place->folder);
}

static void
import_text (Place      *place,
             const char *text)
{
  XaImportJobOptions options = XA_IMPORT_JOB_OPTIONS_INIT;
  g_auto (XaImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (place->input, text, -1, NULL));
  options.workspace = place->workspace;
  options.keys = place->keys;
  options.at_us = G_GINT64_CONSTANT (1715000000000000);
  xa_import_job_run (place->input, &options, NULL, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_true (report.finished);
}

static char *
export_text (Place *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (place->workspace, XA_STORE_READ, &error);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();

  g_assert_no_error (error);
  xa_records_export (store, stream, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);

  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

/* --- what is written ------------------------------------------------------------------------------ */

static void
add_members (GString    *text,
             const char *ref,
             int         first,
             int         n)
{
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "{\"t\":\"member\",\"audience\":\"%s\",\"id\":\"%d\"}\n", ref, first + i);
}

static void
test_text (Place        *place,
           gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (
    HEADER
    "{\"t\":\"audience\",\"ref\":\"s\",\"platform\":\"discord\",\"id\":\"900\",\"kind\":\"server\",\"title\":\"Zoo \\\"A\\\"\"}\n"
    "{\"t\":\"audience\",\"ref\":\"c\",\"platform\":\"discord\",\"id\":\"901\",\"kind\":\"channel\",\"title\":\"Apes\",\"parent\":\"900\"}\n"
    "{\"t\":\"audience\",\"ref\":\"t\",\"platform\":\"telegram\",\"id\":\"-100\",\"kind\":\"channel\",\"title\":\"Birds\",\"handle\":\"birds\",\"url\":\"https://a.example\",\"simulated\":true}\n"
    "{\"t\":\"snapshot\",\"audience\":\"s\",\"at\":\"2024-01-02T00:00:00Z\",\"coverage\":\"complete\"}\n"
    "{\"t\":\"snapshot\",\"audience\":\"c\",\"at\":\"2024-01-02T00:00:00Z\",\"coverage\":\"first_n\",\"n\":4,\"reported\":5}\n");
  g_autofree char *exported = NULL;

  add_members (text, "s", 77000001, 25);
  add_members (text, "c", 77000001, 4);
  g_string_append (text,
                   "{\"t\":\"post\",\"audience\":\"t\",\"id\":\"1\",\"at\":\"2024-01-02T03:04:05Z\",\"own\":true,\"lang\":\"en\",\"text\":\"Look:\\n\\\"owls\\\"\",\"reactions\":3,\"comments\":0,\"views\":500,\"seen\":\"2024-02-01T00:00:00Z\",\"reply_to\":\"7\"}\n"
                   "{\"t\":\"sample\",\"audience\":\"t\",\"metric\":\"members\",\"at\":\"2024-01-02T00:00:00Z\",\"value\":1203}\n"
                   "{\"t\":\"sample\",\"audience\":\"t\",\"metric\":\"members\",\"at\":\"2024-01-03T00:00:00Z\",\"value\":9,\"granularity\":1}\n"
                   "{\"t\":\"sample\",\"audience\":\"t\",\"metric\":\"rating\",\"at\":\"2024-01-02T00:00:00Z\",\"value\":4.5}\n"
                   "{\"t\":\"event\",\"audience\":\"t\",\"kind\":\"leave\",\"at\":\"2024-01-02T10:00:00Z\",\"count\":38}\n"
                   "{\"t\":\"event\",\"audience\":\"t\",\"kind\":\"leave\",\"at\":\"2024-01-03T10:00:00Z\",\"count\":8}\n");
  for (int i = 0; i < 13; i++)
    g_string_append_printf (text, "{\"t\":\"event\",\"audience\":\"t\",\"kind\":\"join\",\"at\":\"2024-01-02T10:00:00Z\",\"member\":\"%d\"}\n", 77000001 + i);
  for (int i = 0; i < 13; i++)
    g_string_append_printf (text, "{\"t\":\"event\",\"audience\":\"t\",\"kind\":\"join\",\"at\":\"2024-01-03T10:00:00Z\",\"member\":\"%d\"}\n", 77000001 + i % 9);
  import_text (place, text->str);

  exported = export_text (place);
  g_assert_true (g_str_has_prefix (exported, "{\"t\":\"header\",\"format\":\"xaudience\",\"version\":1,\"created\":\"2"));
  g_assert_cmpstr (strchr (exported, '\n') + 1, ==,
                   "{\"t\":\"audience\",\"ref\":\"a1\",\"platform\":\"discord\",\"id\":\"900\",\"kind\":\"server\",\"role\":\"other\",\"title\":\"Zoo \\\"A\\\"\"}\n"
                   "{\"t\":\"audience\",\"ref\":\"a2\",\"platform\":\"discord\",\"id\":\"901\",\"kind\":\"channel\",\"role\":\"other\",\"title\":\"Apes\",\"parent\":\"900\"}\n"
                   "{\"t\":\"audience\",\"ref\":\"a3\",\"platform\":\"telegram\",\"id\":\"-100\",\"kind\":\"channel\",\"role\":\"other\",\"title\":\"Birds\",\"handle\":\"birds\",\"url\":\"https://a.example\",\"simulated\":true}\n"
                   "{\"t\":\"snapshot\",\"audience\":\"a2\",\"at\":\"2024-01-02T00:00:00Z\",\"coverage\":\"first_n\",\"n\":{\"suppressed\":\"fewer than 10\"},\"reported\":{\"suppressed\":\"fewer than 10\"},\"fetched\":{\"suppressed\":\"fewer than 10\"},\"granularity\":10}\n"
                   "{\"t\":\"sample\",\"audience\":\"a2\",\"metric\":\"members\",\"at\":\"2024-01-02T00:00:00Z\",\"value\":{\"suppressed\":\"fewer than 10\"}}\n"
                   "{\"t\":\"post\",\"audience\":\"a3\",\"id\":\"1\",\"at\":\"2024-01-02T03:04:05Z\",\"own\":true,\"lang\":\"en\",\"text\":\"Look:\\n\\\"owls\\\"\",\"reactions\":{\"suppressed\":\"fewer than 10\"},\"comments\":0,\"views\":500,\"seen\":\"2024-02-01T00:00:00Z\"}\n"
                   "{\"t\":\"sample\",\"audience\":\"a3\",\"metric\":\"members\",\"at\":\"2024-01-02T00:00:00Z\",\"value\":1203}\n"
                   "{\"t\":\"sample\",\"audience\":\"a3\",\"metric\":\"members\",\"at\":\"2024-01-03T00:00:00Z\",\"value\":{\"suppressed\":\"fewer than 10\"},\"granularity\":1}\n"
                   "{\"t\":\"sample\",\"audience\":\"a3\",\"metric\":\"rating\",\"at\":\"2024-01-02T00:00:00Z\",\"value\":4.5}\n"
                   "{\"t\":\"day\",\"audience\":\"a3\",\"kind\":\"joins\",\"at\":\"2024-01-02T00:00:00Z\",\"n\":10,\"people\":10,\"granularity\":10}\n"
                   "{\"t\":\"day\",\"audience\":\"a3\",\"kind\":\"joins\",\"at\":\"2024-01-03T00:00:00Z\",\"n\":{\"suppressed\":\"fewer than 10\"},\"people\":{\"suppressed\":\"fewer than 10\"},\"granularity\":10}\n"
                   "{\"t\":\"day\",\"audience\":\"a3\",\"kind\":\"leaves\",\"at\":\"2024-01-02T00:00:00Z\",\"n\":30,\"granularity\":10}\n"
                   "{\"t\":\"day\",\"audience\":\"a3\",\"kind\":\"leaves\",\"at\":\"2024-01-03T00:00:00Z\",\"n\":{\"suppressed\":\"fewer than 10\"},\"granularity\":10}\n"
                   "{\"t\":\"snapshot\",\"audience\":\"a1\",\"at\":\"2024-01-02T00:00:00Z\",\"coverage\":\"complete\",\"fetched\":20,\"granularity\":10}\n");
}

/* --- what is not ----------------------------------------------------------------------------------- */

static void
assert_no_small_count (yyjson_val *line)
{
  static const char *const keys[] = { "n", "reported", "fetched", "people", "members", "reactions", "comments", "shares", "views" };
  const char              *metric = yyjson_get_str (yyjson_obj_get (line, "metric"));

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    yyjson_val *value = yyjson_obj_get (line, keys[i]);

    g_assert_false (yyjson_is_num (value) && yyjson_get_num (value) >= 1 && yyjson_get_num (value) < 10);
  }
  if (metric && strcmp (metric, "rating") != 0 && strcmp (metric, "posts") != 0) {
    yyjson_val *value = yyjson_obj_get (line, "value");

    g_assert_false (yyjson_is_num (value) && yyjson_get_num (value) >= 1 && yyjson_get_num (value) < 10);
  }
}

/* Workspaces of random sizes, of which most are small: no number from 1 to 9 that counts people,
 * and nothing of the people themselves. */
static void
test_random (Place        *place,
             gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (HEADER);
  g_autofree char *exported = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_suppressed = 0;

  for (int i = 0; i < 40; i++) {
    g_autofree char *ref = g_strdup_printf ("r%d", i);
    int              n = g_test_rand_int_range (0, 25);

    g_string_append_printf (text, "{\"t\":\"audience\",\"ref\":\"%s\",\"platform\":\"telegram\",\"id\":\"-%d\",\"title\":\"Group %d\",\"members\":%d}\n", ref, 1000 + i, i, g_test_rand_int_range (0, 25));
    g_string_append_printf (text, "{\"t\":\"snapshot\",\"audience\":\"%s\",\"at\":\"2024-01-02T00:00:00Z\",\"coverage\":\"complete\",\"reported\":%d}\n", ref, n + g_test_rand_int_range (0, 3));
    add_members (text, ref, 77000000 + g_test_rand_int_range (0, 100), n);
    for (int j = 0; j < n; j++) {
      g_string_append_printf (text, "{\"t\":\"post\",\"audience\":\"%s\",\"id\":\"%d\",\"at\":\"2024-01-%02dT00:00:00Z\",\"author\":\"%d\",\"text\":\"quetzalcoatlus\",\"reactions\":%d}\n",
                              ref, 1 + j, g_test_rand_int_range (1, 4), 77000000 + g_test_rand_int_range (0, 100), g_test_rand_int_range (0, 20));
      g_string_append_printf (text, "{\"t\":\"post\",\"audience\":\"%s\",\"id\":\"%d\",\"at\":\"2024-01-02T00:00:00Z\",\"own\":true,\"text\":\"ours\",\"reactions\":%d,\"comments\":%d,\"shares\":%d,\"views\":%d}\n",
                              ref, 1001 + j, g_test_rand_int_range (0, 20), g_test_rand_int_range (0, 20), g_test_rand_int_range (0, 20), g_test_rand_int_range (0, 20));
      g_string_append_printf (text, "{\"t\":\"reaction\",\"audience\":\"%s\",\"member_handle\":\"archaeopteryx%d\",\"at\":\"2024-01-%02dT00:00:00Z\"}\n",
                              ref, j, g_test_rand_int_range (1, 4));
    }
  }
  import_text (place, text->str);

  exported = export_text (place);
  g_assert_null (strstr (exported, "quetzalcoatlus"));
  g_assert_null (strstr (exported, "archaeopteryx"));
  g_assert_null (strstr (exported, "77000"));
  g_assert_nonnull (strstr (exported, "ours"));
  lines = g_strsplit (exported, "\n", -1);
  for (guint i = 0; lines[i] && *lines[i]; i++) {
    yyjson_doc *line = yyjson_read (lines[i], strlen (lines[i]), 0);

    g_assert_nonnull (line);
    assert_no_small_count (yyjson_doc_get_root (line));
    g_assert_null (yyjson_obj_get (yyjson_doc_get_root (line), "author"));
    g_assert_null (yyjson_obj_get (yyjson_doc_get_root (line), "member"));
    n_suppressed += strstr (lines[i], "suppressed") != NULL;
    yyjson_doc_free (line);
  }
  g_assert_cmpuint (n_suppressed, >, 40);
}

static char *
export_group_of (Place *place,
                 int    n)
{
  g_autoptr (GString) text = g_string_new (HEADER "{\"t\":\"audience\",\"ref\":\"g\",\"platform\":\"telegram\",\"id\":\"-100\",\"title\":\"Group\"}\n"
                                                  "{\"t\":\"snapshot\",\"audience\":\"g\",\"at\":\"2024-01-02T00:00:00Z\",\"coverage\":\"complete\"}\n");
  char *exported;

  add_members (text, "g", 77000000, n);
  import_text (place, text->str);
  exported = export_text (place);
  /* The first line holds the time. */
  memmove (exported, strchr (exported, '\n'), strlen (strchr (exported, '\n')) + 1);

  return exported;
}

/* Who compares two exports does not see that one person came. */
static void
test_one_apart (Place        *place,
                gconstpointer data)
{
  g_autofree char *before = export_group_of (place, 23);
  g_autofree char *after = NULL;

  tear_down (place, NULL);
  set_up (place, NULL);
  after = export_group_of (place, 24);
  g_assert_cmpstr (before, ==, after);
  g_assert_nonnull (strstr (before, "\"fetched\":20"));
}

/* A list that passes a ten by one person is not seen to do so; one that grows by many is. */
static void
test_growth (Place        *place,
             gconstpointer data)
{
  static const int         sizes[] = { 29, 30, 34, 41, 38 };
  static const char *const fetched[] = { "\"fetched\":20", "\"fetched\":20", "\"fetched\":20", "\"fetched\":40", "\"fetched\":40" };
  g_autofree char         *exported = NULL;
  const char              *at;

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GString) text = g_string_new (HEADER "{\"t\":\"audience\",\"ref\":\"g\",\"platform\":\"telegram\",\"id\":\"-100\",\"title\":\"Group\"}\n");

    g_string_append_printf (text, "{\"t\":\"snapshot\",\"audience\":\"g\",\"at\":\"2024-01-%02zuT00:00:00Z\",\"coverage\":\"complete\"}\n", i + 1);
    add_members (text, "g", 77000000, sizes[i]);
    import_text (place, text->str);
  }

  exported = export_text (place);
  at = exported;
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    at = strstr (at, "\"fetched\":");
    g_assert_nonnull (at);
    g_assert_true (g_str_has_prefix (at, fetched[i]));
    at++;
  }
  g_assert_null (strstr (at, "\"fetched\":"));
}

/* What we write, we read, and writing it again adds nothing. */
static void
test_read_again (Place        *place,
                 gconstpointer data)
{
  XaImportJobOptions options = XA_IMPORT_JOB_OPTIONS_INIT;
  g_auto (XaImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  import_text (place, HEADER "{\"t\":\"audience\",\"ref\":\"t\",\"platform\":\"telegram\",\"id\":\"-100\",\"kind\":\"channel\",\"title\":\"Birds\"}\n"
                             "{\"t\":\"post\",\"audience\":\"t\",\"id\":\"1\",\"at\":\"2024-01-02T03:04:05Z\",\"own\":true,\"text\":\"owls\",\"reactions\":3,\"views\":500,\"rating\":4.5,\"product\":\"Lamp\",\"fields\":{\"shop\":\"north\"}}\n"
                             "{\"t\":\"sample\",\"audience\":\"t\",\"metric\":\"members\",\"at\":\"2024-01-02T00:00:00Z\",\"value\":5}\n"
                             "{\"t\":\"sample\",\"audience\":\"t\",\"metric\":\"members\",\"at\":\"2024-01-03T00:00:00Z\",\"value\":1200}\n"
                             "{\"t\":\"event\",\"audience\":\"t\",\"kind\":\"leave\",\"at\":\"2024-01-02T10:00:00Z\",\"count\":38}\n");
  first = export_text (place);
  tear_down (place, NULL);
  set_up (place, NULL);

  g_assert_true (g_file_set_contents (place->input, first, -1, NULL));
  options.workspace = place->workspace;
  options.keys = place->keys;
  xa_import_job_run (place->input, &options, NULL, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report.importer->id, ==, "jsonl");
  for (int reason = 0; reason < XA_N_REJECTS; reason++)
    g_assert_cmpuint (report.counts.rejects[reason], ==, 0);

  second = export_text (place);
  g_assert_nonnull (strstr (second, "\"text\":\"owls\",\"views\":500"));
  g_assert_nonnull (strstr (second, "\"rating\":4.5,\"product\":\"Lamp\",\"fields\":{\"shop\":\"north\"}"));
  g_assert_nonnull (strstr (second, "\"value\":1200"));
  g_assert_null (strstr (second, "suppressed"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/records-export/text", Place, NULL, set_up, test_text, tear_down);
  g_test_add ("/records-export/OUT-1/random-sizes", Place, NULL, set_up, test_random, tear_down);
  g_test_add ("/records-export/OUT-3/one-person-apart", Place, NULL, set_up, test_one_apart, tear_down);
  g_test_add ("/records-export/OUT-3/growth", Place, NULL, set_up, test_growth, tear_down);
  g_test_add ("/records-export/read-again", Place, NULL, set_up, test_read_again, tear_down);

  return g_test_run ();
}
