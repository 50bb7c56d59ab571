#pragma once

#include "store/xa-connections.h"
#include "sync/xa-month-use.h"
#include "sync/xa-way-state.h"
#include "ui/xa-session.h"

/* What the page of connections shows: immutable, read from the workspace. */
typedef struct {
  GPtrArray *connections; /* (owned) (element-type XaConnection) */
  GPtrArray *ways;        /* (owned) (element-type XaWayState): of each of them, in their order */
  GPtrArray *limits;      /* (owned) (element-type XaStoredLimit) */
} XaConnectionsAnswer;

void                 xa_connections_answer_free (XaConnectionsAnswer *self);
void                 xa_connections_answer_get_use (const XaConnectionsAnswer *self, const XaConnection *connection, XaMonthUse *use); /* (out) */
gboolean             xa_connections_answer_is_same (const XaConnectionsAnswer *self, const XaConnectionsAnswer *other);                /* to the eye */
const XaConnection  *xa_connections_answer_find (const XaConnectionsAnswer *self, gint64 id);                                          /* (nullable) */
void                 xa_connections_ask_async (XaSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
XaConnectionsAnswer *xa_connections_ask_finish (XaSession *session, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaConnectionsAnswer, xa_connections_answer_free)
