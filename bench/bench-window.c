#include "bench-window.h"

#include "bench.h"

#include <unistd.h>

gboolean
bench_window_begin (char **argv,
                    int    width,
                    int    height)
{
  const char      *folder = g_getenv ("XAUDIENCE_BENCH_DIR");
  g_autofree char *schemas = g_build_filename (folder ? folder : ".", "..", "data", NULL);
  g_autofree char *screen = g_strdup_printf ("-screen 0 %dx%dx24", width, height);

  if (!g_getenv ("DISPLAY")) {
    execlp ("xvfb-run", "xvfb-run", "-a", "-s", screen, argv[0], NULL);
    g_printerr ("bench: there is no display and no xvfb-run\n");
    return FALSE;
  }
  g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("GDK_BACKEND", "x11", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_setenv ("GTK_A11Y", "none", TRUE);
  g_setenv ("GDK_DEBUG", "no-portals", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);

  return TRUE;
}

GtkWidget *
bench_window_find (GtkWidget *root,
                   GType      type)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = bench_window_find (child, type);

    if (found)
      return found;
  }

  return NULL;
}

static gboolean
end_cb (gpointer is_over)
{
  *(gboolean *) is_over = TRUE;

  return G_SOURCE_REMOVE;
}

void
bench_window_run (double seconds)
{
  gboolean is_over = FALSE;

  g_timeout_add ((guint) (seconds * 1e3), end_cb, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

double
bench_window_percentile (GArray *values,
                         double  share)
{
  g_array_sort (values, compare);

  return g_array_index (values, double, (guint) ((values->len - 1) * share));
}
