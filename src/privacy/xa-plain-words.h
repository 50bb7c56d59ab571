#pragma once

#include "model/xa-records.h"

/*
 * The words of a text that may be counted: folded, each once, without those that every text has, and without
 * whatever may point to a person by its form: mentions, addresses, links, numbers, hashtags. A word that is left may
 * still be a name, and is nobody's to keep before enough people have used it.
 *
 * Scripts that put no blanks between words are cut by rule: pairs of Han characters, runs of Katakana. Thai, Lao,
 * Khmer, Myanmar and Hiragana are left out: what words they have takes a dictionary.
 *
 * @lang: as the platform says it, whose common words are left out; where it says none, or one that is not known
 *   here, those of all that are
 * Returns: (transfer full) (element-type utf8): at most XA_PLAIN_WORDS_MOST
 */
GPtrArray *xa_plain_words (XaSpan text, XaSpan lang) G_GNUC_WARN_UNUSED_RESULT;

#define XA_PLAIN_WORDS_MOST 200
