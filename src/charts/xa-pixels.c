#include "charts/xa-pixels.h"

#include <math.h>

#define ONE 65536 /* fixed-point numbers have 16 binary digits behind the point */

/* A curve is cut into so many straight parts that none is further from it than this. */
#define FLATNESS 0.15
#define MAX_PARTS 96

guint32
xa_pixels_color (XaColor color)
{
  guint32 red = (guint32) (CLAMP (color.red, 0, 1) * 255 + 0.5);
  guint32 green = (guint32) (CLAMP (color.green, 0, 1) * 255 + 0.5);
  guint32 blue = (guint32) (CLAMP (color.blue, 0, 1) * 255 + 0.5);

  return 0xff000000u | red << 16 | green << 8 | blue;
}

/* @alpha from 0 to 256. Two channels at a time; each product has 16 bits of room. */
static inline guint32
blend (guint32 below,
       guint32 above,
       guint32 alpha)
{
  guint32 rest = 256 - alpha;
  guint32 rb = (below & 0xff00ff) * rest + (above & 0xff00ff) * alpha + 0x800080;
  guint32 ag = (below >> 8 & 0xff00ff) * rest + (above >> 8 & 0xff00ff) * alpha + 0x800080;

  return (rb >> 8 & 0xff00ff) | (ag & 0xff00ff00);
}

void
xa_pixels_clear (const XaPixels *self,
                 guint32         pixel)
{
  for (int y = self->top; y < self->bottom; y++) {
    guint32 *row = self->pixels + (gsize) y * self->stride;

    for (int x = 0; x < self->width; x++)
      row[x] = pixel;
  }
}

/* The picture seen along the main direction of a line: its columns are rows for a steep one. */
typedef struct {
  guint32 *pixels;
  gssize   column_step;
  gssize   row_step;
  int      first_column, end_column;
  int      first_row, end_row;
} View;

static View
get_view (const XaPixels *self,
          gboolean        steep)
{
  if (steep)
    return (View) { self->pixels, self->stride, 1, self->top, self->bottom, 0, self->width };

  return (View) { self->pixels, 1, self->stride, 0, self->width, self->top, self->bottom };
}

/* Covers from @low to @high in one column, with what of the first and the last pixel that is. */
static inline void
cover (const View *view,
       int         column,
       gint64      low,
       gint64      high,
       guint32     color,
       guint32     alpha)
{
  int      first = (int) MAX (low >> 16, (gint64) view->first_row - 1);
  int      last = (int) MIN ((high - 1) >> 16, (gint64) view->end_row);
  guint32 *pixel = view->pixels + column * view->column_step + first * view->row_step;

  for (int row = first; row <= last; row++, pixel += view->row_step) {
    gint64  from = MAX (low, (gint64) row * ONE);
    gint64  to = MIN (high, (gint64) (row + 1) * ONE);
    guint32 part = (guint32) ((to - from) >> 8) * alpha >> 8;

    if (row >= view->first_row && row < view->end_row)
      *pixel = blend (*pixel, color, part);
  }
}

typedef struct {
  guint32 color;
  guint32 alpha;
  double  half_width;
  XaDash  dash;
  double  phase; /* along the line, from its beginning */
} Stroke;

static inline gboolean
is_gap (const Stroke *stroke,
        double        along)
{
  return stroke->dash.on > 0 && fmod (stroke->phase + along, stroke->dash.on + stroke->dash.off) >= stroke->dash.on;
}

/* Pixels that are far enough from any picture, and whose sums stay within an integer. */
#define FARTHEST 1e5

static inline gint64
to_fixed (double pixels)
{
  return (gint64) (CLAMP (pixels, -FARTHEST, FARTHEST) * ONE);
}

