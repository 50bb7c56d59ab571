#include "privacy/xa-scrub.h"

#include <string.h>
#include <time.h>

/* Every form that scrubbing promises to find, by the mark it leaves. All of it is invented. */
static const struct {
  const char *mark;
  const char *forms[40];
} listed[] = {
  { "<mention>",
    { "@ann_b", "@AnnB", "@ann.b", "@a", "@1st_ann", "@j\u00f6rg", "@\u0430\u043d\u043d\u0430", "@\u5c0f\u660e", "\uff20ann_b", "@ann@social.example", "@Ann.B@social.example",
      "@ann:matrix.example", "@123456789012345678", "@!123456789", "@an\u200bn", "u/ann_b", "/u/ann_b", "@ann.bsky.example" } },
  { "<email>",
    { "ann@example.org", "Ann.B+news@mail.example.co.uk", "ann_b-c@example.io", "a@b.cd", "mailto:ann@example.org", "ann%40example.org", "o'brien@example.org", "j\u00f6rg@b\u00fccher.example",
      "ann\u00ad@example.org", "ann\uff20example.org" } },
  { "<phone>",
    { "+49 30 1234567", "+49-30-1234567", "+49 (30) 123 45 67", "+49 (0) 30 1234567", "+493012345678", "+1 555 010 9999", "+1 (555) 010-9999", "+1-555-010-9999", "+1.555.010.9999", "+7 (495) 123-45-67",
      "+44 20 7946 0958", "+358 9 123 4567", "+852 2345 6789", "+33 1 23 45 67 89", "+65\u00a06123\u00a04567", "+49\u2011"
                                                                                                               "30\u2011"
                                                                                                               "1234567",
      "+49 / 30 / 1234567", "0049 30 1234567", "00 49 30 1234567",
      "+123 4567", "+999 999 999 999 999", "(030) 1234567", "(555) 010-9999", "030 1234567", "030/1234567", "030-123 45 67", "01 23 45 67 89", "0171-1234567", "555-010-9999", "555-0199",
      "555 010 9999", "1 (555) 010-9999", "1-555-010-9999", "8 (495) 123-45-67", "22 34 56 78", "tel:+49301234567", "sms:+49301234567", "\u0660\u0661\u0667\u0661-\u0661\u0662\u0663\u0664\u0665\u0666\u0667" } },
  { "<invite>",
    { "t.me/+AbCdEf123", "https://t.me/+AbCdEf123", "http://t.me/joinchat/AbCdEf", "T.ME/JOINCHAT/AbCdEf", "telegram.me/joinchat/AbCdEf", "discord.gg/AbCdEf", "https://discord.gg/AbCdEf", "discord.com/invite/AbCdEf",
      "https://www.discord.com/invite/AbCdEf?event=1", "discordapp.com/invite/AbCdEf", "https://chat.whatsapp.com/AbCdEf" } },
  { "<profile>",
    { "t.me/ann_b", "https://t.me/s/ann_b", "https://t.me/c/1234567/89", "telegram.me/ann_b", "ann.t.me", "https://ann.t.me/5", "tg://resolve?domain=ann_b", "tg://user?id=1234567", "x.com/ann_b", "https://x.com/ann_b/status/12345",
      "https://mobile.twitter.com/ann_b", "twitter.com/ann_b?s=20", "https://x.com/i/user/12345", "instagram.com/ann.b", "https://www.instagram.com/stories/ann.b/1", "https://www.tiktok.com/@ann.b",
      "tiktok.com/@ann.b/video/1", "https://vm.tiktok.com/ZMabc/", "facebook.com/ann.b", "https://m.facebook.com/profile.php?id=1234567", "https://www.facebook.com/people/Ann-B/1234567", "fb.com/ann.b",
      "linkedin.com/in/ann-b", "https://de.linkedin.com/in/ann-b-1234/", "bsky.app/profile/ann.example.org", "https://bsky.app/profile/did:plc:abcd/post/3k", "ann.bsky.social", "at://did:plc:abcd/app.bsky.feed.post/3k",
      "https://social.example/@ann", "social.example/@ann@other.example", "https://social.example/users/ann", "https://forum.example.org/u/ann_b/summary", "https://medium.example/%40ann", "https://ann:pw@host.example/x",
      "https://discord.com/channels/1/2/3", "https://www.youtube.com/@ann", "https://www.youtube.com/channel/UCabc", "https://site.example/~ann/", "wa.me/49301234567" } },
  { "<id>", { "did:plc:z72i7hdynmk6r22z27h6tvur", "did:web:ann.example.org", "DID:PLC:Z72I7HDYNMK6R22Z27H6TVUR", "urn:li:person:AbCdEf", "192.0.2.17", "203.0.113.255" } },
  { "<number>", { "1234567", "123456789012345678", "00000000", "\u0661\u0662\u0663\u0664\u0665\u0666\u0667" } },
};

