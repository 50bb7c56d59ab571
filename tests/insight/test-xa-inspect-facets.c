/* Followers by country, industry and so on: what is kept of them, and what is told. */
#include "insight/xa-inspect-parts.h"
#include "store/fixture.h"
#include "store/xa-facts.h"

#include <string.h>

#define DAY XA_USEC_PER_DAY
/* The first day of one of the weeks of which one is kept. */
#define FIRST_DAY ((gint64) 2910 * 7)

typedef struct {
  const char *value, *name;
  gint64      n;
} Told;

static const Told many[] = { { "43", "Fisheries", 600 }, { "44", NULL, 40 }, { "45", "Birds", 9 }, { "46", "Lamps", 4 }, { "47", "Ropes", 0 }, { NULL } };

static void
add_facet (XaBatch    *batch,
           XaFacet     which,
           gint64      day,
           const Told *told)
{
  XaBatchFacet facet = { .audience = 0, .facet = which, .day = (gint32) day, .first = batch->facet_counts->len };

  for (; told->value; told++, facet.n++) {
    XaBatchFacetCount count = { xa_batch_add_text (batch, xa_span (told->value)), xa_batch_add_text (batch, xa_span (told->name)), told->n };

    g_array_append_val (batch->facet_counts, count);
  }
  g_array_append_val (batch->facets, facet);
}

static void
declare (XaBatch *batch,
         gint64   n_followers,
         gint64   at_us)
{
  XaBatchAudience audience = {
    .ref = 0,
    .parent = XA_BATCH_NO_REF,
    .platform = XA_PLATFORM_LINKEDIN,
    .kind = XA_AUDIENCE_ACCOUNT,
    .native_id = xa_batch_add_text (batch, xa_span ("7")),
    .title = xa_batch_add_text (batch, xa_span ("News")),
    .handle = XA_BATCH_NO_TEXT,
    .url = XA_BATCH_NO_TEXT,
  };
  XaBatchSample size = { 0, XA_METRIC_MEMBERS, at_us, (double) n_followers, 0 };

  g_array_append_val (batch->audiences, audience);
  g_array_append_val (batch->samples, size);
}

/* What the platform told of industries on a day. Returns: how much of it was new */
static guint64
ingest (Fixture    *fixture,
        guint8      no,
        gint64      day,
        const Told *told)
{
  XaIngestSource source = { .format = "linkedin", .at_us = day * DAY };
  XaIngestStart  start;
  XaIngestCounts counts;
  guint64        offset;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaIngest) writer = NULL;
  g_autoptr (XaBatch) batch = xa_batch_new ();

  memset (&source.source, no, sizeof source.source);
  writer = xa_ingest_begin (fixture->store, &source, &start, &offset, &error);
  g_assert_no_error (error);
  declare (batch, 660, day * DAY);
  add_facet (batch, XA_FACET_INDUSTRY, day, told);
  g_assert_true (xa_ingest_finish (writer, batch, FALSE, &error));
  g_assert_no_error (error);
  xa_ingest_get_counts (writer, &counts);

  return counts.n_samples - 1;
}

static gint64
count (Fixture    *fixture,
       const char *sql)
{
  return fixture_count (fixture->path, sql);
}

/* --- what is kept --------------------------------------------------------------------------------- */

