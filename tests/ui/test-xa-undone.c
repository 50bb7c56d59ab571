#include "ui/activity/xa-lane-step.h"
#include "ui/connections/xa-connect-step.h"
#include "ui/connections/xa-follow-step.h"
#include "ui/server/xa-server-steps.h"
#include "ui/upkeep/xa-limit-step.h"
#include "ui/upkeep/xa-plan-step.h"

#include "undo-place.h"

/* What the dialogs change can be undone: each change there and back, as the workspace has it. */

/* --- reports ------------------------------------------------------------------------------------------- */

static gboolean
has_plans (XaStore *store,
           gpointer n)
{
  g_autoptr (GPtrArray) plans = xa_store_list_report_plans (store, NULL);

  return plans && plans->len == GPOINTER_TO_UINT (n);
}

static XaReportPlan *
make_plan (UndoPlace *place)
{
  XaReportPlan *plan = xa_report_plan_new ();

  plan->name = g_strdup ("Coast");
  plan->folder = g_strdup (place->folder);
  plan->every = XA_REPORT_MONTHLY;
  plan->formats = 1u << XA_REPORT_JSON;
  plan->is_of_all = TRUE;
  plan->created_us = 1;
  plan->done_us = 2;

  return plan;
}

static gboolean
note_written (XaStore *store,
              gpointer data,
              GError **error)
{
  g_autoptr (GPtrArray) plans = xa_store_list_report_plans (store, error);

  return plans && xa_store_note_report (store, ((XaReportPlan *) plans->pdata[0])->id, 9, "/there/Coast.json", error);
}

/* A report that comes back knows what was written: the same month is not written twice. */
static void
test_report (UndoPlace    *place,
             gconstpointer data)
{
  XaReportPlan *plan = make_plan (place);

  undo_place_edit (place, xa_plan_step_add, plan);
  xa_plan_step_push (place->undo, xa_session_get_jobs (place->session), NULL, plan, TRUE);
  g_assert_cmpstr (xa_undo_get_title (place->undo), ==, "Planned the report “Coast”");
  undo_place_edit (place, note_written, NULL);
  xa_undo_undo (place->undo);
  undo_place_wait_until (place, has_plans, GUINT_TO_POINTER (0));
  xa_undo_redo (place->undo);
  undo_place_wait_until (place, has_plans, GUINT_TO_POINTER (1));
  {
    g_autoptr (XaStore) store = undo_place_open_store (place);
    g_autoptr (GPtrArray) plans = xa_store_list_report_plans (store, NULL);
    const XaReportPlan *now = plans->pdata[0];

    g_assert_cmpstr (now->name, ==, "Coast");
    g_assert_cmpstr (now->folder, ==, place->folder);
    g_assert_cmpint (now->every, ==, XA_REPORT_MONTHLY);
    g_assert_true (now->is_of_all);
    g_assert_cmpuint (now->formats, ==, 1u << XA_REPORT_JSON);
    g_assert_cmpint (now->done_us, ==, 9);
    g_assert_cmpstr (now->file, ==, "/there/Coast.json");
  }

  plan = make_plan (place);
  undo_place_edit (place, xa_plan_step_drop, plan);
  xa_plan_step_push (place->undo, xa_session_get_jobs (place->session), NULL, plan, FALSE);
  xa_undo_undo (place->undo);
  undo_place_wait_until (place, has_plans, GUINT_TO_POINTER (1));
  xa_undo_redo (place->undo);
  undo_place_wait_until (place, has_plans, GUINT_TO_POINTER (0));
}

/* --- limits of what is kept ---------------------------------------------------------------------------- */

/* @wanted: "platform kind days" of each limit, in their order */
static gboolean
has_limits (XaStore *store,
            gpointer wanted)
{
  g_autoptr (GArray) limits = xa_store_list_retention (store, NULL);
  g_autoptr (GString) all = g_string_new ("");

  for (guint i = 0; limits && i < limits->len; i++) {
    const XaRetention *limit = &g_array_index (limits, XaRetention, i);

    g_string_append_printf (all, "%s%d %d %d", i ? ", " : "", limit->platform, limit->kind, limit->days);
  }

  return limits && g_str_equal (all->str, wanted);
}

