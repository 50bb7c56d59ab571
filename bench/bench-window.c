#include "bench-window.h"

#include "bench-display.h"
#include "bench.h"
#include "ui/xa-frame-memory.h"

#include <time.h>

#define FOLDER "XAUDIENCE_BENCH_SAMPLE"

gboolean
bench_window_begin (char **argv,
                    int    width,
                    int    height)
{
  const char      *folder = g_getenv ("XAUDIENCE_BENCH_DIR");
  g_autofree char *schemas = g_build_filename (folder ? folder : ".", "..", "data", NULL);

  if (!bench_display_begin (argv, width, height))
    return FALSE;
  xa_frame_memory_keep ();
  g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_setenv ("GTK_A11Y", "none", TRUE);
  g_setenv ("GDK_DEBUG", "no-portals", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);

  return TRUE;
}

const char *
bench_window_get_folder (void)
{
  return g_getenv (FOLDER);
}

/**
 * bench_window_run_apart:
 *
 * What is measured is made by one process and measured in another, which has none of the memory and
 * threads that the making took. Nothing of the person's own folders is touched.
 *
 * Returns: whether it ended well
 */
gboolean
bench_window_run_apart (char      **argv,
                        const char *folder)
{
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, FOLDER, folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "HOME", folder, TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, argv[0], NULL);
  if (!child || !g_subprocess_wait_check (child, NULL, &error)) {
    g_printerr ("bench: %s\n", error->message);
    return FALSE;
  }

  return TRUE;
}

GtkWidget *
bench_window_find (GtkWidget *root,
                   GType      type)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = bench_window_find (child, type);

    if (found)
      return found;
  }

  return NULL;
}

static gboolean
end_cb (gpointer is_over)
{
  *(gboolean *) is_over = TRUE;

  return G_SOURCE_REMOVE;
}

void
bench_window_run (double seconds)
{
  gboolean is_over = FALSE;

  g_timeout_add ((guint) (seconds * 1e3), end_cb, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

double
bench_window_work (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

double
bench_window_percentile (GArray *values,
                         double  share)
{
  g_array_sort (values, compare);

  return g_array_index (values, double, (guint) ((values->len - 1) * share));
}

static double
get_figure (gpointer figure)
{
  return *(double *) figure;
}

gboolean
bench_window_tell (const char *name,
                   const char *unit,
                   double      value)
{
  Bench bench = { .bench = name, .unit = unit, .ours = get_figure, .runs = 1, .data = &value };

  return bench_run (&bench);
}

gboolean
bench_window_tell_spread (const char *name,
                          const char *what,
                          GArray     *times)
{
  static const struct {
    const char *name;
    double      share;
  } figures[] = {
    { "p50", .5 },
    { "p95", .95 },
    { "p99", .99 },
    { "max", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++) {
    g_autofree char *full = g_strdup_printf ("%s-%s-%s", name, what, figures[i].name);

    if (!bench_window_tell (full, "ms", bench_window_percentile (times, figures[i].share)))
      return FALSE;
  }

  return TRUE;
}

/* --- turns of the main loop --------------------------------------------------------------------- */

static GArray *turns;    /* (owned) (element-type double) (nullable): ms */
static double  woken_at; /* when the main loop went to work; 0: it is not counted */

static int
poll_cb (GPollFD *fds,
         guint    n_fds,
         int      timeout_ms)
{
  int n;

  if (turns && woken_at > 0) {
    double ms = (bench_window_work () - woken_at) * 1e3;

    g_array_append_val (turns, ms);
  }
  n = g_poll (fds, n_fds, timeout_ms);
  woken_at = bench_window_work ();

  return n;
}

void
bench_turns_begin (void)
{
  g_main_context_set_poll_func (NULL, poll_cb);
  g_clear_pointer (&turns, g_array_unref);
  turns = g_array_new (FALSE, FALSE, sizeof (double));
  /* What came before in this turn is no part of it. */
  woken_at = bench_window_work ();
}

gboolean
bench_turns_tell (const char *name,
                  const char *during)
{
  g_autoptr (GArray) told = g_steal_pointer (&turns);

  return bench_window_tell_spread (name, during, told);
}

/* --- frames ------------------------------------------------------------------------------------- */

static void
frame_begins_cb (BenchFrames *self)
{
  self->begun = bench_now ();
  self->begun_work = bench_window_work ();
}

static void
frame_ends_cb (BenchFrames *self)
{
  double wall = (bench_now () - self->begun) * 1e3;
  double work = (bench_window_work () - self->begun_work) * 1e3;

  if (self->begun <= 0)
    return;
  g_array_append_val (self->wall, wall);
  g_array_append_val (self->work, work);
}

void
bench_frames_go_on (BenchFrames *self)
{
  self->begun = 0;
  g_signal_connect_swapped (self->clock, "before-paint", G_CALLBACK (frame_begins_cb), self);
  g_signal_connect_swapped (self->clock, "after-paint", G_CALLBACK (frame_ends_cb), self);
}

void
bench_frames_pause (BenchFrames *self)
{
  g_signal_handlers_disconnect_by_data (self->clock, self);
}

BenchFrames *
bench_frames_new (GtkWidget *widget)
{
  BenchFrames *self = g_new0 (BenchFrames, 1);

  self->clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  self->wall = g_array_new (FALSE, FALSE, sizeof (double));
  self->work = g_array_new (FALSE, FALSE, sizeof (double));
  bench_frames_go_on (self);

  return self;
}

gboolean
bench_frames_tell (BenchFrames *self,
                   const char  *name)
{
  return bench_window_tell_spread (name, "work", self->work) && bench_window_tell_spread (name, "wall", self->wall);
}

void
bench_frames_free (BenchFrames *self)
{
  bench_frames_pause (self);
  g_object_unref (self->clock);
  g_array_unref (self->wall);
  g_array_unref (self->work);
  g_free (self);
}
