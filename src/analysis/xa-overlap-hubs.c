#include "analysis/xa-overlap-private.h"

#include <math.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Bits are taken in groups of this many: one register of the widest kind, one cache line. */
#define GROUP_WORDS 8
#define GROUP_BITS (GROUP_WORDS * 64)
#define N_GROUPS 16
#define BATCH (N_GROUPS * GROUP_BITS)
#define ROW_WORDS (N_GROUPS * GROUP_WORDS)

/* Rows are intersected tile by tile: two tiles of rows stay in a core's cache. */
#define TILE 32

/* The number of bits that @a and @b share in each of 4 x 4 rows. */
typedef void (*CountFunc) (const guint64 *const a[4], const guint64 *const b[4], gsize n_groups, guint32 counts[4][4]);

struct _XaOverlapHubs {
  XaOverlapJob *job;    /* (not owned) */
  guint64      *rows;   /* (owned) (nullable): aligned to a group, made when the first hub comes */
  guint8       *used;   /* (owned): by rank, whether its row has a bit */
  guint         n_hubs; /* in the batch */
};

/* --- counting common bits ------------------------------------------------------------------- */

static inline __attribute__ ((always_inline)) void
count_words (const guint64 *const a[4],
             const guint64 *const b[4],
             gsize                n_groups,
             guint32              counts[4][4])
{
  for (guint i = 0; i < 4; i++)
    for (guint j = 0; j < 4; j++) {
      guint64 n = 0;

      for (gsize w = 0; w < n_groups * GROUP_WORDS; w++)
        n += (guint64) __builtin_popcountll (a[i][w] & b[j][w]);
      counts[i][j] = (guint32) n;
    }
}

static void
count_plain (const guint64 *const a[4],
             const guint64 *const b[4],
             gsize                n_groups,
             guint32              counts[4][4])
{
  count_words (a, b, n_groups, counts);
}

#ifdef __x86_64__
__attribute__ ((target ("popcnt"))) static void
count_popcnt (const guint64 *const a[4],
              const guint64 *const b[4],
              gsize                n_groups,
              guint32              counts[4][4])
{
  count_words (a, b, n_groups, counts);
}

/* Bits of a byte by looking up its two halves. */
__attribute__ ((target ("avx2"))) static inline __m256i
popcount_bytes (__m256i bits)
{
  const __m256i halves = _mm256_setr_epi8 (0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
                                           0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i low = _mm256_set1_epi8 (15);

  return _mm256_add_epi8 (_mm256_shuffle_epi8 (halves, _mm256_and_si256 (bits, low)),
                          _mm256_shuffle_epi8 (halves, _mm256_and_si256 (_mm256_srli_epi16 (bits, 4), low)));
}

__attribute__ ((target ("avx2"))) static void
count_avx2 (const guint64 *const a[4],
            const guint64 *const b[4],
            gsize                n_groups,
            guint32              counts[4][4])
{
  for (guint i = 0; i < 4; i++)
    for (guint j = 0; j < 4; j++) {
      __m256i sum = _mm256_setzero_si256 ();

      for (gsize w = 0; w < n_groups * GROUP_WORDS; w += 8) {
        __m256i x = _mm256_and_si256 (_mm256_load_si256 ((const __m256i *) (a[i] + w)),
                                      _mm256_load_si256 ((const __m256i *) (b[j] + w)));
        __m256i y = _mm256_and_si256 (_mm256_load_si256 ((const __m256i *) (a[i] + w + 4)),
                                      _mm256_load_si256 ((const __m256i *) (b[j] + w + 4)));
        __m256i bytes = _mm256_add_epi8 (popcount_bytes (x), popcount_bytes (y));

        sum = _mm256_add_epi64 (sum, _mm256_sad_epu8 (bytes, _mm256_setzero_si256 ()));
      }
      counts[i][j] = (guint32) (_mm256_extract_epi64 (sum, 0) + _mm256_extract_epi64 (sum, 1) +
                                _mm256_extract_epi64 (sum, 2) + _mm256_extract_epi64 (sum, 3));
    }
}

__attribute__ ((target ("avx512f,avx512vpopcntdq"))) static void
count_avx512 (const guint64 *const a[4],
              const guint64 *const b[4],
              gsize                n_groups,
              guint32              counts[4][4])
{
  __m512i sums[4][4];

  for (guint i = 0; i < 4; i++)
    for (guint j = 0; j < 4; j++)
      sums[i][j] = _mm512_setzero_si512 ();
  for (gsize w = 0; w < n_groups * GROUP_WORDS; w += 8) {
    __m512i left[4];

    for (guint i = 0; i < 4; i++)
      left[i] = _mm512_load_si512 (a[i] + w);
#pragma GCC unroll 4
    for (guint j = 0; j < 4; j++) {
      __m512i right = _mm512_load_si512 (b[j] + w);

#pragma GCC unroll 4
      for (guint i = 0; i < 4; i++)
        sums[i][j] = _mm512_add_epi64 (sums[i][j], _mm512_popcnt_epi64 (_mm512_and_si512 (left[i], right)));
    }
  }
  for (guint i = 0; i < 4; i++)
    for (guint j = 0; j < 4; j++)
      counts[i][j] = (guint32) _mm512_reduce_add_epi64 (sums[i][j]);
}
#endif

/* The fastest that this processor can do, and what a group costs it in increments of a list. */
static CountFunc
choose (double *cost)
{
#ifdef __x86_64__
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512vpopcntdq")) {
    *cost = 1.5;
    return count_avx512;
  }
  if (__builtin_cpu_supports ("avx2")) {
    *cost = 6;
    return count_avx2;
  }
  if (__builtin_cpu_supports ("popcnt")) {
    *cost = 7;
    return count_popcnt;
  }
#endif
  *cost = 40;
  return count_plain;
}

