#pragma once

#include <glib.h>

/* Texts of platforms that send them as HTML, as people read them. */
char *xa_html_text (const char *html, gsize len) G_GNUC_WARN_UNUSED_RESULT;
