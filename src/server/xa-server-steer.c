#include "model/xa-time.h"
#include "server/xa-server-private.h"
#include "sync/xa-sync-report.h"

#include <string.h>

/* --- fetching ------------------------------------------------------------------------------------------ */

void
xa_server_fetch_init (XaServerFetch *self)
{
  pthread_mutex_init (&self->lock, NULL);
}

void
xa_server_fetch_clear (XaServerFetch *self)
{
  if (self->thread)
    g_thread_join (self->thread);
  g_free (self->report);
  g_free (self->failure);
  pthread_mutex_destroy (&self->lock);
}

/* What to fetch, and where to tell of it. */
typedef struct {
  XaServer *server;
  GArray   *sources; /* (owned) (nullable) (element-type gint64) */
} Run;

static void
note_end (XaServerFetch        *self,
          const XaSyncProgress *report,
          const GError         *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *text = NULL;

  xa_sync_report_build (builder, report, G_MAXUINT);
  text = xa_answer_print (builder);
  pthread_mutex_lock (&self->lock);
  g_set_str (&self->report, text);
  g_set_str (&self->failure, error ? error->message : NULL);
  self->is_running = FALSE;
  pthread_mutex_unlock (&self->lock);
}

static gpointer
fetch (gpointer data)
{
  Run      *run = data;
  XaServer *self = run->server;
  g_autoptr (GError) error = NULL;
  g_auto (XaSyncProgress) report = { 0 };
  XaSyncOptions options = { 0 };

  if (run->sources) {
    options.sources = (const gint64 *) (gconstpointer) run->sources->data;
    options.n_sources = run->sources->len;
  }
  if (xa_server_begin_writing (self, &error)) {
    xa_sync_run (self->sync, &options, self->stop, &report, &error);
    xa_server_end_writing (self);
    if (self->options.changed)
      self->options.changed (self->options.data);
  }
  note_end (&self->fetch, &report, error);
  g_clear_pointer (&run->sources, g_array_unref);
  g_free (run);

  return NULL;
}

/* {"audiences": ["name", ...]}, or nothing for all that is followed. */
static gboolean
read_wish (XaServerRequest *request,
           XaStore         *store,
           GArray         **sources,
           GError         **error)
{
  gsize       size = request->body ? g_bytes_get_size (request->body) : 0;
  const char *data = size ? g_bytes_get_data (request->body, NULL) : NULL;
  g_autoptr (XaJson) document = NULL;
  g_autoptr (GPtrArray) known = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  XaJsonAt root, list;

  *sources = NULL;
  if (!size)
    return TRUE;
  document = xa_json_parse (data, size, error);
  if (!document)
    return FALSE;
  root = xa_json_root (document);
  list = xa_json_maybe_array (&root, "audiences");
  for (guint i = 0; i < xa_json_length (&list); i++) {
    XaJsonAt at = xa_json_element (&list, i);

    g_ptr_array_add (names, xa_span_dup (xa_json_as_text (&at)));
  }
  if (!xa_json_check (document, error))
    return FALSE;
  if (!list.node)
    return TRUE;
  g_ptr_array_add (names, NULL);
  known = xa_store_list_sources (store, error);
  *sources = known ? xa_sync_find_sources (known, (const char *const *) names->pdata, error) : NULL;

  return *sources != NULL;
}

static char *
show (XaServerFetch *self)
{
  char *text;

  pthread_mutex_lock (&self->lock);
  {
    g_autoptr (JsonBuilder) builder = json_builder_new ();
    g_autoptr (JsonNode) report = self->report ? json_from_string (self->report, NULL) : NULL;

    json_builder_begin_object (builder);
    xa_answer_add_flag (builder, "running", self->is_running);
    json_builder_set_member_name (builder, "report");
    if (report)
      json_builder_add_value (builder, g_steal_pointer (&report));
    else
      json_builder_add_null_value (builder);
    xa_answer_add_text (builder, "failure", self->failure);
    json_builder_end_object (builder);
    text = xa_answer_print (builder);
  }
  pthread_mutex_unlock (&self->lock);

  return text;
}

