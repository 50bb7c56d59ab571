#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* How the program does: requests and tasks by the hour, the cache, the queue, and what is stored. */
#define XA_TYPE_ACTIVITY_FIGURES (xa_activity_figures_get_type ())
G_DECLARE_FINAL_TYPE (XaActivityFigures, xa_activity_figures, XA, ACTIVITY_FIGURES, AdwBin)

void xa_activity_figures_set_session (XaActivityFigures *self, XaSession *session); /* (nullable) */