/* Where the forms may stand. %s is the form. */
static const char *const carriers[] = {
  "%s",
  " %s ",
  "Ask %s about it",
  "Ask (%s) about it",
  "Ask \"%s\", please.",
  "Write to %s.",
  "Write to %s!",
  "first line\n%s\nlast line",
  "<%s>",
  "[link](%s)",
  "see: %s; thanks",
  "\u2014 %s \u2014",
  "\u8054\u7cfb\uff1a%s\u3002",
  "\U0001f600 %s \U0001f600",
};

/* Text that names nobody and stays as it is. */
static const char *const clean[] = {
  "",
  "Hello world",
  "Version 2.1.0 is out, see the notes for 2.0.3",
  "It costs $1,234,567.00 or 1.234.567,00 \u20ac",
  "Prices from 19.99 to 1 299 EUR",
  "12 000 000 views and 1.250.000 likes",
  "between 10 000 - 20 000 people",
  "1500-2000 visitors",
  "2024-05-17 10:30",
  "17.05.2024, 10:30-12:45",
  "On 05/17/2024 and 17/05/24",
  "2019-2024, 2019/2020, 2018 2019 2020",
  "In 2024 we had 15000 members",
  "In 2023 5000 people came",
  "It started in 2019. 5000 people came",
  "Opening hours 09.00-17.30, Sat 10.00 - 14.00",
  "#linux #100DaysOfCode #2024",
  "100 % of 5/5 stars, 4.5/5, 3:2",
  "at 5 @ 10 each",
  "C++ and C#, a/b tests, and/or",
  "https://example.org/2024/05/17/title",
  "https://example.org/search?q=privacy&page=2#top",
  "example.org is a host, https://www.example.org/ too.",
  "https://github.example/project/repo/issues/123",
  "https://www.instagram.com/p/AbCdEf/ and instagram.com/explore/tags/linux",
  "x.com/hashtag/linux",
  "https://www.linkedin.com/company/example",
  "https://bsky.app/about",
  "https://www.youtube.com/watch?v=AbCdEf",
  "https://social.example/tags/linux",
  "https://t.me/",
  "1 2 3 4 5 6 7 8 9",
  "1. one 2. two 3. three",
  "0.5 0.25 0.125",
  "It grew by +12.5 % and -3 %",
  "+100 today",
  "ISO 9001, RFC 2104, A4, H.264, 1080p, 1920x1080",
  "room 101, page 12-15, chapter 3.2.1",
  "10:30:00",
  "123456",
  "six digits 12-34-56",
  "caf\u00e9 \u043f\u0440\u0438\u0432\u0435\u0442 \u4f60\u597d \u0645\u0631\u062d\u0628\u0627",
  "\U0001f469\u200d\U0001f4bb at work",
  "e.g. this, i.e. that... and so on",
  "<b>bold</b> & 'quoted' {braces} [brackets] a|b",
  "5 + 10 000 000 is more than 9 000 000",
  "ratio 3/4 or 16:9; temperature -5\u2026+30",
};

