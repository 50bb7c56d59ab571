/* What members write of themselves: the switch for it, and what the page of an audience then shows. */
#include "store/xa-elsewhere.h"
#include "store/xa-ingest.h"
#include "store/xa-workspaces.h"
#include "ui/inspect/xa-inspect-overview.h"
#include "ui/upkeep/xa-profiles-group.h"
#include "ui/widgets/xa-chart-view.h"
#include "ui/xa-application.h"

#include <glib/gstdio.h>
#include <string.h>

#define AT (G_GINT64_CONSTANT (20690) * XA_USEC_PER_DAY)
#define N 60

typedef struct {
  char      *folder;  /* (owned) */
  char      *path;    /* (owned) */
  XaSession *session; /* (owned) */
  GtkWindow *window;  /* (owned) */
} Place;

static GtkWidget *
find (GtkWidget  *widget,
      GType       type,
      const char *text)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (!text || strstr (gtk_label_get_text (GTK_LABEL (widget)), text)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type, text);

    if (found)
      return found;
  }

  return NULL;
}

static GtkWidget *
find_button (GtkWidget  *widget,
             const char *text)
{
  if (GTK_IS_BUTTON (widget) && find (widget, GTK_TYPE_LABEL, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_button (child, text);

    if (found)
      return found;
  }

  return NULL;
}

static void
turn (gint64 deadline_us)
{
  g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
  g_main_context_iteration (NULL, FALSE);
  g_usleep (500);
}

static void
await_text (Place      *self,
            const char *text)
{
  gint64 deadline_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!find (GTK_WIDGET (self->window), GTK_TYPE_LABEL, text))
    turn (deadline_us);
}

/* --- a workspace ---------------------------------------------------------------------------------- */

static void
add_members (XaBatch         *batch,
             XaPseudonymizer *keys)
{
  for (guint i = 0; i < N; i++) {
    g_autofree char *name = g_strdup_printf ("p%u@social.example", i);
    XaPerson         person = { .id = xa_span (name) };
    XaBatchMember    member = { .profile = (guint16) (i < 30 ? 1u | 1u << XA_PLATFORM_BLUESKY : 1u) };
    XaReject         why;

    g_assert_true (xa_pseudonymizer_person (keys, XA_PLATFORM_MASTODON, &person, &member.who, &why));
    g_array_append_val (batch->members, member);
  }
}

/* One audience, of whose sixty members thirty name Bluesky. */
static void
fill_workspace (const char *path,
                const char *key_file,
                gboolean    reads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (path, XA_STORE_WRITE, &error);
  g_autoptr (XaPseudonymizer) keys = store ? xa_workspaces_load_keys (store, key_file, XA_KEY_MUST_EXIST, &error) : NULL;
  g_autoptr (XaBatch) batch = xa_batch_new ();
  g_autoptr (XaIngest) ingest = NULL;
  XaIngestSource  source = { .format = "mastodon", .at_us = AT };
  XaIngestStart   start;
  guint64         offset;
  XaBatchSnapshot list = { 0, XA_COVERAGE_COMPLETE, AT, 0, XA_COUNT_UNKNOWN };
  XaBatchAudience audience = {
    .parent = XA_BATCH_NO_REF,
    .platform = XA_PLATFORM_MASTODON,
    .kind = XA_AUDIENCE_ACCOUNT,
    .native_id = xa_batch_add_text (batch, xa_span ("desk@news.example")),
    .title = xa_batch_add_text (batch, xa_span ("News")),
    .handle = XA_BATCH_NO_TEXT,
    .url = XA_BATCH_NO_TEXT,
  };

  g_assert_no_error (error);
  g_assert_true (xa_store_set_reads_profiles (store, reads, &error));
  g_array_append_val (batch->audiences, audience);
  g_array_append_val (batch->snapshots, list);
  add_members (batch, keys);
  ingest = xa_ingest_begin (store, &source, &start, &offset, &error);
  g_assert_no_error (error);
  g_assert_true (xa_ingest_finish (ingest, batch, FALSE, &error));
  g_assert_no_error (error);
}

