#include "alerts/xa-alert-backtest.h"
#include "alerts/xa-alerts.h"
#include "report/xa-answer-alerts.h"
#include "store/xa-upkeep-rows.h"
#include "workspace.h"

#include <math.h>
#include <string.h>

#define HOUR XA_USEC_PER_HOUR
#define DAY XA_USEC_PER_DAY
#define NOW (G_GINT64_CONSTANT (20000) * DAY)

/* An audience with a post a day of which each was read four times, and its size of every day. The
 * post of @odd_day has a thousand times what is usual, and so has the growth of that day. */
static void
fill (Workspace *workspace,
      int        n_days,
      int        odd_day,
      int        author_kind)
{
  g_autoptr (GString) sql = g_string_new ("BEGIN;"
                                          "INSERT INTO audience (id, platform, native_id, kind, title, n_posts) VALUES (1, 1, 'x', 1, 'Birds', 100);");
  double size = 10000;

  for (int i = 0; i < n_days; i++) {
    const gint64 at_us = NOW - (n_days - i) * DAY - 2 * HOUR;
    const gint64 total = (i == odd_day ? 30000 : 30) + i % 7;

    for (int hours = 1; hours < 4; hours++)
      g_string_append_printf (sql, "INSERT INTO post_counter VALUES (1, %d, %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", 1, 2, NULL);", i, at_us + hours * HOUR,
                              total * hours / 4);
    g_string_append_printf (sql,
                            "INSERT INTO post (audience_id, id, at_us, author_kind, seen_us, reactions, comments, shares, n_chars, has_media) VALUES"
                            " (1, %d, %" G_GINT64_FORMAT ", %d, %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", 1, 2, 10, 0);",
                            i, at_us, author_kind, at_us + 4 * HOUR, total);
    size += 20 + i % 5 + (i == odd_day ? 2000 : 0);
    g_string_append_printf (sql,
                            "INSERT INTO sample_rollup VALUES (2, 1, %d, %" G_GINT64_FORMAT ", 1, %f, %f, %f, %f, %" G_GINT64_FORMAT ", 0);", XA_METRIC_MEMBERS, at_us / DAY, size, size, size,
                            size, at_us);
  }
  g_string_append (sql, "COMMIT;");
  run_sql (workspace->path, sql->str);
}

static gboolean
write_alone (XaAlertsEdit edit,
             gpointer     edit_data,
             gpointer     data,
             GError     **error)
{
  g_autoptr (XaStore) writer = xa_store_open (data, XA_STORE_WRITE, error);

  return writer && edit (writer, edit_data, error);
}

static GPtrArray *
check (Workspace *workspace,
       gint64     now_us)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *fresh;

  g_assert_true (xa_alerts_check (workspace->path, now_us, write_alone, workspace->path, NULL, &fresh, &error));
  g_assert_no_error (error);

  return fresh;
}

static const XaAlert *
find (const GPtrArray *alerts,
      XaAlertKind      kind)
{
  for (guint i = 0; i < alerts->len; i++)
    if (((XaAlert *) alerts->pdata[i])->kind == kind)
      return alerts->pdata[i];

  return NULL;
}

/* What happened yesterday is told once, with its numbers, and never again. */
static void
test_once (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GPtrArray) later = NULL;
  const XaAlert *viral, *growth;

  fill (workspace, 100, 99, 2);
  first = check (workspace, NOW);
  viral = find (first, XA_ALERT_VIRAL);
  growth = find (first, XA_ALERT_GROWTH);
  g_assert_nonnull (viral);
  g_assert_nonnull (growth);
  g_assert_cmpuint (first->len, ==, 2);
  g_assert_cmpstr (viral->subject, ==, "Birds");
  g_assert_cmpint (viral->audience_id, ==, 1);
  g_assert_cmpint (viral->metric, ==, XA_ALERT_OF_INTERACTIONS);
  g_assert_cmpfloat (viral->value, >, 7000);
  g_assert_cmpfloat (viral->usual, <, 40);
  g_assert_cmpfloat (viral->score, >, 3.5);
  /* A day ago it was an hour old: the next reading is the first that counts. */
  g_assert_cmpint (viral->at_us - viral->since_us, ==, 2 * HOUR);
  g_assert_cmpfloat (growth->value, >, 2000);
  g_assert_cmpfloat (growth->usual, <, 40);
  second = check (workspace, NOW + HOUR);
  g_assert_cmpuint (second->len, ==, 0);
  later = check (workspace, NOW + 10 * DAY);
  g_assert_cmpuint (later->len, ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM alert"), ==, 2);
}

