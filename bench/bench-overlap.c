/*
 * What every two audiences share: ours against CRoaring's pairwise intersection, GraphBLAS's
 * sparse product and SQLite's self-join. Invented audiences: sizes fall off as a power law, most
 * of an audience comes from its own community, and people differ so much in activity that a few
 * are in very many audiences.
 */
#include "bench.h"

#include "analysis/xa-overlap.h"

#include <math.h>
#include <sqlite3.h>
#include <string.h>

#ifdef HAVE_GRAPHBLAS
#include <GraphBLAS.h>
#endif

#define N_THREADS 2

typedef struct {
  guint   n;             /* audiences */
  guint64 n_people;      /* who could be members */
  double  n_memberships; /* about */
  guint64 seed;
} Scale;

static const Scale scale_s = { 200, 600000, 1e6, 1 };
static const Scale scale_m = { 1000, 6000000, 2e7, 2 };
static const Scale scale_l = { 2000, 22000000, 1e8, 3 };

typedef struct {
  guint           n;
  guint32         n_ids; /* people who are members of anything */
  guint64         n_memberships;
  guint32        *ids;    /* (owned): of all audiences, one after the other */
  gsize          *starts; /* (owned) (array length=n+1) */
  XaOverlapInput *arrays; /* (owned) */
  XaOverlapInput *sets;   /* (owned) (nullable) */
  sqlite3        *db;     /* (owned) (nullable) */
  guint           stride; /* the peer counts one in this many pairs */
  guint64         sum;    /* of all counts, to see that all agree */
} World;

/* --- inventing audiences -------------------------------------------------------------------- */

static guint64
next_random (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return z ^ (z >> 31);
}

static double
next_share (guint64 *state)
{
  return (double) (next_random (state) >> 11) * 0x1p-53;
}

/* Rank^-0.9, at least 50 and at most 8 % of all people, scaled to the wanted sum and shuffled. */
static void
choose_sizes (const Scale *scale,
              guint64     *state,
              guint32     *sizes)
{
  double low = 0, high = scale->n_memberships;

  for (int round = 0; round < 60; round++) {
    double factor = (low + high) / 2;
    double sum = 0;

    for (guint i = 0; i < scale->n; i++) {
      sizes[i] = (guint32) CLAMP (factor * pow (i + 1, -0.9), 50, 0.08 * (double) scale->n_people);
      sum += sizes[i];
    }
    if (sum < scale->n_memberships)
      low = factor;
    else
      high = factor;
  }
  for (guint i = scale->n - 1; i > 0; i--) {
    guint   j = (guint) (next_random (state) % (i + 1));
    guint32 size = sizes[i];

    sizes[i] = sizes[j];
    sizes[j] = size;
  }
}

/* Communities are stretches of the people; their sizes fall off too. */
static guint
choose_communities (const Scale *scale,
                    guint64     *starts)
{
  guint  n = MAX (4, scale->n / 40);
  double sum = 0, part = 0;

  for (guint c = 0; c < n; c++)
    sum += pow (c + 1, -0.6);
  for (guint c = 0; c < n; c++) {
    starts[c] = (guint64) (part / sum * (double) scale->n_people);
    part += pow (c + 1, -0.6);
  }
  starts[n] = scale->n_people;

  return n;
}

typedef struct {
  const Scale *scale;
  guint64      state;
  guint16     *last;   /* by person: the last audience that took them, plus one */
  guint32     *labels; /* by person: their id, in the order in which people are first seen */
  guint32      n_labels;
  guint64     *marks; /* a bit an id */
} Maker;

/* One person, three times in four from [@low, @high); after many tries, anybody. */
static guint64
choose_person (Maker  *maker,
               guint64 low,
               guint64 high,
               guint   n_tries)
{
  double u = next_share (&maker->state);
  double skewed = u * u * u;

  if (n_tries < 24 && next_random (&maker->state) % 4 != 0)
    return low + (guint64) ((double) (high - low) * skewed);

  return (guint64) ((double) maker->scale->n_people * (n_tries < 48 ? skewed : u)) * 2654435761 % maker->scale->n_people;
}

