#pragma once

#include "ui/xa-session.h"

/*
 * A long question that people can watch: once it has taken more than a second it is in the list of
 * what runs, with its progress and a way to stop it.
 */

/* Like xa_session_ask_async() of XA_ASK_LONG. @title: "Comparison of 12 audiences". */
void     xa_analysis_run_async (XaSession *session, const char *title, const XaAsk *ask, XaInsightProgress progress, gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gpointer xa_analysis_run_finish (XaSession *session, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
