#include "providers/discord/xa-discord-api.h"

#include "model/xa-language.h"

#define GIVES_SERVER \
  (XA_GIVES_PROFILE | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COMMENTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY)

#define MEMBERS_PAGE 1000

/* Answers of Discord allow about one request a second for each kind, in bursts. */
static void
set_cost (XaPreview *preview,
          gint64     n_requests)
{
  preview->n_requests = n_requests;
  preview->duration_us = n_requests * G_USEC_PER_SEC;
}

static gint64
count_post_pages (XaFetch *fetch)
{
  return (xa_preview_count_posts (fetch, XA_COUNT_UNKNOWN) + XA_DISCORD_PAGE - 1) / XA_DISCORD_PAGE;
}

static XaPreview *
preview_new (const XaDiscordGuild *guild,
             XaTargetKind          kind)
{
  XaPreview *preview = xa_preview_new ();

  preview->target = xa_target_new (XA_PLATFORM_DISCORD, kind);
  preview->target->id = g_strdup (guild->id);
  preview->title = g_strdup (guild->title);
  preview->url = g_strconcat ("https://discord.com/channels/", guild->id, NULL);
  preview->kind = XA_AUDIENCE_SERVER;
  preview->members_reported = guild->n_members;

  return preview;
}

static XaPreview *
make_server (XaFetch              *fetch,
             const XaDiscordGuild *guild,
             gboolean              has_members)
{
  XaPreview *preview = preview_new (guild, XA_TARGET_SERVER);
  gint64     n_pages = has_members && guild->n_members > 0 ? guild->n_members / MEMBERS_PAGE + 1 : 1;

  preview->coverage = has_members ? XA_COVERAGE_COMPLETE : XA_COVERAGE_ACTIVE_AUTHORS;
  preview->coverage_why = g_strdup (has_members ? N_ ("The bot has the intent “Server Members”, so Discord gives it the whole list.")
                                                : N_ ("The bot lacks the intent “Server Members”: who writes and who reacts is seen, and no list."));
  preview->gives = GIVES_SERVER | (has_members ? XA_GIVES_MEMBERS : 0);
  /* A list of channels and threads, and the reactions of the last days, which are hard to guess. */
  set_cost (preview, 5 + n_pages + 2 * count_post_pages (fetch));

  return preview;
}

static XaPreview *
preview_server (XaFetch    *fetch,
                const char *guild_id,
                GError    **error)
{
  g_auto (XaDiscordGuild) guild = { 0 };
  XaDiscordIntents intents;

  if (!xa_discord_guild_read (fetch, guild_id, &guild, error) || !xa_discord_intents_read (fetch, &intents, error))
    return NULL;

  return make_server (fetch, &guild, intents.members);
}

static XaPreview *
preview_channel (XaFetch        *fetch,
                 const XaTarget *target,
                 GError        **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) document = xa_discord_ask (fetch, xa_request_new ("GET", "channels", target->id, NULL), "channel", target->id, &root, error);
  g_autoptr (XaPreview) preview = xa_preview_new ();
  XaSpan guild_id;

  if (!document)
    return NULL;
  guild_id = xa_json_maybe_id (&root, "guild_id");
  preview->target = xa_target_copy (target);
  preview->title = xa_span_dup (xa_json_maybe_text (&root, "name"));
  if (!xa_json_check (document, error))
    return NULL;
  if (!guild_id.len || !preview->title) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, N_ ("This is a private conversation, and people are not audiences; name a server or a channel of one."));
    return NULL;
  }

  g_free (preview->target->parent);
  preview->target->parent = xa_span_dup (guild_id);
  preview->url = g_strdup_printf ("https://discord.com/channels/%s/%s", preview->target->parent, preview->target->id);
  preview->kind = XA_AUDIENCE_CHANNEL;
  preview->coverage = XA_COVERAGE_ACTIVE_AUTHORS;
  preview->coverage_why = g_strdup (N_ ("A channel has no members of its own: who writes and who reacts is seen."));
  preview->gives = GIVES_SERVER;
  set_cost (preview, 4 + 2 * count_post_pages (fetch));

  return g_steal_pointer (&preview);
}

