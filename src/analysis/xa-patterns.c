#include "analysis/xa-patterns.h"

#include "model/xa-language.h"

/* People are looked at in stretches of this many ids, so that memory does not grow with them. */
#define STRETCH 65536

/* A table of patterns, half of it empty. A pattern is never 0, which marks an empty place. */
typedef struct {
  XaPattern *places; /* (owned) (array length=n_places) */
  guint      n_places;
  guint      n_taken;
} Table;

static XaPattern *
find_place (const Table *self,
            guint32      sets)
{
  guint i = (sets * 0x9e3779b1u) & (self->n_places - 1);

  while (self->places[i].sets && self->places[i].sets != sets)
    i = (i + 1) & (self->n_places - 1);

  return &self->places[i];
}

static void
grow (Table *self)
{
  Table larger = { g_new0 (XaPattern, 2 * (gsize) self->n_places), 2 * self->n_places, self->n_taken };

  for (guint i = 0; i < self->n_places; i++)
    if (self->places[i].sets)
      *find_place (&larger, self->places[i].sets) = self->places[i];
  g_free (self->places);
  *self = larger;
}

/* FALSE when there are more patterns than can be kept. */
static gboolean
count_one (Table  *self,
           guint32 sets)
{
  XaPattern *place = find_place (self, sets);

  if (!place->sets) {
    if (self->n_taken == XA_PATTERNS_MOST)
      return FALSE;
    if (2 * (self->n_taken + 1) > self->n_places) {
      grow (self);
      place = find_place (self, sets);
    }
    place->sets = sets;
    self->n_taken++;
  }
  place->n++;

  return TRUE;
}

typedef struct {
  XaMemberReader *readers[XA_PATTERNS_MOST_SETS]; /* (owned) */
  guint           n;
  guint32        *patterns; /* (owned): of the ids of one stretch */
  guint32        *ids;      /* (owned): of one set in that stretch */
  Table           table;
} Counting;

static void
counting_init (Counting                 *self,
               const XaMemberSet *const *sets,
               guint                     n)
{
  self->n = n;
  self->patterns = g_new0 (guint32, STRETCH);
  self->ids = g_new (guint32, STRETCH);
  self->table = (Table) { g_new0 (XaPattern, 1024), 1024, 0 };
  for (guint i = 0; i < n; i++)
    self->readers[i] = xa_member_reader_new (sets[i]);
}

static void
counting_clear (Counting *self)
{
  for (guint i = 0; i < self->n; i++)
    xa_member_reader_free (self->readers[i]);
  g_free (self->patterns);
  g_free (self->ids);
  g_free (self->table.places);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Counting, counting_clear)

static gboolean
count_stretch (Counting *self,
               guint64   first)
{
  gsize n_seen = 0;

  for (guint i = 0; i < self->n; i++) {
    gsize n_ids = xa_member_reader_read (self->readers[i], first + STRETCH, self->ids);

    n_seen += n_ids;
    for (gsize k = 0; k < n_ids; k++)
      self->patterns[self->ids[k] - first] |= 1u << i;
  }
  for (guint k = 0; k < STRETCH && n_seen > 0; k++)
    if (self->patterns[k]) {
      if (!count_one (&self->table, self->patterns[k]))
        return FALSE;
      self->patterns[k] = 0;
    }

  return TRUE;
}

/* Most people first; of equals, fewer sets, then the earlier ones. */
static int
compare_patterns (gconstpointer a,
                  gconstpointer b)
{
  const XaPattern *x = a;
  const XaPattern *y = b;
  int              bits = __builtin_popcount (x->sets) - __builtin_popcount (y->sets);

  if (x->n != y->n)
    return x->n > y->n ? -1 : 1;

  return bits ? bits : (x->sets > y->sets) - (x->sets < y->sets);
}

