#pragma once

#include "charts/xa-theme.h"

/* A line of text that is put somewhere in one call. */

typedef enum {
  XA_LABEL_START = 0, /* begins at x */
  XA_LABEL_MIDDLE,
  XA_LABEL_END, /* ends at x */
} XaLabelPlace;

typedef struct {
  const char  *text;  /* (not owned) */
  double       room;  /* the most width that it may take */
  double       scale; /* times the font size; 0: 1 */
  XaLabelPlace place;
  gboolean     bold;
  gboolean     rimmed; /* reads on top of anything */
} XaLabel;

/* With the middle of the line at @y. */
void xa_chart_label_draw (cairo_t *cr, const XaTheme *theme, const XaLabel *label, double x, double y, XaColor color);

/* The disc that stands for an audience, of its colour. */
void xa_chart_label_disc (cairo_t *cr, const XaTheme *theme, guint category, double x, double y, double radius);
