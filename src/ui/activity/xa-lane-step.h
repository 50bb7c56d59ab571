#pragma once

#include "ui/xa-session.h"

/* Steers as a user does who may want it otherwise after all. */

/* What would take @control back, as things stand in @picture. FALSE: nothing does, because it starts or ends work, or
 * because it changes nothing. Of pausing and going on. */
gboolean xa_lane_find_opposite (const XaControlPicture *picture, const XaControl *control, XaControl *opposite);

/* Hands @control to the supervisor; a pause, and the end of one, can be undone. */
void xa_lane_steer (XaSession *session, const XaControl *control);