/* A straight part from x0 to x1 in view coordinates, x0 < x1: the columns whose middle lies between. */
static void
draw_part (const View *view,
           Stroke     *stroke,
           double      x0,
           double      y0,
           double      x1,
           double      y1)
{
  double slope = (y1 - y0) / (x1 - x0);
  double stretch = sqrt (1 + slope * slope);
  gint64 half = to_fixed (stroke->half_width * stretch);
  int    first = (int) CLAMP (ceil (x0 - 0.5), view->first_column, view->end_column);
  int    end = (int) CLAMP (ceil (x1 - 0.5), view->first_column, view->end_column);
  gint64 y = to_fixed (y0 + slope * (first + 0.5 - x0));
  gint64 step = to_fixed (slope);

  for (int column = first; column < end; column++, y += step)
    if (!is_gap (stroke, (column + 0.5 - x0) * stretch))
      cover (view, column, y - half, y + half, stroke->color, stroke->alpha);
  stroke->phase += (x1 - x0) * stretch;
}

/* Whether the box around three points, and @margin around it, touches the strip. */
static gboolean
is_seen (const XaPixels *self,
         const XaPoint   points[3],
         double          margin)
{
  double left = MIN (points[0].x, MIN (points[1].x, points[2].x)) - margin;
  double right = MAX (points[0].x, MAX (points[1].x, points[2].x)) + margin;
  double top = MIN (points[0].y, MIN (points[1].y, points[2].y)) - margin;
  double bottom = MAX (points[0].y, MAX (points[1].y, points[2].y)) + margin;

  return right > 0 && left < self->width && bottom > self->top && top < self->bottom;
}

static int
count_parts (XaPoint a,
             XaPoint bend,
             XaPoint b)
{
  double rise = hypot (a.x - 2 * bend.x + b.x, a.y - 2 * bend.y + b.y) / 4;

  return (int) CLAMP (ceil (sqrt (rise / FLATNESS)), 1, MAX_PARTS);
}

/**
 * xa_pixels_curve:
 * @bend: the control point of a quadratic curve from @a to @b
 * @color: opaque
 * @alpha: 0 to 1
 *
 * Every column along the main direction is covered once, by as much of each pixel as the line
 * takes up there: the antialiasing of X. Wu (SIGGRAPH 1991), for any width. Curves must not turn
 * by more than about 30 degrees from the straight line between their ends.
 */
void
xa_pixels_curve (const XaPixels *self,
                 XaPoint         a,
                 XaPoint         bend,
                 XaPoint         b,
                 double          width,
                 guint32         color,
                 double          alpha,
                 XaDash          dash)
{
  gboolean steep = fabs (b.y - a.y) > fabs (b.x - a.x);
  View     view = get_view (self, steep);
  Stroke   stroke = { color, (guint32) (CLAMP (alpha, 0, 1) * 256 + 0.5), width / 2, dash, 0 };
  XaPoint  points[] = { a, bend, b };
  int      n_parts = count_parts (a, bend, b);
  double   x0;
  double   y0;

  if (!is_seen (self, points, width))
    return;
  for (guint i = 0; steep && i < 3; i++)
    points[i] = (XaPoint) { points[i].y, points[i].x };
  if (points[2].x < points[0].x)
    points[0] = points[2], points[2] = steep ? (XaPoint) { a.y, a.x } : a;
  x0 = points[0].x;
  y0 = points[0].y;
  for (int i = 1; i <= n_parts; i++) {
    double t = (double) i / n_parts;
    double s = 1 - t;
    double x = s * s * points[0].x + 2 * s * t * points[1].x + t * t * points[2].x;
    double y = s * s * points[0].y + 2 * s * t * points[1].y + t * t * points[2].y;

    if (x > x0)
      draw_part (&view, &stroke, x0, y0, x, y);
    x0 = x;
    y0 = y;
  }
}

static inline guint32
to_alpha (double coverage)
{
  return (guint32) (CLAMP (coverage, 0, 1) * 256 + 0.5);
}

/* How far a place lies inside the side from @a to @b, seen from the third corner's side. */
static double
get_depth (XaPoint a,
           XaPoint b,
           double  turn,
           double  x,
           double  y)
{
  double length = hypot (b.x - a.x, b.y - a.y) + 1e-9;

  return turn * ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)) / length;
}

