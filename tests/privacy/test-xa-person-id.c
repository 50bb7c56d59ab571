#include "privacy/xa-person-id.h"

#include <string.h>

/* Spellings of one id: all in a row are the same person, no two rows are. */
static const struct {
  XaPlatform  platform;
  gboolean    by_handle;
  const char *canonical;
  const char *spellings[6];
} same[] = {
  { XA_PLATFORM_TELEGRAM, FALSE, "42", { "42", " 42 ", "0042", "\t42\r\n", "00000000000000000000000000042" } },
  { XA_PLATFORM_TELEGRAM, FALSE, "0", { "0", "000" } },
  { XA_PLATFORM_X, FALSE, "9223372036854775806", { "9223372036854775806", "09223372036854775806" } },
  { XA_PLATFORM_X, FALSE, "9223372036854775799", { "9223372036854775799" } },
  { XA_PLATFORM_DISCORD, FALSE, "197038439483310086", { "197038439483310086" } },
  { XA_PLATFORM_DISCOURSE, FALSE, "forum.example.org:42", { "forum.example.org:42", "Forum.Example.org:0042", "forum.example.org.:42", "FORUM.EXAMPLE.ORG:443:42" } },
  { XA_PLATFORM_DISCOURSE, FALSE, "forum.example.org:8443:42", { "forum.example.org:8443:42", "forum.example.org:08443:42" } },
  { XA_PLATFORM_DISCOURSE, FALSE, "example.org/forum:42", { "example.org/forum:42", "Example.org/forum/:42" } },
  { XA_PLATFORM_DISCOURSE, FALSE, "xn--bcher-kva.example:7", { "b\u00fccher.example:7", "B\u00dcCHER.example:7", "xn--bcher-kva.example:7", "XN--BCHER-KVA.EXAMPLE:07" } },
  { XA_PLATFORM_BLUESKY, FALSE, "did:plc:z72i7hdynmk6r22z27h6tvur", { "did:plc:z72i7hdynmk6r22z27h6tvur", "DID:PLC:Z72I7HDYNMK6R22Z27H6TVUR", " did:plc:z72i7hdynmk6r22z27h6tvur " } },
  { XA_PLATFORM_BLUESKY, FALSE, "did:web:ann.example.org", { "did:web:ann.example.org", "did:WEB:Ann.Example.org" } },
  { XA_PLATFORM_BLUESKY, FALSE, "did:web:example.org%3A8080:user:Ann", { "did:web:example.org%3A8080:user:Ann", "did:web:Example.org%3a8080:user:Ann" } },
  { XA_PLATFORM_BLUESKY, FALSE, "did:key:z6MkhaXg", { "did:key:z6MkhaXg", "DID:KEY:z6MkhaXg" } },
  { XA_PLATFORM_MASTODON, FALSE, "ann@social.example", { "ann@social.example", "@ann@social.example", "Ann@Social.Example", " @ANN@social.example. " } },
  { XA_PLATFORM_MASTODON, FALSE, "ann@xn--bcher-kva.example", { "ann@b\u00fccher.example", "ann@xn--bcher-kva.example" } },
  { XA_PLATFORM_OTHER, FALSE, "User 7", { "User 7", "  User 7\n" } },
  { XA_PLATFORM_OTHER, FALSE, "user 7", { "user 7" } },
  { XA_PLATFORM_OTHER, FALSE, "007", { "007" } },
  { XA_PLATFORM_OTHER, FALSE, "108204268033311374519", { "108204268033311374519" } },
  { XA_PLATFORM_YOUTUBE, FALSE, "UCabcDEF", { "UCabcDEF" } },
  { XA_PLATFORM_X, TRUE, "ann_b", { "ann_b", "@Ann_B", " ANN_B", "@ ann_b", "@@ann_b" } },
  { XA_PLATFORM_OTHER, TRUE, "j\u00f6rg", { "j\u00f6rg", "J\u00d6RG", "@Jo\u0308rg" } },
};

