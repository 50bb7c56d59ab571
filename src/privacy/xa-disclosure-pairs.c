#include "privacy/xa-disclosure-pairs.h"

#include <string.h>

/* More rounds than any table needs; an attack that is cut short would see too little. */
#define MAX_SWEEPS 100

/* Pairs that are compared at a time. */
#define STRIDE 32

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
  GArray         *wide;    /* (owned) (element-type guint): of each audience, with whom it may share many */
  guint          *changed; /* (owned) (array length=n): the last sweep in which a pair of the audience got narrower */
} Pairs;

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
    *low = self->known[a] && self->known[b] ? CLAMP (smaller - self->k + 1, self->k, smaller) : self->k;
    break;
  case XA_WITHHELD_REVEALING:
    break;
  }
}

/* --- the reader ------------------------------------------------------------------------------- */

/* Of an audience and itself a reader knows its size. */
static void
begin_reading (Pairs *self)
{
  for (guint a = 0; a < self->n; a++) {
    self->low[place (self, a, a)] = self->high[place (self, a, a)] = (guint32) get_size (self, a);
    for (guint b = 0; b < a; b++) {
      gint64 low, high;

      get_own_range (self, a, b, &low, &high);
      self->low[place (self, a, b)] = self->low[place (self, b, a)] = (guint32) low;
      self->high[place (self, a, b)] = self->high[place (self, b, a)] = (guint32) high;
    }
  }
}

/* Whether @more less @slack is greater than @less anywhere. In small steps of a fixed length, which
 * compilers do with a few wide instructions. */
static gboolean
exceeds_anywhere (const guint32 *more,
                  guint32        slack,
                  const guint32 *less,
                  guint          n)
{
  const guint32 *end = more + n;

  for (; end - more >= STRIDE; more += STRIDE, less += STRIDE) {
    guint32 any = 0;

    for (int i = 0; i < STRIDE; i++)
      any |= (more[i] > slack) & (more[i] - slack > less[i]);
    if (any)
      return TRUE;
  }
  for (; more < end; more++, less++)
    if (*more > slack && *more - slack > *less)
      return TRUE;

  return FALSE;
}

/* Writes what is known of (A, B) at both its places. */
static void
narrow (Pairs   *self,
        guint32 *what,
        guint    a,
        guint    b,
        guint32  value,
        guint    sweep)
{
  what[place (self, a, b)] = what[place (self, b, a)] = value;
  self->changed[a] = self->changed[b] = sweep;
}

/* What is said of an audience's pairs in all; by this most threes are seen to say nothing new. */
typedef struct {
  guint32 most_low;   /* that a reader takes for certain of any pair of the audience */
  guint32 least_high; /* that is possible of any pair */
  guint32 least_low;  /* of a withheld pair */
  guint32 most_high;  /* of a withheld pair */
  guint   first_wide; /* the first of its pairs among those that may be large */
  guint   n_wide;
} Summary;

static gboolean
is_wide (XaWithheld why)
{
  return why == XA_WITHHELD_NEAR_WHOLE || why == XA_WITHHELD_REVEALING;
}

/* Then they are gone through one by one, which would take longer where they are many. */
static gboolean
has_few_wide (const Pairs   *self,
              const Summary *summary)
{
  return summary->n_wide < self->n / STRIDE;
}

static Summary
summarise (Pairs *self,
           guint  a)
{
  Summary summary = { 0, G_MAXUINT32, G_MAXUINT32, 0, self->wide->len, 0 };

  for (guint b = 0; b < self->n; b++) {
    guint32 low = self->low[place (self, a, b)];
    guint32 high = self->high[place (self, a, b)];

    if (b == a)
      continue;
    summary.most_low = MAX (summary.most_low, low);
    summary.least_high = MIN (summary.least_high, high);
    if (get_withheld (self, a, b) == XA_WITHHELD_NOT)
      continue;
    summary.least_low = MIN (summary.least_low, low);
    summary.most_high = MAX (summary.most_high, high);
    if (is_wide (get_withheld (self, a, b)))
      g_array_append_val (self->wide, b);
  }
  summary.n_wide = self->wide->len - summary.first_wide;
  if (!has_few_wide (self, &summary))
    g_array_set_size (self->wide, summary.first_wide);

  return summary;
}

