#include "insight/xa-answers.h"
#include "insight/xa-explore.h"
#include "insight/xa-graph.h"
#include "insight/xa-inspect.h"
#include "insight/xa-overview.h"
#include "insight/xa-preferences.h"
#include "insight/xa-reaches.h"
#include "insight/xa-trending.h"

#include "store/workspace.h"
#include "store/xa-labels.h"
#include "store/xa-metric-rows.h"

#include <string.h>

#define N_EACH 300

/* --- who counts ------------------------------------------------------------------------------------ */

typedef struct {
  guint       n_kept, n_computed;
  GHashTable *computed; /* (owned): how often, by name */
} Counts;

static void
meter_cb (gboolean was_kept,
          gint64   us,
          gpointer data)
{
  Counts *self = data;

  g_assert_cmpint (us, >=, 0);
  *(was_kept ? &self->n_kept : &self->n_computed) += 1;
}

static void
watch_cb (const char *name,
          gpointer    data)
{
  Counts *self = data;
  guint   n = GPOINTER_TO_UINT (g_hash_table_lookup (self->computed, name));

  g_hash_table_insert (self->computed, (gpointer) name, GUINT_TO_POINTER (n + 1));
}

static void
begin_counts (Counts *self)
{
  *self = (Counts) { .computed = g_hash_table_new (g_str_hash, g_str_equal) };
  xa_result_cache_clear ();
  xa_result_cache_set_meter (meter_cb, self);
  xa_result_cache_set_watch (watch_cb, self);
}

static void
end_counts (Counts *self)
{
  xa_result_cache_drop_meter (self);
  xa_result_cache_set_watch (NULL, NULL);
  g_hash_table_unref (self->computed);
}

/* How often it was computed since the last time this was asked. */
static guint
take_count (Counts     *self,
            const char *name)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->computed, name));

  g_hash_table_remove (self->computed, name);

  return n;
}

/* --- a workspace ----------------------------------------------------------------------------------- */

static void
describe (XaBatch    *batch,
          guint       ref,
          const char *name,
          XaPlatform  platform)
{
  add_audience (batch, ref, name, XA_BATCH_NO_REF);
  g_array_index (batch->audiences, XaBatchAudience, ref).platform = platform;
  add_list (batch, ref, XA_COVERAGE_COMPLETE, 1, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < N_EACH; i++)
    add_member (batch, ref, (guint64) ref * N_EACH / 3 + i);
  for (guint i = 0; i < 3; i++)
    add_post (batch, ref, i + 1)->reactions = 10;
}

/* #1, #2 and #3 on Telegram, #4 on Mastodon. */
static Workspace *
make_workspace (void)
{
  static const char *const names[] = { "a", "b", "c", "d" };
  Workspace               *self = workspace_new ();
  XaStore                 *store = workspace_open (self, XA_STORE_WRITE);
  XaBatch                 *batch = xa_batch_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    describe (batch, i, names[i], i == 3 ? XA_PLATFORM_MASTODON : XA_PLATFORM_TELEGRAM);
  finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, FALSE);
  xa_store_close (store);

  return self;
}

static XaScope
make_scope (XaStore *store)
{
  return (XaScope) { .store = store, .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = 5 };
}

/* Another list of an audience: @n_more more people than there were. */
static void
list_again (Workspace  *workspace,
            guint       import,
            guint       ref,
            const char *name,
            XaPlatform  platform,
            guint       n_more)
{
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch *batch = xa_batch_new ();

  add_audience (batch, 0, name, XA_BATCH_NO_REF);
  g_array_index (batch->audiences, XaBatchAudience, 0).platform = platform;
  add_list (batch, 0, XA_COVERAGE_COMPLETE, 1000000 * (gint64) import, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < N_EACH + n_more; i++)
    add_member (batch, 0, (guint64) ref * N_EACH / 3 + i);
  finish (begin_import (store, import, XA_INGEST_NEW, NULL), batch, FALSE);
  xa_store_close (store);
}

static void
post_again (Workspace  *workspace,
            guint       import,
            const char *name)
{
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch *batch = xa_batch_new ();

  add_audience (batch, 0, name, XA_BATCH_NO_REF);
  add_post (batch, 0, 100 + import)->reactions = 3;
  finish (begin_import (store, import, XA_INGEST_NEW, NULL), batch, FALSE);
  xa_store_close (store);
}

static void
label (Workspace *workspace,
       XaRole     role)
{
  XaStore      *store = workspace_open (workspace, XA_STORE_WRITE);
  XaLabelChange change = { role, NULL, NULL };
  const gint64  id = 1;
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_store_label_audiences (store, &id, 1, &change, &error));
  g_assert_no_error (error);
  xa_store_close (store);
}

