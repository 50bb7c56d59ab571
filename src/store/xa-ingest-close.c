#include "store/xa-ingest-private.h"
#include "store/xa-segments.h"

#include <string.h>

enum {
  STMT_LIST_LISTS,
  STMT_GET_STAGED,
  STMT_COUNT_STAGED,
  STMT_DROP_STAGED,
  STMT_CLOSE_LIST,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST_LISTS] =
    "SELECT audience_id, at_us, coverage, first_n, reported FROM import_audience WHERE import_id = ?1 AND coverage IS NOT 0 ORDER BY audience_id",
  [STMT_GET_STAGED] = "SELECT ids FROM import_member WHERE import_id = ?1 AND audience_id = ?2 ORDER BY no",
  [STMT_COUNT_STAGED] = "SELECT coalesce(sum(length(ids)), 0) / 4 FROM import_member WHERE import_id = ?1 AND audience_id = ?2",
  [STMT_DROP_STAGED] = "DELETE FROM import_member WHERE import_id = ?1 AND audience_id = ?2",
  [STMT_CLOSE_LIST] = "UPDATE import_audience SET coverage = 0 WHERE import_id = ?1 AND audience_id = ?2",
};

XA_STATEMENT_TABLE (xa_ingest_close_statements, sql);

/* A transaction of the closing ends after so many entries or lists. */
#define ENTRIES_A_TRANSACTION 4000000
#define LISTS_A_TRANSACTION 1000

/* Lists with more than one in so many of all people are gathered in a bit for each person. */
#define SPARSE 64

static void
bind_list (XaIngest *self,
           XaQuery  *q,
           gint64    audience_id)
{
  sqlite3_bind_int64 (q, 1, self->import_id);
  sqlite3_bind_int64 (q, 2, audience_id);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

/* The staged ids of a list, as a set of bits or as they came. */
typedef struct {
  guint64 *bits; /* (owned) (nullable) */
  GArray  *ids;  /* (owned) (nullable) (element-type guint32) */
  guint32  n_members;
} Gathering;

/* Returns: whether all ids are of people there are */
static gboolean
gather (Gathering    *self,
        const guint8 *data,
        gsize         n)
{
  for (gsize i = 0; i < n; i++) {
    guint32 id;

    memcpy (&id, data + i * sizeof id, sizeof id);
    id = GUINT32_FROM_LE (id);
    if (id >= self->n_members)
      return FALSE;
    if (self->bits)
      self->bits[id / 64] |= G_GUINT64_CONSTANT (1) << (id % 64);
    else
      g_array_append_val (self->ids, id);
  }

  return TRUE;
}

/* Adds a run of 64 K people at a time: ascending ids go into the set fastest. */
static void
add_bits (XaMemberSet   *set,
          const guint64 *bits,
          guint32        n_members)
{
  g_autofree guint32 *ids = g_new (guint32, 65536);
  guint32             n_words = n_members / 64 + 1;

  for (guint32 first = 0; first < n_words; first += 1024) {
    gsize n = 0;

    for (guint32 word = first; word < MIN (first + 1024, n_words); word++)
      for (guint64 rest = bits[word]; rest; rest &= rest - 1)
        ids[n++] = word * 64 + (guint32) __builtin_ctzll (rest);
    xa_member_set_add_many (set, ids, n);
  }
}

static XaMemberSet *
make_set (Gathering *gathering)
{
  XaMemberSet *set = xa_member_set_new ();

  if (gathering->bits) {
    add_bits (set, gathering->bits, gathering->n_members);
  } else {
    g_array_sort (gathering->ids, compare_ids);
    xa_member_set_add_many (set, (const guint32 *) (gpointer) gathering->ids->data, gathering->ids->len);
  }

  return set;
}

static gboolean
read_staged (XaIngest  *self,
             gint64     audience_id,
             Gathering *gathering,
             GError   **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_GET_STAGED], error);
  int row;

  if (!q)
    return FALSE;
  bind_list (self, q, audience_id);
  while ((row = xa_store_step (self->store, q, error)) == 1)
    if (!gather (gathering, sqlite3_column_blob (q, 0), (gsize) sqlite3_column_bytes (q, 0) / sizeof (guint32))) {
      xa_store_set_corrupt (error, self->store->path, "an open member list names people who are not there");
      return FALSE;
    }

  return row == 0;
}

static gboolean
count_staged (XaIngest *self,
              gint64    audience_id,
              gint64   *n,
              GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_COUNT_STAGED], error);

  if (!q)
    return FALSE;
  bind_list (self, q, audience_id);
  if (xa_store_step (self->store, q, error) != 1)
    return FALSE;
  *n = sqlite3_column_int64 (q, 0);

  return TRUE;
}

/* Returns: (transfer full) (nullable): the people of the list, each once */
static XaMemberSet *
load_list (XaIngest *self,
           gint64    audience_id,
           gint64   *n_entries,
           GError  **error)
{
  Gathering    gathering = { .n_members = xa_member_index_count (self->store->index) };
  XaMemberSet *set = NULL;

  if (!count_staged (self, audience_id, n_entries, error))
    return NULL;
  if (*n_entries > gathering.n_members / SPARSE)
    gathering.bits = g_new0 (guint64, gathering.n_members / 64 + 1);
  else
    gathering.ids = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint) *n_entries);

  if (read_staged (self, audience_id, &gathering, error))
    set = make_set (&gathering);
  g_free (gathering.bits);
  g_clear_pointer (&gathering.ids, g_array_unref);

  return set;
}

/* Accounts that the source listed and that are not people we keep. */
static guint64
count_left_out (XaIngest *self)
{
  return self->counts.rejects[XA_REJECT_DELETED_ACCOUNT] + self->counts.rejects[XA_REJECT_BOT] +
         self->counts.rejects[XA_REJECT_NOT_A_PERSON];
}

