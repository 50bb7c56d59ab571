#include "ui/xa-bounds-words.h"

#include <glib/gi18n.h>

char *
xa_bounds_say_nearest (guint n)
{
  return n > XA_MOST_NEAREST ? g_strdup_printf (_ ("The %d nearest of %u audiences. Preferences has all of them."), XA_MOST_NEAREST, n) : NULL;
}

char *
xa_bounds_say_dots (guint n)
{
  return n > XA_MOST_DOTS ? g_strdup_printf (_ ("The chart shows the first %d of them, the table all."), XA_MOST_DOTS) : NULL;
}

char *
xa_bounds_say_graph (guint    n,
                     guint    n_all,
                     gboolean can_more)
{
  if (n >= n_all)
    return NULL;
  if (can_more)
    return g_strdup_printf (_ ("The %'u largest of %'u audiences are shown."), n, n_all);

  return g_strdup_printf (_ ("The %'u largest of %'u audiences are shown, as many as the graph can hold. Others can be compared from Explore."), n, n_all);
}

char *
xa_bounds_say_combinations (guint n_too_small,
                            guint n_more)
{
  GString *text = g_string_new (NULL);

  if (n_too_small > 0)
    g_string_append_printf (text, ngettext ("%s%u more combination has too few people to be shown.", "%s%u more combinations have too few people to be shown.", n_too_small), "", n_too_small);
  if (n_more > 0)
    g_string_append_printf (text, ngettext ("%s%u more combination has no column: compare fewer audiences to see it.", "%s%u more combinations have no column: compare fewer audiences to see them.", n_more),
                            text->len ? " " : "", n_more);
  if (text->len > 0)
    return g_string_free_and_steal (text);
  g_string_free (text, TRUE);

  return NULL;
}
