#pragma once

#include <adwaita.h>

#define XA_TYPE_APPLICATION (xa_application_get_type ())
G_DECLARE_FINAL_TYPE (XaApplication, xa_application, XA, APPLICATION, AdwApplication)

XaApplication *xa_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

const char *xa_application_get_key_file (XaApplication *self); /* (nullable): as the command line named it */
