#include "charts/xa-graph-raster.h"

#include "charts/xa-chart-text.h"
#include "charts/xa-graph-hulls.h"
#include "charts/xa-graph-labels.h"
#include "charts/xa-pixels.h"

#include <math.h>
#include <string.h>

/* Labels that are kept; with more, all go and those in sight are laid out anew. */
#define MAX_SPRITES 3000

#define N_THREADS 2

/* Names of a selection of more nodes than this are not worth what they cover. */
#define MOST_POINTED_OUT 12

/* So many lines are drawn between two looks at whether the picture is still wanted. */
#define LINES_A_LOOK 1024

typedef struct {
  int      width; /* in pixels */
  int      height;
  guint32 *pixels; /* (owned) */
} Sprite;

struct _XaGraphRaster {
  GHashTable      *sprites;  /* (owned) (element-type guint32 Sprite): labels by node */
  XaGraphScene    *scene;    /* (owned) (nullable): one with the names that the labels show */
  XaTheme          theme;    /* that they were laid out in */
  double           density;  /* likewise */
  GArray          *labelled; /* (owned) (element-type guint32) */
  cairo_surface_t *scratch;  /* (owned): to measure text on */
};

static void
sprite_free (gpointer data)
{
  Sprite *self = data;

  g_free (self->pixels);
  g_free (self);
}

XaGraphRaster *
xa_graph_raster_new (void)
{
  XaGraphRaster *self = g_new0 (XaGraphRaster, 1);

  self->sprites = g_hash_table_new_full (NULL, NULL, NULL, sprite_free);
  self->labelled = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->scratch = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1, 1);

  return self;
}

void
xa_graph_raster_free (XaGraphRaster *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->sprites);
  xa_graph_scene_unref (self->scene);
  g_array_unref (self->labelled);
  cairo_surface_destroy (self->scratch);
  g_free ((char *) self->theme.font);
  g_free (self);
}

const GArray *
xa_graph_raster_get_labelled (const XaGraphRaster *self)
{
  return self->labelled;
}

/* One picture in the making. */
typedef struct {
  const XaGraphScene   *scene;
  const XaGraphPicture *picture;
  XaGraphProjection     projection; /* in pixels */
  XaPoint              *places;     /* (owned): of the nodes, in pixels */
  GArray               *hulls;      /* (owned) (nullable) (element-type XaGraphHull) */
  gsize                 n_lines;    /* that are not hidden */
  guint32               n_selected;
  guint32              *pixels; /* (not owned) */
  int                   stride;
  int                   width, height;
  GCancellable         *cancellable;
} Job;

static gboolean
is_shown (const Job *job,
          guint32    node)
{
  guint8 mark = job->picture->marks ? job->picture->marks[node] : 0;

  return !(mark & XA_GRAPH_MARK_HIDDEN) && (!job->picture->only_lit || (mark & XA_GRAPH_MARK_LIT));
}

static gboolean
is_line_shown (const Job         *job,
               const XaGraphLine *line)
{
  const guint8 *marks = job->picture->marks;

  if (!is_shown (job, line->a) || !is_shown (job, line->b))
    return FALSE;

  return !job->picture->only_lit || ((marks[line->a] | marks[line->b]) & XA_GRAPH_MARK_CENTRE);
}

static void
draw_line (const Job         *job,
           const XaPixels    *strip,
           const XaGraphLine *line)
{
  XaGraphPen pen = xa_graph_pen (&job->projection, job->picture->theme, job->scene->nodes, line, job->n_lines);
  double     unit = job->projection.unit;
  XaPoint    a = job->places[line->a];
  XaPoint    b = job->places[line->b];
  XaPoint    bend = xa_graph_bend (a, b);
  guint32    color = xa_pixels_color (pen.color);
  XaDash     dash = { 0, 0 };

  if (line->directed)
    dash = (XaDash) { XA_GRAPH_DASH_ON * unit, XA_GRAPH_DASH_OFF * unit };
  xa_pixels_curve (strip, a, bend, b, pen.width, color, pen.alpha, dash);
  if (line->directed) {
    XaPoint corners[3];

    xa_graph_get_head (&job->projection, bend, b, xa_graph_projection_get_radius (&job->projection, job->scene->nodes[line->b].size), pen.width, corners);
    xa_pixels_triangle (strip, corners, color, pen.alpha);
  }
}

static void
draw_hulls (const Job      *job,
            const XaPixels *strip)
{
  for (guint i = 0; job->hulls && i < job->hulls->len; i++) {
    const XaGraphHull *hull = &g_array_index (job->hulls, XaGraphHull, i);

    xa_pixels_convex (strip, hull->corners, hull->n_corners, xa_pixels_color (xa_theme_get_category (job->picture->theme, hull->category)), XA_GRAPH_HULL_ALPHA);
  }
}

