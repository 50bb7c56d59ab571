#pragma once

#include "providers/xa-target-rules.h"

/* The pieces of xa_target_recognize(). */

/* Whether @text may be a handle, a tag or a host of @platform, by its characters and length. */
gboolean xa_target_is_handle (XaPlatform platform, const char *text);
gboolean xa_target_is_tag (const char *text);
gboolean xa_target_is_domain (const char *text); /* with a dot; no port */
gboolean xa_target_is_host (const char *text);   /* also with a port, also "localhost" */
gboolean xa_target_is_id (const char *text);     /* 1 to 20 digits */

/* Reads a link, or what could be one without its scheme; UNKNOWN without a message where it has
 * not the shape of one. */
XaRecognition xa_target_read_link (const char *text, GPtrArray *targets, const char **message);

/* The platform on which a link tells who somebody is who cannot be an audience there; 0: none. */
XaPlatform xa_target_read_profile (const char *text);
