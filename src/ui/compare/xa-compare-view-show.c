#include "ui/compare/xa-compare-view-private.h"
#include "ui/widgets/xa-failure.h"
#include "ui/xa-bounds-words.h"

#include <glib/gi18n.h>

/* What is known of the chosen audiences, in pictures and sentences; or why there is nothing. */

/* The picture that is asked for, or the next best where circles would not be true. */
static XaChart *
draw_mutual (XaCompareView *self)
{
  const char *picture = adw_toggle_group_get_active_name (self->pictures);
  const char *combinations = adw_toggle_group_get_active_name (self->combinations);
  guint       measure = gtk_drop_down_get_selected (self->measures);
  XaChart    *chart = NULL;

  self->choice.measure = xa_comparison_measures[MIN (measure, xa_comparison_n_measures - 1)];
  self->choice.picture = g_strcmp0 (picture, "matrix") == 0 ? XA_COMPARISON_MATRIX : g_strcmp0 (picture, "circles") == 0       ? XA_COMPARISON_CIRCLES
                                                                                   : g_strcmp0 (combinations, "at-least") == 0 ? XA_COMPARISON_AT_LEAST
                                                                                                                               : XA_COMPARISON_EXACTLY;
  chart = xa_comparison_draw (self->comparison, &self->choice);
  if (!chart) {
    self->choice.picture = g_strcmp0 (combinations, "at-least") == 0 ? XA_COMPARISON_AT_LEAST : XA_COMPARISON_EXACTLY;
    chart = xa_comparison_draw (self->comparison, &self->choice);
  }

  return chart;
}

static char *
tell_caption (XaCompareView *self,
              gboolean       has_circles)
{
  const XaIntersections *found = self->comparison->intersections;
  const char            *no_circles = !has_circles && self->audiences.n <= 3 ? _ ("There is no diagram: a count is hidden or not known, or circles cannot have these areas.") : NULL;
  g_autofree char       *left_out = self->choice.picture == XA_COMPARISON_EXACTLY ? xa_bounds_say_combinations (found->n_too_small, found->n_more) : NULL;

  if (no_circles && left_out)
    return g_strdup_printf ("%s %s", no_circles, left_out);

  return g_strdup (no_circles ? no_circles : left_out ? left_out
                                                      : "");
}

void
xa_compare_view_show_mutual (XaCompareView *self)
{
  g_autofree char *finding = xa_comparison_tell_mutual (self->comparison);
  XaChart         *circles = xa_comparison_draw (self->comparison, &(XaComparisonChoice) { .picture = XA_COMPARISON_CIRCLES });
  gboolean         has_circles = circles != NULL;
  g_autofree char *caption = NULL;

  xa_chart_free (circles);
  self->updating = TRUE;
  adw_toggle_set_enabled (self->circles, has_circles);
  if (!has_circles && g_strcmp0 (adw_toggle_group_get_active_name (self->pictures), "circles") == 0)
    adw_toggle_group_set_active_name (self->pictures, "upset");
  self->updating = FALSE;
  xa_compare_section_set_finding (self->mutual, finding);
  xa_chart_view_set_chart (self->mutual_chart, draw_mutual (self));
  gtk_widget_set_visible (GTK_WIDGET (self->combinations), self->choice.picture == XA_COMPARISON_EXACTLY || self->choice.picture == XA_COMPARISON_AT_LEAST);
  gtk_widget_set_visible (GTK_WIDGET (self->measures), self->choice.picture == XA_COMPARISON_MATRIX);
  caption = tell_caption (self, has_circles);
  gtk_label_set_label (self->mutual_caption, caption);
  gtk_widget_set_visible (GTK_WIDGET (self->mutual_caption), caption[0] != '\0');
}

void
xa_compare_view_show_reach (XaCompareView *self)
{
  XaComparisonChoice choice = self->choice;
  g_autofree char   *finding = xa_comparison_tell_reach (self->comparison, &choice);

  choice.picture = XA_COMPARISON_STAIRS;
  xa_compare_section_set_finding (self->reach, finding);
  xa_chart_view_set_chart (self->reach_chart, xa_comparison_draw (self->comparison, &choice));
  gtk_widget_set_sensitive (self->best_order, choice.n_order > 0);
}

void
xa_compare_view_show_comparison (XaCompareView *self)
{
  g_autofree char *apart = xa_comparison_tell_apart (self->comparison);
  g_autofree char *sides = xa_comparison_tell_sides (self->comparison);

  gtk_label_set_label (self->apart, apart ? apart : "");
  gtk_widget_set_visible (GTK_WIDGET (self->apart), apart != NULL);
  xa_compare_view_show_mutual (self);
  xa_compare_section_set_finding (self->sides, sides);
  xa_chart_view_set_chart (self->sides_chart, xa_comparison_draw (self->comparison, &(XaComparisonChoice) { .picture = XA_COMPARISON_DOTS }));
  xa_compare_view_show_reach (self);
  gtk_stack_set_visible_child_name (self->states, "content");
}

void
xa_compare_view_show_nothing (XaCompareView *self)
{
  gboolean is_empty = xa_compare_chips_is_empty (self->chips);

  g_clear_pointer (&self->comparison, xa_comparison_unref);
  adw_status_page_set_title (self->nothing, is_empty ? _ ("No Audiences Yet") : self->audiences.n == 0 ? _ ("Choose Audiences to Compare")
                                                                                                       : _ ("Add One More Audience"));
  adw_status_page_set_description (self->nothing, is_empty ? _ ("Import the member lists or the exports of at least two audiences, then compare them here.")
                                                           : _ ("Add two or more audiences to see whom they share, what their people prefer, and how many people they reach together."));
  gtk_widget_set_visible (self->add, !is_empty);
  gtk_widget_set_visible (self->import, is_empty);
  gtk_widget_set_visible (GTK_WIDGET (self->chips), !is_empty);
  gtk_stack_set_visible_child_name (self->states, "empty");
}

void
xa_compare_view_show_failure (XaCompareView *self,
                              const GError  *error)
{
  g_clear_pointer (&self->comparison, xa_comparison_unref);
  xa_failure_tell (self->failure, error);
  gtk_stack_set_visible_child_name (self->states, "failed");
}
