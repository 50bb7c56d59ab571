#pragma once

#include "insight/xa-overlaps.h"
#include "insight/xa-overview.h"
#include "insight/xa-post-page.h"
#include "insight/xa-preferences.h"
#include "insight/xa-trending.h"
#include "report/xa-answer-json.h"

/*
 * Answers to questions as JSON: each adds one object, the same wherever it is asked. What they are
 * made of has passed the disclosure gate.
 */
void xa_answer_overview (JsonBuilder *builder, const XaOverview *overview);
void xa_answer_posts (JsonBuilder *builder, const XaPostPage *page);
void xa_answer_trending (JsonBuilder *builder, const XaTrending *trending);
void xa_answer_comparison (JsonBuilder *builder, const XaOverlaps *overlaps, const GPtrArray *preferences); /* (element-type XaSharedPreference) */

/* --- their parts --- */

/* Adds "audiences": [{"name", "platform", "members", "simulated"}], and the array alone. */
void xa_answer_add_audiences (JsonBuilder *builder, const GPtrArray *subjects, const GArray *sizes);
void xa_answer_build_audiences (JsonBuilder *builder, const GPtrArray *subjects, const GArray *sizes);
void xa_answer_add_pairs (JsonBuilder *builder, const XaOverlaps *overlaps);
void xa_answer_add_posts (JsonBuilder *builder, const XaPostSums *posts);

#define XA_ANSWER_N_PAIR_MEASURES 6
extern const XaMeasure xa_answer_pair_measures[XA_ANSWER_N_PAIR_MEASURES];

const char *xa_answer_counter_id (XaCounter counter);
const char *xa_answer_author_id (XaAuthorKind kind);
gboolean    xa_answer_order_parse (const char *id, XaPostOrder *order); /* "newest", "reactions", ... */
gboolean    xa_answer_is_of (const XaSharedPreference *preference, guint n_subjects, gboolean shared);
