#include "insight/xa-result-cache.h"
#include "ui/explore/xa-explore-model.h"

#include "store/workspace.h"
#include "ui/explore/xa-explore-words.h"

/* Rows come by pages, one question each; what is let go is let go, and answers that come too late
 * change nothing. */

#define N_AUDIENCES (20 * XA_EXPLORE_PAGE_ROWS)
#define START (G_GINT64_CONSTANT (20000) * XA_USEC_PER_DAY)

typedef struct {
  Workspace      *workspace; /* (owned) */
  XaSession      *session;   /* (owned) */
  XaExplore      *explore;   /* (owned) */
  XaExploreList  *list;      /* (owned): by name */
  XaExploreModel *model;     /* (owned) */
} Setup;

/* Audience i has i % 5 + 1 days with a size. */
static void
fill (Workspace *workspace)
{
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch *batch = xa_batch_new ();

  for (guint i = 0; i < N_AUDIENCES; i++) {
    g_autofree char *name = g_strdup_printf ("Audience %05u", i);

    add_audience (batch, i, name, XA_BATCH_NO_REF);
    for (guint day = 0; day <= i % 5; day++)
      add_sample (batch, i, START + day * XA_USEC_PER_DAY, 1000 + i + day);
  }
  finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, FALSE);
  xa_store_close (store);
}

static XaExplore *
load (Setup *self)
{
  XaStore   *store = workspace_open (self->workspace, XA_STORE_READ);
  XaScope    scope = { .store = store, .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = XA_SMALLEST_COUNT_SCREEN };
  XaExplore *explore = xa_explore_load (&scope, NULL);

  g_assert_nonnull (explore);
  xa_store_close (store);

  return explore;
}

static Setup *
setup_new (void)
{
  Setup *self = g_new0 (Setup, 1);

  self->workspace = workspace_new ();
  fill (self->workspace);
  self->explore = load (self);
  self->list = xa_explore_list (self->explore, NULL, XA_EXPLORE_BY_NAME, FALSE);
  g_assert_cmpuint (self->list->n, ==, N_AUDIENCES);
  self->session = xa_session_new (self->workspace->path, NULL);
  self->model = xa_explore_model_new ();
  xa_explore_model_set_session (self->model, self->session);

  return self;
}

static void
setup_free (Setup *self)
{
  g_object_unref (self->model);
  g_object_unref (self->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  xa_explore_list_free (self->list);
  xa_explore_unref (self->explore);
  workspace_free (self->workspace);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Setup, setup_free)

static void
show (Setup *self,
      guint  n)
{
  xa_explore_model_show (self->model, self->explore, self->list->ids, n, 1e4);
}

static XaExploreEntry *
get (Setup *self,
     guint  position)
{
  return g_list_model_get_item (G_LIST_MODEL (self->model), position);
}

static void
wait_for_trend (XaExploreEntry *entry)
{
  while (xa_explore_entry_needs_trend (entry))
    g_main_context_iteration (NULL, TRUE);
}

static gpointer
answer_nothing (const XaScope    *scope,
                gpointer          data,
                XaInsightProgress progress,
                gpointer          progress_data,
                GError          **error)
{
  return data;
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_reader_ask_finish (result, &error) == data);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

/* Questions are answered in their order: all that was asked before is answered or dropped. */
static void
wait_for_all (Setup *self)
{
  gboolean is_answered = FALSE;
  XaAsk    ask = { answer_nothing, &is_answered, NULL, NULL };

  xa_session_ask_async (self->session, XA_ASK_QUICK, &ask, NULL, NULL, NULL, answered_cb, &is_answered);
  while (!is_answered)
    g_main_context_iteration (NULL, TRUE);
}

/* --- tests ------------------------------------------------------------------------------------ */

static void
test_pages (void)
{
  g_autoptr (Setup) self = setup_new ();
  g_autoptr (XaExploreEntry) first = NULL;
  g_autoptr (XaExploreEntry) last = NULL;
  g_autoptr (XaExploreEntry) next = NULL;

  show (self, N_AUDIENCES);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->model)), ==, N_AUDIENCES);
  g_assert_cmpuint (xa_explore_model_get_n_asked (self->model), ==, 0);
  first = get (self, 0);
  last = get (self, XA_EXPLORE_PAGE_ROWS - 1);
  g_assert_cmpuint (xa_explore_model_get_n_pages (self->model), ==, 1);
  g_assert_cmpuint (xa_explore_model_get_n_asked (self->model), ==, 1);
  g_assert_cmpstr (xa_explore_entry_get_row (last)->name, ==, "Audience 00063");
  g_assert_null (xa_explore_entry_get_trend (first));
  wait_for_trend (last);
  g_assert_cmpuint (xa_chart_count (xa_explore_entry_get_trend (first)), ==, 1);
  g_assert_cmpuint (xa_chart_count (xa_explore_entry_get_trend (last)), ==, 4);

  next = get (self, XA_EXPLORE_PAGE_ROWS);
  g_assert_cmpuint (xa_explore_model_get_n_asked (self->model), ==, 2);
  g_assert_cmpstr (xa_explore_entry_get_row (next)->name, ==, "Audience 00064");
  g_assert_null (get (self, N_AUDIENCES));
}

