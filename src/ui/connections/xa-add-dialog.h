#pragma once

#include "ui/xa-live.h"
#include "ui/xa-undo.h"

#include <adwaita.h>

/* Adds audiences: what is pasted is recognised while it is typed, looked up when that is wished, and
 * followed when it is ticked. */
void xa_add_dialog_present (GtkWidget *parent, XaLive *live, XaUndo *undo);

/* The same with what the account of a connection can see, to tick. (transfer none) */
AdwDialog *xa_add_dialog_present_list (GtkWidget *parent, XaLive *live, XaUndo *undo, const XaConnection *connection);