/* What a controller writes all the time. */
static void
write_something_else (Workspace *workspace)
{
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  XaMetricRow row = { .name = (char *) "cache_hits", .hour = 500000, .n = 1, .total = 1 };
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (rows, &row);
  g_assert_true (xa_store_add_metrics (store, rows, 0, &error));
  g_assert_no_error (error);
  xa_store_close (store);
}

static XaInspect *
inspect (const XaScope *scope,
         const char    *name,
         XaInspectDepth depth)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  XaInspect *answer = xa_inspect_new_part (scope, name, utc, depth, &error);

  g_assert_no_error (error);

  return answer;
}

static XaOverlaps *
compare (const XaScope *scope,
         const char    *a,
         const char    *b)
{
  const char *const names[] = { a, b, NULL };
  g_autoptr (GError) error = NULL;
  XaOverlaps *answer = xa_overlaps_ask (scope, names, NULL, NULL, &error);

  g_assert_no_error (error);

  return answer;
}

/* --- the same question ------------------------------------------------------------------------------ */

/* Of the same facts there is the same answer, whatever else was written and whoever asks. */
static void
test_repeated (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  XaStore *store = workspace_open (workspace, XA_STORE_READ);
  XaStore *other = workspace_open (workspace, XA_STORE_READ);
  XaScope  scope = make_scope (store);
  XaScope  elsewhere = make_scope (other);
  Counts   counts;
  g_autoptr (XaInspect) first = NULL;
  g_autoptr (XaInspect) again = NULL;
  g_autoptr (XaInspect) by_other = NULL;
  g_autoptr (XaInspect) anew = NULL;

  begin_counts (&counts);
  first = inspect (&scope, "#1", XA_INSPECT_WHOLE);
  write_something_else (workspace);
  again = inspect (&scope, "#1", XA_INSPECT_WHOLE);
  by_other = inspect (&elsewhere, "#1", XA_INSPECT_WHOLE);
  g_assert_true (first == again);
  g_assert_true (first == by_other);
  g_assert_cmpuint (counts.n_kept, ==, 2);
  label (workspace, XA_ROLE_COMPETITOR);
  anew = inspect (&scope, "#1", XA_INSPECT_WHOLE);
  g_assert_true (anew != first);
  g_assert_cmpint (anew->subject->role, ==, XA_ROLE_COMPETITOR);
  /* Whoever still holds the old answer keeps it. */
  g_assert_cmpint (first->subject->role, !=, XA_ROLE_COMPETITOR);
  g_assert_cmpuint (counts.n_kept, ==, 2);
  g_assert_cmpuint (counts.n_computed, ==, 2);
  end_counts (&counts);
  xa_store_close (other);
  xa_store_close (store);
}

/* What is shown on the screen is no answer for what leaves the computer, nor a part for the whole, nor one
 * range for another. */
static void
test_other_questions (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  XaStore *store = workspace_open (workspace, XA_STORE_READ);
  XaScope  scope = make_scope (store);
  XaScope  strict = make_scope (store);
  XaScope  early = make_scope (store);
  g_autoptr (XaInspect) inside = inspect (&scope, "#1", XA_INSPECT_WHOLE);
  g_autoptr (XaInspect) part = inspect (&scope, "#1", XA_INSPECT_GLANCE);
  g_autoptr (XaInspect) outside = NULL;
  g_autoptr (XaInspect) in_range = NULL;

  strict.smallest_count = 10;
  early.to_us = 10 * XA_USEC_PER_DAY;
  outside = inspect (&strict, "#1", XA_INSPECT_WHOLE);
  in_range = inspect (&early, "#1", XA_INSPECT_WHOLE);
  g_assert_true (inside != outside);
  g_assert_true (inside != part);
  g_assert_true (inside != in_range);
  xa_store_close (store);
}

/* Who writes sees what is not committed yet, which is nobody else's answer. */
static void
test_writer (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  XaScope  scope = make_scope (store);
  g_autoptr (XaInspect) first = inspect (&scope, "#1", XA_INSPECT_WHOLE);
  g_autoptr (XaInspect) again = inspect (&scope, "#1", XA_INSPECT_WHOLE);

  g_assert_true (first != again);
  xa_store_close (store);
}

