#include "ui/inspect/xa-inspect-view.h"

#include "insight/xa-explore.h"
#include "store/xa-workspaces.h"
#include "ui/widgets/xa-chart-view.h"
#include "ui/xa-application.h"

#include <glib/gstdio.h>

/* The page of an audience, over an invented workspace, as it is drawn. */

typedef struct {
  char              *folder;   /* (owned) */
  char              *path;     /* (owned): of the workspace */
  char              *key_file; /* (owned) */
  XaSession         *session;  /* (owned) */
  GtkWindow         *window;   /* (owned) */
  AdwNavigationPage *page;     /* (not owned): of the window */
  char              *told;     /* (owned) (nullable): the last words for a toast */
  char              *shown;    /* (owned) (nullable): the page that was asked for */
  XaExplore         *explore;  /* (owned) */
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
  GtkWidget *stack = find (GTK_WIDGET (self->window), ADW_TYPE_VIEW_STACK, NULL, NULL);

  g_assert_nonnull (stack);
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
  XaSimulatorOptions        options = { .n_audiences = 12, .n_people = 4000, .n_snapshots = 5, .seed = 3, .end_us = 20700 * XA_USEC_PER_DAY };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("xaudience-inspect-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "w.xaudience", NULL);
  self->key_file = g_build_filename (self->folder, "key", NULL);
  xa_workspaces_create (self->path, self->key_file, XA_KEY_FILE_MAY_BE_NEW, &error);
  g_assert_no_error (error);
  self->session = xa_session_new (self->path, self->key_file);
  xa_jobs_simulate (xa_session_get_jobs (self->session), &options);
  turn_until (is_filled, self);
  explore (self);
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  self->window = g_object_ref_sink (GTK_WINDOW (adw_window_new ()));
  gtk_widget_insert_action_group (GTK_WIDGET (self->window), "win", G_ACTION_GROUP (group));

  return self;
}

static void
place_free (Place *self)
{
  g_autoptr (GDir) dir = NULL;

  gtk_window_destroy (self->window);
  g_clear_object (&self->window);
  g_clear_object (&self->session);
  turn (200); /* the threads let go of the files in their own time */
  dir = g_dir_open (self->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *file = g_build_filename (self->folder, name, NULL);

    g_remove (file);
  }
  g_rmdir (self->folder);
  xa_explore_unref (self->explore);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->key_file);
  g_free (self->told);
  g_free (self->shown);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

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
  const char      *folder = g_getenv ("XAUDIENCE_TEST_PICTURES");
  g_autofree char *file = NULL;
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  int width;
  int height;

  if (!folder)
    return;
  turn (300);
  width = gtk_widget_get_width (GTK_WIDGET (self->window));
  height = gtk_widget_get_height (GTK_WIDGET (self->window));
  snapshot = gtk_snapshot_new ();
  paintable = gtk_widget_paintable_new (GTK_WIDGET (self->window));
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (self->window)), node, NULL);
  file = g_strdup_printf ("%s/%s.png", folder, name);
  gdk_texture_save_to_png (texture, file);
}

/* --- tests --- */

static void
test_overview (void)
{
  g_autoptr (Place) self = place_new ();
  gint64              id = find_audience (self, TRUE);
  const XaExploreRow *row = xa_explore_find (self->explore, id);
  g_autofree char    *size = xa_figure_format (&row->size, XA_FIGURE_STYLE_COUNT);

  open_page (self, id, 1100);
  g_assert_cmpstr (adw_navigation_page_get_title (self->page), ==, row->name);
  g_assert_nonnull (find_label (self, size));
  g_assert_nonnull (find_label (self, "complete list"));
  g_assert_nonnull (find_chart (self, "Growth"));
  g_assert_cmpuint (xa_chart_count (find_chart (self, "Growth")), >=, 5);
  g_assert_true (find_chart (self, "Growth")->simulated);
  g_assert_nonnull (find_chart (self, "When posts are written"));
  picture (self, "overview");
  gtk_window_set_default_size (self->window, 1100, 1800);
  picture (self, "overview-tall");
  show_tab (self, "preferences");
  picture (self, "preferences");
  show_tab (self, "posts");
  picture (self, "posts");
  g_assert_null (find_chart (self, "Growth"));
  show_tab (self, "retention");
  g_assert_nonnull (find_label (self, "came and went"));
  picture (self, "retention");
  show_tab (self, "log");
  g_assert_nonnull (find_label (self, "members, complete list"));
  picture (self, "log");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP there is no display\n");
    return 0;
  }
  adw_init ();
  g_test_add_func ("/inspect-view/overview", test_overview);

  return g_test_run ();
}
