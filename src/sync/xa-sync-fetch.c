#include "sync/xa-sync-fetch.h"

#include "store/xa-tasks.h"
#include "sync/xa-ingest-sink.h"
#include "sync/xa-sync-private.h"

#include <string.h>

/* Pages are handed over together after so long, so that small ones do not each cost a transaction. */
#define BATCH_AGE_US (G_USEC_PER_SEC / 5)

/* What a provider has to say to the user; more is not read by anybody. */
#define MAX_NOTE_BYTES 2000

struct _XaSyncFetch {
  XaFetch          base;
  XaRest          *rest;        /* (not owned) (nullable) */
  XaTarget        *target;      /* (owned) (nullable) */
  XaPseudonymizer *keys;        /* (owned) */
  GCancellable    *cancellable; /* (owned) */
  gint64           now_us, since_us;
  guint            max_posts;
  gboolean         rereads;
  XaSyncIntake    *intake;   /* (not owned) (nullable) */
  GHashTable      *followed; /* (owned) (nullable) (element-type utf8) */
  gboolean         follows_all;
  XaIngestSink    *sink; /* (owned) */

  char       *cursor;   /* (owned) (nullable): of the last page */
  gboolean    all_read; /* the last page was the last of all */
  gboolean    has_page; /* a page ended since the last batch */
  GHashTable *marks;    /* (owned) (element-type utf8 utf8): as the pages that ended leave them */
  GHashTable *said;     /* (owned) (element-type utf8 utf8): set since the last page; NULL takes away */
  GHashTable *changed;  /* (owned) (element-type utf8): names set by pages since the last batch */

  guint64             n_pages;
  gint64              done, total;
  gint64              done_before; /* of what an interrupted pass brought */
  gboolean            told;        /* the provider tells how far it is */
  gboolean            is_partial;
  guint               notes;
  GString            *note_text; /* (owned) */
  XaSyncFetchProgress progress;  /* (nullable) */
  gpointer            progress_data;
};

static XaSyncFetch *
get_self (XaFetch *fetch)
{
  return (XaSyncFetch *) fetch;
}

/* --- what a batch carries for its task --------------------------------------------------------- */

static void
seal_mark (XaSyncFetch *self,
           const char  *name,
           XaBatch     *batch)
{
  const char      *value = g_hash_table_lookup (self->marks, name);
  g_autofree char *context = xa_task_mark_context (name);

  xa_batch_keep (batch, name, value ? xa_pseudonymizer_seal_text (self->keys, context, value) : NULL);
}

/* Returns: (transfer full) (nullable): the id of the target's own audience, once the provider has
 * declared it */
static char *
find_own_audience (XaSyncFetch *self)
{
  g_auto (GStrv) ids = self->target ? xa_sync_list_native_ids (self->target) : NULL;

  for (gsize i = 0; ids && ids[i]; i++)
    if (xa_ingest_sink_has_audience (self->sink, self->target->platform, ids[i]))
      return g_strdup (ids[i]);

  return NULL;
}

/* What stands alone was counted when it was met first. */
static void
drop_known_links (XaBatch *batch)
{
  for (guint i = batch->links->len; i-- > 0;)
    if (g_array_index (batch->links, XaBatchLink, i).post == XA_BATCH_NO_REF)
      g_array_remove_index_fast (batch->links, i);
}

/* Batches are taken only where a page ends, so that what stands here is of their last page. */
static void
put_page (XaSyncFetch *self,
          XaBatch     *batch)
{
  GHashTableIter iter;
  gpointer       name;

  if (self->rereads)
    drop_known_links (batch);
  batch->page.is_set = self->has_page;
  if (!self->has_page)
    return;
  batch->page.all_read = self->all_read;
  batch->page.is_partial = self->is_partial;
  batch->page.notes = self->notes;
  batch->page.note_text = g_strdup (self->note_text->str);
  batch->page.native_id = find_own_audience (self);
  batch->page.done = self->done;
  batch->page.total = self->total;
  batch->page.cursor = self->cursor ? xa_pseudonymizer_seal_text (self->keys, XA_SEAL_CURSOR, self->cursor) : NULL;
  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    seal_mark (self, name, batch);
  g_hash_table_remove_all (self->changed);
  self->has_page = FALSE;
}

