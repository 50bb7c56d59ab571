#include "ui/inspect/xa-inspect-view.h"

#include "insight/xa-explore.h"
#include "store/xa-workspaces.h"
#include "ui/inspect/xa-inspect-labels.h"
#include "ui/widgets/xa-chart-view.h"
#include "ui/xa-application.h"

#include <glib/gstdio.h>

/* The page of an audience, over an invented workspace, as it is drawn. */

/* One workspace for all tests: inventing it takes longer than looking at it. */
static char *folder;   /* (owned) */
static char *path;     /* (owned) */
static char *key_file; /* (owned) */

typedef struct {
  XaSession         *session; /* (owned) */
  GtkWindow         *window;  /* (owned) */
  AdwNavigationPage *page;    /* (not owned): of the window */
  char              *told;    /* (owned) (nullable): the last words for a toast */
  char              *shown;   /* (owned) (nullable): the page that was asked for */
  XaExplore         *explore; /* (owned) */
} Place;

static void
turn_until (gboolean (*done) (Place *self),
            Place *self)
{
  gint64 deadline_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!done (self)) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_main_context_iteration (NULL, FALSE);
    g_usleep (500);
  }
}

/* Until @condition is so, which a busy machine may take its time for. */
#define AWAIT(condition)                                                 \
  G_STMT_START                                                           \
  {                                                                      \
    gint64 deadline_us = g_get_monotonic_time () + 100 * G_USEC_PER_SEC; \
                                                                         \
    while (!(condition)) {                                               \
      if (g_get_monotonic_time () > deadline_us)                         \
        g_error ("It never came to %s", #condition);                     \
      g_main_context_iteration (NULL, FALSE);                            \
      g_usleep (500);                                                    \
    }                                                                    \
  }                                                                      \
  G_STMT_END

/* Lets happen what may: for pictures, and before what must not be there is looked for. */
static void
turn (guint n_ms)
{
  gint64 end_us = g_get_monotonic_time () + n_ms * 1000;

  while (g_get_monotonic_time () < end_us) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (500);
  }
}

/* --- what is on the page --- */

/* The first widget of a type, below @widget and drawn, that passes. */
static GtkWidget *
find (GtkWidget *widget,
      GType      type,
      gboolean (*passes) (GtkWidget *widget, gconstpointer data),
      gconstpointer data)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (!passes || passes (widget, data)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type, passes, data);

    if (found)
      return found;
  }

  return NULL;
}

static gboolean
label_holds (GtkWidget    *widget,
             gconstpointer text)
{
  return strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static GtkWidget *
find_label (Place      *self,
            const char *text)
{
  return find (GTK_WIDGET (self->window), GTK_TYPE_LABEL, label_holds, text);
}

static gboolean
chart_is (GtkWidget    *widget,
          gconstpointer name)
{
  const XaChart *chart = xa_chart_view_get_chart (XA_CHART_VIEW (widget));

  return chart && g_str_equal (chart->kind->name, name);
}

static const XaChart *
find_chart (Place      *self,
            const char *name)
{
  GtkWidget *view = find (GTK_WIDGET (self->window), XA_TYPE_CHART_VIEW, chart_is, name);

  return view ? xa_chart_view_get_chart (XA_CHART_VIEW (view)) : NULL;
}

static void
show_tab (Place      *self,
          const char *name)
{
  GtkWidget *stack;

  AWAIT ((stack = find (GTK_WIDGET (self->window), ADW_TYPE_VIEW_STACK, NULL, NULL)));
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (stack), name);
  turn (300);
}

/* --- the place --- */

static void
tell_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  Place *self = data;

  g_set_str (&self->told, g_variant_get_string (parameter, NULL));
}

static void
page_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  Place *self = data;

  g_set_str (&self->shown, g_variant_get_string (parameter, NULL));
}

static gboolean
is_filled (Place *self)
{
  return xa_jobs_get_n_open (xa_session_get_jobs (self->session)) == 0;
}

static gpointer
load_explore (const XaScope    *scope,
              gpointer          data,
              XaInsightProgress progress,
              gpointer          progress_data,
              GError          **error)
{
  return xa_explore_load (scope, error);
}

