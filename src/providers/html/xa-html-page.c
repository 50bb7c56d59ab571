#include "providers/html/xa-html-page.h"

#include <libxml/HTMLparser.h>
#include <string.h>

struct _XaHtmlPage {
  htmlDocPtr document; /* (owned) (nullable) */
};

/**
 * xa_html_page_new:
 * @html: a page or a fragment of one, in UTF-8; not NUL-terminated
 *
 * Reads as browsers do: what is not well-formed is mended.
 */
XaHtmlPage *
xa_html_page_new (const char *html,
                  gsize       len)
{
  XaHtmlPage *self = g_new0 (XaHtmlPage, 1);

  if (len > 0 && len <= G_MAXINT)
    self->document = htmlReadMemory (html, (int) len, NULL, "UTF-8",
                                     HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_COMPACT);

  return self;
}

void
xa_html_page_free (XaHtmlPage *self)
{
  if (!self)
    return;

  if (self->document)
    xmlFreeDoc (self->document);
  g_free (self);
}

XaHtmlNode *
xa_html_page_get_root (XaHtmlPage *self)
{
  return self->document ? xmlDocGetRootElement (self->document) : NULL;
}

/**
 * xa_html_get_attribute:
 * @node: (nullable)
 *
 * Returns: (transfer full) (nullable): its value
 */
char *
xa_html_get_attribute (XaHtmlNode *node,
                       const char *name)
{
  xmlChar *value = node && node->type == XML_ELEMENT_NODE ? xmlGetNoNsProp (node, (const xmlChar *) name) : NULL;
  char    *copy = g_strdup ((const char *) value);

  if (value)
    xmlFree (value);

  return copy;
}

/**
 * xa_html_has_class:
 * @node: (nullable)
 */
gboolean
xa_html_has_class (XaHtmlNode *node,
                   const char *name)
{
  g_autofree char *classes = xa_html_get_attribute (node, "class");
  gsize            len = strlen (name);

  for (const char *p = classes; p && (p = strstr (p, name)); p += len)
    if ((p == classes || g_ascii_isspace (p[-1])) && (p[len] == '\0' || g_ascii_isspace (p[len])))
      return TRUE;

  return FALSE;
}

/* The next element in the order of the page, below @root; @skip: without going into @node. */
static XaHtmlNode *
go_on (XaHtmlNode *root,
       XaHtmlNode *node,
       gboolean    skip)
{
  if (!skip && node->children && node->type == XML_ELEMENT_NODE)
    return node->children;
  while (node != root && !node->next)
    node = node->parent;

  return node == root ? NULL : node->next;
}

static XaHtmlNode *
find (XaHtmlNode *root,
      XaHtmlNode *after,
      const char *class_name,
      const char *element)
{
  XaHtmlNode *node = NULL;

  if (root)
    node = after ? go_on (root, after, TRUE) : go_on (root, root, FALSE);
  for (; node; node = go_on (root, node, FALSE))
    if (node->type == XML_ELEMENT_NODE &&
        (class_name ? xa_html_has_class (node, class_name) : strcmp ((const char *) node->name, element) == 0))
      return node;

  return NULL;
}

XaHtmlNode *
xa_html_find (XaHtmlNode *root,
              const char *class_name)
{
  return find (root, NULL, class_name, NULL);
}

XaHtmlNode *
xa_html_find_next (XaHtmlNode *root,
                   XaHtmlNode *after,
                   const char *class_name)
{
  return find (root, after, class_name, NULL);
}

XaHtmlNode *
xa_html_find_element (XaHtmlNode *root,
                      XaHtmlNode *after,
                      const char *element)
{
  return find (root, after, NULL, element);
}

/**
 * xa_html_get_text:
 * @node: (nullable)
 *
 * Returns: (transfer full): what a person reads in it, without blanks at its ends
 */
char *
xa_html_get_text (XaHtmlNode *node)
{
  g_autoptr (GString) text = g_string_new (NULL);

  xa_html_append_text (node, text);

  return g_strstrip (g_utf8_make_valid (text->str, (gssize) text->len));
}

void
xa_html_replace_text (XaHtmlNode *node,
                      const char *text)
{
  xmlNodeSetContent (node, NULL);
  xmlNodeAddContent (node, (const xmlChar *) text);
}
