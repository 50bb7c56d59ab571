#pragma once

#include "ui/compare/xa-comparison.h"
#include "ui/xa-session.h"

#include <gtk/gtk.h>

/* "How was this computed" for the parts of the comparison. */
typedef enum {
  XA_COMPARE_PART_MUTUAL,
  XA_COMPARE_PART_PREFERENCES,
  XA_COMPARE_PART_SIDES,
  XA_COMPARE_PART_REACH,
} XaComparePart;

void xa_compare_explain (GtkWidget *parent, XaSession *session, XaComparePart part, const char *title, const XaComparisonAudiences *audiences);