static void
explored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Place *self = data;
  g_autoptr (GError) error = NULL;

  self->explore = xa_session_ask_finish (XA_SESSION (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_explored (Place *self)
{
  return self->explore != NULL;
}

static void
explore (Place *self)
{
  XaAsk ask = { load_explore, NULL, NULL, (GDestroyNotify) xa_explore_unref };

  g_clear_pointer (&self->explore, xa_explore_unref);
  xa_session_ask_async (self->session, XA_ASK_QUICK, &ask, NULL, NULL, NULL, explored_cb, self);
  turn_until (is_explored, self);
}

static Place *
place_new (void)
{
  static const GActionEntry actions[] = { { .name = "tell", .activate = tell_action, .parameter_type = "s" },
                                          { .name = "page", .activate = page_action, .parameter_type = "s" } };
  Place                    *self = g_new0 (Place, 1);
  XaSimulatorOptions        options = { .n_audiences = 16, .n_people = 8000, .n_snapshots = 5, .seed = 3, .end_us = 20700 * XA_USEC_PER_DAY };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GError) error = NULL;

  if (!folder) {
    folder = g_dir_make_tmp ("xaudience-inspect-XXXXXX", &error);
    g_assert_no_error (error);
    path = g_build_filename (folder, "w.xaudience", NULL);
    key_file = g_build_filename (folder, "key", NULL);
    xa_workspaces_create (path, key_file, XA_KEY_FILE_MAY_BE_NEW, &error);
    g_assert_no_error (error);
    self->session = xa_session_new (path, key_file);
    xa_jobs_simulate (xa_session_get_jobs (self->session), &options);
    turn_until (is_filled, self);
  } else {
    self->session = xa_session_new (path, key_file);
  }
  explore (self);
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  self->window = g_object_ref_sink (GTK_WINDOW (adw_window_new ()));
  gtk_widget_insert_action_group (GTK_WIDGET (self->window), "win", G_ACTION_GROUP (group));

  return self;
}

static void
place_free (Place *self)
{
  gtk_window_destroy (self->window);
  g_clear_object (&self->window);
  g_clear_object (&self->session);
  turn (100); /* the threads let go of the files in their own time */
  xa_explore_unref (self->explore);
  g_free (self->told);
  g_free (self->shown);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

static void
remove_workspace (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *file = g_build_filename (folder, name, NULL);

    g_remove (file);
  }
  g_rmdir (folder);
  g_free (folder);
  g_free (path);
  g_free (key_file);
}

/* An audience with a complete list, or with another kind of one. */
static gint64
find_audience (Place   *self,
               gboolean complete)
{
  g_autoptr (XaExploreList) list = xa_explore_list (self->explore, NULL, XA_EXPLORE_BY_SIZE, TRUE);

  for (guint i = 0; i < list->n; i++)
    if ((xa_explore_find (self->explore, list->ids[i])->coverage == XA_COVERAGE_COMPLETE) == complete)
      return list->ids[i];
  g_assert_not_reached ();
}

static gboolean
is_loaded (Place *self)
{
  return find (GTK_WIDGET (self->window), ADW_TYPE_INLINE_VIEW_SWITCHER, NULL, NULL) != NULL;
}

static void
open_page (Place *self,
           gint64 id,
           int    width)
{
  AdwNavigationView *pages = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());

  self->page = xa_inspect_view_new (id);
  adw_navigation_view_add (pages, self->page);
  gtk_window_set_default_size (self->window, width, 900);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (pages));
  xa_view_set_session (XA_VIEW (self->page), self->session);
  gtk_window_present (self->window);
  turn_until (is_loaded, self);
  turn (400);
}

/* With XAUDIENCE_TEST_PICTURES, a folder, what is seen is kept there to be looked at. */
static void
picture (Place      *self,
         const char *name)
{
  const char      *place = g_getenv ("XAUDIENCE_TEST_PICTURES");
  g_autofree char *file = NULL;
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  int width;
  int height;

  if (!place)
    return;
  turn (300);
  width = gtk_widget_get_width (GTK_WIDGET (self->window));
  height = gtk_widget_get_height (GTK_WIDGET (self->window));
  snapshot = gtk_snapshot_new ();
  paintable = gtk_widget_paintable_new (GTK_WIDGET (self->window));
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (self->window)), node, NULL);
  file = g_strdup_printf ("%s/%s.png", place, name);
  gdk_texture_save_to_png (texture, file);
}

/* --- tests --- */

static gboolean
button_says (GtkWidget    *widget,
             gconstpointer text)
{
  return g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0 || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0;
}

static GtkWidget *
find_button (Place      *self,
             const char *text)
{
  return find (GTK_WIDGET (self->window), GTK_TYPE_BUTTON, button_says, text);
}

static void
click (Place      *self,
       const char *text)
{
  AWAIT (find_button (self, text));
  g_signal_emit_by_name (find_button (self, text), "clicked");
}

