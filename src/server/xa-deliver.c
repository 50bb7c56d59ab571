#include "server/xa-deliver.h"

#include "model/xa-language.h"
#include "net/xa-address.h"
#include "report/xa-answer-json.h"
#include "server/xa-signature.h"
#include "sync/xa-sync-push.h"

#include <string.h>

#define TIMEOUT_US (15 * G_USEC_PER_SEC)
/* What a receiver says beside its status is not read. */
#define MAX_ANSWER (64 * 1024)

#define URL_FLAGS (G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE)

/* --- where to ----------------------------------------------------------------------------------------- */

static gboolean
refuse (GError    **error,
        const char *message)
{
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, message);

  return FALSE;
}

gboolean
xa_deliver_check_url (const char *url,
                      gboolean   *is_private,
                      GError    **error)
{
  g_autoptr (GUri) uri = g_utf8_validate (url, -1, NULL) ? g_uri_parse (url, URL_FLAGS, NULL) : NULL;
  g_autofree char *plain = NULL, *checked = NULL;

  if (!uri || !g_uri_get_host (uri))
    return refuse (error, N_ ("The address of a webhook should look like https://example.org/hook."));
  if (g_uri_get_fragment (uri))
    return refuse (error, N_ ("The address of a webhook ends before “#”."));
  plain = g_uri_to_string_partial (uri, G_URI_HIDE_QUERY);
  checked = xa_address_check (plain, is_private, error);

  return checked != NULL;
}

/* A name that leads into the own network is as good as a number of it. Where it cannot be looked up,
 * the transport says so, or a proxy looks. */
static gboolean
leads_inside (const char   *url,
              GCancellable *cancellable)
{
  g_autoptr (GUri) uri = g_uri_parse (url, URL_FLAGS, NULL);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GList   *found = g_resolver_lookup_by_name (resolver, g_uri_get_host (uri), cancellable, NULL);
  gboolean is_inside = FALSE;

  for (GList *i = found; i; i = i->next)
    is_inside |= xa_address_is_private_number (i->data);
  g_resolver_free_addresses (found);

  return is_inside;
}

static gboolean
may_send (const XaHookOut *hook,
          GCancellable    *cancellable,
          GError         **error)
{
  gboolean is_private;

  if (!xa_deliver_check_url (hook->url, &is_private, error))
    return FALSE;
  if (hook->allows_private || xa_address_is_loopback (hook->url))
    return TRUE;

  return (!is_private && !leads_inside (hook->url, cancellable)) ||
         refuse (error, N_ ("The address of this webhook leads into the own network, which was not confirmed when it was added."));
}

/* --- one message ---------------------------------------------------------------------------------------- */

typedef struct {
  const char *uuid;
  XaHookOut  *hook; /* (owned) (nullable) */
  const char *cause;
} Note;

static gboolean
find_hook (XaStore *store,
           gpointer data,
           GError **error)
{
  Note *note = data;
  g_autoptr (GPtrArray) hooks = xa_store_list_hooks_out (store, error);

  for (guint i = 0; hooks && i < hooks->len && !note->hook; i++)
    if (strcmp (((const XaHookOut *) hooks->pdata[i])->uuid, note->uuid) == 0)
      note->hook = g_ptr_array_steal_index (hooks, i);

  return hooks != NULL;
}

static gboolean
note_sent (XaStore *store,
           gpointer data,
           GError **error)
{
  Note *note = data;

  return xa_store_note_hook_sent (store, note->hook->id, g_get_real_time (), note->cause, error);
}

