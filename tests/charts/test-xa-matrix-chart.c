#include "chart-probe.h"
#include "charts/xa-matrix-chart.h"

#include <math.h>

#define WIDTH 560
#define HEIGHT 300
#define N 4

static const XaRect      whole = { 0, 0, WIDTH, HEIGHT };
static const char *const names[] = { "Alpha", "Beta <b>", "Gamma", "Delta" };
static const guint       categories[] = { 0, 1, 2, 3 };
static const guint       order[] = { 2, 0, 3, 1 };

static void
fill (XaFigure *mutual,
      XaFigure *lift,
      XaFigure *sizes)
{
  for (guint i = 0; i < N; i++) {
    sizes[i] = xa_figure_exact (1000 * (i + 1));
    for (guint j = 0; j < N; j++) {
      mutual[i * N + j] = xa_figure_exact (100 * (i + j));
      lift[i * N + j] = xa_figure_exact (i + j == 1 ? .5 : i + j == 5 ? 2
                                                                      : 1);
    }
  }
  mutual[0 * N + 2] = mutual[2 * N + 0] = xa_figure_suppressed (XA_NOTE_SMALL_COUNT);
  mutual[0 * N + 3] = mutual[3 * N + 0] = xa_figure_not_comparable (XA_NOTE_TWO_PLATFORMS);
  mutual[1 * N + 2] = mutual[2 * N + 1] = xa_figure_estimate (300, 200, 400);
}

static XaChart *
make (gboolean     two_halves,
      const guint *how)
{
  XaFigure          mutual[N * N], lift[N * N], sizes[N];
  XaMatrixChartData data = { "Overlap", names, categories, sizes, how, N, { "mutual members", mutual, XA_FIGURE_STYLE_COUNT, XA_MATRIX_SCALE_FROM_ZERO }, { NULL }, FALSE };

  fill (mutual, lift, sizes);
  if (two_halves)
    data.lower = (XaMatrixHalf) { "lift", lift, XA_FIGURE_STYLE_RATIO, XA_MATRIX_SCALE_AROUND_ONE };

  return xa_matrix_chart_new (&data);
}

/* The mean of a channel over the corner of a cell, away from its words. */
static double
get_shade (cairo_surface_t *surface,
           const XaChart   *chart,
           gsize            item,
           int              shift)
{
  XaRect cell = xa_chart_locate (chart, whole, &xa_theme_light, item);
  double sum = 0;
  int    n = 0;

  for (int y = (int) cell.y + 2; y < cell.y + 8; y++)
    for (int x = (int) cell.x + 2; x < cell.x + cell.width - 2; x++, n++)
      sum += probe_pixel (surface, x, y) >> shift & 255;

  return sum / n;
}

/* More is darker; what has no number has no colour but a sign. */
static void
test_shades (void)
{
  g_autoptr (XaChart) chart = make (FALSE, NULL);
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);

  g_assert_cmpfloat (get_shade (surface, chart, 0 * N + 1, 16), >, get_shade (surface, chart, 1 * N + 3, 16));
  g_assert_cmpfloat (get_shade (surface, chart, 1 * N + 3, 16), >, get_shade (surface, chart, 2 * N + 3, 16));
  g_assert_cmpfloat (get_shade (surface, chart, 0 * N + 2, 16), >, 250);
  g_assert_cmpfloat (get_shade (surface, chart, 0 * N + 3, 16), >, 250);
  g_assert_cmpuint (probe_count (surface, xa_chart_locate (chart, whole, &xa_theme_light, 0 * N + 2), xa_theme_light.dim), >, 20);
  g_assert_cmpuint (probe_count (surface, xa_chart_locate (chart, whole, &xa_theme_light, 0 * N + 3), xa_theme_light.dim), >, 0);
  cairo_surface_destroy (surface);
}

