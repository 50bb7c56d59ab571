#include "insight/xa-overlap-counts.h"

#include "insight/xa-result-cache.h"
#include "model/xa-language.h"
#include "store/xa-overlap-cache.h"

#include <string.h>

/* Above this share of lists that are new, counting everything at once is faster than row by row. */
#define MANY_NEW_LISTS 0.1

#define N_THREADS 2

typedef struct {
  const XaScope   *scope;
  const GPtrArray *subjects;
  XaOverlapInput  *inputs; /* (owned) */
  XaMemberSet     *nobody; /* (owned): stands for audiences without a list */
  GHashTable      *places; /* (owned): of lists, by their name */
  guint32         *counts; /* (owned): of all pairs, a row an audience */
  gboolean        *is_new; /* (owned): whether an audience's row is to be counted */
  guint            n_new;
} Counting;

static guint32 *
get_row (Counting *self,
         guint     i)
{
  return self->counts + (gsize) i * self->subjects->len;
}

static void
counting_init (Counting        *self,
               const XaScope   *scope,
               const GPtrArray *subjects)
{
  guint n = subjects->len;

  *self = (Counting) { .scope = scope, .subjects = subjects };
  self->inputs = g_new0 (XaOverlapInput, MAX (n, 1));
  self->nobody = xa_member_set_new ();
  self->places = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->is_new = g_new0 (gboolean, MAX (n, 1));
  for (guint i = 0; i < n; i++) {
    XaSubject *subject = subjects->pdata[i];

    self->inputs[i].set = subject->members ? subject->members : self->nobody;
    if (subject->list)
      g_hash_table_insert (self->places, &subject->list, GUINT_TO_POINTER (i + 1));
  }
}

static void
counting_clear (Counting *self)
{
  g_free (self->inputs);
  xa_member_set_free (self->nobody);
  g_hash_table_unref (self->places);
  g_free (self->counts);
  g_free (self->is_new);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Counting, counting_clear)

/* Fills in what is kept; places that are not stay G_MAXUINT32. */
static gboolean
read_kept (Counting *self,
           GError  **error)
{
  guint n = self->subjects->len;

  memset (self->counts, 0xff, (gsize) n * n * sizeof (guint32));
  for (guint i = 0; i < n; i++) {
    const XaSubject *subject = self->subjects->pdata[i];
    g_autoptr (GArray) kept = subject->list ? xa_store_get_overlap (self->scope->store, subject->list, error) : NULL;

    if (subject->list && !kept)
      return FALSE;
    for (guint k = 0; kept && k < kept->len; k++) {
      const XaKeptOverlap *entry = &g_array_index (kept, XaKeptOverlap, k);
      guint                j = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, &entry->list));

      if (j)
        get_row (self, i)[j - 1] = get_row (self, j - 1)[i] = entry->shared;
    }
    get_row (self, i)[i] = (guint32) xa_member_set_count (self->inputs[i].set);
  }

  return TRUE;
}

/* Two audiences with the very same list go by one name; the later one is counted as new. */
static void
find_new (Counting *self)
{
  guint n = self->subjects->len;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i && !self->is_new[i]; j++)
      if (!self->is_new[j] && get_row (self, i)[j] == G_MAXUINT32) {
        self->is_new[i] = TRUE;
        self->n_new++;
      }
}

static XaOverlap *
count_rows (Counting         *self,
            XaInsightProgress progress,
            gpointer          progress_data,
            GError          **error)
{
  guint n = self->subjects->len;
  g_autoptr (XaOverlap) overlap = xa_overlap_new (n);
  guint n_done = 0;

  for (guint i = 0; i < n; i++)
    if (self->is_new[i]) {
      g_autofree guint32 *row = xa_overlap_count_row (self->inputs, n, i, self->scope->cancellable, error);

      if (!row)
        return NULL;
      xa_result_cache_tell ("overlap-row");
      for (guint j = 0; j < n; j++)
        get_row (self, i)[j] = get_row (self, j)[i] = row[j];
      if (progress)
        progress ((double) ++n_done / self->n_new, progress_data);
    }
  for (guint i = 0; i < n; i++)
    xa_overlap_set_row (overlap, i, get_row (self, i));

  return g_steal_pointer (&overlap);
}

static void
clear_row (gpointer data)
{
  g_array_unref (((XaOverlapRow *) data)->counts);
}

/* What a new list shares with those that are older, or new and before it. */
static GArray *
collect_rows (Counting        *self,
              const XaOverlap *overlap)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (XaOverlapRow));

  g_array_set_clear_func (rows, clear_row);
  for (guint i = 0; i < self->subjects->len; i++) {
    const XaSubject *subject = self->subjects->pdata[i];
    XaOverlapRow     row = { .list = subject->list };

    if (!subject->list || !self->is_new[i])
      continue;
    row.counts = g_array_new (FALSE, FALSE, sizeof (XaKeptOverlap));
    for (guint j = 0; j < self->subjects->len; j++) {
      const XaSubject *other = self->subjects->pdata[j];
      XaKeptOverlap    kept = { other->list, (guint32) xa_overlap_get_shared (overlap, i, j) };

      if (other->list && other->list != subject->list && (!self->is_new[j] || j < i))
        g_array_append_val (row.counts, kept);
    }
    g_array_append_val (rows, row);
  }

  return rows;
}

/* Keeping is a convenience: where the workspace cannot be written just now, the counts are
 * simply counted again the next time. */
static void
keep (Counting        *self,
      const XaOverlap *overlap)
{
  g_autoptr (GArray) rows = collect_rows (self, overlap);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) writer = NULL;

  if (rows->len == 0)
    return;
  writer = xa_store_open (xa_store_get_path (self->scope->store), XA_STORE_WRITE, &error);
  if (!writer || !xa_store_put_overlap (writer, rows, &error))
    g_debug ("overlap counts were not kept: %s", error->message);
}

/**
 * xa_overlap_counts_load:
 * @subjects: (element-type XaSubject): loaded with their people
 *
 * Returns: (transfer full): the counts, in the order of @subjects; or NULL with @error
 */
XaOverlap *
xa_overlap_counts_load (const XaScope    *scope,
                        const GPtrArray  *subjects,
                        XaInsightProgress progress,
                        gpointer          progress_data,
                        GError          **error)
{
  g_auto (Counting) counting = { 0 };
  g_autoptr (XaOverlap) overlap = NULL;
  gsize n = subjects->len;

  counting_init (&counting, scope, subjects);
  counting.counts = g_try_new (guint32, MAX (n * n, 1));
  if (!counting.counts) {
    g_set_error (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_TOO_FEW, N_ ("%zu audiences are too many to compare at once on this machine."), n);
    return NULL;
  }
  if (!read_kept (&counting, error))
    return NULL;
  find_new (&counting);
  if (counting.n_new > MANY_NEW_LISTS * (double) n && counting.n_new > 1)
    overlap = xa_overlap_count (counting.inputs, n, N_THREADS, progress, progress_data, scope->cancellable, error);
  else
    overlap = count_rows (&counting, progress, progress_data, error);
  if (!overlap)
    return NULL;
  if (counting.n_new)
    keep (&counting, overlap);

  return g_steal_pointer (&overlap);
}
