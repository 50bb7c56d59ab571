#pragma once

#include "insight/xa-intersections.h"
#include "insight/xa-result-cache.h"

/* What the questions about several audiences have in common. */

/* Notes what all that is asked of these audiences by name is computed from: their lists, and how many people
 * there are on their platforms. */
gboolean xa_result_question_use_audiences (XaResultQuestion *self, const char *const *names, GError **error);
