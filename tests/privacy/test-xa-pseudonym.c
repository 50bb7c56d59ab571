#include "privacy/xa-pseudonym.h"

#include <string.h>

#define UUID_A "6f1c1f6e-6f0e-4f9b-9a43-1f6a3b0d2c11"
#define UUID_B "0b9a4d57-2a55-4d52-8f2e-7e1b7c9d8e22"

static const guint8 key_a[XA_MASTER_KEY_SIZE] = {
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
};
static guint8 key_b[XA_MASTER_KEY_SIZE]; /* SHA-256 of "another key" */

/* Made by pseudonyms.py --table, an implementation that shares nothing with this one. */
static const struct {
  const guint8 *key;
  const char   *uuid;
  XaPlatform    platform;
  XaKeyKind     kind;
  const char   *text;
  const char   *expected;
} vectors[] = {
  { key_a, UUID_A, XA_PLATFORM_TELEGRAM, XA_KEY_PERSON, "42", "90ce778c3b250d542cf72867e0d0c6a1" },
  { key_a, UUID_A, XA_PLATFORM_DISCORD, XA_KEY_PERSON, "42", "c5ea3d4a101bf7a65f2b9cb5dc87c18d" },
  { key_a, UUID_B, XA_PLATFORM_TELEGRAM, XA_KEY_PERSON, "42", "c0461dde760864f13bd99550654ce16e" },
  { key_b, UUID_A, XA_PLATFORM_TELEGRAM, XA_KEY_PERSON, "42", "02b753709dc124a22eaca9a3e10cfdd1" },
  { key_a, UUID_A, XA_PLATFORM_TELEGRAM, XA_KEY_HANDLE, "42", "a9cd0e8080449282f8ea6945914b7103" },
  { key_a, UUID_A, XA_PLATFORM_X, XA_KEY_PERSON, "9223372036854775806", "0087dd4a1cff6fdb60fd24c178be4476" },
  { key_a, UUID_A, XA_PLATFORM_DISCOURSE, XA_KEY_PERSON, "forum.example.org:42", "ee5495776fab8e6c74071abaf9b7d1c8" },
  { key_a, UUID_A, XA_PLATFORM_MASTODON, XA_KEY_PERSON, "ann@social.example", "cce8cecd99ca187d103ff764d105ab81" },
  { key_a, UUID_A, XA_PLATFORM_BLUESKY, XA_KEY_POST, "at://did:plc:aaaabbbbccccddddeeeeffff/app.bsky.feed.post/3k", "064da850a45e947d7888d60655d8b247" },
  { key_a, UUID_A, XA_PLATFORM_TELEGRAM, XA_KEY_AUDIENCE, "handle:news", "5efc63dee1a6203a352746d31d8419c8" },
  { key_a, UUID_A, XA_PLATFORM_OTHER, XA_KEY_FILE, "The bytes of a file.\n", "fd4a5d36c7e21624a95b131a9bd92726" },
  { key_a, UUID_A, XA_PLATFORM_OTHER, XA_KEY_CHECK, "xaudience", "dbdda48c2ff9d0d3c966255c057803f7" },
};

static char *
to_hex (const XaPseudonym *pseudonym)
{
  GString *hex = g_string_new (NULL);

  for (gsize i = 0; i < sizeof pseudonym->bytes; i++)
    g_string_append_printf (hex, "%02x", pseudonym->bytes[i]);

  return g_string_free_and_steal (hex);
}

static XaPseudonym
person (XaPseudonymizer *pseudonymizer,
        XaPlatform       platform,
        const char      *id,
        gboolean         by_handle)
{
  XaPseudonym pseudonym;
  XaReject    why;

  g_assert_true (xa_pseudonymizer_person (pseudonymizer, platform, &(XaPerson) { .id = xa_span (id), .by_handle = by_handle }, &pseudonym, &why));

  return pseudonym;
}

static void
assert_differ (XaPseudonym a,
               XaPseudonym b)
{
  g_assert_cmpint (memcmp (&a, &b, sizeof a), !=, 0);
}

static void
test_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (XaPseudonymizer) pseudonymizer = xa_pseudonymizer_new (vectors[i].key, vectors[i].uuid);
    g_autofree char *hex = NULL;
    XaPseudonym      pseudonym;

    xa_pseudonymizer_hash (pseudonymizer, vectors[i].platform, vectors[i].kind, xa_span (vectors[i].text), &pseudonym);
    hex = to_hex (&pseudonym);
    g_assert_cmpstr (hex, ==, vectors[i].expected);
  }
}

