#include "providers/telegram-user/xa-td-chat.h"

#include "model/xa-language.h"

#include <string.h>

/* The chats of the account come a hundred at a time; more than this many pages nobody has. */
#define CHATS_A_PAGE 100
#define MAX_CHAT_PAGES 20

/* What a request takes by the limits that we keep ourselves, as a rule. */
#define USUAL_PACE_US (3 * G_USEC_PER_SEC / 2)

void
xa_td_chat_clear (XaTdChat *chat)
{
  g_clear_pointer (&chat->title, g_free);
  g_clear_pointer (&chat->handle, g_free);
}

/* --- which chat it is ------------------------------------------------------------------------ */

/* Where it is no group and no channel, it is somebody, and nothing of him is read. */
static gboolean
read_chat (const XaJsonAt *root,
           XaTdChat       *chat,
           gboolean       *is_personal)
{
  XaJsonAt type = xa_json_object (root, "type");

  xa_td_chat_clear (chat);
  *chat = (XaTdChat) { .n_members = XA_COUNT_UNKNOWN, .kind = XA_AUDIENCE_GROUP };
  *is_personal = FALSE;
  chat->chat_id = xa_json_int (root, "id");
  g_snprintf (chat->id, sizeof chat->id, "%" G_GINT64_FORMAT, chat->chat_id);
  if (xa_td_is (&type, "chatTypeSupergroup")) {
    chat->supergroup_id = xa_json_int (&type, "supergroup_id");
    if (xa_json_maybe_boolean (&type, "is_channel", FALSE))
      chat->kind = XA_AUDIENCE_CHANNEL;
  } else if (xa_td_is (&type, "chatTypeBasicGroup")) {
    chat->group_id = xa_json_int (&type, "basic_group_id");
  } else {
    *is_personal = TRUE;
    return FALSE;
  }
  chat->title = xa_span_dup (xa_json_text (root, "title"));

  return xa_json_is_sound (root->document);
}

static gboolean
take_chat (XaFetch   *fetch,
           XaRequest *request,
           XaTdChat  *chat,
           GError   **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) document = xa_td_ask (fetch, request, "chat", &root, error);
  gboolean is_personal;

  if (!document)
    return FALSE;
  if (!read_chat (&root, chat, &is_personal) && is_personal && xa_json_is_sound (document)) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, N_ ("This is a person or a bot, not an audience. Name a group or a channel."));
    return FALSE;
  }

  return xa_json_check (document, error);
}

static gboolean
find_by_id (XaFetch  *fetch,
            gint64    chat_id,
            XaTdChat *chat,
            GError  **error)
{
  XaRequest *request = xa_td_request_local ("getChat");

  xa_td_request_add_id (request, "chat_id", chat_id);

  return take_chat (fetch, request, chat, error);
}

static gboolean
find_by_name (XaFetch    *fetch,
              const char *handle,
              XaTdChat   *chat,
              GError    **error)
{
  XaRequest *request = xa_td_request ("searchPublicChat", XA_TD_BUCKET_RESOLVE);

  xa_td_request_add_text (request, "username", handle);

  return take_chat (fetch, request, chat, error);
}

/* Tells the library of the chats of the account, page by page; "not found" is what it says at the end. */
static gboolean
load_chats (XaFetch *fetch,
            GError **error)
{
  for (guint i = 0; i < MAX_CHAT_PAGES; i++) {
    XaRequest *request = xa_td_request ("loadChats", NULL);
    XaJsonAt   root;
    g_autoptr (XaJson) document = NULL;
    g_autoptr (GError) refusal = NULL;

    xa_td_request_add_json (request, "chat_list", "{\"@type\":\"chatListMain\"}");
    xa_td_request_add_id (request, "limit", CHATS_A_PAGE);
    document = xa_td_ask (fetch, request, "ok", &root, &refusal);
    if (document)
      continue;
    if (g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_GONE))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&refusal));
    return FALSE;
  }

  return TRUE;
}

static gboolean
is_unknown (const GError *error)
{
  return g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_GONE) || g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST);
}

