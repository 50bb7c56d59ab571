#pragma once

#include <adwaita.h>

/*
 * The searches that were saved for a workspace, as a button with a list: choosing one searches,
 * and what is searched for now can be saved.
 *
 * "chosen" (const char*): the text of a search.
 */
#define XA_TYPE_EXPLORE_SEARCHES (xa_explore_searches_get_type ())
G_DECLARE_FINAL_TYPE (XaExploreSearches, xa_explore_searches, XA, EXPLORE_SEARCHES, AdwBin)

void xa_explore_searches_set_workspace (XaExploreSearches *self, const char *path); /* (nullable) */
/* What would be saved; empty where there is nothing to save. */
void xa_explore_searches_set_text (XaExploreSearches *self, const char *text);
