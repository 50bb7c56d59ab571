#include "journal/xa-journal.h"
#include "server/xa-server-private.h"

/* By what a message knows its server. */
#define SERVER_KEY "xa-server"

/* A flood becomes a line a minute. */
#define TELL_AFTER_S 60

/* What is worth knowing later; that a path is not there is the program's own mistake. */
static const char *const noted[] = {
  "bad-signature",
  "headers-too-large",
  "no-web-pages",
  "scope-missing",
  "too-large",
  "too-many-requests",
  "too-old",
  "unauthorized",
  "wrong-host",
};

static void
tell (XaServer *self)
{
  XaStore    *store = g_hash_table_size (self->refusals) ? xa_server_get_store (self, NULL) : NULL;
  const char *uuid = store ? xa_store_get_uuid (store) : "";

  for (gsize i = 0; i < G_N_ELEMENTS (noted); i++) {
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->refusals, noted[i]));

    if (n)
      xa_journal (XA_LOG_WARNING, "requests-refused", xa_log_workspace (uuid), xa_log_known ("cause", noted[i]), xa_log_count ("n", n));
  }
  g_hash_table_remove_all (self->refusals);
}

static void
stop_timer (XaServer *self)
{
  if (!self->refusals_timer)
    return;
  g_source_destroy (self->refusals_timer);
  g_clear_pointer (&self->refusals_timer, g_source_unref);
}

static gboolean
tell_cb (gpointer data)
{
  XaServer *self = data;

  stop_timer (self);
  tell (self);

  return G_SOURCE_REMOVE;
}

static gboolean
is_noted (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (noted); i++)
    if (g_str_equal (noted[i], code))
      return TRUE;

  return FALSE;
}

void
xa_server_refusals_watch (XaServer          *self,
                          SoupServerMessage *message)
{
  g_object_set_data (G_OBJECT (message), SERVER_KEY, self);
}

void
xa_server_refusals_note (SoupServerMessage *message,
                         const char        *code)
{
  XaServer *self = g_object_get_data (G_OBJECT (message), SERVER_KEY);

  if (!self || !is_noted (code))
    return;
  g_hash_table_insert (self->refusals, (gpointer) code, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (self->refusals, code)) + 1));
  if (self->refusals_timer)
    return;
  self->refusals_timer = g_timeout_source_new_seconds (TELL_AFTER_S);
  g_source_set_callback (self->refusals_timer, tell_cb, self, NULL);
  g_source_attach (self->refusals_timer, self->context);
}

void
xa_server_refusals_begin (XaServer *self)
{
  self->refusals = g_hash_table_new (g_str_hash, g_str_equal);
}

void
xa_server_refusals_end (XaServer *self)
{
  stop_timer (self);
  tell (self);
  g_clear_pointer (&self->refusals, g_hash_table_unref);
}