/* A post of a member is nobody's news. */
static void
test_members (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GPtrArray) fresh = NULL;

  fill (workspace, 100, 99, 1);
  fresh = check (workspace, NOW);
  g_assert_null (find (fresh, XA_ALERT_VIRAL));
}

static void
test_quiet_stream (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();

  fill (workspace, 100, -1, 2);
  for (int day = -20; day < 2; day++) {
    g_autoptr (GPtrArray) fresh = check (workspace, NOW + day * DAY);

    g_assert_cmpuint (fresh->len, ==, 0);
  }
}

/* A state is told when it begins, holds, ends, and is told again after its cool-down. */
static void
test_state (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GPtrArray) began = NULL;
  g_autoptr (GPtrArray) holds = NULL;
  g_autoptr (GPtrArray) ended = NULL;
  g_autoptr (GPtrArray) back = NULL;
  g_autoptr (GPtrArray) again = NULL;

  run_sql (workspace->path, "INSERT INTO connection (id, uuid, provider, name, sign_in, state, created_us) VALUES (3, 'u', 'test', 'Our bot', '', 3, 0)");
  began = check (workspace, NOW);
  g_assert_cmpuint (began->len, ==, 1);
  g_assert_cmpint (((XaAlert *) began->pdata[0])->kind, ==, XA_ALERT_CONNECTION);
  g_assert_cmpstr (((XaAlert *) began->pdata[0])->subject, ==, "Our bot");
  g_assert_cmpstr (((XaAlert *) began->pdata[0])->cause, ==, "sign-in");
  holds = check (workspace, NOW + 30 * DAY);
  g_assert_cmpuint (holds->len, ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM alert WHERE until_us IS NULL"), ==, 1);
  run_sql (workspace->path, "UPDATE connection SET state = 1");
  ended = check (workspace, NOW + 31 * DAY);
  g_assert_cmpuint (ended->len, ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM alert WHERE until_us IS NULL"), ==, 0);
  run_sql (workspace->path, "UPDATE connection SET state = 7");
  back = check (workspace, NOW + 32 * DAY);
  g_assert_cmpuint (back->len, ==, 1);
  run_sql (workspace->path, "UPDATE connection SET state = 1");
  g_ptr_array_unref (check (workspace, NOW + 32 * DAY + HOUR));
  run_sql (workspace->path, "UPDATE connection SET state = 7");
  again = check (workspace, NOW + 32 * DAY + 2 * HOUR);
  g_assert_cmpuint (again->len, ==, 0);
}

/* Limits of waiting, failing and growing old. */
static void
test_limits (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *sql = NULL;
  g_autoptr (GPtrArray) fresh = NULL;
  const XaAlert *lag, *queue, *errors, *upkeep;

  sql = g_strdup_printf ("INSERT INTO connection (id, uuid, provider, name, sign_in, state, created_us) VALUES (3, 'u', 'test', 'Our bot', '', 1, 0);"
                         "INSERT INTO source (id, connection_id, platform, target, title, kind, passes, max_posts, added_us, last_ok_us) VALUES"
                         " (5, 3, 1, 't', 'T', 1, 6, 0, 0, %" G_GINT64_FORMAT ");"
                         "INSERT INTO task (id, source_id, kind, state, pass_us, created_us, started_us, finished_us) VALUES (7, 5, 2, 4, 0, 0, %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ");"
                         "INSERT INTO task (id, kind, subject, state, pass_us, created_us) VALUES (8, 16, 's', 1, 0, %" G_GINT64_FORMAT ");"
                         "INSERT INTO metric (name, connection_id, hour, n, total, low, high) VALUES ('tasks_failed', 3, %d, 30, 0, 0, 0), ('tasks_done', 3, %d, 30, 0, 0, 0),"
                         " ('tasks_failed', 4, %d, 3, 0, 0, 0);"
                         "INSERT INTO upkeep VALUES ('backup', 1, NULL, 'full')",
                         NOW - 30 * HOUR, NOW - HOUR, NOW - HOUR, NOW - 2 * HOUR, (int) (NOW / HOUR) - 3, (int) (NOW / HOUR) - 2, (int) (NOW / HOUR) - 2);
  run_sql (workspace->path, sql);
  fresh = check (workspace, NOW);
  g_assert_cmpuint (fresh->len, ==, 4);
  lag = find (fresh, XA_ALERT_LAG);
  queue = find (fresh, XA_ALERT_QUEUE);
  errors = find (fresh, XA_ALERT_ERRORS);
  upkeep = find (fresh, XA_ALERT_UPKEEP);
  g_assert_nonnull (lag);
  g_assert_cmpfloat_with_epsilon (lag->value, 30 * 3600, 1);
  g_assert_cmpstr (lag->subject, ==, "Our bot");
  g_assert_nonnull (queue);
  g_assert_cmpfloat_with_epsilon (queue->value, 2 * 3600, 1);
  g_assert_nonnull (errors);
  g_assert_cmpfloat_with_epsilon (errors->value, 0.5, 1e-9);
  g_assert_cmpint (errors->connection_id, ==, 3);
  g_assert_nonnull (upkeep);
  g_assert_cmpstr (upkeep->cause, ==, "full");
}

