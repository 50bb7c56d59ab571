#include "model/xa-member-set.h"
#include "model/xa-member-bytes.h"

#include <roaring/roaring.h>

struct _XaMemberReader {
  const XaMemberSet        *set; /* (not owned) */
  roaring_uint32_iterator_t place;
};

/**
 * xa_member_set_new:
 *
 * Returns: (transfer full): an empty set
 */
XaMemberSet *
xa_member_set_new (void)
{
  return roaring_bitmap_create ();
}

/**
 * xa_member_set_new_from_ids:
 * @ids: (array length=n_ids): member ids in any order, repeats allowed
 *
 * Returns: (transfer full): the set of @ids
 */
XaMemberSet *
xa_member_set_new_from_ids (const guint32 *ids,
                            gsize          n_ids)
{
  return roaring_bitmap_of_ptr (n_ids, ids);
}

/**
 * xa_member_set_new_from_bytes:
 * @data: (array length=size): a set in Roaring's portable format
 *
 * Bytes that anybody may have made are read safely; that they are the right ones is for the caller
 * to check, by a checksum.
 *
 * Returns: (transfer full) (nullable): the set, or NULL if @data is not one
 */
XaMemberSet *
xa_member_set_new_from_bytes (const void *data,
                              gsize       size)
{
  return xa_member_bytes_are_sound (data, size) ? roaring_bitmap_portable_deserialize_safe (data, size) : NULL;
}

/**
 * xa_member_set_copy:
 *
 * Returns: (transfer full): an independent copy
 */
XaMemberSet *
xa_member_set_copy (const XaMemberSet *self)
{
  return roaring_bitmap_copy (self);
}

/**
 * xa_member_set_free:
 * @self: (nullable): a set
 */
void
xa_member_set_free (XaMemberSet *self)
{
  if (self)
    roaring_bitmap_free (self);
}

void
xa_member_set_add (XaMemberSet *self,
                   guint32      id)
{
  roaring_bitmap_add (self, id);
}

/**
 * xa_member_set_add_many:
 * @ids: (array length=n_ids): member ids; fastest when ascending
 */
void
xa_member_set_add_many (XaMemberSet   *self,
                        const guint32 *ids,
                        gsize          n_ids)
{
  roaring_bitmap_add_many (self, n_ids, ids);
}

/**
 * xa_member_set_remove:
 *
 * Returns: whether @id was in the set
 */
gboolean
xa_member_set_remove (XaMemberSet *self,
                      guint32      id)
{
  return roaring_bitmap_remove_checked (self, id);
}

/**
 * xa_member_set_remove_below:
 *
 * Removes all members less than @id.
 */
void
xa_member_set_remove_below (XaMemberSet *self,
                            guint32      id)
{
  roaring_bitmap_remove_range (self, 0, id);
}

/**
 * xa_member_set_union:
 *
 * Adds the members of @other to @self.
 */
void
xa_member_set_union (XaMemberSet       *self,
                     const XaMemberSet *other)
{
  roaring_bitmap_or_inplace (self, other);
}

/**
 * xa_member_set_intersect:
 *
 * Keeps in @self only the members of @other.
 */
void
xa_member_set_intersect (XaMemberSet       *self,
                         const XaMemberSet *other)
{
  roaring_bitmap_and_inplace (self, other);
}

/**
 * xa_member_set_subtract:
 *
 * Takes the members of @other out of @self.
 */
void
xa_member_set_subtract (XaMemberSet       *self,
                        const XaMemberSet *other)
{
  roaring_bitmap_andnot_inplace (self, other);
}

gboolean
xa_member_set_is_below (const XaMemberSet *self,
                        guint32            id)
{
  return roaring_bitmap_is_empty (self) || roaring_bitmap_maximum (self) < id;
}

gboolean
xa_member_set_contains (const XaMemberSet *self,
                        guint32            id)
{
  return roaring_bitmap_contains (self, id);
}

gboolean
xa_member_set_equal (const XaMemberSet *a,
                     const XaMemberSet *b)
{
  return roaring_bitmap_equals (a, b);
}

/**
 * xa_member_set_count:
 *
 * Returns: the number of members
 */
guint64
xa_member_set_count (const XaMemberSet *self)
{
  return roaring_bitmap_get_cardinality (self);
}

/**
 * xa_member_set_count_shared:
 *
 * Returns: the number of members that @a and @b share
 */
guint64
xa_member_set_count_shared (const XaMemberSet *a,
                            const XaMemberSet *b)
{
  return roaring_bitmap_and_cardinality (a, b);
}

/**
 * xa_member_set_last:
 *
 * Returns: the highest id; 0 for an empty set
 */
guint32
xa_member_set_last (const XaMemberSet *self)
{
  return roaring_bitmap_maximum (self);
}

/**
 * xa_member_set_get_ids:
 * @n_ids: (out): their number
 *
 * Returns: (transfer full) (array length=n_ids): the members in ascending order; g_free() it
 */
guint32 *
xa_member_set_get_ids (const XaMemberSet *self,
                       gsize             *n_ids)
{
  guint32 *ids;

  *n_ids = (gsize) roaring_bitmap_get_cardinality (self);
  ids = g_new (guint32, MAX (*n_ids, 1));
  roaring_bitmap_to_uint32_array (self, ids);

  return ids;
}

/**
 * xa_member_set_to_bytes:
 *
 * Packs runs, then writes the set in Roaring's portable format. Equal sets give equal bytes.
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
xa_member_set_to_bytes (XaMemberSet *self)
{
  gsize size;
  char *data;

  /* The container a set ends up with depends on how it was built; rebuilding from the ids
   * would be slow, so runs are removed and found anew, which settles the choice. */
  roaring_bitmap_remove_run_compression (self);
  roaring_bitmap_run_optimize (self);
  size = roaring_bitmap_portable_size_in_bytes (self);
  data = g_malloc (size);
  roaring_bitmap_portable_serialize (self, data);

  return g_bytes_new_take (data, size);
}

/**
 * xa_member_reader_new:
 *
 * Returns: (transfer full): a reader that stands at the first member of @set
 */
XaMemberReader *
xa_member_reader_new (const XaMemberSet *set)
{
  XaMemberReader *self = g_new (XaMemberReader, 1);

  self->set = set;
  roaring_init_iterator (set, &self->place);

  return self;
}

/**
 * xa_member_reader_free:
 * @self: (nullable): a reader
 */
void
xa_member_reader_free (XaMemberReader *self)
{
  g_free (self);
}

/**
 * xa_member_reader_seek:
 *
 * Moves to the first member that is @id or more.
 */
void
xa_member_reader_seek (XaMemberReader *self,
                       guint32         id)
{
  roaring_move_uint32_iterator_equalorlarger (&self->place, id);
}

/**
 * xa_member_reader_read:
 * @end: where to stop
 * @ids: (out caller-allocates): room for every id from the reader's place to @end
 *
 * Takes the members below @end and moves behind them.
 *
 * Returns: how many there were
 */
gsize
xa_member_reader_read (XaMemberReader *self,
                       guint64         end,
                       guint32        *ids)
{
  guint64 n;

  if (!self->place.has_value || self->place.current_value >= end)
    return 0;

  n = roaring_bitmap_range_cardinality (self->set, self->place.current_value, end);

  return roaring_read_uint32_iterator (&self->place, ids, (guint32) n);
}
