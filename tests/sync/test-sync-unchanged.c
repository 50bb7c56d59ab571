#include "http-platform.h"
#include "store/xa-samples.h"
#include "sync-place.h"

#include <string.h>

/*
 * What has not changed is not sent again: platforms are asked with what their last answer said of itself,
 * an answer of 304 is known to mean the same counts as then, and anything newer is read as a whole.
 */

#define DAY (24 * 3600)
#define PROFILE (1u << XA_PASS_PROFILE)

typedef struct {
  SyncPlace    *place;
  HttpPlatform *platform;
} Fixture;

static void
set_up (Fixture *self)
{
  self->platform = http_platform_new ();
  http_platform_set_tags (self->platform, TRUE);
  self->place = sync_place_new (http_platform_get_transport (self->platform));
  sync_place_be_impatient (self->place);
}

static void
tear_down (Fixture *self)
{
  sync_place_free (self->place);
  http_platform_free (self->platform);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, tear_down)

/* So many days after the first, as after a restart. */
static void
run_on_day (Fixture *self,
            guint    day)
{
  sync_place_set_clock (PLACE_CLOCK + day * DAY);
  sync_place_start_anew (self->place);
  sync_place_run_all (self->place);
}

/* What a metric was on each day so far: "0:5 1:5 2:7". */
static void
assert_days (Fixture    *self,
             const char *native_id,
             XaMetric    metric,
             const char *expected)
{
  g_autoptr (XaAudience) audience = sync_place_find (self->place, native_id);
  g_autoptr (XaStore) store = xa_store_open (self->place->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GArray) series = NULL;
  XaSeriesStep step = XA_SERIES_RAW;

  g_assert_nonnull (audience);
  series = xa_store_get_series (store, &audience->id, 1, metric, 0, G_MAXINT64 / 2, 100, &step, NULL);
  for (guint i = 0; i < series->len; i++) {
    const XaSeriesPoint *point = &g_array_index (series, XaSeriesPoint, i);

    g_string_append_printf (said, "%s%" G_GINT64_FORMAT ":%.0f", i ? " " : "", (point->start_us / G_USEC_PER_SEC - PLACE_CLOCK) / DAY, point->last);
  }
  g_assert_cmpstr (said->str, ==, expected);
}

/* --- Mastodon --------------------------------------------------------------------------------------- */

static void
say_account (Fixture *self,
             guint    followers)
{
  g_autofree char *card = g_strdup_printf ("{'id':'100','acct':'desk','display_name':'The Desk','url':'https://news.example/@desk','followers_count':%u,'statuses_count':3}", followers);

  http_platform_answer (self->platform, "/news.example/api/v2/instance", "{'domain':'news.example','title':'News','version':'4.5.0'}", NULL);
  http_platform_answer (self->platform, "/news.example/api/v1/accounts/", card, NULL);
}

static void
test_mastodon (void)
{
  g_auto (Fixture) self = { 0 };
  guint n;

  set_up (&self);
  say_account (&self, 50);
  sync_place_paste (self.place, "https://news.example/@desk", PROFILE);
  run_on_day (&self, 0);
  run_on_day (&self, 1);
  g_assert_cmpuint (http_platform_count_unchanged (self.platform), ==, 1);
  say_account (&self, 70);
  run_on_day (&self, 2);
  g_assert_cmpuint (http_platform_count_unchanged (self.platform), ==, 1);
  run_on_day (&self, 3);
  g_assert_cmpuint (http_platform_count_unchanged (self.platform), ==, 2);
  assert_days (&self, "desk@news.example", XA_METRIC_MEMBERS, "0:50 1:50 2:70 3:70");
  assert_days (&self, "desk@news.example", XA_METRIC_POSTS, "0:3 1:3 2:3 3:3");
  n = http_platform_count (self.platform, "/api/v1/accounts/");
  g_assert_cmpuint (n, >=, 5);

  /* A server that says nothing of its answers is asked as ever. */
  http_platform_set_tags (self.platform, FALSE);
  run_on_day (&self, 4);
  run_on_day (&self, 5);
  assert_days (&self, "desk@news.example", XA_METRIC_MEMBERS, "0:50 1:50 2:70 3:70 4:70 5:70");
  g_assert_cmpuint (http_platform_count_unchanged (self.platform), ==, 2);
  import_place_verify (self.place->place);
}