/* A rule that is off is silent, and ends what it told of. */
static void
test_off (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) began = NULL;
  g_autoptr (GPtrArray) off = NULL;
  XaAlertRules rules;
  XaStore     *store;

  fill (workspace, 100, 99, 2);
  run_sql (workspace->path, "INSERT INTO connection (id, uuid, provider, name, sign_in, state, created_us) VALUES (3, 'u', 'test', 'Our bot', '', 3, 0)");
  store = workspace_open (workspace, XA_STORE_WRITE);
  g_assert_true (xa_alert_rules_load (store, &rules, &error));
  for (int kind = 1; kind < XA_N_ALERT_KINDS; kind++) {
    g_assert_true (xa_alert_rule_check (&rules.rules[kind], &error));
    rules.rules[kind].is_on = FALSE;
  }
  rules.rules[XA_ALERT_CONNECTION].is_on = TRUE;
  for (int kind = 1; kind < XA_N_ALERT_KINDS; kind++)
    g_assert_true (xa_store_set_alert_rule (store, &rules.rules[kind], &error));
  xa_store_close (store);
  began = check (workspace, NOW);
  g_assert_cmpuint (began->len, ==, 1);
  run_sql (workspace->path, "UPDATE alert_rule SET is_on = 0");
  off = check (workspace, NOW + HOUR);
  g_assert_cmpuint (off->len, ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM alert WHERE until_us IS NULL"), ==, 0);

  /* Nonsense in the file counts as nothing. */
  run_sql (workspace->path, "UPDATE alert_rule SET threshold = -5, is_on = 0");
  store = workspace_open (workspace, XA_STORE_READ);
  g_assert_true (xa_alert_rules_load (store, &rules, &error));
  g_assert_cmpfloat_with_epsilon (rules.rules[XA_ALERT_VIRAL].threshold, 3.5, 1e-9);
  g_assert_true (rules.rules[XA_ALERT_VIRAL].is_on);
  xa_store_close (store);
}

