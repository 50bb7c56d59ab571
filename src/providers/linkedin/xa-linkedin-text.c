#include "providers/linkedin/xa-linkedin-api.h"
#include "providers/xa-hashtags.h"

#include <string.h>

/*
 * Commentaries are written with marks: "@[Name](urn:li:organization:1)" names somebody,
 * "{hashtag|\#|tag}" is a tag, and a backslash stands before what is none of these.
 */
#define ORGANIZATION "urn:li:organization:"

typedef struct {
  const char *at, *end;
  GString    *out;   /* (owned) */
  GPtrArray  *named; /* (not owned) */
} Reading;

static const char *
find (const char *from,
      const char *end,
      char        c)
{
  return from < end ? memchr (from, c, (gsize) (end - from)) : NULL;
}

/* "@[Name](urn)": an organization by its name; a member not at all. */
static gboolean
take_mention (Reading *self)
{
  const char *name = self->at + 2;
  const char *name_end = self->at + 1 < self->end && self->at[1] == '[' ? find (name, self->end, ']') : NULL;
  const char *urn = name_end ? name_end + 2 : NULL;
  const char *urn_end = urn && urn <= self->end && name_end[1] == '(' ? find (urn, self->end, ')') : NULL;
  gsize       len = strlen (ORGANIZATION);

  if (!urn_end)
    return FALSE;
  if ((gsize) (urn_end - urn) > len && strncmp (urn, ORGANIZATION, len) == 0) {
    g_ptr_array_add (self->named, g_strndup (urn + len, (gsize) (urn_end - urn) - len));
    g_string_append_len (self->out, name, name_end - name);
  }
  self->at = urn_end + 1;

  return TRUE;
}

static gboolean
take_tag (Reading *self)
{
  static const char mark[] = "{hashtag|";
  gsize             len = sizeof mark - 1;
  const char       *tag_end = find (self->at, self->end, '}');
  const char       *sign = (gsize) (self->end - self->at) > len && strncmp (self->at, mark, len) == 0 ? self->at + len : NULL;
  const char       *bar = sign && tag_end ? find (sign, tag_end, '|') : NULL;

  if (!bar)
    return FALSE;
  g_string_append_c (self->out, '#');
  g_string_append_len (self->out, bar + 1, tag_end - bar - 1);
  self->at = tag_end + 1;

  return TRUE;
}

char *
xa_linkedin_text (XaSpan     commentary,
                  GPtrArray *named,
                  GArray    *tags)
{
  Reading self = { .at = commentary.str, .end = commentary.str + commentary.len, .out = g_string_new (NULL), .named = named };
  char   *text;

  while (self.at < self.end) {
    if ((*self.at == '@' && take_mention (&self)) || (*self.at == '{' && take_tag (&self)))
      continue;
    if (*self.at == '\\' && self.at + 1 < self.end)
      self.at++;
    g_string_append_c (self.out, *self.at++);
  }
  text = g_string_free (self.out, FALSE);
  xa_hashtags_scan (xa_span (text), tags);

  return text;
}
