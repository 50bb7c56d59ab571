#include "ui/dialogs/xa-dialogs.h"

static void
release_cb (gpointer dialog)
{
  g_object_unref (dialog);
}

static void
closed_cb (AdwDialog *dialog)
{
  g_idle_add_once (release_cb, g_object_ref (dialog));
}

static void
shown_cb (AdwApplicationWindow *window)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (window);

  if (!dialog)
    return;
  /* It is shown again when one above it closes. */
  g_signal_handlers_disconnect_by_func (dialog, closed_cb, NULL);
  g_signal_connect (dialog, "closed", G_CALLBACK (closed_cb), NULL);
}

/**
 * xa_dialogs_outlive_closing:
 *
 * Keeps every dialog of @window until what closed it has come to its end. Where animations are switched
 * off, a dialog is gone as soon as its Close button is pressed, and libadwaita 1.7 then still tells that
 * the sheet in it is closed, although the sheet went with the dialog.
 */
void
xa_dialogs_outlive_closing (AdwApplicationWindow *window)
{
  g_signal_connect (window, "notify::visible-dialog", G_CALLBACK (shown_cb), NULL);
}
