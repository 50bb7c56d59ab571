#include "store/xa-member-index.h"

#include <string.h>

#define SEGMENT_BITS 16 /* a megabyte of pseudonyms */
#define SEGMENT_SIZE (1u << SEGMENT_BITS)
#define N_SHARDS 256
#define SHARD_MIN 16
#define GROUP 16 /* look-ups that are under way at once, to hide the wait for memory */
#define NO_ID G_MAXUINT32

/* A slot holds 32 bits of the pseudonym above the id. The bits also tell where it belongs, so
 * that a shard grows without going back to the pseudonyms. */
typedef struct {
  guint64 *slots; /* (owned) (array length=capacity) */
  guint32  capacity;
  guint32  used;
} Shard;

struct _XaMemberIndex {
  GPtrArray *segments; /* (owned) (element-type XaPseudonym): SEGMENT_SIZE each */
  guint32    count;
  gsize      n_slots;
  Shard      shards[N_SHARDS];
};

static inline guint32
tag_of (const XaPseudonym *who)
{
  guint32 tag;

  memcpy (&tag, who->bytes + 1, sizeof tag);

  return GUINT32_FROM_LE (tag);
}

static inline guint32
slot_id (guint64 slot)
{
  return (guint32) slot;
}

static inline guint32
slot_tag (guint64 slot)
{
  return (guint32) (slot >> 32);
}

/* Maps a tag to its place by multiplication: the capacity need not be a power of two, and the
 * order of places is that of tags. */
static inline guint32
home_of (guint32 tag,
         guint32 capacity)
{
  return (guint32) (((guint64) tag * capacity) >> 32);
}

static inline const XaPseudonym *
get_person (const XaMemberIndex *self,
            guint32              id)
{
  return (const XaPseudonym *) self->segments->pdata[id >> SEGMENT_BITS] + (id & (SEGMENT_SIZE - 1));
}

static inline gboolean
is_erased (const XaPseudonym *who)
{
  static const XaPseudonym zeros;

  return memcmp (who, &zeros, sizeof zeros) == 0;
}

static guint64 *
new_slots (guint32 capacity)
{
  guint64 *slots = g_new (guint64, capacity);

  memset (slots, 0xff, capacity * sizeof *slots);

  return slots;
}

/**
 * xa_member_index_new:
 *
 * Returns: (transfer full): an index that knows nobody
 */
XaMemberIndex *
xa_member_index_new (void)
{
  XaMemberIndex *self = g_new0 (XaMemberIndex, 1);

  self->segments = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < N_SHARDS; i++)
    self->shards[i] = (Shard) { new_slots (SHARD_MIN), SHARD_MIN, 0 };
  self->n_slots = N_SHARDS * SHARD_MIN;

  return self;
}

/**
 * xa_member_index_free:
 * @self: (nullable): an index
 */
void
xa_member_index_free (XaMemberIndex *self)
{
  if (!self)
    return;

  for (guint i = 0; i < N_SHARDS; i++)
    g_free (self->shards[i].slots);
  g_ptr_array_unref (self->segments);
  g_free (self);
}

guint32
xa_member_index_count (const XaMemberIndex *self)
{
  return self->count;
}

/**
 * xa_member_index_size:
 *
 * Returns: the memory it takes, in bytes
 */
gsize
xa_member_index_size (const XaMemberIndex *self)
{
  return sizeof *self + self->segments->len * (gsize) SEGMENT_SIZE * sizeof (XaPseudonym) + self->n_slots * sizeof (guint64);
}

static void
place (Shard  *shard,
       guint64 slot)
{
  guint32 i = home_of (slot_tag (slot), shard->capacity);

  while (slot_id (shard->slots[i]) != NO_ID)
    i = i + 1 == shard->capacity ? 0 : i + 1;
  shard->slots[i] = slot;
}

static void
resize (XaMemberIndex *self,
        Shard         *shard,
        guint32        capacity)
{
  guint64 *old = shard->slots;
  guint32  n = shard->capacity;

  shard->capacity = capacity;
  shard->slots = new_slots (shard->capacity);
  self->n_slots += shard->capacity - n;
  for (guint32 i = 0; i < n; i++)
    if (slot_id (old[i]) != NO_ID)
      place (shard, old[i]);
  g_free (old);
}

static guint32
add (XaMemberIndex     *self,
     const XaPseudonym *who)
{
  guint32 id = self->count++;

  if ((id >> SEGMENT_BITS) == self->segments->len)
    g_ptr_array_add (self->segments, g_new (XaPseudonym, SEGMENT_SIZE));
  *(XaPseudonym *) get_person (self, id) = *who;

  if (!is_erased (who)) {
    Shard *shard = &self->shards[who->bytes[0]];

    /* By a quarter at a load of 0.8: a person costs 10 to 12.5 bytes of slots, and one shard of
     * 256 is there twice while it grows. */
    if ((guint64) (shard->used + 1) * 5 > (guint64) shard->capacity * 4)
      resize (self, shard, shard->capacity + shard->capacity / 4);
    place (shard, (guint64) tag_of (who) << 32 | id);
    shard->used++;
  }

  return id;
}

/**
 * xa_member_index_find:
 * @id: (out): the dense id
 *
 * Returns: whether @who is known
 */
gboolean
xa_member_index_find (const XaMemberIndex *self,
                      const XaPseudonym   *who,
                      guint32             *id)
{
  const Shard *shard = &self->shards[who->bytes[0]];
  guint32      tag = tag_of (who);
  guint32      i = home_of (tag, shard->capacity);

  for (; slot_id (shard->slots[i]) != NO_ID; i = i + 1 == shard->capacity ? 0 : i + 1) {
    guint64 slot = shard->slots[i];

    if (slot_tag (slot) == tag && memcmp (get_person (self, slot_id (slot)), who, sizeof *who) == 0) {
      *id = slot_id (slot);
      return TRUE;
    }
  }

  return FALSE;
}

