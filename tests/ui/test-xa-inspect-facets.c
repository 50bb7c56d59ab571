/* The section of followers by country, industry and so on, as it is drawn. */
#include "store/xa-workspaces.h"
#include "ui/inspect/xa-inspect-facets.h"
#include "ui/widgets/xa-chart-view.h"
#include "ui/xa-application.h"

#include <glib/gstdio.h>

typedef struct {
  char            *folder;  /* (owned) */
  XaSession       *session; /* (owned) */
  GtkWindow       *window;  /* (owned) */
  XaInspectFacets *section; /* (not owned): of the window */
} Place;

static void
turn (guint n_ms)
{
  gint64 end_us = g_get_monotonic_time () + n_ms * 1000;

  while (g_get_monotonic_time () < end_us) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (500);
  }
}

static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type);

    if (found)
      return found;
  }

  return NULL;
}

static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;

  return FALSE;
}

/* Until @text is drawn; NULL: anything at all. */
static void
await (XaInspectFacets *section,
       const char      *text)
{
  gint64 deadline_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!gtk_widget_get_mapped (GTK_WIDGET (section)) || (text && !says (GTK_WIDGET (section), text))) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_main_context_iteration (NULL, FALSE);
    g_usleep (500);
  }
}

static void
remove_file (const char *folder,
             const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_remove (path);
}

static Place *
place_new (void)
{
  Place *self = g_new0 (Place, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *key_file = NULL;

  self->folder = g_dir_make_tmp ("xaudience-facets-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->folder, "w.xaudience", NULL);
  key_file = g_build_filename (self->folder, "key", NULL);
  xa_workspaces_create (path, key_file, XA_KEY_FILE_MAY_BE_NEW, &error);
  g_assert_no_error (error);
  self->session = xa_session_new (path, key_file);
  self->window = g_object_ref_sink (GTK_WINDOW (adw_window_new ()));
  self->section = g_object_new (XA_TYPE_INSPECT_FACETS, NULL);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->section));
  gtk_window_set_default_size (self->window, 360, 600);
  gtk_window_present (self->window);
  await (self->section, NULL);

  return self;
}

static void
place_free (Place *self)
{
  g_autoptr (GDir) dir = NULL;

  gtk_window_destroy (self->window);
  g_clear_object (&self->window);
  g_clear_object (&self->session);
  turn (100); /* the threads let go of the files in their own time */
  dir = g_dir_open (self->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));)
    remove_file (self->folder, name);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

/* --- an answer ------------------------------------------------------------------------------------ */

static void
count_free (gpointer data)
{
  XaInspectFacetCount *self = data;

  g_free (self->value);
  g_free (self->name);
  g_free (self);
}

static void
facet_free (gpointer data)
{
  g_ptr_array_unref (((XaInspectFacet *) data)->counts);
  g_free (data);
}

static void
add_count (XaInspect  *inspect,
           XaFacet     which,
           const char *value,
           const char *name,
           double      n)
{
  XaInspectFacet      *facet = inspect->facets->len ? inspect->facets->pdata[inspect->facets->len - 1] : NULL;
  XaInspectFacetCount *count = g_new (XaInspectFacetCount, 1);

  if (!facet || facet->facet != which) {
    facet = g_new0 (XaInspectFacet, 1);
    facet->facet = which;
    facet->at_us = 20690 * XA_USEC_PER_DAY;
    facet->n_hidden = 2;
    facet->counts = g_ptr_array_new_with_free_func (count_free);
    g_ptr_array_add (inspect->facets, facet);
  }
  *count = (XaInspectFacetCount) { g_strdup (value), g_strdup (name), xa_figure_exact (n), xa_figure_exact (n / 1000) };
  g_ptr_array_add (facet->counts, count);
}

