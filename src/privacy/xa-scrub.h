#pragma once

#include "model/xa-records.h"

/*
 * Takes out of kept text whatever may point to a person: mentions, e-mail addresses, phone
 * numbers, invite links, profile links and long digit runs. Each is replaced by a marker in
 * angle brackets, such as <mention>.
 *
 * Returns: (transfer full): valid UTF-8, scrubbed
 */
char *xa_scrub_text (XaSpan text) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Whether a free metadata field of a feedback source may be kept: its key does not speak of a
 * person and its value is short and loses nothing to scrubbing.
 */
gboolean xa_scrub_keeps_field (XaSpan key, XaSpan value);