static XaBatch *
hand_over (XaBatch *full,
           gpointer data,
           GError **error)
{
  XaSyncFetch *self = data;

  if (!self->intake) {
    xa_batch_clear (full);
    return full;
  }
  put_page (self, full);
  xa_ingest_sink_set_batch_records (self->sink, xa_sync_intake_get_batch_records (self->intake));

  return xa_sync_intake_push (self->intake, full, error);
}

/* --- the calls of a provider --------------------------------------------------------------------- */

static XaRest *
get_rest (XaFetch *fetch)
{
  return get_self (fetch)->rest;
}

static XaSink *
get_sink (XaFetch *fetch)
{
  return xa_ingest_sink_get_sink (get_self (fetch)->sink);
}

static const XaTarget *
get_target (XaFetch *fetch)
{
  return get_self (fetch)->target;
}

static GCancellable *
get_cancellable (XaFetch *fetch)
{
  return get_self (fetch)->cancellable;
}

static gint64
get_now (XaFetch *fetch)
{
  return get_self (fetch)->now_us;
}

static gint64
get_since (XaFetch *fetch)
{
  return get_self (fetch)->since_us;
}

static guint
get_max_posts (XaFetch *fetch)
{
  return get_self (fetch)->max_posts;
}

static const char *
get_cursor (XaFetch *fetch)
{
  return get_self (fetch)->cursor;
}

/* What a pass that reads again notes of its own way stands apart from what the others go on from. */
#define AGAIN "again/"

/* Returns: (transfer full): the name under which a mark is kept; those of a connection are for all */
static char *
make_mark_name (XaSyncFetch *self,
                const char  *name)
{
  return g_strconcat (self->rereads && name[0] != '@' ? AGAIN : "", name, NULL);
}

static const char *
get_mark (XaFetch    *fetch,
          const char *name)
{
  XaSyncFetch     *self = get_self (fetch);
  g_autofree char *kept = make_mark_name (self, name);
  gpointer         value;

  if (g_hash_table_lookup_extended (self->said, kept, NULL, &value))
    return value;

  return g_hash_table_lookup (self->marks, kept);
}

static void
set_mark (XaFetch    *fetch,
          const char *name,
          const char *value)
{
  XaSyncFetch *self = get_self (fetch);

  g_hash_table_insert (self->said, make_mark_name (self, name), g_strdup (value));
}

/* A pass that read again is forgotten with its end: the next one begins as it did. */
static void
forget_way (XaSyncFetch *self)
{
  GHashTableIter iter;
  gpointer       name;

  g_hash_table_iter_init (&iter, self->marks);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    if (!g_str_has_prefix (name, AGAIN))
      continue;
    g_hash_table_add (self->changed, g_strdup (name));
    g_hash_table_iter_remove (&iter);
  }
}

/* What was said before the page stands from now on. */
static void
settle_marks (XaSyncFetch *self)
{
  GHashTableIter iter;
  gpointer       name, value;

  g_hash_table_iter_init (&iter, self->said);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    g_hash_table_add (self->changed, g_strdup (name));
    if (value)
      g_hash_table_insert (self->marks, g_strdup (name), g_strdup (value));
    else
      g_hash_table_remove (self->marks, name);
  }
  g_hash_table_remove_all (self->said);
}

static void
tell (XaSyncFetch *self)
{
  if (self->progress)
    self->progress (self->done, self->total, self->progress_data);
}