static XaLimitChange *
make_change (int days_before,
             int platform_before)
{
  const XaRetention before[] = { { 0, XA_RETAIN_POSTS, days_before }, { XA_PLATFORM_DISCORD, XA_RETAIN_POSTS, platform_before } };
  const XaRetention after[] = { { 0, XA_RETAIN_POSTS, 30 }, { XA_PLATFORM_DISCORD, XA_RETAIN_POSTS, 60 } };
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (XaRetention));
  g_autoptr (GArray) then = g_array_new (FALSE, FALSE, sizeof (XaRetention));

  g_array_append_vals (first, before, G_N_ELEMENTS (before));
  g_array_append_vals (then, after, G_N_ELEMENTS (after));

  return xa_limit_change_new (first, then);
}

static gboolean
set_first_limits (XaStore *store,
                  gpointer data,
                  GError **error)
{
  return xa_store_set_retention (store, 0, XA_RETAIN_POSTS, 90, error);
}

/* What was never set is not set afterwards: 0 would be for ever, and not what all others have. */
static void
test_limits (UndoPlace    *place,
             gconstpointer data)
{
  XaLimitChange *change = make_change (90, XA_RETENTION_UNSET);

  undo_place_edit (place, set_first_limits, NULL);
  undo_place_edit (place, xa_limit_change_apply, change);
  xa_limit_step_push (place->undo, xa_session_get_jobs (place->session), NULL, change);
  g_assert_cmpstr (xa_undo_get_title (place->undo), ==, "The limits hold from now on");
  undo_place_wait_until (place, has_limits, (gpointer) "0 2 30, 2 2 60");
  xa_undo_undo (place->undo);
  undo_place_wait_until (place, has_limits, (gpointer) "0 2 90");
  xa_undo_redo (place->undo);
  undo_place_wait_until (place, has_limits, (gpointer) "0 2 30, 2 2 60");
}

/* To delete what is past limits that were set before is no change of them. */
static void
test_no_limits (UndoPlace    *place,
                gconstpointer data)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (XaRetention));

  xa_limit_step_push (place->undo, xa_session_get_jobs (place->session), NULL, xa_limit_change_new (none, none));
  g_assert_false (xa_undo_can_undo (place->undo));
}

/* --- the server ---------------------------------------------------------------------------------------- */

static gboolean
has_port (XaStore *store,
          gpointer port)
{
  XaServerSettings settings;

  return xa_store_get_server (store, &settings, NULL) && settings.port == GPOINTER_TO_UINT (port) && !settings.is_on;
}

static void
test_settings (UndoPlace    *place,
               gconstpointer data)
{
  const XaServerSettings before = { FALSE, 8001 }, after = { FALSE, 8002 };

  xa_server_step_push_settings (place->session, NULL, &before, &after);
  xa_undo_undo (place->undo);
  undo_place_wait_until (place, has_port, GUINT_TO_POINTER (8001));
  xa_undo_redo (place->undo);
  undo_place_wait_until (place, has_port, GUINT_TO_POINTER (8002));
}

static gboolean
add_client (XaStore *store,
            gpointer id,
            GError **error)
{
  g_autofree char *token = NULL;
  g_autoptr (XaClient) client = xa_store_add_client (store, "Dashboard", XA_CLIENT_READ, &token, error);

  *(gint64 *) id = client ? client->id : 0;

  return client != NULL;
}

static gboolean
has_no_client (XaStore *store,
               gpointer data)
{
  g_autoptr (GPtrArray) clients = xa_store_list_clients (store, NULL);

  return clients && clients->len == 0;
}

/* A token is shown once: what undo takes away cannot come back. */
static void
test_client (UndoPlace    *place,
             gconstpointer data)
{
  gint64 id = 0;

  undo_place_edit (place, add_client, &id);
  xa_server_step_push_client (place->session, NULL, id, "Dashboard");
  xa_undo_undo (place->undo);
  undo_place_wait_until (place, has_no_client, NULL);
  g_assert_false (xa_undo_can_redo (place->undo));
}

/* --- what is followed ---------------------------------------------------------------------------------- */

static gpointer
follow_two (XaSync       *sync,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  XaConnectOptions options = { .provider = &xa_simulated };
  g_autoptr (XaConnection) connection = xa_sync_connect (sync, &options, cancellable, error);

  for (guint i = 1; connection && i <= 2; i++) {
    g_autofree char *name = g_strdup_printf ("%u", i);
    g_autoptr (GPtrArray) candidates = xa_sync_preview (sync, name, 0, connection->id, NULL, cancellable, error);
    XaSource *source = candidates ? xa_sync_follow (sync, candidates->pdata[0], NULL, error) : NULL;

    if (!source)
      return NULL;
    g_ptr_array_add (data, source);
  }

  return connection ? data : NULL;
}

