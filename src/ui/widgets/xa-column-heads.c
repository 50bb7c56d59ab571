#include "ui/widgets/xa-column-heads.h"

static void
ellipsize (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    gtk_label_set_ellipsize (GTK_LABEL (widget), PANGO_ELLIPSIZE_END);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    ellipsize (child);
}

/* The heads are children of the first child of the table, in the order of the columns, and each holds a box with its name
 * and its arrow; GTK has no other way to them. */
void
xa_column_heads_align_end (GtkColumnView *table,
                           guint          column)
{
  GtkWidget *heads = gtk_widget_get_first_child (GTK_WIDGET (table));
  GtkWidget *head = heads ? gtk_widget_get_first_child (heads) : NULL;
  GtkWidget *content;

  for (guint i = 0; head && i < column; i++)
    head = gtk_widget_get_next_sibling (head);
  content = head ? gtk_widget_get_first_child (head) : NULL;
  if (!content)
    return;
  ellipsize (content);
  gtk_widget_set_halign (content, GTK_ALIGN_END);
  if (GTK_IS_BOX (content) && gtk_widget_get_first_child (content) != gtk_widget_get_last_child (content))
    gtk_box_reorder_child_after (GTK_BOX (content), gtk_widget_get_first_child (content), gtk_widget_get_last_child (content));
}