static void
end_page (XaSyncFetch *self,
          const char  *cursor)
{
  settle_marks (self);
  if (self->rereads && !cursor)
    forget_way (self);
  g_set_str (&self->cursor, cursor);
  self->all_read = cursor == NULL;
  self->has_page = TRUE;
  self->n_pages++;
  if (!self->told)
    self->done = self->done_before + (gint64) xa_ingest_sink_get_n_records (self->sink);
  tell (self);
}

static gboolean
page (XaFetch    *fetch,
      const char *cursor,
      GError    **error)
{
  XaSyncFetch *self = get_self (fetch);

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  end_page (self, cursor);

  return xa_sink_checkpoint (get_sink (fetch), self->n_pages, error);
}

/* What is behind the last page stays with the page that it begins. */
static gboolean
settle (XaFetch *fetch,
        GError **error)
{
  XaSyncFetch *self = get_self (fetch);
  XaBatch     *batch;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (!self->intake)
    return TRUE;
  batch = xa_ingest_sink_take_last (self->sink, FALSE);
  put_page (self, batch);

  return xa_sync_intake_settle (self->intake, batch, error);
}

static gboolean
follows (XaFetch    *fetch,
         const char *native_id)
{
  XaSyncFetch *self = get_self (fetch);

  return self->follows_all || (self->followed && g_hash_table_contains (self->followed, native_id));
}

/* A line a thing: the same, met again, is not said again. */
static void
note (XaFetch    *fetch,
      XaFetchNote what,
      const char *detail)
{
  XaSyncFetch     *self = get_self (fetch);
  g_autofree char *line = g_strjoin (" ", xa_fetch_note_words (what), detail, NULL);

  g_return_if_fail (what < XA_N_FETCH_NOTES);

  self->notes |= 1u << what;
  if (strstr (self->note_text->str, line) || self->note_text->len + strlen (line) > MAX_NOTE_BYTES)
    return;
  if (self->note_text->len)
    g_string_append_c (self->note_text, '\n');
  g_string_append (self->note_text, line);
}

static void
set_progress (XaFetch *fetch,
              gint64   done,
              gint64   total)
{
  XaSyncFetch *self = get_self (fetch);

  self->told = TRUE;
  self->done = done;
  self->total = total;
  tell (self);
}

static void
set_partial (XaFetch *fetch)
{
  get_self (fetch)->is_partial = TRUE;
}

static const XaFetchClass fetch_class = {
  .get_rest = get_rest,
  .get_sink = get_sink,
  .get_target = get_target,
  .get_cancellable = get_cancellable,
  .get_now = get_now,
  .get_since = get_since,
  .get_max_posts = get_max_posts,
  .get_cursor = get_cursor,
  .get_mark = get_mark,
  .set_mark = set_mark,
  .page = page,
  .follows = follows,
  .settle = settle,
  .note = note,
  .progress = set_progress,
  .is_partial = set_partial,
};

/**
 * xa_sync_list_native_ids:
 *
 * Returns: (transfer full) (array zero-terminated=1): what providers call the audience of @target
 */
char **
xa_sync_list_native_ids (const XaTarget *target)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  if (target->id)
    g_strv_builder_add (ids, target->id);
  if (target->handle) {
    if (target->host)
      g_strv_builder_take (ids, g_strdup_printf ("%s@%s", target->handle, target->host));
    g_strv_builder_take (ids, g_strconcat (target->kind == XA_TARGET_TAG ? "#" : "@", target->handle, NULL));
    g_strv_builder_add (ids, target->handle);
  }
  if (target->host) {
    if (target->id)
      g_strv_builder_take (ids, g_strdup_printf ("%s/%s", target->host, target->id));
    g_strv_builder_add (ids, target->host);
  }

  return g_strv_builder_end (ids);
}

/* --- what the worker calls ------------------------------------------------------------------------ */

static GHashTable *
copy_marks (GHashTable *marks)
{
  GHashTable    *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer       name, value;

  if (marks) {
    g_hash_table_iter_init (&iter, marks);
    while (g_hash_table_iter_next (&iter, &name, &value))
      g_hash_table_insert (copy, g_strdup (name), g_strdup (value));
  }

  return copy;
}