static void
test_overview (void)
{
  g_autoptr (Place) self = place_new ();
  gint64              id = find_audience (self, TRUE);
  const XaExploreRow *row = xa_explore_find (self->explore, id);
  g_autofree char    *size = xa_figure_format (&row->size, XA_FIGURE_STYLE_COUNT);

  open_page (self, id, 1100);
  g_assert_cmpstr (adw_navigation_page_get_title (self->page), ==, row->name);
  AWAIT (find_label (self, size));
  AWAIT (find_label (self, "complete list"));
  AWAIT (find_chart (self, "Growth"));
  g_assert_cmpuint (xa_chart_count (find_chart (self, "Growth")), >=, 5);
  g_assert_true (find_chart (self, "Growth")->simulated);
  AWAIT (find_chart (self, "When posts are written"));
  AWAIT (find_chart (self, "Languages"));
  AWAIT (find_chart (self, "Hashtags"));
  gtk_window_set_default_size (self->window, 1100, 1500);
  picture (self, "overview");
}

static gboolean
has_toggle (GtkWidget    *widget,
            gconstpointer name)
{
  return adw_toggle_group_get_toggle_by_name (ADW_TOGGLE_GROUP (widget), name) != NULL;
}

static void
test_tabs (void)
{
  g_autoptr (Place) self = place_new ();

  open_page (self, find_audience (self, TRUE), 1100);
  show_tab (self, "preferences");
  AWAIT (!find_chart (self, "Growth"));
  AWAIT (find_chart (self, "Preferences"));
  picture (self, "preferences");
  adw_toggle_group_set_active_name (ADW_TOGGLE_GROUP (find (GTK_WIDGET (self->page), ADW_TYPE_TOGGLE_GROUP, has_toggle, "table")), "table");
  AWAIT (!find_chart (self, "Preferences"));
  AWAIT (find (GTK_WIDGET (self->page), GTK_TYPE_COLUMN_VIEW, NULL, NULL));
  picture (self, "preferences-table");
  show_tab (self, "retention");
  AWAIT (find_label (self, "Stayed: ") || find_label (self, "Who stayed, came and left is hidden"));
  picture (self, "retention");
  show_tab (self, "log");
  AWAIT (find_label (self, "members, complete list"));
  picture (self, "log");
}

/* Who wrote is known until the day of the newest post: the invented weeks end with 3 September. */
static void
test_active_days (void)
{
  g_autoptr (Place) self = place_new ();
  g_autoptr (XaExploreList) list = xa_explore_list (self->explore, NULL, XA_EXPLORE_BY_SIZE, TRUE);
  guint no = 0;

  while (no < list->n && xa_explore_find (self->explore, list->ids[no])->coverage != XA_COVERAGE_ACTIVE_AUTHORS)
    no++;
  g_assert_cmpuint (no, <, list->n);
  open_page (self, list->ids[no], 700);
  show_tab (self, "log");
  AWAIT (find_label (self, "who wrote from "));
  g_assert_nonnull (find_label (self, "to 3 Sep 2026\n"));
}

/* From less than everybody nobody can be said to have left, and the page says so. */
static void
test_retention_says_why_not (void)
{
  g_autoptr (Place) self = place_new ();

  open_page (self, find_audience (self, FALSE), 700);
  show_tab (self, "retention");
  AWAIT (find_label (self, "Retention Cannot Be Told"));
  AWAIT (find_label (self, "It takes two complete lists of members."));
  AWAIT (!find_chart (self, "Retention"));
  picture (self, "retention-none");
}

static guint
count_rows (Place *self)
{
  GtkWidget *list = find (GTK_WIDGET (self->page), GTK_TYPE_LIST_BOX, NULL, NULL);
  guint      n = 0;

  while (list && gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) n))
    n++;

  return n;
}

static void
test_posts_come_by_the_page (void)
{
  g_autoptr (Place) self = place_new ();
  g_autoptr (XaExploreList) list = xa_explore_list (self->explore, NULL, XA_EXPLORE_BY_POSTS, TRUE);
  GtkWidget *order;

  open_page (self, list->ids[0], 700);
  show_tab (self, "posts");
  AWAIT (count_rows (self) == 25);
  picture (self, "posts");
  click (self, "_More Posts");
  AWAIT (count_rows (self) > 25);
  order = find (GTK_WIDGET (find_label (self, "The newest first")), GTK_TYPE_LABEL, NULL, NULL);
  order = gtk_widget_get_next_sibling (order);
  g_assert_true (GTK_IS_DROP_DOWN (order));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (order), 2);
  AWAIT (find_label (self, "By the newest counter that was seen"));
  AWAIT (count_rows (self) <= 25);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (order), 1);
  AWAIT (find_label (self, "could be compared"));
}

