#include "td-world.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define CONNECTION "00000000-0000-4000-8000-000000000003"
#define HASH "api-hash-of-the-test"

/* Stands in for the minute that an answer is waited for. */
#define SHORT_US (8 * G_USEC_PER_SEC)

/* Where the library is, what it keeps, and what it is to do wrong; named in the environment before there are threads. */
static char *root, *play, *library;

/* --- somebody who signs in -------------------------------------------------------------------- */

static char *
answer_prompt (const XaPrompt *prompt,
               GCancellable   *cancellable,
               gpointer        data,
               GError        **error)
{
  TdWorld *self = data;

  self->n_prompts++;
  if (g_str_equal (prompt->id, "phone"))
    return g_strdup ("+" STANDIN_PHONE);
  if (g_str_equal (prompt->id, "code")) {
    g_assert_true (prompt->is_secret);
    return g_strdup ("11111");
  }
  g_assert_cmpstr (prompt->id, ==, "password");
  g_assert_true (prompt->is_secret);

  return g_strdup ("right");
}

/* --- the world -------------------------------------------------------------------------------- */

static gint64
get_now (gpointer data)
{
  return ((TdWorld *) data)->now_us;
}

static gboolean
pass_time (gint64        us,
           GCancellable *cancellable,
           gpointer      data)
{
  ((TdWorld *) data)->now_us += us;

  return !g_cancellable_is_cancelled (cancellable);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_all (child);
  }
  g_remove (path);
}

void
td_world_have_library (gboolean has)
{
  g_autofree char *standin = g_test_build_filename (G_TEST_BUILT, "tdhelper", "libtdjson-standin.so", NULL);

  g_remove (library);
  if (has)
    g_assert_cmpint (symlink (standin, library), ==, 0);
}

void
td_world_set_up (void)
{
  g_autofree char *helper = g_test_build_filename (G_TEST_BUILT, "..", "src", "tdhelper", "xaudience-tdhelper", NULL);

  root = g_dir_make_tmp ("xaudience-tdu-XXXXXX", NULL);
  play = g_build_filename (root, "play", NULL);
  library = g_build_filename (root, "libtdjson.so", NULL);
  g_setenv ("XAUDIENCE_TDHELPER", helper, TRUE);
  g_setenv ("XAUDIENCE_TDJSON", library, TRUE);
  g_setenv ("XAUDIENCE_STANDIN", play, TRUE);
  td_world_have_library (TRUE);
}

TdWorld *
td_world_new (void)
{
  TdWorld      *self = g_new0 (TdWorld, 1);
  const XaAsker asker = { .ask = answer_prompt, .data = self };
  g_autoptr (XaCredential) app = xa_credential_new ();
  g_autoptr (GError) error = NULL;

  self->folder = g_build_filename (root, "sessions", CONNECTION, NULL);
  remove_all (self->folder);
  remove_all (play);
  g_mkdir (play, 0700);
  app->client_id = g_strdup ("12345");
  app->secret = g_strdup (HASH);
  self->credential = xa_td_carrier.sign_in (self->folder, app, &asker, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->n_prompts, ==, 3);
  self->carrier = xa_td_carrier.open (self->folder, self->credential);
  self->limits = xa_limits_new ();
  self->now_us = G_GINT64_CONSTANT (1767323045) * G_USEC_PER_SEC;
  xa_limits_set_clock (self->limits, get_now, pass_time, self);

  return self;
}

void
td_world_free (TdWorld *self)
{
  xa_transport_unref (self->carrier);
  xa_limits_unref (self->limits);
  xa_credential_free (self->credential);
  g_free (self->folder);
  g_free (self);
}

void
td_world_let_go_wrong (const char *what,
                       const char *piece)
{
  g_autofree char *path = g_build_filename (play, what, NULL);

  g_assert_true (g_file_set_contents (path, piece, -1, NULL));
}

gboolean
td_world_is_still_wanted (const char *what)
{
  g_autofree char *path = g_build_filename (play, what, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

guint
td_world_count_asked (const char *piece)
{
  g_autofree char *path = g_build_filename (play, "asked", NULL);
  g_autofree char *asked = NULL;
  guint            n = 0;

  g_assert_true (g_file_get_contents (path, &asked, NULL, NULL));
  for (const char *at = asked; (at = strstr (at, piece)); at++)
    n++;

  return n;
}

/* So that a library that hangs is not waited for a minute. */
static XaResponse *
hurry (const XaCall *call,
       gpointer      data,
       GCancellable *cancellable,
       GError      **error)
{
  TdWorld *self = data;
  XaCall   hurried = *call;

  if (self->is_hurried)
    hurried.timeout_us = SHORT_US;

  return xa_transport_send (self->carrier, &hurried, cancellable, error);
}

TestFetch *
td_world_make_fetch (TdWorld    *self,
                     const char *target_form)
{
  g_autoptr (XaTransport) transport = xa_transport_new (hurry, self, NULL);
  g_autoptr (XaTarget) target = xa_target_parse (target_form);
  g_autoptr (GError) error = NULL;
  XaRest    *rest = xa_rest_new (transport, xa_telegram_user.dialect, xa_telegram_user.base, CONNECTION, &error);
  TestFetch *fetch;

  g_assert_no_error (error);
  xa_rest_set_limits (rest, self->limits);
  fetch = test_fetch_new (rest, target);
  test_fetch_set_max_posts (fetch, 1000);

  return fetch;
}

void
td_world_run (TestFetch *fetch,
              XaPass     pass)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = xa_telegram_user.fetch (test_fetch_get (fetch), pass, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

guint
td_world_count (TestFetch  *fetch,
                const char *prefix)
{
  return recording_sink_count (test_fetch_get_recording (fetch), prefix);
}

const char *
td_world_get_root (void)
{
  return root;
}

void
td_world_tear_down (void)
{
  remove_all (root);
  g_free (root);
  g_free (play);
  g_free (library);
}
