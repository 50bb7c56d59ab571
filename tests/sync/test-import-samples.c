/*
 * Real exports and lists that others published, through the whole path. The outcomes stated here
 * were counted outside this program, by reading the files with other tools.
 */
#include "import-place.h"

#include <stdlib.h>
#include <string.h>

static char *
find_sample (const char *name)
{
  const char      *shared = g_getenv ("XAUDIENCE_SHARED");
  g_autofree char *path = shared ? g_build_filename (shared, "samples", name, NULL) : NULL;

  if (path && g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip ("the published samples are not here");

  return NULL;
}

typedef struct {
  const char *file;
  int         refused; /* an XaImportError, or -1 */
  guint64     n_posts, n_new, n_authors, n_audiences;
} Sample;

static const Sample samples[] = {
  { "telegram/chat-analytics/BIG_20A_5475M.json", -1, 5475, 5475, 20, 1 },
  { "telegram/chat-analytics/DM_2A_7M.json", XA_IMPORT_ERROR_REFUSED, 0, 0, 0, 0 },
  { "telegram/tkonverter/result.json", XA_IMPORT_ERROR_REFUSED, 0, 0, 0, 0 },
  { "telegram/public-channel-deals/result.json", -1, 203, 203, 0, 1 },
  { "telegram/tgdataset/tgdataset_preview.cut.json", XA_IMPORT_ERROR_UNKNOWN_FORMAT, 0, 0, 0, 0 },
  { "telegram/bot-api/Update.json", XA_IMPORT_ERROR_UNKNOWN_FORMAT, 0, 0, 0, 0 },
  /* Two of its messages have the same id, and an author who deleted the account. */
  { "discord/chat-analytics/SV_5A_5M.json", -1, 5, 4, 1, 2 },
  { "discord/chat-analytics/GC_3A_5M.json", XA_IMPORT_ERROR_REFUSED, 0, 0, 0, 0 },
};

static void
test_sample (gconstpointer data)
{
  const Sample    *sample = data;
  g_autofree char *path = find_sample (sample->file);
  g_autoptr (ImportPlace) place = NULL;
  g_auto (XaImportReport) report = { 0 };
  g_auto (XaImportReport) again = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL, *before = NULL, *after = NULL;

  if (!path)
    return;
  place = import_place_new ();
  import_place_try (place, path, &report, &error);
  if (sample->refused >= 0) {
    g_assert_error (error, XA_IMPORT_ERROR, sample->refused);
    return;
  }
  g_assert_no_error (error);
  line = xa_import_report_format (&report);
  g_test_message ("%s", line);
  g_assert_cmpuint (report.counts.n_posts, ==, sample->n_posts);
  g_assert_cmpuint (report.counts.n_new_posts, ==, sample->n_new);
  g_assert_cmpuint (report.n_active_authors, ==, sample->n_authors);
  g_assert_cmpuint (report.counts.n_audiences, ==, sample->n_audiences);

  before = import_place_dump (place);
  import_place_try (place, path, &again, &error);
  g_assert_no_error (error);
  after = import_place_dump (place);
  import_place_assert_same (after, before);
}

/* --- groups of travellers and their members ------------------------------------------------------- */

/* "7 12,13,14" becomes three rows of a list with an audience column. */
static void
write_list (const char *source,
            const char *target)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) csv = g_string_new ("audience,member_id\n");
  g_autoptr (GError) error = NULL;

  g_file_get_contents (source, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i]; i++) {
    g_auto (GStrv) parts = g_strsplit (g_strstrip (lines[i]), " ", 2);
    g_auto (GStrv) members = parts[0] && parts[1] ? g_strsplit (parts[1], ",", -1) : NULL;

    for (gsize j = 0; members && members[j]; j++)
      g_string_append_printf (csv, "%s,%s\n", parts[0], members[j]);
  }
  g_file_set_contents (target, csv->str, (gssize) csv->len, &error);
  g_assert_no_error (error);
}

/* Counts distinct members of each group with awk. Returns: group to size */
static GHashTable *
count_outside (const char *path)
{
  const char      *argv[] = { "awk", "{ split(\"\", seen); n = split($2, m, \",\"); size = 0; for (i = 1; i <= n; i++) if (!seen[m[i]]++) size++; print $1, size }", path, NULL };
  GHashTable      *sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (output, "\n", -1);
  for (gsize i = 0; lines[i]; i++) {
    char *space = strchr (lines[i], ' ');

    if (space)
      g_hash_table_insert (sizes, g_strndup (lines[i], (gsize) (space - lines[i])), GINT_TO_POINTER (atoi (space + 1)));
  }

  return sizes;
}

static XaMemberSet *
load_group (XaStore    *store,
            GPtrArray  *audiences,
            const char *title)
{
  for (guint i = 0; i < audiences->len; i++) {
    const XaAudience *audience = g_ptr_array_index (audiences, i);

    if (g_str_equal (audience->title, title))
      return xa_store_load_members (store, audience->snapshot_id, NULL);
  }
  g_assert_not_reached ();
}

static void
test_travel_groups (void)
{
  g_autofree char *path = find_sample ("memberships/mafengwo-s/groupMember.txt");
  g_autoptr (ImportPlace) place = NULL;
  g_autofree char   *list = NULL;
  XaImportJobOptions options;
  g_auto (XaImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) sizes = NULL;
  g_autoptr (XaStore) store = NULL;
  g_autoptr (GPtrArray) audiences = NULL;
  g_autoptr (XaMemberSet) a = NULL, b = NULL, c = NULL;

  if (!path)
    return;
  place = import_place_new ();
  list = import_place_file (place, "groups.csv");
  write_list (path, list);
  options = import_place_options (place);
  options.platform = XA_PLATFORM_OTHER;
  options.coverage = XA_COVERAGE_COMPLETE;
  xa_import_job_run (list, &options, NULL, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.counts.n_audiences, ==, 1215);
  g_assert_cmpuint (report.counts.n_new_people, ==, 11027);
  g_assert_cmpuint (report.counts.n_members, ==, 14993);

  sizes = count_outside (path);
  store = xa_store_open (place->workspace, XA_STORE_READ, &error);
  g_assert_no_error (error);
  audiences = xa_store_list_audiences (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (sizes), ==, audiences->len);
  for (guint i = 0; i < audiences->len; i++) {
    const XaAudience *audience = g_ptr_array_index (audiences, i);

    g_assert_cmpint (audience->coverage, ==, XA_COVERAGE_COMPLETE);
    g_assert_cmpint (audience->fetched, ==, GPOINTER_TO_INT (g_hash_table_lookup (sizes, audience->title)));
  }

  a = load_group (store, audiences, "1166");
  b = load_group (store, audiences, "1180");
  c = load_group (store, audiences, "412");
  g_assert_cmpuint (xa_member_set_count_shared (a, b), ==, 28);
  g_assert_cmpuint (xa_member_set_count_shared (a, c), ==, 17);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
    g_autofree char *path = g_strconcat ("/sync/import-samples/", samples[i].file, NULL);

    g_test_add_data_func (path, &samples[i], test_sample);
  }
  g_test_add_func ("/sync/import-samples/travel-groups", test_travel_groups);

  return g_test_run ();
}
