#pragma once

#include "control/xa-controller.h"
#include "ui/xa-ahead.h"
#include "ui/xa-live.h"

/*
 * The controller of an open workspace, as the window sees and steers it. It is started in a thread,
 * and all that it tells arrives in the main thread.
 *
 * "changed": there is a new picture, or it could not be started; "alerts" (GPtrArray alerts): of XaAlert,
 * what is new.
 */
#define XA_TYPE_SUPERVISOR (xa_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (XaSupervisor, xa_supervisor, XA, SUPERVISOR, GObject)

XaSupervisor *xa_supervisor_new (const char *workspace, XaLive *live, XaJobs *jobs, XaAhead *ahead) G_GNUC_WARN_UNUSED_RESULT;

/* Begins, or tries again where it failed. */
void     xa_supervisor_start (XaSupervisor *self);
gboolean xa_supervisor_is_started (XaSupervisor *self);
/* Lets go of the workspace: what is in hand goes on the next time. */
void xa_supervisor_stop (XaSupervisor *self);

XaControlPicture *xa_supervisor_get_picture (XaSupervisor *self); /* (transfer none) (nullable) */
const char       *xa_supervisor_get_failure (XaSupervisor *self); /* (nullable): why it does not run, in a sentence */

void xa_supervisor_steer (XaSupervisor *self, const XaControl *control);
void xa_supervisor_look_at (XaSupervisor *self, gint64 audience_id);
/* What pages ask is to be asked ahead; nothing happens where no controller runs. */
void xa_supervisor_ask_ahead (XaSupervisor *self);
