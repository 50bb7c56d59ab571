#include "analysis/xa-euler.h"

#include <math.h>
#include <stdlib.h>

/* Between two circles that share nothing, in parts of the smaller radius. */
#define GAP 0.08

/* Rounds of the search, and how many places it starts from. */
#define MOST_STEPS 1500
#define N_STARTS 4

/* The search has six numbers: three radii, the distance of the first two circles, the place of
 * the third. A simplex has one corner more. */
#define N_PARAMETERS 6
#define N_CORNERS (N_PARAMETERS + 1)

static gboolean
is_inside (const XaEulerCircle *circle,
           double               x,
           double               y)
{
  return hypot (x - circle->x, y - circle->y) <= circle->radius;
}

static gboolean
is_same (const XaEulerCircle *a,
         const XaEulerCircle *b)
{
  return a->x == b->x && a->y == b->y && a->radius == b->radius;
}

/* The directions from the middle of @a in which its rim meets that of @b: two or none. */
static guint
find_crossings (const XaEulerCircle *a,
                const XaEulerCircle *b,
                double              *angles)
{
  double dx = b->x - a->x;
  double dy = b->y - a->y;
  double d = hypot (dx, dy);
  double to_chord, half;

  if (d == 0 || a->radius <= 0 || d >= a->radius + b->radius || d <= fabs (a->radius - b->radius))
    return 0;
  to_chord = (d * d + a->radius * a->radius - b->radius * b->radius) / (2 * d);
  half = acos (CLAMP (to_chord / a->radius, -1, 1));
  angles[0] = atan2 (dy, dx) - half;
  angles[1] = atan2 (dy, dx) + half;

  return 2;
}

