#include "sync/xa-sync-private.h"

#include "model/xa-time.h"
#include "store/xa-backups.h"
#include "store/xa-maintenance.h"

/* --- edits, in the writer's thread ---------------------------------------------------------------- */

typedef struct {
  XaSync           *sync;
  gint64            id;
  XaConnection     *connection;
  const XaProvider *provider;
  gboolean          number_name;
  GPtrArray        *list; /* (owned): out */
} Edit;

static gboolean
load_one (XaStore *store,
          gpointer data,
          GError **error)
{
  Edit *edit = data;

  edit->connection = xa_store_get_connection (store, edit->sync->keys, edit->id, error);

  return edit->connection != NULL;
}

static gboolean
put_one (XaStore *store,
         gpointer data,
         GError **error)
{
  Edit *edit = data;

  return xa_store_put_connection (store, edit->sync->keys, edit->connection, error);
}

static gboolean
list_all (XaStore *store,
          gpointer data,
          GError **error)
{
  Edit *edit = data;

  edit->list = xa_store_list_connections (store, edit->sync->keys, error);

  return edit->list != NULL;
}

/* Limits that the user set to less stay. */
static gboolean
set_limit (XaStore        *store,
           const GArray   *limits,
           XaPlatform      platform,
           XaRetentionKind kind,
           guint           days,
           GError        **error)
{
  if (days == 0)
    return TRUE;
  for (guint i = 0; i < limits->len; i++) {
    const XaRetention *limit = &g_array_index (limits, XaRetention, i);

    if ((limit->platform == platform || limit->platform == 0) && limit->kind == kind && limit->days > 0 && (guint) limit->days <= days)
      return TRUE;
  }

  return xa_store_set_retention (store, platform, kind, (int) days, error);
}

static guint
shorter (guint a,
         guint b)
{
  return a == 0 || b == 0 ? MAX (a, b) : MIN (a, b);
}

/* Counters stand in posts, so that the shorter limit is that of both. */
static gboolean
apply_terms (XaStore          *store,
             const XaProvider *provider,
             GError          **error)
{
  const XaTerms *terms = &provider->terms;
  g_autoptr (GArray) limits = xa_store_list_retention (store, error);

  return limits && set_limit (store, limits, provider->platform, XA_RETAIN_MEMBERS, terms->members_days, error) &&
         set_limit (store, limits, provider->platform, XA_RETAIN_POSTS, shorter (terms->posts_days, terms->counters_days), error) &&
         set_limit (store, limits, provider->platform, XA_RETAIN_TEXT, terms->posts_days, error);
}

/* What was set for all connections holds for one that comes later, as long as there is another that goes by it. */
static gboolean
take_over_throttle (XaStore      *store,
                    XaConnection *connection,
                    GError      **error)
{
  g_autoptr (GPtrArray) others = xa_store_list_connections (store, NULL, error);
  double throttle;

  if (!others || !xa_store_get_throttle (store, &throttle, error))
    return FALSE;
  connection->throttle = 1;
  for (guint i = 0; i < others->len; i++)
    if (((XaConnection *) others->pdata[i])->throttle == throttle)
      connection->throttle = throttle;

  return TRUE;
}

