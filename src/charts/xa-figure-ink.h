#pragma once

#include "analysis/xa-figure.h"
#include "charts/xa-theme.h"

/*
 * The one grammar of certainty, for all charts: what is exact is solid; an estimate is hatched and
 * has a whisker; a lower bound has an open end; bounds are a bracket; what cannot be compared is a
 * grey slash; what is withheld is a lock.
 */

/* A bar of a figure, from the left end of @area to the right, @full being the value at the right. */
void xa_ink_bar (cairo_t *cr, XaRect area, const XaTheme *theme, const XaFigure *figure, double full, XaColor color);

/* The sign of a figure without a number, in the middle of @area: a lock or a slash. */
void xa_ink_absent (cairo_t *cr, XaRect area, const XaTheme *theme, const XaFigure *figure);

/* From @low to @high, along the x axis or the y axis, with end strokes @size long. */
void xa_ink_whisker (cairo_t *cr, double low, double high, double across, double size, gboolean upright, XaColor color);

/* Fills the current path: solid, or hatched for what is not exact. Clears the path. */
void xa_ink_fill (cairo_t *cr, XaFigureKind kind, XaColor color);

/* The word across the picture that is owed to whoever sees only the picture. */
void xa_ink_simulated (cairo_t *cr, XaRect area, const XaTheme *theme);

/* The frame of the item under the pointer or the keyboard cursor. */
void xa_ink_focus (cairo_t *cr, XaRect item, const XaTheme *theme);

/* How an audience was seen, as a ring: full, cut open, dots, dots with a tick, empty. */
void xa_ink_coverage (cairo_t *cr, XaRect area, XaColor color, XaCoverage coverage);

/* What an item says, in a bubble beside it that stays within @area. For screens. */
void xa_ink_bubble (cairo_t *cr, XaRect area, const XaTheme *theme, XaRect item, const char *text);