/* The back-test says what the live rule says, day by day. */
static void
test_backtest (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaAlertRule rule = xa_alert_rule_about (XA_ALERT_VIRAL)->usual;
  XaScope     scope = { .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = XA_SMALLEST_COUNT_OUTSIDE };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaBacktest) backtest = NULL;
  g_autoptr (XaBacktest) strict = NULL;
  g_autoptr (XaBacktest) growth = NULL;
  g_autoptr (XaBacktest) nobody = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *json = NULL;
  guint            n = 0;

  fill (workspace, 120, 80, 2);
  scope.store = workspace_open (workspace, XA_STORE_READ);
  backtest = xa_backtest_new (&scope, &rule, 0, XA_BACKTEST_DAYS, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (backtest->alerts->len, ==, 1);
  g_assert_cmpuint (backtest->n_audiences, ==, 1);
  g_assert_cmpuint (backtest->n_judged, >=, 85);
  g_assert_cmpfloat_with_epsilon (backtest->per_month, 1 / 3.0, 1e-9);
  for (guint i = 0; i < backtest->per_day->len; i++)
    n += g_array_index (backtest->per_day, guint, i);
  g_assert_cmpuint (n, ==, 1);
  xa_answer_backtest (builder, backtest, 10);
  json = xa_answer_print (builder);
  g_assert_nonnull (strstr (json, "Birds: a post takes off"));
  /* Neither the number of the post nor its text is in it. */
  g_assert_null (strstr (json, "thing"));

  rule.floor = 1e6;
  strict = xa_backtest_new (&scope, &rule, 1, XA_BACKTEST_DAYS, NOW, &error);
  g_assert_cmpuint (strict->alerts->len, ==, 0);
  rule = xa_alert_rule_about (XA_ALERT_GROWTH)->usual;
  growth = xa_backtest_new (&scope, &rule, 0, XA_BACKTEST_DAYS, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (growth->alerts->len, ==, 1);
  nobody = xa_backtest_new (&scope, &rule, 77, XA_BACKTEST_DAYS, NOW, &error);
  g_assert_true (isnan (nobody->per_month));
  rule.threshold = 0;
  g_assert_null (xa_backtest_new (&scope, &rule, 0, XA_BACKTEST_DAYS, NOW, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID);
  xa_store_close (scope.store);
}

/* No sentence is empty, and a change of few people is in none that leaves the program. */
static void
test_words (void)
{
  for (int kind = 1; kind < XA_N_ALERT_KINDS; kind++) {
    g_autoptr (XaAlert) alert = xa_alert_new ((XaAlertKind) kind);
    g_autofree char *title = NULL;
    g_autofree char *body = NULL;
    g_autofree char *cause = NULL;

    alert->at_us = NOW;
    alert->since_us = NOW - 3 * HOUR;
    alert->value = 12345;
    alert->usual = 40;
    title = xa_alert_get_title (alert);
    body = xa_alert_get_body (alert);
    cause = xa_alert_get_cause_id (alert);
    g_assert_cmpuint (strlen (title), >, 5);
    g_assert_true (g_str_has_suffix (body, "."));
    g_assert_true (g_str_has_prefix (cause, "alert-"));
    if (kind == XA_ALERT_VIRAL)
      g_assert_cmpstr (body, ==, "12,345 reactions, comments and shares after 3 hours; 40 are usual at that age.");
  }
}

/* A row of a damaged workspace says no age. */
static void
test_words_without_age (void)
{
  g_autoptr (XaAlert) alert = xa_alert_new (XA_ALERT_VIRAL);
  g_autofree char *body = NULL;

  alert->at_us = NOW;
  alert->value = 12345;
  alert->usual = 40;
  body = xa_alert_get_body (alert);
  g_assert_cmpstr (body, ==, "12,345 reactions, comments and shares after 1 minute; 40 are usual at that age.");
}

static void
test_few_people (void)
{
  g_autoptr (XaAlert) alert = xa_alert_new (XA_ALERT_GROWTH);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *json = NULL;

  alert->metric = XA_ALERT_OF_PEOPLE;
  alert->at_us = NOW;
  alert->value = -7;
  alert->usual = 3;
  xa_answer_alert (builder, alert, 10);
  json = xa_answer_print (builder);
  g_assert_null (strstr (json, "-7"));
  g_assert_nonnull (strstr (json, "suppressed"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alerts/once", test_once);
  g_test_add_func ("/alerts/members", test_members);
  g_test_add_func ("/alerts/quiet-stream", test_quiet_stream);
  g_test_add_func ("/alerts/state", test_state);
  g_test_add_func ("/alerts/limits", test_limits);
  g_test_add_func ("/alerts/off", test_off);
  g_test_add_func ("/alerts/backtest", test_backtest);
  g_test_add_func ("/alerts/words", test_words);
  g_test_add_func ("/alerts/words-without-age", test_words_without_age);
  g_test_add_func ("/alerts/few-people", test_few_people);

  return g_test_run ();
}
