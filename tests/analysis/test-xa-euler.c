#include "analysis/xa-euler.h"

#include <math.h>

static void
count_areas (const XaEulerCircle *circles,
             guint                n,
             guint                n_points,
             double              *areas)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  double side = 8;

  for (guint region = 0; region < XA_EULER_N_REGIONS; region++)
    areas[region] = 0;
  for (guint k = 0; k < n_points; k++) {
    double x = g_rand_double_range (rand, -side / 2, side / 2);
    double y = g_rand_double_range (rand, -side / 2, side / 2);
    guint  region = 0;

    for (guint i = 0; i < n; i++)
      if (hypot (x - circles[i].x, y - circles[i].y) <= circles[i].radius)
        region |= 1u << i;
    areas[region] += side * side / n_points;
  }
}

/* All kinds of positions, against throwing darts: four deviations are allowed. */
static void
test_areas_against_darts (void)
{
  const guint n_points = 200000;
  g_autoptr (GRand) rand = g_rand_new_with_seed (17);

  for (guint k = 0; k < 30; k++) {
    XaEulerCircle circles[3];
    double        exact[XA_EULER_N_REGIONS];
    double        counted[XA_EULER_N_REGIONS];

    for (guint i = 0; i < 3; i++)
      circles[i] = (XaEulerCircle) { g_rand_double_range (rand, -1.5, 1.5), g_rand_double_range (rand, -1.5, 1.5),
                                     g_rand_double_range (rand, .2, 2) };
    xa_euler_regions (circles, 3, exact);
    count_areas (circles, 3, n_points, counted);
    for (guint region = 1; region < XA_EULER_N_REGIONS; region++)
      g_assert_cmpfloat_with_epsilon (exact[region], counted[region], 4 * 64 * sqrt (.16 / n_points) * sqrt (MAX (exact[region], .05) / 10));
  }
}

/* The closed forms of what two circles share, of one circle in another, of circles apart, and of
 * a circle with itself. */
static void
test_areas_in_closed_form (void)
{
  XaEulerCircle unit[] = { { 0, 0, 1 }, { 1, 0, 1 }, { .5, sqrt (3) / 2, 1 } };
  XaEulerCircle nested[] = { { 0, 0, 2 }, { .3, -.2, 1 }, { .3, -.2, .5 } };
  XaEulerCircle apart[] = { { 0, 0, 1 }, { 5, 0, 1 }, { 0, 5, 1 } };
  XaEulerCircle same[] = { { 1, 2, 1.5 }, { 1, 2, 1.5 }, { 1, 2, 1.5 } };

  g_assert_cmpfloat_with_epsilon (xa_euler_intersection (unit, 3, 1), G_PI, 1e-12);
  g_assert_cmpfloat_with_epsilon (xa_euler_intersection (unit, 3, 3), 2 * G_PI / 3 - sqrt (3) / 2, 1e-12);
  /* The triangle of Reuleaux. */
  g_assert_cmpfloat_with_epsilon (xa_euler_intersection (unit, 3, 7), (G_PI - sqrt (3)) / 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (xa_euler_intersection (nested, 3, 7), G_PI / 4, 1e-12);
  g_assert_cmpfloat_with_epsilon (xa_euler_intersection (nested, 3, 3), G_PI, 1e-12);
  g_assert_cmpfloat (xa_euler_intersection (apart, 3, 3), ==, 0);
  g_assert_cmpfloat (xa_euler_intersection (apart, 3, 7), ==, 0);
  g_assert_cmpfloat_with_epsilon (xa_euler_intersection (same, 3, 7), 2.25 * G_PI, 1e-12);
}

/* The union, from the regions, is what the drawn shares are shares of. */
static void
check_fit (const XaEuler *euler)
{
  double areas[XA_EULER_N_REGIONS];
  double total = 0;
  double largest = 0;

  xa_euler_regions (euler->circles, euler->n, areas);
  for (guint region = 1; region < 1u << euler->n; region++)
    total += areas[region];
  for (guint region = 1; region < 1u << euler->n; region++) {
    g_assert_cmpfloat_with_epsilon (euler->drawn[region], areas[region] / total, 1e-12);
    largest = MAX (largest, fabs (euler->drawn[region] - euler->wanted[region]));
  }
  g_assert_cmpfloat_with_epsilon (euler->largest_error, largest, 1e-12);
}

static void
test_two_are_exact (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint k = 0; k < 300; k++) {
    double  regions[4] = { 0 };
    XaEuler euler;

    for (guint region = 1; region < 4; region++)
      regions[region] = k % 7 == region ? 0 : pow (10, g_rand_double_range (rand, 0, 6));
    g_assert_true (xa_euler_fit (regions, 2, &euler));
    g_assert_cmpfloat (euler.largest_error, <, 1e-6);
    check_fit (&euler);
  }
}