/* What is lost although it names nobody: stated, so that a change in it is seen. */
static const struct {
  const char *text;
  const char *scrubbed;
} lost[] = {
  { "a picture of 2560 1440", "a picture of <phone>" },
  { "rooms 101 102 103", "rooms <phone>" },
  { "+1 250 000 readers", "<phone> readers" },
  { "pi is 3.14159265", "pi is <number>" },
  { "version 10.15.7.1", "version <id>" },
  { "1500000 views", "<number> views" },
  { "meet @5pm", "meet <mention>" },
};

static char *
scrub (const char *text)
{
  return xa_scrub_text (xa_span (text));
}

static char *
place (const char *carrier,
       const char *form)
{
  g_auto (GStrv) parts = g_strsplit (carrier, "%s", 2);

  return g_strconcat (parts[0], form, parts[1], NULL);
}

/* Each listed form in each carrier leaves its mark and not a byte more. */
static void
test_recall (void)
{
  guint n = 0, n_missed = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (listed); i++)
    for (gsize k = 0; listed[i].forms[k]; k++)
      for (gsize c = 0; c < G_N_ELEMENTS (carriers); c++) {
        g_autofree char *text = place (carriers[c], listed[i].forms[k]);
        g_autofree char *expected = place (carriers[c], listed[i].mark);
        g_autofree char *scrubbed = scrub (text);

        n++;
        if (strcmp (scrubbed, expected) != 0) {
          n_missed++;
          g_test_message ("missed: \"%s\" became \"%s\"", text, scrubbed);
        }
      }
  g_test_message ("%u of %u found", n - n_missed, n);
  g_assert_cmpuint (n_missed, ==, 0);
}

/* Two of them in one text do not hide each other. */
static void
test_pairs (void)
{
  static const char *const between[] = { " ", ", ", "\n", " and ", "; " };
  guint                    n_missed = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (listed); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (listed); k++)
      for (gsize b = 0; b < G_N_ELEMENTS (between); b++) {
        g_autofree char *text = g_strconcat (listed[i].forms[0], between[b], listed[k].forms[0], NULL);
        g_autofree char *expected = g_strconcat (listed[i].mark, between[b], listed[k].mark, NULL);
        g_autofree char *scrubbed = scrub (text);

        /* Digits, a blank and more digits are one number. */
        if (b == 0 && strcmp (listed[k].mark, "<number>") == 0 && strcmp (scrubbed, "<phone>") == 0)
          continue;
        if (strcmp (scrubbed, expected) != 0) {
          n_missed++;
          g_test_message ("missed: \"%s\" became \"%s\"", text, scrubbed);
        }
      }
  g_assert_cmpuint (n_missed, ==, 0);
}

static void
test_precision (void)
{
  guint n_changed = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (clean); i++) {
    g_autofree char *scrubbed = scrub (clean[i]);

    if (strcmp (scrubbed, clean[i]) != 0) {
      n_changed++;
      g_test_message ("changed: \"%s\" became \"%s\"", clean[i], scrubbed);
    }
  }
  g_test_message ("%u of %u clean texts kept", (guint) G_N_ELEMENTS (clean) - n_changed, (guint) G_N_ELEMENTS (clean));
  g_assert_cmpuint (n_changed, ==, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (lost); i++) {
    g_autofree char *scrubbed = scrub (lost[i].text);

    g_assert_cmpstr (scrubbed, ==, lost[i].scrubbed);
  }
}