static void
test_least_used (void)
{
  g_autoptr (Setup) self = setup_new ();
  g_autoptr (XaExploreEntry) held = NULL;
  g_autoptr (XaExploreEntry) again = NULL;
  GWeakRef let_go;

  show (self, N_AUDIENCES);
  held = get (self, 0);
  again = get (self, 1);
  g_weak_ref_init (&let_go, again);
  g_clear_object (&again);
  for (guint page = 1; page < N_AUDIENCES / XA_EXPLORE_PAGE_ROWS; page++) {
    g_object_unref (get (self, page * XA_EXPLORE_PAGE_ROWS));
    g_assert_cmpuint (xa_explore_model_get_n_pages (self->model), ==, MIN (page + 1, XA_EXPLORE_MOST_PAGES));
    /* Used again and again, this page stays. */
    g_object_unref (get (self, XA_EXPLORE_PAGE_ROWS));
  }
  wait_for_all (self);
  g_assert_null (g_weak_ref_get (&let_go));
  g_weak_ref_clear (&let_go);
  g_assert_cmpuint (xa_explore_model_get_n_asked (self->model), ==, N_AUDIENCES / XA_EXPLORE_PAGE_ROWS);
  /* What somebody holds is the same row when its page comes back, and is not asked for twice. */
  again = get (self, 0);
  g_assert_true (again == held);
}

static void
test_late_answers (void)
{
  g_autoptr (Setup) self = setup_new ();
  g_autoptr (XaExploreEntry) entry = NULL;

  show (self, N_AUDIENCES);
  entry = get (self, 0);
  xa_explore_model_set_session (self->model, NULL);
  wait_for_all (self);
  g_assert_null (xa_explore_entry_get_trend (entry));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->model)), ==, 0);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
changed_cb (GListModel *model,
            guint       position,
            guint       removed,
            guint       added,
            guint      *last)
{
  last[0] = position;
  last[1] = removed;
  last[2] = added;
  last[3]++;
}

static void
test_changes (void)
{
  g_autoptr (Setup) self = setup_new ();
  g_autoptr (XaExploreEntry) entry = NULL;
  g_autoptr (XaExplore) newer = NULL;
  g_autofree gint64 *ids = NULL;
  guint              last[4] = { 0 }, n_changed = 0, n_trends = 0;

  xa_result_cache_clear ();
  newer = load (self);
  g_signal_connect (self->model, "items-changed", G_CALLBACK (changed_cb), last);
  show (self, 100);
  g_assert_cmpmem (last, sizeof last, ((guint[]) { 0, 0, 100, 1 }), sizeof last);
  entry = get (self, 7);
  wait_for_trend (entry);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (count_cb), &n_changed);
  g_signal_connect_swapped (entry, "trend", G_CALLBACK (count_cb), &n_trends);

  /* One taken out of the middle. */
  ids = g_memdup2 (self->list->ids, 100 * sizeof *ids);
  memmove (ids + 50, ids + 51, 49 * sizeof *ids);
  xa_explore_model_show (self->model, self->explore, ids, 99, 1e4);
  g_assert_cmpmem (last, sizeof last, ((guint[]) { 50, 1, 0, 2 }), sizeof last);
  g_assert_cmpuint (n_changed, ==, 0);

  /* Newer data of the same: the rows that are seen tell it, and get newer charts without being asked for. */
  xa_explore_model_show (self->model, newer, ids, 99, 1e4);
  g_assert_cmpuint (last[3], ==, 2);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_true (xa_explore_entry_get_row (entry) == xa_explore_find (newer, ids[7]));
  g_assert_true (xa_explore_entry_needs_trend (entry));
  g_assert_nonnull (xa_explore_entry_get_trend (entry));
  wait_for_trend (entry);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (n_trends, ==, 1);
}

/* A page that cannot be read leaves rows without charts, and says why once. */
static void
failed_cb (XaExploreModel *model,
           const GError   *error,
           guint          *n)
{
  g_assert_nonnull (error);
  (*n)++;
}