static int
compare_angles (gconstpointer a,
                gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Whether the rim of circle @i in a direction bounds what all of @which share. Of circles that are
 * the same, the first bounds it. */
static gboolean
bounds_intersection (const XaEulerCircle *circles,
                     guint                n,
                     guint                which,
                     guint                i,
                     double               angle)
{
  double x = circles[i].x + circles[i].radius * cos (angle);
  double y = circles[i].y + circles[i].radius * sin (angle);

  for (guint j = 0; j < n; j++) {
    if (j == i || !(which & 1u << j))
      continue;
    if (is_same (&circles[i], &circles[j]) ? j < i : !is_inside (&circles[j], x, y))
      return FALSE;
  }

  return TRUE;
}

/* Half the line integral of x dy - y dx along the rim. */
static double
integrate_arc (const XaEulerCircle *circle,
               double               from,
               double               to)
{
  double r = circle->radius;

  return .5 * r * (r * (to - from) + circle->x * (sin (to) - sin (from)) - circle->y * (cos (to) - cos (from)));
}

/**
 * xa_euler_intersection:
 * @circles: (array length=n): any number of circles up to 3
 * @which: bit i for circle i; at least one
 *
 * The area in all of these circles at once, by Green's theorem along the arcs that bound it:
 * exact, also where one circle lies in another, or none meet.
 *
 * Returns: the area
 */
double
xa_euler_intersection (const XaEulerCircle *circles,
                       guint                n,
                       guint                which)
{
  double area = 0;

  g_return_val_if_fail (n <= XA_EULER_MOST_SETS, NAN);

  for (guint i = 0; i < n; i++) {
    double angles[2 * XA_EULER_MOST_SETS + 1];
    guint  n_angles = 0;

    if (!(which & 1u << i))
      continue;
    for (guint j = 0; j < n; j++)
      if (j != i && which & 1u << j)
        n_angles += find_crossings (&circles[i], &circles[j], angles + n_angles);
    if (n_angles == 0) {
      if (bounds_intersection (circles, n, which, i, 0))
        area += integrate_arc (&circles[i], 0, 2 * G_PI);
      continue;
    }
    for (guint k = 0; k < n_angles; k++)
      angles[k] -= 2 * G_PI * floor (angles[k] / (2 * G_PI));
    qsort (angles, n_angles, sizeof *angles, compare_angles);
    angles[n_angles] = angles[0] + 2 * G_PI;
    for (guint k = 0; k < n_angles; k++)
      if (bounds_intersection (circles, n, which, i, (angles[k] + angles[k + 1]) / 2))
        area += integrate_arc (&circles[i], angles[k], angles[k + 1]);
  }

  return MAX (area, 0);
}

/**
 * xa_euler_regions:
 * @areas: (out caller-allocates) (array length=XA_EULER_N_REGIONS): the area of each region: in
 *   these circles and in no other; 0 for region 0
 */
void
xa_euler_regions (const XaEulerCircle *circles,
                  guint                n,
                  double              *areas)
{
  guint n_regions = 1u << n;

  for (guint region = 0; region < XA_EULER_N_REGIONS; region++)
    areas[region] = region && region < n_regions ? xa_euler_intersection (circles, n, region) : 0;
  /* From "in these at least" to "in just these", one set after the other. */
  for (guint i = 0; i < n; i++)
    for (guint region = 1; region < n_regions; region++)
      if (!(region & 1u << i))
        areas[region] -= areas[region | 1u << i];
  for (guint region = 1; region < n_regions; region++)
    areas[region] = MAX (areas[region], 0);
}

/* In all of @which at least. */
static double
sum_containing (const double *regions,
                guint         n,
                guint         which)
{
  double sum = 0;

  for (guint region = 1; region < 1u << n; region++)
    if ((region & which) == which)
      sum += regions[region];

  return sum;
}

/* How far apart two circles stand that share @shared. Bisection: what they share falls with the
 * distance. */
static double
find_distance (double r1,
               double r2,
               double shared)
{
  double low = fabs (r1 - r2);
  double high = r1 + r2;
  double smaller = G_PI * MIN (r1, r2) * MIN (r1, r2);

  if (shared <= smaller * 1e-9)
    return high + GAP * MIN (r1, r2);
  if (shared >= smaller * (1 - 1e-9))
    return low * .7;
  for (guint i = 0; i < 80; i++) {
    double        middle = (low + high) / 2;
    XaEulerCircle pair[] = { { 0, 0, r1 }, { middle, 0, r2 } };

    if (xa_euler_intersection (pair, 2, 3) > shared)
      low = middle;
    else
      high = middle;
  }

  return (low + high) / 2;
}

static void
place (const double  *at,
       XaEulerCircle *circles)
{
  circles[0] = (XaEulerCircle) { 0, 0, fabs (at[0]) };
  circles[1] = (XaEulerCircle) { at[3], 0, fabs (at[1]) };
  circles[2] = (XaEulerCircle) { at[4], at[5], fabs (at[2]) };
}

/* The squared errors of all regions: "stress" but for its scale. */
static double
judge (const double *wanted,
       const double *at)
{
  XaEulerCircle circles[3];
  double        areas[XA_EULER_N_REGIONS];
  double        error = 0;

  place (at, circles);
  xa_euler_regions (circles, 3, areas);
  for (guint region = 1; region < XA_EULER_N_REGIONS; region++)
    error += (areas[region] - wanted[region]) * (areas[region] - wanted[region]);

  return error;
}

typedef struct {
  double at[N_PARAMETERS];
  double error;
} Corner;

static int
compare_corners (gconstpointer a,
                 gconstpointer b)
{
  double x = ((const Corner *) a)->error;
  double y = ((const Corner *) b)->error;

  return (x > y) - (x < y);
}

/* The place on the line from the worst corner through the middle of the others. */
static Corner
try_place (const double *wanted,
           const double *middle,
           const Corner *worst,
           double        how_far)
{
  Corner corner;

  for (guint k = 0; k < N_PARAMETERS; k++)
    corner.at[k] = middle[k] + how_far * (middle[k] - worst->at[k]);
  corner.error = judge (wanted, corner.at);

  return corner;
}

static void
shrink (const double *wanted,
        Corner       *corners)
{
  for (guint i = 1; i < N_CORNERS; i++) {
    for (guint k = 0; k < N_PARAMETERS; k++)
      corners[i].at[k] = (corners[i].at[k] + corners[0].at[k]) / 2;
    corners[i].error = judge (wanted, corners[i].at);
  }
}

/* One step of J. A. Nelder and R. Mead, The Computer Journal 7(4), 1965. */
static void
step_simplex (const double *wanted,
              Corner       *corners)
{
  double  middle[N_PARAMETERS] = { 0 };
  Corner *worst = &corners[N_CORNERS - 1];
  Corner  tried;

  for (guint i = 0; i + 1 < N_CORNERS; i++)
    for (guint k = 0; k < N_PARAMETERS; k++)
      middle[k] += corners[i].at[k] / (N_CORNERS - 1);
  tried = try_place (wanted, middle, worst, 1);
  if (tried.error < corners[0].error) {
    Corner farther = try_place (wanted, middle, worst, 2);

    *worst = farther.error < tried.error ? farther : tried;
  } else if (tried.error < corners[N_CORNERS - 2].error) {
    *worst = tried;
  } else {
    Corner nearer = try_place (wanted, middle, worst, tried.error < worst->error ? .5 : -.5);

    if (nearer.error < MIN (tried.error, worst->error))
      *worst = nearer;
    else
      shrink (wanted, corners);
  }
}

static void
descend (const double *wanted,
         Corner       *best)
{
  Corner corners[N_CORNERS];

  corners[0] = *best;
  for (guint i = 1; i < N_CORNERS; i++) {
    corners[i] = *best;
    corners[i].at[i - 1] += .1 * MAX (fabs (best->at[i - 1]), .2);
    corners[i].error = judge (wanted, corners[i].at);
  }
  for (guint i = 0; i < MOST_STEPS; i++) {
    qsort (corners, N_CORNERS, sizeof *corners, compare_corners);
    if (corners[0].error < 1e-14 || corners[N_CORNERS - 1].error - corners[0].error < 1e-16)
      break;
    step_simplex (wanted, corners);
  }
  qsort (corners, N_CORNERS, sizeof *corners, compare_corners);
  *best = corners[0];
}

/* Circles of the right sizes, each two as far apart as they would be alone. Where three such
 * distances make no triangle, the third circle keeps its distance to the first. */
static Corner
start (const double *wanted,
       double        turn)
{
  Corner corner;
  double d01, d02, d12;
  double along;

  for (guint i = 0; i < 3; i++)
    corner.at[i] = sqrt (sum_containing (wanted, 3, 1u << i) / G_PI);
  d01 = find_distance (corner.at[0], corner.at[1], sum_containing (wanted, 3, 3));
  d02 = find_distance (corner.at[0], corner.at[2], sum_containing (wanted, 3, 5));
  d12 = find_distance (corner.at[1], corner.at[2], sum_containing (wanted, 3, 6));
  along = d01 > 0 ? (d02 * d02 - d12 * d12 + d01 * d01) / (2 * d01) : 0;
  along = CLAMP (along, -d02, d02);
  corner.at[3] = d01;
  corner.at[4] = along * cos (turn) - sqrt (MAX (d02 * d02 - along * along, 0)) * sin (turn);
  corner.at[5] = along * sin (turn) + sqrt (MAX (d02 * d02 - along * along, 0)) * cos (turn);
  corner.error = judge (wanted, corner.at);

  return corner;
}

static void
fit_three (XaEuler *self)
{
  Corner best = start (self->wanted, 0);

  for (guint i = 0; i < N_STARTS && best.error > 1e-14; i++) {
    Corner tried = start (self->wanted, i * .4);

    descend (self->wanted, &tried);
    descend (self->wanted, &tried); /* a fresh simplex where the first one had collapsed */
    if (i == 0 || tried.error < best.error)
      best = tried;
  }
  place (best.at, self->circles);
}

static void
fit_two (XaEuler *self)
{
  double r0 = sqrt (sum_containing (self->wanted, 2, 1) / G_PI);
  double r1 = sqrt (sum_containing (self->wanted, 2, 2) / G_PI);

  self->circles[0] = (XaEulerCircle) { 0, 0, r0 };
  self->circles[1] = (XaEulerCircle) { find_distance (r0, r1, self->wanted[3]), 0, r1 };
}

/**
 * xa_euler_fit:
 * @regions: (array length=2^n): how many are in each region: in these sets and in no other;
 *   finite and not negative; the first is not looked at
 * @n: 2 or 3
 *
 * For three sets the circles start as far apart as each two would be alone and are then moved and
 * resized until the squared errors of the seven regions are least.
 *
 * Cost: about 2 ms for three sets.
 * Source: L. Wilkinson, IEEE Transactions on Visualization and Computer Graphics 18(2), 2012, for
 * the stress; J. Larsson and P. Gustafsson, CEUR 2116, 2018, for start and largest error.
 *
 * Returns: FALSE if there is nobody in any region
 */
gboolean
xa_euler_fit (const double *regions,
              guint         n,
              XaEuler      *self)
{
  double total = 0;
  double drawn = 0;

  g_return_val_if_fail (n == 2 || n == 3, FALSE);

  *self = (XaEuler) { .n = n };
  for (guint region = 1; region < 1u << n; region++)
    total += regions[region];
  if (!(total > 0) || !isfinite (total))
    return FALSE;
  for (guint region = 1; region < 1u << n; region++)
    self->wanted[region] = regions[region] / total;
  if (n == 2)
    fit_two (self);
  else
    fit_three (self);

  xa_euler_regions (self->circles, n, self->drawn);
  for (guint region = 1; region < 1u << n; region++)
    drawn += self->drawn[region];
  for (guint region = 1; region < 1u << n; region++) {
    self->drawn[region] /= drawn;
    self->largest_error = MAX (self->largest_error, fabs (self->drawn[region] - self->wanted[region]));
  }

  return TRUE;
}

/* How far a place is from the nearest rim, or less than 0 if it is not in the region. */
static double
get_clearance (const XaEuler *self,
               guint          region,
               double         x,
               double         y)
{
  double least = INFINITY;

  for (guint i = 0; i < self->n; i++) {
    double inside = self->circles[i].radius - hypot (x - self->circles[i].x, y - self->circles[i].y);

    if (!(region & 1u << i))
      inside = -inside;
    if (inside < 0)
      return -1;
    least = MIN (least, inside);
  }

  return least;
}

/**
 * xa_euler_anchor:
 * @region: 1 to 2^n - 1
 * @x: (out): where a label of the region has most room
 * @y: (out): likewise
 *
 * Returns: the radius of the room there; 0 if the region was not drawn
 */
double
xa_euler_anchor (const XaEuler *self,
                 guint          region,
                 double        *x,
                 double        *y)
{
  const guint steps = 64;
  double      best = 0;
  double      left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;

  for (guint i = 0; i < self->n; i++)
    if (region & 1u << i) {
      left = MIN (left, self->circles[i].x - self->circles[i].radius);
      right = MAX (right, self->circles[i].x + self->circles[i].radius);
      top = MIN (top, self->circles[i].y - self->circles[i].radius);
      bottom = MAX (bottom, self->circles[i].y + self->circles[i].radius);
    }
  for (guint row = 0; row <= steps; row++)
    for (guint column = 0; column <= steps; column++) {
      double at_x = left + (right - left) * column / steps;
      double at_y = top + (bottom - top) * row / steps;
      double clearance = get_clearance (self, region, at_x, at_y);

      if (clearance > best * (1 + 1e-9)) {
        best = clearance;
        *x = at_x;
        *y = at_y;
      }
    }

  return best;
}