static XaIngestSink *
make_sink (XaSyncFetch              *self,
           const XaSyncFetchOptions *options)
{
  XaIngestSink *sink = xa_ingest_sink_new (options->keys, options->now_us, hand_over, self);

  xa_ingest_sink_set_cancellable (sink, self->cancellable);
  xa_ingest_sink_set_batch_age (sink, BATCH_AGE_US);
  xa_ingest_sink_set_wants_profiles (sink, options->wants_profiles);
  if (self->intake)
    xa_ingest_sink_set_batch_records (sink, xa_sync_intake_get_batch_records (self->intake));
  if (options->rejects)
    xa_ingest_sink_resume (sink, 0, options->rejects);

  return sink;
}

/**
 * xa_sync_fetch_new:
 *
 * Returns: (transfer full): a fetch for one pass, or one look, in the calling thread
 */
XaSyncFetch *
xa_sync_fetch_new (const XaSyncFetchOptions *options)
{
  XaSyncFetch *self = g_new0 (XaSyncFetch, 1);

  self->base.class = &fetch_class;
  self->rest = options->rest;
  self->target = options->target ? xa_target_copy (options->target) : NULL;
  self->keys = xa_pseudonymizer_ref (options->keys);
  self->cancellable = options->cancellable ? g_object_ref (options->cancellable) : g_cancellable_new ();
  self->now_us = options->now_us;
  self->since_us = options->since_us;
  self->max_posts = options->max_posts;
  self->rereads = options->rereads;
  self->intake = options->intake;
  self->follows_all = options->follows_all;
  self->followed = options->followed ? g_hash_table_ref (options->followed) : NULL;
  self->cursor = g_strdup (options->cursor);
  self->done = self->done_before = options->cursor ? options->done : 0;
  self->marks = copy_marks (options->marks);
  self->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->note_text = g_string_new (NULL);
  self->total = XA_COUNT_UNKNOWN;
  self->sink = make_sink (self, options);

  return self;
}

/**
 * xa_sync_fetch_free:
 * @self: (nullable): a fetch
 */
void
xa_sync_fetch_free (XaSyncFetch *self)
{
  if (!self)
    return;

  xa_ingest_sink_free (self->sink);
  g_clear_pointer (&self->target, xa_target_free);
  xa_pseudonymizer_unref (self->keys);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->followed, g_hash_table_unref);
  g_free (self->cursor);
  g_hash_table_unref (self->marks);
  g_hash_table_unref (self->said);
  g_hash_table_unref (self->changed);
  g_string_free (self->note_text, TRUE);
  g_free (self);
}

void
xa_sync_fetch_set_progress (XaSyncFetch        *self,
                            XaSyncFetchProgress progress,
                            gpointer            data)
{
  self->progress = progress;
  self->progress_data = data;
}

XaFetch *
xa_sync_fetch_get (XaSyncFetch *self)
{
  return &self->base;
}

/**
 * xa_sync_fetch_take_last:
 *
 * Returns: (transfer full): the pages that were not handed over yet
 */
XaBatch *
xa_sync_fetch_take_last (XaSyncFetch *self,
                         gboolean     complete)
{
  XaBatch *last;

  if (complete)
    end_page (self, NULL);
  last = xa_ingest_sink_take_last (self->sink, complete);
  put_page (self, last);

  return last;
}

gboolean
xa_sync_fetch_is_partial (XaSyncFetch *self)
{
  return self->is_partial;
}

guint
xa_sync_fetch_get_notes (XaSyncFetch *self)
{
  return self->notes;
}

const char *
xa_sync_fetch_get_note_text (XaSyncFetch *self)
{
  return self->note_text->str;
}

guint64
xa_sync_fetch_get_n_records (XaSyncFetch *self)
{
  return xa_ingest_sink_get_n_records (self->sink);
}
