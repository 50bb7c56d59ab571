#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* Switches the server for programs on this computer on and off, and keeps its clients and webhooks. */
#define XA_TYPE_SERVER_DIALOG (xa_server_dialog_get_type ())
G_DECLARE_FINAL_TYPE (XaServerDialog, xa_server_dialog, XA, SERVER_DIALOG, AdwDialog)

void xa_server_dialog_present (GtkWidget *parent, XaSession *session);
