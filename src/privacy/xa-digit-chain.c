#include "privacy/xa-digit-chain.h"

#include <string.h>

/* Numbers of a town that are shorter tell little by themselves and look like anything. */
#define PHONE_MIN 7

/* The same where letters touch the digits, as in "AB12-345-67". */
#define PHONE_IN_WORD_MIN 9

static int
digit_at (const char *at,
          const char *end)
{
  if (at >= end)
    return -1;
  if ((guchar) *at < 0x80)
    return g_ascii_isdigit (*at) ? *at - '0' : -1;

  return g_unichar_digit_value (g_utf8_get_char (at));
}

/* Characters that stand between the digits of one number, brought to one of a few. */
static char
separator_at (const char *at,
              const char *end)
{
  gunichar c = at < end ? g_utf8_get_char (at) : 0;

  if (c == ' ' || c == '\t' || c == 0xa0 || c == 0x202f || (c >= 0x2000 && c <= 0x200a))
    return ' ';
  if (c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212)
    return '-';
  if (c == '.' || c == 0xb7 || c == 0x2022)
    return '.';
  if (c == '/')
    return '/';
  if (c == '(' || c == ')')
    return ')';

  return '\0';
}

/* The more telling of two separators in a row: a bracket or a sign beats a blank. */
static char
join_separators (char a,
                 char b)
{
  return a == '\0' || a == ' ' ? b : a;
}

static gboolean
is_money (gunichar c)
{
  return c == '%' || g_unichar_type (c) == G_UNICODE_CURRENCY_SYMBOL;
}

static gboolean
has_money_before (XaSpan      text,
                  const char *at)
{
  const char *before = at > text.str ? g_utf8_prev_char (at) : NULL;

  if (before && before > text.str && *before == ' ')
    before = g_utf8_prev_char (before);

  return before && is_money (g_utf8_get_char (before));
}

static gboolean
has_money_after (const char *at,
                 const char *end)
{
  if (at < end && *at == ' ')
    at++;

  return at < end && is_money (g_utf8_get_char (at));
}

/* Whether a letter or digit right before makes the digits part of a word. Scripts that put no
 * blanks between words do not. */
static gboolean
is_in_word (XaSpan      text,
            const char *at)
{
  gunichar before = at > text.str ? g_utf8_get_char (g_utf8_prev_char (at)) : ' ';

  return g_unichar_isalnum (before) && !g_unichar_iswide (before);
}

static void
read_group (const char   *at,
            const char   *end,
            XaDigitGroup *group)
{
  *group = (XaDigitGroup) { .start = at };
  for (int digit; (digit = digit_at (at, end)) >= 0; at = g_utf8_next_char (at)) {
    group->value = (group->value * 10 + (guint) digit) % 10000000;
    group->n_digits++;
  }
  group->end = at;
  group->money_after = has_money_after (at, end);
}

/* Reads up to three separators after a group; gives where the next group begins, or NULL. */
static const char *
read_separators (XaDigitGroup *group,
                 const char   *end)
{
  const char *at = group->end;
  char        sep = '\0', next;

  for (int n = 0; n < 3 && (next = separator_at (at, end)) != '\0'; n++) {
    /* A full stop: what follows is another sentence. */
    if (sep == '.' && next == ' ')
      return NULL;
    sep = join_separators (sep, next);
    at = g_utf8_next_char (at);
  }
  if (sep == '\0' || digit_at (at, end) < 0)
    return NULL;
  group->sep = sep;

  return at;
}

/* "(030)": digits with a bracket on either side. */
static gboolean
begins_bracket (const char *at,
                const char *end)
{
  guint n = 0;

  for (at++; n <= 5 && digit_at (at, end) >= 0; n++)
    at = g_utf8_next_char (at);

  return n > 0 && at < end && *at == ')';
}

/* Whether digits, or the sign or bracket that opens them, stand at @at. */
gboolean
xa_digit_chain_begins (const char *at,
                       const char *end)
{
  if (*at == '(')
    return begins_bracket (at, end);
  if (*at == '+' && ++at < end && *at == '(')
    at++;

  return digit_at (at, end) >= 0;
}

