#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* The backups of a workspace: makes one, and puts one in the place of the workspace ("win.restore").
 * Works for one that cannot be opened, too, and then points at the newest that is sound. */
void xa_backups_dialog_present (GtkWidget *parent, XaSession *session);
