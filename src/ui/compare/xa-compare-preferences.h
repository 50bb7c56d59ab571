#pragma once

#include "ui/compare/xa-comparison.h"

#include <adwaita.h>

/* What audiences prefer, as a table: a row a thing, a column an audience. */
#define XA_TYPE_COMPARE_PREFERENCES (xa_compare_preferences_get_type ())
G_DECLARE_FINAL_TYPE (XaComparePreferences, xa_compare_preferences, XA, COMPARE_PREFERENCES, AdwBin)

/* @preferences: (transfer full) (nullable): NULL while they are not known. @names: (array length=n). */
void xa_compare_preferences_show (XaComparePreferences *self, XaComparisonPreferences *preferences, const char *const *names);