static XaResponse *
send (XaSync          *sync,
      const XaHookOut *hook,
      const char      *id,
      const char      *text,
      GCancellable    *cancellable,
      GError         **error)
{
  g_autoptr (XaCredential) credential = xa_credential_store_load (xa_sync_get_credentials (sync), hook->uuid, cancellable, error);
  gint64           now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *timestamp = g_strdup_printf ("%" G_GINT64_FORMAT, now_s);
  g_autofree char *signature = credential && credential->secret ? xa_signature_sign (credential->secret, id, now_s, text, strlen (text)) : NULL;
  g_autoptr (GPtrArray) headers = g_ptr_array_new ();
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  XaCall call = {
    .method = "POST",
    .address = hook->url,
    .headers = headers,
    .body = body,
    .body_type = "application/json",
    .max_body = MAX_ANSWER,
    .timeout_us = TIMEOUT_US,
  };

  if (!credential)
    return NULL;
  if (!signature) {
    g_set_error_literal (error, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_BAD, N_ ("The secret of this webhook is none that can sign: remove it and add it anew."));
    return NULL;
  }
  for (gsize i = 0; i < 3; i++) {
    const char *const names[] = { "webhook-id", "webhook-timestamp", "webhook-signature" };
    const char *const values[] = { id, timestamp, signature };

    g_ptr_array_add (headers, (char *) names[i]);
    g_ptr_array_add (headers, (char *) values[i]);
  }

  return xa_transport_send (xa_sync_get_transport (sync), &call, cancellable, error);
}

/* Whatever is not 2xx is tried again, but for 410: the receiver wants no more. A redirect is none of
 * the receiver that the user named. */
static gboolean
judge (const XaResponse *response,
       const char      **cause,
       GError          **error)
{
  *cause = NULL;
  if (response->status >= 200 && response->status < 300)
    return TRUE;
  if (response->status == 410) {
    *cause = N_ ("The receiver answered that it is gone (410): it is told nothing any more.");
    return TRUE;
  }
  if (response->status >= 300 && response->status < 400)
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("The receiver leads elsewhere (%u), which is not followed: give the address it leads to."), response->status);
  else
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("The receiver answered with status %u."), response->status);

  return FALSE;
}

gboolean
xa_deliver (XaSync       *sync,
            const XaTask *task,
            GCancellable *cancellable,
            gpointer      data,
            GError      **error)
{
  g_autofree char *uuid = NULL, *id = NULL;
  g_autoptr (XaHookOut) hook = NULL;
  g_autoptr (XaResponse) response = NULL;
  Note note = { 0 };

  /* What nobody wants any more is done. */
  if (!xa_hook_subject_parse (task->subject, &uuid, &id))
    return TRUE;
  note.uuid = uuid;
  if (!xa_sync_edit (sync, find_hook, &note, error))
    return FALSE;
  hook = note.hook;
  if (!hook || !hook->is_active)
    return TRUE;
  if (!may_send (hook, cancellable, error))
    return FALSE;
  response = send (sync, hook, id, task->input, cancellable, error);

  return response && judge (response, &note.cause, error) && xa_sync_edit (sync, note_sent, &note, error);
}

/* --- alerts --------------------------------------------------------------------------------------------- */

static char *
format_alert (const XaAlert *alert)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *title = xa_alert_get_title (alert);

  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "kind", xa_alert_kind_id (alert->kind));
  xa_answer_add_text (builder, "title", title);
  xa_answer_add_time (builder, "at", alert->at_us);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

gboolean
xa_deliver_tell_alerts (XaStore         *writer,
                        const GPtrArray *alerts,
                        gint64           now_us,
                        GError         **error)
{
  for (guint i = 0; i < alerts->len; i++) {
    g_autofree char *text = format_alert (alerts->pdata[i]);

    if (!xa_store_tell_hooks (writer, XA_HOOK_ALERT_RAISED, text, now_us, error))
      return FALSE;
  }

  return TRUE;
}

/* --- all that is due -------------------------------------------------------------------------------------- */

gint64
xa_deliver_pause (guint  attempt,
                  double chance)
{
  static const gint64 seconds[XA_TASK_MAX_ATTEMPTS] = { 5, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 12 * 3600, 12 * 3600 };
  gint64              pause_us = seconds[CLAMP (attempt, 1, XA_TASK_MAX_ATTEMPTS) - 1] * G_USEC_PER_SEC;

  return pause_us + (gint64) ((double) pause_us * 0.2 * CLAMP (chance, 0.0, 1.0));
}

