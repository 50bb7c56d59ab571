#pragma once

#include <adwaita.h>

/*
 * Going on after the window was closed, where the user wants it and the desktop allows it: windows hide
 * then instead of closing, and what keeps the workspace fresh goes on behind them. The switch is the
 * action "app.background", kept in the settings; turning it on asks the desktop over the Background
 * portal, also whether the program may begin with the session, without a window. Closing for good is "app.quit".
 */
void     xa_background_install (GtkApplication *app);
gboolean xa_background_is_on (GtkApplication *app); /* once it is installed */

/* Asks the desktop behind @bus. @reason: in a sentence, for the user; where there is no portal nobody
 * has to be asked. FALSE without @error: it was refused. */
void     xa_background_ask_async (GDBusConnection *bus, const char *reason, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean xa_background_ask_finish (GAsyncResult *result, GError **error);
