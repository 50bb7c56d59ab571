#include "net/xa-address.h"

#include <string.h>

static const struct {
  const char *name;
  const char *typed;
  const char *address; /* NULL: refused */
  gboolean    is_private;
} bases[] = {
  { "whole", "https://mastodon.example", "https://mastodon.example", FALSE },
  { "without-scheme", "mastodon.example", "https://mastodon.example", FALSE },
  { "slash-at-end", "https://mastodon.example/", "https://mastodon.example", FALSE },
  { "blanks-at-ends", " https://mastodon.example \n", "https://mastodon.example", FALSE },
  { "capitals", "HTTPS://Forum.EXAMPLE/Talk/", "https://forum.example/Talk", FALSE },
  { "usual-port", "https://forum.example:443/", "https://forum.example", FALSE },
  { "other-port", "https://forum.example:8443", "https://forum.example:8443", FALSE },
  { "sub-folder", "https://forum.example/t/forum", "https://forum.example/t/forum", FALSE },
  { "other-alphabet", "https://bücher.example", "https://xn--bcher-kva.example", FALSE },
  { "loopback-http", "http://127.0.0.1:8080/api", "http://127.0.0.1:8080/api", TRUE },
  { "loopback-name", "http://localhost:8080", "http://localhost:8080", TRUE },
  { "loopback-v6", "http://[::1]:8080", "http://[::1]:8080", TRUE },
  { "private-10", "https://10.1.2.3", "https://10.1.2.3", TRUE },
  { "private-172", "https://172.31.0.1", "https://172.31.0.1", TRUE },
  { "public-172", "https://172.32.0.1", "https://172.32.0.1", FALSE },
  { "private-192", "https://192.168.0.1", "https://192.168.0.1", TRUE },
  { "link-local", "https://169.254.169.254", "https://169.254.169.254", TRUE },
  { "carrier", "https://100.64.0.1", "https://100.64.0.1", TRUE },
  { "unique-local-v6", "https://[fd00::1]", "https://[fd00::1]", TRUE },
  { "link-local-v6", "https://[fe80::1]", "https://[fe80::1]", TRUE },
  { "mapped-v6", "https://[::ffff:10.0.0.1]", "https://[::ffff:10.0.0.1]", TRUE },
  { "public-v6", "https://[2a00:1450::1]", "https://[2a00:1450::1]", FALSE },
  { "name-of-the-house", "https://forum", "https://forum", TRUE },
  { "name-of-the-network", "https://nas.local", "https://nas.local", TRUE },
  { "in-the-clear", "http://mastodon.example", NULL, FALSE },
  { "in-the-clear-private", "http://192.168.0.1", NULL, FALSE },
  { "like-loopback", "http://localhost.evil.example", NULL, FALSE },
  { "like-loopback-number", "http://127.0.0.1.evil.example", NULL, FALSE },
  { "other-scheme", "ftp://mastodon.example", NULL, FALSE },
  { "file", "file:///etc/passwd", NULL, FALSE },
  { "script", "javascript:alert(1)", NULL, FALSE },
  { "user", "https://me@mastodon.example", NULL, FALSE },
  { "user-and-password", "https://me:pw@mastodon.example", NULL, FALSE },
  { "host-in-user", "https://mastodon.example@evil.example", NULL, FALSE },
  { "query", "https://mastodon.example/?a=b", NULL, FALSE },
  { "fragment", "https://mastodon.example/#a", NULL, FALSE },
  { "blank-inside", "https://mastodon .example", NULL, FALSE },
  { "line-break", "https://mastodon.example/\r\nHost: evil", NULL, FALSE },
  { "control", "https://mastodon.example/\x01", NULL, FALSE },
  { "delete", "https://mastodon.example/\x7f", NULL, FALSE },
  { "reversed-text", "https://mastodon.example/\u202e", NULL, FALSE },
  { "backslash", "https://mastodon.example\\@evil.example", NULL, FALSE },
  { "no-host", "https:///path", NULL, FALSE },
  { "nothing", "", NULL, FALSE },
  { "empty-label", "https://mastodon..example", NULL, FALSE },
  { "dash-at-begin", "https://-mastodon.example", NULL, FALSE },
  { "underscore", "https://masto_don.example", NULL, FALSE },
  { "long-label", "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", NULL, FALSE },
  { "port-0", "https://mastodon.example:0", NULL, FALSE },
  { "port-too-large", "https://mastodon.example:65536", NULL, FALSE },
  { "port-word", "https://mastodon.example:http", NULL, FALSE },
  { "number-as-one", "https://2130706433", NULL, FALSE },
  { "number-in-hex", "https://0x7f.0.0.1", NULL, FALSE },
  { "number-in-octal", "https://0177.0.0.1", NULL, FALSE },
  { "number-short", "https://127.1", NULL, FALSE },
  { "zone", "https://[fe80::1%25eth0]", NULL, FALSE },
  { "escaped-host", "https://mastodon%2eexample%00", NULL, FALSE },
  { "dots-in-path", "https://forum.example/a/../b", "https://forum.example/b", FALSE },
  { "empty-part", "https://forum.example/a//b", NULL, FALSE },
  { "hidden-dots-in-path", "https://forum.example/a/%2e%2e/b", "https://forum.example/b", FALSE },
};

