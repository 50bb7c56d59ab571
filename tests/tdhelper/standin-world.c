#include "standin-world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_MEMBERS 450
#define N_MESSAGES 230
#define FIRST_USER 7310000001L
#define BOT (FIRST_USER + N_MEMBERS - 1)
#define STEP (1L << 20)
#define NEWEST_AT 1767225600L /* 2026-01-01 */
#define PER_PAGE 200
#define MESSAGES_A_PAGE 90 /* fewer than are asked for, as the library does */

/* --- text that grows ------------------------------------------------------------------------- */

typedef struct {
  char  *text;
  size_t len, room;
} Text;

__attribute__ ((format (printf, 2, 3))) static void
add (Text       *self,
     const char *format,
     ...)
{
  va_list arguments;
  int     n;

  if (self->len + 8192 > self->room) {
    self->room = self->len + 65536;
    self->text = realloc (self->text, self->room);
  }
  va_start (arguments, format);
  n = vsnprintf (self->text + self->len, self->room - self->len, format, arguments);
  va_end (arguments);
  self->len += (size_t) n;
}

static int
is (const char *request,
    const char *type)
{
  char member[128];

  snprintf (member, sizeof member, "\"@type\":\"%s\"", type);

  return strstr (request, member) != NULL;
}

static long
get_number (const char *request,
            const char *name)
{
  char        member[64];
  const char *at;

  snprintf (member, sizeof member, "\"%s\":", name);
  at = strstr (request, member);

  return at ? strtol (at + strlen (member), NULL, 10) : 0;
}

static void
refuse (Text       *answer,
        int         code,
        const char *message)
{
  add (answer, "\"@type\":\"error\",\"code\":%d,\"message\":\"%s\"", code, message);
}

/* --- chats ----------------------------------------------------------------------------------- */

/* Chats are known to the library once it was told of them. */
static int are_loaded;

static void
put_chat (Text *answer,
          long  id)
{
  if (id == -1001000000001L)
    add (answer, "\"@type\":\"chat\",\"id\":%ld,\"title\":\"Birds of the Lake\",\"type\":{\"@type\":\"chatTypeSupergroup\",\"supergroup_id\":1000000001,\"is_channel\":false}", id);
  else if (id == -1001000000002L)
    add (answer, "\"@type\":\"chat\",\"id\":%ld,\"title\":\"Lake News\",\"type\":{\"@type\":\"chatTypeSupergroup\",\"supergroup_id\":1000000002,\"is_channel\":true}", id);
  else if (id == -1001000000004L)
    add (answer, "\"@type\":\"chat\",\"id\":%ld,\"title\":\"Quiet Room\",\"type\":{\"@type\":\"chatTypeSupergroup\",\"supergroup_id\":1000000004,\"is_channel\":false}", id);
  else if (id == -3)
    add (answer, "\"@type\":\"chat\",\"id\":%ld,\"title\":\"Rowers\",\"type\":{\"@type\":\"chatTypeBasicGroup\",\"basic_group_id\":3}", id);
  else if (id == 7310000005L)
    add (answer, "\"@type\":\"chat\",\"id\":%ld,\"title\":\"PLANTED Person\",\"type\":{\"@type\":\"chatTypePrivate\",\"user_id\":7310000005}", id);
  else
    refuse (answer, 400, "Chat not found PLANTED");
}

static void
put_supergroup (Text *answer,
                long  id)
{
  static const char *const names[] = { "", "lakebirds", "lakenews", "", "" };
  const char              *name = id >= 1000000001L && id <= 1000000004L ? names[id - 1000000000L] : "";

  add (answer, "\"@type\":\"supergroup\",\"id\":%ld,\"member_count\":0,\"is_channel\":%s,", id, id == 1000000002L ? "true" : "false");
  if (*name)
    add (answer, "\"usernames\":{\"@type\":\"usernames\",\"active_usernames\":[\"%s\"],\"editable_username\":\"%s\"},", name, name);
  add (answer, "\"status\":{\"@type\":\"%s\"}", id == 1000000002L ? "chatMemberStatusAdministrator" : "chatMemberStatusMember");
}

