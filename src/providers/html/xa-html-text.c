#include "providers/html/xa-html-text.h"

#include "providers/html/xa-html-page.h"

#include <libxml/tree.h>
#include <string.h>

/* What begins and ends a line of its own. */
static const char *const blocks[] = {
  "address", "article", "blockquote", "dd", "details", "div", "dl", "dt", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
  "header", "hr", "li", "ol", "p", "pre", "section", "summary", "table", "tr", "ul", NULL
};

/* What is never read as text. */
static const char *const silent[] = { "head", "script", "style", "template", "noscript", "svg", NULL };

static gboolean
is_one_of (const xmlNode     *node,
           const char *const *names)
{
  return g_strv_contains (names, (const char *) node->name);
}

/* Words of somebody else within a post are none of its author: a quotation with its frame
 * (Discourse), and the line that names a quoted post to programs that know no quotes (Mastodon). */
static gboolean
is_left_out (xmlNode *node)
{
  return node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE ||
         (node->type == XML_ELEMENT_NODE &&
          (is_one_of (node, silent) || (strcmp ((const char *) node->name, "aside") == 0 && xa_html_has_class (node, "quote")) || xa_html_has_class (node, "quote-inline")));
}

static void
begin_line (GString *text)
{
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');
}

/* Blanks of any kind and number are one, and none at the begin of a line. */
static void
append_text (GString       *text,
             const xmlChar *content)
{
  for (const char *p = (const char *) content; p && *p; p++) {
    gboolean is_blank = strchr (" \t\r\n\f", *p) != NULL;

    if (!is_blank)
      g_string_append_c (text, *p);
    else if (text->len > 0 && text->str[text->len - 1] != ' ' && text->str[text->len - 1] != '\n')
      g_string_append_c (text, ' ');
  }
}

/* An emoji that is drawn as a picture. */
static void
append_picture (GString *text,
                xmlNode *node)
{
  xmlChar *alt = xa_html_has_class (node, "emoji") ? xmlGetNoNsProp (node, (const xmlChar *) "alt") : NULL;

  if (alt)
    append_text (text, alt);
  xmlFree (alt);
}

static void
enter (GString *text,
       xmlNode *node)
{
  if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
    append_text (text, node->content);
  else if (node->type != XML_ELEMENT_NODE)
    return;
  else if (strcmp ((const char *) node->name, "img") == 0)
    append_picture (text, node);
  else if (strcmp ((const char *) node->name, "br") == 0 || is_one_of (node, blocks))
    begin_line (text);
}

static void
leave (GString *text,
       xmlNode *node)
{
  if (node->type == XML_ELEMENT_NODE && is_one_of (node, blocks))
    begin_line (text);
}

/**
 * xa_html_append_text:
 * @root: a part of a page
 *
 * Adds what a person reads in it to @text. Walks without recursion: how deep a page is, its sender
 * decides.
 */
void
xa_html_append_text (XaHtmlNode *root,
                     GString    *text)
{
  xmlNode *node = root;

  while (node) {
    if (!is_left_out (node)) {
      enter (text, node);
      if (node->children && node->type == XML_ELEMENT_NODE) {
        node = node->children;
        continue;
      }
      leave (text, node);
    }
    while (node != root && !node->next) {
      node = node->parent;
      leave (text, node);
    }
    node = node == root ? NULL : node->next;
  }
}

/**
 * xa_html_text:
 * @html: a fragment of a page, in UTF-8; not NUL-terminated
 *
 * What a person reads there: entities resolved, blocks and line breaks as lines, blanks collapsed,
 * quotations of other posts, scripts and styles left out. Nothing is loaded, whatever it names.
 *
 * Returns: (transfer full): the text, valid UTF-8, without blanks at its ends
 */
char *
xa_html_text (const char *html,
              gsize       len)
{
  g_autoptr (GString) text = g_string_sized_new (len);
  g_autoptr (XaHtmlPage) page = NULL;

  if (len == 0 || len > G_MAXINT || (!memchr (html, '<', len) && !memchr (html, '&', len)))
    return g_strstrip (g_utf8_make_valid (html, len > G_MAXINT ? 0 : (gssize) len));
  page = xa_html_page_new (html, len);
  xa_html_append_text (xa_html_page_get_root (page), text);

  return g_strstrip (g_utf8_make_valid (text->str, (gssize) text->len));
}