/* What the list turned out to be. It is only complete if the source did not end early and no more
 * are missing from the number that the platform states than were left out on purpose: deleted
 * accounts, bots, and channels that are members, and what the platform counts but never lists.
 * Anything less is a list of unknown selection, about which only the part that is there may be
 * spoken of. */
static void
settle_coverage (XaIngest         *self,
                 XaIngestSnapshot *list,
                 guint64           fetched,
                 gboolean          truncated)
{
  gboolean is_whole = list->coverage == XA_COVERAGE_COMPLETE;
  guint64  unlisted = is_whole ? (guint64) MAX (list->first_n, 0) : 0;
  gboolean is_short = is_whole && list->reported != XA_COUNT_UNKNOWN && list->reported > 0 &&
                      (guint64) list->reported > fetched + count_left_out (self) + unlisted;

  if (is_whole)
    list->first_n = 0;

  if ((truncated && (list->coverage == XA_COVERAGE_COMPLETE || list->coverage == XA_COVERAGE_SAMPLE)) || is_short) {
    list->coverage = XA_COVERAGE_FIRST_N;
    list->first_n = (gint64) fetched;
  }
  if (list->coverage == XA_COVERAGE_FIRST_N && (list->first_n <= 0 || (truncated && list->first_n > (gint64) fetched)))
    list->first_n = (gint64) fetched;
}

static gboolean
run_for_list (XaIngest   *self,
              const char *statement,
              gint64      audience_id,
              GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, statement, error);

  if (!q)
    return FALSE;
  bind_list (self, q, audience_id);

  return xa_store_run (self->store, q, error);
}

/* Who stands on a list twice is one member of it, and is told as one. */
static void
count_each_once (XaIngest *self,
                 guint64   n_entries,
                 guint64   n_people)
{
  guint64 n_again = n_entries > n_people ? n_entries - n_people : 0;

  self->counts.n_members -= MIN (n_again, self->counts.n_members);
}

/* An audience without a list has nothing staged, and gets no snapshot; members without a
 * declared list are of unknown selection. */
static gboolean
close_list (XaIngest         *self,
            XaIngestSnapshot *list,
            gboolean          truncated,
            gint64           *n_entries,
            GError          **error)
{
  g_autoptr (XaMemberSet) people = load_list (self, list->audience_id, n_entries, error);
  gboolean is_declared = list->coverage != 0;

  if (!people)
    return FALSE;
  count_each_once (self, (guint64) *n_entries, xa_member_set_count (people));
  if (!is_declared && *n_entries > 0) {
    list->coverage = XA_COVERAGE_FIRST_N;
    list->at_us = self->at_us;
  }
  if (is_declared || *n_entries > 0) {
    settle_coverage (self, list, xa_member_set_count (people), truncated);
    if (!xa_ingest_put_snapshot (self, list, people, FALSE, error) || !xa_ingest_put_elsewhere (self, list, error))
      return FALSE;
  }

  return run_for_list (self, sql[STMT_DROP_STAGED], list->audience_id, error) &&
         run_for_list (self, sql[STMT_CLOSE_LIST], list->audience_id, error);
}

static GArray *
list_lists (XaIngest *self,
            GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_LIST_LISTS], error);
  g_autoptr (GArray) lists = g_array_new (FALSE, FALSE, sizeof (XaIngestSnapshot));
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, self->import_id);
  while ((row = xa_store_step (self->store, q, error)) == 1) {
    XaIngestSnapshot list = {
      .audience_id = sqlite3_column_int64 (q, 0),
      .at_us = sqlite3_column_int64 (q, 1),
      .coverage = (XaCoverage) sqlite3_column_int (q, 2),
      .first_n = sqlite3_column_int64 (q, 3),
      .reported = xa_query_get_count (q, 4),
      .window_from_us = XA_TIME_UNKNOWN,
      .window_to_us = XA_TIME_UNKNOWN,
    };

    g_array_append_val (lists, list);
  }

  return row == 0 ? g_steal_pointer (&lists) : NULL;
}

/* Closes lists from *@next on, as many as one transaction should hold. */
static gboolean
close_some (XaIngest *self,
            GArray   *lists,
            guint    *next,
            gboolean  truncated,
            GError  **error)
{
  guint  first = *next;
  gint64 done = 0;

  while (*next < lists->len && *next - first < LISTS_A_TRANSACTION && done < ENTRIES_A_TRANSACTION) {
    gint64 n_entries;

    if (!close_list (self, &g_array_index (lists, XaIngestSnapshot, *next), truncated, &n_entries, error))
      return FALSE;
    done += n_entries;
    *next += 1;
  }

  return xa_ingest_put_progress (self, error);
}

/**
 * xa_ingest_close_lists:
 * @truncated: whether the source ended early
 *
 * Makes a snapshot of each member list. Lists that were closed by a run that was interrupted here
 * are closed; memory is bounded by the largest list.
 */
gboolean
xa_ingest_close_lists (XaIngest *self,
                       gboolean  truncated,
                       GError  **error)
{
  g_autoptr (GArray) lists = list_lists (self, error);
  guint next = 0;

  if (!lists)
    return FALSE;
  while (next < lists->len) {
    XaIngestCounts counts = self->counts;

    if (!xa_store_begin (self->store, error))
      return FALSE;
    if (!xa_segments_load (self->store, error) || !close_some (self, lists, &next, truncated, error)) {
      xa_store_rollback (self->store);
      self->counts = counts;
      return FALSE;
    }
    if (!xa_store_commit (self->store, error)) {
      self->counts = counts;
      return FALSE;
    }
  }

  return TRUE;
}
