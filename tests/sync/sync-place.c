#include "sync-place.h"

#include "store/xa-audiences.h"
#include "sync/xa-sync-private.h"
#include "model/xa-time.h"

#include <string.h>

void
sync_place_set_clock (gint64 seconds)
{
  xa_time_hold (seconds * G_USEC_PER_SEC);
}

SyncPlace *
sync_place_new_in (ImportPlace *place,
                   XaTransport *transport)
{
  SyncPlace *self = g_new0 (SyncPlace, 1);

  self->place = place;
  sync_place_set_clock (PLACE_CLOCK);
  self->credentials = xa_credential_store_new_in_memory ();
  self->transport = transport ? xa_transport_ref (transport) : NULL;
  self->sync = xa_sync_new (place->workspace, place->keys, transport, self->credentials);

  return self;
}

SyncPlace *
sync_place_new (XaTransport *transport)
{
  return sync_place_new_in (import_place_new (), transport);
}

void
sync_place_free (SyncPlace *self)
{
  xa_sync_unref (self->sync);
  xa_credential_store_unref (self->credentials);
  g_clear_pointer (&self->transport, xa_transport_unref);
  import_place_free (self->place);
  g_free (self);
}

static gint64
get_clock (gpointer data)
{
  SyncPlace *self = data;

  return g_get_real_time () + __atomic_load_n (&self->slept_us, __ATOMIC_SEQ_CST);
}

static gboolean
sleep_at_once (gint64        us,
               GCancellable *cancellable,
               gpointer      data)
{
  sync_place_sleep (data, us);

  return !g_cancellable_is_cancelled (cancellable);
}

void
sync_place_sleep (SyncPlace *self,
                  gint64     us)
{
  __atomic_fetch_add (&self->slept_us, us, __ATOMIC_SEQ_CST);
}

void
sync_place_be_impatient (SyncPlace *self)
{
  self->is_impatient = TRUE;
  xa_limits_set_clock (self->sync->limits, get_clock, sleep_at_once, self);
}

void
sync_place_start_anew (SyncPlace *self)
{
  xa_sync_unref (self->sync);
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, self->transport, self->credentials);
  if (self->is_impatient)
    sync_place_be_impatient (self);
}

gint64
sync_place_connect (SyncPlace        *self,
                    const XaProvider *provider,
                    const char       *name,
                    const char       *base_url,
                    const char       *token)
{
  XaConnectOptions options = { .provider = provider, .name = name, .base_url = base_url, .hold_only = TRUE, .allow_private = TRUE };
  g_autoptr (XaCredential) credential = token ? xa_credential_new () : NULL;
  g_autoptr (XaConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  if (credential)
    credential->token = g_strdup (token);
  options.credential = credential;
  connection = xa_sync_connect (self->sync, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (connection->state, ==, XA_CONNECTION_OK);

  return connection->id;
}

gint64
sync_place_follow (SyncPlace        *self,
                   gint64            connection_id,
                   const XaProvider *provider,
                   const char       *id,
                   guint             passes)
{
  XaPreview      *preview = xa_preview_new ();
  XaCandidate     candidate = { .provider = provider, .connection_id = connection_id, .preview = preview };
  XaFollowOptions wanted = XA_FOLLOW_OPTIONS_INIT;
  gboolean        is_account = provider->platform == XA_PLATFORM_BLUESKY;
  g_autoptr (XaSource) source = NULL;
  g_autoptr (GError) error = NULL;

  wanted.passes = passes;
  preview->target = xa_target_new (provider->platform, is_account ? XA_TARGET_ACCOUNT : XA_TARGET_GROUP);
  preview->target->id = g_strdup (id);
  preview->title = g_strdup (id);
  preview->kind = is_account ? XA_AUDIENCE_ACCOUNT : XA_AUDIENCE_GROUP;
  preview->gives = provider->gives;
  source = xa_sync_follow (self->sync, &candidate, &wanted, &error);
  g_assert_no_error (error);
  xa_preview_free (preview);

  return source->id;
}

gint64
sync_place_follow_target (SyncPlace        *self,
                          gint64            connection_id,
                          const XaProvider *provider,
                          XaTargetKind      kind,
                          const char       *id)
{
  XaPreview  *preview = xa_preview_new ();
  XaCandidate candidate = { .provider = provider, .connection_id = connection_id, .preview = preview };
  g_autoptr (XaSource) source = NULL;
  g_autoptr (GError) error = NULL;

  preview->target = xa_target_new (provider->platform, kind);
  preview->target->id = g_strdup (id);
  preview->title = g_strdup (id);
  preview->kind = XA_AUDIENCE_SERVER;
  preview->gives = provider->gives;
  source = xa_sync_follow (self->sync, &candidate, NULL, &error);
  g_assert_no_error (error);
  xa_preview_free (preview);

  return source->id;
}

gint64
sync_place_paste (SyncPlace  *self,
                  const char *link,
                  guint       passes)
{
  XaFollowOptions wanted = XA_FOLLOW_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = xa_sync_preview (self->sync, link, 0, 0, NULL, NULL, &error);
  g_autoptr (XaSource) source = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (candidates->len, >=, 1);
  wanted.passes = passes;
  source = xa_sync_follow (self->sync, candidates->pdata[0], &wanted, &error);
  g_assert_no_error (error);

  return source->id;
}

gboolean
sync_place_run (SyncPlace      *self,
                XaSyncProgress *report,
                GError        **error)
{
  XaSyncOptions options = { .patience_us = 1 };
  g_auto (XaSyncProgress) own = { 0 };
  gboolean ok = xa_sync_run (self->sync, &options, NULL, report ? report : &own, error);

  if (!report)
    report = &own;
  for (guint i = 0; i < report->n_items; i++) {
    const XaSyncItem *item = &report->items[i];

    g_test_message ("%s: %s %s %s %s", item->title, xa_task_state_id (item->state), item->cause, item->cause_text, item->note_text);
  }

  return ok;
}

void
sync_place_run_all (SyncPlace *self)
{
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  sync_place_run (self, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_items, >, 0);
  g_assert_cmpuint (report.n_done, ==, report.n_items);
}

XaTask *
sync_place_get_task (SyncPlace *self,
                     gint64     source_id,
                     XaPass     pass)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) tasks = xa_store_list_tasks (store, self->place->keys, source_id, NULL);

  for (guint i = 0; tasks && i < tasks->len; i++)
    if (((XaTask *) tasks->pdata[i])->kind == (int) pass)
      return g_ptr_array_steal_index (tasks, i);

  return NULL;
}

