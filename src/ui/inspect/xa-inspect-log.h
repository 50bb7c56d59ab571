#pragma once

#include "ui/inspect/xa-inspect-answer.h"

#include <adwaita.h>

/* Which lists of an audience there are, and which files brought them. */
#define XA_TYPE_INSPECT_LOG (xa_inspect_log_get_type ())
G_DECLARE_FINAL_TYPE (XaInspectLog, xa_inspect_log, XA, INSPECT_LOG, AdwBin)

void xa_inspect_log_show (XaInspectLog *self, const XaInspectAnswer *answer);