/* Reads what begins at @at, where xa_digit_chain_begins() holds. */
void
xa_digit_chain_read (XaSpan        text,
                     const char   *at,
                     XaDigitChain *chain)
{
  const char *end = text.str + text.len;

  memset (chain, 0, sizeof *chain);
  chain->plus = *at == '+';
  chain->bracket = *at == '(';
  chain->in_word = is_in_word (text, at);
  chain->money_before = has_money_before (text, at);
  while (digit_at (at, end) < 0)
    at++;

  while (at && chain->n_groups < XA_DIGIT_GROUPS_MAX) {
    XaDigitGroup *group = &chain->groups[chain->n_groups++];

    read_group (at, end, group);
    at = read_separators (group, end);
  }
}

/* Whether the first @n groups stand by themselves: a blank or nothing follows. All judgements are
 * about such parts, so that cutting one out does not change what is thought of the others. */
static gboolean
is_boundary (const XaDigitChain *chain,
             guint               n)
{
  return n == chain->n_groups || chain->groups[n - 1].sep == ' ';
}

static gboolean
is_year (const XaDigitGroup *group)
{
  return group->n_digits == 4 && group->value >= 1900 && group->value <= 2100;
}

static gboolean
is_day_and_month (const XaDigitGroup *a,
                  const XaDigitGroup *b)
{
  if (a->n_digits > 2 || b->n_digits > 2 || a->value == 0 || b->value == 0)
    return FALSE;

  return (a->value <= 31 && b->value <= 12) || (a->value <= 12 && b->value <= 31);
}

/* How many groups at the start are a date, or a year or a span of years. */
static guint
count_date_groups (const XaDigitChain *chain)
{
  const XaDigitGroup *g = chain->groups;
  guint               n = 1;

  if (chain->n_groups >= 3 && is_boundary (chain, 3) && g[0].sep == g[1].sep && strchr ("-./", g[0].sep)) {
    if (is_year (&g[0]) && is_day_and_month (&g[1], &g[2]))
      return 3;
    if (is_day_and_month (&g[0], &g[1]) && (is_year (&g[2]) || g[2].n_digits == 2))
      return 3;
  }
  while (is_year (&g[n - 1]) && !is_boundary (chain, n))
    n++;

  return is_year (&g[n - 1]) ? n : 0;
}

/* "09.00-17.30": hours and minutes, which no one writes into a telephone number. */
static gboolean
is_hours (const XaDigitChain *chain,
          guint               n)
{
  for (guint i = 0; i + 1 < n; i += 2) {
    const XaDigitGroup *hour = &chain->groups[i];
    const XaDigitGroup *minute = hour + 1;

    if (hour->n_digits > 2 || minute->n_digits != 2 || hour->value > 24 || minute->value > 59 || hour->sep != '.' || minute->sep == '.')
      return FALSE;
  }

  return n % 2 == 0;
}

/* "1.250.000", "12 000 000" and "10 000 - 20 000": groups of three, which are sums rather than
 * numbers to call. */
static gboolean
is_sum (const XaDigitChain *chain,
        guint               n)
{
  const XaDigitGroup *g = chain->groups;
  gboolean            round = FALSE, is_first = TRUE, has_dash = FALSE;
  char                sep = '\0';

  for (guint i = 0; i < n; i++) {
    if (is_first ? g[i].n_digits > 3 : g[i].n_digits != 3)
      return FALSE;
    round |= !is_first && g[i].value == 0;
    is_first = g[i].sep == '-';
    has_dash |= is_first;
    if (is_first || i + 1 == n)
      continue;
    if (sep != '\0' && sep != g[i].sep)
      return FALSE;
    sep = g[i].sep;
  }
  if (sep == '.')
    return TRUE;

  /* With more digits after a blank it may as well end in the middle of a number to call. */
  return sep == ' ' && n == chain->n_groups && (chain->money_before || g[n - 1].money_after || round || (!has_dash && g[0].n_digits < 3));
}

/* "1500-2000": two numbers of one length, the second greater, both round. */
static gboolean
is_range (const XaDigitChain *chain,
          guint               n)
{
  const XaDigitGroup *g = chain->groups;

  return n == 2 && g[0].sep == '-' && g[0].n_digits == g[1].n_digits && g[0].value < g[1].value &&
         g[0].value % 10 == 0 && g[1].value % 10 == 0;
}

