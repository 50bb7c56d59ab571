/*
 * The members of a group, or of a channel that the account administers: two hundred at a time, the newest first, and no more
 * than Telegram lists.
 */
#include "providers/telegram-user/xa-td-passes.h"

#define PAGE 200

/* So many of a hundred come and go while they are read, or are listed twice at the seam of two pages. */
#define LOOSE_PERCENT 2

typedef struct {
  XaFetch      *fetch; /* (not owned) */
  XaTdChat      chat;
  XaAudienceRef ref;
  GHashTable   *bots; /* (owned) (element-type utf8) */
  gint64        offset;
  gint64        max; /* what Telegram lists at most */
} Walk;

/* --- bots ------------------------------------------------------------------------------------ */

static XaSpan
read_user_id (const XaJsonAt *member)
{
  XaJsonAt sender = xa_json_object (member, "member_id");

  /* A channel that sits in a group is no person. */
  return xa_td_is (&sender, "messageSenderUser") ? xa_json_id (&sender, "user_id") : XA_SPAN_NONE;
}

GHashTable *
xa_td_list_bots (XaFetch        *fetch,
                 const XaTdChat *chat,
                 GError        **error)
{
  g_autoptr (GHashTable) bots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  XaRequest *request;
  XaJsonAt   root, members;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (XaJson) document = NULL;

  if (chat->kind == XA_AUDIENCE_CHANNEL && !chat->is_admin)
    return g_steal_pointer (&bots);
  request = xa_td_request ("searchChatMembers", XA_TD_BUCKET_MEMBERS);
  xa_td_request_add_id (request, "chat_id", chat->chat_id);
  xa_td_request_add_text (request, "query", "");
  xa_td_request_add_id (request, "limit", PAGE);
  xa_td_request_add_json (request, "filter", "{\"@type\":\"chatMembersFilterBots\"}");
  document = xa_td_ask (fetch, request, "chatMembers", &root, &refusal);
  if (!document) {
    if (g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN))
      return g_steal_pointer (&bots);
    g_propagate_error (error, g_steal_pointer (&refusal));
    return NULL;
  }
  members = xa_json_array (&root, "members");
  for (guint i = 0; i < xa_json_length (&members); i++) {
    XaJsonAt member = xa_json_element (&members, i);
    XaSpan   id = read_user_id (&member);

    if (id.len)
      g_hash_table_add (bots, xa_span_dup (id));
    xa_json_forgive (document);
  }

  return g_steal_pointer (&bots);
}

/* --- one member ------------------------------------------------------------------------------ */

/* Who left or was put out stays in some lists. */
static gboolean
is_gone (const XaJsonAt *member)
{
  XaJsonAt status = xa_json_maybe_object (member, "status");

  if (xa_td_is (&status, "chatMemberStatusRestricted"))
    return !xa_json_maybe_boolean (&status, "is_member", TRUE);

  return xa_td_is (&status, "chatMemberStatusLeft") || xa_td_is (&status, "chatMemberStatusBanned");
}

