#include "privacy/xa-scrub-parts.h"

#include <string.h>

/* The shortest numbers to call with more than a town's own digits. The longest has 15 (ITU-T E.164),
 * but what is longer and looks alike is an account or a card, and goes too. */
#define PHONE_MIN 7

/* As many digits in a row are an id or a number to call, whatever stands around them. */
#define RUN_MIN 7

#define MAX_GROUPS 16

/* Digits that belong together, and what stands between them and the next. */
typedef struct {
  const char *start; /* (not owned) */
  const char *end;   /* (not owned) */
  guint       n_digits;
  guint       value; /* of the last 6 digits or so: enough to tell years, months and days */
  char        sep;   /* after the group: ' ', '-', '.', '/', ')' or NUL at the end of the chain */
} Group;

typedef struct {
  Group       groups[MAX_GROUPS];
  guint       n_groups;
  guint       n_digits;
  gboolean    plus;    /* begins with '+' or 00 */
  gboolean    bracket; /* begins with '(' around digits */
  const char *end;     /* (not owned) */
} Chain;

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

static const char *
read_group (const char *at,
            const char *end,
            Group      *group)
{
  *group = (Group) { .start = at };
  for (int digit; (digit = digit_at (at, end)) >= 0; at = g_utf8_next_char (at)) {
    group->value = (group->value * 10 + (guint) digit) % 10000000;
    group->n_digits++;
  }
  group->end = at;

  return at;
}

/* Reads groups of digits with up to three separators between them. */
static void
read_chain (const char *at,
            const char *end,
            Chain      *chain)
{
  memset (chain, 0, sizeof *chain);
  if (*at == '+') {
    chain->plus = TRUE;
    at++;
    while (at < end && (*at == ' ' || *at == '('))
      at++;
  } else if (*at == '(') {
    chain->bracket = TRUE;
    at++;
  }

  while (digit_at (at, end) >= 0 && chain->n_groups < MAX_GROUPS) {
    Group      *group = &chain->groups[chain->n_groups++];
    const char *next = read_group (at, end, group);
    guint       n = 0;

    chain->n_digits += group->n_digits;
    chain->end = next;
    for (char sep; n < 3 && (sep = separator_at (next, end)) != '\0'; n++, next = g_utf8_next_char (next)) {
      /* A full stop: what follows is another sentence. */
      if (group->sep == '.' && sep == ' ')
        break;
      group->sep = join_separators (group->sep, sep);
    }
    if (n == 0 || digit_at (next, end) < 0) {
      group->sep = '\0';
      break;
    }
    at = next;
  }
  if (chain->n_groups > 0 && chain->groups[0].n_digits > 2 && memcmp (chain->groups[0].start, "00", 2) == 0 && chain->groups[0].start[2] != '0')
    chain->plus = TRUE;
  /* "00 49 ..." */
  if (chain->n_groups > 1 && chain->groups[0].n_digits == 2 && memcmp (chain->groups[0].start, "00", 2) == 0 && chain->groups[0].sep == ' ')
    chain->plus = TRUE;
}

static gboolean
is_year (const Group *group)
{
  return group->n_digits == 4 && group->value >= 1900 && group->value <= 2100;
}

static gboolean
is_day_and_month (const Group *a,
                  const Group *b)
{
  if (a->n_digits > 2 || b->n_digits > 2 || a->value == 0 || b->value == 0)
    return FALSE;

  return (a->value <= 31 && b->value <= 12) || (a->value <= 12 && b->value <= 31);
}