/* What circles can show is found again, as exactly as it can be told. */
static void
test_three_that_can_be_drawn (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (23);
  guint n_found = 0;

  for (guint k = 0; k < 100; k++) {
    XaEulerCircle circles[3];
    double        regions[XA_EULER_N_REGIONS];
    XaEuler       euler;

    for (guint i = 0; i < 3; i++)
      circles[i] = (XaEulerCircle) { g_rand_double_range (rand, -1, 1), g_rand_double_range (rand, -1, 1), g_rand_double_range (rand, .5, 1.5) };
    xa_euler_regions (circles, 3, regions);
    g_assert_true (xa_euler_fit (regions, 3, &euler));
    check_fit (&euler);
    n_found += euler.largest_error < .005;
  }
  g_assert_cmpuint (n_found, >=, 97);
}

/* Seven regions of one size, which no three circles have: near, and said to be off. */
static void
test_three_that_cannot (void)
{
  static const double equal[XA_EULER_N_REGIONS] = { 0, 1, 1, 1, 1, 1, 1, 1 };
  static const double hollow[XA_EULER_N_REGIONS] = { 0, 0, 0, 100, 0, 100, 100, 0 };
  XaEuler             euler;

  g_assert_true (xa_euler_fit (equal, 3, &euler));
  check_fit (&euler);
  g_assert_cmpfloat (euler.largest_error, >, .005);
  g_assert_cmpfloat (euler.largest_error, <, .1);
  /* Three sets whose members are each in just two of them. */
  g_assert_true (xa_euler_fit (hollow, 3, &euler));
  check_fit (&euler);
  g_assert_cmpfloat (euler.largest_error, >, .03);
}

static void
test_apart_and_nested (void)
{
  static const double apart[XA_EULER_N_REGIONS] = { 0, 50, 20, 0, 90 };
  static const double nested[XA_EULER_N_REGIONS] = { 0, 500, 0, 100, 0, 0, 0, 30 };
  static const double nobody[XA_EULER_N_REGIONS] = { 0 };
  XaEuler             euler;

  g_assert_true (xa_euler_fit (apart, 3, &euler));
  g_assert_cmpfloat (euler.largest_error, <, 1e-6);
  g_assert_true (xa_euler_fit (nested, 3, &euler));
  g_assert_cmpfloat (euler.largest_error, <, 1e-4);
  g_assert_false (xa_euler_fit (nobody, 3, &euler));
}

/* A label stands in its region, and there is none for a region without an area. */
static void
test_anchors (void)
{
  static const double regions[XA_EULER_N_REGIONS] = { 0, 500, 300, 120, 400, 90, 60, 30 };
  static const double apart[XA_EULER_N_REGIONS] = { 0, 5, 5, 0 };
  XaEuler             euler;
  double              x, y;

  g_assert_true (xa_euler_fit (regions, 3, &euler));
  for (guint region = 1; region < XA_EULER_N_REGIONS; region++) {
    double room = xa_euler_anchor (&euler, region, &x, &y);

    g_assert_cmpfloat (room, >, 0);
    for (guint i = 0; i < 3; i++)
      g_assert_cmpint (hypot (x - euler.circles[i].x, y - euler.circles[i].y) < euler.circles[i].radius, ==, (region >> i & 1) != 0);
  }
  g_assert_true (xa_euler_fit (apart, 2, &euler));
  g_assert_cmpfloat (xa_euler_anchor (&euler, 3, &x, &y), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/euler/areas-against-darts", test_areas_against_darts);
  g_test_add_func ("/euler/areas-in-closed-form", test_areas_in_closed_form);
  g_test_add_func ("/euler/two-are-exact", test_two_are_exact);
  g_test_add_func ("/euler/three-that-can-be-drawn", test_three_that_can_be_drawn);
  g_test_add_func ("/euler/three-that-cannot", test_three_that_cannot);
  g_test_add_func ("/euler/apart-and-nested", test_apart_and_nested);
  g_test_add_func ("/euler/anchors", test_anchors);

  return g_test_run ();
}
