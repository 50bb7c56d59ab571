#pragma once

#include <adwaita.h>

/* The first page that anybody sees: a sample, own files, or an empty workspace. */
#define XA_TYPE_WELCOME (xa_welcome_get_type ())
G_DECLARE_FINAL_TYPE (XaWelcome, xa_welcome, XA, WELCOME, AdwBin)
