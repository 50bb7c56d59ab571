#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* What the dialog of the server asks before something is added, and the one time that a secret is shown. */

/* Called in any case where something was changed. @data lives as long as @parent. */
typedef void (*XaServerFormDone) (gpointer data);

void xa_server_add_client_present (GtkWidget *parent, XaSession *session, XaServerFormDone done, gpointer data);
void xa_server_add_in_present (GtkWidget *parent, XaSession *session, XaServerFormDone done, gpointer data);
void xa_server_add_out_present (GtkWidget *parent, XaSession *session, XaServerFormDone done, gpointer data);
