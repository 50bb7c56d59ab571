#include "privacy/xa-disclosure-pairs.h"

typedef struct {
  const guint64  *sizes;
  const gboolean *known;
  const guint32  *shared;
  guint           n;
  gint64          k;
  guint8         *withheld;
} Pairs;

static gint64
get_shared (const Pairs *self,
            guint        a,
            guint        b)
{
  return self->shared[(gsize) a * self->n + b];
}

static XaWithheld
get_withheld (const Pairs *self,
              guint        a,
              guint        b)
{
  return (XaWithheld) self->withheld[(gsize) a * self->n + b];
}

static void
withhold (Pairs     *self,
          guint      a,
          guint      b,
          XaWithheld why)
{
  self->withheld[(gsize) a * self->n + b] = self->withheld[(gsize) b * self->n + a] = (guint8) why;
}

static XaWithheld
judge_alone (const Pairs *self,
             guint        a,
             guint        b)
{
  gint64 shared = get_shared (self, a, b);

  if (self->k <= 1)
    return XA_WITHHELD_NOT;
  if (shared > 0 && shared < self->k)
    return XA_WITHHELD_SMALL;
  if (shared > 0 && ((gint64) self->sizes[a] - shared < self->k || (gint64) self->sizes[b] - shared < self->k))
    return XA_WITHHELD_NEAR_WHOLE;

  return XA_WITHHELD_NOT;
}

/* What a reader knows of a withheld pair without looking at others. */
static void
get_own_range (const Pairs *self,
               guint        a,
               guint        b,
               gint64      *low,
               gint64      *high)
{
  gint64 size_a = self->known[a] ? (gint64) self->sizes[a] : G_MAXINT32;
  gint64 size_b = self->known[b] ? (gint64) self->sizes[b] : G_MAXINT32;

  *low = 0;
  *high = MIN (size_a, size_b);
  if (get_withheld (self, a, b) == XA_WITHHELD_SMALL) {
    *low = 1;
    *high = MIN (*high, self->k - 1);
  } else if (get_withheld (self, a, b) == XA_WITHHELD_NEAR_WHOLE) {
    *low = MAX (*high - self->k + 1, 0);
  }
}

/* What audience @c adds: those of A and B who must be the same people within C, and those who
 * cannot be. */
static void
narrow_by_third (const Pairs *self,
                 guint        a,
                 guint        b,
                 guint        c,
                 gint64      *low,
                 gint64      *high)
{
  gint64 ac = get_shared (self, a, c);
  gint64 bc = get_shared (self, b, c);

  if (self->known[c])
    *low = MAX (*low, ac + bc - (gint64) self->sizes[c]);
  if (self->known[b])
    *high = MIN (*high, ac + (gint64) self->sizes[b] - bc);
  if (self->known[a])
    *high = MIN (*high, bc + (gint64) self->sizes[a] - ac);
}

static gint64
get_needed (const Pairs *self,
            guint        a,
            guint        b)
{
  return get_withheld (self, a, b) == XA_WITHHELD_REVEALING ? 2 : 1 + MAX (1, (self->k - 1) / 2);
}

/* Withholds one of the two counts that pin down a withheld one. TRUE if there was one. */
static gboolean
protect_pair (Pairs *self,
              guint  a,
              guint  b)
{
  gint64   own_low;
  gint64   own_high;
  gboolean withheld_more = FALSE;

  get_own_range (self, a, b, &own_low, &own_high);
  for (guint c = 0; c < self->n; c++) {
    gint64 low = own_low;
    gint64 high = own_high;

    if (c == a || c == b || get_withheld (self, a, c) != XA_WITHHELD_NOT || get_withheld (self, b, c) != XA_WITHHELD_NOT)
      continue;
    narrow_by_third (self, a, b, c, &low, &high);
    if (high - low + 1 >= MIN (get_needed (self, a, b), own_high - own_low + 1))
      continue;
    if (get_shared (self, a, c) <= get_shared (self, b, c) && get_shared (self, a, c) > 0)
      withhold (self, a, c, XA_WITHHELD_REVEALING);
    else
      withhold (self, b, c, XA_WITHHELD_REVEALING);
    withheld_more = TRUE;
  }

  return withheld_more;
}

/**
 * xa_disclosure_judge_pairs:
 *
 * Bounds through a third audience are those of inclusion and exclusion for three sets
 * (C. Bonferroni, 1936): |A & B| >= |A & C| + |B & C| - |C|, |A & B| <= |A & C| + |B - C|.
 *
 * Cost: O(n) for every withheld pair and round; a few rounds.
 */
void
xa_disclosure_judge_pairs (const guint64  *sizes,
                           const gboolean *known,
                           const guint32  *shared,
                           guint           n,
                           guint           smallest_count,
                           guint8         *withheld)
{
  Pairs    self = { sizes, known, shared, n, smallest_count, withheld };
  gboolean again = TRUE;

  for (guint a = 0; a < n; a++) {
    withheld[(gsize) a * n + a] = XA_WITHHELD_NOT;
    for (guint b = 0; b < a; b++)
      withhold (&self, a, b, judge_alone (&self, a, b));
  }
  while (again) {
    again = FALSE;
    for (guint a = 0; a < n; a++)
      for (guint b = 0; b < a; b++)
        if (get_withheld (&self, a, b) != XA_WITHHELD_NOT && protect_pair (&self, a, b))
          again = TRUE;
  }
}