static void
make_audience (Maker   *maker,
               guint    i,
               guint64  low,
               guint64  high,
               guint32 *ids,
               guint32  size)
{
  guint32 n = 0;

  for (guint32 k = 0; k < size; k++) {
    guint64 person;
    guint   n_tries = 0;

    do
      person = choose_person (maker, low, high, n_tries++);
    while (maker->last[person] == i + 1);
    maker->last[person] = (guint16) (i + 1);
    if (maker->labels[person] == G_MAXUINT32)
      maker->labels[person] = maker->n_labels++;
    maker->marks[maker->labels[person] / 64] |= G_GUINT64_CONSTANT (1) << (maker->labels[person] % 64);
  }
  for (guint64 word = 0; word <= maker->n_labels / 64; word++)
    for (; maker->marks[word]; maker->marks[word] &= maker->marks[word] - 1)
      ids[n++] = (guint32) (word * 64) + (guint32) __builtin_ctzll (maker->marks[word]);
}

static World *
make_world (const Scale *scale)
{
  World *world = g_new0 (World, 1);

  g_autofree guint32 *sizes = g_new (guint32, scale->n);
  g_autofree guint64 *communities = g_new (guint64, scale->n + 1);
  Maker               maker = {
                  .scale = scale,
                  .state = scale->seed,
                  .last = g_new0 (guint16, scale->n_people),
                  .labels = g_new (guint32, scale->n_people),
                  .marks = g_new0 (guint64, scale->n_people / 64 + 1),
  };
  guint n_communities = choose_communities (scale, communities);

  choose_sizes (scale, &maker.state, sizes);
  memset (maker.labels, 0xff, scale->n_people * sizeof *maker.labels);
  world->n = scale->n;
  world->starts = g_new0 (gsize, scale->n + 1);
  for (guint i = 0; i < scale->n; i++)
    world->starts[i + 1] = world->starts[i] + sizes[i];
  world->n_memberships = world->starts[scale->n];
  world->ids = g_new (guint32, world->n_memberships);
  world->arrays = g_new0 (XaOverlapInput, scale->n);
  for (guint i = 0; i < scale->n; i++) {
    /* Large communities have more audiences. */
    guint c = (guint) (n_communities * pow (next_share (&maker.state), 2.5));

    make_audience (&maker, i, communities[c], communities[c + 1], world->ids + world->starts[i], sizes[i]);
    world->arrays[i] = (XaOverlapInput) { .ids = world->ids + world->starts[i], .n_ids = sizes[i] };
  }
  world->n_ids = maker.n_labels;
  g_free (maker.last);
  g_free (maker.labels);
  g_free (maker.marks);
  g_printerr ("overlap: %u audiences, %u people, %" G_GUINT64_FORMAT " memberships\n",
              world->n, world->n_ids, world->n_memberships);

  return world;
}

/* As they come from a workspace: packed, then read. */
static void
make_sets (World *world)
{
  world->sets = g_new0 (XaOverlapInput, world->n);
  for (guint i = 0; i < world->n; i++) {
    g_autoptr (XaMemberSet) set = xa_member_set_new_from_ids (world->arrays[i].ids, world->arrays[i].n_ids);
    g_autoptr (GBytes) bytes = xa_member_set_to_bytes (set);

    world->sets[i].set = xa_member_set_new_from_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  }
}

static void
world_free (World *world)
{
  for (guint i = 0; world->sets && i < world->n; i++)
    xa_member_set_free ((XaMemberSet *) world->sets[i].set);
  sqlite3_close (world->db);
  g_free (world->ids);
  g_free (world->starts);
  g_free (world->arrays);
  g_free (world->sets);
  g_free (world);
}

/* --- both sides ----------------------------------------------------------------------------- */