static void
draw_discs (const Job      *job,
            const XaPixels *strip)
{
  const XaTheme *theme = job->picture->theme;
  guint32        rim = xa_pixels_color (theme->background);
  guint32        accent = xa_pixels_color (theme->accent);
  double         unit = job->projection.unit;

  for (guint32 i = 0; i < job->scene->n_nodes; i++) {
    guint32            node = job->scene->ranks[i];
    const XaGraphNode *what = &job->scene->nodes[node];
    double             radius = xa_graph_projection_get_radius (&job->projection, what->size);

    if (!is_shown (job, node))
      continue;
    xa_pixels_disc (strip, job->places[node], radius, xa_pixels_color (xa_theme_get_category (theme, what->category)), XA_GRAPH_RIM * unit, rim);
    if (job->picture->marks && (job->picture->marks[node] & XA_GRAPH_MARK_SELECTED))
      xa_pixels_ring (strip, job->places[node], radius + 2 * unit, 2 * unit, accent);
  }
}

static void
draw_strip (const Job *job,
            guint      number)
{
  XaPixels strip = { job->pixels, job->stride, job->width, job->height * (int) number / N_THREADS, job->height * (int) (number + 1) / N_THREADS };

  xa_pixels_clear (&strip, job->picture->only_lit ? 0 : xa_pixels_color (job->picture->theme->background));
  draw_hulls (job, &strip);
  for (gsize i = 0; i < job->scene->n_lines && !job->picture->without_lines; i++) {
    if (i % LINES_A_LOOK == 0 && g_cancellable_is_cancelled (job->cancellable))
      return;
    if (is_line_shown (job, &job->scene->lines[i]))
      draw_line (job, &strip, &job->scene->lines[i]);
  }
  draw_discs (job, &strip);
}

static gpointer
draw_second_strip (gpointer data)
{
  draw_strip (data, 1);

  return NULL;
}

static gboolean
themes_differ (const XaTheme *a,
               const XaTheme *b)
{
  return memcmp (&a->background, &b->background, sizeof a->background) != 0 ||
         memcmp (&a->foreground, &b->foreground, sizeof a->foreground) != 0 || a->font_size != b->font_size ||
         g_strcmp0 (a->font, b->font) != 0;
}

/* Labels are kept while they would come out the same. */
static void
check_sprites (XaGraphRaster *self,
               const Job     *job)
{
  const XaTheme *theme = job->picture->theme;

  if (!self->scene || self->scene->body != job->scene->body || self->density != job->picture->density || themes_differ (&self->theme, theme) ||
      g_hash_table_size (self->sprites) > MAX_SPRITES)
    g_hash_table_remove_all (self->sprites);
  if (self->scene != job->scene) {
    xa_graph_scene_unref (self->scene);
    self->scene = xa_graph_scene_ref (job->scene);
  }
  self->density = job->picture->density;
  g_free ((char *) self->theme.font);
  self->theme = *theme;
  self->theme.font = g_strdup (theme->font);
}

static Sprite *
sprite_new (XaGraphRaster *self,
            const char    *label)
{
  Sprite          *sprite = g_new0 (Sprite, 1);
  cairo_t         *measure = cairo_create (self->scratch);
  XaTheme          theme = self->theme;
  cairo_surface_t *surface;
  cairo_t         *cr;
  double           width;
  double           height;
  XaChartText     *text;

  theme.font_size *= self->density;
  text = xa_chart_text_new (measure, &theme, label, 1, FALSE);
  xa_chart_text_ellipsize (text, XA_GRAPH_LABEL_WIDTH * theme.font_size / 11);
  xa_chart_text_get_size (text, &width, &height);
  sprite->width = (int) CLAMP (ceil (width + 2 * self->density), 1, 4096);
  sprite->height = (int) CLAMP (ceil (height + 2 * self->density), 1, 1024);
  sprite->pixels = g_new0 (guint32, (gsize) sprite->width * sprite->height);
  surface = cairo_image_surface_create_for_data ((unsigned char *) sprite->pixels, CAIRO_FORMAT_ARGB32, sprite->width, sprite->height, sprite->width * 4);
  cr = cairo_create (surface);
  xa_chart_text_draw_rimmed (text, cr, self->density, self->density, theme.foreground, theme.background);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  xa_chart_text_free (text);
  cairo_destroy (measure);

  return sprite;
}

static Sprite *
get_sprite (XaGraphRaster *self,
            const Job     *job,
            guint32        node)
{
  gpointer key = GUINT_TO_POINTER (node + 1);
  Sprite  *sprite = g_hash_table_lookup (self->sprites, key);

  if (!sprite) {
    sprite = sprite_new (self, job->scene->nodes[node].label);
    g_hash_table_insert (self->sprites, key, sprite);
  }

  return sprite;
}

static gboolean
is_in_sight (const Job *job,
             XaPoint    at)
{
  return at.x >= 0 && at.y >= 0 && at.x < job->width && at.y < job->height;
}

static XaRect
scale_rect (XaRect rect,
            double factor)
{
  return (XaRect) { rect.x * factor, rect.y * factor, rect.width * factor, rect.height * factor };
}

/* Whether somebody asks what this is: it is under the pointer or the keys, or one of a few that are selected, as what was
 * searched for is. */