static inline const XaPseudonym *
at (const XaPseudonym *who,
    gsize              stride,
    gsize              i)
{
  return (const XaPseudonym *) ((const guint8 *) who + i * stride);
}

/* Starts the loads of a group: first of the slots, then of the pseudonyms they point to. */
static void
prefetch (const XaMemberIndex *self,
          const XaPseudonym   *who,
          gsize                stride,
          gsize                n)
{
  const guint64 *slots[GROUP];

  for (gsize i = 0; i < n; i++) {
    const XaPseudonym *one = at (who, stride, i);
    const Shard       *shard = &self->shards[one->bytes[0]];

    slots[i] = &shard->slots[home_of (tag_of (one), shard->capacity)];
    __builtin_prefetch (slots[i]);
  }
  for (gsize i = 0; i < n; i++)
    if (slot_id (*slots[i]) != NO_ID && slot_tag (*slots[i]) == tag_of (at (who, stride, i)))
      __builtin_prefetch (get_person (self, slot_id (*slots[i])));
}

/**
 * xa_member_index_resolve:
 * @who: the first pseudonym; none is all zeros
 * @stride: bytes from one to the next
 * @ids: (out) (array length=n): their dense ids
 *
 * Returns: FALSE if the ids might run out; nothing is changed then
 */
gboolean
xa_member_index_resolve (XaMemberIndex     *self,
                         const XaPseudonym *who,
                         gsize              stride,
                         gsize              n,
                         guint32           *ids)
{
  if (n > XA_MEMBER_INDEX_MAX - self->count)
    return FALSE;

  for (gsize first = 0; first < n; first += GROUP) {
    gsize end = MIN (first + GROUP, n);

    prefetch (self, at (who, stride, first), stride, end - first);
    for (gsize i = first; i < end; i++) {
      const XaPseudonym *one = at (who, stride, i);

      if (!xa_member_index_find (self, one, &ids[i]))
        ids[i] = add (self, one);
    }
  }

  return TRUE;
}

/**
 * xa_member_index_reserve:
 * @n: how many people are about to be known
 *
 * Makes room at once for what would otherwise be grown into.
 */
void
xa_member_index_reserve (XaMemberIndex *self,
                         gsize          n)
{
  guint32 capacity = (guint32) (n / N_SHARDS / 3 * 4);

  for (guint i = 0; i < N_SHARDS; i++)
    if (capacity > self->shards[i].capacity)
      resize (self, &self->shards[i], capacity);
}

/**
 * xa_member_index_append:
 * @who: (array length=n): people that the index does not hold, in the order of their ids
 *
 * Returns: FALSE if there are more than there are ids
 */
gboolean
xa_member_index_append (XaMemberIndex     *self,
                        const XaPseudonym *who,
                        gsize              n)
{
  if (n > XA_MEMBER_INDEX_MAX - self->count)
    return FALSE;

  for (gsize i = 0; i < n; i++) {
    if (i + GROUP < n)
      prefetch (self, who + i + GROUP, sizeof *who, 1);
    add (self, who + i);
  }

  return TRUE;
}

/* Closes the gap that a removed slot leaves: later slots move up as long as that brings none of
 * them before its home. */
static void
close_gap (Shard  *shard,
           guint32 gap)
{
  guint32 i = gap;

  for (;;) {
    guint32 home;

    i = i + 1 == shard->capacity ? 0 : i + 1;
    if (slot_id (shard->slots[i]) == NO_ID)
      break;
    home = home_of (slot_tag (shard->slots[i]), shard->capacity);
    if (gap < i ? (home <= gap || home > i) : (home <= gap && home > i)) {
      shard->slots[gap] = shard->slots[i];
      gap = i;
    }
  }
  shard->slots[gap] = G_MAXUINT64;
}

static void
take_back (XaMemberIndex *self,
           guint32        id)
{
  const XaPseudonym *who = get_person (self, id);
  Shard             *shard = &self->shards[who->bytes[0]];
  guint32            i;

  if (is_erased (who))
    return;
  i = home_of (tag_of (who), shard->capacity);
  while (slot_id (shard->slots[i]) != id)
    i = i + 1 == shard->capacity ? 0 : i + 1;
  close_gap (shard, i);
  shard->used--;
}

/**
 * xa_member_index_truncate:
 * @count: how many ids stay given out
 *
 * Forgets the people with ids from @count on, so that the same people in the same order get the
 * same ids again.
 */
void
xa_member_index_truncate (XaMemberIndex *self,
                          guint32        count)
{
  while (self->count > count)
    take_back (self, --self->count);
  g_ptr_array_set_size (self->segments, (gint) ((count + (guint64) SEGMENT_SIZE - 1) >> SEGMENT_BITS));
}

/**
 * xa_member_index_peek:
 * @id: an id that was given out
 * @n: (out): how many pseudonyms lie in one piece from there
 *
 * Returns: (transfer none): the pseudonyms from @id on, until the index changes
 */
const XaPseudonym *
xa_member_index_peek (const XaMemberIndex *self,
                      guint32              id,
                      gsize               *n)
{
  g_return_val_if_fail (id < self->count, NULL);

  *n = MIN (SEGMENT_SIZE - (id & (SEGMENT_SIZE - 1)), self->count - id);

  return get_person (self, id);
}