/* Every method must arrive at the same sum over all pairs. */
static double
checked (World  *world,
         guint64 sum,
         double  seconds)
{
  if (world->sum == 0)
    world->sum = sum;
  if (world->sum != sum) {
    g_printerr ("overlap: counts differ: %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT "\n", world->sum, sum);
    return NAN;
  }

  return seconds;
}

static double
count_ours (World                *world,
            const XaOverlapInput *inputs,
            guint                 n_threads)
{
  double start = bench_now ();
  g_autoptr (XaOverlap) overlap = xa_overlap_count (inputs, world->n, n_threads, NULL, NULL, NULL, NULL);
  double  seconds = bench_now () - start;
  guint64 sum = 0;

  for (guint i = 0; i < world->n; i++)
    for (guint j = 0; j < i; j++)
      sum += xa_overlap_get_shared (overlap, i, j);

  return checked (world, sum, seconds);
}

static double
ours_sets (gpointer data)
{
  World *world = data;

  return count_ours (world, world->sets, N_THREADS);
}

static double
ours_arrays (gpointer data)
{
  World *world = data;

  return count_ours (world, world->arrays, N_THREADS);
}

static double
ours_arrays_one_thread (gpointer data)
{
  World *world = data;

  return count_ours (world, world->arrays, 1);
}

typedef struct {
  World  *world;
  guint  *next; /* (atomic) */
  guint64 sum;
} Pairs;

static gpointer
intersect_pairs (gpointer data)
{
  Pairs *pairs = data;
  guint  stride = pairs->world->stride;
  guint  i;

  while ((i = (guint) g_atomic_int_add (pairs->next, 1)) < pairs->world->n)
    for (guint j = i + 1; j < pairs->world->n; j++)
      if ((i + j) % stride == 0)
        pairs->sum += xa_member_set_count_shared (pairs->world->sets[i].set, pairs->world->sets[j].set);

  return NULL;
}

static double
croaring_pairs (gpointer data)
{
  World   *world = data;
  guint    next = 0;
  double   start = bench_now ();
  Pairs    pairs[N_THREADS];
  GThread *threads[N_THREADS];
  guint64  sum = 0;

  for (guint i = 0; i < N_THREADS; i++) {
    pairs[i] = (Pairs) { world, &next, 0 };
    threads[i] = g_thread_new ("peer", intersect_pairs, &pairs[i]);
  }
  for (guint i = 0; i < N_THREADS; i++) {
    g_thread_join (threads[i]);
    sum += pairs[i].sum;
  }

  return world->stride == 1 ? checked (world, sum, bench_now () - start) : (bench_now () - start) * world->stride;
}

#ifdef HAVE_GRAPHBLAS
/* Audiences by people, times its transpose, counting pairs: the transpose is made first, which is
 * the faster way here. */
static double
graphblas_product (gpointer data)
{
  World         *world = data;
  GrB_Matrix     a, b, c;
  GrB_Index     *p = g_new (GrB_Index, world->n + 1);
  GrB_Index     *j = g_new (GrB_Index, world->n_memberships);
  bool          *x = g_new (bool, 1);
  GrB_Descriptor gustavson;
  double         start, seconds;
  guint64        sum = 0, n_entries;

  for (guint i = 0; i <= world->n; i++)
    p[i] = world->starts[i];
  for (guint64 i = 0; i < world->n_memberships; i++)
    j[i] = world->ids[i];
  x[0] = true;
  GxB_Matrix_import_CSR (&a, GrB_BOOL, world->n, world->n_ids, &p, &j, (void **) &x, (world->n + 1) * sizeof *p,
                         world->n_memberships * sizeof *j, 1, true, false, GrB_NULL);
  GrB_Descriptor_new (&gustavson);
  GxB_Desc_set (gustavson, GxB_AxB_METHOD, GxB_AxB_GUSTAVSON);
  GrB_Matrix_new (&c, GrB_UINT32, world->n, world->n);

  start = bench_now ();
  GrB_Matrix_new (&b, GrB_BOOL, world->n_ids, world->n);
  GrB_transpose (b, GrB_NULL, GrB_NULL, a, GrB_NULL);
  GrB_Matrix_wait (b, GrB_MATERIALIZE);
  GrB_mxm (c, GrB_NULL, GrB_NULL, GxB_PLUS_PAIR_UINT32, a, b, gustavson);
  GrB_Matrix_wait (c, GrB_MATERIALIZE);
  seconds = bench_now () - start;

  GrB_Matrix_nvals (&n_entries, c);
  {
    g_autofree GrB_Index *rows = g_new (GrB_Index, n_entries);
    g_autofree GrB_Index *columns = g_new (GrB_Index, n_entries);
    g_autofree guint32   *values = g_new (guint32, n_entries);

    GrB_Matrix_extractTuples_UINT32 (rows, columns, values, &n_entries, c);
    for (guint64 i = 0; i < n_entries; i++)
      if (rows[i] < columns[i])
        sum += values[i];
  }
  GrB_Matrix_free (&a);
  GrB_Matrix_free (&b);
  GrB_Matrix_free (&c);
  GrB_Descriptor_free (&gustavson);

  return checked (world, sum, seconds);
}
#endif

static void
execute (sqlite3    *db,
         const char *sql)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("bench: %s: %s", sql, sqlite3_errmsg (db));
}