static void
test_base (gconstpointer data)
{
  gsize    i = GPOINTER_TO_SIZE (data);
  gboolean is_private = FALSE;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = xa_address_check (bases[i].typed, &is_private, &error);

  g_assert_cmpstr (address, ==, bases[i].address);
  if (address) {
    g_assert_no_error (error);
    g_assert_cmpint (is_private, ==, bases[i].is_private);
  } else {
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  }
}

static const struct {
  const char *from, *to;
  gboolean    same;
} origins[] = {
  { "https://a.example", "https://a.example/api?x=1", TRUE },
  { "https://a.example", "https://A.EXAMPLE:443/b", TRUE },
  { "http://127.0.0.1:8080", "http://127.0.0.1:8080/b", TRUE },
  { "https://a.example", "http://a.example", FALSE },
  { "https://a.example", "https://a.example:8443", FALSE },
  { "https://a.example", "https://b.example", FALSE },
  { "https://a.example", "https://a.example.evil.example", FALSE },
  { "https://a.example", "https://a.example@evil.example", FALSE },
  { "https://a.example", "https://user@a.example", FALSE },
  { "https://a.example", "/relative", FALSE },
  { "https://a.example", "", FALSE },
};

static void
test_origins (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (origins); i++)
    if (xa_address_same_origin (origins[i].from, origins[i].to) != origins[i].same)
      g_error ("%s and %s", origins[i].from, origins[i].to);
}

static void
test_mask (void)
{
  static const struct {
    const char *address, *mask;
  } masks[] = {
    { "https://api.telegram.org/bot123:CANARY/getMe", "https://api.telegram.org" },
    { "https://a.example:8443/x?token=CANARY#CANARY", "https://a.example:8443" },
    { "https://CANARY:CANARY@a.example/", "https://a.example" },
    { "http://[::1]:80/CANARY", "http://[::1]" },
    { "CANARY", "the server" },
    { "", "the server" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (masks); i++) {
    g_autofree char *mask = xa_address_mask (masks[i].address);

    g_assert_cmpstr (mask, ==, masks[i].mask);
  }
}

/* What is refused is not told again: it can be a token that went into the wrong field. */
static void
test_refusals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *address = xa_address_check (bases[i].typed, NULL, &error);

    if (error && *bases[i].typed)
      g_assert_null (strstr (error->message, bases[i].typed));
  }
}

static void
test_loopback (void)
{
  g_assert_true (xa_address_is_loopback ("http://127.0.0.1:80/x"));
  g_assert_true (xa_address_is_loopback ("http://[::1]/x"));
  g_assert_true (xa_address_is_loopback ("http://localhost/x"));
  g_assert_true (xa_address_is_loopback ("http://127.8.9.10/x"));
  g_assert_false (xa_address_is_loopback ("http://localhost.example/x"));
  g_assert_false (xa_address_is_loopback ("http://10.0.0.1/x"));
  g_assert_false (xa_address_is_loopback ("localhost"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++) {
    g_autofree char *path = g_strconcat ("/net/NET-8/", bases[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_base);
  }
  g_test_add_func ("/net/NET-2/origins", test_origins);
  g_test_add_func ("/net/NET-3/mask", test_mask);
  g_test_add_func ("/net/NET-3/refusals", test_refusals);
  g_test_add_func ("/net/address/loopback", test_loopback);

  return g_test_run ();
}