static void
test_figures_explain_themselves (void)
{
  g_autoptr (Place) self = place_new ();

  open_page (self, find_audience (self, TRUE), 1100);
  click (self, "How Was This Computed?");
  AWAIT (find_label (self, "Formula: "));
  AWAIT (find_label (self, "Counts of 1 to 4 people are hidden"));
  AWAIT (find_label (self, "Figures were computed with"));
  picture (self, "explain");
}

static gboolean
week_says (Place      *self,
           const char *text)
{
  const XaChart   *chart = find_chart (self, "When posts are written");
  g_autofree char *words = chart ? xa_chart_summarise (chart) : NULL;

  return words && strstr (words, text);
}

static void
test_another_clock (void)
{
  g_autoptr (Place) self = place_new ();

  g_setenv ("TZ", "Asia/Kolkata", TRUE);
  open_page (self, find_audience (self, TRUE), 1100);
  AWAIT (week_says (self, "Asia/Kolkata (UTC+05:30)"));
  gtk_widget_activate_action (GTK_WIDGET (self->page), "inspect.zone", "s", "utc");
  AWAIT (week_says (self, "hours in UTC"));
  g_unsetenv ("TZ");
}

static void
count_pushed (guint *n)
{
  ++*n;
}

static void
test_labels_can_be_taken_back (void)
{
  g_autoptr (Place) self = place_new ();
  XaUndo    *undo = xa_session_get_undo (self->session);
  guint      n_pushed = 0;
  GtkWidget *add;
  GtkWidget *entry;

  g_signal_connect_swapped (undo, "pushed", G_CALLBACK (count_pushed), &n_pushed);
  open_page (self, find_audience (self, TRUE), 1100);
  add = find (GTK_WIDGET (self->page), XA_TYPE_INSPECT_LABELS, NULL, NULL);
  add = find (add, GTK_TYPE_MENU_BUTTON, NULL, NULL);
  gtk_menu_button_popup (GTK_MENU_BUTTON (add));
  AWAIT ((entry = find (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (add))), GTK_TYPE_ENTRY, NULL, NULL)));
  gtk_editable_set_text (GTK_EDITABLE (entry), "two words");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "Press");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_signal_emit_by_name (entry, "activate");
  AWAIT (find_button (self, "Remove the tag “press”"));
  AWAIT (n_pushed == 1);
  picture (self, "tagged");
  xa_undo_undo (undo);
  AWAIT (!find_button (self, "Remove the tag “press”"));
  xa_undo_redo (undo);
  AWAIT (find_button (self, "Remove the tag “press”"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (GTK_WIDGET (self->page), GTK_TYPE_DROP_DOWN, NULL, NULL)), 0);
  AWAIT (n_pushed == 2 && find_label (self, ", own."));
  xa_undo_undo (undo);
  AWAIT (!find_label (self, ", own."));
  xa_undo_undo (undo);
  AWAIT (!find_button (self, "Remove the tag “press”"));
  g_signal_handlers_disconnect_by_data (undo, &n_pushed);
}

static void
test_collecting (void)
{
  g_autoptr (Place) self = place_new ();
  gint64     id = find_audience (self, TRUE);
  XaTray    *tray = xa_session_get_tray (self->session);
  GtkWidget *toggle;

  open_page (self, id, 1100);
  AWAIT ((toggle = find (GTK_WIDGET (self->page), GTK_TYPE_TOGGLE_BUTTON, button_says, "Collect for Comparison")));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), TRUE);
  g_assert_true (xa_tray_has (tray, id));
  xa_tray_remove (tray, id);
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (toggle)));
}

/* What is near an audience comes after the rest of its page, if anything is: waited for @n_ms. */
static GtkWidget *
find_rows (Place *self,
           guint  n_ms)
{
  gint64 end_us = g_get_monotonic_time () + n_ms * 1000;

  while (!find (GTK_WIDGET (self->page), GTK_TYPE_LIST_BOX, NULL, NULL) && g_get_monotonic_time () < end_us)
    turn (10);

  return find (GTK_WIDGET (self->page), GTK_TYPE_LIST_BOX, NULL, NULL);
}

/* Some audience has another near it; its row leads to where the two are compared. They are gone through again and more
 * slowly where nothing was found. */
