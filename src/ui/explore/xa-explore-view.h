#pragma once

#include "ui/xa-view.h"

/* All audiences of the workspace: what they are, how large, how lively; to be searched, narrowed
 * down, sorted, and put into comparisons. */
#define XA_TYPE_EXPLORE_VIEW (xa_explore_view_get_type ())
G_DECLARE_FINAL_TYPE (XaExploreView, xa_explore_view, XA, EXPLORE_VIEW, AdwNavigationPage)

void xa_explore_view_search_for (XaExploreView *self, const char *text);
