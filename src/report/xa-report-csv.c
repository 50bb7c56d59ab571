#include "report/xa-report-content.h"

#include "charts/xa-chart-words.h"
#include "charts/xa-chart.h"
#include "model/xa-time.h"
#include "report/xa-answers.h"

#include <math.h>

/* The rows of a report, and of whom the next ones are. */
typedef struct {
  GPtrArray       *table;   /* (element-type GStrv) */
  const XaSubject *subject; /* (not owned) */
  const char      *other;   /* (not owned) (nullable): the audience or the thing that it is set beside */
  gint64           at_us;   /* or XA_TIME_UNKNOWN */
} Rows;

static GStrvBuilder *
begin_row (const Rows *self,
           const char *what)
{
  GStrvBuilder    *row = g_strv_builder_new ();
  g_autofree char *at = self->at_us == XA_TIME_UNKNOWN ? NULL : xa_time_format (self->at_us);

  g_strv_builder_add_many (row, self->subject->name, xa_platform_id (self->subject->platform), self->subject->simulated ? "SIMULATED" : "", what,
                           self->other ? self->other : "", at ? at : "", NULL);

  return row;
}

static void
add_figure (const Rows     *self,
            const char     *what,
            const XaFigure *figure)
{
  GStrvBuilder *row = begin_row (self, what);

  xa_chart_row_add_figure (row, figure);
  xa_chart_table_add (self->table, row);
}

/* A counter that the platform publishes; an empty cell where it did not. */
static void
add_number (const Rows *self,
            const char *what,
            double      number)
{
  GStrvBuilder *row = begin_row (self, what);

  xa_chart_row_add_number (row, number);
  g_strv_builder_add_many (row, "", "", isnan (number) ? "" : "count", "", NULL);
  xa_chart_table_add (self->table, row);
}

static void
add_posts (const Rows       *self,
           const XaPostSums *posts)
{
  add_number (self, "posts", (double) posts->n);
  add_number (self, "own_posts", (double) posts->n_own);
  for (int c = 0; c < XA_N_COUNTERS; c++)
    add_number (self, xa_answer_counter_id ((XaCounter) c), posts->counters[c].n ? (double) posts->counters[c].sum : NAN);
}

/* In the period; what was before belongs to earlier reports. */
static void
add_sizes (Rows                 *self,
           const XaInspect      *inspect,
           const XaReportPeriod *period)
{
  for (guint i = 0; i < inspect->sizes->len; i++) {
    const XaGrowthPoint *point = &g_array_index (inspect->sizes, XaGrowthPoint, i);
    const XaFigure       size = xa_figure_rounded (point->value, point->granularity);

    self->at_us = point->at_us;
    if (point->at_us >= period->from_us && point->at_us < period->to_us)
      add_figure (self, "size", &size);
  }
  self->at_us = XA_TIME_UNKNOWN;
}

static void
add_part (Rows                 *self,
          const XaReportPart   *part,
          const XaReportPeriod *period)
{
  const XaInspect *inspect = part->inspect;

  self->subject = inspect->subject;
  add_figure (self, "members", &inspect->size);
  add_figure (self, "change", &inspect->growth_all.change);
  add_figure (self, "relative_change", &inspect->growth_all.relative);
  add_figure (self, "stayed", &inspect->turnover.stayed);
  add_figure (self, "joined", &inspect->turnover.joined);
  add_figure (self, "left", &inspect->turnover.left);
  add_figure (self, "active", &inspect->activity.active);
  add_posts (self, &inspect->activity.posts);
  add_sizes (self, inspect, period);
}

static void
add_pairs (Rows             *self,
           const XaOverlaps *overlaps)
{
  for (guint i = 0; i < overlaps->pairs->len; i++) {
    const XaOverlapPair *pair = &g_array_index (overlaps->pairs, XaOverlapPair, i);

    self->subject = overlaps->subjects->pdata[pair->a];
    self->other = ((const XaSubject *) overlaps->subjects->pdata[pair->b])->name;
    for (gsize m = 0; m < XA_ANSWER_N_PAIR_MEASURES; m++)
      add_figure (self, xa_measure_id (xa_answer_pair_measures[m]), &pair->measures[xa_answer_pair_measures[m]]);
  }
}

static void
add_preferences (Rows             *self,
                 const XaOverlaps *overlaps,
                 const GPtrArray  *preferences)
{
  for (guint i = 0; i < preferences->len; i++) {
    const XaSharedPreference *preference = preferences->pdata[i];
    g_autofree char          *what = g_strdup_printf ("preference_%s_lift", xa_preference_kind_id (preference->kind));

    self->other = preference->name;
    for (guint a = 0; a < overlaps->subjects->len; a++) {
      self->subject = overlaps->subjects->pdata[a];
      add_figure (self, what, &preference->leanings[a].lift);
    }
  }
}

char *
xa_report_to_csv (const XaReportContent *content)
{
  g_autoptr (GPtrArray) table = xa_chart_table_new ("audience", "platform", "simulated", "what", "with", "at", XA_CHART_FIGURE_HEADS, NULL);
  const XaOverlaps *overlaps = xa_report_content_get_overlaps (content);
  Rows              rows = { table, NULL, NULL, XA_TIME_UNKNOWN };

  for (guint i = 0; i < content->parts->len; i++)
    add_part (&rows, content->parts->pdata[i], &content->period);
  if (overlaps) {
    add_pairs (&rows, overlaps);
    add_preferences (&rows, overlaps, content->preferences);
  }

  /* Each row says whether it is of something invented. */
  return xa_chart_table_to_csv (table, FALSE);
}
