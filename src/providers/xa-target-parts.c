#include "providers/xa-target-parts.h"

#include <string.h>

/* The characters and lengths of handles, as far as the platforms are known to hold to them. */
static const struct {
  guint       min, max;
  const char *others; /* beside letters and digits */
  gboolean    is_ascii;
} handles[XA_N_PLATFORMS] = {
  [XA_PLATFORM_TELEGRAM] = { 4, 32, "_", TRUE },
  [XA_PLATFORM_X] = { 1, 15, "_", TRUE },
  [XA_PLATFORM_INSTAGRAM] = { 1, 30, "._", TRUE },
  [XA_PLATFORM_FACEBOOK] = { 3, 100, ".-", FALSE },
  [XA_PLATFORM_TIKTOK] = { 2, 24, "._", TRUE },
  [XA_PLATFORM_LINKEDIN] = { 1, 100, "-_&.", FALSE },
  [XA_PLATFORM_DISCOURSE] = { 1, 60, "-_.", FALSE },
  [XA_PLATFORM_MASTODON] = { 1, 64, "-_.", TRUE },
  [XA_PLATFORM_YOUTUBE] = { 3, 60, "-_.·", FALSE },
};

static gboolean
is_made_of (const char *text,
            const char *others,
            gboolean    is_ascii)
{
  for (; *text; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);

    if (c < 0x80 ? !g_ascii_isalnum ((char) c) && !g_utf8_strchr (others, -1, c)
                 : is_ascii || (!g_unichar_isalnum (c) && !g_unichar_ismark (c) && !g_utf8_strchr (others, -1, c)))
      return FALSE;
  }

  return TRUE;
}

gboolean
xa_target_is_domain (const char *text)
{
  g_auto (GStrv) labels = g_strsplit (text, ".", -1);
  guint n = g_strv_length (labels);

  if (n < 2 || strlen (text) > 253 || strlen (labels[n - 1]) < 2 || g_ascii_isdigit (labels[n - 1][0]))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    gsize len = strlen (labels[i]);

    if (len == 0 || len > 63 || labels[i][0] == '-' || labels[i][len - 1] == '-' || !is_made_of (labels[i], "-", TRUE))
      return FALSE;
  }

  return TRUE;
}

gboolean
xa_target_is_host (const char *text)
{
  g_autofree char *host = g_strdup (text);
  char            *colon = strrchr (host, ':');

  if (colon) {
    if (!xa_target_is_id (colon + 1) || strlen (colon + 1) > 5)
      return FALSE;
    *colon = '\0';
  }

  return strcmp (host, "localhost") == 0 || xa_target_is_domain (host) || g_hostname_is_ip_address (host);
}

gboolean
xa_target_is_id (const char *text)
{
  gsize len = strlen (text);

  return len >= 1 && len <= 20 && strspn (text, "0123456789") == len;
}

gboolean
xa_target_is_tag (const char *text)
{
  return *text && strlen (text) <= 200 && is_made_of (text, "-_·.", FALSE) && !xa_target_is_id (text);
}

gboolean
xa_target_is_handle (XaPlatform  platform,
                     const char *text)
{
  glong len = g_utf8_strlen (text, -1);

  if (platform == XA_PLATFORM_BLUESKY)
    return xa_target_is_domain (text);
  if (handles[platform].max == 0)
    return FALSE;

  return len >= handles[platform].min && len <= handles[platform].max && is_made_of (text, handles[platform].others, handles[platform].is_ascii) &&
         (platform != XA_PLATFORM_TELEGRAM || g_ascii_isalpha (text[0]));
}
