#pragma once

#include "ui/compare/xa-comparison.h"

/* @names: (array length=n): of the audiences. A row for each preference; for each audience the share of its people,
 * how many they are, and how much more often that is than among all. */
char *xa_comparison_preferences_to_csv (const XaComparisonPreferences *self, const char *const *names) G_GNUC_WARN_UNUSED_RESULT;
