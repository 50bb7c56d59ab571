#include "providers/telegram/xa-telegram-page.h"

#include "model/xa-time.h"
#include "net/xa-json.h"

#include <math.h>
#include <string.h>

/* The pages' class names. */
#define CARD_TITLE "tgme_page_title"
#define CARD_EXTRA "tgme_page_extra"
#define POST "tgme_widget_message"
#define SERVICE "service_message"
#define TEXT "tgme_widget_message_text"
#define REPLY_TEXT "js-message_reply_text"
#define DATE "tgme_widget_message_date"
#define VIEWS "tgme_widget_message_views"
#define REACTIONS "tgme_widget_message_reactions"
#define REACTION "tgme_reaction"
#define REPLIES "tgme_widget_message_replies"
#define FORWARD "tgme_widget_message_forwarded_from_name"
#define MORE "tgme_messages_more"

static const char *const media[] = {
  "tgme_widget_message_photo_wrap", "tgme_widget_message_video_player", "tgme_widget_message_document_wrap",
  "tgme_widget_message_voice_player", "tgme_widget_message_poll", "tgme_widget_message_sticker_wrap", NULL
};

/* --- numbers --------------------------------------------------------------------------------- */

/* Skips what separates digits: blanks of any kind, and commas. */
static const char *
skip_separators (const char *p)
{
  for (;;) {
    gunichar c = g_utf8_get_char (p);

    if (!c || !(g_unichar_isspace (c) || c == ','))
      return p;
    p = g_utf8_next_char (p);
  }
}

/**
 * xa_telegram_count_parse:
 * @text: (nullable): "842", "12 345 subscribers", "1.2K"
 *
 * Returns: the first number in @text
 */
XaTelegramCount
xa_telegram_count_parse (const char *text)
{
  XaTelegramCount count = { XA_COUNT_UNKNOWN, 0 };
  const char     *p = text ? text : "";
  gint64          digits = 0, scale = 1, unit = 1;
  gboolean        is_fraction = FALSE, has_digits = FALSE;

  while (*p && !g_ascii_isdigit (*p))
    p++;
  for (; digits < G_GINT64_CONSTANT (1000000000000); p++) {
    if (g_ascii_isdigit (*p)) {
      digits = digits * 10 + (*p - '0');
      scale *= is_fraction ? 10 : 1;
      has_digits = TRUE;
    } else if (*p == '.' && !is_fraction && g_ascii_isdigit (p[1])) {
      is_fraction = TRUE;
    } else if (!is_fraction && g_ascii_isdigit (*skip_separators (p))) {
      p = skip_separators (p) - 1;
    } else {
      break;
    }
  }
  if (!has_digits)
    return count;

  unit = *p == 'K' ? 1000 : *p == 'M' ? 1000000
                                      : 1;
  count.value = digits * unit / scale;
  count.step = unit > 1 ? MAX (unit / scale, 1) : 0;

  return count;
}

/* --- the card -------------------------------------------------------------------------------- */

/**
 * xa_telegram_card_read:
 * @page: t.me/NAME
 * @card: (out caller-allocates): to be cleared
 */
void
xa_telegram_card_read (XaHtmlPage     *page,
                       XaTelegramCard *card)
{
  XaHtmlNode      *root = xa_html_page_get_root (page);
  g_autofree char *extra = xa_html_get_text (xa_html_find (root, CARD_EXTRA));

  *card = (XaTelegramCard) { .title = xa_html_get_text (xa_html_find (root, CARD_TITLE)), .members = { XA_COUNT_UNKNOWN, 0 } };
  card->is_channel = strstr (extra, "subscriber") != NULL;
  if (card->is_channel || strstr (extra, "member"))
    card->members = xa_telegram_count_parse (extra);
}

void
xa_telegram_card_clear (XaTelegramCard *card)
{
  g_clear_pointer (&card->title, g_free);
}

/* --- posts ----------------------------------------------------------------------------------- */

typedef struct {
  const char    *handle; /* (not owned) */
  gint64         seen_us;
  XaSink        *sink; /* (not owned) */
  XaAudienceRef  audience;
  XaTelegramText text;    /* (owned) */
  GPtrArray     *strings; /* (owned) (element-type utf8): what the text of one post points to */
  gint64         bare_id; /* of the channel, 0 until a post names it */
  gboolean       is_torn; /* posts name different ones: none is believed */
} Reader;

static const char *
keep (Reader *self,
      char   *string)
{
  g_ptr_array_add (self->strings, string);

  return string;
}

/* "NAME/12": the number, if the post is of this channel. */
static gint64
read_id (Reader     *self,
         XaHtmlNode *post)
{
  g_autofree char *place = xa_html_get_attribute (post, "data-post");
  char            *slash = place ? strchr (place, '/') : NULL;

  if (!slash)
    return 0;
  *slash = '\0';
  if (g_ascii_strcasecmp (place, self->handle) != 0)
    return 0;

  return MAX (g_ascii_strtoll (slash + 1, NULL, 10), 0);
}

