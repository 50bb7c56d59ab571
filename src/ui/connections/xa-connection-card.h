#pragma once

#include "store/xa-connections.h"
#include "providers/xa-provider.h"
#include "sync/xa-month-use.h"
#include "sync/xa-way-state.h"

#include <gtk/gtk.h>

/*
 * One connection as a card: how it stands, what was used of its budget, and what can be done.
 * Its actions are "connections.NAME" with the id of the connection, for the page to answer.
 */
#define XA_TYPE_CONNECTION_CARD (xa_connection_card_get_type ())
G_DECLARE_FINAL_TYPE (XaConnectionCard, xa_connection_card, XA, CONNECTION_CARD, GtkBox)

/* @use: what was used this month
 * @ways: how it stands among those that stand in for each other */
GtkWidget *xa_connection_card_new (const XaConnection *connection, const XaWayState *ways, const XaMonthUse *use) G_GNUC_WARN_UNUSED_RESULT;
gint64     xa_connection_card_get_id (XaConnectionCard *self);
/* The same connection as it is now: keys stay where they are, and a menu that is open stays open. */
void xa_connection_card_show (XaConnectionCard *self, const XaConnection *connection, const XaWayState *ways, const XaMonthUse *use);
/* Shows whom it is signed in as, which the workspace keeps sealed: read with its keys. */
void xa_connection_card_set_known (XaConnectionCard *self, const XaConnection *connection);
