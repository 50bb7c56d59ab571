#pragma once

#include "ui/xa-window.h"

/* How files come into the window: chosen in a dialog, or dropped. */
void xa_window_files_install (GtkWidgetClass *klass); /* win.import, win.open-file */
void xa_window_files_accept (XaWindow *window);       /* what is dropped */