/* Two that ask the same address: what one has learned since is not what the other knew. */
static void
test_two_sources (void)
{
  g_auto (Fixture) self = { 0 };
  gint64 connection;
  gint64 sources[2];

  set_up (&self);
  say_account (&self, 50);
  connection = sync_place_connect (self.place, &xa_mastodon, NULL, "https://news.example", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++) {
    XaPreview      *preview = xa_preview_new ();
    XaCandidate     candidate = { .provider = &xa_mastodon, .connection_id = connection, .preview = preview };
    XaFollowOptions wanted = XA_FOLLOW_OPTIONS_INIT;
    g_autoptr (XaSource) source = NULL;

    wanted.passes = PROFILE;
    preview->target = xa_target_new (XA_PLATFORM_MASTODON, XA_TARGET_ACCOUNT);
    preview->target->handle = g_strdup (i ? "other" : "desk");
    preview->target->host = g_strdup ("news.example");
    preview->target->id = g_strdup ("100");
    preview->title = g_strdup ("Desk");
    preview->kind = XA_AUDIENCE_ACCOUNT;
    preview->gives = xa_mastodon.gives;
    source = xa_sync_follow (self.place->sync, &candidate, &wanted, NULL);
    sources[i] = source->id;
    xa_preview_free (preview);
  }
  run_on_day (&self, 0);
  say_account (&self, 70);
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++) {
    XaSyncOptions options = { .sources = &sources[i], .n_sources = 1 };
    g_auto (XaSyncProgress) report = { 0 };

    sync_place_set_clock (PLACE_CLOCK + DAY);
    g_assert_true (xa_sync_run (self.place->sync, &options, NULL, &report, NULL));
    g_assert_cmpuint (report.n_done, ==, 1);
  }
  assert_days (&self, "desk@news.example", XA_METRIC_MEMBERS, "0:50 1:70");
  assert_days (&self, "other@news.example", XA_METRIC_MEMBERS, "0:50 1:70");
}

/* --- Discourse -------------------------------------------------------------------------------------- */

static void
say_forum (Fixture *self,
           guint    posts)
{
  g_autofree char *about = g_strdup_printf ("{'about':{'stats':{'users_count':60,'posts_count':%u,'active_users_30_days':7}}}", posts);

  http_platform_answer (self->platform, "/forum.example/site/basic-info.json", "{'title':'Birds','login_required':false}", NULL);
  http_platform_answer (self->platform, "/forum.example/about.json", about, NULL);
}

static void
test_discourse (void)
{
  g_auto (Fixture) self = { 0 };
  g_autoptr (XaAudience) audience = NULL;

  set_up (&self);
  say_forum (&self, 900);
  sync_place_connect (self.place, &xa_discourse, NULL, "https://forum.example", NULL);
  sync_place_paste (self.place, "https://forum.example/", PROFILE);
  run_on_day (&self, 0);
  run_on_day (&self, 1);
  g_assert_cmpuint (http_platform_count_unchanged (self.platform), ==, 2);
  say_forum (&self, 950);
  run_on_day (&self, 2);
  /* The name is still the same. */
  g_assert_cmpuint (http_platform_count_unchanged (self.platform), ==, 3);
  run_on_day (&self, 3);
  g_assert_cmpuint (http_platform_count_unchanged (self.platform), ==, 5);
  assert_days (&self, "forum.example", XA_METRIC_POSTS, "0:900 1:900 2:950 3:950");
  assert_days (&self, "forum.example", XA_METRIC_MEMBERS, "0:60 1:60 2:60 3:60");
  audience = sync_place_find (self.place, "forum.example");
  g_assert_cmpstr (audience->title, ==, "Birds");
}

/* --- Telegram --------------------------------------------------------------------------------------- */

#define PAGE(content) "<!DOCTYPE html><html><head></head><body class=\"tgme_body\">" content "</body></html>"
#define POST(id, day, views)                                                                                                       \
  "<div class=\"tgme_widget_message\" data-post=\"birds/" id "\"><div class=\"tgme_widget_message_text\">plantedtext " id "</div>" \
  "<span class=\"tgme_widget_message_views\">" views "</span>"                                                                     \
  "<a class=\"tgme_widget_message_date\"><time datetime=\"" day "T00:00:00+00:00\"></time></a></div>"

