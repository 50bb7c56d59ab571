#pragma once

#include <glib.h>

/* @text as words of XML 1.0 and HTML, also in an attribute. What these do not allow, as control characters of a name
 * that somebody gave, becomes U+FFFD: a file with one of them could not be read at all. Line ends and tabs stay. */
char *xa_markup_escape (const char *text) G_GNUC_WARN_UNUSED_RESULT;
