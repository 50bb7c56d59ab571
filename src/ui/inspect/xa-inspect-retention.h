#pragma once

#include "ui/inspect/xa-inspect-answer.h"
#include "ui/xa-session.h"

#include <adwaita.h>

/* Who stayed, came and went between complete lists, or why that cannot be told. */
#define XA_TYPE_INSPECT_RETENTION (xa_inspect_retention_get_type ())
G_DECLARE_FINAL_TYPE (XaInspectRetention, xa_inspect_retention, XA, INSPECT_RETENTION, AdwBin)

void xa_inspect_retention_show (XaInspectRetention *self, XaSession *session, XaInspectAnswer *answer);
