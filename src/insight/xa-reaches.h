#pragma once

#include "analysis/xa-reach.h"
#include "insight/xa-subject.h"

/* How many different people several audiences reach together, judged. Counted, as answers are kept for those who ask again. */
typedef struct {
  gatomicrefcount ref_count;
  GPtrArray      *subjects;     /* (owned) (element-type XaSubject) */
  GArray         *sizes;        /* (owned) (element-type XaFigure) */
  XaReach        *reach;        /* (owned): every figure may be shown */
  XaFigure        sum;          /* of the sizes, people counted as often as they occur */
  guint           n_adding_few; /* audiences that are in no step since each adds fewer people than may be told */
  gboolean        simulated;
} XaReaches;

/* @subjects: (transfer full). @n_steps: how many of the audiences to put in order, 0 for all. */
XaReaches *xa_reaches_new (const XaScope *scope, GPtrArray *subjects, guint n_steps, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same by names, see xa_subjects_load(); an answer that is kept is given again as long as it is good. */
XaReaches *xa_reaches_ask (const XaScope *scope, const char *const *names, guint n_steps, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaReaches *xa_reaches_ref (XaReaches *self);
void       xa_reaches_free (XaReaches *self); /* gives up a reference */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaReaches, xa_reaches_free)
