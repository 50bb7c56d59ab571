#include "ui/graph/xa-graph-save-dialog.h"

#include <glib/gi18n.h>

static GtkFileFilter *
make_filter (const char *name)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);

  return filter;
}

static GListModel *
list_formats (void)
{
  static const struct {
    const char *name;
    const char *suffix;
  } formats[] = {
    { N_ ("Picture that scales (SVG)"), "svg" },
    { N_ ("Picture (PNG)"), "png" },
    { N_ ("Document (PDF)"), "pdf" },
    { N_ ("Graph for Gephi (GEXF)"), "gexf" },
    { N_ ("Graph for other programs (GraphML)"), "graphml" },
  };
  GListStore *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) any = make_filter (_ ("By the end of the name: .svg, .png, .pdf, .gexf, .graphml"));

  g_list_store_append (filters, any);
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (GtkFileFilter) filter = make_filter (_ (formats[i].name));

    gtk_file_filter_add_suffix (any, formats[i].suffix);
    gtk_file_filter_add_suffix (filter, formats[i].suffix);
    g_list_store_append (filters, filter);
  }

  return G_LIST_MODEL (filters);
}

GtkFileDialog *
xa_graph_save_dialog_new (void)
{
  GtkFileDialog *dialog = gtk_file_dialog_new ();
  g_autoptr (GListModel) formats = list_formats ();

  gtk_file_dialog_set_title (dialog, _ ("Save Graph"));
  gtk_file_dialog_set_initial_name (dialog, "graph.svg");
  gtk_file_dialog_set_filters (dialog, formats);

  return dialog;
}