/* Every question is answered from what is kept, and none of them is asked of the wrong facts. */
static void
test_all_questions (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  XaStore *store = workspace_open (workspace, XA_STORE_READ);
  XaScope  scope = make_scope (store);
  Counts   counts;

  begin_counts (&counts);
  for (int i = 0; i < 2; i++) {
    g_autoptr (XaExplore) explore = xa_explore_load (&scope, NULL);
    g_autoptr (XaOverview) overview = xa_overview_new (&scope, NULL);
    g_autoptr (XaTrending) trending = xa_trending_new (&scope, 24, NULL);
    g_autoptr (XaInspect) glance = inspect (&scope, "#2", XA_INSPECT_GLANCE);
    g_autoptr (XaOverlaps) overlaps = compare (&scope, "#1", "#2");
    g_autoptr (XaIntersections) combinations = xa_intersections_ask (&scope, overlaps, 10, NULL);
    g_autoptr (XaPreferenceSpace) space = xa_preference_space_load (&scope, XA_PLATFORM_TELEGRAM, NULL);

    g_assert_true (explore && overview && trending && glance && overlaps && combinations && space);
  }
  g_assert_cmpuint (counts.n_kept, ==, 4);
  g_assert_cmpuint (counts.n_computed, ==, 4);
  for (const char *const *name = (const char *const[]) { "explore", "overview", "trending", "inspect", "overlaps", "intersections", "preference-space", "people", NULL }; *name; name++)
    g_assert_cmpuint (take_count (&counts, *name), ==, 1);
  end_counts (&counts);
  xa_store_close (store);
}

/* What is asked by names, as programs do: reach, with a composite in it, and what people prefer. */
static void
test_by_names (void)
{
  static const char *const names[] = { "#1", "a and b", "c", NULL };
  g_autoptr (Workspace) workspace = make_workspace ();
  XaStore   *store = workspace_open (workspace, XA_STORE_READ);
  XaScope    scope = make_scope (store);
  Counts     counts;
  XaReaches *reaches[3];
  GPtrArray *preferences[3];
  g_autoptr (XaReaches) less = NULL;

  begin_counts (&counts);
  for (int i = 0; i < 3; i++) {
    reaches[i] = xa_reaches_ask (&scope, names, 0, NULL);
    preferences[i] = xa_preferences_ask (&scope, names, NULL);
    g_assert_true (reaches[i] && preferences[i]);
    if (i == 0)
      write_something_else (workspace);
    else if (i == 1)
      list_again (workspace, 2, 2, "c", XA_PLATFORM_TELEGRAM, 100);
  }
  /* Neither is computed again for what has no part in it, and both are for what has. */
  g_assert_true (reaches[1] == reaches[0] && preferences[1] == preferences[0]);
  g_assert_true (reaches[2] != reaches[0] && preferences[2] != preferences[0]);
  g_assert_cmpfloat (reaches[2]->reach->together.value, >, reaches[0]->reach->together.value);
  g_assert_cmpuint (take_count (&counts, "reaches"), ==, 2);
  g_assert_cmpuint (take_count (&counts, "preferences-by-name"), ==, 2);
  g_assert_cmpuint (counts.n_kept, ==, 2);
  less = xa_reaches_ask (&scope, names, 1, NULL);
  g_assert_cmpuint (less->reach->steps->len, ==, 1);
  for (int i = 0; i < 3; i++) {
    xa_reaches_free (reaches[i]);
    g_ptr_array_unref (preferences[i]);
  }
  end_counts (&counts);
  xa_store_close (store);
}

/* --- what depends on what ---------------------------------------------------------------------------- */

/* A new list: what it shares with the others is one row; what it has no part in stays as it is. */
static void
test_new_list (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  XaStore *store = workspace_open (workspace, XA_STORE_READ);
  XaScope  scope = make_scope (store);
  Counts   counts;

  begin_counts (&counts);
  for (int i = 0; i < 2; i++) {
    g_autoptr (XaOverlaps) ab = compare (&scope, "#1", "#2");
    g_autoptr (XaOverlaps) ac = compare (&scope, "#1", "#3");
    g_autoptr (XaOverlaps) bc = compare (&scope, "#2", "#3");
    g_autoptr (XaSubject) both = xa_subject_load (&scope, "a and b", NULL);
    g_autoptr (XaSubject) either = xa_subject_load (&scope, "b or c", NULL);

    g_assert_true (ab && ac && bc && both && either);
    if (i == 0) {
      g_assert_cmpuint (take_count (&counts, "overlaps"), ==, 3);
      g_assert_cmpuint (take_count (&counts, "composite"), ==, 2);
      take_count (&counts, "overlap-row");
      /* So few that the people of the platform, to the nearest hundred, are as many. */
      list_again (workspace, 2, 2, "c", XA_PLATFORM_TELEGRAM, 20);
    }
  }
  g_assert_cmpuint (take_count (&counts, "overlaps"), ==, 2);
  g_assert_cmpuint (take_count (&counts, "overlap-row"), ==, 2); /* with "a", with "b" */
  g_assert_cmpuint (take_count (&counts, "composite"), ==, 1);
  g_assert_cmpuint (take_count (&counts, "universe"), ==, 2); /* before, and after */
  end_counts (&counts);
  xa_store_close (store);
}

