#pragma once

#include "store/xa-hooks.h"

#include <json-glib/json-glib.h>

/* Clients and webhooks as JSON: the same for programs that ask and for the command line. No token and
 * no secret is in them: the workspace has none. */
void xa_server_build_clients (JsonBuilder *builder, const GPtrArray *clients); /* (element-type XaClient) */
/* @address: (nullable): where the server listens */
void xa_server_build_hooks (JsonBuilder *builder, const GPtrArray *in, const GPtrArray *out, const GPtrArray *tasks, const char *address); /* (element-type XaHookIn XaHookOut XaTask) */

/* @tasks: (element-type XaTask). Returns: how many messages to @hook wait, or are dead */
guint xa_server_count_deliveries (const GPtrArray *tasks, const XaHookOut *hook, gboolean is_dead);
