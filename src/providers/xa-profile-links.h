#pragma once

#include "model/xa-records.h"

/*
 * On which platforms people name accounts in what they write of themselves. Nothing is taken from it but that: no
 * address, no handle, and no hash of them.
 *
 * What names an account is what "Add audience" recognises as one: links, "@name@server", "name.bsky.social", and
 * "Telegram: @name". It is not known whether the account is the person's own.
 */

/* Bits (1 << XaPlatform). A text that is absent names none. */
guint32 xa_profile_links_in_text (XaSpan text);
guint32 xa_profile_links_in_html (XaSpan html);

/* A field of a profile: @name is what it is called, such as "Telegram". */
guint32 xa_profile_links_in_field (XaSpan name, XaSpan html);
