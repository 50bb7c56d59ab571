#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* What there is in the workspace, in a line above the table, or two where that has no room for all: audiences, people,
 * posts, answers to them, hashtags on the rise. It asks for itself and keeps its place while it waits. */
#define XA_TYPE_EXPLORE_STRIP (xa_explore_strip_get_type ())
G_DECLARE_FINAL_TYPE (XaExploreStrip, xa_explore_strip, XA, EXPLORE_STRIP, AdwBin)

void xa_explore_strip_set_session (XaExploreStrip *self, XaSession *session); /* (nullable) */

/* On a phone it is one line that is moved sideways by a finger: more would leave the list no room. */
void xa_explore_strip_set_narrow (XaExploreStrip *self, gboolean is_narrow);