/* Below chance is blue, above it orange, at chance almost nothing. */
static void
test_around_one (void)
{
  g_autoptr (XaChart) chart = make (TRUE, NULL);
  cairo_surface_t *surface = probe_draw (chart, WIDTH, HEIGHT, &xa_theme_light, -1);

  g_assert_cmpfloat (get_shade (surface, chart, 1 * N + 0, 0), >, get_shade (surface, chart, 1 * N + 0, 16) + 30);
  g_assert_cmpfloat (get_shade (surface, chart, 3 * N + 2, 16), >, get_shade (surface, chart, 3 * N + 2, 0) + 30);
  g_assert_cmpfloat (get_shade (surface, chart, 2 * N + 0, 0), >, 235);
  cairo_surface_destroy (surface);
}

/* Rows and columns follow the order, and each cell stays its pair's. */
static void
test_order_and_words (void)
{
  g_autoptr (XaChart) plain = make (FALSE, NULL);
  g_autoptr (XaChart) moved = make (TRUE, order);
  g_autoptr (GPtrArray) table = xa_chart_tabulate (moved);
  g_autofree char *summary = xa_chart_summarise (moved);

  probe_tells (plain, 0 * N + 1, "Alpha and Beta <b>: mutual members: 100");
  probe_tells (plain, 0 * N + 2, "Alpha and Gamma: mutual members: hidden: fewer people than may be shown");
  probe_tells (plain, 0 * N + 3, "Alpha and Delta: mutual members: not comparable: two platforms: their people cannot be matched");
  probe_tells (plain, 1 * N + 2, "Beta <b> and Gamma: mutual members: about 300 (200 to 400)");
  probe_tells (plain, 2 * N + 2, "Gamma: members: 3,000");
  probe_tells (moved, 0 * N + 2, "Gamma and Delta: mutual members: 500");
  probe_tells (moved, 2 * N + 0, "Delta and Gamma: lift: 2.00");
  probe_tells (moved, 3 * N + 1, "Beta <b> and Alpha: lift: 0.5000");
  g_assert_nonnull (strstr (summary, "Strongest: Gamma and Delta: mutual members: 500."));
  g_assert_nonnull (strstr (summary, "2 of 6 pairs have no figure."));
  g_assert_cmpuint (table->len, ==, 1 + N * N);
  g_assert_cmpstr (probe_cell (table, 3, 3), ==, "500");
}

static void
test_picking (void)
{
  g_autoptr (XaChart) chart = make (TRUE, order);

  probe_pick_inverts_locate (chart, whole, &xa_theme_light);
  probe_keys_reach_all (chart);
  g_assert_cmpint (xa_chart_pick (chart, whole, &xa_theme_light, 3, HEIGHT / 2), ==, -1);
}

static void
test_nothing_and_many (void)
{
  enum {
    many = 30
  };
  const char       *all[many];
  guint             colors[many];
  XaFigure          sizes[many];
  XaFigure         *figures = g_new (XaFigure, many * many);
  XaMatrixChartData none = { .name = "Nothing" };
  g_autoptr (XaChart) nothing = xa_matrix_chart_new (&none);
  g_autoptr (XaChart) huge = NULL;

  for (guint i = 0; i < many; i++) {
    all[i] = "An audience with a rather long name";
    colors[i] = i;
    sizes[i] = xa_figure_exact (NAN);
    for (guint j = 0; j < many; j++)
      figures[i * many + j] = (i + j) % 3 ? xa_figure_exact ((i + j) % 5 ? 1e300 : -1) : xa_figure_bounds (0, 5);
  }
  huge = xa_matrix_chart_new (&(XaMatrixChartData) { "Many", all, colors, sizes, NULL, many, { "lift", figures, XA_FIGURE_STYLE_RATIO, XA_MATRIX_SCALE_AROUND_ONE }, { NULL }, TRUE });
  probe_survives (nothing);
  probe_survives (huge);
  probe_pick_inverts_locate (huge, (XaRect) { 0, 0, 328, 300 }, &xa_theme_dark);
  g_free (figures);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/matrix-chart/shades", test_shades);
  g_test_add_func ("/matrix-chart/around-one", test_around_one);
  g_test_add_func ("/matrix-chart/order-and-words", test_order_and_words);
  g_test_add_func ("/matrix-chart/picking", test_picking);
  g_test_add_func ("/matrix-chart/nothing-and-many", test_nothing_and_many);

  return g_test_run ();
}
