#include "privacy/xa-disclosure-pairs.h"

/* More rounds than any table needs; an attack that is cut short would see too little. */
#define MAX_SWEEPS 100

/*
 * A reader narrows what is withheld by what three audiences must have in common: those of A who
 * are in B or in C are A's, hence |A & B| + |A & C| - |B & C| <= |A|, whichever of the three comes
 * first. The gate does the same, with all pairs at once and until nothing gets narrower, and
 * then gives away less.
 */
typedef struct {
  const guint64  *sizes;
  const gboolean *known;
  const guint32  *shared;
  guint           n;
  gint64          k;
  guint8         *withheld;
  guint32        *low; /* (owned): what a reader knows of every pair */
  guint32        *high;
  GArray         *wide; /* (owned) (element-type Pair): withheld pairs that may be large */
} Pairs;

typedef struct {
  guint a, b;
} Pair;

static gsize
place (const Pairs *self,
       guint        a,
       guint        b)
{
  return (gsize) a * self->n + b;
}

static gint64
get_size (const Pairs *self,
          guint        a)
{
  return self->known[a] ? (gint64) self->sizes[a] : G_MAXUINT32;
}

static gint64
get_smaller (const Pairs *self,
             guint        a,
             guint        b)
{
  return MIN (get_size (self, a), get_size (self, b));
}

static XaWithheld
get_withheld (const Pairs *self,
              guint        a,
              guint        b)
{
  return (XaWithheld) self->withheld[place (self, a, b)];
}

static void
withhold (Pairs     *self,
          guint      a,
          guint      b,
          XaWithheld why)
{
  self->withheld[place (self, a, b)] = self->withheld[place (self, b, a)] = (guint8) why;
}

static XaWithheld
judge_alone (const Pairs *self,
             guint        a,
             guint        b)
{
  gint64 shared = self->shared[place (self, a, b)];

  if (self->k <= 1)
    return XA_WITHHELD_NOT;
  if (shared > 0 && shared < self->k)
    return XA_WITHHELD_SMALL;
  if (shared > 0 && ((gint64) self->sizes[a] - shared < self->k || (gint64) self->sizes[b] - shared < self->k))
    return XA_WITHHELD_NEAR_WHOLE;

  return XA_WITHHELD_NOT;
}

/* Of an audience that is hardly larger, "few" and "all but few" leave less to guess than what is told
 * of neither: its pairs are withheld without a reason. */
static XaWithheld
get_reason (const Pairs *self,
            guint        a,
            guint        b)
{
  XaWithheld why = judge_alone (self, a, b);

  return why != XA_WITHHELD_NOT && get_smaller (self, a, b) < 2 * self->k + self->k / 2 ? XA_WITHHELD_REVEALING : why;
}

/* What a reader knows of a pair without looking at others. */
static void
get_own_range (const Pairs *self,
               guint        a,
               guint        b,
               gint64      *low,
               gint64      *high)
{
  gint64 smaller = get_smaller (self, a, b);

  *low = 0;
  *high = smaller;
  switch (get_withheld (self, a, b)) {
  case XA_WITHHELD_NOT:
    *low = *high = self->shared[place (self, a, b)];
    break;
  case XA_WITHHELD_SMALL:
    *low = 1;
    *high = MIN (smaller, self->k - 1);
    break;
  case XA_WITHHELD_NEAR_WHOLE:
    *low = self->known[a] || self->known[b] ? CLAMP (smaller - self->k + 1, self->k, smaller) : self->k;
    break;
  case XA_WITHHELD_REVEALING:
    break;
  }
}

/* --- the reader ------------------------------------------------------------------------------- */

static void
begin_reading (Pairs *self)
{
  g_array_set_size (self->wide, 0);
  for (guint a = 0; a < self->n; a++)
    for (guint b = 0; b < a; b++) {
      gint64 low, high;
      Pair   pair = { a, b };

      get_own_range (self, a, b, &low, &high);
      self->low[place (self, a, b)] = self->low[place (self, b, a)] = (guint32) low;
      self->high[place (self, a, b)] = self->high[place (self, b, a)] = (guint32) high;
      if (get_withheld (self, a, b) == XA_WITHHELD_NEAR_WHOLE || get_withheld (self, a, b) == XA_WITHHELD_REVEALING)
        g_array_append_val (self->wide, pair);
    }
}