/* A chat of the account, by its number; a public one that it is not in, by its name. */
static gboolean
find_known (XaFetch        *fetch,
            const XaTarget *target,
            XaTdChat       *chat,
            GError        **error)
{
  gint64 chat_id = g_ascii_strtoll (target->id, NULL, 10);
  g_autoptr (GError) refusal = NULL;

  if (find_by_id (fetch, chat_id, chat, &refusal))
    return TRUE;
  if (is_unknown (refusal)) {
    g_clear_error (&refusal);
    if (!load_chats (fetch, error))
      return FALSE;
    if (find_by_id (fetch, chat_id, chat, &refusal))
      return TRUE;
  }
  if (is_unknown (refusal) && target->handle) {
    /* A name may have gone to another chat by now. */
    if (!find_by_name (fetch, target->handle, chat, error))
      return FALSE;
    if (chat->chat_id == chat_id)
      return TRUE;
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_GONE, N_ ("This address belongs to another chat now. Add it again to follow that one."));
    return FALSE;
  }
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

/* Nobody joins anything here: what an invitation leads to is read once the user has joined it himself. */
static gboolean
find_by_invitation (XaFetch    *fetch,
                    const char *code,
                    XaTdChat   *chat,
                    GError    **error)
{
  XaRequest       *request = xa_td_request ("checkChatInviteLink", XA_TD_BUCKET_RESOLVE);
  g_autofree char *link = g_strconcat ("https://t.me/+", code, NULL);
  g_autoptr (XaJson) document = NULL;
  XaJsonAt root;
  gint64   chat_id;

  xa_td_request_add_text (request, "invite_link", link);
  document = xa_td_ask (fetch, request, "chatInviteLinkInfo", &root, error);
  if (!document)
    return FALSE;
  chat_id = xa_json_maybe_count (&root, "accessible_for") > 0 ? 0 : xa_json_int (&root, "chat_id");
  if (!xa_json_check (document, error))
    return FALSE;
  if (chat_id != 0)
    return find_by_id (fetch, chat_id, chat, error);
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN, N_ ("Your account is not in this chat. Join it with Telegram first, then add it."));

  return FALSE;
}

gboolean
xa_td_chat_find (XaFetch        *fetch,
                 const XaTarget *target,
                 XaTdChat       *chat,
                 GError        **error)
{
  if (target->id)
    return find_known (fetch, target, chat, error);
  if (target->kind == XA_TARGET_INVITE)
    return find_by_invitation (fetch, target->handle, chat, error);

  return find_by_name (fetch, target->handle, chat, error);
}

/* --- its facts ------------------------------------------------------------------------------- */

static gboolean
is_admin (const XaJsonAt *status)
{
  return xa_td_is (status, "chatMemberStatusAdministrator") || xa_td_is (status, "chatMemberStatusCreator");
}

static void
read_handle (const XaJsonAt *supergroup,
             XaTdChat       *chat)
{
  XaJsonAt usernames = xa_json_maybe_object (supergroup, "usernames");
  XaJsonAt active = xa_json_maybe_array (&usernames, "active_usernames");
  XaJsonAt first;
  XaSpan   name;

  if (xa_json_length (&active) == 0)
    return;
  first = xa_json_element (&active, 0);
  name = xa_json_as_text (&first);
  if (!name.len || name.len > 32)
    return;
  chat->handle = xa_span_dup (name);
  g_snprintf (chat->url, sizeof chat->url, "https://t.me/%s", chat->handle);
}

/* What the library knows of a group by itself, with what the account is in it. */
static XaJson *
glance (XaFetch    *fetch,
        const char *method,
        const char *name,
        gint64      id,
        const char *type,
        XaTdChat   *chat,
        XaJsonAt   *root,
        GError    **error)
{
  XaRequest *request = xa_td_request_local (method);
  XaJson    *document;
  XaJsonAt   status;

  xa_td_request_add_id (request, name, id);
  document = xa_td_ask (fetch, request, type, root, error);
  if (!document)
    return NULL;
  status = xa_json_maybe_object (root, "status");
  chat->is_admin = is_admin (&status);

  return document;
}

static gboolean
glance_at_supergroup (XaFetch  *fetch,
                      XaTdChat *chat,
                      GError  **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) document = glance (fetch, "getSupergroup", "supergroup_id", chat->supergroup_id, "supergroup", chat, &root, error);

  if (!document)
    return FALSE;
  read_handle (&root, chat);
  chat->shows_members = chat->is_admin || chat->kind != XA_AUDIENCE_CHANNEL;

  return xa_json_check (document, error);
}

