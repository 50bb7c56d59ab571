/* The provider for an account of Telegram's: what comes of the account's chats, to the letter. */
#include "td-world.h"

#include <string.h>

static gboolean
has_line (TestFetch  *fetch,
          const char *line)
{
  const GPtrArray *lines = recording_sink_get_lines (test_fetch_get_recording (fetch));

  for (guint i = 0; i < lines->len; i++)
    if (g_str_has_prefix (lines->pdata[i], line))
      return TRUE;
  for (guint i = 0; i < lines->len; i++)
    g_test_message ("%s", (const char *) lines->pdata[i]);

  return FALSE;
}

/* --- what comes of the account ---------------------------------------------------------------- */

static void
test_look (void)
{
  static const struct {
    const char    *target;
    const char    *found;
    XaAudienceKind kind;
    XaCoverage     coverage;
    gint64         members;
  } cases[] = {
    { "telegram:@lakebirds", "telegram-group:" STANDIN_GROUP "?handle=lakebirds", XA_AUDIENCE_GROUP, XA_COVERAGE_COMPLETE, 450 },
    { "telegram:@lakenews", "telegram:" STANDIN_CHANNEL "?handle=lakenews", XA_AUDIENCE_CHANNEL, XA_COVERAGE_FIRST_N, 900 },
    { "telegram-group:" STANDIN_ROWERS, "telegram-group:" STANDIN_ROWERS, XA_AUDIENCE_GROUP, XA_COVERAGE_COMPLETE, 3 },
    { "telegram-group:" STANDIN_HIDDEN, "telegram-group:" STANDIN_HIDDEN, XA_AUDIENCE_GROUP, XA_COVERAGE_ACTIVE_AUTHORS, 77 },
  };
  g_autoptr (TdWorld) world = td_world_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TestFetch) fetch = td_world_make_fetch (world, cases[i].target);
    g_autoptr (GError) error = NULL;
    g_autoptr (XaPreview) preview = xa_telegram_user.preview (test_fetch_get (fetch), xa_fetch_get_target (test_fetch_get (fetch)), &error);
    g_autofree char *form = preview ? xa_target_format (preview->target) : NULL;

    g_assert_no_error (error);
    g_assert_cmpstr (form, ==, cases[i].found);
    g_assert_cmpint (preview->kind, ==, cases[i].kind);
    g_assert_cmpint (preview->coverage, ==, cases[i].coverage);
    g_assert_cmpint (preview->members_reported, ==, cases[i].members);
  }
}

