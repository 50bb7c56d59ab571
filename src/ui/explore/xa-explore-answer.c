#include "ui/explore/xa-explore-answer.h"

#include <math.h>

void
xa_explore_answer_free (XaExploreAnswer *self)
{
  xa_explore_unref (self->explore);
  g_free (self);
}

static double
find_largest (const XaExplore *explore)
{
  g_autoptr (XaExploreList) list = xa_explore_list (explore, NULL, XA_EXPLORE_BY_SIZE, TRUE);
  double largest = 1;

  for (guint i = 0; i < MIN (list->n, 1); i++) {
    const XaFigure *size = &xa_explore_find (explore, list->ids[i])->size;

    if (xa_figure_has_number (size))
      largest = fmax (largest, fmax (isnan (size->value) ? size->low : size->value, isnan (size->high) ? 0 : size->high));
  }

  return largest;
}

static gpointer
answer_question (const XaScope    *scope,
                 gpointer          data,
                 XaInsightProgress progress,
                 gpointer          progress_data,
                 GError          **error)
{
  XaExplore       *explore = xa_explore_load (scope, error);
  XaExploreAnswer *self;

  if (!explore)
    return NULL;
  self = g_new (XaExploreAnswer, 1);
  *self = (XaExploreAnswer) { explore, find_largest (explore) };

  return self;
}

void
xa_explore_answer_ask (XaAsk *ask)
{
  *ask = (XaAsk) { answer_question, NULL, NULL, (GDestroyNotify) xa_explore_answer_free };
}
