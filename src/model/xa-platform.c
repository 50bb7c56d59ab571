#include "model/xa-platform.h"

#include <string.h>

static const struct {
  const char *id;
  const char *name;
  XaIdForm    form;
} platforms[XA_N_PLATFORMS] = {
  [XA_PLATFORM_TELEGRAM] = { "telegram", "Telegram", XA_ID_NUMBER },
  [XA_PLATFORM_DISCORD] = { "discord", "Discord", XA_ID_NUMBER },
  [XA_PLATFORM_X] = { "x", "X", XA_ID_NUMBER },
  [XA_PLATFORM_INSTAGRAM] = { "instagram", "Instagram", XA_ID_NUMBER },
  [XA_PLATFORM_FACEBOOK] = { "facebook", "Facebook", XA_ID_NUMBER },
  [XA_PLATFORM_TIKTOK] = { "tiktok", "TikTok", XA_ID_NUMBER },
  [XA_PLATFORM_LINKEDIN] = { "linkedin", "LinkedIn", XA_ID_TEXT },
  [XA_PLATFORM_DISCOURSE] = { "discourse", "Discourse", XA_ID_HOST_NUMBER },
  [XA_PLATFORM_BLUESKY] = { "bluesky", "Bluesky", XA_ID_DID },
  [XA_PLATFORM_MASTODON] = { "mastodon", "Mastodon", XA_ID_ACCT },
  [XA_PLATFORM_YOUTUBE] = { "youtube", "YouTube", XA_ID_TEXT },
  [XA_PLATFORM_OTHER] = { "other", "Other", XA_ID_TEXT },
  [XA_PLATFORM_SIMULATED] = { "simulated", "Simulated", XA_ID_TEXT },
};

/**
 * xa_platform_id:
 * @platform: a platform
 *
 * Returns: the stable lower-case id, as written to files and typed on the command line
 */
const char *
xa_platform_id (XaPlatform platform)
{
  g_return_val_if_fail (platform > 0 && platform < XA_N_PLATFORMS, NULL);

  return platforms[platform].id;
}

/**
 * xa_platform_name:
 * @platform: a platform
 *
 * Returns: the name shown to people
 */
const char *
xa_platform_name (XaPlatform platform)
{
  g_return_val_if_fail (platform > 0 && platform < XA_N_PLATFORMS, NULL);

  return platforms[platform].name;
}

/**
 * xa_platform_parse:
 * @id: a platform id in any case
 * @platform: (out): the platform it names
 *
 * Returns: whether @id names a platform; @platform is set only then
 */
gboolean
xa_platform_parse (const char *id,
                   XaPlatform *platform)
{
  for (int i = 1; i < XA_N_PLATFORMS; i++)
    if (g_ascii_strcasecmp (platforms[i].id, id) == 0) {
      *platform = (XaPlatform) i;
      return TRUE;
    }

  return FALSE;
}

/**
 * xa_platform_id_form:
 * @platform: a platform
 *
 * Returns: the form in which the platform identifies a person
 */
XaIdForm
xa_platform_id_form (XaPlatform platform)
{
  g_return_val_if_fail (platform > 0 && platform < XA_N_PLATFORMS, XA_ID_TEXT);

  return platforms[platform].form;
}
