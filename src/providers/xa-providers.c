#include "providers/xa-provider.h"

#include "model/xa-language.h"

#include <string.h>

/* In the order in which they are offered. */
static const XaProvider *const providers[] = {
  &xa_bluesky,
  &xa_discord,
  &xa_mastodon,
  &xa_discourse,
  &xa_telegram_preview,
  &xa_telegram_bot,
  &xa_telegram_user,
  &xa_linkedin,
  &xa_meta_instagram,
  &xa_meta_facebook,
  &xa_apify_instagram,
  &xa_apify_facebook,
  &xa_apify_tiktok,
  &xa_x_socialdata,
  &xa_x_api,
  &xa_simulated,
  NULL,
};

/* Providers of tests; a handful. */
static const XaProvider *lent[8];

void
xa_provider_lend (const XaProvider *provider)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lent); i++)
    if (!lent[i] || lent[i] == provider) {
      lent[i] = provider;
      return;
    }
  g_assert_not_reached ();
}

const XaProvider *const *
xa_providers (void)
{
  return providers;
}

const XaProvider *
xa_provider_by_id (const char *id)
{
  for (gsize i = 0; providers[i]; i++)
    if (strcmp (providers[i]->id, id) == 0)
      return providers[i];
  for (gsize i = 0; i < G_N_ELEMENTS (lent) && lent[i]; i++)
    if (strcmp (lent[i]->id, id) == 0)
      return lent[i];

  return NULL;
}

static gboolean
needs_credential (const XaProvider *self)
{
  for (guint i = 0; i < self->n_sign_ins; i++)
    if (self->sign_ins[i].kind == XA_SIGN_IN_NONE)
      return FALSE;

  return TRUE;
}

/* Simulated audiences are never offered for a link: the user asks for them. */
static gboolean
may_serve (const XaProvider *self,
           const XaTarget   *target)
{
  return !self->is_simulated && self->platform == target->platform && self->can_reach (target);
}

const XaProvider *
xa_provider_for (const XaTarget *target)
{
  const XaProvider *first = NULL;

  for (gsize i = 0; providers[i]; i++) {
    if (!may_serve (providers[i], target))
      continue;
    if (!needs_credential (providers[i]))
      return providers[i];
    if (!first)
      first = providers[i];
  }

  return first;
}

const char *
xa_platform_say_followable (XaPlatform platform)
{
  static const char *const words[XA_N_PLATFORMS] = {
    [XA_PLATFORM_TELEGRAM] = N_ ("On Telegram only channels, groups and invitations to them can be followed; this is something else."),
    [XA_PLATFORM_DISCORD] = N_ ("On Discord only servers, their channels and invitations to them can be followed; this is something else."),
    [XA_PLATFORM_X] = N_ ("On X only accounts, lists, hashtags and searches can be followed; this is something else."),
    [XA_PLATFORM_INSTAGRAM] = N_ ("On Instagram only accounts and hashtags can be followed; this is something else."),
    [XA_PLATFORM_TIKTOK] = N_ ("On TikTok only accounts and hashtags can be followed; this is something else."),
    [XA_PLATFORM_FACEBOOK] = N_ ("On Facebook only accounts of Pages can be followed; this is something else."),
    [XA_PLATFORM_LINKEDIN] = N_ ("On LinkedIn only accounts of organizations can be followed; this is something else."),
    [XA_PLATFORM_BLUESKY] = N_ ("On Bluesky only accounts, lists, starter packs, hashtags and searches can be followed; this is something else."),
    [XA_PLATFORM_MASTODON] = N_ ("On Mastodon only accounts, with their server as in @name@server, hashtags and searches can be followed; this is something else."),
    [XA_PLATFORM_DISCOURSE] = N_ ("Of a Discourse forum only all of it, its categories, groups, tags and searches can be followed; this is something else."),
  };

  return platform > 0 && platform < XA_N_PLATFORMS ? words[platform] : NULL;
}
