#pragma once

#include "privacy/xa-byte-search.h"
#include "privacy/xa-leak-scan.h"

/* Writes the byte forms of a planted text into the two searches. */

/* Tags of the searches: the number of the planted text, its form, and whether digits may not
 * stand on either side. */
typedef struct {
  gsize      planted;
  XaLeakForm form;
  gboolean   is_number;
} XaLeakTag;

guint xa_leak_add_forms (const char *text, gsize planted, XaByteSearch *exact, XaByteSearch *folded, GArray *tags);
