#include "ui/graph/xa-graph-look.h"
#include "ui/graph/xa-graph-painter.h"
#include "ui/graph/xa-graph-plan.h"

#include <math.h>
#include <string.h>

#define N 6

/* Six audiences: 0, 1 and 2 share much, 3 and 4 a little and perhaps by chance, 5 nothing. */
static const struct {
  guint  a, b;
  double mutual, lift, q;
} ties[] = {
  { 0, 1, 300, 4, 0.001 },
  { 0, 2, 200, 3, 0.001 },
  { 1, 2, 100, 2, 0.01 },
  { 3, 4, 20, 1.1, 0.6 },
  { 2, 3, 0, 0, 1 },
};

static XaSubject *
make_subject (guint i)
{
  XaSubject *subject = g_new0 (XaSubject, 1);

  subject->id = i + 1;
  subject->name = g_strdup_printf ("Audience %u", i);
  subject->platform = i == 5 ? XA_PLATFORM_DISCORD : XA_PLATFORM_TELEGRAM;
  subject->simulated = TRUE;

  return subject;
}

static XaOverlapPair
make_pair (guint i)
{
  XaOverlapPair pair = { .a = ties[i].a, .b = ties[i].b, .q = xa_figure_exact (ties[i].q) };

  for (guint measure = 0; measure < XA_N_MEASURES; measure++)
    pair.measures[measure] = xa_figure_not_comparable (XA_NOTE_NOT_SEEN);
  pair.measures[XA_MEASURE_MUTUAL] = xa_figure_exact (ties[i].mutual);
  pair.measures[XA_MEASURE_LIFT] = xa_figure_exact (ties[i].lift);

  return pair;
}

static XaGraphData *
invent (void)
{
  XaGraph         *graph = g_new0 (XaGraph, 1);
  XaGraphReference reference = { 3, 5, XA_LINK_FORWARD, 40 };

  graph->overlaps = g_new0 (XaOverlaps, 1);
  g_atomic_ref_count_init (&graph->overlaps->ref_count);
  graph->overlaps->subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_subject_free);
  graph->overlaps->sizes = g_array_new (FALSE, FALSE, sizeof (XaFigure));
  graph->overlaps->pairs = g_array_new (FALSE, FALSE, sizeof (XaOverlapPair));
  graph->ties = g_array_new (FALSE, FALSE, sizeof (XaGraphTie));
  graph->references = g_array_new (FALSE, FALSE, sizeof (XaGraphReference));
  graph->points = g_new0 (XaPoint, N);
  for (guint i = 0; i < N; i++) {
    XaFigure size = i == 4 ? xa_figure_suppressed (XA_NOTE_SMALL_COUNT) : xa_figure_exact (1000 - 100 * i);

    g_ptr_array_add (graph->overlaps->subjects, make_subject (i));
    g_array_append_val (graph->overlaps->sizes, size);
    graph->points[i] = (XaPoint) { 10.0 * i, i % 2 };
  }
  for (guint i = 0; i < G_N_ELEMENTS (ties); i++) {
    XaOverlapPair pair = make_pair (i);

    g_array_append_val (graph->overlaps->pairs, pair);
  }
  g_array_append_val (graph->references, reference);

  return xa_graph_data_new (graph, N + 3);
}

static const XaGraphFilter everything = { .measure = XA_MEASURE_MUTUAL, .mutual = TRUE, .references = TRUE };

