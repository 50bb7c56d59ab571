/*
 * What happens in the chats of a bot, as it happens: updates are waited for where fetches ask whether there are any.
 * Telegram forgets what was asked for once, and gives it to one only: a fetch that wants to ask interrupts the wait.
 */
#include "providers/telegram/xa-telegram-bot-api.h"
#include "providers/telegram/xa-telegram-update.h"

/* How long Telegram keeps a question open for which there is no answer yet. */
#define PATIENCE_S 25
#define BREAK_US G_USEC_PER_SEC

static gboolean
covers (const XaTarget      *target,
        const XaStreamPlace *place)
{
  return place->is_signed_in && target->platform == XA_PLATFORM_TELEGRAM && (target->id || target->handle) &&
         (target->kind == XA_TARGET_CHANNEL || target->kind == XA_TARGET_GROUP);
}

gboolean
xa_telegram_updates_take_page (XaTelegramUpdates *self,
                               const XaJsonAt    *root,
                               gint64             known,
                               gint64            *next,
                               guint             *n,
                               GError           **error)
{
  XaJsonAt list = xa_json_array (root, "result");

  if (!xa_json_check (root->document, error))
    return FALSE;
  *n = xa_json_length (&list);
  *next = known;
  for (guint i = 0; i < *n; i++) {
    XaJsonAt update = xa_json_element (&list, i);
    gint64   id = xa_json_int (&update, "update_id");

    if (!xa_json_check (root->document, error))
      return FALSE;
    /* A server that ignores the offset brings again what was taken. */
    if (id < known)
      continue;
    *next = MAX (*next, id + 1);
    if (!xa_telegram_updates_take (self, &update, error))
      return FALSE;
  }

  return TRUE;
}

/* Whether an answer holds what was not taken in yet. */
static gboolean
has_news (const XaResponse *response,
          const char       *offset,
          gboolean         *has,
          GError          **error)
{
  gint64 known = offset ? g_ascii_strtoll (offset, NULL, 10) : 0;
  g_autoptr (XaJson) json = xa_response_parse (response, error);
  XaJsonAt root, list;

  *has = FALSE;
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  list = xa_json_array (&root, "result");
  for (guint i = 0; i < xa_json_length (&list); i++) {
    XaJsonAt update = xa_json_element (&list, i);

    *has |= xa_json_int (&update, "update_id") >= known;
  }

  return xa_json_check (json, error);
}

/* The answer as it came, where it holds anything; it is read where it is taken in. */
static gboolean
ask (XaStream *stream,
     guint     patience_s,
     GBytes  **answer,
     GError  **error)
{
  gint64           begun_us = g_get_monotonic_time ();
  gboolean         has = FALSE;
  g_autofree char *offset = xa_stream_get_mark (stream, XA_TELEGRAM_MARK_OFFSET);
  g_autoptr (XaRequest) request = xa_request_new ("GET", "getUpdates", NULL);
  g_autoptr (XaResponse) response = NULL;

  xa_request_add_query (request, "offset", offset);
  xa_request_add_query_int (request, "limit", XA_TELEGRAM_UPDATES_A_PAGE);
  xa_request_add_query_int (request, "timeout", patience_s);
  xa_request_add_query (request, "allowed_updates", XA_TELEGRAM_ALLOWED_UPDATES);
  request->is_patient = TRUE;
  response = xa_rest_send (xa_stream_get_rest (stream), request, error);

  if (!response || !has_news (response, offset, &has, error))
    return FALSE;
  if (has)
    *answer = g_bytes_ref (response->body);
  /* A server that does not wait is not asked without a break. */
  else if (patience_s > 0 && g_get_monotonic_time () - begun_us < BREAK_US)
    return xa_stream_wait (stream, BREAK_US, error);

  return TRUE;
}

/* Where a fetch wants its turn, the question is given up, and asked again after it. */
static gboolean
ask_in_turn (XaStream *stream,
             guint     patience_s,
             GError  **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) answer = NULL;
  gboolean ok;

  if (!xa_stream_begin_turn (stream, error))
    return FALSE;
  ok = ask (stream, patience_s, &answer, &failure) || (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED) && !xa_stream_is_stopped (stream));
  if (answer)
    xa_stream_hand_on (stream, answer);
  /* The next question makes Telegram forget these: before it, they have to be safe. */
  if (ok && answer)
    ok = xa_stream_settle (stream, &failure);
  xa_stream_end_turn (stream);
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&failure));

  return ok;
}

static gboolean
run (XaStream *stream,
     GError  **error)
{
  if (!ask_in_turn (stream, 0, error))
    return FALSE;
  xa_stream_tell_up (stream, FALSE);
  while (ask_in_turn (stream, PATIENCE_S, error))
    ;

  return FALSE;
}

static gboolean
take_answer (XaFetch           *fetch,
             XaTelegramUpdates *updates,
             GBytes            *answer,
             GError           **error)
{
  const char *mark = xa_fetch_get_mark (fetch, XA_TELEGRAM_MARK_OFFSET);
  gint64      known = mark ? g_ascii_strtoll (mark, NULL, 10) : 0, next;
  gsize       size;
  const char *data = g_bytes_get_data (answer, &size);
  g_autoptr (XaJson) json = xa_json_parse (data ? data : "", size, error);
  g_autofree char *offset = NULL;
  XaJsonAt         root;
  guint            n;

  if (!json)
    return FALSE;
  root = xa_json_root (json);
  if (!xa_json_is_object (&root))
    xa_json_fault (&root, "an object");
  if (!xa_telegram_updates_take_page (updates, &root, known, &next, &n, error))
    return FALSE;
  if (next > known) {
    offset = g_strdup_printf ("%" G_GINT64_FORMAT, next);
    xa_fetch_set_mark (fetch, XA_TELEGRAM_MARK_OFFSET, offset);
  }

  return TRUE;
}

static gboolean
parse (XaFetch   *fetch,
       GPtrArray *targets,
       GPtrArray *news,
       gpointer   memory,
       GError   **error)
{
  g_autoptr (XaTelegramUpdates) updates = xa_telegram_updates_new (fetch);

  for (guint i = 0; i < news->len; i++)
    if (!take_answer (fetch, updates, news->pdata[i], error))
      return FALSE;

  return TRUE;
}

const XaStreamWay xa_telegram_stream = { .covers = covers, .run = run, .parse = parse, .keeps_news = TRUE };
