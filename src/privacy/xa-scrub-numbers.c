#include "privacy/xa-digit-chain.h"
#include "privacy/xa-scrub-parts.h"

/* As many digits in a row are an id or a number to call, whatever stands around them. */
#define RUN_MIN 7

/* Writes what the first @n groups become, from @at on; returns where to go on. */
static const char *
append_judged (const char         *at,
               const XaDigitChain *chain,
               XaDigits            digits,
               guint               n,
               GString            *out)
{
  const char *start = chain->groups[0].start;
  const char *end = chain->groups[n - 1].end;

  if (digits == XA_DIGITS_PHONE) {
    g_string_append (out, XA_MARK_PHONE);
    return end;
  }
  g_string_append_len (out, at, start - at);
  if (digits == XA_DIGITS_ADDRESS) {
    g_string_append (out, XA_MARK_ID);
    return end;
  }
  for (guint i = 0; i < n; i++)
    if (chain->groups[i].n_digits >= RUN_MIN) {
      g_string_append (out, XA_MARK_NUMBER);
      return end;
    }
  g_string_append_len (out, start, end - start);

  return end;
}

/* Replaces telephone numbers, addresses of machines and runs of seven digits or more. Dates, hours,
 * sums, ranges and spans of years stay. A chain has a bounded number of groups, so that each digit
 * is looked at a bounded number of times. */
void
xa_scrub_numbers (XaSpan   text,
                  GString *out)
{
  const char *end = text.str + text.len;
  const char *kept = text.str;
  const char *at = text.str;

  while (at < end) {
    XaDigitChain chain;
    XaDigits     digits;
    guint        n_groups;

    if (!xa_digit_chain_begins (at, end)) {
      at = g_utf8_next_char (at);
      continue;
    }
    g_string_append_len (out, kept, at - kept);
    xa_digit_chain_read (text, at, &chain);
    digits = xa_digit_chain_judge (&chain, &n_groups);
    at = append_judged (at, &chain, digits, n_groups, out);
    kept = at;
  }
  g_string_append_len (out, kept, end - kept);
}