static void
test_filters (void)
{
  g_autoptr (XaGraphData) data = invent ();
  static const struct {
    XaGraphFilter filter;
    guint         n_ties, n_references, n_any;
  } cases[] = {
    { { XA_MEASURE_MUTUAL, 0, FALSE, TRUE, TRUE, FALSE }, 4, 1, 4 },
    { { XA_MEASURE_MUTUAL, 0, TRUE, TRUE, TRUE, FALSE }, 3, 1, 4 },
    { { XA_MEASURE_MUTUAL, 150, TRUE, TRUE, FALSE, FALSE }, 2, 0, 4 },
    { { XA_MEASURE_LIFT, 3.5, FALSE, TRUE, TRUE, TRUE }, 1, 1, 4 },
    { { XA_MEASURE_MUTUAL, 0, FALSE, FALSE, TRUE, FALSE }, 0, 1, 4 },
    { { XA_MEASURE_JACCARD, 0, FALSE, TRUE, TRUE, FALSE }, 0, 1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (XaGraphPlan) plan = xa_graph_plan_new (data, &cases[i].filter, NULL);

    g_test_message ("case %u", i);
    g_assert_cmpuint (plan->ties->len, ==, cases[i].n_ties);
    g_assert_cmpuint (plan->references->len, ==, cases[i].n_references);
    g_assert_cmpuint (plan->n_any, ==, cases[i].n_any);
    g_assert_cmpuint (plan->scene->n_lines, ==, cases[i].n_ties + cases[i].n_references);
  }
}

static void
test_colors_and_words (void)
{
  g_autoptr (XaGraphData) data = invent ();
  g_autoptr (XaGraphPlan) plan = xa_graph_plan_new (data, &everything, NULL);
  g_autofree char *largest = xa_graph_plan_tell (plan, 0);
  g_autofree char *withheld = xa_graph_plan_tell (plan, 4);
  XaGraphFilter    by_platform = everything;

  g_assert_cmpuint (plan->colors->names->len, ==, 2);
  g_assert_cmpstr (plan->colors->names->pdata[0], ==, "Audience 0, Audience 1");
  g_assert_cmpuint (plan->colors->of[0], ==, 0);
  g_assert_cmpuint (plan->colors->of[2], ==, 0);
  g_assert_cmpuint (plan->colors->of[3], ==, 1);
  g_assert_cmpuint (plan->colors->of[5], ==, G_MAXUINT);
  g_assert_cmpstr (largest, ==, "Audience 0, Telegram: 1,000 members, tied to 2 others, in the community of Audience 0, Audience 1, simulated");
  g_assert_null (strstr (withheld, "600"));
  g_assert_cmpfloat (plan->scene->nodes[4].size, ==, 0);

  by_platform.by_platform = TRUE;
  xa_graph_plan_free (g_steal_pointer (&plan));
  plan = xa_graph_plan_new (data, &by_platform, NULL);
  g_assert_cmpuint (plan->colors->names->len, ==, 2);
  g_assert_cmpuint (plan->colors->of[5], ==, 1);
}

static void
test_places (void)
{
  g_autoptr (XaGraphData) data = invent ();
  g_autoptr (XaGraphPlan) plan = NULL;
  XaPoint  points[N];
  gboolean pins[N] = { FALSE, FALSE, TRUE };

  for (guint i = 0; i < N; i++)
    points[i] = (XaPoint) { 100.0 * i, 7 };
  plan = xa_graph_plan_new (data, &everything, points);
  for (guint i = 0; i < N; i++)
    g_assert_cmpfloat (plan->scene->nodes[i].at.x, ==, 100.0 * i);

  g_assert_true (xa_graph_plan_arrange (plan, pins, points, NULL, NULL));
  g_assert_cmpfloat (points[2].x, ==, 200);
  g_assert_cmpfloat (points[2].y, ==, 7);
  g_assert_true (points[0].x != 0 || points[0].y != 7);
  for (guint i = 0; i < N; i++)
    g_assert_true (isfinite (points[i].x) && isfinite (points[i].y));
}

static guint
count (const XaGraphLook *look,
       const XaGraphPlan *plan)
{
  g_autofree gboolean *hidden = xa_graph_look_get_hidden (look, plan);
  guint                n = 0;

  for (guint i = 0; i < N; i++)
    n += !hidden[i];

  return n;
}

static void
test_look (void)
{
  g_autoptr (XaGraphData) data = invent ();
  g_autoptr (XaGraphPlan) plan = xa_graph_plan_new (data, &everything, NULL);
  g_auto (XaGraphLook) look = XA_GRAPH_LOOK_INIT;
  g_auto (XaGraphLook) copy = { 0 };
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32          one = 1;
  g_autofree char *words = NULL;

  look.filter = everything;
  g_assert_cmpuint (count (&look, plan), ==, N);
  look.ego = 3; /* 4 by members, 5 by a forward */
  g_assert_cmpuint (count (&look, plan), ==, 3);
  look.platform = XA_PLATFORM_TELEGRAM;
  g_assert_cmpuint (count (&look, plan), ==, 2);
  look.ego = -1;
  look.group = 0;
  g_assert_cmpuint (count (&look, plan), ==, 3);

  copy = xa_graph_look_copy (&look);
  g_assert_true (xa_graph_look_equal (&look, &copy));
  g_array_append_val (nodes, one);
  xa_graph_look_hide (&look, N, nodes);
  g_assert_cmpuint (xa_graph_look_count_hidden (&look), ==, 1);
  g_assert_cmpuint (count (&look, plan), ==, 2);
  g_assert_false (xa_graph_look_equal (&look, &copy));
  words = xa_graph_look_summarise (&look, plan);
  g_assert_cmpstr (words, ==, "2 of 6 audiences, 4 of 4 ties, 1 reference, 2 communities");
  xa_graph_look_hide (&look, 0, NULL);
  g_assert_true (xa_graph_look_equal (&look, &copy));
}

static void
painted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  GPtrArray *paintings = data;

  g_ptr_array_add (paintings, xa_graph_painter_draw_finish (result, NULL));
}