/* The very people count: an answer that is kept is the one that would be computed. */
static void
test_right_answer (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  XaStore *store = workspace_open (workspace, XA_STORE_READ);
  XaScope  scope = make_scope (store);

  for (guint i = 0; i < 3; i++) {
    g_autoptr (XaOverlaps) kept = compare (&scope, "#1", "#3");
    g_autoptr (XaOverlaps) computed = NULL;
    g_autoptr (XaOverview) overview = xa_overview_new (&scope, NULL);
    g_autoptr (XaOverview) overview_anew = NULL;
    const XaFigure *a, *b;

    xa_result_cache_clear ();
    computed = compare (&scope, "#1", "#3");
    overview_anew = xa_overview_new (&scope, NULL);
    a = &xa_overlaps_get_pair (kept, 0, 1)->measures[XA_MEASURE_MUTUAL];
    b = &xa_overlaps_get_pair (computed, 0, 1)->measures[XA_MEASURE_MUTUAL];
    g_assert_cmpmem (a, sizeof *a, b, sizeof *b);
    g_assert_cmpint (overview->posts.n, ==, overview_anew->posts.n);
    g_assert_cmpint (overview->posts.n, ==, 12 + i);
    list_again (workspace, 10 + 2 * i, 2, "c", XA_PLATFORM_TELEGRAM, 100 + 50 * i);
    post_again (workspace, 11 + 2 * i, "a");
  }
  xa_store_close (store);
}

/* A post elsewhere is none of an audience's business; a list on another platform none of its people's. */
static void
test_elsewhere (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  XaStore *store = workspace_open (workspace, XA_STORE_READ);
  XaScope  scope = make_scope (store);
  Counts   counts;
  g_autoptr (XaInspect) before = NULL;
  g_autoptr (XaInspect) after_post = NULL;
  g_autoptr (XaInspect) after_list = NULL;
  g_autoptr (XaInspect) after_own = NULL;

  begin_counts (&counts);
  before = inspect (&scope, "#2", XA_INSPECT_WHOLE);
  post_again (workspace, 2, "a");
  after_post = inspect (&scope, "#2", XA_INSPECT_WHOLE);
  g_assert_true (before == after_post);
  list_again (workspace, 3, 3, "d", XA_PLATFORM_MASTODON, 50);
  after_list = inspect (&scope, "#2", XA_INSPECT_WHOLE);
  g_assert_true (before == after_list);
  g_assert_cmpuint (take_count (&counts, "inspect"), ==, 1);
  g_assert_cmpuint (take_count (&counts, "inspect-own"), ==, 1);
  g_assert_cmpuint (take_count (&counts, "preference-space"), ==, 1);
  post_again (workspace, 4, "b");
  after_own = inspect (&scope, "#2", XA_INSPECT_WHOLE);
  g_assert_true (before != after_own);
  g_assert_cmpint (after_own->activity.posts.n, ==, 4);
  g_assert_cmpuint (take_count (&counts, "preference-space"), ==, 0);
  end_counts (&counts);
  xa_store_close (store);
}

/* Posts leave alone what is known of people, and the other way round. */
static void
test_overview_parts (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  XaStore *store = workspace_open (workspace, XA_STORE_READ);
  XaScope  scope = make_scope (store);
  Counts   counts;
  g_autoptr (XaOverview) before = NULL;
  g_autoptr (XaOverview) after = NULL;

  begin_counts (&counts);
  before = xa_overview_new (&scope, NULL);
  post_again (workspace, 2, "a");
  after = xa_overview_new (&scope, NULL);
  g_assert_cmpint (after->posts.n, ==, before->posts.n + 1);
  g_assert_cmpuint (take_count (&counts, "overview"), ==, 2);
  g_assert_cmpuint (take_count (&counts, "people"), ==, 1);
  end_counts (&counts);
  xa_store_close (store);
}

/* --- one for all ------------------------------------------------------------------------------------- */

