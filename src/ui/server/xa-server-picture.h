#pragma once

#include "store/xa-clients.h"
#include "store/xa-hooks.h"
#include "ui/xa-session.h"

/* What the dialog of the server shows: immutable, read from the workspace. */
typedef struct {
  XaServerSettings settings;
  GPtrArray       *clients; /* (owned) (element-type XaClient) */
  GPtrArray       *in;      /* (owned) (element-type XaHookIn) */
  GPtrArray       *out;     /* (owned) (element-type XaHookOut) */
  GPtrArray       *tasks;   /* (owned) (element-type XaTask): dead letters */
  GPtrArray       *open;    /* (owned) (element-type XaTask): what is still to be done */
} XaServerPicture;

void             xa_server_picture_free (XaServerPicture *self);
void             xa_server_picture_ask_async (XaSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
XaServerPicture *xa_server_picture_ask_finish (XaSession *session, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint            xa_server_picture_count_dead (const XaServerPicture *self, const XaHookOut *hook);
/* Messages to the webhook of that id that did not arrive, or not yet. */
guint xa_server_picture_count_undelivered (const XaServerPicture *self, gint64 id);
/* Whether the dialog shows the same of both. */
gboolean xa_server_picture_is_same (const XaServerPicture *self, const XaServerPicture *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaServerPicture, xa_server_picture_free)
