#include "providers/xa-target.h"

#include <string.h>

static const char *const kind_ids[] = {
  [XA_TARGET_ACCOUNT] = "account",
  [XA_TARGET_CHANNEL] = "channel",
  [XA_TARGET_GROUP] = "group",
  [XA_TARGET_SERVER] = "server",
  [XA_TARGET_FORUM] = "forum",
  [XA_TARGET_CATEGORY] = "category",
  [XA_TARGET_TAG] = "tag",
  [XA_TARGET_LIST] = "list",
  [XA_TARGET_POST] = "post",
  [XA_TARGET_INVITE] = "invite",
  [XA_TARGET_SEARCH] = "search",
};

/* The kind that a normal form means when it names none. */
static XaTargetKind
usual_kind (XaPlatform platform)
{
  switch (platform) {
  case XA_PLATFORM_TELEGRAM:
  case XA_PLATFORM_YOUTUBE:
    return XA_TARGET_CHANNEL;
  case XA_PLATFORM_DISCORD:
    return XA_TARGET_SERVER;
  case XA_PLATFORM_DISCOURSE:
    return XA_TARGET_FORUM;
  case XA_PLATFORM_X:
  case XA_PLATFORM_INSTAGRAM:
  case XA_PLATFORM_FACEBOOK:
  case XA_PLATFORM_TIKTOK:
  case XA_PLATFORM_LINKEDIN:
  case XA_PLATFORM_BLUESKY:
  case XA_PLATFORM_MASTODON:
  case XA_PLATFORM_OTHER:
  case XA_PLATFORM_SIMULATED:
    break;
  }

  return XA_TARGET_ACCOUNT;
}

const char *
xa_target_kind_id (XaTargetKind kind)
{
  return (gsize) kind < G_N_ELEMENTS (kind_ids) ? kind_ids[kind] : NULL;
}

XaTarget *
xa_target_new (XaPlatform   platform,
               XaTargetKind kind)
{
  XaTarget *self = g_new0 (XaTarget, 1);

  self->platform = platform;
  self->kind = kind;
  self->from_us = XA_TIME_UNKNOWN;
  self->to_us = XA_TIME_UNKNOWN;

  return self;
}

XaTarget *
xa_target_copy (const XaTarget *self)
{
  XaTarget *copy = xa_target_new (self->platform, self->kind);

  copy->id = g_strdup (self->id);
  copy->handle = g_strdup (self->handle);
  copy->host = g_strdup (self->host);
  copy->parent = g_strdup (self->parent);
  copy->from_us = self->from_us;
  copy->to_us = self->to_us;

  return copy;
}

void
xa_target_free (XaTarget *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->handle);
  g_free (self->host);
  g_free (self->parent);
  g_free (self);
}

/* --- writing ------------------------------------------------------------------------------------------ */

static void
add_text (GString    *form,
          const char *text)
{
  g_string_append_uri_escaped (form, text, ":/@#+!$,;'()*", TRUE);
}

static void
add_field (GString    *form,
           const char *name,
           const char *text)
{
  if (text == NULL)
    return;
  g_string_append_c (form, strchr (form->str, '?') ? '&' : '?');
  g_string_append (form, name);
  g_string_append_c (form, '=');
  add_text (form, text);
}

static void
add_time (GString    *form,
          const char *name,
          gint64      time_us)
{
  g_autofree char *text = time_us == XA_TIME_UNKNOWN ? NULL : g_strdup_printf ("%" G_GINT64_FORMAT, time_us);

  add_field (form, name, text);
}

/* An id or a host; a first '@' or '#' would make it a handle. */
static void
add_main (GString    *form,
          const char *text)
{
  if (*text == '@' || *text == '#')
    g_string_append_printf (form, "%%%02X", (guint) (guchar) *text++);
  add_text (form, text);
}

/* Whether what stands alone after the colon is a server. */
static gboolean
has_hosts (XaPlatform platform)
{
  return platform == XA_PLATFORM_MASTODON || platform == XA_PLATFORM_DISCOURSE;
}

/* Accounts of Mastodon and its tags are written as people write them. */
static gboolean
is_at_host (const XaTarget *self)
{
  return self->platform == XA_PLATFORM_MASTODON && self->host && self->handle;
}

