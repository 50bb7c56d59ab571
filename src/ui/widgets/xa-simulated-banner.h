#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* Says that what is seen is invented, on every page of a workspace that holds invented audiences.
 * To be put below the header bar of a view. */
#define XA_TYPE_SIMULATED_BANNER (xa_simulated_banner_get_type ())
G_DECLARE_FINAL_TYPE (XaSimulatedBanner, xa_simulated_banner, XA, SIMULATED_BANNER, AdwBin)

void xa_simulated_banner_set_session (XaSimulatedBanner *self, XaSession *session); /* (nullable) */
