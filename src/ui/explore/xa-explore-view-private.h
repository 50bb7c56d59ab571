#pragma once

#include "ui/explore/xa-explore-chips.h"
#include "ui/explore/xa-explore-history.h"
#include "ui/explore/xa-explore-model.h"
#include "ui/explore/xa-explore-skeleton.h"
#include "ui/explore/xa-explore-strip.h"
#include "ui/explore/xa-explore-view.h"
#include "ui/widgets/xa-range-button.h"
#include "ui/widgets/xa-simulated-banner.h"

/*
 * What the files of the view share: the view itself, its search, and what is done with the
 * audiences that are selected.
 */
struct _XaExploreView {
  AdwNavigationPage  parent_instance;
  AdwBreakpointBin  *bin;
  XaSimulatedBanner *banner;
  XaRangeButton     *range;
  XaRangeButton     *narrow_range; /* where the header bar has no room for it */
  GtkSearchBar      *search_bar;
  GtkSearchEntry    *entry;
  GtkToggleButton   *star;
  GtkLabel          *fault;
  GtkStack          *states;
  AdwStatusPage     *failure;
  XaExploreStrip    *strip;
  XaExploreChips    *chips;
  GtkLabel          *count;
  GtkStack          *body;
  GtkColumnView     *table;
  GtkListView       *rows;
  GtkActionBar      *selection_bar;
  GtkLabel          *selected_count;
  GtkWidget         *wide_buttons;
  XaExploreSkeleton *skeleton;
  GtkWidget         *add_button;
  GtkWidget         *narrow_button;
  GMenuModel        *selection_menu;

  XaSession         *session;     /* (owned) (nullable) */
  GCancellable      *cancellable; /* (owned) (nullable): of the load that is on its way */
  XaExplore         *explore;     /* (owned) (nullable) */
  double             largest;     /* size of all, above 0 */
  XaExploreFilter   *filter;      /* (owned) */
  XaExploreHistory  *history;     /* (owned): of what was searched for */
  XaExploreList     *list;        /* (owned) (nullable) */
  XaExploreModel    *model;       /* (owned) */
  GtkSelectionModel *selection;   /* (owned) */
  GSettings         *settings;    /* (owned) */
  XaExploreOrder     order;       /* the table is sorted by this */
  gboolean           descending;
  gboolean           is_narrow;
  gboolean           has_failed; /* what was asked for last could not be read */
};

/* --- the view --- */

void xa_explore_view_show_from_top (XaExploreView *self); /* other audiences, or another order */

/* --- searching --- */

void xa_explore_view_show_star (XaExploreView *self);
void xa_explore_view_bind_search (GtkWidgetClass *klass);
/* Undoing shows also where it has led to. @view: an XaExploreView */
void xa_explore_view_step_to (gpointer view, const char *text);

/* --- the selection --- */

void xa_explore_view_inspect (XaExploreView *self, guint place);
void xa_explore_view_install_actions (GtkWidgetClass *klass);
