#pragma once

#include <glib.h>

/*
 * Finds many byte patterns in one pass: a bit map of the patterns' first four bytes turns nearly
 * every position away at once, and what is left is looked up by hash, once for each length that
 * patterns with these four bytes have.
 */

#define XA_BYTE_SEARCH_MIN 4 /* bytes of the shortest pattern */

typedef struct _XaByteSearch XaByteSearch;

typedef void (*XaByteSearchFunc) (gsize start, gsize len, guint tag, gpointer user_data);

XaByteSearch *xa_byte_search_new (void) G_GNUC_WARN_UNUSED_RESULT;
void          xa_byte_search_free (XaByteSearch *self);
void          xa_byte_search_add (XaByteSearch *self, const void *pattern, gsize len, guint tag);
gsize         xa_byte_search_get_longest (XaByteSearch *self);
void          xa_byte_search_run (XaByteSearch *self, const guint8 *data, gsize size, gsize from, gsize to, XaByteSearchFunc func, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaByteSearch, xa_byte_search_free)
