#include "ui/compare/xa-comparison-table.h"

#include "charts/xa-chart-words.h"
#include "charts/xa-chart.h"

static const char *const figure_names[] = { "share", "people", "lift", "q" };
static const char *const figure_heads[] = { XA_CHART_FIGURE_HEADS };

static char **
make_heads (guint              n,
            const char *const *names)
{
  g_autoptr (GStrvBuilder) row = g_strv_builder_new ();

  g_strv_builder_add_many (row, "kind", "preference", NULL);
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < G_N_ELEMENTS (figure_names); k++)
      for (guint h = 0; h < G_N_ELEMENTS (figure_heads); h++)
        g_strv_builder_take (row, h == 0 ? g_strdup_printf ("%s: %s", names[i], figure_names[k])
                                         : g_strdup_printf ("%s: %s %s", names[i], figure_names[k], figure_heads[h]));

  return g_strv_builder_end (row);
}

/* An audience leans towards itself by nature: that says nothing. */
static void
add_leaning (GStrvBuilder    *row,
             const XaLeaning *leaning,
             gboolean         itself)
{
  XaFigure nothing = xa_figure_not_comparable (XA_NOTE_NONE);

  xa_chart_row_add_figure (row, itself ? &nothing : &leaning->share);
  xa_chart_row_add_figure (row, itself ? &nothing : &leaning->support);
  xa_chart_row_add_figure (row, itself ? &nothing : &leaning->lift);
  xa_chart_row_add_figure (row, itself ? &nothing : &leaning->q);
}

char *
xa_comparison_preferences_to_csv (const XaComparisonPreferences *self,
                                  const char *const             *names)
{
  g_autoptr (GPtrArray) table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  g_ptr_array_add (table, make_heads (self->n, names));
  for (guint i = 0; i < self->preferences->len; i++) {
    const XaSharedPreference *preference = self->preferences->pdata[i];
    GStrvBuilder             *row = g_strv_builder_new ();

    g_strv_builder_add_many (row, xa_preference_kind_id (preference->kind), preference->name, NULL);
    for (guint k = 0; k < self->n; k++)
      add_leaning (row, &preference->leanings[k], preference->kind == XA_PREFERENCE_AUDIENCE && g_strcmp0 (preference->name, names[k]) == 0);
    xa_chart_table_add (table, row);
  }

  return xa_chart_table_to_csv (table, self->simulated);
}
