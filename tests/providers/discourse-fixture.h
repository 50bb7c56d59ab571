#pragma once

#include "scripted-platform.h"
#include "test-fetch.h"

#include <string.h>

#define BASE "https://forum.example/talk"
#define PLANTED "planted-key-9c1d"

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
  f->target = xa_target_new (XA_PLATFORM_DISCOURSE, XA_TARGET_FORUM);
  f->fetch = test_fetch_new (scripted_platform_get_rest (f->platform, &xa_discourse, BASE, NULL), f->target);
}

static inline void
tear_down (Fixture      *f,
           gconstpointer data)
{
  test_fetch_free (f->fetch);
  xa_target_free (f->target);
  scripted_platform_free (f->platform);
}

static inline void
sign_in (Fixture    *f,
         const char *user)
{
  XaRest            *rest = xa_fetch_get_rest (test_fetch_get (f->fetch));
  const XaCredential credential = { .token = (char *) PLANTED, .user = (char *) user, .expires_us = XA_TIME_UNKNOWN };

  xa_rest_set_credential (rest, &credential);
}

static inline void
aim (Fixture     *f,
     XaTargetKind kind,
     const char  *id,
     const char  *handle)
{
  f->target->kind = kind;
  f->target->id = g_strdup (id);
  f->target->handle = g_strdup (handle);
  test_fetch_set_target (f->fetch, f->target);
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

static inline char *
run (Fixture *f,
     XaPass   pass)
{
  g_autoptr (GError) error = NULL;

  xa_discourse.fetch (test_fetch_get (f->fetch), pass, &error);
  g_assert_no_error (error);

  return recording_sink_get_text (test_fetch_get_recording (f->fetch));
}

static inline void
assert_has (const char *text,
            const char *line)
{
  g_autofree char *whole = g_strconcat ("\n", text, NULL);
  g_autofree char *wanted = g_strconcat ("\n", line, "\n", NULL);

  if (!strstr (whole, wanted))
    g_error ("no line “%s”", line);
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

static inline void
assert_asked (Fixture    *f,
              guint       i,
              const char *expected)
{
  const GPtrArray *asked = scripted_platform_get_asked (f->platform);

  g_assert_cmpuint (i, <, asked->len);
  g_assert_cmpstr (g_ptr_array_index (asked, i), ==, expected);
}
