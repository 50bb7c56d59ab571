#pragma once

#include "insight/xa-scope.h"

/* Whether nobody but the audience's own account was seen to write in the range: then what its posts
 * hold is public, and says nothing of any member. */
gboolean xa_scope_is_all_own (const XaScope *scope, gint64 audience_id, gboolean *all_own, GError **error);
