#pragma once

#include "ui/xa-live.h"
#include "ui/xa-undo.h"

#include <gtk/gtk.h>

/* That something is followed from now on, for undo: what was fetched of it by then stays. */

/* @sources: (element-type XaSource): taken: as they were added; nothing happens where there are none
 * @widget: in the window that tells what fails */
void xa_follow_step_push (XaUndo *undo, XaLive *live, GtkWidget *widget, GPtrArray *sources);

/* Follows @sources (element-type XaSource) no more, which can be undone: what was fetched of them stays, and a fetch
 * under way ends. @name: of the audience that they are; @widget: in the window that tells what fails */
void xa_follow_step_stop (XaUndo *undo, XaLive *live, GtkWidget *widget, const GPtrArray *sources, const char *name);