/**
 * xa_patterns_count:
 * @sets: (array length=n): of people
 * @n: at most XA_PATTERNS_MOST_SETS
 * @cancellable: (nullable): stops between two stretches of people
 *
 * Cost: one pass over all sets; half a megabyte, and 32 bytes for each pattern that occurs.
 *
 * Returns: (transfer full) (element-type XaPattern): every pattern that occurs, that of most
 *   people first; or NULL with @error: G_IO_ERROR_CANCELLED, or G_IO_ERROR_NO_SPACE where there
 *   are more than XA_PATTERNS_MOST of them
 */
GArray *
xa_patterns_count (const XaMemberSet *const *sets,
                   guint                     n,
                   GCancellable             *cancellable,
                   GError                  **error)
{
  g_auto (Counting) counting = { 0 };
  GArray *patterns;
  guint64 end = 0;

  g_return_val_if_fail (n <= XA_PATTERNS_MOST_SETS, NULL);

  counting_init (&counting, sets, n);
  for (guint i = 0; i < n; i++)
    if (xa_member_set_count (sets[i]))
      end = MAX (end, (guint64) xa_member_set_last (sets[i]) + 1);
  for (guint64 first = 0; first < end; first += STRETCH) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
    if (!count_stretch (&counting, first)) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   N_ ("The people of these audiences are in more than a million different combinations of them. Compare fewer audiences."));
      return NULL;
    }
  }

  patterns = g_array_sized_new (FALSE, FALSE, sizeof (XaPattern), counting.table.n_taken);
  for (guint i = 0; i < counting.table.n_places; i++)
    if (counting.table.places[i].sets)
      g_array_append_val (patterns, counting.table.places[i]);
  g_array_sort (patterns, compare_patterns);

  return patterns;
}

guint64
xa_patterns_sum (const GArray *patterns,
                 guint32       sets)
{
  guint64 sum = 0;

  for (guint i = 0; i < patterns->len; i++) {
    const XaPattern *pattern = &g_array_index (patterns, XaPattern, i);

    if ((pattern->sets & sets) == sets)
      sum += pattern->n;
  }

  return sum;
}

static void
add_candidate (GArray       *candidates,
               const GArray *patterns,
               guint32       sets)
{
  XaPattern candidate = { sets, xa_patterns_sum (patterns, sets) };

  if (candidate.n)
    g_array_append_val (candidates, candidate);
}

static XaPattern
take_first (GArray *candidates)
{
  guint     best = 0;
  XaPattern first;

  for (guint i = 1; i < candidates->len; i++)
    if (compare_patterns (&g_array_index (candidates, XaPattern, i), &g_array_index (candidates, XaPattern, best)) < 0)
      best = i;
  first = g_array_index (candidates, XaPattern, best);
  g_array_remove_index_fast (candidates, best);

  return first;
}

/**
 * xa_patterns_top:
 * @patterns: (element-type XaPattern): as counted
 * @n: number of sets
 * @n_top: how many to find at most
 *
 * An intersection of more sets never has more people, so that the best are found by looking only
 * at those that come of the best so far, and at none twice.
 *
 * Returns: (transfer full) (element-type XaPattern): sets and the people who are in all of them
 *   at least; or NULL with @error set to G_IO_ERROR_CANCELLED
 */
GArray *
xa_patterns_top (const GArray *patterns,
                 guint         n,
                 guint         n_top,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (XaPattern));
  g_autoptr (GArray) top = g_array_new (FALSE, FALSE, sizeof (XaPattern));

  for (guint i = 0; i < n; i++)
    for (guint j = i + 1; j < n; j++)
      add_candidate (candidates, patterns, 1u << i | 1u << j);
  while (candidates->len && top->len < n_top) {
    XaPattern first = take_first (candidates);

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
    g_array_append_val (top, first);
    for (guint j = 32 - (guint) __builtin_clz (first.sets); j < n; j++)
      add_candidate (candidates, patterns, first.sets | 1u << j);
  }

  return g_steal_pointer (&top);
}
