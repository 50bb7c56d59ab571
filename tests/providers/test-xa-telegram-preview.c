#include "scripted-platform.h"
#include "test-fetch.h"

#include <string.h>

#define PAGE(content) "<html><body class='tgme_body'>" content "</body></html>"
#define CARD PAGE ("<div class='tgme_page_title'>Birds</div><div class='tgme_page_extra'>12 345 subscribers</div>")
#define ROUNDED_CARD PAGE ("<div class='tgme_page_title'>Birds</div><div class='tgme_page_extra'>1.2M subscribers</div>")
#define MORE(before) "<a class='tgme_messages_more' data-before='" before "'></a>"
#define POST(id, day)                                                                                             \
  "<div class='tgme_widget_message' data-post='birds/" id "'><div class='tgme_widget_message_text'>t" id "</div>" \
  "<a class='tgme_widget_message_date'><time datetime='" day "T00:00:00+00:00'></time></a></div>"

/* The fetches of these tests happen on 2026-01-02. */
#define PAGE_1 PAGE (MORE ("90") POST ("90", "2025-12-30") POST ("91", "2026-01-01"))
#define PAGE_2 PAGE (MORE ("80") POST ("80", "2025-12-01") POST ("81", "2025-12-02"))
#define PAGE_3 PAGE (POST ("1", "2025-01-01"))

typedef struct {
  ScriptedPlatform *platform;
  TestFetch        *fetch;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_TELEGRAM, XA_TARGET_CHANNEL);

  target->handle = g_strdup ("birds");
  fixture->platform = scripted_platform_new ();
  fixture->fetch = test_fetch_new (scripted_platform_get_rest (fixture->platform, &xa_telegram_preview, xa_telegram_preview.base, NULL), target);
  test_fetch_set_max_posts (fixture->fetch, 1000);
  scripted_platform_answer (fixture->platform, "t.me/birds", 200, CARD);
  scripted_platform_answer (fixture->platform, "t.me/s/birds", 200, PAGE_1);
  scripted_platform_answer (fixture->platform, "t.me/s/birds?before=90", 200, PAGE_2);
  scripted_platform_answer (fixture->platform, "t.me/s/birds?before=80", 200, PAGE_3);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  test_fetch_free (fixture->fetch);
  scripted_platform_free (fixture->platform);
}

static char *
run (Fixture *fixture,
     XaPass   pass)
{
  g_autoptr (GError) error = NULL;

  xa_telegram_preview.fetch (test_fetch_get (fixture->fetch), pass, &error);
  g_assert_no_error (error);

  return recording_sink_get_text (test_fetch_get_recording (fixture->fetch));
}

static void
test_profile (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "https://t.me/birds", 200, ROUNDED_CARD);
  text = run (fixture, XA_PASS_PROFILE);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "audience telegram:@birds kind=channel title=\"Birds\" handle=\"birds\""));
  g_assert_nonnull (strstr (text, "1200000"));
  g_assert_nonnull (strstr (text, "100000"));
}

/* All of it the first time; then only what is new or young enough to change. */
static void
test_posts (Fixture      *fixture,
            gconstpointer data)
{
  RecordingSink   *sink = test_fetch_get_recording (fixture->fetch);
  g_autofree char *first = run (fixture, XA_PASS_POSTS);
  g_autofree char *second = NULL;

  g_assert_cmpuint (recording_sink_count (sink, "post "), ==, 5);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "/s/birds"), ==, 3);
  g_assert_nonnull (strstr (first, "page end mark:newest=\"91\""));

  second = run (fixture, XA_PASS_POSTS);
  g_assert_cmpuint (recording_sink_count (sink, "post "), ==, 5 + 4);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "/s/birds"), ==, 3 + 2);
}

/* A pass that was interrupted goes on where it stood, and has not taken the rest for known. */
static void
test_resumed (Fixture      *fixture,
              gconstpointer data)
{
  RecordingSink   *sink = test_fetch_get_recording (fixture->fetch);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  test_fetch_fail_after (fixture->fetch, 2);
  g_assert_false (xa_telegram_preview.fetch (test_fetch_get (fixture->fetch), XA_PASS_POSTS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  test_fetch_fail_after (fixture->fetch, 0);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "before=90"), ==, 2);
  g_assert_cmpuint (recording_sink_count (sink, "post "), ==, 2 + 2 + 3);
  g_assert_nonnull (strstr (text, "mark:newest=\"91\""));
}

static void
test_bounds (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *text = NULL;

  test_fetch_set_max_posts (fixture->fetch, 2);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "/s/birds"), ==, 1);
  g_assert_nonnull (strstr (text, "page end"));
}

