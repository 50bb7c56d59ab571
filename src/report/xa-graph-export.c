#include "report/xa-graph-export.h"

#include "charts/xa-graph-chart.h"
#include "report/xa-graph-text.h"
#include "report/xa-picture.h"

#include <math.h>

#define PICTURE_WIDTH 1600.0
#define PICTURE_HEIGHT 1100.0

static const struct {
  const char   *suffix;
  XaGraphFormat format;
} formats[] = {
  { ".gexf", XA_GRAPH_GEXF },
  { ".graphml", XA_GRAPH_GRAPHML },
  { ".json", XA_GRAPH_JSON },
  { ".svg", XA_GRAPH_SVG },
  { ".pdf", XA_GRAPH_PDF },
  { ".png", XA_GRAPH_PNG },
};

/**
 * xa_graph_format_of_path:
 * @format: (out): the format that the end of @path names
 *
 * Returns: whether it names one
 */
gboolean
xa_graph_format_of_path (const char    *path,
                         XaGraphFormat *format)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].suffix)) {
      *format = formats[i].format;
      return TRUE;
    }

  return FALSE;
}

/* How sure a tie is: estimates and lower bounds are drawn fainter than what was counted. */
static double
get_certainty (const XaGraphTie *tie)
{
  if (xa_figure_is_counted (&tie->mutual))
    return 1;

  switch (tie->mutual.kind) {
  case XA_FIGURE_ESTIMATE:
    return CLAMP (1 - (tie->mutual.high - tie->mutual.low) / MAX (2 * tie->mutual.value, 1), 0.2, 0.9);
  default:
    return 0.2;
  }
}

typedef struct {
  XaGraphChart chart;
  XaGraphNode *nodes;      /* (owned) */
  XaGraphLine *lines;      /* (owned) */
  GPtrArray   *categories; /* (owned): names of platforms, ends in NULL */
  char        *caption;    /* (owned) */
} Picture;

static void
picture_clear (Picture *self)
{
  g_free (self->nodes);
  g_free (self->lines);
  g_clear_pointer (&self->categories, g_ptr_array_unref);
  g_free (self->caption);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

/* Colours go by platform, in the order in which platforms occur. */
static guint
get_category (Picture   *self,
              XaPlatform platform)
{
  const char *name = xa_platform_name (platform);
  guint       i;

  if (g_ptr_array_find_with_equal_func (self->categories, name, g_str_equal, &i))
    return i;
  g_ptr_array_add (self->categories, (gpointer) name);

  return self->categories->len - 1;
}

static void
compose_nodes (Picture       *self,
               const XaGraph *graph)
{
  guint n = graph->overlaps->subjects->len;

  self->nodes = g_new0 (XaGraphNode, MAX (n, 1));
  for (guint i = 0; i < n; i++) {
    const XaSubject *subject = graph->overlaps->subjects->pdata[i];
    const XaFigure  *size = &g_array_index (graph->overlaps->sizes, XaFigure, i);
    double           members = isnan (size->value) ? size->low : size->value;

    self->nodes[i] = (XaGraphNode) { subject->name, graph->points[i], isnan (members) ? 0 : members, get_category (self, subject->platform) };
  }
  g_ptr_array_add (self->categories, NULL);
}

static void
compose_lines (Picture       *self,
               const XaGraph *graph)
{
  double heaviest = 0;
  double most = 0;
  gsize  n = 0;

  for (guint i = 0; i < graph->ties->len; i++)
    heaviest = MAX (heaviest, g_array_index (graph->ties, XaGraphTie, i).weight);
  for (guint i = 0; i < graph->references->len; i++)
    most = MAX (most, (double) g_array_index (graph->references, XaGraphReference, i).n);
  self->lines = g_new0 (XaGraphLine, MAX (graph->ties->len + graph->references->len, 1));
  for (guint i = 0; i < graph->ties->len; i++) {
    const XaGraphTie *tie = &g_array_index (graph->ties, XaGraphTie, i);

    self->lines[n++] = (XaGraphLine) { tie->a, tie->b, tie->weight / heaviest, get_certainty (tie), FALSE };
  }
  for (guint i = 0; i < graph->references->len; i++) {
    const XaGraphReference *reference = &g_array_index (graph->references, XaGraphReference, i);

    self->lines[n++] = (XaGraphLine) { reference->from, reference->to, 0.3 * (double) reference->n / most, 0.6, TRUE };
  }
  self->chart.n_lines = n;
}

static void
compose (Picture       *self,
         const XaGraph *graph)
{
  self->categories = g_ptr_array_new ();
  compose_nodes (self, graph);
  compose_lines (self, graph);
  self->caption = g_strdup_printf ("%u audiences. Lines: %s, %u of %u pairs shown; dashed arrows: forwards and mentions. Discs: members. "
                                   "Fainter lines are less certain.",
                                   graph->overlaps->subjects->len, xa_measure_id (graph->measure), graph->ties->len, graph->n_comparable);
  self->chart.nodes = self->nodes;
  self->chart.n_nodes = graph->overlaps->subjects->len;
  self->chart.lines = self->lines;
  self->chart.categories = (const char *const *) self->categories->pdata;
  self->chart.title = "Audiences and what they share";
  self->chart.caption = self->caption;
  self->chart.simulated = graph->overlaps->simulated;
}

static void
draw_picture (cairo_t *cr,
              gpointer data)
{
  Picture *picture = data;
  XaTheme  theme = xa_theme_light;
  XaRect   area = { 0, 0, PICTURE_WIDTH, PICTURE_HEIGHT };

  theme.font_size = 12;
  xa_graph_chart_spread (&picture->chart, picture->nodes, area);
  xa_graph_chart_draw (&picture->chart, cr, area, &theme);
}

/* A picture as bytes; NULL with @error set if cairo fails. */
static GBytes *
draw (const XaGraph  *graph,
      XaPictureFormat format,
      GError        **error)
{
  g_auto (Picture) picture = { 0 };

  compose (&picture, graph);

  return xa_picture_draw (format, PICTURE_WIDTH, PICTURE_HEIGHT, 1, draw_picture, &picture, error);
}

static GBytes *
render (const XaGraph *graph,
        XaGraphFormat  format,
        GError       **error)
{
  char *text;

  switch (format) {
  case XA_GRAPH_GEXF:
    text = xa_graph_to_gexf (graph);
    break;
  case XA_GRAPH_GRAPHML:
    text = xa_graph_to_graphml (graph);
    break;
  case XA_GRAPH_JSON:
    text = xa_graph_to_json (graph);
    break;
  case XA_GRAPH_SVG:
    return draw (graph, XA_PICTURE_SVG, error);
  case XA_GRAPH_PDF:
    return draw (graph, XA_PICTURE_PDF, error);
  case XA_GRAPH_PNG:
    return draw (graph, XA_PICTURE_PNG, error);
  default:
    g_return_val_if_reached (NULL);
  }

  return g_bytes_new_take (text, strlen (text));
}

gboolean
xa_graph_export (const XaGraph *graph,
                 const char    *path,
                 XaGraphFormat  format,
                 GError       **error)
{
  g_autoptr (GBytes) bytes = render (graph, format, error);

  return bytes && g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                            G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error);
}
