#include "sync/xa-simulation-truth.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

static const XaSimulatorOptions large = { .n_audiences = XA_SIMULATION_PAIRS_AMONG + 60, .n_people = 3000, .n_snapshots = 2, .seed = 7 };

static char *
get_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "world.truth.json", NULL);
}

static JsonObject *
write_and_read (XaSimulator *simulator,
                JsonParser  *parser)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = get_path ();

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  g_assert_true (xa_simulation_truth_write (simulator, path, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (json_parser_load_from_file (parser, path, &error));
  g_assert_no_error (error);

  return json_node_get_object (json_parser_get_root (parser));
}

/* How many two audiences share at the end, counted by merging. */
static gint64
count_shared (XaSimulator *simulator,
              guint        a,
              guint        b)
{
  gsize               n_a, n_b;
  guint               last = xa_simulator_get_options (simulator)->n_snapshots - 1;
  g_autofree guint32 *of_a = xa_simulator_get_members (simulator, a, last, &n_a);
  g_autofree guint32 *of_b = xa_simulator_get_members (simulator, b, last, &n_b);
  gint64              n = 0;

  for (gsize i = 0, j = 0; i < n_a && j < n_b;) {
    n += of_a[i] == of_b[j];
    if (of_a[i] < of_b[j])
      i++;
    else if (of_a[i] > of_b[j])
      j++;
    else
      i++, j++;
  }

  return n;
}

static GHashTable *
index_names (JsonArray *audiences)
{
  GHashTable *places = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (audiences); i++)
    g_hash_table_insert (places, (gpointer) json_object_get_string_member (json_array_get_object_element (audiences, i), "name"), GUINT_TO_POINTER (i));

  return places;
}

/* What the file says of every two of the first @n audiences; 0 where it says nothing. */
static GArray *
read_pairs (JsonObject *truth,
            guint       n)
{
  GArray    *shared = g_array_sized_new (FALSE, TRUE, sizeof (gint64), n * n);
  JsonArray *pairs = json_object_get_array_member (truth, "pairs");
  g_autoptr (GHashTable) places = index_names (json_object_get_array_member (truth, "audiences"));

  g_array_set_size (shared, n * n);
  for (guint i = 0; i < json_array_get_length (pairs); i++) {
    JsonObject *pair = json_array_get_object_element (pairs, i);
    guint       a = GPOINTER_TO_UINT (g_hash_table_lookup (places, json_object_get_string_member (pair, "a")));
    guint       b = GPOINTER_TO_UINT (g_hash_table_lookup (places, json_object_get_string_member (pair, "b")));
    gint64      mutual = json_object_get_int_member (pair, "mutual");

    g_assert_cmpuint (a, <, b);
    g_assert_cmpuint (b, <, XA_SIMULATION_PAIRS_AMONG);
    g_assert_cmpint (mutual, >, 0);
    if (b < n)
      g_array_index (shared, gint64, a * n + b) = mutual;
  }

  return shared;
}

static void
test_pairs_are_the_truth (void)
{
  const guint n = 60;
  g_autoptr (XaSimulator) simulator = xa_simulator_new (&large);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *truth = write_and_read (simulator, parser);
  g_autoptr (GArray) shared = read_pairs (truth, n);
  guint n_positive = 0;

  g_assert_true (json_object_get_boolean_member (truth, "simulated"));
  g_assert_cmpint (json_object_get_int_member (truth, "pairs_among_first"), ==, XA_SIMULATION_PAIRS_AMONG);
  for (guint a = 0; a < n; a++)
    for (guint b = a + 1; b < n; b++) {
      gboolean alike = xa_simulator_get_audience (simulator, a)->platform == xa_simulator_get_audience (simulator, b)->platform;

      g_assert_cmpint (g_array_index (shared, gint64, a * n + b), ==, alike ? count_shared (simulator, a, b) : 0);
      n_positive += g_array_index (shared, gint64, a * n + b) > 0;
    }
  g_assert_cmpuint (n_positive, >, n);
}

static void
test_all_audiences_are_there (void)
{
  g_autoptr (XaSimulator) simulator = xa_simulator_new (&large);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *audiences = json_object_get_array_member (write_and_read (simulator, parser), "audiences");

  g_assert_cmpuint (json_array_get_length (audiences), ==, large.n_audiences);
  for (guint i = 0; i < large.n_audiences; i++) {
    JsonObject *audience = json_array_get_object_element (audiences, i);
    JsonArray  *members = json_object_get_array_member (audience, "members");

    g_assert_cmpstr (json_object_get_string_member (audience, "name"), ==, xa_simulator_get_audience (simulator, i)->name);
    g_assert_cmpuint (json_array_get_length (members), ==, large.n_snapshots);
    for (guint s = 0; s < large.n_snapshots; s++) {
      gsize n_members;

      g_free (xa_simulator_get_members (simulator, i, s, &n_members));
      g_assert_cmpint (json_array_get_int_element (members, s), ==, (gint64) n_members);
    }
  }
}

/* A world of few audiences is told in full. */
static void
test_few_audiences (void)
{
  XaSimulatorOptions few = { .n_audiences = 3, .n_people = 2000, .n_snapshots = 1, .seed = 1 };
  g_autoptr (XaSimulator) simulator = xa_simulator_new (&few);
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_cmpint (json_object_get_int_member (write_and_read (simulator, parser), "pairs_among_first"), ==, 3);
}

static void
test_failure_keeps_the_old (void)
{
  g_autoptr (XaSimulator) simulator = xa_simulator_new (&large);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = get_path ();
  g_autofree char *text = NULL;

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (xa_simulation_truth_write (simulator, path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/simulation-truth/pairs-are-the-truth", test_pairs_are_the_truth);
  g_test_add_func ("/simulation-truth/all-audiences-are-there", test_all_audiences_are_there);
  g_test_add_func ("/simulation-truth/few-audiences", test_few_audiences);
  g_test_add_func ("/simulation-truth/failure-keeps-the-old", test_failure_keeps_the_old);

  return g_test_run ();
}