static gboolean
look_at_supergroup (XaFetch  *fetch,
                    XaTdChat *chat,
                    GError  **error)
{
  XaRequest *request;
  XaJsonAt   root;
  g_autoptr (XaJson) full = NULL;

  if (!glance_at_supergroup (fetch, chat, error))
    return FALSE;
  request = xa_td_request ("getSupergroupFullInfo", NULL);
  xa_td_request_add_id (request, "supergroup_id", chat->supergroup_id);
  full = xa_td_ask (fetch, request, "supergroupFullInfo", &root, error);
  if (!full)
    return FALSE;
  /* The number of the short description is often nought. */
  chat->n_members = xa_json_int (&root, "member_count");
  if (chat->n_members <= 0)
    chat->n_members = XA_COUNT_UNKNOWN;
  chat->shows_members = xa_json_maybe_boolean (&root, "can_get_members", FALSE) && (chat->is_admin || !xa_json_maybe_boolean (&root, "has_hidden_members", FALSE));
  chat->shows_statistics = xa_json_maybe_boolean (&root, "can_get_statistics", FALSE);

  return xa_json_check (full, error);
}

static gboolean
look_at_group (XaFetch  *fetch,
               XaTdChat *chat,
               GError  **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) document = glance (fetch, "getBasicGroup", "basic_group_id", chat->group_id, "basicGroup", chat, &root, error);

  if (!document)
    return FALSE;
  chat->n_members = xa_json_maybe_count (&root, "member_count");
  chat->shows_members = TRUE;

  return xa_json_check (document, error);
}

gboolean
xa_td_chat_look (XaFetch        *fetch,
                 const XaTarget *target,
                 XaTdChat       *chat,
                 GError        **error)
{
  return xa_td_chat_find (fetch, target, chat, error) &&
         (chat->supergroup_id ? look_at_supergroup (fetch, chat, error) : look_at_group (fetch, chat, error));
}

gboolean
xa_td_chat_declare (XaFetch        *fetch,
                    const XaTdChat *chat,
                    XaAudienceRef  *ref,
                    GError        **error)
{
  const XaAudienceRecord record = {
    .platform = XA_PLATFORM_TELEGRAM,
    .native_id = xa_span (chat->id),
    .kind = chat->kind,
    .title = xa_span (chat->title),
    .handle = xa_span (chat->handle),
    .url = chat->url[0] ? xa_span (chat->url) : XA_SPAN_NONE,
    .members_reported = chat->n_members,
  };

  return xa_sink_audience (xa_fetch_get_sink (fetch), &record, ref, error);
}

/* --- before it is added ---------------------------------------------------------------------- */

gint64
xa_td_chat_get_max_members (const XaTdChat *chat)
{
  if (!chat->supergroup_id)
    return G_MAXINT64;

  return chat->kind == XA_AUDIENCE_CHANNEL ? XA_TD_MAX_OF_CHANNEL : XA_TD_MAX_OF_GROUP;
}

static void
say_coverage (const XaTdChat *chat,
              XaPreview      *preview)
{
  gboolean is_channel = chat->kind == XA_AUDIENCE_CHANNEL;
  gint64   max = xa_td_chat_get_max_members (chat);

  if (!chat->shows_members) {
    preview->coverage = is_channel ? XA_COVERAGE_COUNT_ONLY : XA_COVERAGE_ACTIVE_AUTHORS;
    preview->coverage_why = g_strdup (is_channel ? N_ ("Telegram shows who follows a channel to its administrators only.")
                                                 : N_ ("This group hides its members: who writes and who reacts is seen."));
  } else if (chat->n_members > max) {
    preview->coverage = XA_COVERAGE_FIRST_N;
    preview->first_n = max;
    preview->coverage_why = g_strdup_printf (is_channel ? N_ ("Telegram lists the newest %lld of a channel and no more.")
                                                        : N_ ("Telegram lists %lld members of a group and no more."),
                                             (long long) max);
  } else {
    preview->coverage = XA_COVERAGE_COMPLETE;
    preview->coverage_why = g_strdup (N_ ("Telegram lists all members."));
  }
}