static void
test_unreadable (void)
{
  g_autoptr (Setup) self = setup_new ();
  g_autoptr (XaSession) nowhere = xa_session_new ("/nonexistent/w.xaudience", NULL);
  g_autoptr (XaExploreEntry) entry = NULL;
  guint n_failed = 0;

  xa_explore_model_set_session (self->model, nowhere);
  g_signal_connect (self->model, "failed", G_CALLBACK (failed_cb), &n_failed);
  show (self, 100);
  entry = get (self, 4);
  wait_for_trend (entry);
  g_assert_cmpuint (n_failed, ==, 1);
  g_assert_cmpuint (xa_chart_count (xa_explore_entry_get_trend (entry)), ==, 0);
}

/* --- words ------------------------------------------------------------------------------------ */

static void
test_words (void)
{
  static const struct {
    double      value;
    const char *text;
  } numbers[] = {
    { 0, "0" },
    { 999, "999" },
    { 1000, "1,000" },
    { 9999, "9,999" },
    { 9999.6, "10.0 k" },
    { 12431, "12.4 k" },
    { 99949, "99.9 k" },
    { 99951, "100 k" },
    { 999499, "999 k" },
    { 999500, "1.0 M" },
    { 181204000, "181 M" },
  };
  const struct {
    XaFigure    figure;
    const char *text;
  } figures[] = {
    { xa_figure_exact (12431), "12.4 k" },
    { xa_figure_estimate (8123, 7000, 9000), "about 8,123" },
    { xa_figure_lower_bound (512), "at least 512" },
    { xa_figure_bounds (10, 20), "10 to 20" },
    { xa_figure_rounded (12300, 100), "about 12.3 k" },
    { xa_figure_not_comparable (XA_NOTE_NOT_SEEN), "not known" },
    { xa_figure_suppressed (XA_NOTE_SMALL_COUNT), "< 5" },
    { xa_figure_suppressed (XA_NOTE_WOULD_REVEAL), "hidden" },
  };
  XaGrowth growth = { .change = xa_figure_exact (-254), .relative = xa_figure_exact (-.0212) };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *text = xa_explore_say_number (numbers[i].value);

    g_assert_cmpstr (text, ==, numbers[i].text);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++) {
    g_autofree char *text = xa_explore_say_people (&figures[i].figure);
    g_autofree char *full = xa_explore_say_people_full (&figures[i].figure);

    g_assert_cmpstr (text, ==, figures[i].text);
    /* A number is told in full, and what is withheld with its reason. */
    if (!xa_figure_has_number (&figures[i].figure))
      g_assert_nonnull (strstr (full, xa_figure_note_words (figures[i].figure.note)));
    else
      g_assert_null (strstr (full, " k"));
  }
  {
    g_autofree char *text = xa_explore_say_growth (&growth);
    g_autofree char *full = xa_explore_say_growth_full (&growth, 30);

    g_assert_cmpstr (text, ==, "−2.1 %");
    g_assert_cmpstr (full, ==, "−2.1 % in 30 days: −254 people");
  }
}

static void
test_ages (void)
{
  static const struct {
    gint64      age_s;
    const char *text;
  } ages[] = {
    { 0, "1 min" },
    { 59 * 60, "59 min" },
    { 3600, "1 h" },
    { 86399, "23 h" },
    { 86400, "1 d" },
    { 7 * 86400 - 1, "6 d" },
  };
  g_autofree char *never = xa_explore_say_age (XA_TIME_UNKNOWN, START);
  g_autofree char *old = xa_explore_say_age (START, START + 7 * XA_USEC_PER_DAY);
  g_autofree char *ahead = xa_explore_say_age (START, START - 1);

  for (gsize i = 0; i < G_N_ELEMENTS (ages); i++) {
    g_autofree char *text = xa_explore_say_age (START, START + ages[i].age_s * G_USEC_PER_SEC);

    g_assert_cmpstr (text, ==, ages[i].text);
  }
  g_assert_cmpstr (never, ==, "never");
  g_assert_cmpstr (old, ==, "4 Oct 2024");
  g_assert_cmpstr (ahead, ==, "4 Oct 2024");
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/explore-model/pages", test_pages);
  g_test_add_func ("/ui/explore-model/least-used", test_least_used);
  g_test_add_func ("/ui/explore-model/late-answers", test_late_answers);
  g_test_add_func ("/ui/explore-model/changes", test_changes);
  g_test_add_func ("/ui/explore-model/unreadable", test_unreadable);
  g_test_add_func ("/ui/explore-words/figures", test_words);
  g_test_add_func ("/ui/explore-words/ages", test_ages);

  return g_test_run ();
}