/* --- the channel's number -------------------------------------------------------------------- */

/* "data-peer": "c1234567890_" and a hash. */
static gint64
read_peer (XaHtmlNode *post)
{
  g_autofree char *peer = xa_html_get_attribute (post, "data-peer");
  char            *end = NULL;
  gint64           id = peer && peer[0] == 'c' ? g_ascii_strtoll (peer + 1, &end, 10) : 0;

  return end && *end == '_' ? MAX (id, 0) : 0;
}

/* "data-view": what the page says when a post was seen, JSON in the alphabet for addresses:
 * {"c":-1234567890,"p":12,...}. */
static gint64
read_view (XaHtmlNode *post)
{
  g_autofree char *view = xa_html_get_attribute (post, "data-view");
  g_autofree char *padded = view ? g_strconcat (view, &"==="[strlen (view) % 4 ? strlen (view) % 4 - 1 : 3], NULL) : NULL;
  g_autofree char *text = NULL;
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root;
  gsize    size = 0;
  gint64   id;

  if (!padded)
    return 0;
  text = (char *) g_base64_decode (g_strdelimit (g_strdelimit (padded, "-", '+'), "_", '/'), &size);
  json = size > 0 ? xa_json_parse (text, size, NULL) : NULL;
  if (!json)
    return 0;
  root = xa_json_root (json);
  id = xa_json_int (&root, "c");

  return xa_json_is_sound (json) && id < 0 && id > -G_GINT64_CONSTANT (1000000000000) ? -id : 0;
}

/* Both are undocumented: where they contradict each other, or one post another, there is no number. */
static void
see_channel (Reader     *self,
             XaHtmlNode *post)
{
  gint64 view = read_view (post), peer = read_peer (post);
  gint64 id = view ? view : peer;

  if ((view && peer && view != peer) || (id && self->bare_id && id != self->bare_id))
    self->is_torn = TRUE;
  else if (id)
    self->bare_id = id;
}

static gint64
read_time (XaHtmlNode *post)
{
  XaHtmlNode      *time = xa_html_find_element (xa_html_find (post, DATE), NULL, "time");
  g_autofree char *value = xa_html_get_attribute (time, "datetime");

  return value ? xa_time_parse (xa_span (value)) : XA_TIME_UNKNOWN;
}

static gint64
read_count (XaHtmlNode *post,
            const char *class_name)
{
  XaHtmlNode      *node = xa_html_find (post, class_name);
  g_autofree char *text = node ? xa_html_get_text (node) : NULL;

  return xa_telegram_count_parse (text).value;
}

/* The number stands behind the emoji, which may hold digits of its own. */
static gint64
read_reaction (XaHtmlNode *node)
{
  g_autofree char *text = xa_html_get_text (node);
  char            *p = text + strlen (text);

  while (p > text && (g_ascii_isalnum (p[-1]) || p[-1] == '.'))
    p--;

  return xa_telegram_count_parse (p).value;
}

static gint64
sum_reactions (XaHtmlNode *post)
{
  XaHtmlNode *all = xa_html_find (post, REACTIONS);
  gint64      sum = all ? 0 : XA_COUNT_UNKNOWN;

  for (XaHtmlNode *one = xa_html_find (all, REACTION); one; one = xa_html_find_next (all, one, REACTION)) {
    gint64 n = read_reaction (one);

    if (n > 0)
      sum += n;
  }

  return sum;
}

static gboolean
has_media (XaHtmlNode *post)
{
  for (const char *const *name = media; *name; name++)
    if (xa_html_find (post, *name))
      return TRUE;

  return FALSE;
}

/* Tags and the chats that a text links to; the names of people are taken out of it. */
static void
read_links (Reader     *self,
            XaHtmlNode *text)
{
  for (XaHtmlNode *link = xa_html_find_element (text, NULL, "a"); link; link = xa_html_find_element (text, link, "a")) {
    const char *address = keep (self, xa_html_get_attribute (link, "href"));
    const char *words = keep (self, xa_html_get_text (link));

    if (xa_telegram_text_names_person (XA_SPAN_NONE, xa_span (address)))
      xa_html_replace_text (link, XA_TELEGRAM_NAME_TAKEN_OUT);
    else if (words[0] == '#')
      xa_telegram_text_take (&self->text, xa_span ("hashtag"), xa_span (words), XA_SPAN_NONE);
    else if (address)
      xa_telegram_text_take (&self->text, xa_span ("text_link"), xa_span (words), xa_span (address));
  }
}

