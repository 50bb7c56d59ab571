#pragma once

#include <gtk/gtk.h>

/* Asks where the graph is to be saved, and as what: the end of the name says it. */
GtkFileDialog *xa_graph_save_dialog_new (void) G_GNUC_WARN_UNUSED_RESULT;
