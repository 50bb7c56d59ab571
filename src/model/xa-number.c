#include "model/xa-number.h"

#include <float.h>
#include <langinfo.h>
#include <math.h>
#include <string.h>

/* U+2212 is as wide as a plus, and no line is broken at it. */
#define MINUS "\342\210\222"

/* U+202F, where a comma would be taken for the decimal sign. */
#define NARROW_SPACE "\342\200\257"

static const char *
get_separator (void)
{
  const char *separator = nl_langinfo (THOUSEP);

  if (*separator && g_utf8_validate (separator, -1, NULL))
    return separator;

  return g_str_equal (nl_langinfo (RADIXCHAR), ",") ? NARROW_SPACE : ",";
}

/**
 * xa_number_format_count:
 *
 * Returns: (transfer full): the whole number next to @value, in groups of three digits
 */
char *
xa_number_format_count (double value)
{
  char        plain[DBL_MAX_10_EXP + 8];
  const char *separator = get_separator ();
  GString    *text = g_string_new (NULL);
  int         len = g_snprintf (plain, sizeof plain, "%.0f", fabs (round (value)));

  if (round (value) < 0)
    g_string_append (text, MINUS);
  for (int i = 0; i < len; i++) {
    if (i > 0 && (len - i) % 3 == 0)
      g_string_append (text, separator);
    g_string_append_c (text, plain[i]);
  }

  return g_string_free_and_steal (text);
}

/**
 * xa_number_localize:
 * @plain: a number as a program writes it, such as "-0.5"
 *
 * Returns: (transfer full): the same with the decimal sign of the locale, and U+2212 for its sign
 */
char *
xa_number_localize (const char *plain)
{
  const char *point = strchr (plain, '.');
  const char *digits = plain[0] == '-' ? plain + 1 : plain;
  GString    *text = g_string_new (digits > plain ? MINUS : NULL);

  g_string_append_len (text, digits, point ? point - digits : -1);
  if (point) {
    g_string_append (text, nl_langinfo (RADIXCHAR));
    g_string_append (text, point + 1);
  }

  return g_string_free_and_steal (text);
}
