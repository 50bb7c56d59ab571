#pragma once

#include "analysis/xa-pair.h"
#include "insight/xa-list-sizes.h"
#include "insight/xa-subject.h"

/*
 * What audiences share, two by two. The counts of lists that were compared before are kept in
 * the workspace; only what a new list shares with the others is counted anew.
 */

/* A pair, judged: every figure may be shown. */
typedef struct {
  guint    a, b; /* places in the list of audiences, a < b */
  XaFigure measures[XA_N_MEASURES];
  XaFigure q; /* false discovery rate of the lift, over all comparable pairs */
} XaOverlapPair;

/* Counted, as answers are kept for those who ask again. */
typedef struct {
  gatomicrefcount ref_count;
  guint64         serial;                    /* of this answer, and of no other in the process */
  GPtrArray      *subjects;                  /* (owned) (element-type XaSubject): as asked for; their sizes are judged in @sizes */
  GArray         *sizes;                     /* (owned) (element-type XaFigure): members of each audience */
  GArray         *pairs;                     /* (owned) (element-type XaOverlapPair): all pairs, by a, then b */
  gint64          universes[XA_N_PLATFORMS]; /* people in any list of the platforms of @subjects, rounded to what may be shown; 0: none */
  gboolean        simulated;                 /* at least one audience is */
} XaOverlaps;

typedef void (*XaInsightProgress) (double fraction, gpointer data);

/* @subjects: (transfer full) (element-type XaSubject), loaded with their people. */
XaOverlaps *xa_overlaps_new (const XaScope *scope, GPtrArray *subjects, XaInsightProgress progress, gpointer progress_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same by names, see xa_subjects_load(); an answer that is kept is given again as long as it is good. */
XaOverlaps *xa_overlaps_ask (const XaScope *scope, const char *const *names, XaInsightProgress progress, gpointer progress_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaOverlaps *xa_overlaps_ref (XaOverlaps *self);
void        xa_overlaps_free (XaOverlaps *self); /* gives up a reference */

const XaOverlapPair *xa_overlaps_get_pair (const XaOverlaps *self, guint a, guint b); /* a != b, in any order */

/* The size of one audience as it may be shown: small lists are withheld, and sizes that a list
 * changed by a few people stay as they were. */
gboolean xa_subject_judge_size (const XaScope *scope, const XaSubject *subject, XaFigure *size, GError **error);
XaFigure xa_subject_judge_size_as (const XaScope *scope, const XaSubject *subject, const XaToldSize *told);
XaFigure xa_subject_judge_size_among (const XaScope *scope, const XaSubject *subject, const XaSnapshot *snapshots, guint n_snapshots);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaOverlaps, xa_overlaps_free)
