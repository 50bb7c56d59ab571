#pragma once

#include "ui/compare/xa-compare-chips.h"
#include "ui/compare/xa-compare-preferences.h"
#include "ui/compare/xa-compare-section.h"
#include "ui/compare/xa-compare-view.h"
#include "ui/compare/xa-comparison-charts.h"
#include "ui/widgets/xa-chart-view.h"
#include "ui/widgets/xa-range-button.h"
#include "ui/widgets/xa-simulated-banner.h"

/* Shared by the files that make up the page. */

struct _XaCompareView {
  AdwNavigationPage     parent_instance;
  XaRangeButton        *range;
  GtkWidget            *clear;
  XaSimulatedBanner    *banner;
  AdwBanner            *too_many;
  XaCompareChips       *chips;
  GtkStack             *states;
  AdwStatusPage        *nothing;
  GtkWidget            *add, *import; /* the next step, where there is nothing to show */
  AdwStatusPage        *failure;
  GtkProgressBar       *progress;
  GtkLabel             *apart;
  XaCompareSection     *mutual, *preferences, *sides, *reach;
  AdwToggleGroup       *pictures;
  AdwToggle            *circles;
  AdwToggleGroup       *combinations;
  GtkDropDown          *measures;
  XaChartView          *mutual_chart, *sides_chart, *reach_chart;
  GtkLabel             *mutual_caption;
  XaComparePreferences *preference_table;
  GtkWidget            *best_order;

  XaSession            *session;     /* (owned) (nullable) */
  GCancellable         *cancellable; /* (owned) (nullable): of what is being asked */
  XaComparisonAudiences audiences;   /* that were asked about last */
  XaComparison         *comparison;  /* (owned) (nullable) */
  XaComparisonChoice    choice;      /* the picture of mutual members, and the order of reach */
  gboolean              updating;    /* the toggles are set by the view */
};

/* xa-compare-view-show.c: each is a state of the page */
void xa_compare_view_show_comparison (XaCompareView *self);
void xa_compare_view_show_nothing (XaCompareView *self);
void xa_compare_view_show_failure (XaCompareView *self, const GError *error);

/* Parts of a comparison, after something was chosen in them. */
void xa_compare_view_show_mutual (XaCompareView *self);
void xa_compare_view_show_reach (XaCompareView *self);