void
xa_pixels_triangle (const XaPixels *self,
                    const XaPoint   corners[3],
                    guint32         color,
                    double          alpha)
{
  const XaPoint *c = corners;
  double         turn = (c[1].x - c[0].x) * (c[2].y - c[0].y) - (c[1].y - c[0].y) * (c[2].x - c[0].x) < 0 ? -1 : 1;
  int            left = (int) CLAMP (floor (MIN (c[0].x, MIN (c[1].x, c[2].x))), 0, self->width);
  int            right = (int) CLAMP (ceil (MAX (c[0].x, MAX (c[1].x, c[2].x))), 0, self->width);
  int            top = (int) CLAMP (floor (MIN (c[0].y, MIN (c[1].y, c[2].y))), self->top, self->bottom);
  int            bottom = (int) CLAMP (ceil (MAX (c[0].y, MAX (c[1].y, c[2].y))), self->top, self->bottom);

  for (int y = top; y < bottom; y++)
    for (int x = left; x < right; x++) {
      guint32 *pixel = self->pixels + (gsize) y * self->stride + x;
      double   depth = get_depth (c[0], c[1], turn, x + 0.5, y + 0.5);

      depth = MIN (depth, get_depth (c[1], c[2], turn, x + 0.5, y + 0.5));
      depth = MIN (depth, get_depth (c[2], c[0], turn, x + 0.5, y + 0.5));
      if (depth > -0.5)
        *pixel = blend (*pixel, color, to_alpha (alpha * MIN (depth + 0.5, 1)));
    }
}

/* How far a place lies inside a convex shape: the least over its sides. */
static double
get_convex_depth (const XaPoint *corners,
                  guint          n_corners,
                  double         turn,
                  double         x,
                  double         y)
{
  double depth = INFINITY;

  for (guint i = 0; i < n_corners && depth > -0.5; i++)
    depth = MIN (depth, get_depth (corners[i], corners[(i + 1) % n_corners], turn, x, y));

  return depth;
}

/* Where the middle of a row is at least so deep inside a convex shape. */
static void
get_stretch (const XaPoint *corners,
             guint          n_corners,
             double         turn,
             double         y,
             double         depth,
             double        *left,
             double        *right)
{
  *left = -INFINITY;
  *right = INFINITY;
  for (guint i = 0; i < n_corners; i++) {
    XaPoint a = corners[i];
    XaPoint b = corners[(i + 1) % n_corners];
    double  at_origin = get_depth (a, b, turn, 0, y) - depth;
    double  slope = get_depth (a, b, turn, 1, y) - depth - at_origin;

    if (fabs (slope) < 1e-9) {
      if (at_origin < 0)
        *right = -INFINITY;
    } else if (slope > 0) {
      *left = MAX (*left, -at_origin / slope);
    } else {
      *right = MIN (*right, -at_origin / slope);
    }
  }
}

static double
get_direction (const XaPoint *corners,
               guint          n_corners)
{
  double area = 0;

  for (guint i = 0; i < n_corners; i++) {
    XaPoint a = corners[i];
    XaPoint b = corners[(i + 1) % n_corners];

    area += a.x * b.y - a.y * b.x;
  }

  return area < 0 ? -1 : 1;
}

void
xa_pixels_convex (const XaPixels *self,
                  const XaPoint  *corners,
                  guint           n_corners,
                  guint32         color,
                  double          alpha)
{
  double turn = get_direction (corners, n_corners);

  for (int y = self->top; y < self->bottom; y++) {
    guint32 *row = self->pixels + (gsize) y * self->stride;
    double   middle = y + 0.5;
    double   left, right, solid_left, solid_right;

    get_stretch (corners, n_corners, turn, middle, -0.5, &left, &right);
    if (!(left < right && right > 0 && left < self->width))
      continue;
    get_stretch (corners, n_corners, turn, middle, 0.5, &solid_left, &solid_right);
    for (int x = (int) CLAMP (floor (left - 0.5), 0, self->width); x < (int) CLAMP (ceil (right + 0.5), 0, self->width); x++) {
      double depth = x + 0.5 >= solid_left && x + 0.5 <= solid_right ? 0.5 : get_convex_depth (corners, n_corners, turn, x + 0.5, middle);

      if (depth > -0.5)
        row[x] = blend (row[x], color, to_alpha (alpha * MIN (depth + 0.5, 1)));
    }
  }
}

