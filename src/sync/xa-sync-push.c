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

static gboolean
take_in (XaSync           *self,
         const XaSyncPush *push,
         XaSyncIntake     *intake,
         XaIngestCounts   *counts,
         GCancellable     *cancellable,
         GError          **error)
{
  XaSyncFetchOptions options = {
    .keys = self->keys,
    .cancellable = cancellable,
    .now_us = push->now_us,
    .since_us = XA_TIME_UNKNOWN,
    .intake = intake,
    .follows_all = TRUE,
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
  XaSyncIntake *intake;

  /* What a crash has left of the same message. */
  if (!xa_sync_write (self, forget, &source->source, error))
    return FALSE;
  intake = xa_sync_writer_begin (self->writer, source, counts, error);
  if (!intake)
    return FALSE;
  if (!take_in (self, push, intake, counts, cancellable, error)) {
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
  };
  gboolean ok;

  *counts = (XaIngestCounts) { 0 };
  if (!xa_sync_enter (self, error))
    return FALSE;
  ok = run (self, push, &source, counts, cancellable, error);
  xa_sync_leave (self);

  return ok;
}