static gboolean
has_sources (XaStore *store,
             gpointer n)
{
  g_autoptr (GPtrArray) sources = xa_store_list_sources (store, NULL);

  return sources && sources->len == GPOINTER_TO_UINT (n);
}

static void
count_cb (gpointer n)
{
  ++*(guint *) n;
}

static void
test_follow (UndoPlace    *place,
             gconstpointer data)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_source_free);
  guint      n_changes = 0;

  g_signal_connect_swapped (xa_session_get_live (place->session), "changed", G_CALLBACK (count_cb), &n_changes);
  undo_place_call (place, follow_two, sources);
  xa_follow_step_push (place->undo, xa_session_get_live (place->session), NULL, sources);
  g_assert_cmpstr (xa_undo_get_title (place->undo), ==, "Followed 2 audiences");
  undo_place_wait_until (place, has_sources, GUINT_TO_POINTER (2));
  xa_undo_undo (place->undo);
  undo_place_wait_until (place, has_sources, GUINT_TO_POINTER (0));
  xa_undo_redo (place->undo);
  undo_place_wait_until (place, has_sources, GUINT_TO_POINTER (2));
  /* By their new ids. */
  xa_undo_undo (place->undo);
  undo_place_wait_until (place, has_sources, GUINT_TO_POINTER (0));

  /* What was followed before is no change. */
  xa_follow_step_push (place->undo, xa_session_get_live (place->session), NULL, g_ptr_array_new ());
  g_assert_false (xa_undo_can_undo (place->undo));
  while (n_changes < 4)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (xa_session_get_live (place->session), &n_changes);
}

static gpointer
list_connections (XaSync       *sync,
                  gpointer      data,
                  GCancellable *cancellable,
                  GError      **error)
{
  return xa_sync_list_connections (sync, error);
}

static gboolean
has_no_connection (XaStore *store,
                   gpointer data)
{
  g_autoptr (GPtrArray) all = xa_store_list_connections (store, NULL, NULL);

  return all && all->len == 0;
}

static void
note_pushed_cb (gpointer n)
{
  ++*(guint *) n;
}

/* First what is followed goes, then the connection; its toast waits for the dialog that is before it. */
static void
test_connect (UndoPlace    *place,
              gconstpointer data)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_source_free);
  XaLive    *live = xa_session_get_live (place->session);
  g_autoptr (GPtrArray) connections = NULL;
  guint n_toasts = 0;

  g_signal_connect_swapped (place->undo, "pushed", G_CALLBACK (note_pushed_cb), &n_toasts);
  undo_place_call (place, follow_two, sources);
  connections = undo_place_call (place, list_connections, NULL);
  xa_connect_step_push (place->undo, live, NULL, connections->pdata[0], "Simulated is connected", NULL);
  g_assert_cmpuint (n_toasts, ==, 1);
  xa_undo_tell (place->undo, "Simulated is connected");
  g_assert_cmpuint (n_toasts, ==, 2);
  xa_follow_step_push (place->undo, live, NULL, sources);
  g_assert_cmpuint (n_toasts, ==, 3);
  /* It is not what undo would take back. */
  xa_undo_tell (place->undo, "Simulated is connected");
  g_assert_cmpuint (n_toasts, ==, 3);
  xa_undo_undo (place->undo);
  undo_place_wait_until (place, has_sources, GUINT_TO_POINTER (0));
  xa_undo_undo (place->undo);
  undo_place_wait_until (place, has_no_connection, NULL);
  g_assert_false (xa_undo_can_redo (place->undo));
  g_signal_handlers_disconnect_by_data (place->undo, &n_toasts);
}

static gboolean
is_slow (XaStore *store,
         gpointer data)
{
  g_autoptr (GPtrArray) sources = xa_store_list_sources (store, NULL);
  const XaSource *first = sources && sources->len == 2 ? sources->pdata[0] : NULL;

  return first && first->interval_s == 3600 && first->is_paused;
}

static gboolean
slow_down (XaStore *store,
           gpointer id,
           GError **error)
{
  return xa_store_schedule_source (store, *(const gint64 *) id, 3600, TRUE, error);
}