static void
test_nearest_leads_to_compare (void)
{
  g_autoptr (Place) self = place_new ();
  g_autoptr (XaExploreList) list = xa_explore_list (self->explore, NULL, XA_EXPLORE_BY_SIZE, TRUE);
  XaTray *tray = xa_session_get_tray (self->session);

  for (guint i = 0; i < 4 * list->n && !self->shown; i++) {
    gint64     id = list->ids[i % list->n];
    GtkWidget *rows;

    open_page (self, id, 1100);
    gtk_window_set_default_size (self->window, 1100, 1500);
    rows = find_rows (self, 200u << 2 * (i / list->n));
    if (!rows)
      continue;
    picture (self, "nearest");
    g_signal_emit_by_name (rows, "row-activated", gtk_list_box_get_row_at_index (GTK_LIST_BOX (rows), 0));
    g_assert_true (xa_tray_has (tray, id));
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tray)), ==, 2);
  }
  g_assert_cmpstr (self->shown, ==, "compare");
}

static gboolean
has_failed (Place *self)
{
  return find_label (self, "The Audience Cannot Be Shown") != NULL;
}

static void
test_failure (void)
{
  g_autoptr (Place) self = place_new ();
  AdwNavigationView *pages = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());

  self->page = xa_inspect_view_new (4711);
  adw_navigation_view_add (pages, self->page);
  gtk_window_set_default_size (self->window, 700, 700);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (pages));
  xa_view_set_session (XA_VIEW (self->page), self->session);
  gtk_window_present (self->window);
  turn_until (has_failed, self);
  AWAIT (find_button (self, "_Try Again"));
  AWAIT (find_label (self, "It is no longer in this workspace."));
  picture (self, "failed");
}

/* What is shown is of the range of time that all pages share. */
static void
test_range (void)
{
  g_autoptr (Place) self = place_new ();
  gsize n_all;

  open_page (self, find_audience (self, TRUE), 1100);
  AWAIT (find_chart (self, "Growth"));
  n_all = xa_chart_count (find_chart (self, "Growth"));
  xa_session_set_range (self->session, 20690 * XA_USEC_PER_DAY, XA_TIME_UNKNOWN);
  AWAIT (find_chart (self, "Growth") && xa_chart_count (find_chart (self, "Growth")) < n_all);
  g_assert_cmpuint (xa_chart_count (find_chart (self, "Growth")), >, 0);
}

/* On a phone nothing is wider than the screen, whatever the tab, the direction or the looks. */
static void
test_narrow (void)
{
  static const char *const tabs[] = { "overview", "preferences", "posts", "retention", "log" };
  g_autoptr (Place) self = place_new ();

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  open_page (self, find_audience (self, TRUE), 360);
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++) {
    g_autofree char *name = g_strconcat ("narrow-", tabs[i], NULL);
    GtkWidget       *box = find (GTK_WIDGET (self->page), ADW_TYPE_VIEW_STACK, NULL, NULL);
    int              minimum;

    show_tab (self, tabs[i]);
    gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
    g_assert_cmpint (minimum, <=, 360 - 24);
    g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, 360);
    picture (self, name);
  }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

/* Half as large again, and as narrow as a phone. */
static void
test_large_text (void)
{
  g_autoptr (Place) self = place_new ();
  GtkWidget *stack;
  int        minimum;

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * 3 / 2, NULL);
  open_page (self, find_audience (self, TRUE), 360);
  stack = find (GTK_WIDGET (self->page), ADW_TYPE_VIEW_STACK, NULL, NULL);
  gtk_widget_measure (stack, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360 - 24);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, 360);
  picture (self, "large-text");
  show_tab (self, "preferences");
  picture (self, "large-text-preferences");
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024, NULL);
}

int
main (int    argc,
      char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP there is no display\n");
    return 0;
  }
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL); /* as the app does */
  g_test_add_func ("/inspect-view/overview", test_overview);
  g_test_add_func ("/inspect-view/tabs", test_tabs);
  g_test_add_func ("/inspect-view/retention-says-why-not", test_retention_says_why_not);
  g_test_add_func ("/inspect-view/posts-come-by-the-page", test_posts_come_by_the_page);
  g_test_add_func ("/inspect-view/figures-explain-themselves", test_figures_explain_themselves);
  g_test_add_func ("/inspect-view/another-clock", test_another_clock);
  g_test_add_func ("/inspect-view/labels-can-be-taken-back", test_labels_can_be_taken_back);
  g_test_add_func ("/inspect-view/collecting", test_collecting);
  g_test_add_func ("/inspect-view/nearest-leads-to-compare", test_nearest_leads_to_compare);
  g_test_add_func ("/inspect-view/active-days", test_active_days);
  g_test_add_func ("/inspect-view/range", test_range);
  g_test_add_func ("/inspect-view/failure", test_failure);
  g_test_add_func ("/inspect-view/narrow", test_narrow);
  g_test_add_func ("/inspect-view/large-text", test_large_text);
  failed = g_test_run ();
  if (folder)
    remove_workspace ();

  return failed;
}