/* How many groups at the start are a date or a span of years. */
static guint
count_date_groups (const Chain *chain)
{
  const Group *g = chain->groups;

  if (chain->plus || chain->bracket)
    return 0;
  if (chain->n_groups >= 3 && g[0].sep == g[1].sep && strchr ("-./", g[0].sep) && (g[2].sep == '\0' || g[2].sep == ' ')) {
    if (is_year (&g[0]) && is_day_and_month (&g[1], &g[2]))
      return 3;
    if (is_day_and_month (&g[0], &g[1]) && (is_year (&g[2]) || g[2].n_digits == 2))
      return 3;
  }
  if (chain->n_groups >= 1 && is_year (&g[0])) {
    if (chain->n_groups >= 2 && is_year (&g[1]) && g[0].sep == '-')
      return 2;
    if (g[0].sep == ' ' || (chain->n_groups >= 2 && is_year (&g[1])))
      return 1;
  }

  return 0;
}

/* "09.00-17.30": hours and minutes, which no one writes into a telephone number. */
static gboolean
is_hours (const Chain *chain)
{
  if (chain->n_groups % 2 != 0)
    return FALSE;
  for (guint i = 0; i < chain->n_groups; i += 2) {
    const Group *hour = &chain->groups[i];
    const Group *minute = hour + 1;

    if (hour->n_digits > 2 || minute->n_digits != 2 || hour->value > 24 || minute->value > 59 || hour->sep != '.' || minute->sep == '.')
      return FALSE;
  }

  return TRUE;
}

/* "1.250.000", "12 000 000" and "10 000 - 20 000": groups of three, which are sums rather than
 * numbers to call. */
static gboolean
is_sum (const Chain *chain,
        gboolean     near_currency)
{
  gboolean round = FALSE, is_first = TRUE, has_dash = FALSE;
  char     sep = '\0';

  for (guint i = 0; i < chain->n_groups; i++) {
    const Group *group = &chain->groups[i];

    if (is_first ? group->n_digits > 3 : group->n_digits != 3)
      return FALSE;
    round |= !is_first && group->value == 0;
    is_first = group->sep == '-';
    has_dash |= is_first;
    if (is_first || group->sep == '\0')
      continue;
    if (sep != '\0' && sep != group->sep)
      return FALSE;
    sep = group->sep;
  }
  if (sep == '.')
    return TRUE;

  return sep == ' ' && (near_currency || round || (!has_dash && chain->groups[0].n_digits < 3));
}

/* Four numbers up to 255: the address of somebody's machine, seldom a version. */
static gboolean
is_ip_address (const Chain *chain)
{
  if (chain->n_groups != 4 || chain->plus || chain->bracket)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    if (chain->groups[i].n_digits > 3 || chain->groups[i].value > 255 || (i < 3 && chain->groups[i].sep != '.'))
      return FALSE;

  return TRUE;
}

/* "1500-2000": two numbers of one length, the second greater, both round. */
static gboolean
is_range (const Chain *chain)
{
  const Group *g = chain->groups;

  return chain->n_groups == 2 && g[0].sep == '-' && g[0].n_digits == g[1].n_digits && g[0].value < g[1].value &&
         g[0].value % 10 == 0 && g[1].value % 10 == 0;
}

/* Whether groups that are no date, hours or sum have a shape in which numbers to call are written. */
static gboolean
is_phone (const Chain *chain)
{
  const Group *g = chain->groups;
  guint        longest = 0, shortest = G_MAXUINT;

  if (chain->n_digits < PHONE_MIN)
    return FALSE;
  if (chain->plus)
    return TRUE;
  if (chain->bracket)
    return chain->n_groups > 1 && !is_year (&g[0]);
  if (chain->n_groups == 1)
    return FALSE;
  if (digit_at (g[0].start, g[0].end) == 0)
    return g[0].n_digits > 1;

  for (guint i = 0; i < chain->n_groups; i++) {
    longest = MAX (longest, g[i].n_digits);
    shortest = MIN (shortest, g[i].n_digits);
  }
  /* "22 34 56 78", but not "1 2 3 4 5 6 7". */
  if (shortest == 2 && longest == 2)
    return chain->n_groups >= 4 && g[0].sep == ' ';
  /* A prefix of one digit before a number of its own: "1-555-010-9999", "8 (495) 123-45-67". */
  if (g[0].n_digits == 1)
    return chain->n_groups >= 4 && (g[0].sep == '-' || g[0].sep == ')') && g[1].n_digits == 3;

  return shortest >= 2 && longest >= 3;
}

