#include "server/xa-server-lists.h"

#include "report/xa-answer-json.h"
#include "store/xa-clients.h"
#include "store/xa-hooks.h"

#include <string.h>

void
xa_server_build_clients (JsonBuilder     *builder,
                         const GPtrArray *clients)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "clients");
  json_builder_begin_array (builder);
  for (guint i = 0; i < clients->len; i++) {
    const XaClient *client = clients->pdata[i];

    json_builder_begin_object (builder);
    xa_answer_add_number (builder, "id", client->id);
    xa_answer_add_text (builder, "name", client->name);
    json_builder_set_member_name (builder, "scopes");
    json_builder_begin_array (builder);
    for (guint bit = 1; bit <= XA_CLIENT_ALL_SCOPES; bit <<= 1)
      if (client->scopes & bit)
        json_builder_add_string_value (builder, xa_client_scope_id ((XaClientScope) bit));
    json_builder_end_array (builder);
    xa_answer_add_time (builder, "created", client->created_us);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_in (JsonBuilder    *builder,
        const XaHookIn *hook,
        const char     *address)
{
  g_autofree char *path = g_strconcat (address ? address : "", "/hooks/", hook->path, NULL);

  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "name", hook->name);
  xa_answer_add_text (builder, "direction", "in");
  xa_answer_add_text (builder, "kind", xa_hook_kind_id (hook->kind));
  xa_answer_add_text (builder, "address", path);
  xa_answer_add_text (builder, "place", *hook->place ? hook->place : NULL);
  xa_answer_add_number (builder, "taken", hook->n_taken);
  xa_answer_add_time (builder, "last_taken", hook->taken_us);
  json_builder_end_object (builder);
}

guint
xa_server_count_deliveries (const GPtrArray *tasks,
                            const XaHookOut *hook,
                            gboolean         is_dead)
{
  guint n = 0;

  for (guint i = 0; i < tasks->len; i++) {
    const XaTask *task = tasks->pdata[i];

    if (task->kind == XA_TASK_KIND_DELIVERY && g_str_has_prefix (task->subject, hook->uuid))
      n += is_dead ? task->state == XA_TASK_DEAD : xa_task_state_is_open (task->state);
  }

  return n;
}

static void
add_out (JsonBuilder     *builder,
         const XaHookOut *hook,
         const GPtrArray *tasks)
{
  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "name", hook->name);
  xa_answer_add_text (builder, "direction", "out");
  xa_answer_add_text (builder, "address", hook->url);
  json_builder_set_member_name (builder, "events");
  json_builder_begin_array (builder);
  for (guint bit = 1; bit <= XA_HOOK_ALL_EVENTS; bit <<= 1)
    if (hook->events & bit)
      json_builder_add_string_value (builder, xa_hook_event_id ((XaHookEvent) bit));
  json_builder_end_array (builder);
  xa_answer_add_flag (builder, "active", hook->is_active);
  xa_answer_add_text (builder, "cause", *hook->cause ? hook->cause : NULL);
  xa_answer_add_time (builder, "last_sent", hook->sent_us);
  xa_answer_add_number (builder, "waiting", xa_server_count_deliveries (tasks, hook, FALSE));
  xa_answer_add_number (builder, "dead", xa_server_count_deliveries (tasks, hook, TRUE));
  json_builder_end_object (builder);
}

void
xa_server_build_hooks (JsonBuilder     *builder,
                       const GPtrArray *in,
                       const GPtrArray *out,
                       const GPtrArray *tasks,
                       const char      *address)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "webhooks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < in->len; i++)
    add_in (builder, in->pdata[i], address);
  for (guint i = 0; i < out->len; i++)
    add_out (builder, out->pdata[i], tasks);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}
