#include "ui/connections/xa-connections-view.h"

#include "model/xa-said.h"
#include "ui/connections/xa-add-dialog.h"
#include "ui/connections/xa-connect-dialog.h"
#include "ui/connections/xa-connection-card.h"
#include "ui/connections/xa-connect-step.h"
#include "ui/connections/xa-connection-dialogs.h"
#include "ui/connections/xa-connections-answer.h"
#include "ui/connections/xa-fetch-all.h"
#include "ui/connections/xa-provider-row.h"
#include "ui/live/xa-live-words.h"
#include "ui/server/xa-server-dialog.h"
#include "ui/widgets/xa-failure.h"
#include "ui/widgets/xa-simulated-banner.h"

#include <glib/gi18n.h>

struct _XaConnectionsView {
  AdwNavigationPage    parent_instance;
  GtkWidget           *fetch_all;
  XaSimulatedBanner   *banner;
  GtkStack            *states;
  AdwStatusPage       *failure;
  GtkBox              *connected;
  AdwPreferencesGroup *available;

  XaSession           *session;     /* (owned) (nullable) */
  GCancellable        *cancellable; /* (owned) (nullable): of the load under way */
  XaConnectionsAnswer *answer;      /* (owned) (nullable) */
};

static void view_init (XaViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XaConnectionsView, xa_connections_view, ADW_TYPE_NAVIGATION_PAGE, G_IMPLEMENT_INTERFACE (XA_TYPE_VIEW, view_init))

static XaLive *
get_live (XaConnectionsView *self)
{
  return xa_session_get_live (self->session);
}

static void
tell (XaConnectionsView *self,
      const char        *words)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", words);
}

/* --- loading --- */

/* The card of a connection, or NULL. */
static XaConnectionCard *
find_card (XaConnectionsView *self,
           gint64             id)
{
  GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->connected));

  while ((card = gtk_widget_get_next_sibling (card)))
    if (xa_connection_card_get_id (XA_CONNECTION_CARD (card)) == id)
      return XA_CONNECTION_CARD (card);

  return NULL;
}

static gpointer
peek (XaSync       *sync,
      gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  return xa_sync_peek_connections (sync, error);
}

/* Where the keys cannot be had, the cards stay as they are. */
static void
peeked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaConnectionsView) self = data;
  g_autoptr (GPtrArray) known = xa_live_call_finish (XA_LIVE (source), result, NULL);

  for (guint i = 0; self->session && known && i < known->len; i++) {
    const XaConnection *connection = known->pdata[i];
    XaConnectionCard   *card = connection->who ? find_card (self, connection->id) : NULL;

    if (card)
      xa_connection_card_set_known (card, connection);
  }
}

/* Cards of connections that are no more; without an answer, all. */
static void
drop_cards (XaConnectionsView *self)
{
  GtkWidget *card = gtk_widget_get_next_sibling (gtk_widget_get_first_child (GTK_WIDGET (self->connected)));

  while (card) {
    GtkWidget *next = gtk_widget_get_next_sibling (card);

    if (!self->answer || !xa_connections_answer_find (self->answer, xa_connection_card_get_id (XA_CONNECTION_CARD (card))))
      gtk_box_remove (self->connected, card);
    card = next;
  }
}

/* Updates the card of a connection, or makes it. */
static GtkWidget *
show_card (XaConnectionsView  *self,
           const XaConnection *connection,
           const XaWayState   *ways,
           GtkWidget          *after)
{
  XaConnectionCard *card = find_card (self, connection->id);
  XaMonthUse        use;

  xa_connections_answer_get_use (self->answer, connection, &use);
  if (!card) {
    GtkWidget *fresh = xa_connection_card_new (connection, ways, &use);

    gtk_box_insert_child_after (self->connected, fresh, after);
    return fresh;
  }
  xa_connection_card_show (card, connection, ways, &use);
  if (gtk_widget_get_prev_sibling (GTK_WIDGET (card)) != after)
    gtk_box_reorder_child_after (self->connected, GTK_WIDGET (card), after);

  return GTK_WIDGET (card);
}

