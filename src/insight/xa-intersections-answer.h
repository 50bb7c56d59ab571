#pragma once

#include "insight/xa-intersections-gate.h"

/* What stands behind an answer: for the files of xa-intersections only. */

/* What one answer consists of, with the raw counts behind it: those never leave these files. */
typedef struct {
  XaIntersections shown;
  gatomicrefcount references;
  guint           smallest_count;
  gboolean        in_steps;                      /* a list has changed: what it takes part in is told in steps */
  guint64         extra;                         /* see xa_step_of() */
  guint           places[XA_INTERSECTIONS_MOST]; /* of those compared, among the audiences of the question */
  GArray         *patterns;                      /* (owned) (element-type XaPattern): bits are places among those compared */
  guint8         *withheld;                      /* (owned): an XaWithheld for each pattern */
  gboolean       *size_known;                    /* (owned): of those compared */
  gboolean       *pair_known;                    /* (owned): a row each */
  guint64        *pair_low;                      /* (owned): a row each: as it is told */
  guint64        *pair_high;
  gboolean        together_known;
} XaIntersectionsAnswer;

/* The figure of @n people, as the kind that the lists allow. */
XaFigure xa_intersections_make_figure (const XaIntersectionsAnswer *self, guint64 n, XaWithheld withheld);
