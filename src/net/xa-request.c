#include "net/xa-request.h"

#include <string.h>

static XaRequest *
request_new (const char *method)
{
  XaRequest *self = g_new0 (XaRequest, 1);

  self->method = method;
  self->path = g_string_new (NULL);
  self->query = g_string_new (NULL);
  self->headers = g_ptr_array_new_with_free_func (g_free);
  self->cost = 1.0;
  self->repeatable = strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0;

  return self;
}

/* A part of dots alone would lead elsewhere, even escaped: it is escaped twice, and names nothing. */
static void
append_part (GString    *path,
             const char *part)
{
  g_string_append_c (path, '/');
  if (strcmp (part, ".") == 0 || strcmp (part, "..") == 0)
    for (; *part; part++)
      g_string_append (path, "%252E");
  else
    g_string_append_uri_escaped (path, part, "@", FALSE); /* may stand for itself there, and some servers insist: "/users/@me" */
}

XaRequest *
xa_request_new (const char *method,
                ...)
{
  XaRequest  *self = request_new (method);
  const char *part;
  va_list     parts;

  va_start (parts, method);
  while ((part = va_arg (parts, const char *)))
    append_part (self->path, part);
  va_end (parts);

  return self;
}

XaRequest *
xa_request_new_for_link (const char *address)
{
  XaRequest *self = request_new ("GET");

  g_string_append (self->path, address);

  return self;
}

void
xa_request_free (XaRequest *self)
{
  if (!self)
    return;
  g_string_free (self->path, TRUE);
  g_string_free (self->query, TRUE);
  g_ptr_array_unref (self->headers);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->bucket);
  g_free (self);
}

static void
append_pair (GString    *form,
             const char *name,
             const char *value)
{
  if (form->len > 0)
    g_string_append_c (form, '&');
  g_string_append_uri_escaped (form, name, NULL, FALSE);
  g_string_append_c (form, '=');
  g_string_append_uri_escaped (form, value, NULL, FALSE);
}

void
xa_request_add_query (XaRequest  *self,
                      const char *name,
                      const char *value)
{
  if (value)
    append_pair (self->query, name, value);
}

void
xa_request_add_query_int (XaRequest  *self,
                          const char *name,
                          gint64      value)
{
  char text[32];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  append_pair (self->query, name, text);
}

void
xa_request_add_header (XaRequest  *self,
                       const char *name,
                       const char *value)
{
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

void
xa_request_set_bucket (XaRequest  *self,
                       const char *bucket)
{
  g_set_str (&self->bucket, bucket);
}

static void
set_body (XaRequest  *self,
          GBytes     *body,
          const char *type)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = body;
  self->body_type = type;
}

void
xa_request_set_json (XaRequest  *self,
                     const char *json)
{
  set_body (self, g_bytes_new (json, strlen (json)), "application/json");
}

void
xa_request_set_form (XaRequest         *self,
                     const char *const *pairs)
{
  GString *form = g_string_new (NULL);

  for (gsize i = 0; pairs[i] && pairs[i + 1]; i += 2)
    append_pair (form, pairs[i], pairs[i + 1]);

  set_body (self, g_string_free_to_bytes (form), "application/x-www-form-urlencoded");
}