static Place *
place_new (gboolean reads)
{
  Place *self = g_new0 (Place, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *key_file = NULL;

  self->folder = g_dir_make_tmp ("xaudience-elsewhere-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "w.xaudience", NULL);
  key_file = g_build_filename (self->folder, "key", NULL);
  xa_workspaces_create (self->path, key_file, XA_KEY_FILE_MAY_BE_NEW, &error);
  g_assert_no_error (error);
  fill_workspace (self->path, key_file, reads);
  self->session = xa_session_new (self->path, key_file);
  self->window = g_object_ref_sink (GTK_WINDOW (adw_window_new ()));
  gtk_window_set_default_size (self->window, 600, 900);

  return self;
}

static void
place_show (Place     *self,
            GtkWidget *widget)
{
  adw_window_set_content (ADW_WINDOW (self->window), widget);
  gtk_window_present (self->window);
}

static void
place_free (Place *self)
{
  gint64 end_us = g_get_monotonic_time () + 100000;
  g_autoptr (GDir) dir = NULL;

  gtk_window_destroy (self->window);
  g_clear_object (&self->window);
  g_clear_object (&self->session);
  while (g_get_monotonic_time () < end_us) /* the threads let go of the files in their own time */
    turn (G_MAXINT64);
  dir = g_dir_open (self->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *file = g_build_filename (self->folder, name, NULL);

    g_remove (file);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

static gboolean
reads (Place *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (self->path, XA_STORE_READ, &error);
  gboolean is_on = FALSE;

  g_assert_no_error (error);
  g_assert_true (xa_store_get_reads_profiles (store, &is_on, &error));

  return is_on;
}

static gboolean
keeps_any (Place *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (self->path, XA_STORE_READ, &error);
  g_autoptr (XaElsewhere) elsewhere = NULL;

  g_assert_no_error (error);
  g_assert_true (xa_store_load_elsewhere (store, 1, G_MININT64, G_MAXINT64, &elsewhere, &error));

  return elsewhere != NULL;
}

/* --- the page of an audience ---------------------------------------------------------------------- */

static XaInspectAnswer *
ask (Place *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (self->path, XA_STORE_READ, &error);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  const XaScope    scope = { .store = store, .smallest_count = 10, .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN };
  XaInspectAnswer *answer = xa_inspect_answer_new (&scope, 1, utc, XA_INSPECT_HISTORY, &error);

  g_assert_no_error (error);

  return answer;
}

/* The chart that tells of Bluesky, if there is one. */
static GtkWidget *
find_chart (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (XA_IS_CHART_VIEW (widget)) {
    const XaChart   *chart = xa_chart_view_get_chart (XA_CHART_VIEW (widget));
    g_autofree char *words = chart ? xa_chart_summarise (chart) : NULL;

    return words && strstr (words, "Bluesky") ? widget : NULL;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_chart (child);

    if (found)
      return found;
  }

  return NULL;
}

static void
show_page (Place           *self,
           XaInspectAnswer *answer)
{
  XaInspectOverview *page = g_object_new (XA_TYPE_INSPECT_OVERVIEW, NULL);

  place_show (self, GTK_WIDGET (page));
  xa_inspect_overview_show (page, self->session, answer);
}

static void
test_page (void)
{
  g_autoptr (Place) self = place_new (TRUE);
  g_autoptr (XaInspectAnswer) answer = ask (self);

  g_assert_nonnull (answer->inspect->elsewhere);
  show_page (self, answer);
  await_text (self, "Also On, by Their Own Profile");
  g_assert_nonnull (find_chart (GTK_WIDGET (self->window)));
  await_text (self, "nobody was looked for");
}

/* Where it was not switched on there is nothing of it, not even a heading. */
static void
test_page_without (void)
{
  g_autoptr (Place) self = place_new (FALSE);
  g_autoptr (XaInspectAnswer) answer = ask (self);

  g_assert_null (answer->inspect->elsewhere);
  show_page (self, answer);
  await_text (self, "Hashtags");
  g_assert_null (find (GTK_WIDGET (self->window), GTK_TYPE_LABEL, "Also On"));
  g_assert_null (find_chart (GTK_WIDGET (self->window)));
}

/* --- the switch ----------------------------------------------------------------------------------- */

static AdwSwitchRow *
show_switch (Place *self)
{
  gint64     deadline_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  GtkWidget *row;

  place_show (self, GTK_WIDGET (xa_profiles_group_new (self->session)));
  while (!(row = find (GTK_WIDGET (self->window), ADW_TYPE_SWITCH_ROW, NULL)) || !gtk_widget_get_sensitive (row))
    turn (deadline_us);

  return ADW_SWITCH_ROW (row);
}

/* Until the workspace and the switch say @on, and the switch can be used again. */
static void
await_switch (Place        *self,
              AdwSwitchRow *row,
              gboolean      on)
{
  gint64 deadline_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (reads (self) != on || adw_switch_row_get_active (row) != on || !gtk_widget_get_sensitive (GTK_WIDGET (row)))
    turn (deadline_us);
}

static AdwDialog *
await_question (Place *self)
{
  gint64 deadline_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!adw_window_get_visible_dialog (ADW_WINDOW (self->window)))
    turn (deadline_us);

  return adw_window_get_visible_dialog (ADW_WINDOW (self->window));
}

static void
test_switched_on (void)
{
  g_autoptr (Place) self = place_new (FALSE);
  AdwSwitchRow *row = show_switch (self);

  g_assert_false (adw_switch_row_get_active (row));
  await_text (self, "never which account");
  adw_switch_row_set_active (row, TRUE);
  await_switch (self, row, TRUE);
  g_assert_null (adw_window_get_visible_dialog (ADW_WINDOW (self->window)));
}

/* It asks before what there is goes; who closes the question has changed nothing. */
static void
test_switched_off (void)
{
  g_autoptr (Place) self = place_new (TRUE);
  AdwSwitchRow *row = show_switch (self);
  GtkWidget    *forget;

  g_assert_true (adw_switch_row_get_active (row));
  g_assert_true (keeps_any (self));
  adw_switch_row_set_active (row, FALSE);
  adw_dialog_close (await_question (self));
  await_switch (self, row, TRUE);
  g_assert_true (keeps_any (self));

  adw_switch_row_set_active (row, FALSE);
  await_question (self);
  await_text (self, "Forget What Profiles Said?");
  forget = find_button (GTK_WIDGET (adw_window_get_visible_dialog (ADW_WINDOW (self->window))), "Forget");
  g_assert_nonnull (forget);
  g_signal_emit_by_name (forget, "clicked");
  await_switch (self, row, FALSE);
  g_assert_false (keeps_any (self));
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
  g_test_add_func ("/elsewhere/page", test_page);
  g_test_add_func ("/elsewhere/page-without", test_page_without);
  g_test_add_func ("/elsewhere/switched-on", test_switched_on);
  g_test_add_func ("/elsewhere/switched-off", test_switched_off);

  return g_test_run ();
}