/* What |C & A| + |C & B| - |A & B| <= |C| says of (A, B), for every B. Of A and B at least one has
 * more than half of C: that one is taken for A. */
static void
read_low (Pairs         *self,
          const Summary *summary,
          guint          c,
          guint          a,
          guint          sweep)
{
  const guint32 *of_c = self->low + place (self, c, 0);
  const guint32 *of_a = self->low + place (self, a, 0);
  gint64         slack = get_size (self, c) - (gint64) of_c[a];

  if (slack >= (gint64) of_c[a] || (gint64) summary[c].most_low <= slack + (gint64) summary[a].least_low)
    return;
  if (exceeds_anywhere (of_c, (guint32) slack, of_a, self->n))
    for (guint b = 0; b < self->n; b++)
      if (of_c[b] > slack && of_c[b] - slack > of_a[b])
        narrow (self, self->low, a, b, (guint32) (of_c[b] - slack), sweep);
}

/* What it says of (C, B), for every B. Small counts are narrowed by audiences only that are most of
 * C; for the others only pairs that may be large are looked at, where they are few. */
static void
read_high (Pairs         *self,
           const Summary *summary,
           guint          c,
           guint          a,
           guint          sweep)
{
  const guint32 *of_c = self->high + place (self, c, 0);
  const guint32 *of_a = self->high + place (self, a, 0);
  gint64         slack = get_size (self, c) - (gint64) self->low[place (self, c, a)];
  gint64         least = slack + (gint64) summary[a].least_high;
  gboolean       only_wide = least >= self->k - 1 && has_few_wide (self, &summary[c]);

  if ((gint64) summary[c].most_high <= least || (!only_wide && !exceeds_anywhere (of_c, (guint32) slack, of_a, self->n)))
    return;
  for (guint i = 0; i < (only_wide ? summary[c].n_wide : self->n); i++) {
    guint b = only_wide ? g_array_index (self->wide, guint, summary[c].first_wide + i) : i;

    if (of_c[b] > slack + of_a[b])
      narrow (self, self->high, c, b, (guint32) (slack + of_a[b]), sweep);
  }
}

/* All threes of which something changed in this sweep or in the one before. */
static gboolean
sweep_all (Pairs   *self,
           Summary *summary,
           guint    sweep)
{
  gboolean narrower = FALSE;

  g_array_set_size (self->wide, 0);
  for (guint a = 0; a < self->n; a++)
    summary[a] = summarise (self, a);
  for (guint c = 0; c < self->n; c++)
    for (guint a = 0; a < self->n; a++)
      if (a != c && MAX (self->changed[a], self->changed[c]) + 1 >= sweep) {
        read_low (self, summary, c, a, sweep);
        read_high (self, summary, c, a, sweep);
      }
  for (guint a = 0; a < self->n; a++)
    narrower |= self->changed[a] == sweep;

  return narrower;
}

static void
read_all (Pairs *self)
{
  g_autofree Summary *summary = g_new (Summary, MAX (self->n, 1));

  begin_reading (self);
  memset (self->changed, 0, self->n * sizeof (guint));
  for (guint sweep = 1; sweep <= MAX_SWEEPS; sweep++)
    if (!sweep_all (self, summary, sweep))
      return;
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
 * Cost: n³ comparisons of neighbouring numbers at worst, in each of a few rounds; most threes are
 * seen to say nothing by what is known of two of their audiences. Memory: 8 n² bytes and a little.
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
  self.changed = g_new (guint, MAX (n, 1));
  self.wide = g_array_new (FALSE, FALSE, sizeof (guint));
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
  g_free (self.changed);
  g_array_unref (self.wide);
}
