#pragma once

#include "ui/xa-live.h"
#include "ui/xa-supervisor.h"

/*
 * The server for programs on this computer, as long as a workspace is open and the user has it switched
 * on; and the messages of webhooks that go out. Nothing of it runs in the main thread.
 *
 * "changed": it listens now, or does not any more, or could not.
 */
#define XA_TYPE_HOST (xa_host_get_type ())
G_DECLARE_FINAL_TYPE (XaHost, xa_host, XA, HOST, GObject)

/* @supervisor: sends what goes out once it is started; it must outlive the result */
XaHost *xa_host_new (XaLive *live, XaJobs *jobs, XaSupervisor *supervisor, const char *workspace) G_GNUC_WARN_UNUSED_RESULT;

/* Does as the workspace's settings say; also the first time. */
void xa_host_apply (XaHost *self);
/* Sends what is due now, where nobody else does. */
void xa_host_deliver (XaHost *self);

const char *xa_host_get_address (XaHost *self); /* (nullable): NULL: it does not listen */
const char *xa_host_get_failure (XaHost *self); /* (nullable): why it does not */
