#pragma once

#include "providers/xa-provider.h"

/* Telegram's client library in its helper, as what carries the requests of a connection: GET BASE/METHOD?NAME=VALUE, with
 * each value as JSON, is the request METHOD; a refusal is an answer of its code. */
extern const XaCarrier xa_td_carrier;

/* In xa-td-talk.c. */
XaCredential *xa_td_talk (const char *folder, const XaCredential *given, const XaAsker *asker, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
