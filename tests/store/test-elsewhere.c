/* On which platforms people name accounts in their own profiles: what is kept of it, when, and until when. */
#include "fixture.h"
#include "store/xa-backups.h"
#include "store/xa-elsewhere.h"

#include <string.h>

#define DAY XA_USEC_PER_DAY
#define READ 1u
#define X (READ | 1u << XA_PLATFORM_X)
#define BLUESKY (READ | 1u << XA_PLATFORM_BLUESKY)

/* What the profiles of people 0, 1, 2 ... say; 0: not read. */
typedef struct {
  guint8         no;  /* of the source */
  gint64         day; /* after FIXTURE_NOW */
  guint          n_people;
  const guint16 *profiles; /* (nullable) (array length=n_people): NULL for none */
} List;

static gint64
count (Fixture    *fixture,
       const char *sql)
{
  return fixture_count (fixture->path, sql);
}

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
reads (Fixture *fixture,
       gboolean on)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_store_set_reads_profiles (fixture->store, on, &error));
  g_assert_no_error (error);
}

static void
declare (XaBatch *batch,
         guint    ref,
         gint64   at_us)
{
  g_autofree char *id = g_strdup_printf ("did:plc:%u", ref);
  XaBatchAudience  audience = {
     .ref = ref,
     .parent = XA_BATCH_NO_REF,
     .platform = XA_PLATFORM_MASTODON,
     .kind = XA_AUDIENCE_ACCOUNT,
     .native_id = xa_batch_add_text (batch, xa_span (id)),
     .title = xa_batch_add_text (batch, xa_span (id)),
     .handle = XA_BATCH_NO_TEXT,
     .url = XA_BATCH_NO_TEXT,
  };
  XaBatchSnapshot list = { ref, XA_COVERAGE_COMPLETE, at_us, 0, XA_COUNT_UNKNOWN };

  g_array_append_val (batch->audiences, audience);
  g_array_append_val (batch->snapshots, list);
}

static void
add_members (Fixture    *fixture,
             XaBatch    *batch,
             guint       ref,
             const List *list,
             guint       first,
             guint       last)
{
  for (guint i = first; i < last; i++) {
    XaBatchMember member = { person (fixture, i), ref, list->profiles ? list->profiles[i] : 0 };

    g_array_append_val (batch->members, member);
  }
}

static XaIngest *
begin (Fixture    *fixture,
       const List *list)
{
  XaIngestSource source = { .format = "test", .size_bytes = 1, .at_us = FIXTURE_NOW + list->day * DAY };
  XaIngestStart  start;
  guint64        offset;
  g_autoptr (GError) error = NULL;
  XaIngest *ingest;

  memset (&source.source, 100 + list->no, sizeof source.source);
  ingest = xa_ingest_begin (fixture->store, &source, &start, &offset, &error);
  g_assert_no_error (error);

  return ingest;
}

static void
batch_in (XaIngest *ingest,
          XaBatch  *batch)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_ingest_batch (ingest, batch, &error));
  g_assert_no_error (error);
  xa_batch_free (batch);
}

static void
finish (XaIngest *ingest)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_ingest_finish (ingest, NULL, FALSE, &error));
  g_assert_no_error (error);
  xa_ingest_free (ingest);
}

/* In two batches, of which the second is the rest of the list. */
static void
take (Fixture    *fixture,
      const List *list)
{
  XaIngest *ingest = begin (fixture, list);
  XaBatch  *one = xa_batch_new (), *two = xa_batch_new ();

  declare (one, 0, FIXTURE_NOW + list->day * DAY);
  add_members (fixture, one, 0, list, 0, list->n_people / 2);
  batch_in (ingest, one);
  add_members (fixture, two, 0, list, list->n_people / 2, list->n_people);
  batch_in (ingest, two);
  finish (ingest);
}

/* How many there are of a platform, 0: of those that were read; -1: nothing is kept of the audience at all. */
static gint64
get_named (Fixture *fixture,
           gint64   audience_id,
           int      platform)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaElsewhere) elsewhere = NULL;
  XaMemberSet *people;

  g_assert_true (xa_store_load_elsewhere (fixture->store, audience_id, G_MININT64, G_MAXINT64, &elsewhere, &error));
  g_assert_no_error (error);
  if (!elsewhere)
    return -1;
  people = platform ? elsewhere->named[platform] : elsewhere->read;

  return people ? (gint64) xa_member_set_count (people) : 0;
}

static const guint16 profiles[] = { X, X, BLUESKY, X | BLUESKY, READ, READ, 0, X };
static const List    first = { 0, 0, G_N_ELEMENTS (profiles), profiles };

