#include "providers/telegram/xa-telegram-text.h"

#include <string.h>

/* More are no reading matter but a list; one message must not fill a batch. */
#define MAX_TAGS 64
#define MAX_LINKS 64

/* First parts of t.me addresses that name no chat. */
static const char *const reserved_names[] = {
  "addemoji", "addlist", "addstickers", "addtheme", "bg", "boost", "confirmphone", "contact", "giftcode",
  "invoice", "joinchat", "login", "proxy", "setlanguage", "share", "socks", "stickers", NULL
};

/* --- addresses ------------------------------------------------------------------------------- */

static gboolean
equals_ignoring_case (XaSpan      text,
                      const char *word)
{
  return text.len == strlen (word) && g_ascii_strncasecmp (text.str, word, text.len) == 0;
}

static gboolean
skip_ignoring_case (XaSpan     *text,
                    const char *prefix)
{
  gsize len = strlen (prefix);

  if (text->len < len || g_ascii_strncasecmp (text->str, prefix, len) != 0)
    return FALSE;
  *text = (XaSpan) { text->str + len, text->len - len };

  return TRUE;
}

/* Cuts @text before the first byte of @ends and returns what was cut off, without that byte. */
static XaSpan
cut (XaSpan     *text,
     const char *ends)
{
  for (gsize i = 0; i < text->len; i++) {
    if (text->str[i] != '\0' && strchr (ends, text->str[i])) {
      XaSpan rest = { text->str + i + 1, text->len - i - 1 };

      text->len = i;
      return rest;
    }
  }

  return XA_SPAN_NONE;
}

/* Four letters are for sale, five to 32 for everyone; a letter comes first. */
static gboolean
is_handle (XaSpan name)
{
  if (name.len < 4 || name.len > 32 || !g_ascii_isalpha (name.str[0]))
    return FALSE;
  for (gsize i = 1; i < name.len; i++)
    if (!g_ascii_isalnum (name.str[i]) && name.str[i] != '_')
      return FALSE;

  return TRUE;
}

static gboolean
take_handle (XaSpan            name,
             XaTelegramTarget *target)
{
  if (!is_handle (name))
    return FALSE;
  for (const char *const *reserved = reserved_names; *reserved; reserved++)
    if (equals_ignoring_case (name, *reserved))
      return FALSE;
  target->handle = name;

  return TRUE;
}

/* The path of a t.me address: NAME, s/NAME (the preview), c/ID (a chat without a name). */
static gboolean
parse_path (XaSpan            path,
            XaTelegramTarget *target)
{
  XaSpan rest = cut (&path, "/");

  if (equals_ignoring_case (path, "s")) {
    cut (&rest, "/");
    return take_handle (rest, target);
  }
  if (equals_ignoring_case (path, "c")) {
    cut (&rest, "/");
    return xa_telegram_native_id_format (&target->native_id, XA_TELEGRAM_PEER_CHANNEL, rest);
  }

  return take_handle (path, target);
}

static gboolean
parse_query (XaSpan            query,
             XaTelegramTarget *target)
{
  while (query.len) {
    XaSpan rest = cut (&query, "&");

    if (skip_ignoring_case (&query, "domain="))
      return take_handle (query, target);
    query = rest;
  }

  return FALSE;
}

/**
 * xa_telegram_url_parse:
 * @url: an address, with or without its scheme
 * @target: (out): the chat that it is of; its text is part of @url
 *
 * Knows t.me/NAME, t.me/s/NAME, t.me/c/ID, NAME.t.me, the older hosts of the same, and
 * tg://resolve?domain=NAME. Invitations name nothing.
 *
 * Returns: whether it is the address of a chat
 */
gboolean
xa_telegram_url_parse (XaSpan            url,
                       XaTelegramTarget *target)
{
  XaSpan host = url, path;

  *target = (XaTelegramTarget) { 0 };
  if (!url.str)
    return FALSE;
  if (skip_ignoring_case (&host, "tg://resolve?") || skip_ignoring_case (&host, "tg:resolve?"))
    return parse_query (host, target);

  if (!skip_ignoring_case (&host, "https://"))
    skip_ignoring_case (&host, "http://");
  cut (&host, "?#");
  path = cut (&host, "/");
  skip_ignoring_case (&host, "www.");
  if (equals_ignoring_case (host, "t.me") || equals_ignoring_case (host, "telegram.me") || equals_ignoring_case (host, "telegram.dog"))
    return path.len > 0 && parse_path (path, target);

  if (host.len > strlen (".t.me")) {
    XaSpan name = { host.str, host.len - strlen (".t.me") };

    if (equals_ignoring_case ((XaSpan) { host.str + name.len, strlen (".t.me") }, ".t.me"))
      return take_handle (name, target);
  }

  return FALSE;
}

/* --- one message ----------------------------------------------------------------------------- */

void
xa_telegram_text_init (XaTelegramText *self)
{
  self->joined = g_string_new (NULL);
  self->tags = g_array_new (FALSE, FALSE, sizeof (XaSpan));
  self->links = g_array_new (FALSE, FALSE, sizeof (XaTelegramTarget));
}

void
xa_telegram_text_clear (XaTelegramText *self)
{
  g_string_free (self->joined, TRUE);
  g_array_unref (self->tags);
  g_array_unref (self->links);
}

static gboolean
is_same_target (const XaTelegramTarget *a,
                const XaTelegramTarget *b)
{
  return a->handle.len == b->handle.len &&
         (a->handle.len ? g_ascii_strncasecmp (a->handle.str, b->handle.str, a->handle.len) == 0
                        : strcmp (a->native_id.text, b->native_id.text) == 0);
}