/* Four numbers up to 255: the address of somebody's machine, seldom a version. */
static gboolean
begins_with_address (const XaDigitChain *chain)
{
  if (chain->n_groups < 4 || !is_boundary (chain, 4))
    return FALSE;
  for (guint i = 0; i < 4; i++)
    if (chain->groups[i].n_digits > 3 || chain->groups[i].value > 255 || (i < 3 && chain->groups[i].sep != '.'))
      return FALSE;

  return TRUE;
}

static guint
count_digits (const XaDigitChain *chain,
              guint               n)
{
  guint n_digits = 0;

  for (guint i = 0; i < n; i++)
    n_digits += chain->groups[i].n_digits;

  return n_digits;
}

/* "0049 30 ..." and "00 49 30 ...". */
static gboolean
begins_with_double_zero (const XaDigitChain *chain)
{
  const XaDigitGroup *first = &chain->groups[0];

  if (digit_at (first->start, first->end) != 0 || first->n_digits < 2 || digit_at (g_utf8_next_char (first->start), first->end) != 0)
    return FALSE;

  return first->n_digits == 2 ? first->sep == ' ' : first->n_digits <= 6 && first->value > 0;
}

/* Whether the first @n groups have a shape in which numbers to call are written. There is no upper
 * bound: what is longer and looks alike is an account or a card. */
static gboolean
is_phone (const XaDigitChain *chain,
          guint               n)
{
  const XaDigitGroup *g = chain->groups;
  guint               longest = 0, shortest = G_MAXUINT;

  if (count_digits (chain, n) < PHONE_MIN)
    return FALSE;
  if (chain->plus || begins_with_double_zero (chain))
    return TRUE;
  if (chain->bracket)
    return n > 1 && !is_year (&g[0]);
  if (n == 1)
    return FALSE;
  if (digit_at (g[0].start, g[0].end) == 0)
    return g[0].n_digits > 1;

  for (guint i = 0; i < n; i++) {
    longest = MAX (longest, g[i].n_digits);
    shortest = MIN (shortest, g[i].n_digits);
  }
  /* "22 34 56 78", but not "1 2 3 4 5 6 7". */
  if (shortest == 2 && longest == 2)
    return n >= 4 && g[0].sep == ' ';
  /* A prefix of one digit before a number of its own: "1-555-010-9999", "8 (495) 123-45-67". */
  if (g[0].n_digits == 1)
    return n >= 4 && (g[0].sep == '-' || g[0].sep == ')') && g[1].n_digits == 3;

  return shortest >= 2 && longest >= 3;
}

static guint
measure_token (const XaDigitChain *chain)
{
  guint n = 1;

  while (!is_boundary (chain, n))
    n++;

  return n;
}

/**
 * xa_digit_chain_judge:
 * @chain: what was read
 * @n_groups: (out): how many groups at the start of it the judgement is about
 *
 * Dates come first, then the longest part that is a telephone number, hours, a sum or a range.
 */
XaDigits
xa_digit_chain_judge (const XaDigitChain *chain,
                      guint              *n_groups)
{
  gboolean plain = !chain->plus && !chain->bracket;
  guint    token = measure_token (chain);

  *n_groups = token;
  if (plain && chain->in_word)
    return count_digits (chain, token) >= PHONE_IN_WORD_MIN && is_phone (chain, token) ? XA_DIGITS_PHONE : XA_DIGITS_OTHER;
  if (plain && count_date_groups (chain) > 0) {
    *n_groups = count_date_groups (chain);
    return XA_DIGITS_KNOWN;
  }
  if (plain && begins_with_address (chain)) {
    *n_groups = 4;
    return XA_DIGITS_ADDRESS;
  }

  for (guint n = chain->n_groups; n > 0; n--) {
    if (!is_boundary (chain, n))
      continue;
    *n_groups = n;
    if (plain && n > 1 && (is_hours (chain, n) || is_sum (chain, n) || is_range (chain, n)))
      return XA_DIGITS_KNOWN;
    if (is_phone (chain, n))
      return XA_DIGITS_PHONE;
  }
  *n_groups = token;

  return XA_DIGITS_OTHER;
}
