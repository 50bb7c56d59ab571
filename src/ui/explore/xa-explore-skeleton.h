#pragma once

#include <gtk/gtk.h>

/* Grey places where the rows of a table, or of a list, are going to be. */
#define XA_TYPE_EXPLORE_SKELETON (xa_explore_skeleton_get_type ())
G_DECLARE_FINAL_TYPE (XaExploreSkeleton, xa_explore_skeleton, XA, EXPLORE_SKELETON, GtkWidget)

void xa_explore_skeleton_set_list (XaExploreSkeleton *self, gboolean is_list);