static gboolean
is_pointed_out (const Job *job,
                guint32    node)
{
  guint8 mark = job->picture->marks ? job->picture->marks[node] : 0;

  return (mark & XA_GRAPH_MARK_CENTRE) || ((mark & XA_GRAPH_MARK_SELECTED) && job->n_selected <= MOST_POINTED_OUT);
}

static void
draw_label (XaGraphRaster *self,
            const Job     *job,
            XaGraphLabels *labels,
            guint32        node,
            gboolean       over_discs)
{
  XaPixels whole = { job->pixels, job->stride, job->width, 0, job->height };
  double   radius = xa_graph_projection_get_radius (&job->projection, job->scene->nodes[node].size);
  Sprite  *sprite = get_sprite (self, job, node);
  XaRect   box;

  if (!xa_graph_labels_place (labels, job->places[node], radius, sprite->width, sprite->height, over_discs, &box))
    return;
  xa_pixels_blit (&whole, (int) round (box.x), (int) round (box.y), sprite->pixels, sprite->width, sprite->height, sprite->width);
  g_array_append_val (self->labelled, node);
}

/* Labels of what is pointed out come first, whatever they cover; then the largest, where there is room. */
static void
draw_labels (XaGraphRaster *self,
             const Job     *job)
{
  XaRect  area = { 0, 0, job->width, job->height };
  XaRect  units = { 0, 0, job->picture->width, job->picture->height };
  guint32 budget = xa_graph_labels_get_budget (units);
  XaRect  sight = scale_rect (job->picture->sight, job->picture->density);
  g_autoptr (XaGraphLabels) labels = xa_graph_labels_new (area, sight.width > 0 ? sight : area);

  for (guint32 i = 0; i < job->scene->n_nodes; i++)
    if (is_shown (job, i) && is_in_sight (job, job->places[i]))
      xa_graph_labels_avoid_disc (labels, job->places[i], xa_graph_projection_get_radius (&job->projection, job->scene->nodes[i].size));
  for (int round = 0; round < 2; round++)
    for (guint32 i = 0; i < job->scene->n_nodes && budget > 0; i++) {
      guint32 node = job->scene->ranks[i];

      if (!is_shown (job, node) || !is_in_sight (job, job->places[node]) || is_pointed_out (job, node) != (round == 0))
        continue;
      budget--;
      draw_label (self, job, labels, node, round == 0);
    }
}

static void
place_nodes (Job *job)
{
  job->places = g_new (XaPoint, MAX (job->scene->n_nodes, 1));
  for (guint32 i = 0; i < job->scene->n_nodes; i++)
    job->places[i] = xa_graph_projection_place (&job->projection, job->scene->nodes[i].at);
  for (guint32 i = 0; job->picture->marks && i < job->scene->n_nodes; i++)
    job->n_selected += (job->picture->marks[i] & XA_GRAPH_MARK_SELECTED) != 0;
  for (gsize i = 0; i < job->scene->n_lines; i++) {
    const XaGraphLine *line = &job->scene->lines[i];
    const guint8      *marks = job->picture->marks;

    job->n_lines += !marks || !((marks[line->a] | marks[line->b]) & XA_GRAPH_MARK_HIDDEN);
  }
  if (job->picture->hulls && !job->picture->only_lit)
    job->hulls = xa_graph_hulls_new (&job->projection, job->scene->nodes, job->places, job->scene->n_nodes, job->picture->marks, XA_GRAPH_MARK_HIDDEN);
}

/**
 * xa_graph_raster_draw:
 * @scene: what to draw
 * @picture: how
 * @pixels: (array): at least ceil (height * density) rows of @stride pixels
 * @cancellable: (nullable): is asked every thousand lines
 *
 * Draws the ground of groups, then lines, then discs, small ones over large ones, in two threads; then as many labels as fit
 * without touching each other or a disc, largest first.
 *
 * Returns: whether the picture is whole
 */
gboolean
xa_graph_raster_draw (XaGraphRaster        *self,
                      const XaGraphScene   *scene,
                      const XaGraphPicture *picture,
                      guint32              *pixels,
                      int                   stride,
                      GCancellable         *cancellable)
{
  Job job = {
    .scene = scene,
    .picture = picture,
    .projection = xa_graph_projection_scale (&picture->projection, picture->density),
    .pixels = pixels,
    .stride = stride,
    .width = (int) ceil (picture->width * picture->density),
    .height = (int) ceil (picture->height * picture->density),
    .cancellable = cancellable,
  };
  GThread *second;

  place_nodes (&job);
  second = g_thread_new ("graph strip", draw_second_strip, &job);
  draw_strip (&job, 0);
  g_thread_join (second);
  g_array_set_size (self->labelled, 0);
  if (!picture->without_labels && !g_cancellable_is_cancelled (cancellable)) {
    check_sprites (self, &job);
    draw_labels (self, &job);
  }
  g_free (job.places);
  g_clear_pointer (&job.hulls, g_array_unref);

  return !g_cancellable_is_cancelled (cancellable);
}
