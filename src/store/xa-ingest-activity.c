#include "store/xa-ingest-private.h"
#include "model/xa-language.h"
#include "store/xa-word-rows.h"

#include <string.h>

enum {
  STMT_ADD_ACTIVITY,
  STMT_GET_ACTIVITY,
  STMT_PUT_ACTIVITY,
  STMT_ADD_USE,
  STMT_GET_USE,
  STMT_PUT_USE,
  STMT_FIND_TERM,
  STMT_ADD_TERM,
  STMT_ADD_EVENT,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_ADD_ACTIVITY] = "INSERT INTO activity (audience_id, kind, day, n, members) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
  [STMT_GET_ACTIVITY] = "SELECT n, members FROM activity WHERE audience_id = ?1 AND kind = ?2 AND day = ?3",
  [STMT_PUT_ACTIVITY] = "UPDATE activity SET n = ?4, members = ?5 WHERE audience_id = ?1 AND kind = ?2 AND day = ?3",
  [STMT_ADD_USE] = "INSERT INTO term_use (audience_id, term_id, hour, n, members) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
  [STMT_GET_USE] = "SELECT n, members FROM term_use WHERE audience_id = ?1 AND term_id = ?2 AND hour = ?3",
  [STMT_PUT_USE] = "UPDATE term_use SET n = ?4, members = ?5 WHERE audience_id = ?1 AND term_id = ?2 AND hour = ?3",
  [STMT_FIND_TERM] = "SELECT id FROM term WHERE kind = ?1 AND text = ?2",
  [STMT_ADD_TERM] = "INSERT INTO term (kind, text) VALUES (?1, ?2)",
  [STMT_ADD_EVENT] = "INSERT INTO counted_event (audience_id, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
};

XA_STATEMENT_TABLE (xa_ingest_activity_statements, sql);

/* Terms kept in memory; beyond that they are looked up again. */
#define MAX_KNOWN_TERMS 50000

/* How far up an activity counts: a channel, its category, its server. */
#define MAX_PARENTS 4

/* Dense ids of those records that name a person, in their order. @record_size apart; the person
 * stands first, and at @has_who whether it is there. */
static guint32 *
resolve (XaIngest *self,
         GArray   *records,
         gsize     record_size,
         gsize     has_who,
         GError  **error)
{
  g_autofree XaPseudonym *people = g_new (XaPseudonym, records->len + 1);
  g_autofree guint32     *ids = g_new (guint32, records->len + 1);
  gsize                   n = 0;

  for (guint i = 0; i < records->len; i++) {
    const char *record = records->data + i * record_size;

    if (*(const gboolean *) (gconstpointer) (record + has_who))
      people[n++] = *(const XaPseudonym *) (gconstpointer) record;
  }
  if (xa_member_index_resolve (self->store->index, people, sizeof *people, n, ids))
    return g_steal_pointer (&ids);
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL, N_ ("%s holds as many people as a workspace can."), self->store->path);

  return NULL;
}

/* Whoever wrote or reacted in a channel did so in its server as well. */
static void
touch_parents (XaIngest     *self,
               GArray       *touches,
               gint64        parent_id,
               XaIngestTouch touch)
{
  for (int i = 0; parent_id != 0 && i < MAX_PARENTS; i++) {
    gpointer ref;

    touch.audience_id = parent_id;
    g_array_append_val (touches, touch);
    parent_id = g_hash_table_lookup_extended (self->refs, &parent_id, NULL, &ref)
                  ? xa_ingest_audience (self, GPOINTER_TO_UINT (ref))->parent_id
                  : 0;
  }
}

/* Notes an event that tells of a number of people. Returns: FALSE with @error */
static gboolean
add_event (XaIngest *self,
           gint64    audience_id,
           gint64    event,
           gboolean *is_new,
           GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_ADD_EVENT], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, event);
  if (!xa_store_run (self->store, q, error))
    return FALSE;
  *is_new = sqlite3_changes (self->store->db) > 0;

  return TRUE;
}

/**
 * xa_ingest_put_activities:
 *
 * Takes who did what on which day. The number is only added to where the post, the person on
 * that day or the event is new.
 */
gboolean
xa_ingest_put_activities (XaIngest      *self,
                          const XaBatch *batch,
                          GError       **error)
{
  const XaIngestSetSql sets = { sql[STMT_ADD_ACTIVITY], sql[STMT_GET_ACTIVITY], sql[STMT_PUT_ACTIVITY] };
  g_autoptr (GArray) touches = g_array_sized_new (FALSE, FALSE, sizeof (XaIngestTouch), batch->activities->len);
  g_autofree guint32 *ids = resolve (self, batch->activities, sizeof (XaBatchActivity), G_STRUCT_OFFSET (XaBatchActivity, has_who), error);
  gsize               next = 0;

  if (!ids)
    return FALSE;
  for (guint i = 0; i < batch->activities->len; i++) {
    const XaBatchActivity  *activity = &g_array_index (batch->activities, XaBatchActivity, i);
    const XaIngestAudience *audience = xa_ingest_audience (self, activity->audience);
    XaIngestTouch           touch = { audience->id, activity->activity, activity->day, XA_INGEST_NO_MEMBER, 0, FALSE };

    gboolean is_new = xa_ingest_is_new (self, activity->post);

    if (activity->has_who)
      touch.member = ids[next++];
    else if (activity->has_event && !add_event (self, audience->id, activity->event, &is_new, error))
      return FALSE;
    touch.n = is_new ? activity->count : 0;
    touch.once = activity->has_who && activity->post == XA_BATCH_NO_REF;
    g_array_append_val (touches, touch);
    if (activity->activity == XA_ACTIVITY_AUTHOR || activity->activity == XA_ACTIVITY_REACTOR)
      touch_parents (self, touches, audience->parent_id, touch);
  }

  return xa_ingest_merge_touches (self, touches, &sets, error);
}

