#pragma once

#include "model/xa-records.h"

#include <gtk/gtk.h>

/* How the people of an audience were come by, as a ring of 16 pixels. */
#define XA_TYPE_COVERAGE_RING (xa_coverage_ring_get_type ())
G_DECLARE_FINAL_TYPE (XaCoverageRing, xa_coverage_ring, XA, COVERAGE_RING, GtkWidget)

GtkWidget *xa_coverage_ring_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* @coverage: 0: never seen, which has no ring. @words: the same in words. */
void xa_coverage_ring_set (XaCoverageRing *self, XaCoverage coverage, const char *words);
