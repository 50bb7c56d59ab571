/*
 * The window while programs ask its server: how many frames it drops in a scroll of some seconds, alone and
 * while wrk asks /health a thousand times a second, over connections that close after each answer, in turns,
 * so that what else the machine does is in both; how much of the main thread each frame takes; and how many
 * answers a second that were, and how late.
 */
#include "bench-stage.h"
#include "bench.h"

#include "store/xa-clients.h"

#include <math.h>
#include <string.h>

#define N_AUDIENCES 2000
#define N_PEOPLE 20000
#define N_ROUNDS 3
#define SECONDS 5
#define MOST_SECONDS 60
#define N_ROWS_A_FRAME 8
#define N_CONNECTIONS 8
#define WAIT_MS 6 /* of a connection before it asks again: a thousand a second and some more */

typedef struct {
  GtkAdjustment *scroll;  /* (not owned) */
  BenchFrames   *frames;  /* (owned) (nullable) */
  gint64         last_us; /* of the frame before, by its clock; 0: there was none */
  guint          n_frames, n_dropped;
  guint         *place;      /* (not owned): how far all have come, as a jump is no scroll */
  double         longest_ms; /* between two frames */
} Scroll;

/* --- the window --------------------------------------------------------------------------------- */

/* How often the display shows a picture. */
static double
get_refresh_us (GdkFrameClock *clock)
{
  gint64 refresh_us, presented_us;

  gdk_frame_clock_get_refresh_info (clock, gdk_frame_clock_get_frame_time (clock), &refresh_us, &presented_us);

  return (double) refresh_us;
}

/* The same way there and back; a frame that comes late stands for those that did not. */
static gboolean
scroll_cb (GtkWidget     *table,
           GdkFrameClock *clock,
           gpointer       data)
{
  Scroll *self = data;
  gint64  now_us = gdk_frame_clock_get_frame_time (clock);
  double  end = gtk_adjustment_get_upper (self->scroll) - gtk_adjustment_get_page_size (self->scroll);
  double  n_frames = (double) N_AUDIENCES / N_ROWS_A_FRAME;

  if (self->last_us) {
    double passed = (double) (now_us - self->last_us) / get_refresh_us (clock);

    self->n_dropped += passed > 1.5 ? (guint) lround (passed) - 1 : 0;
    self->longest_ms = fmax (self->longest_ms, (double) (now_us - self->last_us) / 1000);
  }
  self->last_us = now_us;
  self->n_frames++;
  gtk_adjustment_set_value (self->scroll, end * (1 - fabs (1 - fmod (++*self->place / n_frames, 2))));

  return G_SOURCE_CONTINUE;
}

static void
scroll (Scroll    *self,
        GtkWidget *table)
{
  guint id;

  self->last_us = 0;
  self->scroll = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table));
  if (!self->frames)
    self->frames = bench_frames_new (table);
  else
    bench_frames_go_on (self->frames);
  id = gtk_widget_add_tick_callback (table, scroll_cb, self, NULL);
  bench_window_run (SECONDS);
  gtk_widget_remove_tick_callback (table, id);
  bench_frames_pause (self->frames);
}

static gboolean
tell_scroll (Scroll     *self,
             const char *name)
{
  g_autofree char *full = g_strconcat ("server/window-", name, NULL);
  g_autofree char *frames = g_strconcat (full, "-frames", NULL);
  g_autofree char *dropped = g_strconcat (full, "-dropped", NULL);
  g_autofree char *longest = g_strconcat (full, "-longest", NULL);

  return bench_window_tell (frames, "frames", self->n_frames) && bench_window_tell (dropped, "frames", self->n_dropped) &&
         bench_window_tell (longest, "ms", self->longest_ms) && bench_window_tell_spread (full, "work", self->frames->work) && bench_window_tell_spread (full, "wall", self->frames->wall);
}