static gboolean
list_due (XaStore *store,
          gpointer data,
          GError **error)
{
  GPtrArray **tasks = data;

  *tasks = xa_store_list_tasks_in (store, 0, error);

  return *tasks != NULL;
}

typedef struct {
  const XaTask *task;
  const GError *failure; /* (nullable): NULL: it arrived */
  gint64        now_us;
  XaTaskState   state; /* (out) */
} End;

static gboolean
begin (XaStore *store,
       gpointer data,
       GError **error)
{
  return xa_store_start_task (store, ((End *) data)->task->id, "deliver", error);
}

/* Without a network, or with a keyring that is locked, nothing was tried. */
static gboolean
end (XaStore *store,
     gpointer data,
     GError **error)
{
  End      *self = data;
  gboolean  counts = self->failure && self->failure->domain == XA_NET_ERROR && self->failure->code != XA_NET_ERROR_OFFLINE;
  XaTaskEnd how = {
    .state = XA_TASK_WAITING,
    .not_before_us = self->now_us + xa_deliver_pause (self->task->attempts + 1, g_random_double ()),
    .counts = counts,
    .cause = self->failure ? xa_net_error_id (self->failure) : NULL,
    .cause_text = self->failure ? self->failure->message : NULL,
  };

  self->state = XA_TASK_DONE;
  if (!self->failure)
    return xa_store_finish_task (store, self->task->id, error);

  return xa_store_leave_task (store, self->task->id, &how, &self->state, error);
}

static gboolean
deliver_one (XaSync       *sync,
             const XaTask *task,
             gint64        now_us,
             GCancellable *cancellable,
             XaDeliveries *result,
             GError      **error)
{
  g_autoptr (GError) failure = NULL;
  End how = { .task = task, .now_us = now_us };

  if (!xa_sync_edit (sync, begin, &how, error))
    return FALSE;
  if (!xa_deliver (sync, task, cancellable, NULL, &failure))
    how.failure = failure;
  if (!xa_sync_edit (sync, end, &how, error))
    return FALSE;
  result->n_sent += how.state == XA_TASK_DONE;
  result->n_waiting += how.state == XA_TASK_WAITING;
  result->n_dead += how.state == XA_TASK_DEAD;

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
is_due (const XaTask *task,
        gint64        now_us)
{
  return task->kind == XA_TASK_KIND_DELIVERY && task->state != XA_TASK_RUNNING &&
         (task->not_before_us == XA_TIME_UNKNOWN || task->not_before_us <= now_us);
}

gboolean
xa_deliver_due (XaSync       *sync,
                gint64        now_us,
                GCancellable *cancellable,
                XaDeliveries *result,
                GError      **error)
{
  g_autoptr (GPtrArray) tasks = NULL;
  gboolean ok;

  *result = (XaDeliveries) { 0 };
  if (!xa_sync_hold (sync, error))
    return FALSE;
  ok = xa_sync_edit (sync, list_due, &tasks, error);
  for (guint i = 0; ok && i < tasks->len; i++) {
    const XaTask *task = tasks->pdata[i];

    if (is_due (task, now_us))
      ok = deliver_one (sync, task, now_us, cancellable, result, error);
  }
  xa_sync_release (sync);

  return ok;
}

/* Looks in a store for reading, so that the workspace is written to only where there is something to send. */
gboolean
xa_deliver_has_due (const char *workspace,
                    gint64      now_us)
{
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) tasks = store ? xa_store_list_tasks_in (store, 0, NULL) : NULL;

  for (guint i = 0; tasks && i < tasks->len; i++)
    if (is_due (tasks->pdata[i], now_us))
      return TRUE;

  return FALSE;
}