static void
read_text (Reader     *self,
           XaHtmlNode *post)
{
  XaHtmlNode *text = xa_html_find (post, TEXT);

  xa_telegram_text_reset (&self->text);
  while (text && xa_html_has_class (text, REPLY_TEXT))
    text = xa_html_find_next (post, text, TEXT);
  if (!text)
    return;
  read_links (self, text);
  self->text.text = xa_span (keep (self, xa_html_get_text (text)));
}

static gboolean
put_links (Reader     *self,
           XaHtmlNode *post,
           gint64      at_us,
           GError    **error)
{
  const char      *origin = keep (self, xa_html_get_attribute (xa_html_find (post, FORWARD), "href"));
  XaTelegramTarget target;

  if (origin && xa_telegram_url_parse (xa_span (origin), &target) && !xa_telegram_target_put (&target, XA_LINK_FORWARD, self->sink, self->audience, at_us, error))
    return FALSE;

  return xa_telegram_text_put_links (&self->text, self->sink, self->audience, at_us, error);
}

static gboolean
put_post (Reader     *self,
          XaHtmlNode *post,
          gint64      id,
          gint64      at_us,
          GError    **error)
{
  g_autofree char *native_id = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  XaPostRecord     record = {
        .native_id = xa_span (native_id),
        .at_us = at_us,
        .author_kind = XA_AUTHOR_OWN,
        .reactions = sum_reactions (post),
        .comments = read_count (post, REPLIES),
        .shares = XA_COUNT_UNKNOWN,
        .views = read_count (post, VIEWS),
        .seen_us = self->seen_us,
        .has_media = has_media (post),
        .rating = NAN,
  };

  read_text (self, post);
  record.text = self->text.text;
  record.tags = (const XaSpan *) (void *) self->text.tags->data;
  record.n_tags = self->text.tags->len;

  return xa_sink_post (self->sink, self->audience, &record, error) && put_links (self, post, at_us, error);
}

static gboolean
reject (Reader  *self,
        XaReject reason)
{
  if (self->sink)
    xa_sink_reject (self->sink, reason, 1);

  return TRUE;
}

static gboolean
take_post (Reader             *self,
           XaHtmlNode         *post,
           XaTelegramPostPage *result,
           GError            **error)
{
  gint64 id = read_id (self, post);
  gint64 at_us = read_time (post);

  if (id == 0)
    return reject (self, XA_REJECT_MALFORMED_RECORD);
  see_channel (self, post);
  result->n++;
  result->newest_id = MAX (result->newest_id, id);
  if (!result->oldest_id || id < result->oldest_id)
    result->oldest_id = id;
  if (at_us != XA_TIME_UNKNOWN && (result->oldest_us == XA_TIME_UNKNOWN || at_us < result->oldest_us))
    result->oldest_us = at_us;
  if (xa_html_has_class (post, SERVICE))
    return reject (self, XA_REJECT_SERVICE_MESSAGE);
  g_ptr_array_set_size (self->strings, 0);

  return !self->sink || put_post (self, post, id, at_us, error);
}

static gint64
read_before (XaHtmlNode *root)
{
  for (XaHtmlNode *more = xa_html_find (root, MORE); more; more = xa_html_find_next (root, more, MORE)) {
    g_autofree char *before = xa_html_get_attribute (more, "data-before");

    if (before)
      return MAX (g_ascii_strtoll (before, NULL, 10), 0);
  }

  return 0;
}

/**
 * xa_telegram_posts_read:
 * @page: t.me/s/NAME
 * @sink: (nullable): NULL to look only
 * @result: (out): what was there
 *
 * Hands over the posts of a page.
 *
 * Returns: FALSE where the sink wants no more
 */
gboolean
xa_telegram_posts_read (XaHtmlPage         *page,
                        const char         *handle,
                        gint64              seen_us,
                        XaSink             *sink,
                        XaAudienceRef       audience,
                        XaTelegramPostPage *result,
                        GError            **error)
{
  XaHtmlNode *root = xa_html_page_get_root (page);
  Reader      reader = { .handle = handle, .seen_us = seen_us, .sink = sink, .audience = audience };
  gboolean    ok = TRUE;

  *result = (XaTelegramPostPage) { .before = read_before (root), .oldest_us = XA_TIME_UNKNOWN };
  xa_telegram_text_init (&reader.text);
  reader.strings = g_ptr_array_new_with_free_func (g_free);
  for (XaHtmlNode *post = xa_html_find (root, POST); ok && post; post = xa_html_find_next (root, post, POST))
    ok = take_post (&reader, post, result, error);
  result->has_posts = result->n > 0;
  result->bare_id = reader.is_torn ? 0 : reader.bare_id;
  xa_telegram_text_clear (&reader.text);
  g_ptr_array_unref (reader.strings);

  return ok;
}
