#pragma once

#include "providers/xa-fetch.h"

/* What Bluesky is asked, and how it refuses. */
extern const XaDialect xa_bluesky_dialect;

#define XA_BLUESKY_PUBLIC "https://public.api.bsky.app"
#define XA_BLUESKY_ENTRYWAY "https://bsky.social"

#define XA_BLUESKY_PAGE 100

XaRequest    *xa_bluesky_request (const char *method, const char *nsid) G_GNUC_WARN_UNUSED_RESULT;
XaJson       *xa_bluesky_ask (XaFetch *fetch, XaRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* @request: (transfer full) */
gboolean      xa_bluesky_is_signed_in (XaFetch *fetch);
gboolean      xa_bluesky_use_account (XaFetch *fetch, GError **error); /* AUTH where there is none */
gboolean      xa_bluesky_sign_out (XaRest *rest, const XaCredential *given, GError **error);
XaCredential *xa_bluesky_sign_in (XaRest *rest, const XaCredential *given, GError **error) G_GNUC_WARN_UNUSED_RESULT;
