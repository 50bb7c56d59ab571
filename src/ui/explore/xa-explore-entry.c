#include "ui/explore/xa-explore-entry.h"

#include "charts/xa-spark-chart.h"

struct _XaExploreEntry {
  GObject             parent_instance;
  XaExplore          *explore; /* (owned) */
  const XaExploreRow *row;     /* (not owned): of @explore */
  double              largest;
  XaChart            *trend;    /* (owned) (nullable) */
  XaExplore          *trend_of; /* (owned) (nullable): the data that @trend is of */
};

G_DEFINE_FINAL_TYPE (XaExploreEntry, xa_explore_entry, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  SIGNAL_TREND,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
xa_explore_entry_finalize (GObject *object)
{
  XaExploreEntry *self = XA_EXPLORE_ENTRY (object);

  xa_explore_unref (self->explore);
  g_clear_pointer (&self->trend, xa_chart_free);
  g_clear_pointer (&self->trend_of, xa_explore_unref);
  G_OBJECT_CLASS (xa_explore_entry_parent_class)->finalize (object);
}

static void
xa_explore_entry_class_init (XaExploreEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_explore_entry_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", XA_TYPE_EXPLORE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TREND] = g_signal_new ("trend", XA_TYPE_EXPLORE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
xa_explore_entry_init (XaExploreEntry *self)
{
}

XaExploreEntry *
xa_explore_entry_new (XaExplore          *explore,
                      const XaExploreRow *row,
                      double              largest)
{
  XaExploreEntry *self = g_object_new (XA_TYPE_EXPLORE_ENTRY, NULL);

  self->explore = xa_explore_ref (explore);
  self->row = row;
  self->largest = largest;

  return self;
}

/**
 * xa_explore_entry_set:
 *
 * Shows newer data of the same audience. The small chart stays until there is a newer one.
 */
void
xa_explore_entry_set (XaExploreEntry     *self,
                      XaExplore          *explore,
                      const XaExploreRow *row,
                      double              largest)
{
  XaExplore *old = self->explore;

  if (explore == old && largest == self->largest)
    return;
  self->explore = xa_explore_ref (explore);
  self->row = row;
  self->largest = largest;
  xa_explore_unref (old);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
xa_explore_entry_set_points (XaExploreEntry *self,
                             XaExplore      *explore,
                             const GArray   *points)
{
  g_autofree XaLinePoint *line = g_new0 (XaLinePoint, points->len + 1);

  for (guint i = 0; i < points->len; i++) {
    const XaExplorePoint *point = &g_array_index (points, XaExplorePoint, i);

    line[i] = (XaLinePoint) { point->at_us, xa_figure_exact (point->value) };
  }
  xa_explore_ref (explore);
  g_clear_pointer (&self->trend, xa_chart_free);
  g_clear_pointer (&self->trend_of, xa_explore_unref);
  self->trend = xa_spark_chart_new (line, points->len, XA_FIGURE_STYLE_COUNT, NULL, self->row->simulated);
  self->trend_of = explore;
  g_signal_emit (self, signals[SIGNAL_TREND], 0);
}

const XaExploreRow *
xa_explore_entry_get_row (XaExploreEntry *self)
{
  return self->row;
}

double
xa_explore_entry_get_largest (XaExploreEntry *self)
{
  return self->largest;
}

const XaChart *
xa_explore_entry_get_trend (XaExploreEntry *self)
{
  return self->trend;
}

gboolean
xa_explore_entry_needs_trend (XaExploreEntry *self)
{
  return self->trend_of != self->explore;
}
