#pragma once

#include "insight/xa-subject.h"
#include "store/xa-post-sums.h"

/* What there is in a workspace, by platform: people are never counted across platforms, where
 * nobody can be told to be the same. */
typedef struct {
  XaPlatform platform;
  guint      n_audiences;
  guint      n_listed; /* audiences of which people were listed */
  XaFigure   different_people;
  XaFigure   sum_of_members; /* of the listed audiences, people counted as often as they occur */
  XaPostSums posts;
} XaOverviewPlatform;

/* Counted, as answers are kept for those who ask again. */
typedef struct {
  gatomicrefcount ref_count;
  GArray         *platforms; /* (owned) (element-type XaOverviewPlatform) */
  GPtrArray      *subjects;  /* (owned) (element-type XaSubject) */
  GArray         *sizes;     /* (owned) (element-type XaFigure), judged */
  XaPostSums      posts;     /* of all */
} XaOverview;

XaOverview *xa_overview_new (const XaScope *scope, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        xa_overview_free (XaOverview *self); /* gives up a reference */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaOverview, xa_overview_free)
