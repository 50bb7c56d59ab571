#pragma once

#include "ui/xa-live.h"

#include <adwaita.h>

/* Called when the connection works. */
typedef void (*XaConnected) (const XaConnection *connection, gpointer data);

/* Walks through getting access to a platform, and connects it.
 * @connection: (nullable): copied; one that is to be signed in to again
 * @data: lives as long as @parent */
void xa_connect_dialog_present (GtkWidget *parent, XaLive *live, const XaProvider *provider, const XaConnection *connection, XaConnected connected, gpointer data);
