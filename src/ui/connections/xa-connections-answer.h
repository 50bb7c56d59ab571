#pragma once

#include "store/xa-connections.h"
#include "sync/xa-way-state.h"
#include "ui/xa-session.h"

/* What the page of connections shows: immutable, read from the workspace. */
typedef struct {
  GPtrArray  *connections; /* (owned) (element-type XaConnection) */
  GPtrArray  *ways;        /* (owned) (element-type XaWayState): of each of them, in their order */
  GHashTable *spent;       /* (owned) (element-type utf8 double): requests of this month, by uuid */
} XaConnectionsAnswer;

void                 xa_connections_answer_free (XaConnectionsAnswer *self);
double               xa_connections_answer_get_spent (const XaConnectionsAnswer *self, const XaConnection *connection);
gboolean             xa_connections_answer_is_same (const XaConnectionsAnswer *self, const XaConnectionsAnswer *other); /* to the eye */
const XaConnection  *xa_connections_answer_find (const XaConnectionsAnswer *self, gint64 id);                           /* (nullable) */
void                 xa_connections_ask_async (XaSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
XaConnectionsAnswer *xa_connections_ask_finish (XaSession *session, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaConnectionsAnswer, xa_connections_answer_free)