static const struct {
  XaPlatform  platform;
  gboolean    by_handle;
  const char *id;
  XaReject    why;
} refused[] = {
  { XA_PLATFORM_TELEGRAM, FALSE, "", XA_REJECT_EMPTY_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, " \t ", XA_REJECT_EMPTY_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "-5", XA_REJECT_NEGATIVE_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "-1.5", XA_REJECT_NEGATIVE_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "-9223372036854775808", XA_REJECT_NEGATIVE_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "-0", XA_REJECT_NEGATIVE_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "-", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "+5", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "12.0", XA_REJECT_FRACTIONAL_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "12.", XA_REJECT_FRACTIONAL_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "1.5", XA_REJECT_FRACTIONAL_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "1e5", XA_REJECT_FRACTIONAL_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "1.9703843948331e+17", XA_REJECT_FRACTIONAL_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "1E400", XA_REJECT_FRACTIONAL_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "Infinity", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "-Infinity", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "inf", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "NaN", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "9223372036854775807", XA_REJECT_CLAMPED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "09223372036854775807", XA_REJECT_CLAMPED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "9223372036854775808", XA_REJECT_CLAMPED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "18446744073709551615", XA_REJECT_CLAMPED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "18446744073709551616", XA_REJECT_CLAMPED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "18446744073709551658", XA_REJECT_CLAMPED_ID }, /* 42 in 64 bits */
  { XA_PLATFORM_TELEGRAM, FALSE, "340282366920938463463374607431768211456", XA_REJECT_CLAMPED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "user42", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "42x", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "4 2", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "0x2a", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "\u0664\u0662", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_TELEGRAM, FALSE, "42.user", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_DISCOURSE, FALSE, "", XA_REJECT_EMPTY_ID },
  { XA_PLATFORM_DISCOURSE, FALSE, "42", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_DISCOURSE, FALSE, ":42", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_DISCOURSE, FALSE, "forum.example.org:", XA_REJECT_EMPTY_ID },
  { XA_PLATFORM_DISCOURSE, FALSE, "forum.example.org:-1", XA_REJECT_NEGATIVE_ID },
  { XA_PLATFORM_DISCOURSE, FALSE, "forum.example.org:9223372036854775807", XA_REJECT_CLAMPED_ID },
  { XA_PLATFORM_DISCOURSE, FALSE, "forum..org:42", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_DISCOURSE, FALSE, "for um.org:42", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_DISCOURSE, FALSE, "forum.org:x:42", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_DISCOURSE, FALSE, "https://forum.org:42", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_BLUESKY, FALSE, "", XA_REJECT_EMPTY_ID },
  { XA_PLATFORM_BLUESKY, FALSE, "ann.bsky.social", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_BLUESKY, FALSE, "did:plc:", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_BLUESKY, FALSE, "did::x", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_BLUESKY, FALSE, "did:plc", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_BLUESKY, FALSE, "did:plc:a b", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_MASTODON, FALSE, "", XA_REJECT_EMPTY_ID },
  { XA_PLATFORM_MASTODON, FALSE, "@", XA_REJECT_EMPTY_ID },
  { XA_PLATFORM_MASTODON, FALSE, "ann", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_MASTODON, FALSE, "@ann@", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_MASTODON, FALSE, "@@social.example", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_MASTODON, FALSE, "ann@b@social.example", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_MASTODON, FALSE, "ann@social example", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_MASTODON, FALSE, "a nn@social.example", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_MASTODON, FALSE, "ann@social.example/x", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_OTHER, FALSE, " ", XA_REJECT_EMPTY_ID },
  { XA_PLATFORM_OTHER, FALSE, "9223372036854775807", XA_REJECT_CLAMPED_ID },
  { XA_PLATFORM_OTHER, FALSE, "18446744073709551615", XA_REJECT_CLAMPED_ID },
  { XA_PLATFORM_X, TRUE, "", XA_REJECT_EMPTY_ID },
  { XA_PLATFORM_X, TRUE, " @ ", XA_REJECT_EMPTY_ID },
  { XA_PLATFORM_X, TRUE, "ann\nb", XA_REJECT_MALFORMED_ID },
  { XA_PLATFORM_X, TRUE, "ann\xff", XA_REJECT_MALFORMED_ID },
};

static void
test_same (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (same); i++) {
    for (gsize k = 0; k < G_N_ELEMENTS (same[i].spellings) && same[i].spellings[k]; k++) {
      char     canonical[XA_PERSON_ID_MAX];
      XaReject why = XA_N_REJECTS;
      gsize    len;

      g_test_message ("%s \"%s\"", xa_platform_id (same[i].platform), same[i].spellings[k]);
      len = xa_person_id_canonicalize (same[i].platform, &(XaPerson) { .id = xa_span (same[i].spellings[k]), .by_handle = same[i].by_handle }, canonical, &why);

      g_assert_cmpint (why, ==, XA_N_REJECTS);
      g_assert_cmpuint (len, ==, strlen (canonical));
      g_assert_cmpstr (canonical, ==, same[i].canonical);
    }
    g_assert_true (g_hash_table_add (seen, g_strdup_printf ("%s %d %s", xa_platform_id (same[i].platform), same[i].by_handle, same[i].canonical)));
  }
}

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    char     canonical[XA_PERSON_ID_MAX];
    XaReject why = XA_N_REJECTS;

    g_test_message ("%s \"%s\"", xa_platform_id (refused[i].platform), refused[i].id);
    g_assert_cmpuint (xa_person_id_canonicalize (refused[i].platform, &(XaPerson) { .id = xa_span (refused[i].id), .by_handle = refused[i].by_handle }, canonical, &why), ==, 0);
    g_assert_cmpint (why, ==, refused[i].why);
  }
}

