#pragma once

#include <json-glib/json-glib.h>

/* Clients and webhooks as JSON: the same for programs that ask and for the command line. No token and
 * no secret is in them: the workspace has none. */
void xa_server_build_clients (JsonBuilder *builder, const GPtrArray *clients); /* (element-type XaClient) */
/* @address: (nullable): where the server listens */
void xa_server_build_hooks (JsonBuilder *builder, const GPtrArray *in, const GPtrArray *out, const GPtrArray *tasks, const char *address); /* (element-type XaHookIn XaHookOut XaTask) */
