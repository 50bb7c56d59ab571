#include "sync/xa-sync-push.h"

#include "store/xa-hooks.h"
#include "sync/xa-sync-private.h"

#include <string.h>

gboolean
xa_sync_hold (XaSync  *self,
              GError **error)
{
  return xa_sync_enter (self, error);
}

void
xa_sync_release (XaSync *self)
{
  xa_sync_leave (self);
}

const char *
xa_sync_get_workspace (XaSync *self)
{
  return self->workspace;
}

XaPseudonymizer *
xa_sync_get_keys (XaSync *self)
{
  return self->keys;
}

XaCredentialStore *
xa_sync_get_credentials (XaSync *self)
{
  return self->credentials;
}

XaTransport *
xa_sync_get_transport (XaSync *self)
{
  return self->transport;
}

XaPseudonym
xa_sync_hash (XaSync     *self,
              const char *what,
              const char *text,
              gsize       size)
{
  XaFileHash *hash = xa_file_hash_new (self->keys);

  xa_file_hash_feed (hash, what, strlen (what) + 1);
  xa_file_hash_feed (hash, text, size);

  return xa_file_hash_finish (hash);
}

static gboolean
forget (XaStore *store,
        gpointer data,
        GError **error)
{
  return xa_store_forget_push (store, data, error);
}

/* What a stream has to know of its connection. */
typedef struct {
  XaSync     *sync;
  gint64      connection_id;
  GHashTable *followed; /* (owned) (element-type utf8) */
  GHashTable *marks;    /* (owned) (nullable) */
} Knowledge;

static void
clear_knowledge (Knowledge *self)
{
  g_clear_pointer (&self->followed, g_hash_table_unref);
  g_clear_pointer (&self->marks, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Knowledge, clear_knowledge)

static gboolean
learn (XaStore *store,
       gpointer data,
       GError **error)
{
  Knowledge *self = data;
  gint64     first_id = 0;
  g_autoptr (GPtrArray) sources = xa_store_list_sources (store, error);

  if (!sources)
    return FALSE;
  self->followed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < sources->len; i++) {
    const XaSource *source = sources->pdata[i];

    if (source->connection_id != self->connection_id)
      continue;
    xa_sync_add_followed (self->followed, source);
    first_id = first_id ? first_id : source->id;
  }
  if (first_id)
    self->marks = xa_store_load_marks (store, self->sync->keys, first_id, error);

  return !first_id || self->marks != NULL;
}

static gboolean
take_in (XaSync           *self,
         const XaSyncPush *push,
         XaSyncIntake     *intake,
         Knowledge        *knowledge,
         XaIngestCounts   *counts,
         GCancellable     *cancellable,
         GError          **error)
{
  gboolean           is_news = push->connection_id != 0;
  XaSyncFetchOptions options = {
    .keys = self->keys,
    .cancellable = cancellable,
    .now_us = push->now_us,
    .since_us = XA_TIME_UNKNOWN,
    .marks = knowledge->marks,
    .followed = knowledge->followed,
    .intake = intake,
    .follows_all = !is_news,
    .rereads = is_news,
  };
  g_autoptr (XaSyncFetch) fetch = xa_sync_fetch_new (&options);

  if (push->parse (xa_sync_fetch_get (fetch), push->data, error))
    return xa_sync_intake_finish (intake, xa_sync_fetch_take_last (fetch, TRUE), FALSE, counts, error);
  xa_sync_intake_stop (intake, NULL, NULL);

  return FALSE;
}

static gboolean
run (XaSync           *self,
     const XaSyncPush *push,
     XaIngestSource   *source,
     XaIngestCounts   *counts,
     GCancellable     *cancellable,
     GError          **error)
{
  g_auto (Knowledge) knowledge = { .sync = self, .connection_id = push->connection_id };
  XaSyncIntake *intake;

  /* What a crash has left of the same message. */
  if (!xa_sync_write (self, forget, &source->source, error) || (push->connection_id && !xa_sync_write (self, learn, &knowledge, error)))
    return FALSE;
  intake = xa_sync_writer_begin (self->writer, source, counts, error);
  if (!intake)
    return FALSE;
  xa_sync_intake_set_connection (intake, push->connection_id);
  if (!take_in (self, push, intake, &knowledge, counts, cancellable, error)) {
    xa_sync_write (self, forget, &source->source, NULL);
    return FALSE;
  }

  return (!push->settle || xa_sync_write (self, push->settle, push->settle_data, error)) &&
         xa_sync_write (self, forget, &source->source, error);
}

gboolean
xa_sync_push (XaSync           *self,
              const XaSyncPush *push,
              XaIngestCounts   *counts,
              GCancellable     *cancellable,
              GError          **error)
{
  XaIngestSource source = {
    .source = xa_sync_hash (self, "push", push->identity, strlen (push->identity)),
    .format = "push",
    .at_us = push->now_us,
    .connection_id = push->connection_id,
  };
  gboolean ok;

  *counts = (XaIngestCounts) { 0 };
  if (!xa_sync_enter (self, error))
    return FALSE;
  ok = run (self, push, &source, counts, cancellable, error);
  xa_sync_leave (self);

  return ok;
}
