#pragma once

#include "alerts/xa-alerts.h"
#include "ui/xa-session.h"

/* Looks now whether there is something unusual: read by the reader, kept by who writes. */
void       xa_alerts_look_async (XaSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *xa_alerts_look_finish (XaSession *session, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaAlert) what is new */
