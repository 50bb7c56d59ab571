#pragma once

#include <glib.h>

/*
 * The platforms whose audiences can be kept. Ids are written to workspace files and into
 * the derivation of keys: never rename or reorder.
 */
typedef enum {
  XA_PLATFORM_TELEGRAM = 1,
  XA_PLATFORM_DISCORD,
  XA_PLATFORM_X,
  XA_PLATFORM_INSTAGRAM,
  XA_PLATFORM_FACEBOOK,
  XA_PLATFORM_TIKTOK,
  XA_PLATFORM_LINKEDIN,
  XA_PLATFORM_DISCOURSE,
  XA_PLATFORM_BLUESKY,
  XA_PLATFORM_MASTODON,
  XA_PLATFORM_YOUTUBE,
  XA_PLATFORM_OTHER,     /* member lists and feedback of a place that has no provider */
  XA_PLATFORM_SIMULATED, /* the invented one: all that is of it is marked, and no file of real people is */
} XaPlatform;

#define XA_N_PLATFORMS (XA_PLATFORM_SIMULATED + 1)

/* How the people of a platform are told apart; decides how an id is canonicalised. */
typedef enum {
  XA_ID_NUMBER,      /* a decimal number: Telegram, Discord, X, ... */
  XA_ID_HOST_NUMBER, /* "host:number": Discourse */
  XA_ID_DID,         /* did:plc:..., did:web:...: Bluesky */
  XA_ID_ACCT,        /* user@host: Mastodon */
  XA_ID_TEXT,        /* any non-empty text, compared byte for byte after trimming */
} XaIdForm;

const char *xa_platform_id (XaPlatform platform);
const char *xa_platform_name (XaPlatform platform);
gboolean    xa_platform_parse (const char *id, XaPlatform *platform);
XaIdForm    xa_platform_id_form (XaPlatform platform);
