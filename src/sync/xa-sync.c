#include "sync/xa-sync-private.h"

#include "store/xa-net-rows.h"

/* --- limits and validators, from and to the workspace ------------------------------------------ */

static gboolean
load_limits (XaSync  *self,
             XaStore *store,
             GError **error)
{
  g_autoptr (GPtrArray) rows = xa_store_list_limits (store, error);

  for (guint i = 0; rows && i < rows->len; i++) {
    const XaStoredLimit *row = rows->pdata[i];
    XaLimitRow           limit = { row->name, row->tokens, row->at_us, row->not_before_us, row->failures, row->period_us, row->spent, row->paid };

    xa_limits_load (self->limits, &limit);
  }

  return rows != NULL;
}

static gboolean
load_validators (XaSync  *self,
                 XaStore *store,
                 GError **error)
{
  g_autoptr (GPtrArray) rows = xa_store_list_validators (store, self->keys, error);

  for (guint i = 0; rows && i < rows->len; i++) {
    const XaStoredValidator *row = rows->pdata[i];
    XaValidator              validator = { row->address, row->etag, row->last_modified, row->expires_us, row->used_us };

    xa_validators_load (self->validators, &validator);
  }

  return rows != NULL;
}

static gboolean
load_budgets (XaSync  *self,
              XaStore *store,
              GError **error)
{
  g_autoptr (GPtrArray) connections = xa_store_list_connections (store, NULL, error);

  for (guint i = 0; connections && i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];

    xa_limits_set_budget (self->limits, connection->uuid, connection->month_requests, connection->month_money);
    xa_limits_set_throttle (self->limits, connection->uuid, connection->throttle);
  }

  return connections != NULL;
}

/* What nobody runs any more is put back: only this object can be running tasks of the workspace, and it
 * is not, or the workspace would be open. */
static gboolean
load (XaStore *store,
      gpointer data,
      GError **error)
{
  XaSync *self = data;

  if (!xa_store_recover_tasks (store, "", error))
    return FALSE;

  return self->is_loaded || (xa_sync_sweep_unfinished (self, store, error) && load_limits (self, store, error) && load_validators (self, store, error) && load_budgets (self, store, error));
}

typedef struct {
  XaSync    *sync;
  GPtrArray *limits;     /* (element-type XaStoredLimit) */
  GPtrArray *validators; /* (element-type XaStoredValidator) */
} NetRows;

static gboolean
put_net_rows (XaStore *store,
              gpointer data,
              GError **error)
{
  NetRows *rows = data;

  return xa_store_put_net_rows (store, rows->sync->keys, rows->limits, rows->validators, error);
}

/**
 * xa_sync_save_net_rows:
 *
 * What could not be written is lost for the next start, and harmless: a limit is met once more.
 */
gboolean
xa_sync_save_net_rows (XaSync  *self,
                       GError **error)
{
  g_autoptr (GPtrArray) limits = xa_limits_take_changed (self->limits);
  g_autoptr (GPtrArray) validators = xa_validators_take_changed (self->validators);
  g_autofree XaStoredLimit     *stored_limits = g_new (XaStoredLimit, limits->len + 1);
  g_autofree XaStoredValidator *stored_validators = g_new (XaStoredValidator, validators->len + 1);
  g_autoptr (GPtrArray) limit_rows = g_ptr_array_new ();
  g_autoptr (GPtrArray) validator_rows = g_ptr_array_new ();
  NetRows rows = { self, limit_rows, validator_rows };

  for (guint i = 0; i < limits->len; i++) {
    const XaLimitRow *row = limits->pdata[i];

    stored_limits[i] = (XaStoredLimit) { row->name, row->tokens, row->at_us, row->not_before_us, row->failures, row->period_us, row->spent, row->paid };
    g_ptr_array_add (limit_rows, &stored_limits[i]);
  }
  for (guint i = 0; i < validators->len; i++) {
    const XaValidator *row = validators->pdata[i];

    stored_validators[i] = (XaStoredValidator) { row->address, row->etag, row->last_modified, row->expires_us, row->used_us };
    g_ptr_array_add (validator_rows, &stored_validators[i]);
  }
  if (limits->len == 0 && validators->len == 0)
    return TRUE;

  return xa_sync_write (self, put_net_rows, &rows, error);
}

/* --- the workspace, open while it is used -------------------------------------------------------- */

static void
measure_batch (gint64   connection_id,
               guint    n_records,
               gint64   us,
               gpointer data)
{
  xa_sync_measure (data, XA_SYNC_METER_BATCH_RECORDS, connection_id, n_records);
  xa_sync_measure (data, XA_SYNC_METER_BATCH_US, connection_id, (double) us);
}