/* The same again, in any order, is nothing new: no row is written. */
static void
test_same_again (void)
{
  static const Told turned[] = { { "46", "Lamps", 4 }, { "47", "Ropes", 0 }, { "45", "Birds", 9 }, { "43", "Fisheries", 600 }, { "44", NULL, 40 }, { NULL } };
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  XaFactStamps before, after;

  g_assert_cmpuint (ingest (fixture, 1, FIRST_DAY, many), ==, 1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM facet_count"), ==, 5);
  g_assert_true (xa_store_read_facts (fixture->store, XA_FACT_SIZES, 1, &before, &error));
  g_assert_cmpuint (ingest (fixture, 2, FIRST_DAY, turned), ==, G_MAXUINT64);
  g_assert_true (xa_store_read_facts (fixture->store, XA_FACT_SIZES, 1, &after, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (&before, sizeof before, &after, sizeof after);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM facet_count"), ==, 5);
}

/* Of a week the last is kept, also where it comes first; weeks stay apart. */
static void
test_weeks (void)
{
  static const Told few[] = { { "43", "Fisheries", 610 }, { NULL } };
  g_autoptr (Fixture) fixture = fixture_new ();

  ingest (fixture, 1, FIRST_DAY + 3, many);
  ingest (fixture, 2, FIRST_DAY + 5, few);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM facet_count"), ==, 1);
  ingest (fixture, 3, FIRST_DAY + 4, many);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM facet_count"), ==, 1);
  ingest (fixture, 4, FIRST_DAY + 7, many);
  ingest (fixture, 5, FIRST_DAY - 1, many);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM facet_count"), ==, 11);
  g_assert_cmpint (count (fixture, "SELECT count(DISTINCT day) FROM facet_count"), ==, 3);
}

/* Whoever deletes the audience, or the platform, deletes them. */
static void
test_erased (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  ingest (fixture, 1, FIRST_DAY, many);
  g_assert_true (xa_store_exec (fixture->store, "DELETE FROM audience", &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM facet_count"), ==, 0);
}

/* --- what is told --------------------------------------------------------------------------------- */

static XaInspect *
inspect (Fixture *fixture,
         guint    smallest_count,
         gint64   from_us,
         gint64   to_us)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  XaScope    scope = { .store = fixture->store, .smallest_count = smallest_count, .from_us = from_us, .to_us = to_us };
  XaInspect *self = xa_inspect_new_part (&scope, "News", utc, XA_INSPECT_HISTORY, &error);

  g_assert_no_error (error);

  return self;
}

/* OUT-1: as stated, and nothing of fewer people than may be told. */
static void
test_told (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (XaInspect) screen = NULL;
  g_autoptr (XaInspect) outside = NULL;
  const XaInspectFacet      *facet;
  const XaInspectFacetCount *top, *nameless;
  g_autofree char           *label = NULL;

  ingest (fixture, 1, FIRST_DAY, many);
  screen = inspect (fixture, 5, XA_TIME_UNKNOWN, XA_TIME_UNKNOWN);
  g_assert_cmpuint (screen->facets->len, ==, 1);
  facet = screen->facets->pdata[0];
  g_assert_cmpint (facet->facet, ==, XA_FACET_INDUSTRY);
  g_assert_cmpint (facet->at_us, ==, FIRST_DAY * DAY);
  g_assert_cmpuint (facet->counts->len, ==, 3);
  g_assert_cmpuint (facet->n_hidden, ==, 1);
  top = facet->counts->pdata[0];
  g_assert_cmpstr (top->name, ==, "Fisheries");
  g_assert_cmpfloat (top->people.value, ==, 600);
  g_assert_cmpint (top->people.note, ==, XA_NOTE_AS_STATED);
  g_assert_cmpfloat_with_epsilon (top->share.value, 600 / 660., 1e-12);
  nameless = facet->counts->pdata[1];
  g_assert_null (nameless->name);
  label = xa_inspect_facet_label (facet->facet, nameless);
  g_assert_cmpstr (label, ==, "Industry no. 44");

  outside = inspect (fixture, 10, XA_TIME_UNKNOWN, XA_TIME_UNKNOWN);
  facet = outside->facets->pdata[0];
  g_assert_cmpuint (facet->counts->len, ==, 2);
  g_assert_cmpuint (facet->n_hidden, ==, 2);
}

/* Of very many kinds the largest, and how many more could be told. */
static void
test_beyond (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (XaInspect) answer = NULL;
  g_autofree Told *told = g_new0 (Told, 61);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  const XaInspectFacet *facet;

  for (guint i = 0; i < 60; i++) {
    char *value = g_strdup_printf ("%u", 100 + i);

    g_ptr_array_add (values, value);
    told[i] = (Told) { value, "Kind", i < 57 ? 100 - i : 3 };
  }
  ingest (fixture, 1, FIRST_DAY, told);
  answer = inspect (fixture, 5, XA_TIME_UNKNOWN, XA_TIME_UNKNOWN);
  facet = answer->facets->pdata[0];
  g_assert_cmpuint (facet->counts->len + facet->n_beyond, ==, 57);
  g_assert_cmpuint (facet->n_beyond, >, 0);
  g_assert_cmpuint (facet->n_hidden, ==, 3);
}

/* All but a few of those who follow: what is left over would be a small count. */
static void
test_near_whole (void)
{
  static const Told most[] = { { "43", "Fisheries", 657 }, { "44", "Birds", 660 }, { "45", "Lamps", 655 }, { NULL } };
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (XaInspect) answer = NULL;
  const XaInspectFacet *facet;

  ingest (fixture, 1, FIRST_DAY, most);
  answer = inspect (fixture, 5, XA_TIME_UNKNOWN, XA_TIME_UNKNOWN);
  facet = answer->facets->pdata[0];
  for (guint i = 0; i < facet->counts->len; i++) {
    const XaInspectFacetCount *one = facet->counts->pdata[i];
    gboolean                   is_near = g_str_equal (one->value, "43");

    g_assert_cmpint (one->people.kind, ==, is_near ? XA_FIGURE_SUPPRESSED : XA_FIGURE_EXACT);
    g_assert_cmpint (one->share.kind, ==, is_near ? XA_FIGURE_SUPPRESSED : XA_FIGURE_EXACT);
  }
}

/* The newest of the range that is asked about; none where there is none. */
static void
test_range (void)
{
  static const Told few[] = { { "43", "Fisheries", 610 }, { NULL } };
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (XaInspect) now = NULL;
  g_autoptr (XaInspect) then = NULL;
  g_autoptr (XaInspect) before = NULL;

  ingest (fixture, 1, FIRST_DAY, many);
  ingest (fixture, 2, FIRST_DAY + 14, few);
  now = inspect (fixture, 5, XA_TIME_UNKNOWN, XA_TIME_UNKNOWN);
  g_assert_cmpint (((const XaInspectFacet *) now->facets->pdata[0])->at_us, ==, (FIRST_DAY + 14) * DAY);
  then = inspect (fixture, 5, XA_TIME_UNKNOWN, (FIRST_DAY + 10) * DAY);
  g_assert_cmpint (((const XaInspectFacet *) then->facets->pdata[0])->at_us, ==, FIRST_DAY * DAY);
  before = inspect (fixture, 5, XA_TIME_UNKNOWN, (FIRST_DAY - 10) * DAY);
  g_assert_cmpuint (before->facets->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inspect-facets/same-again", test_same_again);
  g_test_add_func ("/inspect-facets/weeks", test_weeks);
  g_test_add_func ("/inspect-facets/erased", test_erased);
  g_test_add_func ("/inspect-facets/OUT-1/told", test_told);
  g_test_add_func ("/inspect-facets/OUT-1/beyond", test_beyond);
  g_test_add_func ("/inspect-facets/OUT-1/near-whole", test_near_whole);
  g_test_add_func ("/inspect-facets/range", test_range);

  return g_test_run ();
}