static void
put_full_info (Text *answer,
               long  id)
{
  int n = id == 1000000001L ? N_MEMBERS : id == 1000000002L ? 900
                                                            : 77;

  add (answer, "\"@type\":\"supergroupFullInfo\",\"description\":\"PLANTED\",\"member_count\":%d,\"can_get_members\":true,\"has_hidden_members\":%s,\"can_get_statistics\":%s",
       n, id == 1000000004L ? "true" : "false", id == 1000000002L ? "true" : "false");
}

static void
load_chats (Text *answer)
{
  if (are_loaded) {
    refuse (answer, 404, "Not Found");
  } else {
    are_loaded = 1;
    add (answer, "\"@type\":\"ok\"");
  }
}

/* --- members --------------------------------------------------------------------------------- */

static void
put_member (Text *answer,
            long  user,
            int   n)
{
  add (answer, "%s{\"@type\":\"chatMember\",\"member_id\":{\"@type\":\"messageSenderUser\",\"user_id\":%ld},\"inviter_user_id\":0,\"joined_chat_date\":%ld,\"status\":{\"@type\":\"chatMemberStatusMember\"}}",
       n ? "," : "", user, 1700000000L + user % 1000);
}

static void
put_members (Text       *answer,
             const char *request)
{
  long offset = get_number (request, "offset"), id = get_number (request, "supergroup_id");
  long total = id == 1000000002L ? 200 : id == 1000000001L ? N_MEMBERS
                                                           : 0;

  add (answer, "\"@type\":\"chatMembers\",\"total_count\":%ld,\"members\":[", total);
  for (long i = offset; i < total && i < offset + PER_PAGE; i++)
    put_member (answer, FIRST_USER + i, i > offset);
  add (answer, "]");
}

static void
put_bots (Text *answer,
          long  chat)
{
  add (answer, "\"@type\":\"chatMembers\",\"total_count\":1,\"members\":[");
  if (chat == -1001000000001L)
    put_member (answer, BOT, 0);
  add (answer, "]");
}

static void
put_group (Text *answer)
{
  add (answer, "\"@type\":\"basicGroupFullInfo\",\"description\":\"PLANTED\",\"members\":[");
  for (int i = 0; i < 3; i++)
    put_member (answer, FIRST_USER + i, i);
  add (answer, "]");
}

/* --- messages -------------------------------------------------------------------------------- */

static void
put_words (Text *answer,
           long  number)
{
  add (answer, "\"content\":{\"@type\":\"messageText\",\"text\":{\"@type\":\"formattedText\",\"text\":\"plain words %ld #lake PLANTEDNAME @otherlake\",\"entities\":["
               "{\"@type\":\"textEntity\",\"offset\":%d,\"length\":5,\"type\":{\"@type\":\"textEntityTypeHashtag\"}},"
               "{\"@type\":\"textEntity\",\"offset\":%d,\"length\":11,\"type\":{\"@type\":\"textEntityTypeMentionName\",\"user_id\":7310000007}},"
               "{\"@type\":\"textEntity\",\"offset\":%d,\"length\":10,\"type\":{\"@type\":\"textEntityTypeMention\"}}]}}",
       number, number >= 100 ? 16 : number >= 10 ? 15
                                                 : 14,
       number >= 100 ? 22 : number >= 10 ? 21
                                         : 20,
       number >= 100 ? 34 : number >= 10 ? 33
                                         : 32);
}