char *
xa_server_show_fetch (XaServerRequest *request,
                      XaStore         *store,
                      GError         **error)
{
  return show (&request->server->fetch);
}

/* A second wish while one is under way is the same. */
char *
xa_server_start_fetch (XaServerRequest *request,
                       XaStore         *store,
                       GError         **error)
{
  XaServer      *self = request->server;
  XaServerFetch *state = &self->fetch;
  GArray        *sources;

  if (!read_wish (request, store, &sources, error))
    return NULL;
  pthread_mutex_lock (&state->lock);
  if (!state->is_running) {
    Run *run = g_new0 (Run, 1);

    run->server = self;
    run->sources = g_steal_pointer (&sources);
    state->is_running = TRUE;
    if (state->thread)
      g_thread_join (state->thread);
    state->thread = g_thread_new ("server-fetch", fetch, run);
  }
  pthread_mutex_unlock (&state->lock);
  g_clear_pointer (&sources, g_array_unref);
  request->status = SOUP_STATUS_ACCEPTED;

  return show (state);
}

/* --- clients and webhooks -------------------------------------------------------------------------------- */

char *
xa_server_ask_clients (XaServerRequest *request,
                       XaStore         *store,
                       GError         **error)
{
  g_autoptr (GPtrArray) clients = xa_store_list_clients (store, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!clients)
    return NULL;
  xa_server_build_clients (builder, clients);

  return xa_answer_print (builder);
}

typedef gboolean (*Edit) (XaStore *store, gpointer data, GError **error);

/* Changes the workspace on behalf of a program. */
static gboolean
edit (XaServer *self,
      Edit      change,
      gpointer  data,
      GError  **error)
{
  gboolean ok;

  if (!xa_server_begin_writing (self, error))
    return FALSE;
  ok = xa_sync_edit (self->sync, change, data, error);
  xa_server_end_writing (self);

  return ok;
}

static gboolean
drop_client (XaStore *store,
             gpointer id,
             GError **error)
{
  return xa_store_revoke_client (store, *(gint64 *) id, error);
}

char *
xa_server_revoke_client (XaServerRequest *request,
                         XaStore         *store,
                         GError         **error)
{
  gint64 id;

  if (!g_ascii_string_to_signed (request->rest, 10, 1, G_MAXINT64, &id, NULL)) {
    g_set_error_literal (error, XA_SERVER_ERROR, XA_SERVER_ERROR_NOT_FOUND, "There is no such client.");
    return NULL;
  }

  return edit (request->server, drop_client, &id, error) ? g_strdup ("{\"revoked\": true}") : NULL;
}

static gboolean
send_test (XaStore *store,
           gpointer hook,
           GError **error)
{
  return xa_store_tell_hook (store, hook, XA_HOOK_TEST_EVENT, "{\"test\":true}", xa_time_now (), error);
}

char *
xa_server_try_hook (XaServerRequest *request,
                    XaStore         *store,
                    GError         **error)
{
  g_autofree char *plain = g_uri_unescape_string (request->rest, NULL);
  g_autoptr (GPtrArray) hooks = xa_store_list_hooks_out (store, error);

  if (!hooks)
    return NULL;
  for (guint i = 0; plain && i < hooks->len; i++) {
    XaHookOut *hook = hooks->pdata[i];

    if (g_ascii_strcasecmp (hook->name, plain) != 0)
      continue;
    request->status = SOUP_STATUS_ACCEPTED;
    return edit (request->server, send_test, hook, error) ? g_strdup ("{\"queued\": true}") : NULL;
  }
  g_set_error_literal (error, XA_SERVER_ERROR, XA_SERVER_ERROR_NOT_FOUND, "There is no such webhook.");

  return NULL;
}