static gboolean
put_member (Walk           *self,
            const XaJsonAt *member,
            GError        **error)
{
  XaSink          *sink = xa_fetch_get_sink (self->fetch);
  XaSpan           id = read_user_id (member);
  g_autofree char *text = xa_span_dup (id);
  XaMemberRecord   record = {
      .person = { .id = id },
      .joined_us = xa_td_read_maybe_time (member, "joined_chat_date"),
      .left_us = XA_TIME_UNKNOWN,
      .is_bot = text && g_hash_table_contains (self->bots, text),
  };
  gboolean gone = is_gone (member);

  if (!xa_json_is_sound (member->document)) {
    xa_json_forgive (member->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  if (!id.len) {
    xa_sink_reject (sink, XA_REJECT_NOT_A_PERSON, 1);
    return TRUE;
  }

  return gone || xa_sink_member (sink, self->ref, &record, error);
}

static gboolean
put_members (Walk           *self,
             const XaJsonAt *members,
             GError        **error)
{
  for (guint i = 0; i < xa_json_length (members); i++) {
    XaJsonAt member = xa_json_element (members, i);

    if (!put_member (self, &member, error))
      return FALSE;
  }

  return xa_json_check (members->document, error);
}

/* --- the list -------------------------------------------------------------------------------- */

/* Each page says anew what the list is: it may be the first after a break. */
static gboolean
declare_list (Walk    *self,
              GError **error)
{
  gboolean         is_capped = self->chat.n_members > self->max;
  XaSnapshotRecord list = {
    .at_us = xa_fetch_get_now (self->fetch),
    .coverage = is_capped ? XA_COVERAGE_FIRST_N : XA_COVERAGE_COMPLETE,
    .first_n = is_capped ? self->max : 0,
    .reported = self->chat.n_members,
  };

  if (!is_capped && self->chat.n_members != XA_COUNT_UNKNOWN)
    list.first_n = self->chat.n_members / 100 * LOOSE_PERCENT;

  return xa_sink_snapshot (xa_fetch_get_sink (self->fetch), self->ref, &list, error);
}

static XaJson *
ask_page (Walk     *self,
          XaJsonAt *root,
          GError  **error)
{
  XaRequest *request = xa_td_request ("getSupergroupMembers", XA_TD_BUCKET_MEMBERS);

  xa_td_request_add_id (request, "supergroup_id", self->chat.supergroup_id);
  xa_td_request_add_json (request, "filter", "{\"@type\":\"supergroupMembersFilterRecent\"}");
  xa_td_request_add_id (request, "offset", self->offset);
  xa_td_request_add_id (request, "limit", PAGE);

  return xa_td_ask (self->fetch, request, "chatMembers", root, error);
}

/* Offsets count what the server has, which may be more than a page shows of it: only an empty page is the end. */
static gboolean
read_page (Walk     *self,
           gboolean *is_end,
           GError  **error)
{
  XaJsonAt root, members;
  g_autoptr (XaJson) document = ask_page (self, &root, error);
  g_autofree char *cursor = NULL;
  gint64           total;
  guint            n;

  if (!document)
    return FALSE;
  members = xa_json_array (&root, "members");
  n = xa_json_length (&members);
  if (!xa_json_check (document, error) || !declare_list (self, error) || !put_members (self, &members, error))
    return FALSE;
  self->offset += PAGE;
  *is_end = n == 0 || self->offset >= self->max;
  if (!*is_end)
    cursor = g_strdup_printf ("%" G_GINT64_FORMAT, self->offset);
  total = self->chat.n_members == XA_COUNT_UNKNOWN ? self->max : MIN (self->chat.n_members, self->max);
  xa_fetch_progress (self->fetch, MIN (self->offset, total), total);

  return xa_fetch_page (self->fetch, cursor, error);
}

static gboolean
read_supergroup (Walk    *self,
                 GError **error)
{
  const char *cursor = xa_fetch_get_cursor (self->fetch);
  gboolean    is_end = FALSE;

  self->offset = cursor ? CLAMP (g_ascii_strtoll (cursor, NULL, 10), 0, self->max) : 0;
  if (self->chat.n_members > self->max)
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_CAPPED,
                   self->chat.kind == XA_AUDIENCE_CHANNEL ? "Telegram lists the newest 200 of a channel and no more" : "Telegram lists 10,000 members of a group and no more");
  while (!is_end)
    if (!read_page (self, &is_end, error))
      return FALSE;

  return TRUE;
}

/* All in one answer. */
static gboolean
read_group (Walk    *self,
            GError **error)
{
  XaRequest *request = xa_td_request ("getBasicGroupFullInfo", XA_TD_BUCKET_MEMBERS);
  XaJsonAt   root, members;
  g_autoptr (XaJson) document = NULL;

  xa_td_request_add_id (request, "basic_group_id", self->chat.group_id);
  document = xa_td_ask (self->fetch, request, "basicGroupFullInfo", &root, error);
  if (!document)
    return FALSE;
  members = xa_json_array (&root, "members");

  return xa_json_check (document, error) && declare_list (self, error) && put_members (self, &members, error) && xa_fetch_page (self->fetch, NULL, error);
}

/* A list that is not shown is none, and no failure. */
static gboolean
say_hidden (Walk    *self,
            GError **error)
{
  xa_fetch_note (self->fetch, XA_FETCH_NOTE_HIDDEN_LIST,
                 self->chat.kind == XA_AUDIENCE_CHANNEL ? "Telegram shows who follows a channel to its administrators only" : "this group hides its members");

  return xa_fetch_page (self->fetch, NULL, error);
}

static gboolean
walk (Walk    *self,
      GError **error)
{
  if (!xa_td_chat_look (self->fetch, xa_fetch_get_target (self->fetch), &self->chat, error) ||
      !xa_td_chat_declare (self->fetch, &self->chat, &self->ref, error))
    return FALSE;
  if (!self->chat.shows_members)
    return say_hidden (self, error);
  self->max = xa_td_chat_get_max_members (&self->chat);
  self->bots = xa_td_list_bots (self->fetch, &self->chat, error);
  if (!self->bots)
    return FALSE;

  return self->chat.supergroup_id ? read_supergroup (self, error) : read_group (self, error);
}

gboolean
xa_td_fetch_members (XaFetch *fetch,
                     GError **error)
{
  Walk     self = { .fetch = fetch };
  gboolean ok = walk (&self, error);

  g_clear_pointer (&self.bots, g_hash_table_unref);
  xa_td_chat_clear (&self.chat);

  return ok;
}