/* Pictures come in the order they were asked for; one that is cancelled comes as none; a painter that
 * is let go finishes without anybody waiting. */
static void
test_painter (void)
{
  g_autoptr (XaGraphData) data = invent ();
  g_autoptr (XaGraphPlan) plan = xa_graph_plan_new (data, &everything, NULL);
  g_autoptr (GPtrArray) paintings = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_graph_painting_free);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  XaGraphPainter *painter = xa_graph_painter_new ();
  XaRect          area = { -20, -20, 340, 240 };
  XaGraphPicture  picture = { .projection = xa_graph_scene_fit (plan->scene, NULL, (XaRect) { 0, 0, 300, 200 }), .density = 2, .theme = &xa_theme_dark };

  g_cancellable_cancel (cancelled);
  xa_graph_painter_draw_async (painter, plan->scene, &picture, area, NULL, painted_cb, paintings);
  xa_graph_painter_draw_async (painter, plan->scene, &picture, area, cancelled, painted_cb, paintings);
  xa_graph_painter_draw_async (painter, plan->scene, &picture, area, NULL, painted_cb, paintings);
  xa_graph_painter_free (painter);
  while (paintings->len < 3)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0, n = 0; i < 3; i++) {
    const XaGraphPainting *painting = paintings->pdata[i];

    n += painting != NULL;
    if (painting) {
      g_assert_cmpint (gdk_texture_get_width (painting->texture), ==, 680);
      g_assert_cmpint (gdk_texture_get_height (painting->texture), ==, 480);
      g_assert_cmpfloat_with_epsilon (painting->projection.x, picture.projection.x, 1e-9);
    }
    g_assert_cmpuint (n, <=, 2);
    g_assert_true (i < 2 || n == 2);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/ui/graph-plan/filters", test_filters);
  g_test_add_func ("/ui/graph-plan/colors-and-words", test_colors_and_words);
  g_test_add_func ("/ui/graph-plan/places", test_places);
  g_test_add_func ("/ui/graph-plan/look", test_look);
  g_test_add_func ("/ui/graph-plan/painter", test_painter);

  return g_test_run ();
}
