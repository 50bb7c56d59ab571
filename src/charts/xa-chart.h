#pragma once

#include "analysis/xa-figure.h"
#include "charts/xa-theme.h"

/*
 * What all charts have in common, so that one widget shows any of them and one writer puts any of
 * them into a file: a picture, the items in it that can be pointed at or walked over with the
 * keys, and the same content in words and as a table.
 *
 * A chart is an immutable struct that begins with an XaChart and owns its data. Drawing and
 * picking share one projection, so that a click lands where the ink is.
 */

typedef struct _XaChart XaChart;

typedef struct {
  const char *name; /* what it is called for people, such as "Growth": translated by the caller */

  /* The picture. @focus is the item under the pointer or the keyboard cursor, or -1. */
  void (*draw) (const XaChart *chart, cairo_t *cr, XaRect area, const XaTheme *theme, gssize focus);
  /* How many items can be pointed at. They are walked in their order. */
  gsize (*count) (const XaChart *chart);
  /* The item at a place of the picture, or -1. */
  gssize (*pick) (const XaChart *chart, XaRect area, const XaTheme *theme, double x, double y);
  /* Where an item is, for a focus ring and for a bubble beside it. */
  XaRect (*locate) (const XaChart *chart, XaRect area, const XaTheme *theme, gsize item);
  /* (nullable) The item that the keys lead to; NULL: the one before or after. */
  gssize (*step) (const XaChart *chart, gsize item, int dx, int dy);
  /* (transfer full) One item in words: "12 May 2026: 12,431 members (+54)". */
  char *(*tell) (const XaChart *chart, gsize item);
  /* (transfer full) What the picture says, in a sentence or two, for who does not see it. */
  char *(*summarise) (const XaChart *chart);
  /* (transfer full) The data as rows of cells, the first row being the heads. (element-type GStrv) */
  GPtrArray *(*tabulate) (const XaChart *chart);
  /* (nullable) The height that suits a width, both in units of the theme's font size 11; NULL: 3/8 of it. */
  double (*height_for_width) (const XaChart *chart, double width);
  void (*free) (XaChart *chart);
} XaChartKind;

struct _XaChart {
  const XaChartKind *kind;
  gboolean           simulated; /* the picture and the table say so */
};

void       xa_chart_draw (const XaChart *self, cairo_t *cr, XaRect area, const XaTheme *theme, gssize focus);
gsize      xa_chart_count (const XaChart *self);
gssize     xa_chart_pick (const XaChart *self, XaRect area, const XaTheme *theme, double x, double y);
XaRect     xa_chart_locate (const XaChart *self, XaRect area, const XaTheme *theme, gsize item);
gssize     xa_chart_step (const XaChart *self, gssize item, int dx, int dy);
char      *xa_chart_tell (const XaChart *self, gsize item) G_GNUC_WARN_UNUSED_RESULT;
char      *xa_chart_summarise (const XaChart *self) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *xa_chart_tabulate (const XaChart *self) G_GNUC_WARN_UNUSED_RESULT;                            /* (element-type GStrv) */
char      *xa_chart_table_to_csv (const GPtrArray *table, gboolean simulated) G_GNUC_WARN_UNUSED_RESULT; /* (element-type GStrv) */
char      *xa_chart_to_csv (const XaChart *self) G_GNUC_WARN_UNUSED_RESULT;
double     xa_chart_height_for_width (const XaChart *self, double width);
void       xa_chart_free (XaChart *self); /* (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaChart, xa_chart_free)
