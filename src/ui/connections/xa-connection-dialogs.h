#pragma once

#include "ui/xa-live.h"
#include "ui/xa-undo.h"

#include <adwaita.h>

/* Small dialogs about one connection; what goes wrong is told by "win.tell". */
void xa_connection_configure_present (GtkWidget *parent, XaLive *live, XaUndo *undo, const XaConnection *connection);
void xa_connection_remove_present (GtkWidget *parent, XaLive *live, const XaConnection *connection);
/* Says what still holds at the platform after it was disconnected, if anything does. */
void xa_connection_tell_parting (GtkWidget *parent, const XaParting *parting);
