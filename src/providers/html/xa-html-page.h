#pragma once

#include <glib.h>

/*
 * Pages of platforms that give no other answer. Nothing that a page names is loaded, and every
 * function takes NULL for a part that is not there.
 */
typedef struct _XaHtmlPage XaHtmlPage;
typedef struct _xmlNode    XaHtmlNode; /* a part of a page, as long as the page */

XaHtmlPage *xa_html_page_new (const char *html, gsize len) G_GNUC_WARN_UNUSED_RESULT; /* never NULL; of an empty page the root is */
void        xa_html_page_free (XaHtmlPage *self);
XaHtmlNode *xa_html_page_get_root (XaHtmlPage *self); /* (nullable) */

gboolean    xa_html_has_class (XaHtmlNode *node, const char *name);
XaHtmlNode *xa_html_find (XaHtmlNode *root, const char *class_name);                         /* (nullable): the first below @root */
XaHtmlNode *xa_html_find_next (XaHtmlNode *root, XaHtmlNode *after, const char *class_name); /* (nullable): the next one behind @after, not inside it */
XaHtmlNode *xa_html_find_element (XaHtmlNode *root, XaHtmlNode *after, const char *element); /* (nullable): by its name; @after: (nullable) */

char *xa_html_get_attribute (XaHtmlNode *node, const char *name) G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */
char *xa_html_get_text (XaHtmlNode *node) G_GNUC_WARN_UNUSED_RESULT;                        /* as read by people, empty without @node */
void  xa_html_replace_text (XaHtmlNode *node, const char *text);                            /* all that is in it */
void  xa_html_append_text (XaHtmlNode *root, GString *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaHtmlPage, xa_html_page_free)
