#include "store/xa-ingest-private.h"

#include <string.h>

/*
 * Sets of people by audience, subject and time: who was active on a day, who used a term in an
 * hour. A batch touches each many times; it is read and written once.
 */

static inline gboolean
is_before (const XaIngestTouch *x,
           const XaIngestTouch *y)
{
  if (x->audience_id != y->audience_id)
    return x->audience_id < y->audience_id;
  if (x->subject != y->subject)
    return x->subject < y->subject;
  if (x->time != y->time)
    return x->time < y->time;
  if (x->member != y->member)
    return x->member < y->member;

  return x->once < y->once;
}

static void
merge_halves (const XaIngestTouch *from,
              gsize                middle,
              gsize                n,
              XaIngestTouch       *to)
{
  gsize a = 0, b = middle;

  for (gsize i = 0; i < n; i++)
    to[i] = b == n || (a < middle && !is_before (&from[b], &from[a])) ? from[a++] : from[b++];
}

/* Merges ever longer pieces, from @touches to @other and back. A sort that is given a function to
 * compare with takes four times as long, which an import of posts feels. */
static void
sort_touches (XaIngestTouch *touches,
              gsize          n)
{
  g_autofree XaIngestTouch *other = g_new (XaIngestTouch, n + 1);
  XaIngestTouch            *from = touches, *to = other;

  for (gsize size = 1; size < n; size *= 2) {
    XaIngestTouch *swap = from;

    for (gsize i = 0; i < n; i += 2 * size)
      merge_halves (from + i, MIN (size, n - i), MIN (2 * size, n - i), to + i);
    from = to;
    to = swap;
  }
  if (from != touches)
    memcpy (touches, from, n * sizeof *touches);
}

static gboolean
is_same_set (const XaIngestTouch *a,
             const XaIngestTouch *b)
{
  return a->audience_id == b->audience_id && a->subject == b->subject && a->time == b->time;
}

static void
bind_set (XaQuery             *q,
          const XaIngestTouch *touch)
{
  sqlite3_bind_int64 (q, 1, touch->audience_id);
  sqlite3_bind_int64 (q, 2, touch->subject);
  sqlite3_bind_int (q, 3, touch->time);
}

/* Returns: (transfer full) (nullable): the set as it is in the file, empty if it is not */
static XaMemberSet *
load_set (XaIngest            *self,
          const XaIngestTouch *touch,
          const char          *get,
          gint64              *n,
          GError             **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, get, error);
  XaMemberSet *set;
  int          row;

  if (!q)
    return NULL;
  bind_set (q, touch);
  row = xa_store_step (self->store, q, error);
  *n = row == 1 ? sqlite3_column_int64 (q, 0) : -1;
  if (row < 0)
    return NULL;
  if (row == 0)
    return xa_member_set_new ();
  set = xa_member_set_new_from_bytes (sqlite3_column_blob (q, 1), (gsize) sqlite3_column_bytes (q, 1));
  if (!set)
    xa_store_set_corrupt (error, self->store->path, "a set of people cannot be read");

  return set;
}

static gboolean
save_set (XaIngest            *self,
          const XaIngestTouch *touch,
          const char          *put,
          gint64               n,
          XaMemberSet         *set,
          GError             **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, put, error);
  g_autoptr (GBytes) bytes = xa_member_set_to_bytes (set);
  gsize       size;
  const void *data = g_bytes_get_data (bytes, &size);

  if (!q)
    return FALSE;
  xa_facts_name (self->store, touch->audience_id);
  bind_set (q, touch);
  sqlite3_bind_int64 (q, 4, n);
  sqlite3_bind_blob64 (q, 5, data, size, SQLITE_STATIC);

  return xa_store_run (self->store, q, error);
}

/* Touches are in order of person. */
static gboolean
is_known (const XaMemberSet   *set,
          const XaIngestTouch *touches,
          gsize                i)
{
  return xa_member_set_contains (set, touches[i].member) || (i > 0 && touches[i - 1].member == touches[i].member);
}

/* Adds people to @set. Returns: what is to be added to its number */
static gint64
add_touches (XaIngest            *self,
             const XaIngestTouch *touches,
             gsize                n_touches,
             XaMemberSet         *set)
{
  gint64 n = 0;

  g_array_set_size (self->ids, 0);
  for (gsize i = 0; i < n_touches; i++) {
    if (!touches[i].once || !is_known (set, touches, i))
      n += touches[i].n;
    if (touches[i].member != XA_INGEST_NO_MEMBER)
      g_array_append_val (self->ids, touches[i].member);
  }
  xa_member_set_add_many (set, (const guint32 *) (gpointer) self->ids->data, self->ids->len);

  return n;
}

/* Puts a set into the file that is not there yet; if it is, this does nothing. */
static gboolean
add_set (XaIngest            *self,
         const XaIngestTouch *touches,
         gsize                n_touches,
         const char          *add,
         gboolean            *is_new,
         GError             **error)
{
  g_autoptr (XaMemberSet) set = xa_member_set_new ();
  gint64 n = add_touches (self, touches, n_touches, set);

  if (n == 0 && xa_member_set_count (set) == 0)
    return TRUE;
  if (!save_set (self, touches, add, n, set, error))
    return FALSE;
  *is_new = sqlite3_changes (self->store->db) > 0;

  return TRUE;
}

static gboolean
extend_set (XaIngest             *self,
            const XaIngestTouch  *touches,
            gsize                 n_touches,
            const XaIngestSetSql *statements,
            gboolean             *is_new,
            GError              **error)
{
  gint64  n, n_before;
  guint64 size_before;
  g_autoptr (XaMemberSet) set = load_set (self, touches, statements->get, &n_before, error);

  if (!set)
    return FALSE;
  *is_new = n_before < 0;
  size_before = xa_member_set_count (set);
  n = add_touches (self, touches, n_touches, set);
  if (n == 0 && xa_member_set_count (set) == size_before)
    return TRUE;

  return save_set (self, touches, *is_new ? statements->add : statements->put, MAX (n_before, 0) + n, set, error);
}

/* @expect_new: (inout): whether the set before was new. New ones come together, in the newest
 * days: there, to add without looking first saves a look. */
static gboolean
merge_one (XaIngest             *self,
           const XaIngestTouch  *touches,
           gsize                 n_touches,
           const XaIngestSetSql *statements,
           gboolean             *expect_new,
           GError              **error)
{
  if (*expect_new) {
    if (!add_set (self, touches, n_touches, statements->add, expect_new, error))
      return FALSE;
    if (*expect_new)
      return TRUE;
  }

  return extend_set (self, touches, n_touches, statements, expect_new, error);
}

/**
 * xa_ingest_merge_touches:
 * @touches: (element-type XaIngestTouch): put in order here
 * @statements: those of the kind of set
 *
 * Adds people to their sets.
 *
 * Cost: sorting, then a read and a write at most for each set that is touched, however often.
 */
gboolean
xa_ingest_merge_touches (XaIngest             *self,
                         GArray               *touches,
                         const XaIngestSetSql *statements,
                         GError              **error)
{
  XaIngestTouch *all = (XaIngestTouch *) (gpointer) touches->data;
  gboolean       expect_new = FALSE;
  gsize          end;

  sort_touches (all, touches->len);
  for (gsize first = 0; first < touches->len; first = end) {
    for (end = first + 1; end < touches->len && is_same_set (&all[first], &all[end]); end++)
      ;
    if (!merge_one (self, all + first, end - first, statements, &expect_new, error))
      return FALSE;
  }

  return TRUE;
}
