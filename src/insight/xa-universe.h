#pragma once

#include "insight/xa-scope.h"

/* The people of a platform in any list of the workspace, as they may be told: what lift compares with, whichever
 * audiences are asked about. 0: nobody is listed. */
gboolean xa_universe_count (const XaScope *scope, XaPlatform platform, gint64 *n_people, GError **error);
