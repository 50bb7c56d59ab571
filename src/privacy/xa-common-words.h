#pragma once

#include <glib.h>

/*
 * Words that every text of a language has, and that say nothing of what it is about: articles, pronouns,
 * prepositions, auxiliary verbs.
 *
 * @lang: (nullable): a language tag, "pt-BR"; of one that is not known here, or of none, the words of all are asked
 * @word: lower case, composed
 */
gboolean xa_is_common_word (const char *lang, const char *word);
