#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* How often an audience is fetched, in a menu; not there where nothing fetches it. */
#define XA_TYPE_INSPECT_SCHEDULE (xa_inspect_schedule_get_type ())
G_DECLARE_FINAL_TYPE (XaInspectSchedule, xa_inspect_schedule, XA, INSPECT_SCHEDULE, AdwBin)

/* @name: of the audience */
void xa_inspect_schedule_show (XaInspectSchedule *self, XaSession *session, gint64 audience_id, const char *name);
