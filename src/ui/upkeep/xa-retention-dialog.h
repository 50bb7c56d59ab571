#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* How long each kind of data is kept, with what the charts would lose, before it is applied. */
void xa_retention_dialog_present (GtkWidget *parent, XaSession *session);