static XaInspectAnswer *
answer_new (gboolean has_countries)
{
  XaInspectAnswer *self = g_atomic_rc_box_new0 (XaInspectAnswer);
  XaInspect       *inspect = g_new0 (XaInspect, 1);

  g_atomic_ref_count_init (&inspect->ref_count);
  inspect->subject = g_new0 (XaSubject, 1);
  inspect->subject->name = g_strdup ("News");
  inspect->subject->platform = XA_PLATFORM_LINKEDIN;
  inspect->subject->id = 1;
  inspect->facets = g_ptr_array_new_with_free_func (facet_free);
  if (has_countries) {
    add_count (inspect, XA_FACET_COUNTRY, "1", "Norway", 400);
    add_count (inspect, XA_FACET_COUNTRY, "2", "Chile", 30);
  }
  add_count (inspect, XA_FACET_INDUSTRY, "43", NULL, 200);
  self->inspect = inspect;
  self->zone = g_time_zone_new_utc ();
  self->smallest_count = 5;
  self->from_us = self->to_us = XA_TIME_UNKNOWN;

  return self;
}

/* --- what is drawn -------------------------------------------------------------------------------- */

static char *
summarise (Place *self)
{
  GtkWidget *view = find (GTK_WIDGET (self->section), XA_TYPE_CHART_VIEW);

  g_assert_nonnull (view);

  return xa_chart_summarise (xa_chart_view_get_chart (XA_CHART_VIEW (view)));
}

static void
test_chart (void)
{
  g_autoptr (Place) self = place_new ();
  g_autoptr (XaInspectAnswer) answer = answer_new (TRUE);
  g_autofree char *countries = NULL;
  g_autofree char *industries = NULL;
  GtkDropDown     *facet;

  xa_inspect_facets_show (self->section, self->session, answer);
  await (self->section, "As stated by LinkedIn on ");
  facet = GTK_DROP_DOWN (find (GTK_WIDGET (self->section), GTK_TYPE_DROP_DOWN));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (facet)), ==, 2);
  countries = summarise (self);
  g_assert_nonnull (strstr (countries, "Norway"));
  gtk_drop_down_set_selected (facet, 1);
  industries = summarise (self);
  g_assert_nonnull (strstr (industries, "Industry no. 43"));
  g_assert_null (strstr (industries, "Norway"));
}

/* A newer answer keeps what was chosen, where it still tells it. */
static void
test_newer (void)
{
  g_autoptr (Place) self = place_new ();
  g_autoptr (XaInspectAnswer) one = answer_new (TRUE);
  g_autoptr (XaInspectAnswer) two = answer_new (TRUE);
  g_autoptr (XaInspectAnswer) three = answer_new (FALSE);
  GtkDropDown *facet;

  xa_inspect_facets_show (self->section, self->session, one);
  facet = GTK_DROP_DOWN (find (GTK_WIDGET (self->section), GTK_TYPE_DROP_DOWN));
  gtk_drop_down_set_selected (facet, 1);
  xa_inspect_facets_show (self->section, self->session, two);
  g_assert_cmpuint (gtk_drop_down_get_selected (facet), ==, 1);
  xa_inspect_facets_show (self->section, self->session, three);
  g_assert_cmpuint (gtk_drop_down_get_selected (facet), ==, 0);
}

static void
test_table (void)
{
  g_autoptr (Place) self = place_new ();
  g_autoptr (XaInspectAnswer) answer = answer_new (TRUE);

  xa_inspect_facets_show (self->section, self->session, answer);
  await (self->section, "As stated by LinkedIn on ");
  adw_toggle_group_set_active_name (ADW_TOGGLE_GROUP (find (GTK_WIDGET (self->section), ADW_TYPE_TOGGLE_GROUP)), "table");
  await (self->section, "Norway");
  await (self->section, "30");
  g_assert_true (says (GTK_WIDGET (self->section), "400"));
  g_assert_true (says (GTK_WIDGET (self->section), "40.0 %"));
}

/* On a phone nothing is wider than it. */
static void
test_narrow (void)
{
  g_autoptr (Place) self = place_new ();
  g_autoptr (XaInspectAnswer) answer = answer_new (TRUE);
  int minimum;

  xa_inspect_facets_show (self->section, self->session, answer);
  await (self->section, "As stated by LinkedIn on ");
  gtk_widget_measure (GTK_WIDGET (self->section), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360 - 24);
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
  g_test_add_func ("/inspect-facets/chart", test_chart);
  g_test_add_func ("/inspect-facets/newer", test_newer);
  g_test_add_func ("/inspect-facets/table", test_table);
  g_test_add_func ("/inspect-facets/narrow", test_narrow);

  return g_test_run ();
}
