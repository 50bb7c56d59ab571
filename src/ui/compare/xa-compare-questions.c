#include "ui/compare/xa-compare-questions.h"

#include "ui/compare/xa-comparison-table.h"

static gpointer
compare (const XaScope    *scope,
         gpointer          data,
         XaInsightProgress progress,
         gpointer          progress_data,
         GError          **error)
{
  return xa_comparison_new (scope, data, progress, progress_data, error);
}

XaAsk
xa_compare_ask_comparison (const XaComparisonAudiences *audiences)
{
  return (XaAsk) { compare, g_memdup2 (audiences, sizeof *audiences), g_free, (GDestroyNotify) xa_comparison_unref };
}

static gpointer
compare_preferences (const XaScope    *scope,
                     gpointer          data,
                     XaInsightProgress progress,
                     gpointer          progress_data,
                     GError          **error)
{
  return xa_comparison_preferences_new (scope, data, error);
}

XaAsk
xa_compare_ask_preferences (const XaComparisonAudiences *audiences)
{
  return (XaAsk) { compare_preferences, g_memdup2 (audiences, sizeof *audiences), g_free, (GDestroyNotify) xa_comparison_preferences_free };
}

/* --- for what leaves the app -------------------------------------------------------------------- */

/* What a picture for a file is made from. */
typedef struct {
  XaComparisonAudiences audiences;
  XaComparisonChoice    choice;
} PictureAsk;

/* With the stricter gate there may be no circles where there are some on the screen. */
static gpointer
draw (const XaScope    *scope,
      gpointer          data,
      XaInsightProgress progress,
      gpointer          progress_data,
      GError          **error)
{
  PictureAsk *ask = data;
  g_autoptr (XaComparison) comparison = xa_comparison_new (scope, &ask->audiences, progress, progress_data, error);
  XaChart *chart;

  if (!comparison)
    return NULL;
  chart = xa_comparison_draw (comparison, &ask->choice);
  if (chart)
    return chart;
  ask->choice.picture = XA_COMPARISON_EXACTLY;

  return xa_comparison_draw (comparison, &ask->choice);
}

void
xa_compare_ask_outside (const XaComparisonAudiences *audiences,
                        const XaComparisonChoice    *choice,
                        XaAsk                       *ask)
{
  PictureAsk *data = g_new (PictureAsk, 1);

  *data = (PictureAsk) { *audiences, *choice };
  *ask = (XaAsk) { draw, data, g_free, (GDestroyNotify) xa_chart_free };
}

/* What the table is made from. */
typedef struct {
  XaComparisonAudiences audiences;
  GStrv                 names; /* (owned): of the audiences */
} TableAsk;

static void
table_ask_free (gpointer data)
{
  g_strfreev (((TableAsk *) data)->names);
  g_free (data);
}

static gpointer
write_table (const XaScope    *scope,
             gpointer          data,
             XaInsightProgress progress,
             gpointer          progress_data,
             GError          **error)
{
  TableAsk *ask = data;
  g_autoptr (XaComparisonPreferences) preferences = xa_comparison_preferences_new (scope, &ask->audiences, error);

  return preferences ? xa_comparison_preferences_to_csv (preferences, (const char *const *) ask->names) : NULL;
}

XaAsk
xa_compare_ask_table (const XaComparisonAudiences *audiences,
                      const char *const           *names)
{
  TableAsk *data = g_new (TableAsk, 1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < audiences->n; i++)
    g_strv_builder_add (builder, names[i]);
  *data = (TableAsk) { *audiences, g_strv_builder_end (builder) };

  return (XaAsk) { write_table, data, table_ask_free, g_free };
}