/* What is followed no more comes back with how often it is fetched. */
static void
test_unfollow (UndoPlace    *place,
               gconstpointer data)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_source_free);
  XaLive *live = xa_session_get_live (place->session);

  undo_place_call (place, follow_two, sources);
  undo_place_edit (place, slow_down, &((XaSource *) sources->pdata[0])->id);
  undo_place_wait_until (place, is_slow, NULL);
  xa_follow_step_stop (place->undo, live, NULL, sources, "Herons");
  while (!xa_undo_can_undo (place->undo))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (xa_undo_get_title (place->undo), ==, "Stopped following Herons");
  undo_place_wait_until (place, has_sources, GUINT_TO_POINTER (0));
  xa_undo_undo (place->undo);
  undo_place_wait_until (place, is_slow, NULL);
  xa_undo_redo (place->undo);
  undo_place_wait_until (place, has_sources, GUINT_TO_POINTER (0));
  xa_undo_undo (place->undo);
  undo_place_wait_until (place, is_slow, NULL);
}

/* --- lanes --------------------------------------------------------------------------------------------- */

/* A pause, and the end of one, has its opposite as things stood; what changes nothing, or starts or ends work, has none. */
static void
test_lanes (void)
{
  XaControlLane    lanes[] = { { .connection_id = 4 }, { .connection_id = 5, .is_paused = TRUE } };
  XaControlPicture picture = { .lanes = lanes, .n_lanes = G_N_ELEMENTS (lanes), .is_paused = TRUE };
  static const struct {
    XaControl     control;
    gboolean      can_undo;
    XaControlVerb verb;
  } cases[] = {
    { { .verb = XA_CONTROL_PAUSE, .connection_id = 4 }, TRUE, XA_CONTROL_RESUME },
    { { .verb = XA_CONTROL_RESUME, .connection_id = 4 }, FALSE, XA_CONTROL_PAUSE }, /* all are paused, it is not */
    { { .verb = XA_CONTROL_PAUSE, .connection_id = 5 }, FALSE, XA_CONTROL_RESUME },
    { { .verb = XA_CONTROL_RESUME, .connection_id = 5 }, TRUE, XA_CONTROL_PAUSE },
    { { .verb = XA_CONTROL_RESUME }, TRUE, XA_CONTROL_PAUSE },
    { { .verb = XA_CONTROL_PAUSE }, FALSE, XA_CONTROL_RESUME },
    { { .verb = XA_CONTROL_FETCH, .connection_id = 4 }, FALSE, XA_CONTROL_FETCH },
    { { .verb = XA_CONTROL_CANCEL, .connection_id = 4 }, FALSE, XA_CONTROL_CANCEL },
    { { .verb = XA_CONTROL_CANCEL, .task_id = 1 }, FALSE, XA_CONTROL_CANCEL },
    { { .verb = XA_CONTROL_PAUSE, .connection_id = 6 }, FALSE, XA_CONTROL_PAUSE }, /* it is gone */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    XaControl opposite;

    g_test_message ("case %d", (int) i);
    g_assert_cmpint (xa_lane_find_opposite (&picture, &cases[i].control, &opposite), ==, cases[i].can_undo);
    g_assert_cmpint (opposite.verb, ==, cases[i].verb);
    g_assert_cmpint (opposite.connection_id, ==, cases[i].control.connection_id);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ui/undone/report", UndoPlace, NULL, undo_place_set_up, test_report, undo_place_tear_down);
  g_test_add ("/ui/undone/limits", UndoPlace, NULL, undo_place_set_up, test_limits, undo_place_tear_down);
  g_test_add ("/ui/undone/no-limits", UndoPlace, NULL, undo_place_set_up, test_no_limits, undo_place_tear_down);
  g_test_add ("/ui/undone/server-settings", UndoPlace, NULL, undo_place_set_up, test_settings, undo_place_tear_down);
  g_test_add ("/ui/undone/program", UndoPlace, NULL, undo_place_set_up, test_client, undo_place_tear_down);
  g_test_add ("/ui/undone/follow", UndoPlace, NULL, undo_place_set_up, test_follow, undo_place_tear_down);
  g_test_add ("/ui/undone/connect", UndoPlace, NULL, undo_place_set_up, test_connect, undo_place_tear_down);
  g_test_add ("/ui/undone/unfollow", UndoPlace, NULL, undo_place_set_up, test_unfollow, undo_place_tear_down);
  g_test_add_func ("/ui/undone/lanes", test_lanes);

  return g_test_run ();
}