static gboolean
is_currency (gunichar c)
{
  return c == '%' || g_unichar_type (c) == G_UNICODE_CURRENCY_SYMBOL;
}

/* Whether a sign of money stands next to the chain, with at most one blank between. */
static gboolean
is_near_currency (XaSpan      text,
                  const char *start,
                  const char *end)
{
  const char *before = start > text.str ? g_utf8_prev_char (start) : NULL;

  if (before && before > text.str && *before == ' ')
    before = g_utf8_prev_char (before);
  if (before && is_currency (g_utf8_get_char (before)))
    return TRUE;
  if (end < text.str + text.len && *end == ' ')
    end++;

  return end < text.str + text.len && is_currency (g_utf8_get_char (end));
}

/* How many groups at the start are something other than a number to call. */
static guint
count_kept_groups (const Chain *chain,
                   gboolean     near_currency)
{
  guint n_date = count_date_groups (chain);

  if (n_date > 0 || chain->plus || chain->bracket || is_ip_address (chain))
    return n_date;

  return is_hours (chain) || is_sum (chain, near_currency) || is_range (chain) ? chain->n_groups : 0;
}

/* Digits that no rule took for a telephone number: kept if they are few. */
static void
append_groups (const char  *start,
               const Chain *chain,
               guint        n_groups,
               GString     *out)
{
  for (guint i = 0; i < n_groups; i++) {
    const Group *group = &chain->groups[i];

    g_string_append_len (out, start, group->start - start);
    if (group->n_digits >= RUN_MIN)
      g_string_append (out, XA_MARK_NUMBER);
    else
      g_string_append_len (out, group->start, group->end - group->start);
    start = group->end;
  }
}

/* Handles what begins at @at, where digits are near; returns where to go on. */
static const char *
scrub_chain (XaSpan      text,
             const char *at,
             GString    *out)
{
  const char *end = text.str + text.len;
  gboolean    in_word = at > text.str && g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (at)));
  Chain       chain;
  guint       n_kept;

  read_chain (at, end, &chain);
  if (chain.n_groups == 0) {
    g_string_append_c (out, *at);
    return at + 1;
  }
  n_kept = in_word ? 1 : count_kept_groups (&chain, is_near_currency (text, at, chain.end));
  if (n_kept == 0 && (is_ip_address (&chain) || is_phone (&chain))) {
    g_string_append (out, is_ip_address (&chain) ? XA_MARK_ID : XA_MARK_PHONE);
    return chain.end;
  }
  /* The next group may begin a number of its own. */
  n_kept = MAX (n_kept, 1);
  append_groups (at, &chain, n_kept, out);

  return chain.groups[n_kept - 1].end;
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

static gboolean
begins_chain (const char *at,
              const char *end)
{
  if (*at == '+')
    return at + 1 < end && (digit_at (at + 1, end) >= 0 || at[1] == '(' || at[1] == ' ');
  if (*at == '(')
    return begins_bracket (at, end);

  return digit_at (at, end) >= 0;
}

/* Replaces telephone numbers and runs of seven digits or more. Dates, hours, sums and spans of
 * years stay. Each step looks at a bounded number of groups, and digits are read anew at most once
 * for each group before them. */
void
xa_scrub_numbers (XaSpan   text,
                  GString *out)
{
  const char *end = text.str + text.len;
  const char *kept = text.str;
  const char *at = text.str;

  while (at < end) {
    if (!begins_chain (at, end)) {
      at = g_utf8_next_char (at);
      continue;
    }
    g_string_append_len (out, kept, at - kept);
    at = scrub_chain (text, at, out);
    kept = at;
  }
  g_string_append_len (out, kept, end - kept);
}
