#include "providers/xa-profile-links.h"

#include "providers/html/xa-html-page.h"
#include "providers/xa-target-parts.h"

#include <string.h>

/* What is longer is no profile, but an attempt to keep us busy. */
#define MAX_BYTES ((gsize) 16 * 1024)
#define MAX_TRIES 64

/* How a platform is called in front of a name. */
static const struct {
  const char *label;
  XaPlatform  platform;
} labels[] = {
  { "telegram", XA_PLATFORM_TELEGRAM },
  { "tg", XA_PLATFORM_TELEGRAM },
  { "x", XA_PLATFORM_X },
  { "twitter", XA_PLATFORM_X },
  { "x/twitter", XA_PLATFORM_X },
  { "instagram", XA_PLATFORM_INSTAGRAM },
  { "insta", XA_PLATFORM_INSTAGRAM },
  { "ig", XA_PLATFORM_INSTAGRAM },
  { "facebook", XA_PLATFORM_FACEBOOK },
  { "fb", XA_PLATFORM_FACEBOOK },
  { "tiktok", XA_PLATFORM_TIKTOK },
  { "youtube", XA_PLATFORM_YOUTUBE },
  { "bluesky", XA_PLATFORM_BLUESKY },
  { "bsky", XA_PLATFORM_BLUESKY },
};

/* A link to something that somebody wrote is no link to who one is. */
static const char *const of_posts[] = { "/status/", "/statuses/", "/post/", "/posts/", "/video/", "/videos/", "/photo/" };

/* Reads word after word. */
typedef struct {
  guint32    platforms;
  guint      n_tries;
  XaPlatform label; /* the word before was this, and a name may follow; or 0 */
} Reading;

static gboolean
is_of_post (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (of_posts); i++)
    if (strstr (word, of_posts[i]))
      return TRUE;

  return FALSE;
}

static XaPlatform
read_label (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_ascii_strcasecmp (labels[i].label, word) == 0)
      return labels[i].platform;

  return 0;
}

/* Who has a name on Telegram cannot be told from a channel that has one. */
static gboolean
is_account (const XaTarget *target)
{
  return target->kind == XA_TARGET_ACCOUNT ||
         (target->kind == XA_TARGET_CHANNEL && (target->platform == XA_PLATFORM_YOUTUBE || (target->platform == XA_PLATFORM_TELEGRAM && target->handle)));
}

/* @platform: by the word before, or 0 */
static void
try_word (Reading    *self,
          const char *word,
          XaPlatform  platform)
{
  g_autoptr (GPtrArray) targets = NULL;
  XaRecognition verdict;

  if (self->n_tries++ >= MAX_TRIES || is_of_post (word))
    return;
  verdict = xa_target_recognize (word, platform, &targets, NULL);
  if (verdict == XA_RECOGNIZE_OK && targets->len == 1 && is_account (targets->pdata[0]))
    self->platforms |= 1u << ((const XaTarget *) targets->pdata[0])->platform;
  else if (verdict == XA_RECOGNIZE_PERSON)
    self->platforms |= 1u << xa_target_read_profile (word);
}

/* "Telegram:@name" in one is two words. */
static const char *
skip_label (Reading *self,
            char    *word)
{
  char *colon = strchr (word, ':');

  if (!colon || colon[1] != '@')
    return word;
  *colon = '\0';
  self->label = read_label (word);

  return colon + 1;
}

/* @has_colon: it stood before one */
static void
take_word (Reading *self,
           char    *text,
           gboolean has_colon)
{
  const char *word = skip_label (self, text);
  XaPlatform  label = self->label;

  self->label = has_colon ? read_label (word) : 0;
  if (*word == '@' && label && !strchr (word + 1, '@'))
    try_word (self, word, label);
  else if (*word == '@' ? strpbrk (word + 1, "@.") != NULL : strpbrk (word, "/.:") != NULL)
    try_word (self, word, 0);
}

/* What stands between words: blanks, brackets, quotation marks, pictures. */
static gboolean
is_between (gunichar c)
{
  if (c < 0x80)
    return c <= ' ' || c == 0x7f || strchr ("\"'<>()[]{}|,;*`\\", (int) c) != NULL;

  return !g_unichar_isalnum (c) && !g_unichar_ismark (c);
}

static void
read_words (Reading    *self,
            const char *text)
{
  const char *at = text;

  while (*at && self->n_tries < MAX_TRIES) {
    const char      *start, *end;
    g_autofree char *word = NULL;

    while (*at && is_between (g_utf8_get_char (at)))
      at = g_utf8_next_char (at);
    start = at;
    while (*at && !is_between (g_utf8_get_char (at)))
      at = g_utf8_next_char (at);
    end = at;
    while (end > start && strchr (".:!?", end[-1]))
      end--;
    word = g_strndup (start, (gsize) (end - start));
    if (*word)
      take_word (self, word, *end == ':');
  }
}

static char *
copy_text (XaSpan text)
{
  return text.len ? g_utf8_make_valid (text.str, (gssize) MIN (text.len, MAX_BYTES)) : NULL;
}

guint32
xa_profile_links_in_text (XaSpan text)
{
  g_autofree char *copy = copy_text (text);
  Reading          reading = { 0 };

  if (copy)
    read_words (&reading, copy);

  return reading.platforms & ~1u;
}

/* Addresses stand in links that may be called anything, or in the text itself. */
static guint32
read_page (XaHtmlPage *page,
           XaPlatform  label)
{
  XaHtmlNode      *root = xa_html_page_get_root (page);
  g_autofree char *text = xa_html_get_text (root);
  Reading          reading = { .label = label };

  if (!root)
    return 0;
  for (XaHtmlNode *link = xa_html_find_element (root, NULL, "a"); link && reading.n_tries < MAX_TRIES / 2; link = xa_html_find_element (root, link, "a")) {
    g_autofree char *address = xa_html_get_attribute (link, "href");

    if (address)
      try_word (&reading, address, 0);
  }
  read_words (&reading, text);

  return reading.platforms & ~1u;
}

guint32
xa_profile_links_in_html (XaSpan html)
{
  return xa_profile_links_in_field (XA_SPAN_NONE, html);
}

guint32
xa_profile_links_in_field (XaSpan name,
                           XaSpan html)
{
  g_autofree char *label = copy_text (name);
  g_autoptr (XaHtmlPage) page = NULL;

  if (!html.len)
    return 0;
  page = xa_html_page_new (html.str, MIN (html.len, MAX_BYTES));

  return read_page (page, label ? read_label (g_strstrip (label)) : 0);
}
