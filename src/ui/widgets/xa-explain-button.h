#pragma once

#include <gtk/gtk.h>

/* Beside the name of a figure: asks how it was computed. Who shows the figure connects to "clicked". */
#define XA_TYPE_EXPLAIN_BUTTON (xa_explain_button_get_type ())
G_DECLARE_FINAL_TYPE (XaExplainButton, xa_explain_button, XA, EXPLAIN_BUTTON, GtkButton)

/* @figure: what the figure is called, in the language of who reads it
 * @rule: one of the rules of insight/xa-methods-rules.h */
GtkWidget  *xa_explain_button_new (const char *figure, const char *rule) G_GNUC_WARN_UNUSED_RESULT;
const char *xa_explain_button_get_figure (XaExplainButton *self);
const char *xa_explain_button_get_rule (XaExplainButton *self);
