#include "server/xa-server-private.h"

/* Every path here is in docs/openapi.json, and every path there is here: a test compares them. */
const XaServerRoute xa_server_routes[] = {
  { XA_SERVER_GET, "/health", 0, xa_server_answer_health, NULL },
  { XA_SERVER_GET, "/metrics", XA_CLIENT_READ, NULL, xa_server_ask_metrics },
  { XA_SERVER_GET, "/v1/status", XA_CLIENT_READ, NULL, xa_server_ask_status },
  { XA_SERVER_GET, "/v1/overview", XA_CLIENT_READ, NULL, xa_server_ask_overview },
  { XA_SERVER_GET, "/v1/posts", XA_CLIENT_READ, NULL, xa_server_ask_posts },
  { XA_SERVER_GET, "/v1/compare", XA_CLIENT_READ, NULL, xa_server_ask_compare },
  { XA_SERVER_GET, "/v1/trending", XA_CLIENT_READ, NULL, xa_server_ask_trending },
  { XA_SERVER_GET, "/v1/sync", XA_CLIENT_READ | XA_CLIENT_TRIGGER, NULL, xa_server_show_fetch },
  { XA_SERVER_POST, "/v1/sync", XA_CLIENT_TRIGGER, NULL, xa_server_start_fetch },
  { XA_SERVER_POST, "/v1/records", XA_CLIENT_PUSH, xa_server_take_records, NULL },
  { XA_SERVER_GET, "/v1/clients", XA_CLIENT_ADMIN, NULL, xa_server_ask_clients },
  { XA_SERVER_DELETE, "/v1/clients/*", XA_CLIENT_ADMIN, NULL, xa_server_revoke_client },
  { XA_SERVER_POST, "/v1/webhooks/*/test", XA_CLIENT_ADMIN, NULL, xa_server_try_hook },
  { XA_SERVER_POST, "/hooks/*", 0, xa_server_take_hook, NULL },
  { 0, NULL, 0, NULL, NULL },
};
