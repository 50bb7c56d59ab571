/* Member lists and what else comes as lines: CSV, uniform JSONL, and an account's archive. */
#include "generate.h"

#include <glib/gstdio.h>

#define FIRST_TIME G_GINT64_CONSTANT (1640995200) /* 2022-01-01 */

static char *
format_time (guint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (FIRST_TIME + (gint64) seconds);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

/**
 * generate_members_csv:
 *
 * Writes a list with an audience column: row i is person i / n_audiences, so that neighbouring
 * audiences share people; a row in seven is left out.
 */
GenerateTruth
generate_members_csv (const char     *path,
                      const Generate *what)
{
  Generator self;

  generator_open (&self, path, what);
  generator_print (&self, "audience,member_id,display name,e-mail,joined_at\r\n");
  for (guint64 no = 0; !generator_is_full (&self, no) && no / what->n_audiences < what->n_people; no++) {
    guint            person = (guint) (no / what->n_audiences);
    g_autofree char *id = generate_trait (GENERATE_ID_TELEGRAM, what->seed, person);
    g_autofree char *name = generate_trait (GENERATE_NAME, what->seed, person);
    g_autofree char *email = generate_trait (GENERATE_EMAIL, what->seed, person);
    g_autofree char *joined = NULL;

    generator_begin_record (&self, no);
    if (generator_random (&self, 7) == 0)
      continue;
    joined = format_time (generator_random (&self, 30000000));
    generator_print (&self, "Quay %u,%s,\"%s\",%s,%s\r\n", (guint) (no % what->n_audiences), id, name, email, joined);
    self.truth.n_members++;
  }
  generator_close (&self);

  return self.truth;
}

static void
print_line (Generator *self,
            guint64    no)
{
  guint            person = generator_person (self);
  g_autofree char *id = generate_trait (GENERATE_ID_TELEGRAM, self->what->seed, person);
  g_autofree char *handle = generate_trait (GENERATE_HANDLE, self->what->seed, person);
  g_autofree char *text = generator_text (self, person);
  g_autofree char *at = format_time (no * 311);

  switch (no % 6) {
  case 0:
  case 1:
  case 2:
    generator_print (self,
                     "{\"t\":\"post\",\"audience\":\"a1\",\"id\":\"%" G_GUINT64_FORMAT "\",\"at\":\"%s\",\"author\":\"%s\",\"author_handle\":\"%s\",\"own\":false,\"lang\":\"en\",\"text\":\"%s\",\"tags\":[\"%s\"],\"reactions\":%u}\n",
                     no + 1, at, id, handle, text, generator_tag (self), (guint) generator_random (self, 9) + self->what->age);
    generator_note_author (self, person);
    self->truth.n_posts++;
    break;
  case 3:
    generator_print (self, "{\"t\":\"reaction\",\"audience\":\"a1\",\"post\":\"%" G_GUINT64_FORMAT "\",\"member\":\"%s\",\"kind\":\"like\",\"at\":\"%s\"}\n", no, id, at);
    break;
  case 4:
    generator_print (self, "{\"t\":\"event\",\"audience\":\"a1\",\"member\":\"%s\",\"kind\":\"join\",\"at\":\"%s\"}\n", id, at);
    self->truth.n_joins++;
    break;
  default:
    generator_print (self, "{\"t\":\"sample\",\"audience\":\"a1\",\"metric\":\"members\",\"at\":\"%s\",\"value\":%u,\"approx\":false}\n", at, (guint) (1000 + no));
  }
}

/**
 * generate_jsonl:
 *
 * Writes uniform records of one audience: its members first, then posts and the rest.
 */
GenerateTruth
generate_jsonl (const char     *path,
                const Generate *what)
{
  Generator self;

  generator_open (&self, path, what);
  generator_print (&self, "{\"t\":\"header\",\"format\":\"xaudience\",\"version\":1,\"created\":\"2023-01-01T00:00:00Z\",\"ids\":\"raw\"}\n"
                          "{\"t\":\"audience\",\"ref\":\"a1\",\"platform\":\"telegram\",\"id\":\"1700000001\",\"kind\":\"group\",\"title\":\"Quay\",\"members\":1200}\n"
                          "{\"t\":\"snapshot\",\"audience\":\"a1\",\"at\":\"2023-01-01T00:00:00Z\",\"coverage\":\"complete\",\"reported\":1200}\n");
  for (guint person = 0; person < what->n_people; person++) {
    g_autofree char *id = generate_trait (GENERATE_ID_TELEGRAM, what->seed, person);
    g_autofree char *name = generate_trait (GENERATE_NAME, what->seed, person);

    generator_print (&self, "{\"t\":\"member\",\"audience\":\"a1\",\"id\":\"%s\",\"name\":\"%s\",\"bot\":false}\n", id, name);
    self.truth.n_members++;
  }
  for (guint64 no = 0; !generator_is_full (&self, no); no++) {
    generator_begin_record (&self, no);
    print_line (&self, no);
  }
  generator_close (&self);

  return self.truth;
}

static void
open_entry (Generator      *self,
            const char     *folder,
            const char     *name,
            const Generate *what)
{
  g_autofree char *path = g_build_filename (folder, "data", name, NULL);

  generator_open (self, path, what);
}

static guint64
write_followers (const char     *path,
                 const Generate *what)
{
  Generator self;

  open_entry (&self, path, "follower.js", what);
  generator_print (&self, "window.YTD.follower.part0 = [");
  for (guint person = 0; person < what->n_people; person++) {
    g_autofree char *id = generate_trait (GENERATE_ID_X, what->seed, person);

    generator_print (&self, "%s\n  {\n    \"follower\" : {\n      \"accountId\" : \"%s\",\n      \"userLink\" : \"https://twitter.com/intent/user?user_id=%s\"\n    }\n  }",
                     person ? "," : "", id, id);
  }
  generator_print (&self, "\n]");
  generator_close (&self);

  return what->n_people;
}

static guint64
write_tweets (const char     *path,
              const Generate *what)
{
  Generator self;
  guint64   no;

  open_entry (&self, path, "tweets.js", what);
  generator_print (&self, "window.YTD.tweets.part0 = [");
  for (no = 0; !generator_is_full (&self, no); no++) {
    g_autofree char *text = NULL;
    g_autofree char *stamp = NULL;
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (FIRST_TIME + (gint64) no * 3601);

    generator_begin_record (&self, no);
    text = generator_text (&self, generator_person (&self));
    stamp = g_date_time_format (time, "%a %b %d %H:%M:%S +0000 %Y");
    generator_print (&self,
                     "%s\n  {\n    \"tweet\" : {\n      \"id_str\" : \"%" G_GUINT64_FORMAT "\",\n      \"id\" : \"%" G_GUINT64_FORMAT "\",\n      \"created_at\" : \"%s\",\n"
                     "      \"full_text\" : \"%s\",\n      \"entities\" : { \"hashtags\" : [ ], \"user_mentions\" : [ ], \"urls\" : [ ] },\n"
                     "      \"favorite_count\" : \"%u\",\n      \"retweet_count\" : \"1\",\n      \"lang\" : \"en\"\n    }\n  }",
                     no ? "," : "", 1480000000000000000 + no, 1480000000000000000 + no, stamp, text, (guint) generator_random (&self, 50));
  }
  generator_print (&self, "\n]");
  generator_close (&self);

  return no;
}

/**
 * generate_x_archive:
 *
 * Makes the folder of an unpacked account archive: the account, all its followers, its posts.
 */
GenerateTruth
generate_x_archive (const char     *path,
                    const Generate *what)
{
  GenerateTruth    truth = { 0 };
  Generator        account;
  g_autofree char *data = g_build_filename (path, "data", NULL);

  if (g_mkdir_with_parents (data, 0700) != 0)
    g_error ("cannot make %s", data);

  open_entry (&account, path, "account.js", what);
  generator_print (&account, "window.YTD.account.part0 = [\n  {\n    \"account\" : {\n      \"email\" : \"owner.of.archive@example.org\",\n      \"createdVia\" : \"web\",\n"
                             "      \"username\" : \"harbour_news\",\n      \"accountId\" : \"1100000000000000007\",\n      \"accountDisplayName\" : \"Harbour News\"\n    }\n  }\n]");
  generator_close (&account);
  truth.n_members = write_followers (path, what);
  truth.n_posts = write_tweets (path, what);

  return truth;
}