/* Of ten one tells of somebody who joined, one was passed on, and one is of a bot. */
static void
put_message (Text *answer,
             long  chat,
             long  number,
             int   n)
{
  long kind = number % 10;

  add (answer, "%s{\"@type\":\"message\",\"id\":%ld,\"chat_id\":%ld,\"date\":%ld,\"is_channel_post\":%s,", n ? "," : "", number * STEP, chat,
       NEWEST_AT - (N_MESSAGES - number) * 7200, chat == -1001000000002L ? "true" : "false");
  if (chat == -1001000000002L)
    add (answer, "\"sender_id\":{\"@type\":\"messageSenderChat\",\"chat_id\":%ld},", chat);
  else
    add (answer, "\"sender_id\":{\"@type\":\"messageSenderUser\",\"user_id\":%ld},", kind == 7 ? BOT : FIRST_USER + number % 40);
  if (kind == 3)
    add (answer, "\"forward_info\":{\"@type\":\"messageForwardInfo\",\"origin\":{\"@type\":\"messageOriginChannel\",\"chat_id\":-1009876543210,\"message_id\":1048576,\"author_signature\":\"PLANTED\"}},");
  if (kind == 5)
    add (answer, "\"reply_to\":{\"@type\":\"messageReplyToMessage\",\"chat_id\":%ld,\"message_id\":%ld},", chat, (number - 1) * STEP);
  add (answer, "\"interaction_info\":{\"@type\":\"messageInteractionInfo\",\"view_count\":%ld,\"forward_count\":2,\"reply_info\":{\"@type\":\"messageReplyInfo\",\"reply_count\":1},"
               "\"reactions\":{\"@type\":\"messageReactions\",\"can_get_added_reactions\":%s,\"reactions\":[{\"@type\":\"messageReaction\",\"type\":{\"@type\":\"reactionTypeEmoji\",\"emoji\":\"👍\"},\"total_count\":3}]}},",
       chat == -1001000000002L ? 1000 + number : 0, number > N_MESSAGES - 3 && chat != -1001000000002L ? "true" : "false");
  if (kind == 9)
    add (answer, "\"content\":{\"@type\":\"messageChatJoinByLink\"}");
  else if (kind == 2)
    add (answer, "\"content\":{\"@type\":\"messagePhoto\",\"caption\":{\"@type\":\"formattedText\",\"text\":\"a picture\",\"entities\":[]}}");
  else
    put_words (answer, number);
  add (answer, "}");
}

static void
put_history (Text       *answer,
             const char *request)
{
  long from = get_number (request, "from_message_id") / STEP, chat = get_number (request, "chat_id");
  long number = from > 0 ? from - 1 : N_MESSAGES;
  int  n = 0;

  add (answer, "\"@type\":\"messages\",\"total_count\":%d,\"messages\":[", N_MESSAGES);
  for (; number > 0 && n < MESSAGES_A_PAGE; number--, n++)
    put_message (answer, chat, number, n);
  add (answer, "]");
}

static void
put_reactions (Text *answer)
{
  add (answer, "\"@type\":\"addedReactions\",\"total_count\":2,\"next_offset\":\"\",\"reactions\":[");
  for (int i = 0; i < 2; i++)
    add (answer, "%s{\"@type\":\"addedReaction\",\"type\":{\"@type\":\"reactionTypeEmoji\",\"emoji\":\"👍\"},\"sender_id\":{\"@type\":\"messageSenderUser\",\"user_id\":%ld},\"is_outgoing\":false,\"date\":%ld}",
         i ? "," : "", FIRST_USER + 10 + i, NEWEST_AT);
  add (answer, "]");
}

/* --- the log of recent actions ---------------------------------------------------------------- */

#define N_ACTIONS 250
#define ACTION (1L << 40)

/* Of ten one was asked in, one was put out, one is a channel, one is something else; of the rest every other left. */
static void
put_action (Text *answer,
            long  number,
            int   n)
{
  long who = FIRST_USER + 500 + number;

  add (answer, "%s{\"@type\":\"chatEvent\",\"id\":\"%ld\",\"date\":%ld,", n ? "," : "", ACTION + number, NEWEST_AT - (N_ACTIONS - number) * 600);
  if (number % 10 == 5)
    add (answer, "\"member_id\":{\"@type\":\"messageSenderChat\",\"chat_id\":-1009876543210},");
  else
    add (answer, "\"member_id\":{\"@type\":\"messageSenderUser\",\"user_id\":%ld},", who);
  if (number % 10 == 1)
    add (answer, "\"action\":{\"@type\":\"chatEventMemberInvited\",\"user_id\":%ld,\"status\":{\"@type\":\"chatMemberStatusMember\"}}}", who + 1000);
  else if (number % 10 == 2)
    add (answer, "\"action\":{\"@type\":\"chatEventMemberRestricted\",\"member_id\":{\"@type\":\"messageSenderUser\",\"user_id\":%ld},"
                 "\"old_status\":{\"@type\":\"chatMemberStatusMember\"},\"new_status\":{\"@type\":\"chatMemberStatusBanned\",\"banned_until_date\":0}}}",
         who + 2000);
  else if (number % 10 == 3)
    add (answer, "\"action\":{\"@type\":\"chatEventTitleChanged\",\"old_title\":\"PLANTED\",\"new_title\":\"PLANTED\"}}");
  else if (number % 2)
    add (answer, "\"action\":{\"@type\":\"chatEventMemberLeft\"}}");
  else
    add (answer, "\"action\":{\"@type\":\"chatEventMemberJoinedByInviteLink\",\"invite_link\":{\"@type\":\"chatInviteLink\",\"name\":\"PLANTED\"},\"via_chat_folder_invite_link\":false}}");
}

