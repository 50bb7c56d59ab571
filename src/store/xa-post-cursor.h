#pragma once

#include "store/xa-posts.h"

/*
 * Where a page of posts ends, as a text that says nothing: it leaves the program, and the number
 * of a member's post would lead to its author. It is encrypted under a key that only the
 * workspace file yields, and bound to the audience and the order it belongs to.
 */

char    *xa_post_cursor_seal (XaStore *store, gint64 audience_id, XaPostOrder order, const XaPostCursor *cursor, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean xa_post_cursor_open (XaStore *store, gint64 audience_id, XaPostOrder order, const char *text, XaPostCursor *cursor, GError **error);