static gboolean
add_one (XaStore *store,
         gpointer data,
         GError **error)
{
  Edit            *edit = data;
  g_autofree char *name = g_strdup (edit->connection->name);
  g_autoptr (GError) local = NULL;

  if (!take_over_throttle (store, edit->connection, error))
    return FALSE;
  for (guint i = 2; !xa_store_add_connection (store, edit->sync->keys, edit->connection, &local); i++) {
    if (!edit->number_name || !g_error_matches (local, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    g_clear_error (&local);
    g_free (edit->connection->name);
    edit->connection->name = g_strdup_printf ("%s %u", name, i);
  }

  return edit->provider->is_simulated || apply_terms (store, edit->provider, error);
}

static gboolean
drop_one (XaStore *store,
          gpointer data,
          GError **error)
{
  Edit *edit = data;

  return xa_store_drop_connection (store, edit->id, error);
}

/* In one edit: a page that was fetched meanwhile comes before both or after both, and then it is not
 * of anything that is followed. What fails can be repeated as long as the connection is there. */
static gboolean
erase_platform_and_drop (XaStore *store,
                         gpointer data,
                         GError **error)
{
  Edit *edit = data;

  return xa_store_erase_platform (store, edit->provider->platform, error) &&
         xa_backups_erase_platform (xa_store_get_path (store), xa_store_get_uuid (store), edit->provider->platform, error) &&
         xa_store_drop_connection (store, edit->id, error);
}

XaConnection *
xa_sync_load_connection (XaSync  *self,
                         gint64   id,
                         GError **error)
{
  Edit edit = { .sync = self, .id = id };

  return xa_sync_write (self, load_one, &edit, error) ? edit.connection : NULL;
}

gboolean
xa_sync_store_connection (XaSync       *self,
                          XaConnection *connection,
                          GError      **error)
{
  Edit edit = { .sync = self, .connection = connection };

  return xa_sync_write (self, put_one, &edit, error);
}

gboolean
xa_sync_add_connection (XaSync           *self,
                        const XaProvider *provider,
                        XaConnection     *connection,
                        gboolean          number_name,
                        GError          **error)
{
  Edit edit = { .sync = self, .connection = connection, .provider = provider, .number_name = number_name };

  connection->created_us = xa_time_now ();
  if (!xa_sync_write (self, add_one, &edit, error))
    return FALSE;
  xa_sync_set_throttle (self, connection);

  return TRUE;
}

/* --- what is connected ------------------------------------------------------------------------------------------- */

gboolean
xa_sync_awaits_server (const XaConnection *connection)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);

  return provider && provider->takes_any_host && !provider->base && !connection->base_url;
}

static XaConnection *
test_it (XaSync       *self,
         gint64        id,
         GCancellable *cancellable,
         GError      **error)
{
  g_autoptr (XaConnection) connection = xa_sync_load_connection (self, id, error);
  g_autoptr (GError) refusal = NULL;
  g_autoptr (XaSyncLine) line = NULL;

  if (!connection)
    return NULL;
  /* Its servers come with the targets: there is none to ask now, and nothing is wrong with that. */
  if (xa_sync_awaits_server (connection))
    return g_steal_pointer (&connection);
  line = xa_sync_line_new (self, connection, NULL, cancellable, &refusal);
  if (line && line->provider->check) {
    g_autoptr (XaSyncFetch) fetch = xa_sync_line_look (line, NULL, NULL, cancellable);

    g_autofree char *who = NULL;

    /* Whom it was signed in as is worth knowing where it has to be signed in to again. */
    if (line->provider->check (xa_sync_fetch_get (fetch), &who, &refusal))
      g_set_str (&connection->who, who);
  }
  if (g_error_matches (refusal, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, g_steal_pointer (&refusal));
    return NULL;
  }
  if (refusal && !xa_sync_judge_connection (connection, refusal)) {
    connection->state = XA_CONNECTION_UNREACHABLE;
    g_set_str (&connection->cause, xa_sync_error_id (refusal));
    g_set_str (&connection->cause_text, refusal->message);
    connection->checked_us = xa_time_now ();
  }
  if (!refusal)
    xa_sync_judge_connection (connection, NULL);

  return xa_sync_store_connection (self, connection, error) ? g_steal_pointer (&connection) : NULL;
}

/**
 * xa_sync_test:
 *
 * Errors: NOT_FOUND and others of the store, CANCELLED
 *
 * Returns: (transfer full) (nullable): the connection as it stands now
 */
XaConnection *
xa_sync_test (XaSync       *self,
              gint64        connection_id,
              GCancellable *cancellable,
              GError      **error)
{
  XaConnection *connection;

  if (!xa_sync_enter (self, error))
    return NULL;
  connection = test_it (self, connection_id, cancellable, error);
  xa_sync_leave (self);

  return connection;
}

