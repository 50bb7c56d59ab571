#pragma once

#include "providers/xa-provider.h"

/*
 * A platform that answers from a script, in memory: what was asked is written down, and an answer
 * is chosen by a piece of the address. A question without an answer ends the test.
 */
typedef struct _ScriptedPlatform ScriptedPlatform;

ScriptedPlatform *scripted_platform_new (void) G_GNUC_WARN_UNUSED_RESULT;
void              scripted_platform_free (ScriptedPlatform *self);

/* Answers to the same piece come one after another, and the last of them stays. The longest piece
 * that an address holds decides. A status of 0 is a connection that breaks before the answer. */
void scripted_platform_answer (ScriptedPlatform *self, const char *piece, guint status, const char *body);
void scripted_platform_answer_header (ScriptedPlatform *self, const char *name, const char *value); /* of the answer that was added last */

/* @token: (nullable). Limits hold by a clock of its own, which waits move on at once. */
XaRest *scripted_platform_get_rest (ScriptedPlatform *self, const XaProvider *provider, const char *base, const char *token) G_GNUC_WARN_UNUSED_RESULT;

const GPtrArray *scripted_platform_get_asked (ScriptedPlatform *self); /* (element-type utf8): "GET https://..." in order */
guint            scripted_platform_count (ScriptedPlatform *self, const char *piece);
XaLimits        *scripted_platform_get_limits (ScriptedPlatform *self); /* (transfer none) */
const char      *scripted_platform_get_sent (ScriptedPlatform *self);   /* (nullable): the body that was sent last */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScriptedPlatform, scripted_platform_free)