/* The rows and columns that a disc can touch. */
static gboolean
get_box (const XaPixels *self,
         XaPoint         at,
         double          radius,
         int            *left,
         int            *right,
         int            *top,
         int            *bottom)
{
  if (!(at.x + radius > 0 && at.x - radius < self->width && at.y + radius > self->top && at.y - radius < self->bottom))
    return FALSE;
  *left = (int) MAX (floor (at.x - radius), 0);
  *right = (int) MIN (ceil (at.x + radius), self->width);
  *top = (int) MAX (floor (at.y - radius), self->top);
  *bottom = (int) MIN (ceil (at.y + radius), self->bottom);

  return TRUE;
}

/**
 * xa_pixels_disc:
 * @rim_width: of a ring around the disc, half of it over the disc's edge
 *
 * The disc and then its rim, as cairo would fill and stroke one path.
 */
void
xa_pixels_disc (const XaPixels *self,
                XaPoint         at,
                double          radius,
                guint32         color,
                double          rim_width,
                guint32         rim)
{
  double outer = radius + rim_width / 2;
  double inner = radius - rim_width / 2;
  double solid = MAX (inner - 1, 0); /* no need to look closer inside of this */
  int    left, right, top, bottom;

  if (!get_box (self, at, outer + 1, &left, &right, &top, &bottom))
    return;
  for (int y = top; y < bottom; y++) {
    guint32 *row = self->pixels + (gsize) y * self->stride;
    double   dy = y + 0.5 - at.y;

    for (int x = left; x < right; x++) {
      double dx = x + 0.5 - at.x;
      double square = dx * dx + dy * dy;
      double distance;

      if (square < solid * solid) {
        row[x] = color;
        continue;
      }
      distance = sqrt (square);
      row[x] = blend (row[x], color, to_alpha (radius + 0.5 - distance));
      row[x] = blend (row[x], rim, to_alpha (MIN (outer + 0.5 - distance, distance - inner + 0.5)));
    }
  }
}

void
xa_pixels_ring (const XaPixels *self,
                XaPoint         at,
                double          radius,
                double          width,
                guint32         color)
{
  double outer = radius + width / 2;
  double inner = radius - width / 2;
  int    left, right, top, bottom;

  if (!get_box (self, at, outer + 1, &left, &right, &top, &bottom))
    return;
  for (int y = top; y < bottom; y++) {
    guint32 *row = self->pixels + (gsize) y * self->stride;

    for (int x = left; x < right; x++) {
      double distance = hypot (x + 0.5 - at.x, y + 0.5 - at.y);

      row[x] = blend (row[x], color, to_alpha (MIN (outer + 0.5 - distance, distance - inner + 0.5)));
    }
  }
}

/* Puts a premultiplied picture over what is there. */
void
xa_pixels_blit (const XaPixels *self,
                int             x,
                int             y,
                const guint32  *picture,
                int             width,
                int             height,
                int             stride)
{
  for (int row = MAX (0, self->top - y); row < MIN (height, self->bottom - y); row++) {
    guint32 *below = self->pixels + (gssize) (y + row) * self->stride + x;

    for (int column = MAX (0, -x); column < MIN (width, self->width - x); column++) {
      guint32 above = picture[(gsize) row * stride + column];
      guint32 rest = 256 - (above >> 24) - (above >> 31);
      guint32 rb = (below[column] & 0xff00ff) * rest >> 8 & 0xff00ff;
      guint32 ag = (below[column] >> 8 & 0xff00ff) * rest & 0xff00ff00;

      if (above)
        below[column] = above + (rb | ag);
    }
  }
}
