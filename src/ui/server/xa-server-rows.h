#pragma once

#include "ui/server/xa-server-picture.h"

#include <adwaita.h>

/* The rows of the dialog of the server, each with the buttons that activate the dialog's actions. */

GtkWidget *xa_server_row_new_client (const XaClient *client) G_GNUC_WARN_UNUSED_RESULT;
GtkWidget *xa_server_row_new_in (const XaHookIn *hook) G_GNUC_WARN_UNUSED_RESULT;
GtkWidget *xa_server_row_new_out (const XaHookOut *hook, guint n_dead) G_GNUC_WARN_UNUSED_RESULT; /* @n_dead: messages that were given up */
GtkWidget *xa_server_row_new_empty (const char *words) G_GNUC_WARN_UNUSED_RESULT;