/* What waited for the next month is tried by what is allowed now. */
static gboolean
configure_one (XaStore *store,
               gpointer data,
               GError **error)
{
  return xa_store_name_connection (store, ((Edit *) data)->connection, error) && xa_store_wake_unbudgeted (store, error);
}

/**
 * xa_sync_configure:
 *
 * Errors: EXISTS where the name is taken, and others of the store
 */
gboolean
xa_sync_configure (XaSync             *self,
                   const XaConnection *connection,
                   GError            **error)
{
  Edit     edit = { .sync = self, .connection = (XaConnection *) connection };
  gboolean ok;

  if (!xa_sync_enter (self, error))
    return FALSE;
  ok = xa_sync_write (self, configure_one, &edit, error);
  if (ok)
    xa_limits_set_budget (self->limits, connection->uuid, connection->month_requests, connection->month_money);
  xa_sync_leave (self);

  return ok;
}

static gboolean
disconnect_it (XaSync       *self,
               gint64        id,
               XaDisconnect  how,
               XaParting    *parting,
               GCancellable *cancellable,
               GError      **error)
{
  g_autoptr (XaConnection) connection = xa_sync_load_connection (self, id, error);
  g_autoptr (GPtrArray) others = NULL;
  Edit edit = { .sync = self, .id = id };

  if (!connection || !xa_sync_write (self, list_all, &edit, error))
    return FALSE;
  others = edit.list;
  edit.provider = xa_provider_by_id (connection->provider);
  if (!xa_sync_revoke (self, connection, others, parting, cancellable, error))
    return FALSE;
  /* The credential goes first: what fails later can be repeated. */
  if (*connection->sign_in && !xa_credential_store_forget (self->credentials, connection->uuid, cancellable, error))
    return FALSE;
  xa_sync_forget_session (self, connection->uuid);
  if (!xa_sync_forget_sign_ins (connection, edit.provider, error))
    return FALSE;

  return xa_sync_write (self, how == XA_DISCONNECT_ERASE_PLATFORM && edit.provider ? erase_platform_and_drop : drop_one, &edit, error);
}

/**
 * xa_sync_disconnect:
 *
 * Errors: XA_CREDENTIAL_ERROR where the keyring does not let go of the credential; those of the store
 */
gboolean
xa_sync_disconnect (XaSync       *self,
                    gint64        connection_id,
                    XaDisconnect  how,
                    XaParting    *parting,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_auto (XaParting) unasked = { 0 };
  gboolean ok;

  if (parting)
    *parting = (XaParting) { 0 };
  if (!xa_sync_enter (self, error))
    return FALSE;
  ok = disconnect_it (self, connection_id, how, parting ? parting : &unasked, cancellable, error);
  xa_sync_leave (self);

  return ok;
}

/**
 * xa_sync_list_connections:
 *
 * Returns: (transfer full) (element-type XaConnection) (nullable): NULL with @error
 */
GPtrArray *
xa_sync_list_connections (XaSync  *self,
                          GError **error)
{
  Edit edit = { .sync = self };

  return xa_sync_edit (self, list_all, &edit, error) ? edit.list : NULL;
}

/**
 * xa_sync_peek_connections:
 *
 * Returns: (transfer full) (element-type XaConnection) (nullable): NULL with @error
 */
GPtrArray *
xa_sync_peek_connections (XaSync  *self,
                          GError **error)
{
  g_autoptr (XaStore) store = xa_store_open (self->workspace, XA_STORE_READ, error);

  return store ? xa_store_list_connections (store, self->keys, error) : NULL;
}

void
xa_sync_get_limits (XaSync             *self,
                    const XaConnection *connection,
                    XaLimitState       *state)
{
  xa_limits_get_state (self->limits, connection->uuid, state);
}
