#include "model/xa-member-bytes.h"

#include <string.h>

#define COOKIE_WITH_RUNS 12347
#define COOKIE_WITHOUT_RUNS 12346
#define MIN_WITH_OFFSETS 4 /* containers; fewer have none if there are runs */
#define MAX_ARRAY 4096     /* members of a container that is a list */
#define BITSET_SIZE 8192   /* in bytes */

/* What is left to read. */
typedef struct {
  const guint8 *data;
  gsize         size;
} Rest;

static const guint8 *
take (Rest *self,
      gsize size)
{
  const guint8 *data = self->data;

  if (size > self->size)
    return NULL;
  self->data += size;
  self->size -= size;

  return data;
}

static guint16
read_16 (const guint8 *data)
{
  return (guint16) (data[0] | data[1] << 8);
}

static guint32
read_32 (const guint8 *data)
{
  return read_16 (data) | (guint32) read_16 (data + 2) << 16;
}

static gboolean
is_list (const guint8 *data,
         guint32       n)
{
  for (guint32 i = 1; data && i < n; i++)
    if (read_16 (data + 2 * i) <= read_16 (data + 2 * (i - 1)))
      return FALSE;

  return data != NULL;
}

static gboolean
is_bitset (const guint8 *data,
           guint32       n)
{
  guint32 count = 0;

  for (gsize i = 0; data && i < BITSET_SIZE; i += sizeof (guint64)) {
    guint64 word;

    memcpy (&word, data + i, sizeof word);
    count += (guint32) __builtin_popcountll (word);
  }

  return data && count == n;
}

/* Runs of a first member and how many follow it; there is a gap between two of them. */
static gboolean
are_runs (Rest   *rest,
          guint32 n)
{
  const guint8 *head = take (rest, 2);
  guint32       n_runs = head ? read_16 (head) : 0;
  const guint8 *runs = take (rest, n_runs * (gsize) 4);
  guint32       next = 0, count = 0;

  if (!head || !runs || n_runs == 0)
    return FALSE;
  for (guint32 i = 0; i < n_runs; i++) {
    guint32 first = read_16 (runs + 4 * i);
    guint32 last = first + read_16 (runs + 4 * i + 2);

    if (first < next || last > G_MAXUINT16)
      return FALSE;
    count += last - first + 1;
    next = last + 2;
  }

  return count == n;
}

/**
 * xa_member_bytes_are_sound:
 * @data: (array length=size): bytes from anywhere
 *
 * Cost: one pass over @data, no allocation.
 */
gboolean
xa_member_bytes_are_sound (const void *data,
                           gsize       size)
{
  Rest          rest = { data, size };
  const guint8 *head = take (&rest, 4);
  guint32       cookie = head ? read_32 (head) : 0;
  gboolean      with_runs = (cookie & 0xffff) == COOKIE_WITH_RUNS;
  const guint8 *run_flags = NULL;
  const guint8 *keys;
  guint32       n;

  if (!head || (!with_runs && cookie != COOKIE_WITHOUT_RUNS))
    return FALSE;
  if (with_runs) {
    n = (cookie >> 16) + 1;
    run_flags = take (&rest, (n + 7) / 8);
  } else {
    head = take (&rest, 4);
    n = head ? read_32 (head) : 0;
  }
  if (!head || (with_runs && !run_flags) || n > 65536)
    return FALSE;

  keys = take (&rest, n * (gsize) 4);
  if (!keys || ((!with_runs || n >= MIN_WITH_OFFSETS) && !take (&rest, n * (gsize) 4)))
    return FALSE;
  for (guint32 i = 0; i < n; i++) {
    guint32  count = (guint32) read_16 (keys + 4 * i + 2) + 1;
    gboolean sound;

    if (i > 0 && read_16 (keys + 4 * i) <= read_16 (keys + 4 * (i - 1)))
      return FALSE;
    if (run_flags && (run_flags[i / 8] >> (i % 8) & 1))
      sound = are_runs (&rest, count);
    else if (count <= MAX_ARRAY)
      sound = is_list (take (&rest, count * (gsize) 2), count);
    else
      sound = is_bitset (take (&rest, BITSET_SIZE), count);
    if (!sound)
      return FALSE;
  }

  return rest.size == 0;
}