static gboolean
raise_low (Pairs *self,
           guint  a,
           guint  b,
           gint64 low)
{
  if (low <= (gint64) self->low[place (self, a, b)])
    return FALSE;
  self->low[place (self, a, b)] = self->low[place (self, b, a)] = (guint32) low;

  return TRUE;
}

static gboolean
lower_high (Pairs *self,
            guint  a,
            guint  b,
            gint64 high)
{
  if (high >= (gint64) self->high[place (self, a, b)])
    return FALSE;
  self->high[place (self, a, b)] = self->high[place (self, b, a)] = (guint32) high;

  return TRUE;
}

/* What |C & A| + |C & B| - |A & B| <= |C| says of (A, B) and of (C, B). */
static gboolean
read_third (Pairs *self,
            guint  a,
            guint  b,
            guint  c)
{
  gint64   slack = get_size (self, c) - (gint64) self->low[place (self, c, a)];
  gboolean narrower = FALSE;

  if (get_withheld (self, a, b) != XA_WITHHELD_NOT)
    narrower = raise_low (self, a, b, (gint64) self->low[place (self, c, b)] - slack);
  if (get_withheld (self, c, b) != XA_WITHHELD_NOT)
    narrower |= lower_high (self, c, b, slack + (gint64) self->high[place (self, a, b)]);

  return narrower;
}

/* Small counts are narrowed only by pairs that are most of an audience: with less, the other two
 * have room. Most pairs are small, and few audiences lie mostly in another. */
static gboolean
read_small (Pairs *self)
{
  gboolean narrower = FALSE;

  for (guint c = 0; c < self->n; c++) {
    gint64 size = get_size (self, c);
    gint64 most = size < 2 * self->k ? -1 : size / 2;

    for (guint a = 0; a < self->n; a++) {
      if (a == c || (gint64) self->low[place (self, c, a)] <= most)
        continue;
      for (guint b = 0; b < self->n; b++)
        if (b != a && b != c)
          narrower |= read_third (self, a, b, c);
    }
  }

  return narrower;
}

static gboolean
read_wide (Pairs *self)
{
  gboolean narrower = FALSE;

  for (guint i = 0; i < self->wide->len; i++) {
    Pair pair = g_array_index (self->wide, Pair, i);

    for (guint c = 0; c < self->n; c++)
      if (c != pair.a && c != pair.b) {
        narrower |= read_third (self, pair.a, pair.b, c);
        narrower |= read_third (self, c, pair.b, pair.a);
        narrower |= read_third (self, c, pair.a, pair.b);
      }
  }

  return narrower;
}

static void
read_all (Pairs *self)
{
  begin_reading (self);
  for (guint i = 0; i < MAX_SWEEPS; i++) {
    gboolean small = read_small (self);

    if (!read_wide (self) && !small)
      return;
  }
}

/* --- giving away less ------------------------------------------------------------------------- */

/* How many values a reader must be left with: as many as can be, where there are few. */
static gint64
get_needed (const Pairs *self,
            guint        a,
            guint        b)
{
  gint64 smaller = get_smaller (self, a, b);
  gint64 needed = judge_alone (self, a, b) == XA_WITHHELD_NOT ? 2 : 1 + MAX (1, (self->k - 1) / 2);

  return MIN (needed, smaller);
}

static gboolean
is_narrow (const Pairs *self,
           guint        a,
           guint        b)
{
  return (gint64) self->high[place (self, a, b)] - (gint64) self->low[place (self, a, b)] + 1 < get_needed (self, a, b);
}

/* Whether a third audience says as much of a pair as the reader knows of it. */
static gboolean
is_binding (const Pairs *self,
            guint        a,
            guint        b,
            guint        c)
{
  gint64 low = self->low[place (self, a, b)];
  gint64 high = self->high[place (self, a, b)];
  gint64 ca_low = self->low[place (self, c, a)], ca_high = self->high[place (self, c, a)];
  gint64 cb_low = self->low[place (self, c, b)], cb_high = self->high[place (self, c, b)];

  return (low > 0 && ca_low + cb_low - get_size (self, c) >= low) || get_size (self, a) - ca_low + cb_high <= high ||
         get_size (self, b) - cb_low + ca_high <= high;
}

