/*
 * An import needs little memory beside the index of people, however large the file.
 */
#include "generate.h"
#include "import-child.h"

#define LIMIT_KIB (64 * 1024)

/* Well above what a person takes in the index: 32 bytes. */
#define INDEX_BYTES_A_PERSON 32

typedef struct {
  const char *name;
  const char *file;
  GenerateTruth (*generate) (const char *path, const Generate *what);
} Format;

static const Format formats[] = {
  { "telegram", "result.json", generate_telegram },
  { "discord", "quay.json", generate_discord },
};

static void
test_memory (gconstpointer data)
{
  const Format *format = data;
  guint64       megabytes = g_getenv ("XAUDIENCE_TEST_FULL") ? 300 : 40;
  Generate      what = { .seed = 5, .n_people = 20000, .n_records = G_MAXUINT64, .max_bytes = megabytes << 20 };
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char *path = import_place_file (place, format->file);
  GenerateTruth    truth = format->generate (path, &what);
  g_autoptr (ImportChild) child = import_child_start (place, path, 0, CHILD_HONEST, NULL);
  gint64  since = g_get_monotonic_time ();
  guint64 index_kib = what.n_people * INDEX_BYTES_A_PERSON / 1024;

  g_assert_cmpint (import_child_wait (child), ==, 0);
  g_test_message ("%s of %" G_GUINT64_FORMAT " MB: %" G_GUINT64_FORMAT " posts in %.1f s, peak %" G_GUINT64_FORMAT " KiB, of which %" G_GUINT64_FORMAT " before reading",
                  format->name, truth.n_bytes >> 20, truth.n_posts, (double) (g_get_monotonic_time () - since) / G_USEC_PER_SEC, child->peak_kib, child->base_kib);
  g_assert_cmpuint (child->peak_kib, >, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  g_assert_cmpuint (child->peak_kib, <, LIMIT_KIB + index_kib);
#else
  (void) index_kib;
#endif
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
    g_autofree char *path = g_strconcat ("/sync/import-memory/", formats[i].name, NULL);

    g_test_add_data_func (path, &formats[i], test_memory);
  }

  return g_test_run ();
}
