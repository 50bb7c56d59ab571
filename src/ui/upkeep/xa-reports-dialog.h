#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* The reports that are planned: shows them, plans one of all audiences or of those that are collected for comparison,
 * and ends one. */
void xa_reports_dialog_present (GtkWidget *parent, XaSession *session);
