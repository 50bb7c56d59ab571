#include "providers/telegram/xa-telegram-page.h"
#include "recording-sink.h"

#include <string.h>

#define NBSP "\xc2\xa0"

static void
test_counts (void)
{
  static const struct {
    const char *text;
    gint64      value, step;
  } cases[] = {
    { "842", 842, 0 },
    { "12 345 subscribers", 12345, 0 },
    { "1" NBSP "234" NBSP "567 members, 98 online", 1234567, 0 },
    { "12,345 subscribers", 12345, 0 },
    { "1.2K", 1200, 100 },
    { "12K views", 12000, 1000 },
    { "3.41M", 3410000, 10000 },
    { "0 subscribers", 0, 0 },
    { "99999999999999999999999", 9999999999999, 0 },
    { "subscribers", XA_COUNT_UNKNOWN, 0 },
    { "", XA_COUNT_UNKNOWN, 0 },
    { NULL, XA_COUNT_UNKNOWN, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    XaTelegramCount count = xa_telegram_count_parse (cases[i].text);

    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (count.value, ==, cases[i].value);
    g_assert_cmpint (count.step, ==, cases[i].step);
  }
}

static void
assert_card (const char *html,
             const char *title,
             gint64      members,
             gboolean    is_channel)
{
  g_autoptr (XaHtmlPage) page = xa_html_page_new (html, strlen (html));
  g_auto (XaTelegramCard) card = { 0 };

  xa_telegram_card_read (page, &card);
  g_assert_cmpstr (card.title, ==, title);
  g_assert_cmpint (card.members.value, ==, members);
  g_assert_cmpint (card.is_channel, ==, is_channel);
}

static void
test_cards (void)
{
  assert_card ("<body><div class='tgme_page_title'><span>Birds &amp; more</span></div><div class='tgme_page_extra'>12 345 subscribers</div>",
               "Birds & more", 12345, TRUE);
  assert_card ("<div class='tgme_page_title'>Room</div><div class='tgme_page_extra'>1 002 members, 31 online</div>", "Room", 1002, FALSE);
  assert_card ("<div class='tgme_page_title'>Ann</div><div class='tgme_page_extra'>@ann</div>", "Ann", XA_COUNT_UNKNOWN, FALSE);
  assert_card ("<html><body>nothing", "", XA_COUNT_UNKNOWN, FALSE);
  assert_card ("", "", XA_COUNT_UNKNOWN, FALSE);
}

static const char posts[] =
  "<html><body><a class='tme_messages_more js-messages_more tgme_messages_more' data-before='40'></a>"
  "<div class='tgme_widget_message service_message' data-post='Birds/41'>"
  "<a class='tgme_widget_message_date'><time datetime='2026-01-01T09:00:00+00:00'></time></a></div>"
  "<div class='tgme_widget_message js-widget_message' data-post='Birds/42'>"
  "<a class='tgme_widget_message_forwarded_from_name' href='https://t.me/rivers/7'>Rivers</a>"
  "<a class='tgme_widget_message_reply' href='https://t.me/birds/40'><div class='tgme_widget_message_text js-message_reply_text'>earlier words</div></a>"
  "<a class='tgme_widget_message_photo_wrap'></a>"
  "<div class='tgme_widget_message_text js-message_text'>Look <a href='?q=%23harbour'>#harbour</a> with <a href='https://t.me/lakes'>these</a>,"
  "<br/>says <a href='tg://user?id=7310000001'>Anna Example</a>.</div>"
  "<div class='tgme_widget_message_reactions'><span class='tgme_reaction'><i class='emoji'><b>1\xef\xb8\x8f\xe2\x83\xa3</b></i>12</span>"
  "<span class='tgme_reaction'><i class='emoji'><b>x</b></i> 1.1K</span></div>"
  "<span class='tgme_widget_message_views'>3.4K</span><a class='tgme_widget_message_replies'>5 comments</a>"
  "<a class='tgme_widget_message_date' href='https://t.me/birds/42'><time datetime='2026-01-02T10:00:00+02:00'>x</time></a></div>"
  "<div class='tgme_widget_message' data-post='other/43'></div>"
  "<div class='tgme_widget_message' data-post='birds/44'><div class='tgme_widget_message_text'>plain</div>"
  "<a class='tgme_widget_message_date'><time datetime='2026-01-03T00:00:00+00:00'></time></a></div>";

static RecordingSink *
read_posts (const char         *html,
            XaTelegramPostPage *result)
{
  RecordingSink *sink = recording_sink_new ();
  g_autoptr (XaHtmlPage) page = xa_html_page_new (html, strlen (html));
  XaAudienceRecord record = { .platform = XA_PLATFORM_TELEGRAM, .native_id = xa_span ("@birds"), .kind = XA_AUDIENCE_CHANNEL, .members_reported = XA_COUNT_UNKNOWN };
  XaAudienceRef    ref;
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_sink_audience (recording_sink_get_sink (sink), &record, &ref, &error));
  g_assert_true (xa_telegram_posts_read (page, "birds", 0, recording_sink_get_sink (sink), ref, result, &error));
  g_assert_no_error (error);

  return sink;
}

