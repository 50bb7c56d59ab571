#include "providers/mastodon/xa-mastodon-post.h"

#include "model/xa-time.h"
#include "providers/html/xa-html-text.h"

#include <math.h>
#include <string.h>

void
xa_mastodon_posts_init (XaMastodonPosts *self,
                        XaMastodon      *server,
                        XaAudienceRef    audience,
                        gint64           known_us)
{
  *self = (XaMastodonPosts) {
    .server = server,
    .audience = audience,
    .own = server->target->kind == XA_TARGET_ACCOUNT ? g_strdup_printf ("%s@%s", server->target->handle, server->domain) : NULL,
    .known_us = known_us,
    .tags = g_array_new (FALSE, FALSE, sizeof (XaSpan)),
    .author = g_string_new (NULL),
    .id = g_string_new (NULL),
    .reply_to = g_string_new (NULL),
    .mentioned = g_string_new (NULL),
  };
}

void
xa_mastodon_posts_clear (XaMastodonPosts *self)
{
  g_free (self->own);
  g_array_unref (self->tags);
  g_string_free (self->author, TRUE);
  g_string_free (self->id, TRUE);
  g_string_free (self->reply_to, TRUE);
  g_string_free (self->mentioned, TRUE);
  *self = (XaMastodonPosts) { 0 };
}

/* Ids are the server's own: two servers may use the same. */
XaSpan
xa_mastodon_post_id (XaMastodon *server,
                     XaSpan      id,
                     GString    *buffer)
{
  if (!id.len)
    return XA_SPAN_NONE;
  g_string_printf (buffer, "%s/%.*s", server->domain, (int) id.len, id.str);

  return (XaSpan) { buffer->str, buffer->len };
}

gint64
xa_mastodon_post_time (const XaJsonAt *post)
{
  XaSpan created = xa_json_maybe_text (post, "created_at");

  return created.str ? xa_time_parse (created) : XA_TIME_UNKNOWN;
}

static gint64
add_counts (gint64 a,
            gint64 b)
{
  if (a == XA_COUNT_UNKNOWN || b == XA_COUNT_UNKNOWN)
    return a == XA_COUNT_UNKNOWN ? b : a;

  return a + b;
}

static void
read_tags (XaMastodonPosts *self,
           const XaJsonAt  *post)
{
  XaJsonAt tags = xa_json_maybe_array (post, "tags");

  g_array_set_size (self->tags, 0);
  for (guint i = 0; i < xa_json_length (&tags); i++) {
    XaJsonAt tag = xa_json_element (&tags, i);
    XaSpan   name = xa_json_maybe_text (&tag, "name");

    if (name.len)
      g_array_append_val (self->tags, name);
  }
}

/* A post above that stands in the same audience: ids of others' would lead to nothing. */
static XaSpan
read_reply_to (XaMastodonPosts *self,
               const XaJsonAt  *post)
{
  XaJsonAt account = xa_json_maybe_object (post, "account");
  XaSpan   author = xa_json_maybe_id (&account, "id");
  XaSpan   to = xa_json_maybe_id (post, "in_reply_to_account_id");

  if (self->own && (!to.len || to.len != author.len || memcmp (to.str, author.str, to.len) != 0))
    return XA_SPAN_NONE;

  return xa_mastodon_post_id (self->server, xa_json_maybe_id (post, "in_reply_to_id"), self->reply_to);
}

/* What stands before a post that has to be opened is part of it. */
static char *
read_text (const XaJsonAt *post)
{
  XaSpan           warning = xa_json_maybe_text (post, "spoiler_text");
  XaSpan           content = xa_json_maybe_text (post, "content");
  g_autofree char *body = content.str ? xa_html_text (content.str, content.len) : NULL;

  if (!warning.len)
    return g_steal_pointer (&body);

  return g_strdup_printf ("%.*s\n%s", (int) warning.len, warning.str, body ? body : "");
}

static XaAuthorKind
get_author_kind (XaMastodonPosts *self,
                 const XaJsonAt  *account,
                 XaSpan           name)
{
  if (self->own && xa_span_equal (name, self->own))
    return XA_AUTHOR_OWN;

  return xa_json_maybe_boolean (account, "bot", FALSE) || xa_json_maybe_boolean (account, "group", FALSE) ? XA_AUTHOR_BOT : XA_AUTHOR_MEMBER;
}

