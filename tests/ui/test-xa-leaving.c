#include "ui/activity/xa-activity-view.h"
#include "ui/activity/xa-job-row.h"
#include "ui/activity/xa-lane-row.h"
#include "ui/activity/xa-task-row.h"
#include "ui/alerts/xa-alert-rule-row.h"
#include "ui/alerts/xa-alerts-view.h"
#include "ui/compare/xa-compare-view.h"
#include "ui/connections/xa-add-row.h"
#include "ui/connections/xa-connection-card.h"
#include "ui/connections/xa-connections-view.h"
#include "ui/connections/xa-steps-page.h"
#include "ui/explore/xa-explore-label-dialog.h"
#include "ui/explore/xa-explore-view.h"
#include "ui/explore/xa-saved-searches.h"
#include "ui/graph/xa-graph-view.h"
#include "ui/inspect/xa-inspect-view.h"
#include "ui/inspect/xa-kpi-card.h"
#include "ui/server/xa-server-dialog.h"
#include "ui/upkeep/xa-losses-group.h"
#include "ui/welcome/xa-welcome.h"
#include "ui/widgets/xa-chart-view.h"
#include "ui/widgets/xa-range-button.h"
#include "ui/xa-last-work.h"

/* Widgets go as they came: with all that is in them, once, and also where they are told twice. */

static const struct {
  const char *name;
  GType (*get_type) (void);
} types[] = {
  { "activity-view", xa_activity_view_get_type },
  { "add-row", xa_add_row_get_type },
  { "alert-rule-row", xa_alert_rule_row_get_type },
  { "alerts-view", xa_alerts_view_get_type },
  { "chart-view", xa_chart_view_get_type },
  { "compare-view", xa_compare_view_get_type },
  { "connection-card", xa_connection_card_get_type },
  { "connections-view", xa_connections_view_get_type },
  { "explore-label-dialog", xa_explore_label_dialog_get_type },
  { "explore-view", xa_explore_view_get_type },
  { "graph-view", xa_graph_view_get_type },
  { "inspect-view", xa_inspect_view_get_type },
  { "job-row", xa_job_row_get_type },
  { "kpi-card", xa_kpi_card_get_type },
  { "lane-row", xa_lane_row_get_type },
  { "losses-group", xa_losses_group_get_type },
  { "range-button", xa_range_button_get_type },
  { "saved-searches", xa_saved_searches_get_type },
  { "server-dialog", xa_server_dialog_get_type },
  { "steps-page", xa_steps_page_get_type },
  { "task-row", xa_task_row_get_type },
  { "welcome", xa_welcome_get_type },
};

/* @widget and all that is below it, with a weak pointer to each. (element-type GtkWidget*)
 * Not what is in a group of toggles: that of libadwaita 1.7 loses what its buttons show. */
static void
watch (GtkWidget *widget,
       GPtrArray *all)
{
  GtkWidget **weak = g_new0 (GtkWidget *, 1);

  g_set_weak_pointer (weak, widget);
  g_ptr_array_add (all, weak);
  if (ADW_IS_TOGGLE_GROUP (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    watch (child, all);
}

static void
forget (gpointer data)
{
  g_clear_weak_pointer ((GtkWidget **) data);
  g_free (data);
}

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* On its way out a widget is disposed of, and what it holds may be, too, more than once. */
static void
test_leaves (gconstpointer data)
{
  const gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (forget);
  GtkWidget *widget = g_object_ref_sink (g_object_new (types[i].get_type (), NULL));

  turn ();
  watch (widget, all);
  g_assert_cmpuint (all->len, >, 0);
  g_object_run_dispose (G_OBJECT (widget));
  g_object_run_dispose (G_OBJECT (widget));
  g_assert_null (gtk_widget_get_first_child (widget));
  g_object_unref (widget);
  turn ();
  for (guint each = 0; each < all->len; each++) {
    const GtkWidget *left = *(GtkWidget **) all->pdata[each];

    if (left)
      g_test_message ("%s is left", G_OBJECT_TYPE_NAME (left));
    g_assert_null (left);
  }
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP there is no display\n");
    return 0;
  }
  adw_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree char *path = g_strdup_printf ("/ui/leaving/%s", types[i].name);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_leaves);
  }

  status = g_test_run ();
  /* What libraries take down at exit is not taken from under who still draws. */
  g_assert_true (xa_last_work_wait (60 * G_USEC_PER_SEC));

  return status;
}