static void
show_answer (XaConnectionsView *self)
{
  GtkWidget *last = gtk_widget_get_first_child (GTK_WIDGET (self->connected));
  gint64     n_sources = 0;
  gboolean   signs_in = FALSE;

  drop_cards (self);
  for (guint i = 0; i < self->answer->connections->len; i++) {
    const XaConnection *connection = self->answer->connections->pdata[i];

    n_sources += connection->n_sources;
    signs_in |= *connection->sign_in != '\0';
    last = show_card (self, connection, self->answer->ways->pdata[i], last);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->connected), self->answer->connections->len > 0);
  gtk_widget_set_visible (self->fetch_all, n_sources > 0);
  gtk_stack_set_visible_child_name (self->states, "content");
  if (signs_in)
    xa_live_call_async (get_live (self), XA_LIVE_APART, peek, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, self->cancellable, peeked_cb, g_object_ref (self));
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (XaConnectionsView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaConnectionsAnswer) answer = xa_connections_ask_finish (self->session, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer && self->answer && xa_connections_answer_is_same (answer, self->answer))
    return;
  g_clear_pointer (&self->answer, xa_connections_answer_free);
  self->answer = g_steal_pointer (&answer);
  if (self->answer) {
    show_answer (self);
    return;
  }
  xa_failure_tell (self->failure, error);
  gtk_stack_set_visible_child_name (self->states, "failed");
}

static void
load (XaConnectionsView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (!self->session)
    return;
  self->cancellable = g_cancellable_new ();
  xa_connections_ask_async (self->session, self->cancellable, answered_cb, g_object_ref (self));
}

/* --- actions --- */

static AdwDialog *
choose (XaConnectionsView  *self,
        const XaConnection *connection)
{
  return xa_add_dialog_present_list (GTK_WIDGET (self), get_live (self), xa_session_get_undo (self->session), connection);
}

static void
take_connection (XaConnectionsView  *self,
                 const XaConnection *connection,
                 gboolean            is_new)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);
  const gboolean    lists = provider && provider->list && connection->n_sources == 0;
  g_autofree char  *words = g_strdup_printf (_ ("%s is connected"), xa_live_name (connection->name));

  if (is_new)
    xa_connect_step_push (xa_session_get_undo (self->session), get_live (self), GTK_WIDGET (self), connection, words, lists ? choose (self, connection) : NULL);
  else if (lists)
    choose (self, connection);
  else
    tell (self, words);
}

/* What the account can see is shown at once: it is what somebody connects for. */
static void
connected_cb (const XaConnection *connection,
              gpointer            data)
{
  XaConnectionsView *self = data;

  if (self->session)
    take_connection (self, connection, TRUE);
}

static void
reconnected_cb (const XaConnection *connection,
                gpointer            data)
{
  XaConnectionsView *self = data;

  if (self->session)
    take_connection (self, connection, FALSE);
}

static void
connect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  XaConnectionsView *self = XA_CONNECTIONS_VIEW (widget);
  const XaProvider  *provider = xa_provider_by_id (g_variant_get_string (parameter, NULL));

  if (self->session && provider)
    xa_connect_dialog_present (widget, get_live (self), provider, NULL, connected_cb, self);
}

/* The connection that an action is about; NULL where it is gone. */
static const XaConnection *
find (XaConnectionsView *self,
      GVariant          *parameter)
{
  return self->session && self->answer ? xa_connections_answer_find (self->answer, g_variant_get_int64 (parameter)) : NULL;
}

static void
reconnect_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  XaConnectionsView  *self = XA_CONNECTIONS_VIEW (widget);
  const XaConnection *connection = find (self, parameter);
  const XaProvider   *provider = connection ? xa_provider_by_id (connection->provider) : NULL;

  if (provider)
    xa_connect_dialog_present (widget, get_live (self), provider, connection, reconnected_cb, self);
}

static gpointer
test (XaSync       *sync,
      gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  return xa_sync_test (sync, *(gint64 *) data, cancellable, error);
}

static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaConnectionsView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaConnection) connection = xa_live_call_finish (XA_LIVE (source), result, &error);
  g_autofree char *words = NULL;

  if (!self->session)
    return;
  if (connection)
    words = g_strdup_printf (connection->state == XA_CONNECTION_OK ? _ ("%s works") : _ ("%s does not work"), xa_live_name (connection->name));
  tell (self, words ? words : xa_said_error (error));
}

static void
test_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  XaConnectionsView *self = XA_CONNECTIONS_VIEW (widget);
  gint64             id = g_variant_get_int64 (parameter);

  if (self->session)
    xa_live_call_async (get_live (self), XA_LIVE_CHANGES, test, g_memdup2 (&id, sizeof id), g_free, (GDestroyNotify) xa_connection_free, NULL, tested_cb, g_object_ref (self));
}