/* In memory, clustered by person: the best case of a self-join. */
static void
fill_database (World *world)
{
  sqlite3_stmt *insert;

  sqlite3_open (":memory:", &world->db);
  execute (world->db, "CREATE TABLE membership (person INTEGER, audience INTEGER, PRIMARY KEY (person, audience)) WITHOUT ROWID; BEGIN");
  sqlite3_prepare_v2 (world->db, "INSERT INTO membership VALUES (?1, ?2)", -1, &insert, NULL);
  for (guint a = 0; a < world->n; a++)
    for (gsize i = 0; i < world->arrays[a].n_ids; i++) {
      sqlite3_bind_int64 (insert, 1, world->arrays[a].ids[i]);
      sqlite3_bind_int64 (insert, 2, a);
      sqlite3_step (insert);
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  execute (world->db, "COMMIT");
}

static double
sqlite_join (gpointer data)
{
  World        *world = data;
  sqlite3_stmt *query;
  double        start = bench_now ();
  guint64       sum = 0;

  if (!world->db)
    fill_database (world);
  start = bench_now ();
  sqlite3_prepare_v2 (world->db,
                      "SELECT a.audience, b.audience, count(*) FROM membership a JOIN membership b"
                      " ON a.person = b.person AND a.audience < b.audience GROUP BY 1, 2",
                      -1, &query, NULL);
  while (sqlite3_step (query) == SQLITE_ROW)
    sum += (guint64) sqlite3_column_int64 (query, 2);
  sqlite3_finalize (query);

  return checked (world, sum, bench_now () - start);
}

static gboolean
measure (World      *world,
         const char *name,
         BenchFunc   ours,
         guint       runs,
         const char *peer,
         BenchFunc   peer_func,
         guint       peer_runs)
{
  Bench bench = {
    .bench = name,
    .unit = "s",
    .ours = ours,
    .runs = runs,
    .peer = peer,
    .peer_func = peer_func,
    .peer_runs = peer_runs,
    .data = world,
  };

  return bench_run (&bench);
}

static gboolean
measure_small (gboolean all)
{
  World   *world = make_world (&scale_s);
  gboolean ok;

  world->stride = 1;
  make_sets (world);
  ok = measure (world, "overlap S, sets", ours_sets, 5, "CRoaring pairs", croaring_pairs, 3) &&
       measure (world, "overlap S, arrays", ours_arrays, 5, "SQLite join", sqlite_join, 1);
  world_free (world);

  return ok;
}

static gboolean
measure_medium (gboolean all)
{
  World   *world = make_world (&scale_m);
  gboolean ok;

  world->stride = 1;
  make_sets (world);
  ok = measure (world, "overlap M, sets", ours_sets, 5, "CRoaring pairs", croaring_pairs, 1);
#ifdef HAVE_GRAPHBLAS
  ok = ok && measure (world, "overlap M, arrays", ours_arrays, 5, "GraphBLAS product", graphblas_product, 3);
#else
  ok = ok && measure (world, "overlap M, arrays", ours_arrays, 5, NULL, NULL, 0);
#endif
  ok = ok && measure (world, "overlap M, arrays, 1 thread", ours_arrays_one_thread, 3, NULL, NULL, 0);
  if (all)
    ok = ok && measure (world, "overlap M, arrays", ours_arrays, 3, "SQLite join", sqlite_join, 1);
  world_free (world);

  return ok;
}

static gboolean
measure_large (gboolean all)
{
  World   *world = make_world (&scale_l);
  gboolean ok;

  world->stride = all ? 1 : 16;
  make_sets (world);
  ok = measure (world, "overlap L, sets", ours_sets, 5,
                all ? "CRoaring pairs" : "CRoaring, 1/16 of the pairs x 16", croaring_pairs, 1);
#ifdef HAVE_GRAPHBLAS
  ok = ok && measure (world, "overlap L, arrays", ours_arrays, 5, "GraphBLAS product", graphblas_product, 1);
#else
  ok = ok && measure (world, "overlap L, arrays", ours_arrays, 5, NULL, NULL, 0);
#endif
  world_free (world);
  g_printerr ("overlap: %.0f MB at most, the input and the peers included\n", bench_rss_mb ());

  return ok;
}

/* XAUDIENCE_BENCH_SCALES chooses among s, m and l; XAUDIENCE_BENCH_ALL adds the slowest peers. */
int
main (void)
{
  const char *scales = g_getenv ("XAUDIENCE_BENCH_SCALES");
  gboolean    all = g_getenv ("XAUDIENCE_BENCH_ALL") != NULL;
  gboolean    ok = TRUE;

  if (!scales)
    scales = "sml";
#ifdef HAVE_GRAPHBLAS
  GrB_init (GrB_NONBLOCKING);
  GxB_Global_Option_set (GxB_GLOBAL_NTHREADS, N_THREADS);
#endif
  if (strchr (scales, 's'))
    ok = measure_small (all) && ok;
  if (strchr (scales, 'm'))
    ok = measure_medium (all) && ok;
  if (strchr (scales, 'l'))
    ok = measure_large (all) && ok;

  return ok ? 0 : 1;
}
