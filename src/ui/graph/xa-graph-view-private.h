#pragma once

#include "ui/graph/xa-graph-canvas.h"
#include "ui/graph/xa-graph-finder.h"
#include "ui/graph/xa-graph-legend.h"
#include "ui/graph/xa-graph-look.h"
#include "ui/graph/xa-graph-panel.h"
#include "ui/graph/xa-graph-view.h"
#include "ui/widgets/xa-range-button.h"
#include "ui/widgets/xa-simulated-banner.h"

/* Shared by the files that make up the page. */

struct _XaGraphView {
  AdwNavigationPage   parent_instance;
  XaSimulatedBanner  *banner;
  AdwBanner          *too_many;
  XaRangeButton      *range;
  GtkStack           *states;
  GtkProgressBar     *progress;
  AdwStatusPage      *failure;
  AdwToastOverlay    *toasts;
  AdwMultiLayoutView *layouts;
  GtkToggleButton    *panel_button;
  XaGraphPanel       *panel;
  XaGraphCanvas      *canvas;
  XaGraphFinder      *finder;
  XaGraphLegend      *legend; /* of the panel */
  GtkLabel           *zoom;
  GtkWidget          *ego_bar;
  GtkLabel           *ego_label;
  GtkRevealer        *selection_bar;
  GtkLabel           *selection_label;
  GtkLabel           *note;

  XaSession    *session;   /* (owned) (nullable) */
  GSettings    *settings;  /* (owned) */
  GCancellable *loading;   /* (owned) (nullable) */
  GCancellable *planning;  /* (owned) (nullable) */
  GCancellable *arranging; /* (owned) (nullable) */
  XaGraphData  *data;      /* (owned) (nullable) */
  XaGraphPlan  *plan;      /* (owned) (nullable): what is shown */
  XaGraphLook   look;      /* what the user wants */
  XaGraphLook   committed; /* what undoing leads back to */
  guint         commit_id;
  GArray       *wanted;   /* (owned) (nullable) (element-type gint64): audiences to select and fly to once the graph is there */
  gboolean      is_stale; /* the data changed while nobody looked */
};

void xa_graph_view_tell (XaGraphView *self, const char *text); /* in a toast */
void xa_graph_view_take_look (XaGraphView *self, const XaGraphLook *look);
void xa_graph_view_commit (XaGraphView *self, const char *title, gboolean says_so);
void xa_graph_view_set_ego (XaGraphView *self, gssize ego);

void xa_graph_view_show_look (XaGraphView *self); /* what is hidden, and in words what is left */

/* xa-graph-view-load.c */
void xa_graph_view_class_init_load (GtkWidgetClass *widget_class);
void xa_graph_view_cancel (GCancellable **cancellable);
void xa_graph_view_load (XaGraphView *self);
void xa_graph_view_replan (XaGraphView *self);

/* xa-graph-view-moves.c */
void     xa_graph_view_class_init_moves (GtkWidgetClass *widget_class);
void     xa_graph_view_moved_cb (XaGraphView *self, GBytes *before, GBytes *after);
XaPoint *xa_graph_view_dup_points (XaGraphView *self) G_GNUC_WARN_UNUSED_RESULT;

/* xa-graph-view-outside.c */
void xa_graph_view_class_init_outside (GtkWidgetClass *widget_class);

/* xa-graph-view-selection.c */
void xa_graph_view_class_init_selection (GtkWidgetClass *widget_class);
void xa_graph_view_selection_changed_cb (XaGraphView *self);
void xa_graph_view_activated_cb (XaGraphView *self, guint node);
void xa_graph_view_found_cb (XaGraphView *self, guint node);
void xa_graph_view_show_wanted (XaGraphView *self); /* if there are any, and the graph is as new as the data */
