#pragma once

#include "store/xa-retention-preview.h"

#include <adwaita.h>

/* What charts would lose if limits held, a row for each kind of what is kept. */
#define XA_TYPE_LOSSES_GROUP (xa_losses_group_get_type ())
G_DECLARE_FINAL_TYPE (XaLossesGroup, xa_losses_group, XA, LOSSES_GROUP, AdwPreferencesGroup)

XaLossesGroup *xa_losses_group_new (void) G_GNUC_WARN_UNUSED_RESULT;
void           xa_losses_group_show (XaLossesGroup *self, const XaRetentionPreview *preview);