/* The functions for persons, checks and files give the same as the plain hash. */
static void
test_vectors_by_use (void)
{
  g_autoptr (XaPseudonymizer) pseudonymizer = xa_pseudonymizer_new (key_a, UUID_A);
  g_autofree char *by_id = NULL;
  g_autofree char *by_handle = NULL;
  g_autofree char *check = NULL;
  g_autofree char *file = NULL;
  XaPseudonym      pseudonym;
  XaFileHash      *hash;

  pseudonym = person (pseudonymizer, XA_PLATFORM_TELEGRAM, " 0042", FALSE);
  by_id = to_hex (&pseudonym);
  g_assert_cmpstr (by_id, ==, vectors[0].expected);

  pseudonym = person (pseudonymizer, XA_PLATFORM_TELEGRAM, "@42", TRUE);
  by_handle = to_hex (&pseudonym);
  g_assert_cmpstr (by_handle, ==, vectors[4].expected);

  xa_pseudonymizer_get_check (pseudonymizer, &pseudonym);
  check = to_hex (&pseudonym);
  g_assert_cmpstr (check, ==, vectors[11].expected);

  hash = xa_file_hash_new (pseudonymizer);
  xa_file_hash_feed (hash, "The bytes ", 10);
  xa_file_hash_feed (hash, "of a file.\n", 11);
  pseudonym = xa_file_hash_finish (hash);
  file = to_hex (&pseudonym);
  g_assert_cmpstr (file, ==, vectors[10].expected);
}

/* One number on every platform, in two workspaces, under two keys, as id and as handle: all of
 * these have nothing in common. */
static void
test_unrelated (void)
{
  g_autoptr (XaPseudonymizer) a = xa_pseudonymizer_new (key_a, UUID_A);
  g_autoptr (XaPseudonymizer) other_workspace = xa_pseudonymizer_new (key_a, UUID_B);
  g_autoptr (XaPseudonymizer) other_key = xa_pseudonymizer_new (key_b, UUID_A);
  static const XaPlatform numbered[] = { XA_PLATFORM_TELEGRAM, XA_PLATFORM_DISCORD, XA_PLATFORM_X, XA_PLATFORM_INSTAGRAM,
                                         XA_PLATFORM_FACEBOOK, XA_PLATFORM_TIKTOK, XA_PLATFORM_LINKEDIN, XA_PLATFORM_YOUTUBE, XA_PLATFORM_OTHER, XA_PLATFORM_SIMULATED };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = 0;

  for (gsize p = 0; p < G_N_ELEMENTS (numbered); p++)
    for (int id = 1; id <= 200; id++) {
      g_autofree char       *text = g_strdup_printf ("%d", id);
      XaPseudonymizer *const spaces[] = { a, other_workspace, other_key };

      for (gsize s = 0; s < G_N_ELEMENTS (spaces); s++)
        for (int by_handle = FALSE; by_handle <= TRUE; by_handle++) {
          XaPseudonym pseudonym = person (spaces[s], numbered[p], text, by_handle);

          g_hash_table_add (seen, to_hex (&pseudonym));
          n++;
        }
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, n);
}

static void
test_check (void)
{
  g_autoptr (XaPseudonymizer) a = xa_pseudonymizer_new (key_a, UUID_A);
  g_autoptr (XaPseudonymizer) again = xa_pseudonymizer_new (key_a, UUID_A);
  g_autoptr (XaPseudonymizer) b = xa_pseudonymizer_new (key_b, UUID_A);
  g_autoptr (XaPseudonymizer) elsewhere = xa_pseudonymizer_new (key_a, UUID_B);
  XaPseudonym check_a, check_again, check_b, check_elsewhere;

  xa_pseudonymizer_get_check (a, &check_a);
  xa_pseudonymizer_get_check (again, &check_again);
  xa_pseudonymizer_get_check (b, &check_b);
  xa_pseudonymizer_get_check (elsewhere, &check_elsewhere);
  g_assert_cmpmem (&check_a, sizeof check_a, &check_again, sizeof check_again);
  assert_differ (check_a, check_b);
  assert_differ (check_a, check_elsewhere);
}

/* What may not be hashed gives no pseudonym and says why. */
static void
test_refused (void)
{
  g_autoptr (XaPseudonymizer) pseudonymizer = xa_pseudonymizer_new (key_a, UUID_A);
  static const XaPseudonym untouched = { { 0xaa } };
  XaPseudonym              pseudonym = untouched;
  XaReject                 why = XA_N_REJECTS;

  g_assert_false (xa_pseudonymizer_person (pseudonymizer, XA_PLATFORM_X, &(XaPerson) { .id = xa_span ("9223372036854775807"), .by_handle = FALSE }, &pseudonym, &why));
  g_assert_cmpint (why, ==, XA_REJECT_CLAMPED_ID);
  g_assert_cmpmem (&pseudonym, sizeof pseudonym, &untouched, sizeof untouched);
}

