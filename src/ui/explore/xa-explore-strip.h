#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* What there is in the workspace, in a line above the table: audiences, people, posts, answers to
 * them, hashtags on the rise. It asks for itself and keeps its place while it waits. */
#define XA_TYPE_EXPLORE_STRIP (xa_explore_strip_get_type ())
G_DECLARE_FINAL_TYPE (XaExploreStrip, xa_explore_strip, XA, EXPLORE_STRIP, AdwBin)

void xa_explore_strip_set_session (XaExploreStrip *self, XaSession *session); /* (nullable) */
