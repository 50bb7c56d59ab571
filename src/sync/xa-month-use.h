#pragma once

#include "store/xa-connections.h"

/* What a connection has used of its budgets since the month began. */
typedef struct {
  double requests;
  double money; /* in XA_CURRENCY */
} XaMonthUse;

/* What every platform that costs by the call is paid in. */
#define XA_CURRENCY "USD"

/* More than this is no budget. */
#define XA_MONTH_MAX_REQUESTS 100000000
#define XA_MONTH_MAX_MONEY 1000000

/* Whether calls over it cost money, or were given a budget of it. */
gboolean xa_month_use_costs (const XaConnection *connection);

/* @limits: (element-type XaStoredLimit): as the workspace has them
 * @use: (out): nothing where nothing was asked yet */
void xa_month_use_find (const GPtrArray *limits, const XaConnection *connection, XaMonthUse *use);
