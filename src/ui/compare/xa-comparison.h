#pragma once

#include "insight/xa-explore.h"
#include "insight/xa-intersections.h"
#include "insight/xa-preferences.h"

/*
 * All that the page says about the audiences that are compared, as one answer that never changes:
 * a question of the session makes it in a reader's thread, the main thread draws from it.
 */

/* What is asked about. */
typedef struct {
  guint  n;
  gint64 ids[XA_INTERSECTIONS_MOST];
  guint  categories[XA_INTERSECTIONS_MOST]; /* their colours */
} XaComparisonAudiences;

/* What all audiences of the workspace have, for comparison: quartiles, or all 0. */
typedef struct {
  double members[3];
  double growth[3];
  double by_followers[3];
  double by_views[3];
} XaComparisonPeers;

typedef struct {
  gatomicrefcount       references;
  XaComparisonAudiences audiences;
  const char          **names;         /* (owned) (array length=n): the strings belong to @overlaps */
  XaOverlaps           *overlaps;      /* (owned) */
  XaIntersections      *intersections; /* (owned) */
  XaFigure             *growth;        /* (owned) (array length=n): in 30 days, relative */
  XaFigure             *by_followers;  /* (owned) (array length=n): engagement */
  XaFigure             *by_views;      /* (owned) (array length=n) */
  XaFigure             *only_here;     /* (owned) (array length=n): share of its people who are in no other of these */
  XaComparisonPeers     peers;
  guint                *order; /* (owned) (array length=n): like beside like */
  gboolean              simulated;
} XaComparison;

XaComparison *xa_comparison_new (const XaScope *scope, const XaComparisonAudiences *audiences, XaInsightProgress progress, gpointer progress_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaComparison *xa_comparison_ref (XaComparison *self);
void          xa_comparison_unref (XaComparison *self);

/* What the audiences prefer; see xa-preferences.h. */
typedef struct {
  gatomicrefcount references;
  guint           n;
  XaPlatform      platform;
  GPtrArray      *preferences; /* (owned) (element-type XaSharedPreference) */
  gboolean        simulated;
} XaComparisonPreferences;

XaComparisonPreferences *xa_comparison_preferences_new (const XaScope *scope, const XaComparisonAudiences *audiences, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void                     xa_comparison_preferences_free (XaComparisonPreferences *self); /* gives up a reference */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaComparison, xa_comparison_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaComparisonPreferences, xa_comparison_preferences_free)
