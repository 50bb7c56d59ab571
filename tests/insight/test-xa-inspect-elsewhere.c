/* On which platforms members say that they are too: what is told of it. */
#include "insight/xa-inspect-parts.h"
#include "store/fixture.h"
#include "store/xa-elsewhere.h"

#include <math.h>
#include <string.h>

#define DAY XA_USEC_PER_DAY

/* How many of @n_read people, from the first on, name a platform; the next @n_unread have no profile. */
typedef struct {
  guint n_read, n_unread;
  guint named[XA_N_PLATFORMS];
} Given;

static const Given many = { 600, 5, { [XA_PLATFORM_X] = 40, [XA_PLATFORM_BLUESKY] = 9, [XA_PLATFORM_TELEGRAM] = 4, [XA_PLATFORM_LINKEDIN] = 597, [XA_PLATFORM_YOUTUBE] = 600 } };

static XaPseudonym
person (Fixture *fixture,
        guint    n)
{
  g_autofree char *name = g_strdup_printf ("p%u@social.example", n);
  const XaPerson   named = { .id = xa_span (name) };
  XaPseudonym      who;
  XaReject         why;

  g_assert_true (xa_pseudonymizer_person (fixture->keys, XA_PLATFORM_MASTODON, &named, &who, &why));

  return who;
}

static void
add_members (Fixture     *fixture,
             XaBatch     *batch,
             const Given *given)
{
  for (guint i = 0; i < given->n_read + given->n_unread; i++) {
    XaBatchMember member = { .who = person (fixture, i), .profile = i < given->n_read };

    for (int platform = 1; platform < XA_N_PLATFORMS; platform++)
      if (i < given->named[platform])
        member.profile |= (guint16) (1 << platform);
    g_array_append_val (batch->members, member);
  }
}

static void
ingest (Fixture     *fixture,
        guint        no,
        const Given *given)
{
  const gint64    at_us = FIXTURE_NOW + no * DAY;
  XaIngestSource  source = { .format = "mastodon", .at_us = at_us };
  XaIngestStart   start;
  guint64         offset;
  XaBatchSnapshot list = { 0, XA_COVERAGE_COMPLETE, at_us, 0, XA_COUNT_UNKNOWN };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaIngest) writer = NULL;
  g_autoptr (XaBatch) batch = xa_batch_new ();
  XaBatchAudience audience = {
    .parent = XA_BATCH_NO_REF,
    .platform = XA_PLATFORM_MASTODON,
    .kind = XA_AUDIENCE_ACCOUNT,
    .native_id = xa_batch_add_text (batch, xa_span ("desk@news.example")),
    .title = xa_batch_add_text (batch, xa_span ("News")),
    .handle = XA_BATCH_NO_TEXT,
    .url = XA_BATCH_NO_TEXT,
  };

  memset (&source.source, 0, sizeof source.source);
  memcpy (&source.source, &no, sizeof no);
  writer = xa_ingest_begin (fixture->store, &source, &start, &offset, &error);
  g_assert_no_error (error);
  g_array_append_val (batch->audiences, audience);
  g_array_append_val (batch->snapshots, list);
  add_members (fixture, batch, given);
  g_assert_true (xa_ingest_finish (writer, batch, FALSE, &error));
  g_assert_no_error (error);
}

static Fixture *
switched_on (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_store_set_reads_profiles (fixture->store, TRUE, &error));
  g_assert_no_error (error);

  return fixture;
}

static XaInspect *
inspect (Fixture    *fixture,
         const char *name,
         guint       smallest_count,
         gint64      to_us)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  XaScope    scope = { .store = fixture->store, .smallest_count = smallest_count, .from_us = XA_TIME_UNKNOWN, .to_us = to_us };
  XaInspect *self = xa_inspect_new_part (&scope, name, utc, XA_INSPECT_HISTORY, &error);

  g_assert_no_error (error);

  return self;
}

