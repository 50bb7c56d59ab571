#pragma once

#include "control/xa-controller.h"

/* Writes the reports that are planned once their period is over: each period once, and after a longer time off
 * only the newest. Before xa_controller_start(). */
void xa_controller_add_reports (XaController *self, const char *workspace);