/* A page that names itself as the next one. */
static void
test_loop (void)
{
  g_autoptr (ScriptedPlatform) platform = scripted_platform_new ();
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_TELEGRAM, XA_TARGET_CHANNEL);
  g_autoptr (TestFetch) fetch = NULL;
  g_autoptr (GError) error = NULL;

  target->handle = g_strdup ("birds");
  fetch = test_fetch_new (scripted_platform_get_rest (platform, &xa_telegram_preview, "https://t.me", NULL), target);
  test_fetch_set_max_posts (fetch, 1000);
  scripted_platform_answer (platform, "t.me/s/birds", 200, PAGE (MORE ("90") POST ("91", "2026-01-01")));

  g_assert_false (xa_telegram_preview.fetch (test_fetch_get (fetch), XA_PASS_POSTS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_LOOP);
}

static void
test_preview (Fixture      *fixture,
              gconstpointer data)
{
  XaFetch *fetch = test_fetch_get (fixture->fetch);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = xa_telegram_preview.preview (fetch, xa_fetch_get_target (fetch), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (preview->title, ==, "Birds");
  g_assert_cmpint (preview->members_reported, ==, 12345);
  g_assert_cmpint (preview->coverage, ==, XA_COVERAGE_COUNT_ONLY);
  g_assert_true (preview->gives & XA_GIVES_POSTS);
  g_assert_cmpint (preview->n_requests, ==, 2 + 5); /* 91 posts, twenty a page */
  g_assert_cmpuint (recording_sink_get_lines (test_fetch_get_recording (fixture->fetch))->len, ==, 0);
}

/* A channel whose posts have its number is the audience that exports and bots know by it. */
static void
test_number (Fixture      *fixture,
             gconstpointer data)
{
  XaFetch *fetch = test_fetch_get (fixture->fetch);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = NULL;
  g_autoptr (TestFetch) second = NULL;
  g_autofree char *form = NULL;
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "https://t.me/s/birds", 200,
                            PAGE ("<div class='tgme_widget_message' data-post='birds/91' data-peer='c1234567890_1'></div>"));
  preview = xa_telegram_preview.preview (fetch, xa_fetch_get_target (fetch), &error);
  g_assert_no_error (error);
  form = xa_target_format (preview->target);
  g_assert_cmpstr (form, ==, "telegram:-1001234567890?handle=birds");

  second = test_fetch_new (scripted_platform_get_rest (fixture->platform, &xa_telegram_preview, xa_telegram_preview.base, NULL), preview->target);
  g_assert_true (xa_telegram_preview.fetch (test_fetch_get (second), XA_PASS_PROFILE, &error));
  text = recording_sink_get_text (test_fetch_get_recording (second));
  g_assert_nonnull (strstr (text, "audience telegram:-1001234567890 kind=channel"));
}

/* A person's page is no audience, and an address without anything behind it says so. */
static void
test_no_audience (void)
{
  static const struct {
    const char *page;
    XaNetError  code;
  } cases[] = {
    { PAGE ("<div class='tgme_page_title'>Ann Planted</div><div class='tgme_page_extra'>@ann</div>"), XA_NET_ERROR_REFUSED },
    { PAGE (""), XA_NET_ERROR_GONE },
    { "<html><body>Sign in</body></html>", XA_NET_ERROR_MALFORMED },
    { "<html><body class='tgme_body'>cut o", XA_NET_ERROR_MALFORMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ScriptedPlatform) platform = scripted_platform_new ();
    g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_TELEGRAM, XA_TARGET_CHANNEL);
    g_autoptr (TestFetch) fetch = test_fetch_new (scripted_platform_get_rest (platform, &xa_telegram_preview, "https://t.me", NULL), target);
    g_autoptr (GError) error = NULL;

    target->handle = g_strdup ("ann");
    scripted_platform_answer (platform, "/ann", 200, cases[i].page);
    g_assert_null (xa_telegram_preview.preview (test_fetch_get (fetch), target, &error));
    g_assert_error (error, XA_NET_ERROR, (int) cases[i].code);
    g_assert_null (strstr (error->message, "Planted"));
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/telegram-preview/profile", test_profile);
  ADD ("/telegram-preview/posts", test_posts);
  ADD ("/telegram-preview/resumed", test_resumed);
  ADD ("/telegram-preview/bounds", test_bounds);
  g_test_add_func ("/telegram-preview/loop", test_loop);
  ADD ("/telegram-preview/preview", test_preview);
  ADD ("/telegram-preview/number", test_number);
  g_test_add_func ("/telegram-preview/no-audience", test_no_audience);

  return g_test_run ();
}