typedef struct {
  Workspace    *workspace;
  GCancellable *cancellable; /* (nullable) */
  int           n_computed;  /* (atomic) */
  int           may_end;     /* (atomic) */
  gsize         weight;
  void (*meanwhile) (Workspace *workspace);
} Slow;

static gpointer
copy_text (gpointer text)
{
  return g_strdup (text);
}

static gsize
weigh_text (gconstpointer text)
{
  return strlen (text) > 4 ? (gsize) 1 << 40 : 1;
}

static const XaResultKind text_kind = { "text", FALSE, copy_text, g_free, weigh_text };

static gpointer
compute_slowly (const XaScope *scope,
                gpointer       data,
                GError       **error)
{
  Slow *slow = data;

  g_atomic_int_inc (&slow->n_computed);
  if (slow->meanwhile)
    slow->meanwhile (slow->workspace);
  while (!g_atomic_int_get (&slow->may_end))
    g_usleep (1000);

  return g_strdup (slow->weight ? "heavy" : "text");
}

static char *
ask_slowly (Slow    *slow,
            GError **error)
{
  XaStore         *store = workspace_open (slow->workspace, XA_STORE_READ);
  XaScope          scope = make_scope (store);
  XaResultQuestion question;
  char            *answer;

  scope.cancellable = slow->cancellable;
  xa_result_question_init (&question, &scope, &text_kind);
  xa_result_question_use (&question, XA_FACTS_EVERYTHING, XA_FACTS_OF_ALL);
  answer = xa_result_cache_answer (&question, compute_slowly, slow, error);
  xa_store_close (store);

  return answer;
}

static gpointer
ask_in_thread (gpointer slow)
{
  return ask_slowly (slow, NULL);
}

/* Two who ask the same get one answer; who does not want it any more does not wait for the other. */
static void
test_merged (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  Slow     slow = { .workspace = workspace };
  Slow     impatient = { .workspace = workspace, .cancellable = cancelled };
  GThread *threads[2];
  g_autoptr (GError) error = NULL;

  xa_result_cache_clear ();
  g_cancellable_cancel (cancelled);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asks", ask_in_thread, &slow);
  while (g_atomic_int_get (&slow.n_computed) == 0)
    g_usleep (1000);
  g_assert_null (ask_slowly (&impatient, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_atomic_int_set (&slow.may_end, 1);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    g_autofree char *answer = g_thread_join (threads[i]);

    g_assert_cmpstr (answer, ==, "text");
  }
  g_assert_cmpint (slow.n_computed, ==, 1);
  g_assert_cmpint (impatient.n_computed, ==, 0);
}

static void
label_meanwhile (Workspace *workspace)
{
  label (workspace, XA_ROLE_OWN);
}

/* What is written while an answer is computed may be in it or not: it is not kept for the new facts. */
static void
test_meanwhile (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  Slow slow = { .workspace = workspace, .may_end = 1, .meanwhile = label_meanwhile };

  xa_result_cache_clear ();
  for (guint i = 0; i < 2; i++) {
    g_autofree char *answer = ask_slowly (&slow, NULL);

    g_assert_nonnull (answer);
    slow.meanwhile = NULL;
  }
  g_assert_cmpint (slow.n_computed, ==, 2);
  g_free (ask_slowly (&slow, NULL));
  g_assert_cmpint (slow.n_computed, ==, 2);
}

/* One that would take all the room is not kept at all. */
static void
test_too_heavy (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  Slow slow = { .workspace = workspace, .may_end = 1, .weight = 1 };

  xa_result_cache_clear ();
  for (guint i = 0; i < 2; i++) {
    g_autofree char *answer = ask_slowly (&slow, NULL);

    g_assert_cmpstr (answer, ==, "heavy");
  }
  g_assert_cmpint (slow.n_computed, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/result-cache/repeated", test_repeated);
  g_test_add_func ("/result-cache/other-questions", test_other_questions);
  g_test_add_func ("/result-cache/writer", test_writer);
  g_test_add_func ("/result-cache/all-questions", test_all_questions);
  g_test_add_func ("/result-cache/by-names", test_by_names);
  g_test_add_func ("/result-cache/new-list", test_new_list);
  g_test_add_func ("/result-cache/right-answer", test_right_answer);
  g_test_add_func ("/result-cache/elsewhere", test_elsewhere);
  g_test_add_func ("/result-cache/overview-parts", test_overview_parts);
  g_test_add_func ("/result-cache/merged", test_merged);
  g_test_add_func ("/result-cache/meanwhile", test_meanwhile);
  g_test_add_func ("/result-cache/too-heavy", test_too_heavy);

  return g_test_run ();
}