XaAudience *
sync_place_find (SyncPlace  *self,
                 const char *native_id)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) list = xa_store_list_audiences (store, NULL);

  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((XaAudience *) list->pdata[i])->native_id, native_id))
      return g_ptr_array_steal_index (list, i);

  return NULL;
}

XaMemberSet *
sync_place_load (SyncPlace  *self,
                 const char *native_id)
{
  g_autoptr (XaAudience) audience = sync_place_find (self, native_id);
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);

  g_assert_nonnull (audience);

  return xa_store_load_members (store, audience->snapshot_id, NULL);
}

guint
sync_place_count_lists (SyncPlace  *self,
                        const char *native_id)
{
  g_autoptr (XaAudience) audience = sync_place_find (self, native_id);
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GArray) snapshots = audience ? xa_store_list_snapshots (store, audience->id, NULL) : NULL;
  guint n = 0;

  for (guint i = 0; snapshots && i < snapshots->len; i++)
    n += g_array_index (snapshots, XaSnapshot, i).coverage != XA_COVERAGE_ACTIVE_AUTHORS;

  return n;
}

char *
sync_place_dump (SyncPlace *self)
{
  g_autofree char *dump = import_place_dump (self->place);
  g_autofree char *shorter = NULL;
  g_autoptr (GRegex) offset = g_regex_new ("^(import\t[^\t]*\t[^\t]*\t0\t[0-9]+\t[0-9]+\t)[0-9]+", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GRegex) done = g_regex_new ("^(task\t([^\t]*\t){8})[0-9]+", G_REGEX_MULTILINE, 0, NULL);

  shorter = g_regex_replace (offset, dump, -1, 0, "\\1-", 0, NULL);

  return g_regex_replace (done, shorter, -1, 0, "\\1-", 0, NULL);
}

static void
assert_not_below (const char *folder,
                  const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *data = NULL;
    gsize            size;

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      assert_not_below (path, text);
    else if (g_file_get_contents (path, &data, &size, NULL) && memmem (data, size, text, strlen (text)))
      g_error ("%s is in %s", text, path);
  }
}

void
sync_place_assert_nowhere (SyncPlace  *self,
                           const char *text)
{
  assert_not_below (self->place->folder, text);
  assert_not_below (g_get_user_cache_dir (), text);
  assert_not_below (g_get_user_data_dir (), text);
  assert_not_below (g_get_user_state_dir (), text);
}
