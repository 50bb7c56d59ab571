/*
 * Who joined and left a group or channel of which the account is an administrator, out of its log of recent actions:
 * the last two days, the newest first. Whoever joined without the group saying so is only in there.
 */
#include "providers/telegram-user/xa-td-passes.h"

#include "model/xa-language.h"

#include <string.h>

#define PAGE 100
#define MAX_PAGES 100

/* The newest of what was read. */
#define MARK_NEWEST "newest-event"

#define FILTERS                                                                                              \
  "{\"@type\":\"chatEventLogFilters\",\"member_joins\":true,\"member_leaves\":true,\"member_invites\":true," \
  "\"member_restrictions\":true}"

typedef struct {
  XaFetch        *fetch; /* (not owned) */
  const XaTdChat *chat;  /* (not owned) */
  XaAudienceRef   ref;
  GHashTable     *bots;     /* (owned) (nullable) (element-type utf8): once somebody came or went */
  gint64          known;    /* what an earlier pass came to, or 0 */
  gint64          newest;   /* of this one, or 0 */
  gint64          lowest;   /* so far, by which the next page is asked for, or 0 */
  gboolean        is_known; /* the pass has come to what was read before */
} Walk;

/* --- one action ------------------------------------------------------------------------------ */

/* Who is in a chat in this way is in it. */
static gboolean
is_in (const XaJsonAt *status)
{
  if (xa_td_is (status, "chatMemberStatusRestricted"))
    return xa_json_maybe_boolean (status, "is_member", TRUE);

  return xa_td_is (status, "chatMemberStatusMember") || xa_td_is (status, "chatMemberStatusAdministrator") || xa_td_is (status, "chatMemberStatusCreator");
}

/* Somebody who was put out, or let in again. Returns: 0 where nobody came or went */
static XaEventKind
read_change (const XaJsonAt *action)
{
  XaJsonAt before = xa_json_object (action, "old_status");
  XaJsonAt after = xa_json_object (action, "new_status");
  gboolean was_in = is_in (&before), is_still_in = is_in (&after);

  if (was_in == is_still_in)
    return 0;

  return was_in ? XA_EVENT_LEAVE : XA_EVENT_JOIN;
}

static XaSpan
read_user (const XaJsonAt *of,
           const char     *name)
{
  XaJsonAt sender = xa_json_object (of, name);

  return xa_td_is (&sender, "messageSenderUser") ? xa_json_id (&sender, "user_id") : XA_SPAN_NONE;
}

/* @who: (out): whom it is about; absent where that is no person
 * Returns: 0 for all else that administrators do */
static XaEventKind
read_action (const XaJsonAt *event,
             XaSpan         *who)
{
  XaJsonAt action = xa_json_object (event, "action");

  *who = XA_SPAN_NONE;
  if (xa_td_is (&action, "chatEventMemberInvited")) {
    *who = xa_json_id (&action, "user_id");
    return XA_EVENT_JOIN;
  }
  if (xa_td_is (&action, "chatEventMemberRestricted")) {
    *who = read_user (&action, "member_id");
    return read_change (&action);
  }
  *who = read_user (event, "member_id");
  if (xa_td_is (&action, "chatEventMemberLeft"))
    return XA_EVENT_LEAVE;
  if (xa_td_is (&action, "chatEventMemberJoined") || xa_td_is (&action, "chatEventMemberJoinedByInviteLink") ||
      xa_td_is (&action, "chatEventMemberJoinedByRequest"))
    return XA_EVENT_JOIN;

  return 0;
}

static gboolean
put_person (Walk                *self,
            const XaEventRecord *record,
            GError             **error)
{
  g_autofree char *who = xa_span_dup (record->person.id);

  if (!self->bots)
    self->bots = xa_td_list_bots (self->fetch, self->chat, error);
  if (!self->bots)
    return FALSE;
  if (g_hash_table_contains (self->bots, who)) {
    xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_BOT, 1);
    return TRUE;
  }

  return xa_sink_event (xa_fetch_get_sink (self->fetch), self->ref, record, error);
}

