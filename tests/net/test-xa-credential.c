#include "model/xa-records.h"
#include "net/xa-credential-store.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static XaCredential *
full (void)
{
  XaCredential *full = xa_credential_new ();

  full->token = g_strdup ("a=b\nline two\\\r end");
  full->user = g_strdup ("jemand@beispiel.example");
  full->secret = g_strdup ("");
  full->client_id = g_strdup ("7");
  full->refresh_token = g_strdup ("refresh");
  full->scopes = g_strdup ("read:accounts read:statuses");
  full->expires_us = G_GINT64_CONSTANT (1790000000123456);

  return full;
}

static void
assert_same (const XaCredential *a,
             const XaCredential *b)
{
  g_assert_cmpstr (a->token, ==, b->token);
  g_assert_cmpstr (a->user, ==, b->user);
  g_assert_cmpstr (a->secret, ==, b->secret);
  g_assert_cmpstr (a->client_id, ==, b->client_id);
  g_assert_cmpstr (a->refresh_token, ==, b->refresh_token);
  g_assert_cmpstr (a->scopes, ==, b->scopes);
  g_assert_cmpint (a->expires_us, ==, b->expires_us);
}

static void
test_round (void)
{
  g_autoptr (XaCredential) given = full ();
  g_autoptr (XaCredential) copy = xa_credential_copy (given);
  g_autoptr (XaCredential) empty = xa_credential_new ();
  g_autofree char *text = xa_credential_format (copy), *nothing = xa_credential_format (empty);
  g_autoptr (XaCredential) back = xa_credential_parse (text, NULL);
  g_autoptr (XaCredential) still_empty = xa_credential_parse (nothing, NULL);

  g_assert_nonnull (back);
  assert_same (given, back);
  g_assert_nonnull (still_empty);
  assert_same (empty, still_empty);
  g_assert_cmpint (still_empty->expires_us, ==, XA_TIME_UNKNOWN);
}

static void
test_later_version (void)
{
  g_autoptr (XaCredential) back = xa_credential_parse ("xaudience-credential 1\ntoken=t\nof-later=x\ntoken=u\n", NULL);

  g_assert_nonnull (back);
  g_assert_cmpstr (back->token, ==, "u");
}

static void
test_not_ours (void)
{
  static const char *const cases[] = {
    "",
    "token=x\n",
    "xaudience-credential 2\ntoken=x\n",
    "xaudience-credential 1\ntoken=x",
    "xaudience-credential 1\ntoken\n",
    "xaudience-credential 1\ntoken=x\\q\n",
    "xaudience-credential 1\ntoken=x\\\n",
    "xaudience-credential 1\nexpires=soon\n",
    "xaudience-credential 1\nexpires=-9223372036854775808\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (xa_credential_parse (cases[i], &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_assert_null (strstr (error->message, "soon"));
  }
}

/* --- memory ----------------------------------------------------------------------------------- */

#define MASK 0x5a
#define PLANTED_MASK 0x5b
#define TOKEN_LEN 24

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED TRUE
#else
#define IS_SANITIZED FALSE
#endif

/* The token as it never stands in memory: masked, so that the search does not find itself. */
static const guint8 masked[TOKEN_LEN] = { 0x3b, 0x11, 0x62, 0x2d, 0x0c, 0x6b, 0x28, 0x34, 0x1e, 0x02, 0x6f, 0x20, 0x09, 0x23, 0x17, 0x3f, 0x6a, 0x12, 0x2e, 0x1b, 0x31, 0x08, 0x63, 0x0a };

/* @mask tells two tokens apart: the one that is planted, and the one that must be gone. */
static char *
make_token (guint8 mask)
{
  char *token = g_malloc0 (TOKEN_LEN + 1);

  for (gsize i = 0; i < TOKEN_LEN; i++)
    token[i] = (char) (masked[i] ^ mask);

  return token;
}

static gboolean
holds_token (const guint8 *bytes,
             gsize         len,
             guint8        mask)
{
  for (gsize i = 0; i + TOKEN_LEN <= len; i++) {
    gsize j = 0;

    while (j < TOKEN_LEN && (bytes[i + j] ^ mask) == masked[j])
      j++;
    if (j == TOKEN_LEN)
      return TRUE;
  }

  return FALSE;
}