static const struct {
  const char *text;
  const char *expected;
} mixed[] = {
  { "ann@example.org,bob@example.org;@carl", "<email>,<email>;<mention>" },
  { "@ann@bob", "<mention>" },
  { "mail:ann@example.org/x", "mail:<email>/x" },
  { "https://example.org/post/12345678", "https://example.org/post/<number>" },
  { "https://example.org/?to=ann@example.org", "<profile>" },
  { "call +49 30 1234567 or +49 30 7654321", "call <phone> or <phone>" },
  { "call +49 30 1234567 on 17.05.2024", "call <phone> on 17.05.2024" },
  { "2024-05-17 +49 30 1234567", "2024-05-17 <phone>" },
  { "DE89 3704 0044 0532 0130 00", "DE89 <phone>" },
  { "1234 5678 9012 3456", "<phone>" },
  { "https://example.org/a_(b)/@ann", "https://example.org/a_(b)/<mention>" },
  { "https://t.me/ann, https://example.org/.", "<profile>, https://example.org/." },
  { "#tag @ann #tag", "#tag <mention> #tag" },
  { "<a href=\"https://social.example/@ann\" class=\"mention\">@<span>ann</span></a> hello", "<a href=\"<profile>\" class=\"mention\"><mention></span></a> hello" },
  { "@<b><i>ann</i></b>, 5 @ <3", "<mention></i></b>, 5 @ <3" },
  { "ann&#64;example.org and &commat;ann", "<email> and <mention>" },
  { "555-2199 1 222 3333", "<phone> 1 <phone>" },
  { "192.0.2.17 192.0.2.18 5 222 3333", "<id> <id> 5 <phone>" },
  { "1-1234567-555-0199", "<number>" },
  { "Tel030 1234567, tel555-123-4567", "Tel030 <number>, tel<phone>" },
  { "2019/2020/2021 555-0199", "2019/2020/2021 <phone>" },
};

static void
test_mixed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mixed); i++) {
    g_autofree char *scrubbed = scrub (mixed[i].text);

    g_assert_cmpstr (scrubbed, ==, mixed[i].expected);
  }
}

/* Text built at random from pieces that mean something here: the result is UTF-8, holds no '@'
 * before a letter and no seven digits, and stays as it is when scrubbed again. */
static void
test_random (void)
{
  static const char *const pieces[] = { "@", "a", "ann", ".", "example.org", "/", ":", "//", "https://", "t.me/", "+", "49", "030", "1234567", " ", "-", "(", ")", "did:", "plc:", "\u00e9",
                                        "\xff", "\u200b", "u/", "%40", "www.", "2024", "05", "17", "\n", "<", ">", "_", "\u0663", "\u00a0" };
  int                      n_rounds = g_getenv ("XAUDIENCE_TEST_FULL") ? 200000 : 5000;

  for (int i = 0; i < n_rounds; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *scrubbed = NULL;
    g_autofree char *again = NULL;
    int              n_pieces = g_test_rand_int_range (1, 14);
    guint            n_digits = 0;

    for (int k = 0; k < n_pieces; k++)
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    scrubbed = scrub (text->str);
    again = scrub (scrubbed);
    g_assert_cmpstr (again, ==, scrubbed);
    g_assert_true (g_utf8_validate (scrubbed, -1, NULL));
    for (const char *at = scrubbed; *at; at++) {
      n_digits = g_ascii_isdigit (*at) ? n_digits + 1 : 0;
      g_assert_cmpuint (n_digits, <, 7);
      g_assert_false (*at == '@' && g_ascii_isalpha (at[1]));
    }
  }
}

static gint64
get_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Text that makes a careless scanner take the square of its length. */
static void
test_linear (void)
{
  static const char *const patterns[] = { "@", "@.", "a.", "a/", ":", "a:", "http://", "https://a", "a.bc:", "+", "+ ", "(1", "1 ", "1-", "12 ", "123 ", "1", "u/", "@a", "did:a:", ".", "a@", "%40", "a.t.me", "00 ", "tg", "@<a", "&#64;", "@<a>", "@<", "\u0661 " };
  const gsize              target = 200000;

  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *scrubbed = NULL;
    gint64           start;

    while (text->len < target)
      g_string_append (text, patterns[i]);
    start = get_cpu_us ();
    scrubbed = scrub (text->str);
    /* A square would take minutes. */
    g_assert_cmpint (get_cpu_us () - start, <, 5 * G_USEC_PER_SEC);
    g_assert_cmpuint (strlen (scrubbed), <=, 10 * target);
  }
}

static void
test_encoding (void)
{
  g_autofree char *broken = scrub ("caf\xe9 @ann\xff");
  g_autofree char *nul = xa_scrub_text ((XaSpan) { "a\0@ann", 6 });
  g_autofree char *absent = xa_scrub_text (XA_SPAN_NONE);

  g_assert_true (g_utf8_validate (broken, -1, NULL));
  g_assert_null (strstr (broken, "ann"));
  g_assert_null (strstr (nul, "ann"));
  g_assert_cmpstr (absent, ==, "");
}