/* Off unless it was switched on: what comes along is not taken, whoever sends it. */
static void
test_off (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  gboolean on = TRUE;

  g_assert_true (xa_store_get_reads_profiles (fixture->store, &on, &error));
  g_assert_false (on);
  take (fixture, &first);
  g_assert_cmpint (get_named (fixture, 1, 0), ==, -1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM elsewhere"), ==, 0);
  reads (fixture, FALSE);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audit WHERE what LIKE 'profile-links-%'"), ==, 0);
}

static void
test_on (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  reads (fixture, TRUE);
  reads (fixture, TRUE);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audit WHERE what = 'profile-links-on' AND detail = ''"), ==, 1);
  take (fixture, &first);
  g_assert_cmpint (get_named (fixture, 1, 0), ==, 7);
  g_assert_cmpint (get_named (fixture, 1, XA_PLATFORM_X), ==, 4);
  g_assert_cmpint (get_named (fixture, 1, XA_PLATFORM_BLUESKY), ==, 2);
  g_assert_cmpint (get_named (fixture, 1, XA_PLATFORM_TELEGRAM), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM import_member"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM elsewhere"), ==, 3);
  fixture_close (fixture);
  fixture_verify (fixture->path);
}

/* Only the newest list counts: who left, or names nothing any more, is forgotten. */
static void
test_newest (void)
{
  static const guint16 later[] = { READ, X, BLUESKY };
  const List           second = { 1, 3, G_N_ELEMENTS (later), later }, older = { 2, 1, G_N_ELEMENTS (profiles), profiles }, bare = { 3, 5, 8, NULL };
  g_autoptr (Fixture) fixture = fixture_new ();

  reads (fixture, TRUE);
  take (fixture, &first);
  take (fixture, &second);
  g_assert_cmpint (get_named (fixture, 1, 0), ==, 3);
  g_assert_cmpint (get_named (fixture, 1, XA_PLATFORM_X), ==, 1);
  take (fixture, &older);
  g_assert_cmpint (get_named (fixture, 1, 0), ==, 3);
  take (fixture, &bare);
  g_assert_cmpint (get_named (fixture, 1, 0), ==, -1);
}

/* A list that is interrupted goes on, of several audiences that come in turns. */
static void
test_resumed (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  XaIngest *ingest = begin (fixture, &first);
  XaBatch  *one = xa_batch_new (), *two = xa_batch_new ();

  reads (fixture, TRUE);
  declare (one, 0, FIXTURE_NOW);
  declare (one, 1, FIXTURE_NOW);
  add_members (fixture, one, 0, &first, 0, 2);
  add_members (fixture, one, 1, &first, 2, 5);
  add_members (fixture, one, 0, &first, 2, 3);
  batch_in (ingest, one);
  xa_ingest_free (ingest);
  fixture_close (fixture);
  fixture_verify (fixture->path);
  fixture_open (fixture);

  ingest = begin (fixture, &first);
  declare (two, 0, FIXTURE_NOW);
  declare (two, 1, FIXTURE_NOW);
  add_members (fixture, two, 1, &first, 7, 8);
  batch_in (ingest, two);
  finish (ingest);
  g_assert_cmpint (get_named (fixture, 1, 0), ==, 3);
  g_assert_cmpint (get_named (fixture, 1, XA_PLATFORM_X), ==, 2);
  g_assert_cmpint (get_named (fixture, 2, 0), ==, 4);
  g_assert_cmpint (get_named (fixture, 2, XA_PLATFORM_X), ==, 2);
}

/* Switching it off deletes what there is and what is on its way, in the workspace's backups too. */
static void
test_switched_off (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  const List second = { 1, 3, G_N_ELEMENTS (profiles), profiles };
  XaIngest  *ingest;
  XaBatch   *batch = xa_batch_new ();

  reads (fixture, TRUE);
  take (fixture, &first);
  ingest = begin (fixture, &second);
  declare (batch, 0, FIXTURE_NOW + 3 * DAY);
  add_members (fixture, batch, 0, &second, 0, 4);
  batch_in (ingest, batch);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM import_member WHERE profiles IS NOT NULL"), ==, 1);
  xa_ingest_free (ingest);
  reads (fixture, FALSE);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM elsewhere"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM import_member WHERE profiles IS NOT NULL"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM meta WHERE key IN ('reads_profiles', 'traces')"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audit WHERE what = 'profile-links-off'"), ==, 1);

  ingest = begin (fixture, &second);
  batch = xa_batch_new ();
  declare (batch, 0, FIXTURE_NOW + 3 * DAY);
  add_members (fixture, batch, 0, &second, 4, 8);
  batch_in (ingest, batch);
  finish (ingest);
  g_assert_cmpint (get_named (fixture, 1, 0), ==, -1);
  fixture_close (fixture);
  fixture_verify (fixture->path);
}

