/* The range of time that is chosen in the calendar: all of its last day, and nothing of the next. */
#include "model/xa-time.h"
#include "store/xa-workspaces.h"
#include "ui/widgets/xa-range-button.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#define DAY(no) (G_GINT64_CONSTANT (no) * XA_USEC_PER_DAY)

static void
choose (GtkWidget  *range,
        const char *calendar,
        gint64      day_us)
{
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc (day_us / G_USEC_PER_SEC);
  GtkCalendar *at = GTK_CALENDAR (gtk_widget_get_template_child (range, XA_TYPE_RANGE_BUTTON, calendar));

  gtk_calendar_select_day (at, day);
}

static void
press_in (GtkWidget *widget)
{
  if (GTK_IS_EXPANDER (widget))
    gtk_expander_set_expanded (GTK_EXPANDER (widget), TRUE);
  if (GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, "suggested-action"))
    g_signal_emit_by_name (widget, "clicked");
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    press_in (child);
}

static void
test_days (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("xaudience-range-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "w.xaudience", NULL);
  g_autofree char *key_file = g_build_filename (folder, "key", NULL);
  g_autoptr (XaSession) session = NULL;
  g_autoptr (GDir) dir = NULL;
  GtkWidget     *window = gtk_window_new ();
  GtkWidget     *range = g_object_new (XA_TYPE_RANGE_BUTTON, NULL);
  GtkMenuButton *button = GTK_MENU_BUTTON (gtk_widget_get_template_child (range, XA_TYPE_RANGE_BUTTON, "button"));
  gint64         from_us, to_us;

  xa_workspaces_create (path, key_file, XA_KEY_FILE_MAY_BE_NEW, &error);
  g_assert_no_error (error);
  session = xa_session_new (path, key_file);
  gtk_window_set_child (GTK_WINDOW (window), range);
  xa_range_button_set_session (XA_RANGE_BUTTON (range), session);
  choose (range, "first", DAY (20362)); /* 2025-10-01 */
  choose (range, "last", DAY (20392));
  press_in (GTK_WIDGET (gtk_menu_button_get_popover (button)));

  xa_session_get_range (session, &from_us, &to_us);
  g_assert_cmpint (from_us, ==, DAY (20362));
  g_assert_cmpint (to_us, ==, DAY (20393) - 1);
  g_assert_cmpstr (gtk_menu_button_get_label (button), ==, "10/01/25 – 10/31/25");

  gtk_window_destroy (GTK_WINDOW (window));
  g_clear_object (&session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  dir = g_dir_open (folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *file = g_build_filename (folder, name, NULL);

    g_remove (file);
  }
  g_rmdir (folder);
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
  g_test_add_func ("/range-button/days", test_days);

  return g_test_run ();
}