/* Both pairs of @c with @a and @b are withheld for their sake: which of them was chosen would tell
 * how they compare. */
static gboolean
withhold_beside (Pairs *self,
                 guint  a,
                 guint  b,
                 guint  c)
{
  if (get_withheld (self, c, a) != XA_WITHHELD_NOT && get_withheld (self, c, b) != XA_WITHHELD_NOT)
    return FALSE;
  if (get_withheld (self, c, a) == XA_WITHHELD_NOT)
    withhold (self, c, a, XA_WITHHELD_REVEALING);
  if (get_withheld (self, c, b) == XA_WITHHELD_NOT)
    withhold (self, c, b, XA_WITHHELD_REVEALING);

  return TRUE;
}

/* The reason is told no more, and counts beside it neither: that no reason is told would tell it,
 * to one who knows this rule. TRUE if something changed. */
static gboolean
widen (Pairs *self,
       guint  a,
       guint  b)
{
  gboolean changed = FALSE;

  if (get_withheld (self, a, b) != XA_WITHHELD_REVEALING) {
    withhold (self, a, b, XA_WITHHELD_REVEALING);
    changed = TRUE;
  }
  for (guint c = 0; c < self->n; c++) {
    if (c == a || c == b || !is_binding (self, a, b, c))
      continue;
    if (withhold_beside (self, a, b, c)) {
      changed = TRUE;
      continue;
    }
    /* Both are withheld already: what is told of them is too much. */
    for (guint i = 0; i < 2; i++) {
      guint other = i ? b : a;

      if (get_withheld (self, c, other) != XA_WITHHELD_REVEALING) {
        withhold (self, c, other, XA_WITHHELD_REVEALING);
        changed = TRUE;
      }
    }
  }

  return changed;
}

static gboolean
widen_narrow (Pairs *self)
{
  gboolean changed = FALSE;

  for (guint a = 0; a < self->n; a++)
    for (guint b = 0; b < a; b++)
      if (get_withheld (self, a, b) != XA_WITHHELD_NOT && is_narrow (self, a, b))
        changed |= widen (self, a, b);

  return changed;
}

/**
 * xa_disclosure_judge_pairs:
 *
 * Small counts and near wholes are withheld, where the smaller audience has fewer than 2.5 times
 * @smallest_count people without a reason; then, as long as a reader who combines all pairs
 * that are shown, and the reasons for which others are not, can narrow a withheld one to too few
 * values, reasons are told less precisely and more counts are withheld.
 *
 * Cost: about n² times the audiences that lie mostly in another, and n for every withheld pair
 * that may be large, in each of a few rounds; memory: 8 n² bytes.
 *
 * Source: the inequalities are facets of the correlation polytope; M. Deza and M. Laurent,
 * Geometry of Cuts and Metrics, 1997, chapter 5.
 */
void
xa_disclosure_judge_pairs (const guint64  *sizes,
                           const gboolean *known,
                           const guint32  *shared,
                           guint           n,
                           guint           smallest_count,
                           guint8         *withheld)
{
  Pairs self = { .sizes = sizes, .known = known, .shared = shared, .n = n, .k = smallest_count, .withheld = withheld };

  self.low = g_new (guint32, MAX ((gsize) n * n, 1));
  self.high = g_new (guint32, MAX ((gsize) n * n, 1));
  self.wide = g_array_new (FALSE, FALSE, sizeof (Pair));
  for (guint a = 0; a < n; a++) {
    withheld[place (&self, a, a)] = XA_WITHHELD_NOT;
    for (guint b = 0; b < a; b++)
      withhold (&self, a, b, get_reason (&self, a, b));
  }
  do
    read_all (&self);
  while (widen_narrow (&self));

  g_free (self.low);
  g_free (self.high);
  g_array_unref (self.wide);
}