static gboolean
open_writer (XaSync  *self,
             GError **error)
{
  g_autoptr (XaSyncWriter) writer = xa_sync_writer_open (self->workspace, self->keys, error);

  if (!writer || !xa_sync_writer_edit (writer, load, self, error))
    return FALSE;
  self->is_loaded = TRUE;
  xa_sync_writer_set_meter (writer, measure_batch, self);
  self->writer = g_steal_pointer (&writer);

  return TRUE;
}

/**
 * xa_sync_enter:
 *
 * Errors: those of opening a store for writing
 *
 * Returns: whether the workspace is open; to be followed by xa_sync_leave() then
 */
gboolean
xa_sync_enter (XaSync  *self,
               GError **error)
{
  gboolean ok;

  pthread_mutex_lock (&self->lock);
  ok = self->writer != NULL || open_writer (self, error);
  if (ok)
    self->n_users++;
  pthread_mutex_unlock (&self->lock);

  return ok;
}

void
xa_sync_leave (XaSync *self)
{
  /* Before the last user goes: saving needs the writer, and takes no lock. */
  xa_sync_save_net_rows (self, NULL);
  pthread_mutex_lock (&self->lock);
  if (--self->n_users == 0)
    g_clear_pointer (&self->writer, xa_sync_writer_close);
  pthread_mutex_unlock (&self->lock);
}

/* The writer does not change while there are users, of which the caller is one. */
gboolean
xa_sync_write (XaSync    *self,
               XaSyncEdit edit,
               gpointer   data,
               GError   **error)
{
  return xa_sync_writer_edit (self->writer, edit, data, error);
}

/**
 * xa_sync_edit:
 *
 * Errors: those of opening a store for writing, and of @edit
 */
gboolean
xa_sync_edit (XaSync    *self,
              XaSyncEdit edit,
              gpointer   data,
              GError   **error)
{
  gboolean ok;

  if (!xa_sync_enter (self, error))
    return FALSE;
  ok = xa_sync_write (self, edit, data, error);
  xa_sync_leave (self);

  return ok;
}

/**
 * xa_sync_set_meter:
 *
 * Tells whoever counts what happens; not while anything is under way.
 */
void
xa_sync_set_meter (XaSync         *self,
                   XaSyncMeterFunc meter,
                   gpointer        data)
{
  self->meter = meter;
  self->meter_data = data;
}

void
xa_sync_measure (XaSync     *self,
                 XaSyncMeter what,
                 gint64      connection_id,
                 double      value)
{
  if (self->meter)
    self->meter (what, connection_id, value, self->meter_data);
}

void
xa_sync_set_throttle (XaSync             *self,
                      const XaConnection *connection)
{
  xa_limits_set_throttle (self->limits, connection->uuid, connection->throttle);
}

/* --- the object ---------------------------------------------------------------------------------- */

/**
 * xa_sync_new:
 * @workspace: path of an existing workspace
 * @keys: its keys; referenced
 * @transport: (nullable): what carries requests; referenced; NULL for the network
 * @credentials: referenced
 *
 * Returns: (transfer full): opens nothing yet
 */
XaSync *
xa_sync_new (const char        *workspace,
             XaPseudonymizer   *keys,
             XaTransport       *transport,
             XaCredentialStore *credentials)
{
  XaSync *self = g_new0 (XaSync, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->workspace = g_strdup (workspace);
  self->keys = xa_pseudonymizer_ref (keys);
  self->transport = transport ? xa_transport_ref (transport) : xa_transport_new_soup ();
  self->credentials = xa_credential_store_ref (credentials);
  self->limits = xa_limits_new ();
  self->validators = xa_validators_new (keys);
  self->owner = g_uuid_string_random ();
  self->sessions = xa_sync_sessions_new ();
  self->carriers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) xa_transport_unref);
  self->unfinished = xa_sync_unfinished_new ();
  self->running = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->turns = xa_sync_turns_new ();
  pthread_cond_init (&self->turn_given, NULL);
  pthread_mutex_init (&self->lock, NULL);

  return self;
}

XaSync *
xa_sync_ref (XaSync *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * xa_sync_unref:
 * @self: (nullable): no call of its may be under way when the last reference goes
 */
void
xa_sync_unref (XaSync *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_assert (self->n_users == 0);
  xa_transport_unref (self->transport);
  xa_credential_store_unref (self->credentials);
  xa_limits_unref (self->limits);
  xa_validators_unref (self->validators);
  xa_pseudonymizer_unref (self->keys);
  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->carriers);
  g_hash_table_unref (self->unfinished);
  g_hash_table_unref (self->running);
  g_hash_table_unref (self->turns);
  pthread_cond_destroy (&self->turn_given);
  pthread_mutex_destroy (&self->lock);
  g_free (self->owner);
  g_free (self->workspace);
  g_free (self);
}