static XaPostRecord
read_post (XaMastodonPosts *self,
           const XaJsonAt  *post,
           const char      *text)
{
  XaJsonAt     account = xa_json_object (post, "account");
  XaJsonAt     media = xa_json_maybe_array (post, "media_attachments");
  XaSpan       name = xa_mastodon_acct (self->server, &account, self->author);
  XaAuthorKind kind = get_author_kind (self, &account, name);

  read_tags (self, post);

  return (XaPostRecord) {
    .native_id = xa_mastodon_post_id (self->server, xa_json_id (post, "id"), self->id),
    .at_us = xa_json_instant (post, "created_at"),
    .author_kind = kind,
    .author = { .id = kind == XA_AUTHOR_MEMBER ? name : XA_SPAN_NONE },
    .text = xa_span (text),
    .lang = xa_json_maybe_text (post, "language"),
    .reply_to = read_reply_to (self, post),
    .tags = (const XaSpan *) (gpointer) self->tags->data,
    .n_tags = self->tags->len,
    .reactions = xa_json_maybe_count (post, "favourites_count"),
    .comments = xa_json_maybe_count (post, "replies_count"),
    .shares = add_counts (xa_json_maybe_count (post, "reblogs_count"), xa_json_maybe_count (post, "quotes_count")),
    .views = XA_COUNT_UNKNOWN,
    .seen_us = xa_fetch_get_now (self->server->fetch),
    .has_media = xa_json_length (&media) > 0,
    .rating = NAN,
  };
}

/* --- who is named and passed on ------------------------------------------------------------------- */

static gboolean
take_mentions (XaMastodonPosts *self,
               const XaJsonAt  *post,
               gint64           at_us,
               GError         **error)
{
  XaJsonAt mentions = xa_json_maybe_array (post, "mentions");

  for (guint i = 0; i < xa_json_length (&mentions); i++) {
    XaJsonAt     mention = xa_json_element (&mentions, i);
    XaLinkRecord link = { .kind = XA_LINK_MENTION, .at_us = at_us };

    link.target_native_id = xa_mastodon_acct (self->server, &mention, self->mentioned);
    if (link.target_native_id.len && !(self->own && xa_span_equal (link.target_native_id, self->own)) &&
        !xa_sink_link (xa_fetch_get_sink (self->server->fetch), self->audience, &link, error))
      return FALSE;
  }
  xa_json_forgive (post->document);

  return TRUE;
}

/* A post of another account that this one passed on; counted once, whichever pass sees it. */
static gboolean
take_boost (XaMastodonPosts *self,
            const XaJsonAt  *post,
            const XaJsonAt  *boosted,
            GError         **error)
{
  XaJsonAt     account = xa_json_object (boosted, "account");
  XaLinkRecord link = { .kind = XA_LINK_FORWARD, .at_us = xa_json_instant (post, "created_at"), .certain = self->own != NULL };

  link.target_native_id = xa_mastodon_acct (self->server, &account, self->mentioned);
  if (!xa_json_is_sound (post->document)) {
    xa_json_forgive (post->document);
    xa_sink_reject (xa_fetch_get_sink (self->server->fetch), XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  if ((self->own && xa_span_equal (link.target_native_id, self->own)) || (self->known_us != XA_TIME_UNKNOWN && link.at_us <= self->known_us))
    return TRUE;

  return xa_sink_link (xa_fetch_get_sink (self->server->fetch), self->audience, &link, error);
}

/* What somebody wrote to some people alone is not for us, though a token may see it. */
static gboolean
is_public (const XaJsonAt *post)
{
  XaSpan visibility = xa_json_maybe_text (post, "visibility");

  return !visibility.len || xa_span_equal (visibility, "public") || xa_span_equal (visibility, "unlisted");
}

/**
 * xa_mastodon_posts_take:
 *
 * One that is not as promised is counted and left out; the document is sound afterwards.
 */
gboolean
xa_mastodon_posts_take (XaMastodonPosts *self,
                        const XaJsonAt  *post,
                        GError         **error)
{
  XaJsonAt         boosted = xa_json_maybe_object (post, "reblog");
  g_autofree char *text = NULL;
  XaPostRecord     record;

  if (boosted.node)
    return take_boost (self, post, &boosted, error);
  if (!is_public (post))
    return TRUE;
  text = read_text (post);
  record = read_post (self, post, text);
  if (!xa_json_is_sound (post->document)) {
    xa_json_forgive (post->document);
    xa_sink_reject (xa_fetch_get_sink (self->server->fetch), XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }

  return xa_sink_post (xa_fetch_get_sink (self->server->fetch), self->audience, &record, error) && take_mentions (self, post, record.at_us, error);
}