static gboolean
put_event (Walk           *self,
           const XaJsonAt *event,
           GError        **error)
{
  XaSink       *sink = xa_fetch_get_sink (self->fetch);
  XaEventRecord record = { .at_us = xa_td_read_time (event, "date"), .count = 1 };

  record.kind = read_action (event, &record.person.id);
  if (!xa_json_is_sound (event->document) || record.at_us == XA_TIME_UNKNOWN) {
    xa_json_forgive (event->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  if (record.kind == 0)
    return TRUE;
  if (!record.person.id.len) {
    xa_sink_reject (sink, XA_REJECT_NOT_A_PERSON, 1);
    return TRUE;
  }

  return put_person (self, &record, error);
}

/* --- the log --------------------------------------------------------------------------------- */

/* Numbers of this size go as text. */
static XaJson *
ask_page (Walk     *self,
          XaJsonAt *root,
          GError  **error)
{
  XaRequest *request = xa_td_request ("getChatEventLog", XA_TD_BUCKET_HISTORY);
  XaTdId     from;

  g_snprintf (from.text, sizeof from.text, "%" G_GINT64_FORMAT, self->lowest);
  xa_td_request_add_id (request, "chat_id", self->chat->chat_id);
  xa_td_request_add_text (request, "query", "");
  xa_td_request_add_text (request, "from_event_id", from.text);
  xa_td_request_add_id (request, "limit", PAGE);
  xa_td_request_add_json (request, "filters", FILTERS);
  xa_td_request_add_json (request, "user_ids", "[]");

  return xa_td_ask (self->fetch, request, "chatEvents", root, error);
}

/* Whether it was not read before; what has no number is read, and left out there. */
static gboolean
is_next (Walk           *self,
         const XaJsonAt *event)
{
  g_autofree char *text = xa_span_dup (xa_json_is_object (event) ? xa_json_maybe_id (event, "id") : XA_SPAN_NONE);
  gint64           id = text ? g_ascii_strtoll (text, NULL, 10) : 0;

  xa_json_forgive (event->document);
  if (id <= 0)
    return TRUE;
  if (id <= self->known)
    self->is_known = TRUE;
  if (self->is_known || (self->lowest > 0 && id >= self->lowest))
    return FALSE;
  self->lowest = id;
  self->newest = MAX (self->newest, id);

  return TRUE;
}

/* A page may hold fewer than were asked for: only one without anything older is the end. */
static gboolean
put_page (Walk     *self,
          gboolean *is_end,
          GError  **error)
{
  gint64   from = self->lowest;
  XaJsonAt root, events;
  g_autoptr (XaJson) document = ask_page (self, &root, error);

  if (!document)
    return FALSE;
  events = xa_json_array (&root, "events");
  if (!xa_json_check (document, error))
    return FALSE;
  for (guint i = 0; i < xa_json_length (&events) && !self->is_known; i++) {
    XaJsonAt event = xa_json_element (&events, i);

    if (is_next (self, &event) && !put_event (self, &event, error))
      return FALSE;
  }
  *is_end = self->is_known || self->lowest == from;

  return TRUE;
}

static gboolean
walk (Walk    *self,
      GError **error)
{
  const char *mark = xa_fetch_get_mark (self->fetch, MARK_NEWEST);
  gboolean    is_end = FALSE;
  XaTdId      newest;

  self->known = mark ? g_ascii_strtoll (mark, NULL, 10) : 0;
  for (guint i = 0; i < MAX_PAGES && !is_end; i++)
    if (!put_page (self, &is_end, error))
      return FALSE;
  if (!is_end)
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_CAPPED, N_ ("more people came and went in two days than are read of the log of recent actions"));
  if (self->newest > self->known) {
    g_snprintf (newest.text, sizeof newest.text, "%" G_GINT64_FORMAT, self->newest);
    xa_fetch_set_mark (self->fetch, MARK_NEWEST, newest.text);
  }

  return TRUE;
}

gboolean
xa_td_put_events (XaFetch        *fetch,
                  const XaTdChat *chat,
                  XaAudienceRef   ref,
                  GError        **error)
{
  Walk     self = { .fetch = fetch, .chat = chat, .ref = ref };
  gboolean ok = !chat->is_admin || !chat->supergroup_id || walk (&self, error);

  g_clear_pointer (&self.bots, g_hash_table_unref);

  return ok;
}
