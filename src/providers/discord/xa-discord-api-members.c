/*
 * The members of a server, in the order of their ids. Discord gives the list to bots whose owner
 * switched on the intent “Server Members”; the others get an error, or a list of nobody but
 * themselves.
 */
#include "net/xa-pager.h"
#include "providers/discord/xa-discord-api.h"

#define PAGE 1000

typedef struct {
  XaDiscord *server;
  XaPager   *pager; /* (not owned) */
  gint64     reported;
  char      *after; /* (owned) (nullable) */
  gint64     n;
} Walk;

static XaJson *
ask (Walk     *walk,
     XaJsonAt *root,
     GError  **error)
{
  XaRequest *request = xa_request_new ("GET", "guilds", walk->server->guild_id, "members", NULL);

  xa_request_add_query_int (request, "limit", PAGE);
  xa_request_add_query (request, "after", walk->after);

  return xa_discord_ask (walk->server->fetch, request, "members", walk->server->guild_id, root, error);
}

static gboolean
put_member (Walk           *walk,
            const XaJsonAt *member,
            guint64        *last,
            GError        **error)
{
  XaSink        *sink = xa_fetch_get_sink (walk->server->fetch);
  XaJsonAt       user = xa_json_object (member, "user");
  XaSpan         id = xa_json_id (&user, "id");
  XaMemberRecord record = {
    .person = { .id = id },
    .joined_us = xa_json_maybe_instant (member, "joined_at"),
    .left_us = XA_TIME_UNKNOWN,
    .is_bot = xa_json_maybe_boolean (&user, "bot", FALSE),
  };

  if (id.len)
    *last = MAX (*last, g_ascii_strtoull (id.str, NULL, 10));
  if (!xa_json_is_sound (member->document)) {
    xa_json_forgive (member->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }

  return xa_sink_member (sink, walk->server->server, &record, error);
}

/* Whether the page is what a bot without the intent sees: bots, while there are more members. The
 * bot itself is always one, so that a list of nobody is none. */
static gboolean
is_only_bots (Walk           *walk,
              const XaJsonAt *members)
{
  guint n = xa_json_length (members);

  for (guint i = 0; i < n; i++) {
    XaJsonAt member = xa_json_element (members, i);
    XaJsonAt user = xa_json_maybe_object (&member, "user");

    if (!xa_json_maybe_boolean (&user, "bot", FALSE)) {
      xa_json_forgive (members->document);
      return FALSE;
    }
  }

  return !walk->after && n < PAGE && (n == 0 || (walk->reported != XA_COUNT_UNKNOWN && walk->reported > n));
}

static gboolean
put_page (Walk           *walk,
          const XaJsonAt *members,
          guint64        *last,
          GError        **error)
{
  const XaSnapshotRecord list = {
    .at_us = xa_fetch_get_now (walk->server->fetch),
    .coverage = XA_COVERAGE_COMPLETE,
    .reported = walk->reported,
  };

  if (!xa_sink_snapshot (xa_fetch_get_sink (walk->server->fetch), walk->server->server, &list, error))
    return FALSE;
  for (guint i = 0; i < xa_json_length (members); i++) {
    XaJsonAt member = xa_json_element (members, i);

    if (!put_member (walk, &member, last, error))
      return FALSE;
  }

  return TRUE;
}

static void
note_intent (XaFetch *fetch)
{
  xa_fetch_note (fetch, XA_FETCH_NOTE_MISSING_INTENT,
                 "Server Members: switch it on in the Developer Portal under Bot, Privileged Gateway Intents; until then who writes and who reacts is seen");
}

static gboolean
read_page (Walk     *walk,
           gboolean *is_end,
           GError  **error)
{
  XaFetch *fetch = walk->server->fetch;
  XaJsonAt members;
  g_autoptr (XaJson) document = ask (walk, &members, error);
  guint64 last = walk->after ? g_ascii_strtoull (walk->after, NULL, 10) : 0;
  guint   n;

  if (!document)
    return FALSE;
  n = xa_json_length (&members);
  if (!xa_json_check (document, error))
    return FALSE;
  if (is_only_bots (walk, &members)) {
    note_intent (fetch);
    *is_end = TRUE;
    return xa_fetch_page (fetch, NULL, error);
  }
  if (!put_page (walk, &members, &last, error))
    return FALSE;

  walk->n += n;
  *is_end = n < PAGE;
  g_free (walk->after);
  walk->after = g_strdup_printf ("%" G_GUINT64_FORMAT, last);
  xa_fetch_progress (fetch, walk->n, walk->reported);

  return (*is_end || xa_pager_advance_id (walk->pager, (gint64) last, TRUE, error)) &&
         xa_fetch_page (fetch, *is_end ? NULL : walk->after, error);
}

gboolean
xa_discord_fetch_members (XaDiscord *self,
                          GError   **error)
{
  g_autoptr (XaPager) pager = xa_pager_new ();
  g_auto (XaDiscordGuild) guild = { 0 };
  g_autoptr (GError) failure = NULL;
  Walk     walk = { .server = self, .pager = pager };
  gboolean is_end = FALSE;

  if (!xa_discord_guild_read (self->fetch, self->guild_id, &guild, error))
    return FALSE;
  walk.reported = guild.n_members;
  walk.after = g_strdup (xa_fetch_get_cursor (self->fetch));
  while (!is_end && !failure)
    read_page (&walk, &is_end, &failure);
  g_free (walk.after);
  if (!failure)
    return TRUE;

  if (g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN) && walk.n == 0 && !xa_fetch_get_cursor (self->fetch)) {
    note_intent (self->fetch);
    return xa_fetch_page (self->fetch, NULL, error);
  }
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}
