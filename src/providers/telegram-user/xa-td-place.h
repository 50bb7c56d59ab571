#pragma once

#include "net/xa-credential.h"
#include "providers/telegram-user/xa-td-sign-in.h"

/*
 * Where a sign-in is kept: in a folder below that of the connection, whose name follows from its key, so that a new sign-in
 * never opens what an older one left. Folders are for the user alone.
 */

/* Draws the key of a new sign-in: 64 hex digits, or NULL with @error. */
char *xa_td_place_draw_key (GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @credential: with the id and secret of the user's app, and the key as its token
 * @folder: (out) (transfer full): of the sign-in, which is made; @place borrows from both
 * Returns: FALSE with @error where the app is no app, or the folder cannot be made */
gboolean xa_td_place_init (XaTdPlace *place, const char *connection_folder, const XaCredential *credential, char **folder, GError **error);

/* Removes the folder of a connection with all that is in it. */
gboolean xa_td_place_remove (const char *connection_folder, GError **error);

/* Removes what is left of a sign-in that came to nothing; and the folder of the connection, where nothing else is in it. */
void xa_td_place_forget (const char *folder);

/* The program that carries requests, and the library that it is to open (nullable: that of the system). The environment has
 * them for builds that are not installed: XAUDIENCE_TDHELPER and XAUDIENCE_TDJSON. */
const char *xa_td_place_get_helper (void);
const char *xa_td_place_get_library (void);
