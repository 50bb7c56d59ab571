#pragma once

#include "insight/xa-overlaps.h"

/* How the figures about some audiences come about, in words for the methods section of a paper. */

typedef struct {
  const char *name;
  const char *formula;
  const char *source; /* (nullable) */
} XaMethodsFormula;

typedef struct {
  XaOverlaps *overlaps;          /* (owned): the audiences, their sizes and pairs, judged */
  gint64      first_us, last_us; /* when the lists were seen, or XA_TIME_UNKNOWN */
  guint       n_with_figure;     /* pairs whose mutual members are shown, of whatever kind */
  guint       n_withheld;        /* by the gate */
  guint       n_not_comparable;
  gboolean    sampled; /* some audience is a random sample */
  char       *text;    /* (owned): one paragraph */
} XaMethods;

/* @subjects: (transfer full), loaded with their people. */
XaMethods              *xa_methods_new (const XaScope *scope, GPtrArray *subjects, XaInsightProgress progress, gpointer progress_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void                    xa_methods_free (XaMethods *self);
const XaMethodsFormula *xa_methods_formulas (void); /* ends with a NULL name */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaMethods, xa_methods_free)