static void
scroll_clear (Scroll *self)
{
  g_clear_pointer (&self->frames, bench_frames_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scroll, scroll_clear)

/* Returns: (nullable): where the server of the window is */
static const char *
wait_for_server (XaSession *session)
{
  double until = bench_now () + MOST_SECONDS;

  while (bench_now () < until && !xa_host_get_address (xa_session_get_host (session)))
    g_main_context_iteration (NULL, TRUE);
  if (!xa_host_get_address (xa_session_get_host (session)))
    g_printerr ("bench: the server of the window did not come\n");

  return xa_host_get_address (xa_session_get_host (session));
}

/* --- wrk ---------------------------------------------------------------------------------------- */

/* The number behind @word, in ms where it has a unit of time; NAN where it is not there. */
static double
find_number (const char *text,
             const char *word)
{
  const char *at = strstr (text, word);
  char       *unit;
  double      number = at ? g_ascii_strtod (at + strlen (word), &unit) : NAN;

  if (!at)
    return NAN;
  if (g_str_has_prefix (unit, "us"))
    return number / 1000;

  return g_str_has_prefix (unit, "s") ? number * 1000 : number;
}

/* Returns: (nullable): where there is no wrk */
static GSubprocess *
start_wrk (const char *script,
           const char *address)
{
  g_autofree char *url = g_strconcat (address, "/health", NULL);
  g_autofree char *seconds = g_strdup_printf ("-d%ds", SECONDS);
  g_autofree char *connections = g_strdup_printf ("-c%d", N_CONNECTIONS);
  g_autofree char *wrk = g_find_program_in_path ("wrk");

  if (!wrk)
    return NULL;

  return g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, wrk, "-t1", connections, seconds, "--latency", "-s", script, "-H", "Connection: close", url, NULL);
}

/* Adds what it counted. */
static gboolean
end_wrk (GSubprocess *wrk,
         GArray      *rates,
         GArray      *late,
         double      *n_refused)
{
  g_autofree char *text = NULL;
  double           rate, p99;

  if (!g_subprocess_communicate_utf8 (wrk, NULL, NULL, &text, NULL, NULL) || !text)
    return FALSE;
  rate = find_number (text, "Requests/sec:");
  p99 = find_number (text, "99%");
  g_array_append_val (rates, rate);
  g_array_append_val (late, p99);
  *n_refused += fmax (find_number (text, "Non-2xx or 3xx responses:"), 0);

  return TRUE;
}

static gboolean
scroll_in_turns (GtkWidget  *table,
                 const char *script,
                 const char *address)
{
  guint place = 0;
  g_auto (Scroll) alone = { .place = &place };
  g_auto (Scroll) asked = { .place = &place };
  g_autoptr (GArray) rates = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) late = g_array_new (FALSE, FALSE, sizeof (double));
  double n_refused = 0;

  for (int i = 0; i < N_ROUNDS; i++) {
    g_autoptr (GSubprocess) wrk = NULL;

    scroll (&alone, table);
    wrk = start_wrk (script, address);
    if (!wrk) {
      g_printerr ("bench: there is no wrk: the window is not measured beside it\n");
      return tell_scroll (&alone, "alone");
    }
    scroll (&asked, table);
    if (!end_wrk (wrk, rates, late, &n_refused))
      return FALSE;
  }

  return tell_scroll (&alone, "alone") && tell_scroll (&asked, "beside-wrk") &&
         bench_window_tell ("server/window-health", "answers/s", bench_window_percentile (rates, .5)) &&
         bench_window_tell ("server/window-health-refused", "answers", n_refused) &&
         bench_window_tell ("server/window-health-p99", "ms", bench_window_percentile (late, 1));
}

/* --- the workspace ------------------------------------------------------------------------------ */

static gboolean
switch_on (XaStore *writer,
           GError **error)
{
  const XaServerSettings settings = { .is_on = TRUE, .port = 0 };

  return xa_store_set_server (writer, &settings, error);
}

static gboolean
measure (const char *path,
         const char *key_file)
{
  g_autoptr (XaSession) session = xa_session_new (path, key_file);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *script = g_build_filename (folder, "pace.lua", NULL);
  g_autofree char *pace = g_strdup_printf ("function delay () return %d end\n", WAIT_MS);
  GtkWidget       *view;
  GtkWidget       *table = bench_stage_show (session, N_AUDIENCES, &view);
  const char      *address = table ? wait_for_server (session) : NULL;
  gboolean         good;

  if (!address || !g_file_set_contents (script, pace, -1, NULL))
    return FALSE;
  good = scroll_in_turns (table, script, address);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (view)));

  return good;
}

int
main (int    argc,
      char **argv)
{
  const BenchStage stage = { .n_audiences = N_AUDIENCES, .n_people = N_PEOPLE, .prepare = switch_on, .measure = measure };

  return bench_stage_run (&stage, argv);
}