/* Returns: the id of a term, which it gets if it is new; 0 with @error */
static gint64
get_term_id (XaIngest  *self,
             XaTermKind kind,
             XaSpan     text,
             GError   **error)
{
  static const int steps[] = { STMT_FIND_TERM, STMT_ADD_TERM };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (XaQuery) q = xa_store_query (self->store, sql[steps[i]], error);
    int row;

    if (!q)
      return 0;
    sqlite3_bind_int (q, 1, kind);
    sqlite3_bind_text (q, 2, text.str, (int) text.len, SQLITE_STATIC);
    row = xa_store_step (self->store, q, error);
    if (row < 0)
      return 0;
    if (row == 1)
      return sqlite3_column_int64 (q, 0);
  }

  return sqlite3_last_insert_rowid (self->store->db);
}

static gint64
find_term (XaIngest  *self,
           XaTermKind kind,
           XaSpan     text,
           GError   **error)
{
  char     buffer[128];
  gboolean fits = text.len < sizeof buffer;
  gint64  *known = NULL;
  gint64   id;
  g_autoptr (GBytes) key = NULL;

  /* Longer terms are rare and not worth remembering. */
  if (!fits)
    return get_term_id (self, kind, text, error);

  buffer[0] = (char) kind;
  if (text.len)
    memcpy (buffer + 1, text.str, text.len);
  key = g_bytes_new (buffer, text.len + 1);
  known = g_hash_table_lookup (self->terms, key);
  if (known)
    return *known;

  id = get_term_id (self, kind, text, error);
  if (id != 0) {
    if (g_hash_table_size (self->terms) >= MAX_KNOWN_TERMS)
      g_hash_table_remove_all (self->terms);
    g_hash_table_insert (self->terms, g_steal_pointer (&key), g_memdup2 (&id, sizeof id));
  }

  return id;
}

/* A word that was used, by an audience's people. */
typedef struct {
  gint64      audience_id;
  gint64      term_id;
  XaBatchText text;
} Word;

static void
add_word (GArray              *words,
          const XaIngestTouch *touch,
          const XaBatchTerm   *term)
{
  Word word = { touch->audience_id, touch->subject, term->word };

  g_array_append_val (words, word);
}

static int
compare_words (gconstpointer a,
               gconstpointer b)
{
  const Word *x = a, *y = b;

  if (x->audience_id != y->audience_id)
    return x->audience_id < y->audience_id ? -1 : 1;

  return (x->term_id > y->term_id) - (x->term_id < y->term_id);
}

/* With who used them just now counted: each once, however often it was used. */
static gboolean
reveal_words (XaIngest      *self,
              const XaBatch *batch,
              GArray        *words,
              GError       **error)
{
  g_array_sort (words, compare_words);
  for (guint i = 0; i < words->len; i++) {
    const Word *word = &g_array_index (words, Word, i);

    if (i > 0 && compare_words (word - 1, word) == 0)
      continue;
    if (!xa_words_reveal (self->store, word->audience_id, word->term_id, xa_batch_get_text (batch, word->text), error))
      return FALSE;
  }

  return TRUE;
}

/**
 * xa_ingest_put_terms:
 *
 * Takes what posts were about, by the hour. The number is only added to where the post is new, or where the
 * post is not told the person in that hour.
 */
gboolean
xa_ingest_put_terms (XaIngest      *self,
                     const XaBatch *batch,
                     GError       **error)
{
  const XaIngestSetSql sets = { sql[STMT_ADD_USE], sql[STMT_GET_USE], sql[STMT_PUT_USE] };
  g_autoptr (GArray) touches = g_array_sized_new (FALSE, FALSE, sizeof (XaIngestTouch), batch->terms->len);
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (Word));
  g_autofree guint32 *ids = resolve (self, batch->terms, sizeof (XaBatchTerm), G_STRUCT_OFFSET (XaBatchTerm, has_who), error);
  gsize               next = 0;

  if (!ids)
    return FALSE;
  for (guint i = 0; i < batch->terms->len; i++) {
    const XaBatchTerm *term = &g_array_index (batch->terms, XaBatchTerm, i);
    XaSpan             text = xa_batch_get_text (batch, term->term);
    XaIngestTouch      touch = { .time = term->hour, .member = XA_INGEST_NO_MEMBER };

    if (term->has_who)
      touch.member = ids[next++];
    if (!text.str)
      continue;
    touch.audience_id = xa_ingest_audience (self, term->audience)->id;
    touch.subject = find_term (self, term->kind, text, error);
    if (touch.subject == 0)
      return FALSE;
    if (xa_ingest_is_new (self, term->post))
      touch.n = 1;
    /* Nobody can tell the same reaction, met again, from another one. */
    touch.once = term->has_who && term->post == XA_BATCH_NO_REF;
    g_array_append_val (touches, touch);
    if (term->kind == XA_TERM_WORD)
      add_word (words, &touch, term);
  }

  return xa_ingest_merge_touches (self, touches, &sets, error) && reveal_words (self, batch, words, error);
}
