#include "privacy/xa-told-sizes.h"

/* Whether two sizes tell of fewer people than may be told of. */
static gboolean
are_near (guint64 a,
          guint64 b,
          guint   smallest_count)
{
  guint64 difference = a > b ? a - b : b - a;

  return difference > 0 && difference < smallest_count;
}

static gboolean
is_near_any (const GArray *told,
             guint64       size,
             guint         smallest_count)
{
  for (guint i = 0; i < told->len; i++)
    if (are_near (g_array_index (told, guint64, i), size, smallest_count))
      return TRUE;

  return FALSE;
}

static gboolean
contains (const GArray *told,
          guint64       size)
{
  for (guint i = 0; i < told->len; i++)
    if (g_array_index (told, guint64, i) == size)
      return TRUE;

  return FALSE;
}

/* The nearest; between two the lower one has half a person more, since there may be no sizes below
 * it that a reader could not tell from this one. */
static guint64
find_nearest (const GArray *centres,
              guint64       size,
              guint         smallest_count)
{
  const guint64 *below = NULL;
  const guint64 *above = NULL;

  for (guint i = 0; i < centres->len; i++) {
    const guint64 *centre = &g_array_index (centres, guint64, i);

    if (*centre <= size && (!below || *centre > *below))
      below = centre;
    if (*centre >= size && (!above || *centre < *above))
      above = centre;
  }
  if (!below || !above)
    return below ? *below : *above;

  return size - *below <= *above - size + (are_near (size, *below, smallest_count) ? 1 : 0) ? *below : *above;
}

/**
 * xa_told_sizes_judge:
 *
 * A size is told if it differs from each that was told before by nobody or by at least
 * @smallest_count people. Any other keeps the nearest that was told, as the middle of a band. What
 * is told of a size never depends on those that became known after it.
 *
 * Published sizes may be closer to each other; small ones count for nothing, as there are too few
 * sizes around them. Middles are chosen from all so that no two are:
 * whatever a reader concludes from the one that was taken leaves about @smallest_count sizes, and half
 * as many where smaller ones would not be told at all.
 *
 * Cost: n times how many different sizes are told.
 */
void
xa_told_sizes_judge (XaToldSize *sizes,
                     gsize       n,
                     guint       smallest_count)
{
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) centres = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (gsize i = 0; i < n; i++) {
    XaToldSize *self = &sizes[i];

    self->is_told = self->open || self->size == 0 || self->size >= smallest_count;
    self->told = self->size;
    self->off = 0;
    if (!self->is_told)
      continue;
    if (!self->open && is_near_any (told, self->size, smallest_count)) {
      self->told = find_nearest (centres, self->size, smallest_count);
      self->off = (centres->len < told->len ? 2 : 1) * (guint64) (smallest_count - 1);
    } else if (self->size >= smallest_count && !contains (told, self->size)) {
      g_array_append_val (told, self->size);
      if (!is_near_any (centres, self->size, smallest_count))
        g_array_append_val (centres, self->size);
    }
  }
}
