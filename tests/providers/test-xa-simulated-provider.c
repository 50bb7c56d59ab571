/* The invented platform, asked like a real one: what it hides, and when it asks to wait. */
#include "providers/xa-provider.h"

#include "test-fetch.h"

#include <string.h>

#define N_AUDIENCES 40

static TestFetch *
make_fetch (guint no)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_SIMULATED, XA_TARGET_GROUP);

  target->id = g_strdup_printf ("simulated-%u", no);
  g_assert_true (xa_simulated.can_reach (target));

  return test_fetch_new (NULL, target);
}

static XaPreview *
look (guint no)
{
  g_autoptr (TestFetch) fetch = make_fetch (no);
  g_autoptr (GError) error = NULL;
  XaPreview *preview = xa_simulated.preview (test_fetch_get (fetch), xa_fetch_get_target (test_fetch_get (fetch)), &error);

  g_assert_no_error (error);

  return preview;
}

static gboolean
is_protected (guint no)
{
  g_autoptr (XaPreview) preview = look (no);

  return preview->coverage == XA_COVERAGE_COUNT_ONLY;
}

/* Protected accounts show their size and say why: no list, nobody who writes. */
static void
test_protected (void)
{
  guint n = 0;

  for (guint no = 1; no <= N_AUDIENCES; no++) {
    g_autoptr (XaPreview) preview = look (no);
    g_autoptr (TestFetch) fetch = make_fetch (no);
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;
    const XaPass    *passes = xa_simulated.get_passes (preview->target, preview->gives);

    if (preview->coverage != XA_COVERAGE_COUNT_ONLY)
      continue;
    n++;
    g_assert_cmpuint (preview->gives, ==, XA_GIVES_PROFILE | XA_GIVES_COUNTS);
    g_assert_nonnull (strstr (preview->coverage_why, "protected"));
    g_assert_cmpint (passes[0], ==, XA_PASS_PROFILE);
    g_assert_cmpint (passes[1], ==, 0);
    g_assert_true (xa_simulated.fetch (test_fetch_get (fetch), XA_PASS_PROFILE, &error));
    g_assert_no_error (error);
    g_assert_true (test_fetch_has_note (fetch, XA_FETCH_NOTE_HIDDEN_LIST));
    text = recording_sink_get_text (test_fetch_get_recording (fetch));
    g_assert_nonnull (strstr (text, " members="));
    g_assert_null (strstr (text, "\nmember "));
    g_assert_null (strstr (text, "\nsnapshot "));
    g_assert_null (strstr (text, "\npost "));
  }
  g_assert_cmpuint (n, >=, 2);
  g_assert_cmpuint (n, <, N_AUDIENCES / 4);
}

/* One that was followed before it hid its list is not read either. */
static void
test_protected_since (void)
{
  for (guint no = 1; no <= N_AUDIENCES; no++) {
    g_autoptr (TestFetch) fetch = is_protected (no) ? make_fetch (no) : NULL;
    g_autoptr (GError) error = NULL;

    if (!fetch)
      continue;
    g_assert_true (xa_simulated.fetch (test_fetch_get (fetch), XA_PASS_MEMBERS, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fetch), "member "), ==, 0);
    g_assert_true (test_fetch_has_note (fetch, XA_FETCH_NOTE_HIDDEN_LIST));
  }
}

static gboolean
fetch_members (TestFetch *fetch,
               GError   **error)
{
  return xa_simulated.fetch (test_fetch_get (fetch), XA_PASS_MEMBERS, error);
}

/* What is busy asks to wait before its list, goes on at the next try, and asks again a week later. */
static void
test_busy (void)
{
  guint n = 0;

  for (guint no = 1; no <= N_AUDIENCES; no++) {
    g_autoptr (XaPreview) preview = look (no);
    g_autoptr (TestFetch) fetch = make_fetch (no);
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) again = NULL;
    gint64 now_us = xa_fetch_get_now (test_fetch_get (fetch));

    if (!(preview->gives & XA_GIVES_MEMBERS) || fetch_members (fetch, &error))
      continue;
    n++;
    g_assert_nonnull (strstr (preview->coverage_why, "busy"));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
    g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fetch), "member "), ==, 0);
    g_assert_true (fetch_members (fetch, &again));
    g_assert_no_error (again);
    if (preview->coverage == XA_COVERAGE_COMPLETE)
      g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fetch), "member "), ==, preview->members_reported);
    test_fetch_set_cursor (fetch, NULL);
    g_assert_true (fetch_members (fetch, &again));
    g_assert_no_error (again);
    test_fetch_set_cursor (fetch, NULL);
    test_fetch_set_now (fetch, now_us + 7 * XA_USEC_PER_DAY);
    g_assert_false (fetch_members (fetch, &again));
    g_assert_error (again, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
  }
  g_assert_cmpuint (n, >=, 2);
  g_assert_cmpuint (n, <, N_AUDIENCES / 4);
}

/* The same world each time, and the same of its audiences. */
static void
test_same (void)
{
  for (guint no = 1; no <= N_AUDIENCES; no++) {
    g_autoptr (XaPreview) one = look (no);
    g_autoptr (XaPreview) other = look (no);

    g_assert_cmpint (one->coverage, ==, other->coverage);
    g_assert_cmpuint (one->gives, ==, other->gives);
    g_assert_cmpstr (one->coverage_why, ==, other->coverage_why);
    g_assert_cmpint (one->members_reported, ==, other->members_reported);
  }
  /* Whoever adds the first few sees whole lists at once. */
  for (guint no = 1; no <= 10; no++)
    g_assert_false (is_protected (no));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulated/protected", test_protected);
  g_test_add_func ("/simulated/protected-since", test_protected_since);
  g_test_add_func ("/simulated/NET-7/busy", test_busy);
  g_test_add_func ("/simulated/same", test_same);

  return g_test_run ();
}
