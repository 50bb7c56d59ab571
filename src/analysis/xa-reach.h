#pragma once

#include "analysis/xa-figure.h"
#include "model/xa-member-set.h"

#include <gio/gio.h>

/*
 * How many different people several audiences reach together, and what each adds.
 */

typedef struct {
  const XaMemberSet *members; /* (not owned) */
  XaSeen             seen;
} XaReachInput;

/* One audience in the order in which they add most. */
typedef struct {
  guint    index;  /* among the inputs */
  XaFigure adds;   /* people that the audiences before it do not reach */
  XaFigure so_far; /* people reached with it */
} XaReachStep;

typedef struct {
  XaFigure  together; /* different people in any of the audiences */
  XaFigure *unique;   /* (owned) (array length=n): people in this audience and no other of them */
  guint     n;
  GArray   *steps; /* (owned) (element-type XaReachStep) */
} XaReach;

XaReach *xa_reach_compute (const XaReachInput *inputs,
                           guint               n,
                           guint               n_steps,
                           GCancellable       *cancellable,
                           GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void     xa_reach_free (XaReach *self);
XaBasis  xa_reach_basis (const XaReachInput *inputs, guint n, XaFigureNote *note);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaReach, xa_reach_free)