/* An invitation tells of its server whoever asks. Where the bot is in that, it is the server. */
static XaPreview *
preview_invite (XaFetch        *fetch,
                const XaTarget *target,
                GError        **error)
{
  XaRequest *request = xa_request_new ("GET", "invites", target->handle, NULL);
  g_autoptr (XaJson) document = NULL;
  g_auto (XaDiscordGuild) guild = { 0 };
  g_autoptr (GError) hidden = NULL;
  XaJsonAt   root, at;
  XaPreview *preview;

  xa_request_add_query (request, "with_counts", "true");
  document = xa_discord_ask (fetch, request, "invite", NULL, &root, error);
  if (!document)
    return NULL;
  at = xa_json_object (&root, "guild");
  xa_discord_guild_take (&at, &guild);
  guild.n_members = xa_json_maybe_count (&root, "approximate_member_count");
  if (!xa_json_check (document, error))
    return NULL;

  preview = preview_server (fetch, guild.id, &hidden);
  if (preview)
    return preview;
  if (!xa_discord_is_hidden (hidden)) {
    g_propagate_error (error, g_steal_pointer (&hidden));
    return NULL;
  }
  preview = preview_new (&guild, XA_TARGET_INVITE);
  preview->target->handle = g_strdup (target->handle);
  preview->coverage_why = g_strdup (N_ ("The bot is not in this server: only its size is told. Ask its owner to add the bot for more."));
  preview->gives = XA_GIVES_PROFILE | XA_GIVES_COUNTS;
  set_cost (preview, 1);

  return preview;
}

XaPreview *
xa_discord_preview (XaFetch        *fetch,
                    const XaTarget *target,
                    GError        **error)
{
  if (target->kind == XA_TARGET_INVITE)
    return preview_invite (fetch, target, error);
  if (target->kind == XA_TARGET_CHANNEL)
    return preview_channel (fetch, target, error);

  return preview_server (fetch, target->id, error);
}

/* --- what can be ticked -------------------------------------------------------------------------- */

#define SERVERS_PAGE 200

static gboolean
list_page (XaFetch          *fetch,
           XaDiscordIntents *intents,
           GPtrArray        *previews,
           char            **after,
           GError          **error)
{
  XaRequest *request = xa_request_new ("GET", "users", "@me", "guilds", NULL);
  g_autoptr (XaJson) document = NULL;
  XaJsonAt root;
  guint    n;

  xa_request_add_query (request, "with_counts", "true");
  xa_request_add_query_int (request, "limit", SERVERS_PAGE);
  xa_request_add_query (request, "after", *after);
  document = xa_discord_ask (fetch, request, "servers", NULL, &root, error);
  if (!document)
    return FALSE;

  n = xa_json_length (&root);
  g_clear_pointer (after, g_free);
  for (guint i = 0; i < n; i++) {
    XaJsonAt at = xa_json_element (&root, i);
    g_auto (XaDiscordGuild) guild = { 0 };

    xa_discord_guild_take (&at, &guild);
    if (!xa_json_check (document, error))
      return FALSE;
    if (i + 1 == n && n == SERVERS_PAGE)
      *after = g_strdup (guild.id);
    g_ptr_array_add (previews, make_server (fetch, &guild, intents->members));
  }

  return xa_json_check (document, error);
}

GPtrArray *
xa_discord_list (XaFetch *fetch,
                 GError **error)
{
  g_autoptr (GPtrArray) previews = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_preview_free);
  g_autofree char *after = NULL;
  XaDiscordIntents intents;

  if (!xa_discord_intents_read (fetch, &intents, error))
    return NULL;
  do {
    if (!list_page (fetch, &intents, previews, &after, error))
      return NULL;
  } while (after && previews->len < 100 * SERVERS_PAGE);

  return g_steal_pointer (&previews);
}