static void
test_telegram (void)
{
  g_auto (Fixture) self = { 0 };
  guint n_pages;

  set_up (&self);
  http_platform_answer (self.platform, "/t.me/birds", PAGE ("<div class=\"tgme_page_title\">Birds</div><div class=\"tgme_page_extra\">12.3K subscribers</div>"), NULL);
  http_platform_answer (self.platform, "/t.me/s/birds", PAGE (POST ("90", "2023-10-01", "10") POST ("91", "2023-10-02", "20")), NULL);
  sync_place_paste (self.place, "https://t.me/birds", 0);
  run_on_day (&self, 0);
  run_on_day (&self, 1);
  g_assert_cmpuint (http_platform_count_unchanged (self.platform), ==, 2);
  n_pages = http_platform_count (self.platform, "/t.me/s/birds");
  /* A view more is another page. */
  http_platform_answer (self.platform, "/t.me/s/birds", PAGE (POST ("90", "2023-10-01", "10") POST ("91", "2023-10-02", "25")), NULL);
  run_on_day (&self, 2);
  g_assert_cmpuint (http_platform_count_unchanged (self.platform), ==, 3);
  g_assert_cmpuint (http_platform_count (self.platform, "/t.me/s/birds"), ==, n_pages + 1);
  assert_days (&self, "@birds", XA_METRIC_MEMBERS, "0:12300 1:12300 2:12300");
  {
    g_autoptr (XaAudience) audience = sync_place_find (self.place, "@birds");

    g_assert_cmpint (audience->n_posts, ==, 2);
    g_assert_cmpstr (audience->title, ==, "Birds");
  }
  import_place_verify (self.place->place);
}

/* A walk that did not end with the first page has more to look at than that. */
static void
test_telegram_longer (void)
{
  g_auto (Fixture) self = { 0 };
  guint n_older;

  set_up (&self);
  http_platform_answer (self.platform, "/t.me/birds", PAGE ("<div class=\"tgme_page_title\">Birds</div><div class=\"tgme_page_extra\">123 subscribers</div>"), NULL);
  /* Younger than a week: their counters are read each time. */
  http_platform_answer (self.platform, "/t.me/s/birds",
                        PAGE ("<a class=\"tme_messages_more tgme_messages_more\" data-before=\"90\"></a>" POST ("90", "2023-11-13", "10") POST ("91", "2023-11-14", "20")), NULL);
  http_platform_answer (self.platform, "/t.me/s/birds?before=90", PAGE (POST ("80", "2023-11-01", "5")), NULL);
  sync_place_paste (self.place, "https://t.me/birds", 1u << XA_PASS_POSTS);
  run_on_day (&self, 0);
  n_older = http_platform_count (self.platform, "before=90");
  run_on_day (&self, 1);
  g_assert_cmpuint (http_platform_count (self.platform, "before=90"), ==, n_older + 1);
  g_assert_cmpuint (http_platform_count_unchanged (self.platform), ==, 0);
}

/* --- what is kept ------------------------------------------------------------------------------------ */

/* Neither an answer nor its address is on the disk. */
static void
test_nothing_kept (void)
{
  g_auto (Fixture) self = { 0 };

  set_up (&self);
  say_account (&self, 50);
  sync_place_paste (self.place, "https://news.example/@desk", PROFILE);
  run_on_day (&self, 0);
  sync_place_assert_nowhere (self.place, "statuses_count");
  sync_place_assert_nowhere (self.place, "/api/v1/accounts");
  sync_place_assert_nowhere (self.place, "W/\"");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sync-unchanged/mastodon", test_mastodon);
  g_test_add_func ("/sync-unchanged/two-sources", test_two_sources);
  g_test_add_func ("/sync-unchanged/discourse", test_discourse);
  g_test_add_func ("/sync-unchanged/telegram", test_telegram);
  g_test_add_func ("/sync-unchanged/telegram-longer", test_telegram_longer);
  g_test_add_func ("/sync-unchanged/NET-6/nothing-kept", test_nothing_kept);

  return g_test_run ();
}