/* ID-10: a person leaves these sets as all others, also one of a list that is still open. */
static void
test_erased (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  XaPseudonym who = person (fixture, 2), same = who;
  const List  second = { 1, 3, G_N_ELEMENTS (profiles), profiles };
  XaIngest   *ingest;
  XaBatch    *batch = xa_batch_new ();
  gboolean    found;

  reads (fixture, TRUE);
  take (fixture, &first);
  ingest = begin (fixture, &second);
  declare (batch, 0, FIXTURE_NOW + 3 * DAY);
  add_members (fixture, batch, 0, &second, 0, 8);
  batch_in (ingest, batch);
  xa_ingest_free (ingest);
  g_assert_true (xa_store_erase_person (fixture->store, &who, &found, &error));
  g_assert_no_error (error);
  g_assert_true (found);
  g_assert_cmpint (get_named (fixture, 1, 0), ==, 6);
  g_assert_cmpint (get_named (fixture, 1, XA_PLATFORM_BLUESKY), ==, 1);
  g_assert_cmpint (count (fixture, "SELECT length(ids) / 4 - length(profiles) / 2 FROM import_member"), ==, 0);
  fixture_close (fixture);
  g_assert_false (fixture_holds (fixture->path, &same, sizeof same));
  fixture_verify (fixture->path);

  fixture_open (fixture);
  finish (begin (fixture, &second));
  g_assert_cmpint (get_named (fixture, 1, 0), ==, 6);
  g_assert_cmpint (get_named (fixture, 1, XA_PLATFORM_BLUESKY), ==, 1);
  g_assert_true (xa_store_erase_platform (fixture->store, XA_PLATFORM_MASTODON, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM elsewhere"), ==, 0);
}

/* ID-12: they are kept no longer than lists of members. */
static void
test_retention (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  gint64 n_deleted;

  reads (fixture, TRUE);
  take (fixture, &first);
  g_assert_true (xa_store_set_retention (fixture->store, 0, XA_RETAIN_MEMBERS, 30, &error));
  g_assert_true (xa_store_apply_retention (fixture->store, FIXTURE_NOW + 29 * DAY, &n_deleted, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_named (fixture, 1, 0), ==, 7);
  g_assert_true (xa_store_apply_retention (fixture->store, FIXTURE_NOW + 31 * DAY, &n_deleted, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_named (fixture, 1, 0), ==, -1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM elsewhere"), ==, 0);
  fixture_close (fixture);
  fixture_verify (fixture->path);
}

/* ID-3: the same person under the same name on two platforms is two, also where each names the other. */
static void
test_two_platforms (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  const XaPerson on_one = { .id = xa_span ("heron@social.example") }, on_other = { .id = xa_span ("did:plc:heron") };
  XaPseudonym    one, other;
  XaReject       why;

  g_assert_true (xa_pseudonymizer_person (fixture->keys, XA_PLATFORM_MASTODON, &on_one, &one, &why));
  g_assert_true (xa_pseudonymizer_person (fixture->keys, XA_PLATFORM_BLUESKY, &on_other, &other, &why));
  g_assert_cmpint (memcmp (&one, &other, sizeof one), !=, 0);
  reads (fixture, TRUE);
  take (fixture, &first);
  /* The set holds numbers of this platform's people: there is nothing in the table that another one's could be found by. */
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM pragma_table_info ('elsewhere')"), ==, 5);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM pragma_table_info ('elsewhere') WHERE type = 'BLOB'"), ==, 1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM pragma_table_info ('elsewhere') WHERE type = 'TEXT'"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT sum(n) FROM member_segment"), ==, (gint64) first.n_people);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/elsewhere/off", test_off);
  g_test_add_func ("/elsewhere/on", test_on);
  g_test_add_func ("/elsewhere/newest", test_newest);
  g_test_add_func ("/elsewhere/resumed", test_resumed);
  g_test_add_func ("/elsewhere/switched-off", test_switched_off);
  g_test_add_func ("/elsewhere/ID-10/erased", test_erased);
  g_test_add_func ("/elsewhere/ID-12/retention", test_retention);
  g_test_add_func ("/elsewhere/ID-3/two-platforms", test_two_platforms);

  return g_test_run ();
}
