/*
 * Scrolling through a table of 10,000 audiences, from the first row to the last, eight rows a
 * frame: how long a frame takes (layout, new rows, drawing with cairo); then how long the main loop
 * works at a time while the person searches, sorts and selects all of them.
 */
#include "bench-stage.h"
#include "bench.h"

#include "insight/xa-explore.h"
#include "ui/xa-view.h"

#include <math.h>

#define N_AUDIENCES 10000
#define N_PEOPLE 50000
#define N_FRAMES 1250

typedef struct {
  GtkAdjustment *scroll; /* (not owned) */
  BenchFrames   *frames; /* (owned) */
  gboolean       is_done;
} Fixture;

/* --- the window --------------------------------------------------------------------------------- */

static gboolean
scroll_cb (GtkWidget     *table,
           GdkFrameClock *clock,
           gpointer       data)
{
  Fixture *self = data;
  double   end = gtk_adjustment_get_upper (self->scroll) - gtk_adjustment_get_page_size (self->scroll);

  if (self->frames->work->len >= N_FRAMES) {
    self->is_done = TRUE;
    return G_SOURCE_REMOVE;
  }
  gtk_adjustment_set_value (self->scroll, end * self->frames->work->len / N_FRAMES);

  return G_SOURCE_CONTINUE;
}

static void
scroll (Fixture   *self,
        GtkWidget *table)
{
  self->scroll = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table));
  self->frames = bench_frames_new (table);
  gtk_widget_add_tick_callback (table, scroll_cb, self, NULL);
  while (!self->is_done)
    g_main_context_iteration (NULL, TRUE);
  bench_frames_pause (self->frames);
}

/* As somebody does who types, sorts, and takes all that is found. */
static void
look_for (GtkWidget *view,
          GtkWidget *table)
{
  static const char *const typed[] = { "a", "ar", "ar size:>1", "platform:mastodon", "" };
  static const char *const orders[] = { "name", "growth-30", "size" };
  GtkWidget               *entry;

  xa_view_search (XA_VIEW (view));
  bench_window_run (.5);
  entry = bench_window_find (view, GTK_TYPE_SEARCH_ENTRY);
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++) {
    gtk_editable_set_text (GTK_EDITABLE (entry), typed[i]);
    bench_window_run (.5);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++) {
    gtk_widget_activate_action (table, "explore.sort", "s", orders[i]);
    bench_window_run (.5);
  }
  gtk_widget_activate_action (table, "explore.select-all", NULL);
  bench_window_run (.5);
  gtk_widget_activate_action (table, "explore.select-none", NULL);
  bench_window_run (.5);
}

/* --- the figures -------------------------------------------------------------------------------- */

/* As a key typed in the search does it. */
static double
time_filter (gpointer path)
{
  g_autoptr (XaStore) store = xa_store_open (path, XA_STORE_READ, NULL);
  XaScope scope = { .store = store, .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = XA_SMALLEST_COUNT_SCREEN };
  g_autoptr (XaExplore) explore = xa_explore_load (&scope, NULL);
  g_autoptr (XaExploreFilter) filter = xa_explore_filter_parse ("a size:>1", NULL);
  double start = bench_window_work ();
  g_autoptr (XaExploreList) list = xa_explore_list (explore, filter, XA_EXPLORE_BY_GROWTH_30, TRUE);

  return list->n > 0 ? (bench_window_work () - start) * 1e3 : NAN;
}

static void
fixture_clear (Fixture *self)
{
  g_clear_pointer (&self->frames, bench_frames_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static gboolean
measure (const char *path,
         const char *key_file)
{
  g_autoptr (XaSession) session = xa_session_new (path, key_file);
  g_auto (Fixture) fixture = { 0 };
  Bench      filter = { .bench = "explore-filter", .unit = "ms", .ours = time_filter, .runs = 5, .data = (gpointer) path };
  GtkWidget *view;
  GtkWidget *table = bench_stage_show (session, N_AUDIENCES, &view);

  if (!table)
    return FALSE;
  scroll (&fixture, table);
  bench_turns_begin ();
  look_for (view, table);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (view)));

  return bench_frames_tell (fixture.frames, "explore-scroll") && bench_turns_tell ("explore", "searching") && bench_run (&filter);
}

int
main (int    argc,
      char **argv)
{
  const BenchStage stage = { .n_audiences = N_AUDIENCES, .n_people = N_PEOPLE, .measure = measure };

  return bench_stage_run (&stage, argv);
}
