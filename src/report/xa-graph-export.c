#include "report/xa-graph-export.h"

#include "charts/xa-graph-chart.h"
#include "model/xa-language.h"
#include "report/xa-graph-picture.h"
#include "report/xa-graph-text.h"
#include "report/xa-picture.h"

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

typedef struct {
  XaGraphChart   chart;
  XaGraphNode   *nodes;   /* (owned) */
  GArray        *lines;   /* (owned) (element-type XaGraphLine) */
  XaGraphColors *colors;  /* (owned) */
  char          *caption; /* (owned) */
} Picture;

static void
picture_clear (Picture *self)
{
  g_free (self->nodes);
  g_clear_pointer (&self->lines, g_array_unref);
  g_clear_pointer (&self->colors, xa_graph_colors_free);
  g_free (self->caption);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

static void
compose (Picture       *self,
         const XaGraph *graph,
         gboolean       by_community)
{
  guint n = graph->overlaps->subjects->len;

  self->colors = by_community ? xa_graph_colors_by_community (graph, graph->ties, XA_GRAPH_SEED) : xa_graph_colors_by_platform (graph);
  self->nodes = g_new0 (XaGraphNode, MAX (n, 1));
  xa_graph_compose_nodes (graph, self->colors, self->nodes);
  self->lines = xa_graph_compose_lines (graph->measure, graph->ties, graph->references);
  self->caption = g_strdup_printf (_ ("%u audiences. Lines: %s, %u of %u pairs shown; dashed arrows: forwards and mentions. Discs: members. "
                                      "Fainter lines are less certain."),
                                   n, xa_measure_id (graph->measure), graph->ties->len, graph->n_comparable);
  self->chart.nodes = self->nodes;
  self->chart.n_nodes = n;
  self->chart.lines = (const XaGraphLine *) (void *) self->lines->data;
  self->chart.n_lines = self->lines->len;
  self->chart.categories = (const char *const *) self->colors->names->pdata;
  self->chart.title = _ ("Audiences and what they share");
  self->chart.caption = self->caption;
  self->chart.hulls = by_community;
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
      gboolean        by_community,
      GError        **error)
{
  g_auto (Picture) picture = { 0 };

  compose (&picture, graph, by_community);

  return xa_picture_draw (format, PICTURE_WIDTH, PICTURE_HEIGHT, 1, draw_picture, &picture, error);
}

static GBytes *
render (const XaGraph *graph,
        XaGraphFormat  format,
        gboolean       by_community,
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
    return draw (graph, XA_PICTURE_SVG, by_community, error);
  case XA_GRAPH_PDF:
    return draw (graph, XA_PICTURE_PDF, by_community, error);
  case XA_GRAPH_PNG:
    return draw (graph, XA_PICTURE_PNG, by_community, error);
  default:
    g_return_val_if_reached (NULL);
  }

  return g_bytes_new_take (text, strlen (text));
}

static gboolean
save (const XaGraph *graph,
      const char    *path,
      XaGraphFormat  format,
      gboolean       by_community,
      GError       **error)
{
  g_autoptr (GBytes) bytes = render (graph, format, by_community, error);

  return bytes && g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                            G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error);
}

gboolean
xa_graph_export (const XaGraph *graph,
                 const char    *path,
                 XaGraphFormat  format,
                 GError       **error)
{
  return save (graph, path, format, FALSE, error);
}

gboolean
xa_graph_export_by_community (const XaGraph *graph,
                              const char    *path,
                              XaGraphFormat  format,
                              GError       **error)
{
  return save (graph, path, format, TRUE, error);
}
