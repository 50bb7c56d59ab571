#include "server/xa-server-private.h"

#include "sync/xa-sync-report.h"

/* At a time: whoever asks for more different things than that has to wait. */
#define MAX_OPEN 16

struct _XaServerFetch {
  pthread_mutex_t lock;
  GHashTable     *open;     /* (mutex lock) (owned) (element-type utf8): what is under way, each by what it is of */
  char           *progress; /* (mutex lock) (owned) (nullable): JSON of what was told last */
  char           *report;   /* (mutex lock) (owned) (nullable): JSON of the last that is over */
  char           *failure;  /* (mutex lock) (owned) (nullable): why the last had to end */
};

static void
clear (gpointer data)
{
  XaServerFetch *self = data;

  g_hash_table_unref (self->open);
  g_free (self->progress);
  g_free (self->report);
  g_free (self->failure);
  pthread_mutex_destroy (&self->lock);
}

/* Counted: the controller may tell of it after the server was stopped. */
XaServerFetch *
xa_server_fetch_new (void)
{
  XaServerFetch *self = g_atomic_rc_box_new0 (XaServerFetch);

  pthread_mutex_init (&self->lock, NULL);
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
xa_server_fetch_release (XaServerFetch *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* --- what the controller tells ------------------------------------------------------------------------ */

/* One that a program asked for. */
typedef struct {
  XaServerFetch *state; /* (owned) */
  char          *key;   /* (owned) */
} Wish;

static void
wish_free (gpointer data)
{
  Wish *self = data;

  xa_server_fetch_release (self->state);
  g_free (self->key);
  g_free (self);
}

static void
told_cb (const XaSyncProgress *progress,
         gboolean              is_over,
         const GError         *error,
         gpointer              data)
{
  Wish          *wish = data;
  XaServerFetch *self = wish->state;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *text = NULL;

  xa_sync_report_build (builder, progress, G_MAXUINT);
  text = xa_answer_print (builder);
  pthread_mutex_lock (&self->lock);
  g_set_str (is_over ? &self->report : &self->progress, text);
  if (is_over) {
    g_set_str (&self->failure, error ? error->message : NULL);
    g_hash_table_remove (self->open, wish->key);
  }
  pthread_mutex_unlock (&self->lock);
}

/* --- what programs ask -------------------------------------------------------------------------------- */

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

static void
add_document (JsonBuilder *builder,
              const char  *name,
              const char  *text)
{
  g_autoptr (JsonNode) node = text ? json_from_string (text, NULL) : NULL;

  json_builder_set_member_name (builder, name);
  if (node)
    json_builder_add_value (builder, g_steal_pointer (&node));
  else
    json_builder_add_null_value (builder);
}

static char *
show (XaServerFetch *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean is_running;

  pthread_mutex_lock (&self->lock);
  is_running = g_hash_table_size (self->open) > 0;
  json_builder_begin_object (builder);
  xa_answer_add_flag (builder, "running", is_running);
  add_document (builder, "progress", is_running ? self->progress : NULL);
  add_document (builder, "report", self->report);
  xa_answer_add_text (builder, "failure", self->failure);
  json_builder_end_object (builder);
  pthread_mutex_unlock (&self->lock);

  return xa_answer_print (builder);
}

char *
xa_server_show_fetch (XaServerRequest *request,
                      XaStore         *store,
                      GError         **error)
{
  return show (request->server->fetch);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  const gint64 *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

/* The same for the same sources, in whichever order. */
static char *
make_key (GArray *sources)
{
  GString *key = g_string_new (sources ? "" : "all");

  if (sources)
    g_array_sort (sources, compare_ids);
  for (guint i = 0; sources && i < sources->len; i++)
    g_string_append_printf (key, "%" G_GINT64_FORMAT " ", g_array_index (sources, gint64, i));

  return g_string_free (key, FALSE);
}

typedef enum {
  WISH_BEGINS,
  WISH_IS_THERE, /* the same is under way */
  WISH_IS_TOO_MANY,
} WishPlace;

static WishPlace
take_place (XaServerFetch *self,
            const char    *key)
{
  WishPlace place = WISH_BEGINS;

  pthread_mutex_lock (&self->lock);
  if (g_hash_table_contains (self->open, key))
    place = WISH_IS_THERE;
  else if (g_hash_table_size (self->open) >= MAX_OPEN)
    place = WISH_IS_TOO_MANY;
  else
    g_hash_table_add (self->open, g_strdup (key));
  if (place == WISH_BEGINS && g_hash_table_size (self->open) == 1)
    g_clear_pointer (&self->progress, g_free);
  pthread_mutex_unlock (&self->lock);

  return place;
}

static void
begin (XaServerFetch *self,
       XaController  *controller,
       GArray        *sources,
       const char    *key)
{
  Wish *wish = g_new (Wish, 1);

  *wish = (Wish) { g_atomic_rc_box_acquire (self), g_strdup (key) };
  xa_controller_fetch (controller, sources ? (const gint64 *) (gconstpointer) sources->data : NULL, sources ? sources->len : 0, told_cb, wish, wish_free);
}

char *
xa_server_start_fetch (XaServerRequest *request,
                       XaStore         *store,
                       GError         **error)
{
  XaServer *self = request->server;
  g_autoptr (XaController) controller = NULL;
  g_autoptr (GArray) sources = NULL;
  g_autofree char *key = NULL;
  WishPlace        place;

  if (!read_wish (request, store, &sources, error))
    return NULL;
  controller = self->options.get_controller (self->options.data);
  key = make_key (sources);
  place = controller ? take_place (self->fetch, key) : WISH_IS_TOO_MANY;
  if (place == WISH_IS_TOO_MANY) {
    g_set_error_literal (error, XA_SERVER_ERROR, XA_SERVER_ERROR_BUSY, "There is too much under way.");
    return NULL;
  }
  if (place == WISH_BEGINS)
    begin (self->fetch, controller, sources, key);
  request->status = SOUP_STATUS_ACCEPTED;

  return show (self->fetch);
}