/* Whether the token stands in what this process has allocated: its heap and writable mappings. */
static gboolean
find_in_memory (guint8 mask)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  int      memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  gboolean found = FALSE;

  g_assert_cmpint (memory, >=, 0);
  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    unsigned long      start, end;
    char               rights[5];
    g_autofree guint8 *bytes = NULL;
    gssize             n;

    /* The thread's own stack holds dead frames of the calls below the test, not only ours. */
    if (sscanf (lines[i], "%lx-%lx %4s", &start, &end, rights) != 3 || rights[1] != 'w' || strstr (lines[i], "[stack]"))
      continue;
    bytes = g_malloc (end - start);
    n = pread (memory, bytes, end - start, (off_t) start);
    if (n > 0 && holds_token (bytes, (gsize) n, mask))
      found = TRUE;
    explicit_bzero (bytes, end - start);
  }
  close (memory);

  return found;
}

static void
wipe_token (char *token)
{
  explicit_bzero (token, TOKEN_LEN);
  g_free (token);
}

/* A token goes through every function that holds one, and is nowhere in memory afterwards. */
static void
test_wiped (void)
{
  g_autoptr (XaCredentialStore) store = NULL;
  XaCredential *credential, *loaded;
  char         *token, *text;

  if (IS_SANITIZED) {
    g_test_skip ("the sanitizers map more memory than can be read");
    return;
  }

  /* Freed memory must be left as it was, or this would find nothing in any case. */
  mallopt (M_PERTURB, 0);
  token = make_token (PLANTED_MASK);
  text = g_strdup_printf ("what a careless caller left behind: %s", token);
  wipe_token (token);
  g_free (text);
  g_assert_true (find_in_memory (PLANTED_MASK));

  store = xa_credential_store_new_in_memory ();
  credential = xa_credential_new ();
  credential->token = make_token (MASK);
  text = xa_credential_format (credential);
  xa_credential_store_hold (store, "c", credential);
  xa_credential_store_hold (store, "c", credential);
  xa_credential_free (credential);
  credential = xa_credential_parse (text, NULL);
  explicit_bzero (text, strlen (text));
  g_free (text);
  g_assert_true (xa_credential_store_save (store, "c", "label", credential, NULL, NULL));
  loaded = xa_credential_store_load (store, "c", NULL, NULL);
  g_assert_nonnull (loaded);
  xa_credential_free (loaded);
  xa_credential_free (credential);
  g_assert_true (find_in_memory (MASK));
  g_assert_true (xa_credential_store_forget (store, "c", NULL, NULL));
  g_assert_false (find_in_memory (MASK));
}

static void
test_in_memory (void)
{
  g_autoptr (XaCredentialStore) store = xa_credential_store_new_in_memory ();
  g_autoptr (XaCredential) given = full ();
  g_autoptr (XaCredential) back = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (xa_credential_store_load (store, "one", NULL, &error));
  g_assert_error (error, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "--token-stdin"));
  g_clear_error (&error);

  g_assert_true (xa_credential_store_save (store, "one", "label", given, NULL, &error));
  g_assert_true (xa_credential_store_is_held (store, "one"));
  back = xa_credential_store_load (store, "one", NULL, &error);
  g_assert_no_error (error);
  assert_same (given, back);
  g_assert_null (xa_credential_store_load (store, "two", NULL, NULL));

  xa_credential_store_hold (store, "two", given);
  g_assert_true (xa_credential_store_forget (store, "one", NULL, &error));
  g_assert_false (xa_credential_store_is_held (store, "one"));
  g_assert_true (xa_credential_store_is_held (store, "two"));
  g_assert_true (xa_credential_store_forget_all (store, NULL, &error));
  g_assert_false (xa_credential_store_is_held (store, "two"));
  g_assert_true (xa_credential_store_forget (store, "two", NULL, &error));
}

static void
test_states (void)
{
  g_assert_cmpstr (xa_credential_state_id (XA_CREDENTIAL_NONE), ==, "none");
  g_assert_cmpstr (xa_credential_state_id (XA_CREDENTIAL_SCOPE_MISSING), ==, "scope-missing");
  g_assert_cmpstr (xa_credential_state_id (XA_CREDENTIAL_REVOKED), ==, "revoked");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/net/credential/round", test_round);
  g_test_add_func ("/net/credential/later-version", test_later_version);
  g_test_add_func ("/net/credential/not-ours", test_not_ours);
  g_test_add_func ("/net/credential/wiped", test_wiped);
  g_test_add_func ("/net/credential/in-memory", test_in_memory);
  g_test_add_func ("/net/credential/states", test_states);

  return g_test_run ();
}