static void
choose_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  const XaConnection *connection = find (XA_CONNECTIONS_VIEW (widget), parameter);

  if (connection)
    choose (XA_CONNECTIONS_VIEW (widget), connection);
}

static void
configure_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  const XaConnection *connection = find (XA_CONNECTIONS_VIEW (widget), parameter);

  if (connection)
    xa_connection_configure_present (widget, get_live (XA_CONNECTIONS_VIEW (widget)), xa_session_get_undo (XA_CONNECTIONS_VIEW (widget)->session), connection);
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  XaConnectionsView  *self = XA_CONNECTIONS_VIEW (widget);
  const XaConnection *connection = find (self, parameter);

  if (connection)
    xa_connection_remove_present (widget, get_live (self), connection);
}

static gpointer
list_sources (XaSync       *sync,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  return xa_sync_list_sources (sync, error);
}

/* Fetches what is followed over one connection. */
static void
sources_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_autofree gint64 *id = data;
  g_autoptr (GPtrArray) sources = xa_live_call_finish (XA_LIVE (source), result, NULL);
  g_autoptr (GArray) chosen = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; sources && i < sources->len; i++) {
    const XaSource *each = sources->pdata[i];

    if (each->connection_id == *id)
      g_array_append_val (chosen, each->id);
  }
  if (chosen->len > 0)
    xa_live_fetch (XA_LIVE (source), (const gint64 *) chosen->data, chosen->len);
}

static void
fetch_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  XaConnectionsView *self = XA_CONNECTIONS_VIEW (widget);
  gint64             id = g_variant_get_int64 (parameter);

  if (self->session)
    xa_live_call_async (get_live (self), XA_LIVE_READS, list_sources, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, NULL, sources_listed_cb, g_memdup2 (&id, sizeof id));
}

static void
fetch_all_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  XaConnectionsView *self = XA_CONNECTIONS_VIEW (widget);

  if (self->session)
    xa_fetch_all_present (widget, get_live (self));
}

static void
server_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  xa_server_dialog_present (widget, XA_CONNECTIONS_VIEW (widget)->session);
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  load (XA_CONNECTIONS_VIEW (widget));
}

/* --- the widget --- */

static void
set_session (XaView    *view,
             XaSession *session)
{
  XaConnectionsView *self = XA_CONNECTIONS_VIEW (view);

  if (self->session)
    g_signal_handlers_disconnect_by_data (get_live (self), self);
  g_set_object (&self->session, session);
  g_clear_pointer (&self->answer, xa_connections_answer_free);
  drop_cards (self);
  xa_simulated_banner_set_session (self->banner, session);
  gtk_stack_set_visible_child_name (self->states, "loading");
  if (session)
    g_signal_connect_object (get_live (self), "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
}

static void
view_init (XaViewInterface *iface)
{
  iface->set_session = set_session;
}

static void
xa_connections_view_dispose (GObject *object)
{
  XaConnectionsView *self = XA_CONNECTIONS_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->answer, xa_connections_answer_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_CONNECTIONS_VIEW);
  G_OBJECT_CLASS (xa_connections_view_parent_class)->dispose (object);
}

static void
xa_connections_view_class_init (XaConnectionsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_connections_view_dispose;
  g_type_ensure (XA_TYPE_SIMULATED_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/connections.ui");
  gtk_widget_class_bind_template_child (widget_class, XaConnectionsView, fetch_all);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionsView, banner);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionsView, states);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionsView, failure);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionsView, connected);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionsView, available);
  gtk_widget_class_install_action (widget_class, "connections.connect", "s", connect_action);
  gtk_widget_class_install_action (widget_class, "connections.reconnect", "x", reconnect_action);
  gtk_widget_class_install_action (widget_class, "connections.test", "x", test_action);
  gtk_widget_class_install_action (widget_class, "connections.choose", "x", choose_action);
  gtk_widget_class_install_action (widget_class, "connections.configure", "x", configure_action);
  gtk_widget_class_install_action (widget_class, "connections.remove", "x", remove_action);
  gtk_widget_class_install_action (widget_class, "connections.fetch", "x", fetch_action);
  gtk_widget_class_install_action (widget_class, "connections.fetch-all", NULL, fetch_all_action);
  gtk_widget_class_install_action (widget_class, "connections.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "connections.server", NULL, server_action);
}

static void
xa_connections_view_init (XaConnectionsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (const XaProvider *const *provider = xa_providers (); *provider; provider++)
    if (!(*provider)->is_simulated)
      adw_preferences_group_add (self->available, xa_provider_row_new (*provider));
}
