#pragma once

#include "privacy/xa-pseudonym.h"

/*
 * From pseudonym to dense id, in memory: at most 32 bytes a person at every moment, growth
 * included, beside one segment of a megabyte. Ids are given out in order from 0. All zeros are
 * no person: they hold the place of an erased one.
 */
typedef struct _XaMemberIndex XaMemberIndex;

XaMemberIndex *xa_member_index_new (void) G_GNUC_WARN_UNUSED_RESULT;
void           xa_member_index_free (XaMemberIndex *self);

guint32 xa_member_index_count (const XaMemberIndex *self); /* ids given out, those of erased people too */
gsize   xa_member_index_size (const XaMemberIndex *self);  /* in bytes of memory */

/* The first id that is never given out: 2^32 less some room. */
#define XA_MEMBER_INDEX_MAX 0xfffffff0u

gboolean xa_member_index_find (const XaMemberIndex *self, const XaPseudonym *who, guint32 *id);
/* Looks up @n pseudonyms that lie @stride bytes apart and gives new ids to those not known;
 * FALSE, with nothing given out, if there might not be enough ids left. */
gboolean xa_member_index_resolve (XaMemberIndex *self, const XaPseudonym *who, gsize stride, gsize n, guint32 *ids);
void     xa_member_index_reserve (XaMemberIndex *self, gsize n);
/* Takes people in their order, without looking whether they are known: for loading. */
gboolean xa_member_index_append (XaMemberIndex *self, const XaPseudonym *who, gsize n);
/* Takes back all ids from @count on. */
void xa_member_index_truncate (XaMemberIndex *self, guint32 count);
/* The pseudonyms from @id on that lie in one piece of memory, at least one. */
const XaPseudonym *xa_member_index_peek (const XaMemberIndex *self, guint32 id, gsize *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaMemberIndex, xa_member_index_free)
