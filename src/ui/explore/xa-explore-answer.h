#pragma once

#include "insight/xa-explore.h"
#include "ui/xa-reader.h"

/* All audiences, and what their bars are drawn against. */
typedef struct {
  XaExplore *explore; /* (owned) */
  double     largest; /* size of all, above 0 */
} XaExploreAnswer;

/* Fills @ask with the question whose answer this is. */
void xa_explore_answer_ask (XaAsk *ask);
void xa_explore_answer_free (XaExploreAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaExploreAnswer, xa_explore_answer_free)