static guint
get_gives (const XaTdChat *chat)
{
  guint gives = XA_GIVES_PROFILE | XA_GIVES_COUNTS | XA_GIVES_POSTS | XA_GIVES_COMMENTS | XA_GIVES_HISTORY;

  if (chat->shows_members)
    gives |= XA_GIVES_MEMBERS;
  if (chat->kind != XA_AUDIENCE_CHANNEL)
    gives |= XA_GIVES_AUTHORS | XA_GIVES_REACTORS;

  return gives;
}

static XaPreview *
make_preview (XaFetch        *fetch,
              const XaTdChat *chat)
{
  XaPreview *preview = xa_preview_new ();
  gint64     listed = chat->shows_members ? MIN (MAX (chat->n_members, 0), xa_td_chat_get_max_members (chat)) : 0;

  preview->target = xa_target_new (XA_PLATFORM_TELEGRAM, chat->kind == XA_AUDIENCE_CHANNEL ? XA_TARGET_CHANNEL : XA_TARGET_GROUP);
  preview->target->id = g_strdup (chat->id);
  preview->target->handle = chat->handle ? g_ascii_strdown (chat->handle, -1) : NULL;
  preview->title = g_strdup (chat->title);
  preview->url = chat->url[0] ? g_strdup (chat->url) : NULL;
  preview->kind = chat->kind;
  preview->members_reported = chat->n_members;
  preview->gives = get_gives (chat);
  say_coverage (chat, preview);
  /* Pages of 200 members and of 100 posts. */
  preview->n_requests = 4 + (chat->supergroup_id ? listed / 200 : 0) + xa_preview_count_posts (fetch, XA_COUNT_UNKNOWN) / 100;
  preview->duration_us = preview->n_requests * USUAL_PACE_US;

  return preview;
}

XaPreview *
xa_td_chat_preview (XaFetch        *fetch,
                    const XaTarget *target,
                    GError        **error)
{
  g_auto (XaTdChat) chat = { 0 };

  return xa_td_chat_look (fetch, target, &chat, error) ? make_preview (fetch, &chat) : NULL;
}

/* --- all chats of the account ---------------------------------------------------------------- */

/* As far as the library knows without asking: sizes come when one is added. */
static gboolean
add_to_list (XaFetch   *fetch,
             gint64     chat_id,
             GPtrArray *list,
             GError   **error)
{
  g_auto (XaTdChat) chat = { 0 };
  g_autoptr (GError) refusal = NULL;
  XaPreview *preview;

  if (!find_by_id (fetch, chat_id, &chat, &refusal) ||
      !(chat.supergroup_id ? glance_at_supergroup (fetch, &chat, &refusal) : look_at_group (fetch, &chat, &refusal))) {
    /* People are passed over, and so is what has gone in between. */
    if (g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_REFUSED) || is_unknown (refusal))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&refusal));
    return FALSE;
  }
  preview = make_preview (fetch, &chat);
  if (chat.n_members == XA_COUNT_UNKNOWN && chat.shows_members)
    g_set_str (&preview->coverage_why, N_ ("How many can be had is known once it is fetched."));
  g_ptr_array_add (list, preview);

  return TRUE;
}

GPtrArray *
xa_td_chat_list (XaFetch *fetch,
                 GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_preview_free);
  XaRequest *request = xa_td_request_local ("getChats");
  g_autoptr (XaJson) document = NULL;
  XaJsonAt root, ids;

  xa_td_request_add_json (request, "chat_list", "{\"@type\":\"chatListMain\"}");
  xa_td_request_add_id (request, "limit", CHATS_A_PAGE * MAX_CHAT_PAGES);
  if (!load_chats (fetch, error)) {
    xa_request_free (request);
    return NULL;
  }
  document = xa_td_ask (fetch, request, "chats", &root, error);
  if (!document)
    return NULL;
  ids = xa_json_array (&root, "chat_ids");
  for (guint i = 0; i < xa_json_length (&ids); i++) {
    XaJsonAt         at = xa_json_element (&ids, i);
    g_autofree char *id = xa_span_dup (xa_json_as_id (&at));

    if (id && !add_to_list (fetch, g_ascii_strtoll (id, NULL, 10), list, error))
      return NULL;
  }

  return xa_json_check (document, error) ? g_steal_pointer (&list) : NULL;
}
