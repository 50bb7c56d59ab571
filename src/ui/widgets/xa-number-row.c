#include "ui/widgets/xa-number-row.h"

/* What takes digits only is written from left to right in every language, so that its end is not where the buttons are. */
static void
align (GtkWidget *row)
{
  gtk_editable_set_alignment (GTK_EDITABLE (row), gtk_widget_get_direction (row) == GTK_TEXT_DIR_RTL ? 0 : 1);
}

GtkWidget *
xa_number_row_new (const char *title,
                   const char *subtitle,
                   double      least,
                   double      most,
                   double      step,
                   guint       digits,
                   double      value)
{
  GtkWidget *row = adw_spin_row_new_with_range (least, most, step);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_spin_row_set_digits (ADW_SPIN_ROW (row), digits);
  adw_spin_row_set_value (ADW_SPIN_ROW (row), value);
  align (row);
  g_signal_connect (row, "direction-changed", G_CALLBACK (align), NULL);

  return row;
}
