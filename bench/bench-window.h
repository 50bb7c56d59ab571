#pragma once

#include <gtk/gtk.h>

/* Measuring windows: on the display there is, or on a virtual one. */

/* Runs the program anew on a virtual display if there is none. FALSE: that cannot be. */
gboolean bench_window_begin (char **argv, int width, int height);

GtkWidget *bench_window_find (GtkWidget *root, GType type); /* (nullable): the first of its kind that is seen */

void   bench_window_run (double seconds);                      /* the main loop */
double bench_window_percentile (GArray *values, double share); /* (element-type double): sorts them */
