/* Any bytes: the result is UTF-8, holds neither a mention nor a long number, and does not change
 * when it is scrubbed again. The first line of the input also serves as the key of a field. */

#include "fuzz.h"

#include "privacy/xa-scrub.h"

#include <string.h>

static void
check_marks (const char *scrubbed)
{
  guint n_digits = 0;

  for (const char *at = scrubbed; *at; at++) {
    n_digits = g_ascii_isdigit (*at) ? n_digits + 1 : 0;
    g_assert_cmpuint (n_digits, <, 7);
    g_assert_false (*at == '@' && g_ascii_isalnum (at[1]));
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  XaSpan           text = { (const char *) data, size };
  g_autofree char *scrubbed = xa_scrub_text (text);
  g_autofree char *again = xa_scrub_text (xa_span (scrubbed));
  const char      *line = size > 0 ? memchr (data, '\n', size) : NULL;

  g_assert_true (g_utf8_validate (scrubbed, -1, NULL));
  g_assert_cmpstr (again, ==, scrubbed);
  check_marks (scrubbed);
  if (line) {
    gsize key_len = (gsize) (line - text.str);

    xa_scrub_keeps_field ((XaSpan) { text.str, key_len }, (XaSpan) { line + 1, size - key_len - 1 });
  }

  return 0;
}