static void
test_absent (void)
{
  for (int platform = 1; platform < XA_N_PLATFORMS; platform++)
    for (int by_handle = FALSE; by_handle <= TRUE; by_handle++) {
      char     canonical[XA_PERSON_ID_MAX];
      XaReject why = XA_N_REJECTS;

      g_assert_cmpuint (xa_person_id_canonicalize ((XaPlatform) platform, &(XaPerson) { .id = XA_SPAN_NONE, .by_handle = by_handle }, canonical, &why), ==, 0);
      g_assert_cmpint (why, ==, XA_REJECT_EMPTY_ID);
    }
}

/* Ids of any length and with any byte stay inside the buffer; what fits is exactly what is kept. */
static void
test_long (void)
{
  g_autofree char *text = g_strnfill (2000, 'a');

  for (int platform = 1; platform < XA_N_PLATFORMS; platform++)
    for (gsize len = 500; len < 530; len++)
      for (int by_handle = FALSE; by_handle <= TRUE; by_handle++) {
        char     canonical[XA_PERSON_ID_MAX];
        XaReject why = XA_N_REJECTS;
        gsize    kept = xa_person_id_canonicalize ((XaPlatform) platform, &(XaPerson) { .id = { text, len }, .by_handle = by_handle }, canonical, &why);

        if (by_handle || xa_platform_id_form ((XaPlatform) platform) == XA_ID_TEXT)
          g_assert_cmpuint (kept, ==, len < XA_PERSON_ID_MAX ? len : 0);
        else
          g_assert_cmpuint (kept, ==, 0);
        if (kept == 0)
          g_assert_cmpint (why, ==, by_handle || xa_platform_id_form ((XaPlatform) platform) == XA_ID_TEXT ? XA_REJECT_TOO_LARGE : XA_REJECT_MALFORMED_ID);
      }
}

static void
test_nul (void)
{
  char     canonical[XA_PERSON_ID_MAX];
  XaReject why;

  g_assert_cmpuint (xa_person_id_canonicalize (XA_PLATFORM_X, &(XaPerson) { .id = { "1\0002", 3 }, .by_handle = FALSE }, canonical, &why), ==, 0);
  g_assert_cmpint (why, ==, XA_REJECT_MALFORMED_ID);
  g_assert_cmpuint (xa_person_id_canonicalize (XA_PLATFORM_X, &(XaPerson) { .id = { "a\000b", 3 }, .by_handle = TRUE }, canonical, &why), ==, 0);
  g_assert_cmpint (why, ==, XA_REJECT_MALFORMED_ID);
}

static void
test_number_token (void)
{
  XaReject why = XA_N_REJECTS;

  g_assert_true (xa_person_id_check_number (xa_span ("42"), &why));
  g_assert_false (xa_person_id_check_number (xa_span ("9223372036854775808"), &why));
  g_assert_cmpint (why, ==, XA_REJECT_CLAMPED_ID);
  g_assert_false (xa_person_id_check_number (xa_span ("4.2e1"), &why));
  g_assert_cmpint (why, ==, XA_REJECT_FRACTIONAL_ID);
  g_assert_false (xa_person_id_check_number (xa_span ("-42"), &why));
  g_assert_cmpint (why, ==, XA_REJECT_NEGATIVE_ID);
  g_assert_false (xa_person_id_check_number (XA_SPAN_NONE, &why));
  g_assert_cmpint (why, ==, XA_REJECT_EMPTY_ID);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/privacy/ID-4/spellings", test_same);
  g_test_add_func ("/privacy/ID-5/refused", test_refused);
  g_test_add_func ("/privacy/ID-5/absent", test_absent);
  g_test_add_func ("/privacy/ID-5/number-token", test_number_token);
  g_test_add_func ("/privacy/person-id/long", test_long);
  g_test_add_func ("/privacy/person-id/nul", test_nul);

  return g_test_run ();
}
