#include "net/xa-credential.h"

#include "model/xa-language.h"
#include "model/xa-records.h"

#include <string.h>

/*
 * The stored form is a line with its version, then one line a field: name, '=', text in which
 * backslash, line feed and carriage return are escaped. It is written here and not by a JSON
 * library, since those leave copies of what they wrote on the heap.
 */
#define HEADER "xaudience-credential 1\n"
#define EXPIRES "expires"
#define ENDS "ends"

static const struct {
  const char *name;
  gsize       offset;
} fields[] = {
  { "token", G_STRUCT_OFFSET (XaCredential, token) },
  { "user", G_STRUCT_OFFSET (XaCredential, user) },
  { "secret", G_STRUCT_OFFSET (XaCredential, secret) },
  { "client-id", G_STRUCT_OFFSET (XaCredential, client_id) },
  { "refresh-token", G_STRUCT_OFFSET (XaCredential, refresh_token) },
  { "scopes", G_STRUCT_OFFSET (XaCredential, scopes) },
};

static char **
field_of (const XaCredential *self,
          gsize               i)
{
  return (char **) G_STRUCT_MEMBER_P (self, fields[i].offset);
}

static void
wipe (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

XaCredential *
xa_credential_new (void)
{
  XaCredential *self = g_new0 (XaCredential, 1);

  self->expires_us = XA_TIME_UNKNOWN;
  self->ends_us = XA_TIME_UNKNOWN;

  return self;
}

XaCredential *
xa_credential_copy (const XaCredential *self)
{
  XaCredential *copy = xa_credential_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    *field_of (copy, i) = g_strdup (*field_of (self, i));
  copy->expires_us = self->expires_us;
  copy->ends_us = self->ends_us;

  return copy;
}

void
xa_credential_free (XaCredential *self)
{
  if (self == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    wipe (*field_of (self, i));
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

/* Appends @text to @to, which has room for it. */
static char *
put (char       *to,
     const char *text)
{
  return g_stpcpy (to, text);
}

static char *
put_escaped (char       *to,
             const char *text)
{
  for (; *text; text++) {
    const char *escape = *text == '\n' ? "\\n" : *text == '\r' ? "\\r"
                                               : *text == '\\' ? "\\\\"
                                                               : NULL;

    if (escape)
      to = put (to, escape);
    else
      *to++ = *text;
  }
  *to = '\0';

  return to;
}

static char *
put_time (char       *to,
          const char *name,
          gint64      time_us)
{
  return time_us == XA_TIME_UNKNOWN ? to : to + g_snprintf (to, 32, "%s=%" G_GINT64_FORMAT "\n", name, time_us);
}

char *
xa_credential_format (const XaCredential *self)
{
  gsize room = sizeof HEADER + sizeof EXPIRES + sizeof ENDS + 64;
  char *text, *to;

  /* The room is measured first: text that grows leaves pieces of itself behind. */
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (*field_of (self, i))
      room += strlen (fields[i].name) + 2 + 2 * strlen (*field_of (self, i));
  text = g_malloc (room);
  to = put (text, HEADER);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    if (*field_of (self, i) == NULL)
      continue;
    to = put (to, fields[i].name);
    to = put (to, "=");
    to = put_escaped (to, *field_of (self, i));
    to = put (to, "\n");
  }
  to = put_time (to, EXPIRES, self->expires_us);
  put_time (to, ENDS, self->ends_us);

  return text;
}

/* Undoes put_escaped() on the @len bytes at @from; NULL where an escape is unknown. */
static char *
take_escaped (const char *from,
              gsize       len)
{
  char *text = g_malloc (len + 1), *to = text;

  for (gsize i = 0; i < len; i++) {
    char c = from[i];

    if (c == '\\') {
      i++;
      c = i < len ? from[i] : '\0';
      if (c != 'n' && c != 'r' && c != '\\') {
        *to = '\0';
        wipe (text);
        return NULL;
      }
      c = c == 'n' ? '\n' : c == 'r' ? '\r'
                                     : c;
    }
    *to++ = c;
  }
  *to = '\0';

  return text;
}

/* Reads one line "name=text"; a name of a later version is left out. */
static gboolean
take_line (XaCredential *self,
           const char   *line,
           gsize         len)
{
  const char *equals = memchr (line, '=', len);
  gboolean    is_sound = TRUE;
  gsize       name_len;
  char       *text;

  if (equals == NULL)
    return FALSE;
  name_len = (gsize) (equals - line);
  text = take_escaped (equals + 1, len - name_len - 1);
  if (text == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strlen (fields[i].name) == name_len && memcmp (fields[i].name, line, name_len) == 0) {
      wipe (*field_of (self, i));
      *field_of (self, i) = text;
      return TRUE;
    }
  if (name_len == strlen (EXPIRES) && memcmp (line, EXPIRES, name_len) == 0)
    is_sound = g_ascii_string_to_signed (text, 10, G_MININT64 + 1, G_MAXINT64, &self->expires_us, NULL);
  else if (name_len == strlen (ENDS) && memcmp (line, ENDS, name_len) == 0)
    is_sound = g_ascii_string_to_signed (text, 10, G_MININT64 + 1, G_MAXINT64, &self->ends_us, NULL);
  wipe (text);

  return is_sound;
}

XaCredential *
xa_credential_parse (const char *text,
                     GError    **error)
{
  g_autoptr (XaCredential) self = xa_credential_new ();
  gboolean sound = g_str_has_prefix (text, HEADER);

  for (const char *line = text + (sound ? strlen (HEADER) : 0); sound && *line;) {
    const char *end = strchr (line, '\n');

    sound = end && take_line (self, line, (gsize) (end - line));
    line = end ? end + 1 : line;
  }
  if (!sound) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, N_ ("What is kept for this connection is not a credential of XAudience"));
    return NULL;
  }

  return g_steal_pointer (&self);
}

gint64
xa_credential_get_end (const XaCredential *self)
{
  return self->refresh_token ? self->ends_us : self->expires_us;
}

const char *
xa_credential_state_id (XaCredentialState state)
{
  switch (state) {
  case XA_CREDENTIAL_NONE:
    return "none";
  case XA_CREDENTIAL_OK:
    return "ok";
  case XA_CREDENTIAL_EXPIRING:
    return "expiring";
  case XA_CREDENTIAL_EXPIRED:
    return "expired";
  case XA_CREDENTIAL_SCOPE_MISSING:
    return "scope-missing";
  case XA_CREDENTIAL_REVOKED:
    return "revoked";
  }

  return "unknown";
}
