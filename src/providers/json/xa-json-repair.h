#pragma once

#include <glib.h>

gboolean xa_json_repair (const char *data, gsize size, GString *repaired);
