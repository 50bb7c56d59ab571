#pragma once

#include "insight/xa-post-page.h"
#include "ui/inspect/xa-inspect-answer.h"

#include <gtk/gtk.h>

/* A post in a list: when, by whom as far as may be told, its counters, and its text if it is the
 * audience's own. @age: (nullable): what the counters are compared at, in words. */
GtkWidget *xa_post_row_new (const XaInspectAnswer *answer, const XaPost *post, const double *counters, const char *age) G_GNUC_WARN_UNUSED_RESULT;