static const XaInspectPlace *
find (const XaInspect *self,
      XaPlatform       platform)
{
  for (guint i = 0; self->elsewhere && i < self->elsewhere->places->len; i++) {
    const XaInspectPlace *place = &g_array_index (self->elsewhere->places, XaInspectPlace, i);

    if (place->platform == platform)
      return place;
  }

  return NULL;
}

/* OUT-1: nothing of fewer people than may be told, and each with what it is of. */
static void
test_told (void)
{
  g_autoptr (Fixture) fixture = switched_on ();
  g_autoptr (XaInspect) screen = NULL;
  g_autoptr (XaInspect) outside = NULL;
  g_autoptr (XaInspect) exact = NULL;
  const XaInspectPlace *x;

  ingest (fixture, 1, &many);
  screen = inspect (fixture, "News", 5, XA_TIME_UNKNOWN);
  g_assert_nonnull (screen->elsewhere);
  g_assert_cmpint (screen->elsewhere->at_us, ==, FIXTURE_NOW + DAY);
  g_assert_cmpint (screen->elsewhere->coverage, ==, XA_COVERAGE_COMPLETE);
  g_assert_cmpfloat (screen->elsewhere->read.value, ==, 600);
  g_assert_cmpint (screen->elsewhere->read.note, ==, XA_NOTE_IN_STEPS);
  g_assert_cmpuint (screen->elsewhere->n_hidden, ==, 1);
  x = find (screen, XA_PLATFORM_X);
  g_assert_cmpfloat (x->people.value, ==, 40);
  g_assert_cmpint (x->people.kind, ==, XA_FIGURE_BOUNDS);
  g_assert_cmpfloat_with_epsilon (x->share.value, 40 / 600., 1e-12);
  g_assert_cmpfloat (x->share.low, <, x->share.value);
  g_assert_cmpfloat (x->share.high, >, x->share.value);
  g_assert_nonnull (find (screen, XA_PLATFORM_BLUESKY));
  g_assert_null (find (screen, XA_PLATFORM_TELEGRAM));
  g_assert_null (find (screen, XA_PLATFORM_DISCORD));

  outside = inspect (fixture, "News", 10, XA_TIME_UNKNOWN);
  g_assert_null (find (outside, XA_PLATFORM_BLUESKY));
  g_assert_cmpuint (outside->elsewhere->n_hidden, ==, 2);

  exact = inspect (fixture, "News", 1, XA_TIME_UNKNOWN);
  g_assert_cmpint (find (exact, XA_PLATFORM_TELEGRAM)->people.kind, ==, XA_FIGURE_EXACT);
  g_assert_cmpfloat (find (exact, XA_PLATFORM_TELEGRAM)->people.value, ==, 4);
  g_assert_cmpfloat_with_epsilon (find (exact, XA_PLATFORM_TELEGRAM)->share.value, 4 / 600., 1e-12);
}

/* All but a few: what is left over would be a small count. Everybody is nobody left over. */
static void
test_near_whole (void)
{
  g_autoptr (Fixture) fixture = switched_on ();
  g_autoptr (XaInspect) answer = NULL;

  ingest (fixture, 1, &many);
  answer = inspect (fixture, "News", 5, XA_TIME_UNKNOWN);
  g_assert_cmpint (find (answer, XA_PLATFORM_LINKEDIN)->people.kind, ==, XA_FIGURE_SUPPRESSED);
  g_assert_cmpint (find (answer, XA_PLATFORM_LINKEDIN)->share.kind, ==, XA_FIGURE_SUPPRESSED);
  g_assert_cmpint (find (answer, XA_PLATFORM_YOUTUBE)->people.kind, ==, XA_FIGURE_BOUNDS);
  g_assert_cmpfloat (find (answer, XA_PLATFORM_YOUTUBE)->share.high, ==, 1);
}