#define HASHED G_MININT64
#define REFUSED (G_MININT64 + 1)

static const struct {
  XaPlatform  platform;
  const char *native_id;
  gint64      expected;
} posts[] = {
  { XA_PLATFORM_TELEGRAM, "17", 17 },
  { XA_PLATFORM_TELEGRAM, "0017", 17 },
  { XA_PLATFORM_TELEGRAM, "-999999", -999999 },
  { XA_PLATFORM_TELEGRAM, "", REFUSED },
  { XA_PLATFORM_TELEGRAM, "-", HASHED },
  { XA_PLATFORM_TELEGRAM, "17a", HASHED },
  { XA_PLATFORM_DISCORD, "1105163045087334512", G_GINT64_CONSTANT (1105163045087334512) },
  { XA_PLATFORM_X, "9223372036854775806", G_GINT64_CONSTANT (9223372036854775806) },
  { XA_PLATFORM_X, "9223372036854775807", REFUSED },
  { XA_PLATFORM_X, "9223372036854775808", REFUSED },
  { XA_PLATFORM_X, "18446744073709551615", REFUSED },
  { XA_PLATFORM_X, "99999999999999999999999999", REFUSED },
  { XA_PLATFORM_INSTAGRAM, "CxYz_12", HASHED },
  { XA_PLATFORM_FACEBOOK, "1234_5678", HASHED },
  { XA_PLATFORM_DISCOURSE, "5", 5 },
  { XA_PLATFORM_BLUESKY, "at://did:plc:aaaabbbbccccddddeeeeffff/app.bsky.feed.post/3k", HASHED },
  { XA_PLATFORM_MASTODON, "110000000000000001", HASHED },
  { XA_PLATFORM_OTHER, "17", HASHED },
  { XA_PLATFORM_SIMULATED, "17", HASHED },
};

static void
test_posts (void)
{
  g_autoptr (XaPseudonymizer) a = xa_pseudonymizer_new (key_a, UUID_A);
  g_autoptr (XaPseudonymizer) b = xa_pseudonymizer_new (key_b, UUID_A);

  for (gsize i = 0; i < G_N_ELEMENTS (posts); i++) {
    gint64   id = 0, again = 0, other = 0;
    XaSpan   native_id = xa_span (posts[i].native_id);
    gboolean ok = xa_pseudonymizer_post (a, posts[i].platform, native_id, &id);

    g_assert_cmpint (ok, ==, posts[i].expected != REFUSED);
    if (!ok)
      continue;
    g_assert_true (xa_pseudonymizer_post (a, posts[i].platform, native_id, &again));
    g_assert_true (xa_pseudonymizer_post (b, posts[i].platform, native_id, &other));
    g_assert_cmpint (id, ==, again);
    if (posts[i].expected != HASHED) {
      g_assert_cmpint (id, ==, posts[i].expected);
      continue;
    }
    g_assert_cmpint (id, >=, 0);
    g_assert_cmpint (id, !=, other);
  }
  g_assert_false (xa_pseudonymizer_post (a, XA_PLATFORM_BLUESKY, XA_SPAN_NONE, &(gint64) { 0 }));
}

typedef struct {
  XaPseudonymizer *pseudonymizer; /* (not owned) */
  XaPseudonym      last;
} HashJob;

static gpointer
hash_in_thread (gpointer data)
{
  HashJob *job = data;

  for (int i = 0; i < 2000; i++) {
    g_autofree char *id = g_strdup_printf ("%d", 1000 + i);

    job->last = person (job->pseudonymizer, XA_PLATFORM_TELEGRAM, id, FALSE);
  }

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (XaPseudonymizer) pseudonymizer = xa_pseudonymizer_new (key_a, UUID_A);
  HashJob  jobs[4];
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++) {
    jobs[i].pseudonymizer = pseudonymizer;
    threads[i] = g_thread_new ("hash", hash_in_thread, &jobs[i]);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    g_thread_join (threads[i]);
  for (gsize i = 1; i < G_N_ELEMENTS (jobs); i++)
    g_assert_cmpmem (&jobs[0].last, sizeof jobs[0].last, &jobs[i].last, sizeof jobs[i].last);
}

