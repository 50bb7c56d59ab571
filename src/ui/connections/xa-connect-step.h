#pragma once

#include "ui/xa-live.h"
#include "ui/xa-undo.h"

#include <adwaita.h>

/* That something was connected, for undo: it is disconnected again, and its sign-in forgotten, unless something is
 * followed over it by then. There is no way to connect it again without asking for the sign-in.
 * @widget: in the window that tells what fails, and what remains at the platform
 * @before: (nullable): what is shown first: the toast comes once it was closed, if nothing else was done there */
void xa_connect_step_push (XaUndo *undo, XaLive *live, GtkWidget *widget, const XaConnection *connection, const char *title, AdwDialog *before);
