#pragma once

#include <glib.h>

/*
 * A set of dense member ids. The only file that knows CRoaring; the bytes are its portable
 * format, which other tools read too.
 */
typedef struct roaring_bitmap_s XaMemberSet;

XaMemberSet *xa_member_set_new (void) G_GNUC_WARN_UNUSED_RESULT;
XaMemberSet *xa_member_set_new_from_ids (const guint32 *ids, gsize n_ids) G_GNUC_WARN_UNUSED_RESULT;
XaMemberSet *xa_member_set_new_from_bytes (const void *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;
XaMemberSet *xa_member_set_copy (const XaMemberSet *self) G_GNUC_WARN_UNUSED_RESULT;
void         xa_member_set_free (XaMemberSet *self);

void     xa_member_set_add (XaMemberSet *self, guint32 id);
void     xa_member_set_add_many (XaMemberSet *self, const guint32 *ids, gsize n_ids);
gboolean xa_member_set_remove (XaMemberSet *self, guint32 id);
void     xa_member_set_remove_below (XaMemberSet *self, guint32 id);
void     xa_member_set_union (XaMemberSet *self, const XaMemberSet *other);
void     xa_member_set_intersect (XaMemberSet *self, const XaMemberSet *other);
void     xa_member_set_subtract (XaMemberSet *self, const XaMemberSet *other);

gboolean xa_member_set_is_below (const XaMemberSet *self, guint32 id); /* whether all members are less than @id */
gboolean xa_member_set_contains (const XaMemberSet *self, guint32 id);
gboolean xa_member_set_equal (const XaMemberSet *a, const XaMemberSet *b);
guint64  xa_member_set_count (const XaMemberSet *self);
guint64  xa_member_set_count_shared (const XaMemberSet *a, const XaMemberSet *b);
guint32  xa_member_set_last (const XaMemberSet *self);
guint32 *xa_member_set_get_ids (const XaMemberSet *self, gsize *n_ids) G_GNUC_WARN_UNUSED_RESULT;
GBytes  *xa_member_set_to_bytes (XaMemberSet *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaMemberSet, xa_member_set_free)

/* Reads a set in ascending order, piece by piece. The set must outlive it and not change. */
typedef struct _XaMemberReader XaMemberReader;

XaMemberReader *xa_member_reader_new (const XaMemberSet *set) G_GNUC_WARN_UNUSED_RESULT;
void            xa_member_reader_free (XaMemberReader *self);
void            xa_member_reader_seek (XaMemberReader *self, guint32 id);
gsize           xa_member_reader_read (XaMemberReader *self, guint64 end, guint32 *ids);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaMemberReader, xa_member_reader_free)
