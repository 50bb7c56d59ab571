#include "bench.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

double
bench_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

double
bench_rss_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) usage.ru_maxrss * 1024 / 1e6;
}

char *
bench_folder (void)
{
  const char *base = g_getenv ("XAUDIENCE_BENCH_DIR");
  char       *folder = g_build_filename (base ? base : ".", "bench-XXXXXX", NULL);

  if (!g_mkdtemp (folder))
    g_error ("bench: no folder for temporary files");

  return folder;
}

void
bench_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
      bench_remove (path);
    else
      remove (path);
  }
  remove (folder);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (GArray *figures)
{
  g_autoptr (GArray) sorted = g_array_copy (figures);
  guint n = sorted->len;

  g_array_sort (sorted, compare);

  return n % 2 ? g_array_index (sorted, double, n / 2)
               : (g_array_index (sorted, double, n / 2 - 1) + g_array_index (sorted, double, n / 2)) / 2;
}

static void
add_figures (JsonBuilder *builder,
             const char  *name,
             GArray      *figures)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < figures->len; i++)
    json_builder_add_double_value (builder, g_array_index (figures, double, i));
  json_builder_end_array (builder);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
print (const Bench *bench,
       GArray      *ours,
       GArray      *theirs)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *line = NULL;
  double           value = median (ours);
  double           peer_value = theirs->len ? median (theirs) : NAN;
  double           load = NAN;

  getloadavg (&load, 1);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "bench");
  json_builder_add_string_value (builder, bench->bench);
  add_number (builder, "ours", value);
  json_builder_set_member_name (builder, "unit");
  json_builder_add_string_value (builder, bench->unit);
  json_builder_set_member_name (builder, "peer");
  json_builder_add_string_value (builder, bench->peer ? bench->peer : "");
  add_number (builder, "peer_value", peer_value);
  add_number (builder, "ratio", bench->more_is_better ? value / peer_value : peer_value / value);
  json_builder_set_member_name (builder, "runs");
  json_builder_add_int_value (builder, ours->len);
  add_figures (builder, "ours_runs", ours);
  add_figures (builder, "peer_runs", theirs);
  add_number (builder, "load", load);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  line = json_to_string (root, FALSE);
  puts (line);
  fflush (stdout);
}

/**
 * bench_run:
 *
 * Takes the two sides in turn and prints one line of JSON: medians,
 * the ratio (how many times better ours is), every run, and the load of the machine.
 *
 * Returns: whether every run gave a figure
 */
gboolean
bench_run (const Bench *bench)
{
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) theirs = g_array_new (FALSE, FALSE, sizeof (double));
  guint peer_runs = bench->peer_runs ? bench->peer_runs : bench->runs;

  for (guint i = 0; i < bench->runs; i++) {
    double figure = bench->ours (bench->data);

    if (isnan (figure))
      return FALSE;
    g_array_append_val (ours, figure);
    if (bench->peer_func && i < peer_runs) {
      figure = bench->peer_func (bench->data);
      if (isnan (figure))
        return FALSE;
      g_array_append_val (theirs, figure);
    }
  }
  print (bench, ours, theirs);

  return TRUE;
}