/**
 * xa_overlap_hubs_degree:
 * @n: how many audiences there are
 *
 * A person in d audiences costs d²/2 increments in a list; as a bit they cost their share of
 * intersecting all n²/2 pairs of rows.
 *
 * Returns: the number of audiences from which a person is cheaper as a bit
 */
guint
xa_overlap_hubs_degree (guint n)
{
  double cost;

  choose (&cost);

  return (guint) CLAMP (n * sqrt (cost / GROUP_BITS), 16, G_MAXUINT16);
}

/* --- the batch ------------------------------------------------------------------------------ */

XaOverlapHubs *
xa_overlap_hubs_new (XaOverlapJob *job)
{
  XaOverlapHubs *self = g_new0 (XaOverlapHubs, 1);

  self->job = job;
  self->used = g_new0 (guint8, job->n);

  return self;
}

void
xa_overlap_hubs_free (XaOverlapHubs *self)
{
  g_aligned_free (self->rows);
  g_free (self->used);
  g_free (self);
}

/**
 * xa_overlap_hubs_add:
 * @list: (array length=degree): the ranks of one person's audiences
 *
 * Puts a person into the batch, and counts the batch when it is full.
 */
void
xa_overlap_hubs_add (XaOverlapHubs *self,
                     const guint16 *list,
                     guint          degree)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << (self->n_hubs % 64);
  gsize   word = self->n_hubs / 64;

  if (!self->rows)
    self->rows = g_aligned_alloc0 (self->job->n, ROW_WORDS * sizeof *self->rows, GROUP_BITS / 8);

  for (guint i = 0; i < degree; i++) {
    self->rows[list[i] * (gsize) ROW_WORDS + word] |= bit;
    self->used[list[i]] = TRUE;
  }
  if (++self->n_hubs == BATCH)
    xa_overlap_hubs_flush (self);
}

typedef struct {
  guint n;
  guint ranks[TILE];
} Tile;

static void
count_tiles (XaOverlapHubs *self,
             CountFunc      count,
             const Tile    *a,
             const Tile    *b,
             guint32        counts[TILE][TILE])
{
  gsize n_groups = (self->n_hubs + GROUP_BITS - 1) / GROUP_BITS;

  for (guint i = 0; i < a->n; i += 4)
    for (guint j = a == b ? i : 0; j < b->n; j += 4) {
      const guint64 *left[4];
      const guint64 *right[4];
      guint32        found[4][4];

      /* Past the last row the last is counted again, and left out below. */
      for (guint k = 0; k < 4; k++) {
        left[k] = self->rows + a->ranks[MIN (i + k, a->n - 1)] * (gsize) ROW_WORDS;
        right[k] = self->rows + b->ranks[MIN (j + k, b->n - 1)] * (gsize) ROW_WORDS;
      }
      count (left, right, n_groups, found);
      for (guint k = 0; k < 4; k++)
        memcpy (&counts[i + k][j], found[k], sizeof found[k]);
    }
}

static void
add_tiles (XaOverlapHubs *self,
           const Tile    *a,
           const Tile    *b,
           guint32        counts[TILE][TILE])
{
  pthread_mutex_lock (&self->job->lock);
  for (guint i = 0; i < a->n; i++)
    for (guint j = a == b ? i + 1 : 0; j < b->n; j++)
      self->job->counts[xa_overlap_place (a->ranks[i], b->ranks[j])] += counts[i][j];
  pthread_mutex_unlock (&self->job->lock);
}

/* Returns: (transfer full) (element-type Tile): the ranks whose rows have a bit, ascending */
static GArray *
make_tiles (XaOverlapHubs *self)
{
  GArray *tiles = g_array_new (FALSE, TRUE, sizeof (Tile));

  for (guint r = 0; r < self->job->n; r++) {
    Tile *last;

    if (!self->used[r])
      continue;
    if (tiles->len == 0 || g_array_index (tiles, Tile, tiles->len - 1).n == TILE)
      g_array_set_size (tiles, tiles->len + 1);
    last = &g_array_index (tiles, Tile, tiles->len - 1);
    last->ranks[last->n++] = r;
  }

  return tiles;
}

/**
 * xa_overlap_hubs_flush:
 *
 * Counts the batch and empties it. Stops early if the job is cancelled.
 */
void
xa_overlap_hubs_flush (XaOverlapHubs *self)
{
  g_autoptr (GArray) tiles = NULL;
  double    cost;
  CountFunc count = choose (&cost);

  if (self->n_hubs == 0)
    return;

  tiles = make_tiles (self);
  for (guint i = 0; i < tiles->len && !g_cancellable_is_cancelled (self->job->cancellable); i++)
    for (guint j = i; j < tiles->len; j++) {
      const Tile *a = &g_array_index (tiles, Tile, i);
      const Tile *b = &g_array_index (tiles, Tile, j);
      guint32     counts[TILE][TILE];

      count_tiles (self, count, a, b, counts);
      add_tiles (self, a, b, counts);
    }

  memset (self->rows, 0, self->job->n * (gsize) ROW_WORDS * sizeof *self->rows);
  memset (self->used, 0, self->job->n);
  self->n_hubs = 0;
}
