#pragma once

#include "scripted-platform.h"
#include "test-fetch.h"

#include <string.h>

#define TOKEN "PLANTED.discord.token"
#define GUILD "197038439483310086"
#define API "https://discord.com/api/v10"

typedef struct {
  ScriptedPlatform *platform;
  TestFetch        *fetch;
  XaTarget         *target;
} Fixture;

static inline void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->platform = scripted_platform_new ();
  f->target = xa_target_new (XA_PLATFORM_DISCORD, XA_TARGET_SERVER);
  f->target->id = g_strdup (GUILD);
  f->fetch = test_fetch_new (scripted_platform_get_rest (f->platform, &xa_discord, xa_discord.base, TOKEN), f->target);
  test_fetch_set_max_posts (f->fetch, 10000);
}

static inline void
tear_down (Fixture      *f,
           gconstpointer data)
{
  test_fetch_free (f->fetch);
  xa_target_free (f->target);
  scripted_platform_free (f->platform);
}

/* Single quotes stand for double ones. */
static inline void
answer (Fixture    *f,
        const char *piece,
        guint       status,
        const char *body)
{
  g_autofree char *json = g_strdelimit (g_strdup (body), "'", '"');

  scripted_platform_answer (f->platform, piece, status, json);
}

#define INTENTS(flags) "{'id':'1','name':'bot','flags':" #flags "}"
#define BOTH_INTENTS INTENTS (294912) /* 2^15 + 2^18 */
#define GUILD_FACTS "{'id':'" GUILD "','name':'Testers','approximate_member_count':4,'approximate_presence_count':2}"
#define NO_THREADS "{'threads':[],'members':[],'has_more':false}"
#define NO_ACCESS "{'message':'Missing Access','code':50001}"

static inline void
answer_basics (Fixture *f)
{
  answer (f, "/applications/@me", 200, BOTH_INTENTS);
  answer (f, "/guilds/" GUILD "?with_counts=true", 200, GUILD_FACTS);
  answer (f, "/guilds/" GUILD "/threads/active", 200, NO_THREADS);
  answer (f, "/threads/archived/public", 200, NO_THREADS);
}

static inline char *
run (Fixture *f,
     XaPass   pass)
{
  g_autoptr (GError) error = NULL;

  xa_discord.fetch (test_fetch_get (f->fetch), pass, &error);
  g_assert_no_error (error);

  return recording_sink_get_text (test_fetch_get_recording (f->fetch));
}

static inline void
assert_has (const char *text,
            const char *line)
{
  g_autofree char *whole = g_strconcat ("\n", text, NULL);
  g_autofree char *wanted = g_strconcat ("\n", line, "\n", NULL);

  if (!strstr (whole, wanted)) {
    g_printerr ("%.3000s", text);
    g_error ("no line “%s”", line);
  }
}

static inline guint
count (Fixture    *f,
       const char *prefix)
{
  return recording_sink_count (test_fetch_get_recording (f->fetch), prefix);
}

static inline guint64
rejects (Fixture *f,
         XaReject reason)
{
  return recording_sink_get_rejects (test_fetch_get_recording (f->fetch), reason);
}

static inline guint
asked (Fixture    *f,
       const char *piece)
{
  return scripted_platform_count (f->platform, piece);
}
