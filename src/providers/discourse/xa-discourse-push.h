#pragma once

#include "providers/xa-fetch.h"

/* What a forum pushes by its own webhooks.
 * @site: the address of the forum, as xa_address_check() gives it
 * @event: of X-Discourse-Event: posts that were written or changed, and users that are new; the others
 *   hold nothing for us and are passed over
 * Errors: MALFORMED, those of the sink */
gboolean xa_discourse_push (XaFetch *fetch, const char *site, const char *event, XaJson *document, GError **error);
