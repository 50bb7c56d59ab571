#include "model/xa-said-match.h"

#include <string.h>

/* A sentence of which less stands as it is fits anything; one into which only numbers are filled fits less. */
#define LEAST_LETTERS 8
#define LEAST_LETTERS_OF_NUMBERS 3
#define QUOTE "“"

/* A place of a format at its '%'. */
typedef struct {
  char  kind;  /* s, d, f, x, c, '%', or '\0' for what is not known here */
  guint index; /* from 0; as the format counts them, or G_MAXUINT */
  gsize size;
} Place;

static char
get_kind (char conversion)
{
  if (strchr ("diu", conversion))
    return 'd';
  if (strchr ("fFgGeE", conversion))
    return 'f';
  if (strchr ("xXo", conversion))
    return 'x';

  return strchr ("sc%", conversion) ? conversion : '\0';
}

static Place
read_place (const char *at)
{
  Place       place = { .index = G_MAXUINT };
  const char *p = at + 1;
  gsize       digits = strspn (p, "0123456789");

  if (digits && p[digits] == '$') {
    place.index = (guint) g_ascii_strtoull (p, NULL, 10) - 1;
    p += digits + 1;
  }
  p += strspn (p, "-+ #0'I");
  p += strspn (p, "0123456789.");
  p += strspn (p, "hlqjzt");
  if (*p)
    place.kind = get_kind (*p++);
  place.size = (gsize) (p - at);

  return place;
}

/**
 * xa_said_plan:
 * @plan: (out): how much of it stands as it is
 *
 * Returns: whether something is filled into @sentence that can be found again
 */
gboolean
xa_said_plan (const char *sentence,
              XaSaidPlan *plan)
{
  guint    n = 0;
  gboolean has_text = FALSE;

  plan->n_letters = 0;
  for (const char *p = sentence; *p;) {
    Place place;

    if (*p != '%') {
      plan->n_letters += g_ascii_isalpha (*p++) ? 1 : 0;
      continue;
    }
    place = read_place (p);
    if (!place.kind)
      return FALSE;
    n += place.kind != '%';
    has_text |= place.kind == 's';
    p += place.size;
  }

  return n > 0 && n <= XA_SAID_MOST_PARTS && plan->n_letters >= (has_text ? LEAST_LETTERS : LEAST_LETTERS_OF_NUMBERS);
}

static gsize
measure_number (const char *text,
                const char *more)
{
  gsize sign = *text == '-' || *text == '+' ? 1 : 0;
  gsize digits = strspn (text + sign, more);

  return digits ? sign + digits : 0;
}

static gboolean match_rest (const char *sentence, const char *start, const char *text, XaSaidParts *parts);

/* Takes @size bytes of @text for the place that ends at @rest. */
static gboolean
match_part (const char  *rest,
            const char  *start,
            const char  *text,
            gsize        size,
            XaSaidPart   part,
            XaSaidParts *parts)
{
  guint n = parts->n;

  part.start = text;
  part.size = size;
  parts->parts[parts->n++] = part;
  if (match_rest (rest, start, text + size, parts))
    return TRUE;
  parts->n = n;

  return FALSE;
}

/* What stands behind a place says where text that was filled in ends; the nearest such end is tried first. */
static gboolean
match_text (const char  *rest,
            const char  *start,
            const char  *text,
            XaSaidPart   part,
            XaSaidParts *parts)
{
  g_autofree char *next = g_strndup (rest, strcspn (rest, "%"));

  if (!*rest)
    return match_part (rest, start, text, strlen (text), part, parts);
  for (const char *end = strstr (text, next); end; end = *end ? strstr (end + 1, next) : NULL)
    if (match_part (rest, start, text, (gsize) (end - text), part, parts))
      return TRUE;

  return FALSE;
}

static gboolean
match_place (const char  *sentence,
             const char  *start,
             const char  *text,
             XaSaidParts *parts)
{
  Place       place = read_place (sentence);
  const char *rest = sentence + place.size;
  XaSaidPart  part = { .kind = place.kind };
  gsize       size = 0;

  if (parts->n == XA_SAID_MOST_PARTS)
    return FALSE;
  switch (place.kind) {
  case 's':
    part.is_quoted = sentence - start >= (gssize) strlen (QUOTE) && g_str_has_prefix (sentence - strlen (QUOTE), QUOTE);
    return match_text (rest, start, text, part, parts);
  case 'd':
    size = measure_number (text, "0123456789");
    break;
  case 'f':
    size = measure_number (text, "0123456789.,");
    break;
  case 'x':
    size = measure_number (text, "0123456789abcdefABCDEF");
    break;
  case 'c':
    size = *text ? 1 : 0;
    break;
  default:
    return FALSE;
  }

  return size > 0 && match_part (rest, start, text, size, part, parts);
}

static gboolean
match_rest (const char  *sentence,
            const char  *start,
            const char  *text,
            XaSaidParts *parts)
{
  for (; *sentence; sentence++, text++) {
    if (*sentence == '%' && sentence[1] != '%')
      return match_place (sentence, start, text, parts);
    if (*sentence == '%')
      sentence++;
    if (*sentence != *text)
      return FALSE;
  }

  return *text == '\0';
}

/**
 * xa_said_match:
 * @sentence: a format that xa_said_plan () knows
 * @parts: (out): what was filled in, in its order; valid if this returns %TRUE, and as long as @text
 *
 * Returns: whether @text is @sentence with something filled in
 */
gboolean
xa_said_match (const char  *sentence,
               const char  *text,
               XaSaidParts *parts)
{
  parts->n = 0;

  return match_rest (sentence, sentence, text, parts);
}

/* Returns: the first number that was filled in, after which the plural goes; or 1 */
gulong
xa_said_get_number (const XaSaidParts *parts)
{
  for (guint i = 0; i < parts->n; i++)
    if (parts->parts[i].kind == 'd')
      return (gulong) g_ascii_strtoull (parts->parts[i].start, NULL, 10);

  return 1;
}

static void
fill_part (GString          *out,
           const XaSaidPart *part,
           XaSaidOf          say,
           gpointer          data)
{
  g_autofree char *text = g_strndup (part->start, part->size);
  g_autofree char *said = part->kind == 's' && !part->is_quoted ? say (text, data) : g_strdup (text);

  g_string_append (out, said);
}

/**
 * xa_said_fill:
 * @translation: of the sentence that was matched
 * @say: (scope call): says text that was filled in and is no name
 *
 * Returns: (transfer full): @translation with @parts filled in
 */
char *
xa_said_fill (const char        *translation,
              const XaSaidParts *parts,
              XaSaidOf           say,
              gpointer           data)
{
  GString *out = g_string_new (NULL);
  guint    next = 0;

  for (const char *p = translation; *p;) {
    Place place = { .size = 1 };
    guint index;

    if (*p != '%') {
      g_string_append_c (out, *p++);
      continue;
    }
    place = read_place (p);
    p += place.size;
    if (place.kind == '%') {
      g_string_append_c (out, '%');
      continue;
    }
    index = place.index != G_MAXUINT ? place.index : next++;
    if (index < parts->n)
      fill_part (out, &parts->parts[index], say, data);
  }

  return g_string_free (out, FALSE);
}