/* Somebody is not looked at, and what nobody knows is not there. */
static void
test_nobody (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (TestFetch) person = td_world_make_fetch (world, "telegram:@somebody");
  g_autoptr (TestFetch) unknown = td_world_make_fetch (world, "telegram:@nosuchchat");
  g_autoptr (GError) error = NULL;

  g_assert_null (xa_telegram_user.preview (test_fetch_get (person), xa_fetch_get_target (test_fetch_get (person)), &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  g_assert_null (strstr (error->message, "PLANTED"));
  g_clear_error (&error);
  g_assert_null (xa_telegram_user.preview (test_fetch_get (unknown), xa_fetch_get_target (test_fetch_get (unknown)), &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_GONE);
  g_assert_null (strstr (error->message, "PLANTED"));
}

static void
test_list (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (TestFetch) fetch = td_world_make_fetch (world, "telegram:@lakebirds");
  g_autoptr (GError) error = NULL;
  g_autofree char *who = NULL;
  g_autoptr (GPtrArray) list = NULL;

  g_assert_true (xa_telegram_user.check (test_fetch_get (fetch), &who, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (who, ==, "@our_reader");
  list = xa_telegram_user.list (test_fetch_get (fetch), &error);
  g_assert_no_error (error);
  /* The conversation with a person is not among them. */
  g_assert_cmpuint (list->len, ==, 4);
  for (guint i = 0; i < list->len; i++)
    g_assert_null (strstr (((XaPreview *) list->pdata[i])->title, "PLANTED"));
}

static void
test_members (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (TestFetch) group = td_world_make_fetch (world, "telegram-group:" STANDIN_GROUP);
  g_autoptr (TestFetch) channel = td_world_make_fetch (world, "telegram:" STANDIN_CHANNEL);
  g_autoptr (TestFetch) rowers = td_world_make_fetch (world, "telegram-group:" STANDIN_ROWERS);
  g_autoptr (TestFetch) hidden = td_world_make_fetch (world, "telegram-group:" STANDIN_HIDDEN);

  td_world_run (group, XA_PASS_MEMBERS);
  g_assert_cmpuint (td_world_count (group, "member "), ==, 450);
  g_assert_true (has_line (group, "audience telegram:" STANDIN_GROUP " kind=group title=\"Birds of the Lake\" handle=\"lakebirds\" url=\"https://t.me/lakebirds\" members=450"));
  g_assert_true (has_line (group, "member telegram:" STANDIN_GROUP " id=\"7310000001\" joined=2023-11-14T22:13:21Z"));
  g_assert_true (has_line (group, "member telegram:" STANDIN_GROUP " id=\"7310000450\" joined=2023-11-14T22:20:50Z bot"));

  td_world_run (channel, XA_PASS_MEMBERS);
  g_assert_cmpuint (td_world_count (channel, "member "), ==, 200);
  g_assert_true (test_fetch_has_note (channel, XA_FETCH_NOTE_CAPPED));
  g_assert_cmpuint (td_world_count (channel, "snapshot telegram:" STANDIN_CHANNEL " at=2026-01-02T03:04:05Z coverage=first_n first_n=200 reported=900"), >, 0);

  td_world_run (rowers, XA_PASS_MEMBERS);
  g_assert_cmpuint (td_world_count (rowers, "member "), ==, 3);

  td_world_run (hidden, XA_PASS_MEMBERS);
  g_assert_cmpuint (td_world_count (hidden, "member "), ==, 0);
  g_assert_cmpuint (td_world_count (hidden, "snapshot "), ==, 0);
  g_assert_true (test_fetch_has_note (hidden, XA_FETCH_NOTE_HIDDEN_LIST));
}

static void
test_posts (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (TestFetch) group = td_world_make_fetch (world, "telegram-group:" STANDIN_GROUP);
  g_autoptr (TestFetch) channel = td_world_make_fetch (world, "telegram:" STANDIN_CHANNEL);
  g_autofree char *text = NULL;

  td_world_run (group, XA_PASS_POSTS);
  g_assert_cmpuint (td_world_count (group, "post "), ==, 207);
  g_assert_cmpuint (td_world_count (group, "event "), ==, 23);
  g_assert_cmpuint (td_world_count (group, "link telegram:" STANDIN_GROUP " kind=forward"), ==, 23);
  g_assert_true (has_line (group, "post telegram:" STANDIN_GROUP " id=\"230\""));
  text = recording_sink_get_text (test_fetch_get_recording (group));
  /* A name without a handle is taken out of the words. */
  g_assert_nonnull (strstr (text, "plain words 230 #lake <mention> @otherlake"));
  g_assert_null (strstr (text, "PLANTED"));
  g_assert_nonnull (strstr (text, "reply_to=\"224\""));

  td_world_run (channel, XA_PASS_POSTS);
  g_assert_cmpuint (td_world_count (channel, "post "), ==, 207);
  g_assert_true (has_line (channel, "post telegram:" STANDIN_CHANNEL " id=\"230\""));
}

/* The first records of a history, as they are. */
static const char golden[] =
  "audience telegram:-1001000000001 kind=group title=\"Birds of the Lake\" handle=\"lakebirds\" url=\"https://t.me/lakebirds\" members=450\n"
  "post telegram:-1001000000001 id=\"230\" at=2026-01-01T00:00:00Z by=member author=\"7310000031\" text=\"plain words 230 #lake <mention> @otherlake\" tag=\"lake\" reactions=3 comments=1 shares=2 seen=2026-01-02T03:04:05Z\n"
  "link telegram:-1001000000001 kind=mention handle=\"otherlake\" at=2026-01-01T00:00:00Z\n"
  "event telegram:-1001000000001 kind=join at=2025-12-31T22:00:00Z id=\"7310000030\" count=1\n"
  "post telegram:-1001000000001 id=\"228\" at=2025-12-31T20:00:00Z by=member author=\"7310000029\" text=\"plain words 228 #lake <mention> @otherlake\" tag=\"lake\" reactions=3 comments=1 shares=2 seen=2026-01-02T03:04:05Z\n"
  "link telegram:-1001000000001 kind=mention handle=\"otherlake\" at=2025-12-31T20:00:00Z\n"
  "post telegram:-1001000000001 id=\"227\" at=2025-12-31T18:00:00Z by=bot text=\"plain words 227 #lake <mention> @otherlake\" tag=\"lake\" reactions=3 comments=1 shares=2 seen=2026-01-02T03:04:05Z\n";

static void
test_golden (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (TestFetch) group = td_world_make_fetch (world, "telegram-group:" STANDIN_GROUP);
  g_autofree char *text = NULL;

  test_fetch_set_max_posts (group, 1);
  td_world_run (group, XA_PASS_POSTS);
  text = recording_sink_get_text (test_fetch_get_recording (group));
  text[MIN (strlen (text), sizeof golden - 1)] = '\0';
  g_assert_cmpstr (text, ==, golden);
}

static void
test_statistics (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (TestFetch) channel = td_world_make_fetch (world, "telegram:" STANDIN_CHANNEL);

  td_world_run (channel, XA_PASS_PROFILE);
  g_assert_cmpuint (td_world_count (channel, "sample "), ==, 3);
  g_assert_true (has_line (channel, "sample telegram:" STANDIN_CHANNEL " metric=members at=2025-12-29T00:00:00Z value=880"));
  g_assert_true (has_line (channel, "sample telegram:" STANDIN_CHANNEL " metric=members at=2025-12-31T00:00:00Z value=895"));
}

/* Who came and went, out of the log that administrators are shown; what was read is not read again. */
static void
test_events (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (TestFetch) channel = td_world_make_fetch (world, "telegram:" STANDIN_CHANNEL);
  g_autoptr (TestFetch) group = td_world_make_fetch (world, "telegram-group:" STANDIN_GROUP);
  g_autofree char *text = NULL;
  guint            n_asked;

  td_world_run (channel, XA_PASS_PROFILE);
  /* Of ten eight: four join by a link, one is asked in, one is put out, two leave; a channel and a new title are none. */
  g_assert_cmpuint (td_world_count (channel, "event telegram:" STANDIN_CHANNEL " kind=join"), ==, 125);
  g_assert_cmpuint (td_world_count (channel, "event telegram:" STANDIN_CHANNEL " kind=leave"), ==, 75);
  g_assert_true (has_line (channel, "event telegram:" STANDIN_CHANNEL " kind=join at=2026-01-01T00:00:00Z id=\"7310000751\" count=1"));
  g_assert_true (has_line (channel, "event telegram:" STANDIN_CHANNEL " kind=leave at=2025-12-31T23:50:00Z id=\"7310000750\" count=1"));
  text = recording_sink_get_text (test_fetch_get_recording (channel));
  g_assert_nonnull (strstr (text, "mark:newest-event=\"1099511628026\""));
  g_assert_null (strstr (text, "PLANTED"));
  n_asked = td_world_count_asked ("getChatEventLog");
  g_assert_cmpuint (n_asked, ==, 6);
  td_world_run (channel, XA_PASS_PROFILE);
  g_assert_cmpuint (td_world_count_asked ("getChatEventLog"), ==, n_asked + 1);
  g_assert_cmpuint (td_world_count (channel, "event "), ==, 200);

  td_world_run (group, XA_PASS_PROFILE);
  g_assert_cmpuint (td_world_count (group, "event "), ==, 0);
  g_assert_cmpuint (td_world_count_asked ("getChatEventLog"), ==, n_asked + 1);
}

static void
test_reactors (void)
{
  g_autoptr (TdWorld) world = td_world_new ();
  g_autoptr (TestFetch) group = td_world_make_fetch (world, "telegram-group:" STANDIN_GROUP);

  td_world_run (group, XA_PASS_REACTORS);
  /* The newest three messages show who reacted, two each. */
  g_assert_cmpuint (td_world_count (group, "reaction "), ==, 6);
  g_assert_true (has_line (group, "reaction telegram:" STANDIN_GROUP " post=\"230\""));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  td_world_set_up ();
  g_test_add_func ("/telegram-user/look", test_look);
  g_test_add_func ("/telegram-user/nobody", test_nobody);
  g_test_add_func ("/telegram-user/list", test_list);
  g_test_add_func ("/telegram-user/members", test_members);
  g_test_add_func ("/telegram-user/posts", test_posts);
  g_test_add_func ("/telegram-user/golden", test_golden);
  g_test_add_func ("/telegram-user/statistics", test_statistics);
  g_test_add_func ("/telegram-user/events", test_events);
  g_test_add_func ("/telegram-user/reactors", test_reactors);

  status = g_test_run ();
  td_world_tear_down ();

  return status;
}
