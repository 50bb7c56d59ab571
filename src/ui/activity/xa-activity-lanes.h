#pragma once

#include "ui/xa-session.h"
#include "ui/xa-supervisor.h"

#include <adwaita.h>

/* What goes on now: a lane per connection, and the imports and analyses of this window. */
#define XA_TYPE_ACTIVITY_LANES (xa_activity_lanes_get_type ())
G_DECLARE_FINAL_TYPE (XaActivityLanes, xa_activity_lanes, XA, ACTIVITY_LANES, AdwBin)

void xa_activity_lanes_set_session (XaActivityLanes *self, XaSession *session); /* (nullable) */
void xa_activity_lanes_show (XaActivityLanes *self, XaSupervisor *supervisor);  /* (nullable): how it stands now */