static void
add_link (XaTelegramText         *self,
          const XaTelegramTarget *target)
{
  for (guint i = 0; i < self->links->len; i++)
    if (is_same_target (&g_array_index (self->links, XaTelegramTarget, i), target))
      return;
  if (self->links->len < MAX_LINKS)
    g_array_append_vals (self->links, target, 1);
}

/* "#birds", or "#birds@some_channel": the tag within that channel. */
static void
add_tag (XaTelegramText *self,
         XaSpan          text)
{
  if (!skip_ignoring_case (&text, "#"))
    return;
  cut (&text, "@");
  if (text.len && self->tags->len < MAX_TAGS)
    g_array_append_val (self->tags, text);
}

/**
 * xa_telegram_text_take:
 * @type: of a marked part of a message, as exports or the Bot API call it
 * @text: what it covers
 * @address: where a link behind other words leads, absent for other types
 *
 * Takes the tag or the chat that a part of a text names. What it takes points into @text or @address.
 */
void
xa_telegram_text_take (XaTelegramText *self,
                       XaSpan          type,
                       XaSpan          text,
                       XaSpan          address)
{
  XaTelegramTarget target = { 0 };

  if (xa_span_equal (type, "plain"))
    return;
  if (xa_span_equal (type, "hashtag")) {
    add_tag (self, text);
  } else if (xa_span_equal (type, "mention")) {
    if (skip_ignoring_case (&text, "@") && take_handle (text, &target))
      add_link (self, &target);
  } else if (xa_span_equal (type, "link") || xa_span_equal (type, "url")) {
    if (xa_telegram_url_parse (text, &target))
      add_link (self, &target);
  } else if (xa_span_equal (type, "text_link")) {
    if (xa_telegram_url_parse (address, &target))
      add_link (self, &target);
  }
}

/**
 * xa_telegram_text_names_person:
 *
 * Somebody without a handle is named by what they are called, which nothing in the text tells from
 * other words: it has to be taken out, as scrubbing takes out handles.
 *
 * Returns: whether a part of this type is such a name
 */
gboolean
xa_telegram_text_names_person (XaSpan type,
                               XaSpan address)
{
  return xa_span_equal (type, "mention_name") || xa_span_equal (type, "text_mention") ||
         skip_ignoring_case (&address, "tg://user?") || skip_ignoring_case (&address, "tg:user?");
}

static XaSpan
take_text (yyjson_val *part)
{
  if (xa_telegram_text_names_person (xa_json_get_string (part, "type"), xa_json_get_string (part, "href")))
    return xa_span (XA_TELEGRAM_NAME_TAKEN_OUT);

  return xa_json_get_string (part, "text");
}

/**
 * xa_telegram_text_reset:
 *
 * Forgets the last message.
 */
void
xa_telegram_text_reset (XaTelegramText *self)
{
  g_string_truncate (self->joined, 0);
  g_array_set_size (self->tags, 0);
  g_array_set_size (self->links, 0);
  self->text = XA_SPAN_NONE;
}

/**
 * xa_telegram_text_read:
 * @text: (nullable): a string, or strings and entities mixed
 * @entities: (nullable): entities alone, in newer files; preferred
 *
 * Reads the text of a message with the tags in it and the chats that it names.
 */
void
xa_telegram_text_read (XaTelegramText *self,
                       yyjson_val     *text,
                       yyjson_val     *entities)
{
  yyjson_val *parts = yyjson_arr_size (entities) ? entities : text;
  yyjson_val *part;

  xa_telegram_text_reset (self);
  self->text = xa_json_string (text);

  xa_json_array_foreach (parts, iter, part)
  {
    XaSpan string = yyjson_is_obj (part) ? take_text (part) : xa_json_string (part);

    if (!string.str)
      continue;
    /* One piece is taken as it is; only more of them need joining. */
    if (yyjson_arr_size (parts) > 1)
      g_string_append_len (self->joined, string.str, (gssize) string.len);
    else
      self->text = string;
    if (yyjson_is_obj (part))
      xa_telegram_text_take (self, xa_json_get_string (part, "type"), string, xa_json_get_string (part, "href"));
  }
  if (yyjson_arr_size (parts) > 1)
    self->text = (XaSpan) { self->joined->str, self->joined->len };
}

/* A number is a chat's for certain; a name may be a person's. */
gboolean
xa_telegram_target_put (const XaTelegramTarget *self,
                        XaLinkKind              kind,
                        XaSink                 *sink,
                        XaAudienceRef           audience,
                        gint64                  at_us,
                        GError                **error)
{
  XaLinkRecord record = { .kind = kind, .at_us = at_us };

  if (self->handle.len) {
    record.target_handle = self->handle;
  } else {
    record.target_native_id = xa_span (self->native_id.text);
    record.certain = TRUE;
  }

  return xa_sink_link (sink, audience, &record, error);
}

gboolean
xa_telegram_text_put_links (const XaTelegramText *self,
                            XaSink               *sink,
                            XaAudienceRef         audience,
                            gint64                at_us,
                            GError              **error)
{
  for (guint i = 0; i < self->links->len; i++)
    if (!xa_telegram_target_put (&g_array_index (self->links, XaTelegramTarget, i), XA_LINK_MENTION, sink, audience, at_us, error))
      return FALSE;

  return TRUE;
}
