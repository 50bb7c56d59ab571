#pragma once

#include "ui/xa-session.h"

#include <gtk/gtk.h>

/*
 * The searches that were saved for a workspace, as a part of the sidebar: choosing one activates
 * win.search-for with its text. Without any it is hidden.
 */
#define XA_TYPE_SAVED_SEARCHES (xa_saved_searches_get_type ())
G_DECLARE_FINAL_TYPE (XaSavedSearches, xa_saved_searches, XA, SAVED_SEARCHES, GtkBox)

void xa_saved_searches_set_session (XaSavedSearches *self, XaSession *session); /* (nullable) */

/* So many fit in the sidebar; nothing that was saved gives way to something new. */
#define XA_SAVED_SEARCHES_MOST 30
gboolean xa_saved_searches_are_full (GSettings *settings, XaSession *session);

/* Whether @text is saved for the workspace of @session, and to save or to forget it, which can be undone. */
gboolean xa_saved_searches_has (GSettings *settings, XaSession *session, const char *text);
void     xa_saved_searches_set (GSettings *settings, XaSession *session, const char *text, gboolean saved);