static void
test_posts (void)
{
  XaTelegramPostPage result;
  g_autoptr (RecordingSink) sink = read_posts (posts, &result);
  g_autofree char *text = recording_sink_get_text (sink);

  g_test_message ("%s", text);
  g_assert_true (result.has_posts);
  g_assert_cmpint (result.before, ==, 40);
  g_assert_cmpuint (result.n, ==, 3);
  g_assert_cmpint (result.newest_id, ==, 44);
  g_assert_cmpint (result.oldest_id, ==, 41);
  g_assert_cmpuint (recording_sink_count (sink, "post "), ==, 2);
  g_assert_cmpuint (recording_sink_count (sink, "link "), ==, 2);
  g_assert_cmpuint (recording_sink_get_rejects (sink, XA_REJECT_SERVICE_MESSAGE), ==, 1);
  g_assert_cmpuint (recording_sink_get_rejects (sink, XA_REJECT_MALFORMED_RECORD), ==, 1);
  g_assert_nonnull (strstr (text, "reactions=1112"));
  g_assert_nonnull (strstr (text, "views=3400"));
  g_assert_nonnull (strstr (text, "comments=5"));
  g_assert_nonnull (strstr (text, "harbour"));
  g_assert_nonnull (strstr (text, "lakes"));
  g_assert_nonnull (strstr (text, "rivers"));
  g_assert_nonnull (strstr (text, "2026-01-02T08:00:00"));
  g_assert_null (strstr (text, "earlier words"));
}

/* {"c":-1234567890,"p":1} and the same with another number. */
#define VIEW "eyJjIjotMTIzNDU2Nzg5MCwicCI6MX0"
#define OTHER_VIEW "eyJjIjotMTIzNDU2Nzg5MSwicCI6Mn0"
#define NUMBERED(place, attributes) "<div class='tgme_widget_message' data-post='" place "' " attributes "></div>"

/* The number of the channel is only believed where all that says it says the same, of this channel. */
static void
test_channel_number (void)
{
  static const struct {
    const char *html;
    gint64      bare_id;
  } cases[] = {
    { NUMBERED ("birds/1", "data-view='" VIEW "'"), 1234567890 },
    { NUMBERED ("birds/1", "data-peer='c1234567890_-77'"), 1234567890 },
    { NUMBERED ("birds/1", "data-view='" VIEW "' data-peer='c1234567890_77'"), 1234567890 },
    { NUMBERED ("birds/1", "data-view='" VIEW "' data-peer='c1234567891_77'"), 0 },
    { NUMBERED ("birds/1", "data-view='" VIEW "'") NUMBERED ("birds/2", "data-view='" OTHER_VIEW "'"), 0 },
    { NUMBERED ("other/9", "data-view='" OTHER_VIEW "'") NUMBERED ("birds/1", "data-view='" VIEW "'"), 1234567890 },
    { NUMBERED ("birds/1", "data-view='eyJjIjo1fQ'"), 0 },                          /* {"c":5}: a person's */
    { NUMBERED ("birds/1", "data-view='eyJjIjoibm9uZSJ9'"), 0 },                    /* {"c":"none"} */
    { NUMBERED ("birds/1", "data-view='eyJjIjotOTk5OTk5OTk5OTk5OTk5OTk5OX0'"), 0 }, /* digits that do not fit */
    { NUMBERED ("birds/1", "data-view='%%%' data-peer='u12_3'"), 0 },
    { NUMBERED ("birds/1", "data-view='' data-peer='c12'"), 0 },
    { NUMBERED ("birds/1", ""), 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    XaTelegramPostPage result;
    g_autoptr (XaHtmlPage) page = xa_html_page_new (cases[i].html, strlen (cases[i].html));
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", cases[i].html);
    g_assert_true (xa_telegram_posts_read (page, "birds", 0, NULL, 0, &result, &error));
    g_assert_no_error (error);
    g_assert_cmpint (result.bare_id, ==, cases[i].bare_id);
  }
}

/* Somebody who is named by what they are called is in no text. */
static void
test_names (void)
{
  XaTelegramPostPage result;
  g_autoptr (RecordingSink) sink = read_posts (posts, &result);
  g_autofree char *text = recording_sink_get_text (sink);

  g_assert_null (strstr (text, "Anna"));
  g_assert_null (strstr (text, "7310000001"));
}

static void
test_other_pages (void)
{
  static const char *const pages[] = { "", "<html>", "{\"ok\":false}", "<div class='tgme_widget_message'>", "<div class='tgme_widget_message' data-post='birds/x'>" };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
    XaTelegramPostPage result;
    g_autoptr (RecordingSink) sink = read_posts (pages[i], &result);

    g_assert_false (result.has_posts);
    g_assert_cmpuint (recording_sink_count (sink, "post "), ==, 0);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/telegram-page/counts", test_counts);
  g_test_add_func ("/telegram-page/cards", test_cards);
  g_test_add_func ("/telegram-page/posts", test_posts);
  g_test_add_func ("/telegram-page/channel-number", test_channel_number);
  g_test_add_func ("/telegram-page/ID-1/names", test_names);
  g_test_add_func ("/telegram-page/other-pages", test_other_pages);

  return g_test_run ();
}