/* Prints a rate with -m perf; the figure is asserted nowhere. */
static void
test_rate (void)
{
  g_autoptr (XaPseudonymizer) pseudonymizer = xa_pseudonymizer_new (key_a, UUID_A);
  const gint64 n = 3000000;
  char         id[24];
  XaPseudonym  pseudonym;
  XaReject     why;
  double       seconds;

  g_test_timer_start ();
  for (gint64 i = 0; i < n; i++) {
    gsize len = (gsize) g_snprintf (id, sizeof id, "%" G_GINT64_FORMAT, 1234567890 + i * 7);

    xa_pseudonymizer_person (pseudonymizer, XA_PLATFORM_TELEGRAM, &(XaPerson) { .id = { id, len }, .by_handle = FALSE }, &pseudonym, &why);
  }
  seconds = g_test_timer_elapsed ();
  g_test_minimized_result (seconds / (double) n, "%.0f ns a pseudonym, with the printing of its id", seconds / (double) n * 1e9);

  g_test_timer_start ();
  for (gint64 i = 0; i < n; i++)
    xa_pseudonymizer_person (pseudonymizer, XA_PLATFORM_TELEGRAM, &(XaPerson) { .id = xa_span ("1234567890"), .by_handle = FALSE }, &pseudonym, &why);
  seconds = g_test_timer_elapsed ();
  g_test_minimized_result (seconds / (double) n, "%.0f ns a pseudonym", seconds / (double) n * 1e9);
}

/* What was sealed comes back with the same key as the same thing, and in no other way. */
static void
test_seal (void)
{
  static const char text[] = "did:plc:canary-of-a-person";
  g_autoptr (XaPseudonymizer) a = xa_pseudonymizer_new (key_a, UUID_A);
  g_autoptr (XaPseudonymizer) b = xa_pseudonymizer_new (key_b, UUID_A);
  g_autoptr (XaPseudonymizer) elsewhere = xa_pseudonymizer_new (key_a, UUID_B);
  g_autoptr (GBytes) sealed = xa_pseudonymizer_seal_text (a, "task/cursor", text);
  g_autoptr (GBytes) again = xa_pseudonymizer_seal_text (a, "task/cursor", text);
  g_autoptr (GBytes) empty = xa_pseudonymizer_seal_text (a, "task/cursor", "");
  gsize              size;
  const guint8      *data = g_bytes_get_data (sealed, &size);
  g_autofree char   *opened = xa_pseudonymizer_unseal_text (a, "task/cursor", data, size);
  g_autofree char   *nothing = xa_pseudonymizer_unseal_text (a, "task/cursor", g_bytes_get_data (empty, NULL), g_bytes_get_size (empty));
  g_autofree guint8 *copy = g_memdup2 (data, size);

  g_assert_cmpuint (size, ==, strlen (text) + XA_SEAL_OVERHEAD);
  g_assert_cmpstr (opened, ==, text);
  g_assert_cmpstr (nothing, ==, "");
  g_assert_false (g_bytes_equal (sealed, again));
  g_assert_null (memmem (data, size, "did:plc", 7));

  g_assert_null (xa_pseudonymizer_unseal_text (b, "task/cursor", data, size));
  g_assert_null (xa_pseudonymizer_unseal_text (elsewhere, "task/cursor", data, size));
  g_assert_null (xa_pseudonymizer_unseal_text (a, "mark/newest", data, size));
  for (gsize n = 0; n < size; n++)
    g_assert_null (xa_pseudonymizer_unseal_text (a, "task/cursor", data, n));
  for (gsize i = 0; i < size; i++) {
    copy[i] ^= 0x10;
    g_assert_null (xa_pseudonymizer_unseal_text (a, "task/cursor", copy, size));
    copy[i] ^= 0x10;
  }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GChecksum) sha256 = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = sizeof key_b;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_checksum_update (sha256, (const guchar *) "another key", -1);
  g_checksum_get_digest (sha256, key_b, &size);

  g_test_add_func ("/privacy/ID-2/vectors", test_vectors);
  g_test_add_func ("/privacy/ID-2/vectors-by-use", test_vectors_by_use);
  g_test_add_func ("/privacy/ID-2/threads", test_threads);
  g_test_add_func ("/privacy/ID-3/unrelated", test_unrelated);
  g_test_add_func ("/privacy/ID-5/refused-is-not-hashed", test_refused);
  g_test_add_func ("/privacy/ID-8/check-value", test_check);
  g_test_add_func ("/privacy/ID-1/seal", test_seal);
  g_test_add_func ("/privacy/pseudonym/posts", test_posts);
  if (g_test_perf ())
    g_test_add_func ("/privacy/pseudonym/rate", test_rate);

  return g_test_run ();
}
