#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* Whether members' profiles are looked through for accounts on other platforms: a switch that holds at once. Switching
 * it off asks first, since what there is goes. */
#define XA_TYPE_PROFILES_GROUP (xa_profiles_group_get_type ())
G_DECLARE_FINAL_TYPE (XaProfilesGroup, xa_profiles_group, XA, PROFILES_GROUP, AdwPreferencesGroup)

XaProfilesGroup *xa_profiles_group_new (XaSession *session) G_GNUC_WARN_UNUSED_RESULT;
