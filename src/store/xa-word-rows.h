#pragma once

#include "store/xa-store-private.h"

/*
 * Words that people wrote: a keyed hash stands in term until XA_WORD_PEOPLE different people of one
 * audience have used it, and only then may the word itself be read; see docs/privacy.md. Within a
 * transaction of the caller, but for what says otherwise.
 */

/* A name that fewer use is theirs to tell. */
#define XA_WORD_PEOPLE 10
/* After so many days nothing is left of who used a word that so few used. */
#define XA_WORD_DAYS 30

/* @text: as it was used just now; kept if enough people of @audience_id have used it */
gboolean xa_words_reveal (XaStore *self, gint64 audience_id, gint64 term_id, XaSpan text, GError **error);
/* Forgets who of an audience used words that are hidden before @before_hour. */
gboolean xa_words_expire (XaStore *self, gint64 audience_id, gint32 before_hour, GError **error);
/* The same for all audiences, with the hashes that are of no use any more; a transaction of its own. */
gboolean xa_words_expire_all (XaStore *self, gint64 now_us, GError **error);
/* Hides words again that too few are left of: after people or days were deleted. */
gboolean xa_words_hide_rare (XaStore *self, GError **error);
