/* A page of a platform: whatever it is, its parts are found in order and once, and its text is text. */

#include "fuzz.h"

#include "providers/html/xa-html-page.h"
#include "providers/html/xa-html-text.h"
#include "providers/telegram/xa-telegram-page.h"

#include <string.h>

static void
check_text (XaHtmlNode *node)
{
  g_autofree char *text = xa_html_get_text (node);
  g_autofree char *attribute = xa_html_get_attribute (node, "class");

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (attribute == NULL || g_utf8_validate (attribute, -1, NULL));
}

static void
walk (XaHtmlPage *page)
{
  XaHtmlNode *root = xa_html_page_get_root (page);
  XaHtmlNode *at = NULL, *last = NULL;
  guint       n = 0;

  check_text (root);
  for (at = xa_html_find (root, "a"); at; at = xa_html_find_next (root, at, "a")) {
    g_assert_true (at != last);
    g_assert_true (xa_html_has_class (at, "a"));
    check_text (at);
    last = at;
    g_assert_cmpuint (++n, <, 100000);
  }
  for (at = xa_html_find_element (root, NULL, "b"), n = 0; at; at = xa_html_find_element (root, at, "b"))
    g_assert_cmpuint (++n, <, 100000);
  at = xa_html_find_element (root, NULL, "b");
  if (at) {
    xa_html_replace_text (at, "<replaced & gone>");
    check_text (at);
  }
}

/* Numbers that are read are numbers of people or of none. */
static void
read_telegram (XaHtmlPage *page)
{
  g_auto (XaTelegramCard) card = { 0 };
  XaTelegramPostPage posts = { 0 };
  g_autoptr (GError) error = NULL;

  xa_telegram_card_read (page, &card);
  g_assert_true (card.members.value == XA_COUNT_UNKNOWN || card.members.value >= 0);
  g_assert_cmpint (card.members.step, >=, 0);
  g_assert_true (card.title == NULL || g_utf8_validate (card.title, -1, NULL));
  if (!xa_telegram_posts_read (page, "birds", 0, NULL, 0, &posts, &error))
    g_assert_nonnull (error);
  g_assert_true (posts.newest_id >= posts.oldest_id);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (XaHtmlPage) page = xa_html_page_new ((const char *) data, size);
  g_autofree char *text = xa_html_text ((const char *) data, size);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  read_telegram (page);
  walk (page);

  return 0;
}
