#pragma once

#include "net/xa-json.h"
#include "net/xa-net-error.h"

/* An object of type "error" of the library. */

/* How long it wants to be left alone, in microseconds. */
gint64 xa_td_refusal_read_wait (const XaJsonAt *root);
/* @wait_us: (out) (optional): the same, of one that says so; else 0 */
void xa_td_refusal_set_error (const XaJsonAt *root, gint64 *wait_us, GError **error);
