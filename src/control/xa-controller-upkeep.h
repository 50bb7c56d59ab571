#pragma once

#include "alerts/xa-alerts.h"
#include "control/xa-controller.h"

/*
 * What keeps a workspace in order by itself, as work of the controller: a backup and the limits of age
 * daily, a check of all of the file weekly when nothing else is in hand, and a look for what is unusual
 * every quarter of an hour.
 */

#define XA_CONTROLLER_INTEGRITY_INTERVAL_S (7 * 24 * 3600)

/* In a worker of the controller. @alerts: (element-type XaAlert): what is new; valid for the call */
typedef void (*XaControllerAlerts) (const GPtrArray *alerts, gpointer data);

/* To be called before xa_controller_start(). @told: (nullable) */
void xa_controller_add_upkeep (XaController *self, const char *workspace, XaControllerAlerts told, gpointer data, GDestroyNotify data_free);
