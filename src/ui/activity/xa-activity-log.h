#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* What the program wrote about itself, and the audit trail of the workspace. */
#define XA_TYPE_ACTIVITY_LOG (xa_activity_log_get_type ())
G_DECLARE_FINAL_TYPE (XaActivityLog, xa_activity_log, XA, ACTIVITY_LOG, AdwBin)

void xa_activity_log_set_session (XaActivityLog *self, XaSession *session); /* (nullable) */