static const struct {
  const char *key;
  const char *value;
  gboolean    kept;
} fields[] = {
  { "rating", "5", TRUE },
  { "country", "DE", TRUE },
  { "app_version", "2.1.0", TRUE },
  { "Store", "North", TRUE },
  { "verified purchase", "true", TRUE },
  { "date", "2024-05-17", TRUE },
  { "size", "XL / blue", TRUE },
  { "paid", "yes", TRUE },
  { "platform", "Android 14", TRUE },
  { "category", "Garden & tools", TRUE },
  { "category", "", TRUE },
  { "category", "one two three four", TRUE },
  { "category", "one two three four five", FALSE },
  { "category", "ann@example.org", FALSE },
  { "category", "@ann", FALSE },
  { "category", "1234567", FALSE },
  { "category", "a1b2c3d4e5f6", FALSE },
  { "category", "6f1c1f6e-6f0e-4f9b-9a43-1f6a3b0d2c11", FALSE },
  { "category", "bad \xff", FALSE },
  { "category", "https://x.com/ann", FALSE },
  { "name", "Ann", FALSE },
  { "Name", "Ann", FALSE },
  { "first_name", "Ann", FALSE },
  { "firstName", "Ann", FALSE },
  { "First Name", "Ann", FALSE },
  { "surname", "B", FALSE },
  { "user", "ann", FALSE },
  { "userHandle", "ann", FALSE },
  { "user_age", "40", FALSE },
  { "e-mail", "x", FALSE },
  { "EMAIL", "x", FALSE },
  { "Mailbox", "x", FALSE },
  { "phone", "1", FALSE },
  { "mobile_no", "1", FALSE },
  { "address", "x", FALSE },
  { "ip", "x", FALSE },
  { "ip_addr", "x", FALSE },
  { "handle", "x", FALSE },
  { "login", "x", FALSE },
  { "author", "x", FALSE },
  { "contact", "x", FALSE },
  { "id", "5", FALSE },
  { "ID", "5", FALSE },
  { "review_id", "5", FALSE },
  { "reviewId", "5", FALSE },
  { "orderid", "5", FALSE },
  { "order_number", "5", FALSE },
  { "Customer", "x", FALSE },
  { "written by", "Ann", FALSE },
  { "zip", "10115", FALSE },
  { "profile_url", "x", FALSE },
  { "n\u00e4me", "x", FALSE },
  { "", "x", FALSE },
  { "5", "x", FALSE },
};

static void
test_fields (void)
{
  g_autofree char *exact = g_strnfill (64, 'x');
  g_autofree char *longer = g_strnfill (65, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_test_message ("\"%s\": \"%s\"", fields[i].key, fields[i].value);
    g_assert_cmpint (xa_scrub_keeps_field (xa_span (fields[i].key), xa_span (fields[i].value)), ==, fields[i].kept);
  }
  g_assert_true (xa_scrub_keeps_field (xa_span ("category"), xa_span (exact)));
  g_assert_false (xa_scrub_keeps_field (xa_span ("category"), xa_span (longer)));
  g_assert_false (xa_scrub_keeps_field (XA_SPAN_NONE, xa_span ("x")));
  g_assert_false (xa_scrub_keeps_field (xa_span ("category"), XA_SPAN_NONE));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/privacy/ID-11/recall", test_recall);
  g_test_add_func ("/privacy/ID-11/pairs", test_pairs);
  g_test_add_func ("/privacy/ID-11/precision", test_precision);
  g_test_add_func ("/privacy/ID-11/mixed", test_mixed);
  g_test_add_func ("/privacy/ID-11/random", test_random);
  g_test_add_func ("/privacy/ID-11/fields", test_fields);
  g_test_add_func ("/privacy/scrub/linear", test_linear);
  g_test_add_func ("/privacy/scrub/encoding", test_encoding);

  return g_test_run ();
}