char *
xa_target_format (const XaTarget *self)
{
  GString *form = g_string_new (xa_platform_id (self->platform));

  if (self->kind != usual_kind (self->platform))
    g_string_append_printf (form, "-%s", xa_target_kind_id (self->kind));
  g_string_append_c (form, ':');
  if (is_at_host (self)) {
    add_main (form, self->handle);
    g_string_append_c (form, '@');
    add_text (form, self->host);
    add_field (form, "id", self->id);
  } else if (self->host && has_hosts (self->platform)) {
    add_main (form, self->host);
    add_field (form, "id", self->id);
    add_field (form, "handle", self->handle);
  } else if (self->id && has_hosts (self->platform)) {
    add_field (form, "id", self->id);
    add_field (form, "handle", self->handle);
  } else if (self->id) {
    add_main (form, self->id);
    add_field (form, "handle", self->handle);
  } else if (self->handle) {
    g_string_append_c (form, self->kind == XA_TARGET_TAG ? '#' : '@');
    add_text (form, self->handle);
  }
  if (!has_hosts (self->platform))
    add_field (form, "host", self->host);
  add_field (form, "parent", self->parent);
  add_time (form, "from", self->from_us);
  add_time (form, "to", self->to_us);

  return g_string_free (form, FALSE);
}

/* --- reading ------------------------------------------------------------------------------------------- */

/* Sets a field that was not set yet. */
static gboolean
set_text (char      **field,
          const char *escaped)
{
  if (*field)
    return FALSE;
  *field = g_uri_unescape_string (escaped, NULL);

  return *field && **field && g_utf8_validate (*field, -1, NULL);
}

static gboolean
set_time (gint64     *field,
          const char *text)
{
  return *field == XA_TIME_UNKNOWN && g_ascii_string_to_signed (text, 10, XA_TIME_UNKNOWN + 1, G_MAXINT64, field, NULL);
}

static gboolean
read_head (const char *head,
           XaTarget   *self)
{
  g_auto (GStrv) words = g_strsplit (head, "-", 2);

  if (!words[0] || !xa_platform_parse (words[0], &self->platform))
    return FALSE;
  self->kind = usual_kind (self->platform);
  if (words[1] == NULL)
    return TRUE;
  for (XaTargetKind kind = XA_TARGET_ACCOUNT; kind <= XA_TARGET_SEARCH; kind++)
    if (strcmp (kind_ids[kind], words[1]) == 0) {
      self->kind = kind;
      return TRUE;
    }

  return FALSE;
}

static gboolean
read_main (char     *main,
           XaTarget *self)
{
  char *at;

  if (*main == '\0')
    return TRUE;
  if (*main == '@' || *main == '#')
    return set_text (&self->handle, main + 1);
  at = strrchr (main, '@');
  if (self->platform == XA_PLATFORM_MASTODON && at) {
    *at = '\0';
    return set_text (&self->handle, main) && set_text (&self->host, at + 1);
  }

  return set_text (has_hosts (self->platform) ? &self->host : &self->id, main);
}

static gboolean
read_field (const char *field,
            XaTarget   *self)
{
  const char *equals = strchr (field, '=');
  gsize       len = equals ? (gsize) (equals - field) : 0;
  const struct {
    const char *name;
    char      **text;
    gint64     *time;
  } fields[] = {
    { "id", &self->id, NULL },
    { "handle", &self->handle, NULL },
    { "host", &self->host, NULL },
    { "parent", &self->parent, NULL },
    { "from", NULL, &self->from_us },
    { "to", NULL, &self->to_us },
  };

  for (gsize i = 0; equals && i < G_N_ELEMENTS (fields); i++)
    if (strlen (fields[i].name) == len && strncmp (fields[i].name, field, len) == 0)
      return fields[i].text ? set_text (fields[i].text, equals + 1) : set_time (fields[i].time, equals + 1);

  return FALSE;
}

XaTarget *
xa_target_parse (const char *text)
{
  g_autoptr (XaTarget) self = xa_target_new (XA_PLATFORM_OTHER, XA_TARGET_ACCOUNT);
  g_autofree char *copy = g_strdup (text);
  char            *main = strchr (copy, ':'), *fields;

  if (main == NULL)
    return NULL;
  *main++ = '\0';
  fields = strchr (main, '?');
  if (fields)
    *fields++ = '\0';
  if (!read_head (copy, self) || !read_main (main, self))
    return NULL;
  if (fields) {
    g_auto (GStrv) each = g_strsplit (fields, "&", -1);

    if (each[0] == NULL)
      return NULL;
    for (guint i = 0; each[i]; i++)
      if (!read_field (each[i], self))
        return NULL;
  }

  return self->id || self->handle || self->host ? g_steal_pointer (&self) : NULL;
}
