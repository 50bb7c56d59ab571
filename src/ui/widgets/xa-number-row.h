#pragma once

#include <adwaita.h>

/* A row with a number that can be typed, or changed by its buttons, beside which it stands whatever the direction of
 * writing.
 *
 * @subtitle: (nullable)
 * @digits: after the point
 *
 * Returns: (transfer floating): an AdwSpinRow */
GtkWidget *xa_number_row_new (const char *title, const char *subtitle, double least, double most, double step, guint digits, double value) G_GNUC_WARN_UNUSED_RESULT;