static void
put_actions (Text       *answer,
             const char *request)
{
  const char *from = strstr (request, "\"from_event_id\":\"");
  long        before = from ? strtol (from + strlen ("\"from_event_id\":\""), NULL, 10) - ACTION : 0;
  int         n = 0;

  add (answer, "\"@type\":\"chatEvents\",\"events\":[");
  for (long number = before > 0 ? before - 1 : N_ACTIONS; number > 0 && n < 60; number--, n++)
    put_action (answer, number, n);
  add (answer, "]");
}

/* --- statistics ------------------------------------------------------------------------------ */

static void
put_graph (Text *answer)
{
  add (answer, "\"@type\":\"statisticalGraphData\",\"zoom_token\":\"\",\"json_data\":\"{\\\"columns\\\":[[\\\"x\\\",1766966400000,1767052800000,1767139200000],[\\\"y0\\\",880,890,895]]}\"");
}

/* --- one request ----------------------------------------------------------------------------- */

static void
put_own (Text *answer)
{
  add (answer, "\"@type\":\"user\",\"id\":7310000009,\"first_name\":\"PLANTED\",\"phone_number\":\"" STANDIN_PHONE "\","
               "\"usernames\":{\"@type\":\"usernames\",\"active_usernames\":[\"our_reader\"],\"editable_username\":\"our_reader\"}");
}

static int
put_answer (Text       *answer,
            const char *request)
{
  long chat = get_number (request, "chat_id");

  if (is (request, "getMe"))
    put_own (answer);
  else if (is (request, "loadChats"))
    load_chats (answer);
  else if (is (request, "getChats"))
    add (answer, "\"@type\":\"chats\",\"total_count\":5,\"chat_ids\":[-1001000000001,-1001000000002,7310000005,-3,-1001000000004]");
  else if (is (request, "getChat"))
    put_chat (answer, are_loaded ? chat : 0);
  else if (is (request, "searchPublicChat"))
    put_chat (answer, strstr (request, "lakebirds") ? -1001000000001L : strstr (request, "lakenews") ? -1001000000002L
                                                                      : strstr (request, "somebody") ? 7310000005L
                                                                                                     : 0);
  else if (is (request, "getSupergroup"))
    put_supergroup (answer, get_number (request, "supergroup_id"));
  else if (is (request, "getSupergroupFullInfo"))
    put_full_info (answer, get_number (request, "supergroup_id"));
  else if (is (request, "getSupergroupMembers"))
    put_members (answer, request);
  else if (is (request, "searchChatMembers"))
    put_bots (answer, chat);
  else if (is (request, "getBasicGroup"))
    add (answer, "\"@type\":\"basicGroup\",\"id\":3,\"member_count\":3,\"status\":{\"@type\":\"chatMemberStatusMember\"}");
  else if (is (request, "getBasicGroupFullInfo"))
    put_group (answer);
  else if (is (request, "getChatHistory"))
    put_history (answer, request);
  else if (is (request, "getMessageAddedReactions"))
    put_reactions (answer);
  else if (is (request, "getChatStatistics"))
    add (answer, "\"@type\":\"chatStatisticsChannel\",\"member_count_graph\":{\"@type\":\"statisticalGraphAsync\",\"token\":\"later\"}");
  else if (is (request, "getChatEventLog"))
    put_actions (answer, request);
  else if (is (request, "getStatisticalGraph"))
    put_graph (answer);
  else
    return 0;

  return 1;
}

char *
standin_world_answer (const char *request)
{
  Text answer = { 0 };

  add (&answer, "{");
  if (!put_answer (&answer, request)) {
    free (answer.text);
    return NULL;
  }
  add (&answer, ",\"@extra\":%ld,\"@client_id\":1}", get_number (request, "@extra"));

  return answer.text;
}