/* Too few whose profile was read are nobody's base. */
static void
test_few_read (void)
{
  static const Given few = { 9, 100, { [XA_PLATFORM_X] = 9 } };
  g_autoptr (Fixture) fixture = switched_on ();
  g_autoptr (XaInspect) answer = NULL;

  ingest (fixture, 1, &few);
  answer = inspect (fixture, "News", 10, XA_TIME_UNKNOWN);
  g_assert_null (answer->elsewhere);
}

static double
get_told (const XaInspect *answer,
          XaPlatform       platform)
{
  const XaInspectPlace *place = find (answer, platform);

  return place ? place->people.value : 0;
}

static void
assert_holds (const XaFigure *figure,
              double          truth)
{
  g_assert_cmpint (figure->kind, ==, XA_FIGURE_BOUNDS);
  g_assert_cmpfloat (figure->low, <=, truth);
  g_assert_cmpfloat (figure->high, >=, truth);
}

/* OUT-3: one who watches while people come and go, a person at a time, never sees fewer than k at once; and what is
 * told is true. */
static void
test_watched (void)
{
  g_autoptr (Fixture) fixture = switched_on ();
  double told = 0, read = 0;

  for (guint n = 5; n < 45; n++) {
    const Given given = { 200 + n % 7, 0, { [XA_PLATFORM_X] = n } };
    g_autoptr (XaInspect) answer = NULL;
    const XaInspectPlace *x;
    double                now, now_read;

    ingest (fixture, n, &given);
    answer = inspect (fixture, "News", 10, XA_TIME_UNKNOWN);
    x = find (answer, XA_PLATFORM_X);
    now = get_told (answer, XA_PLATFORM_X);
    now_read = answer->elsewhere->read.value;
    assert_holds (&answer->elsewhere->read, given.n_read);
    if (x) {
      assert_holds (&x->people, n);
      assert_holds (&x->share, (double) n / given.n_read);
    }
    g_assert_true (x != NULL || n < 10);
    g_assert_true (now == told || fabs (now - told) >= 10);
    g_assert_true (now_read == read || fabs (now_read - read) >= 10);
    told = now;
    read = now_read;
  }
}

/* Of a range there is what was read in it; of an audience that is made of others, nothing. */
static void
test_range (void)
{
  g_autoptr (Fixture) fixture = switched_on ();
  g_autoptr (XaInspect) before = NULL;
  g_autoptr (XaInspect) made = NULL;

  ingest (fixture, 9, &many);
  before = inspect (fixture, "News", 5, FIXTURE_NOW + 8 * DAY);
  g_assert_null (before->elsewhere);
  made = inspect (fixture, "News or News", 5, XA_TIME_UNKNOWN);
  g_assert_null (made->elsewhere);
}

/* A kept answer is not given any more once it was switched off. */
static void
test_switched_off (void)
{
  g_autoptr (Fixture) fixture = switched_on ();
  g_autoptr (XaInspect) before = NULL;
  g_autoptr (XaInspect) after = NULL;
  g_autoptr (GError) error = NULL;

  ingest (fixture, 1, &many);
  before = inspect (fixture, "News", 5, XA_TIME_UNKNOWN);
  g_assert_nonnull (before->elsewhere);
  g_assert_true (xa_store_set_reads_profiles (fixture->store, FALSE, &error));
  g_assert_no_error (error);
  after = inspect (fixture, "News", 5, XA_TIME_UNKNOWN);
  g_assert_null (after->elsewhere);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inspect-elsewhere/OUT-1/told", test_told);
  g_test_add_func ("/inspect-elsewhere/OUT-1/near-whole", test_near_whole);
  g_test_add_func ("/inspect-elsewhere/OUT-1/few-read", test_few_read);
  g_test_add_func ("/inspect-elsewhere/OUT-3/watched", test_watched);
  g_test_add_func ("/inspect-elsewhere/range", test_range);
  g_test_add_func ("/inspect-elsewhere/switched-off", test_switched_off);

  return g_test_run ();
}
