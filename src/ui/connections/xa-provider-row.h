#pragma once

#include "providers/xa-provider.h"

#include <adwaita.h>

/* A platform that can be connected: what it gives, what it does not, what it asks for. */
GtkWidget *xa_provider_row_new (const XaProvider *provider) G_GNUC_WARN_UNUSED_RESULT;
