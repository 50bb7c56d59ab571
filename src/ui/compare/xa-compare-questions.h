#pragma once

#include "ui/compare/xa-comparison-charts.h"
#include "ui/xa-session.h"

/* What the page of the comparison asks the workspace. All that is asked with is copied. */

XaAsk xa_compare_ask_comparison (const XaComparisonAudiences *audiences);  /* an XaComparison */
XaAsk xa_compare_ask_preferences (const XaComparisonAudiences *audiences); /* an XaComparisonPreferences */

/* For what leaves the app: an XaChart of @choice, and the table of preferences as CSV. */
void  xa_compare_ask_outside (const XaComparisonAudiences *audiences, const XaComparisonChoice *choice, XaAsk *ask);
XaAsk xa_compare_ask_table (const XaComparisonAudiences *audiences, const char *const *names);
