#include "server/xa-signature.h"

#include <string.h>

/* Published with a library of Standard Webhooks. */
#define SECRET "whsec_plJ3nmyCDGBKInavdOK15jsl"
#define ID "msg_loFOjxBNrRLzqYUf"
#define TIME_S 1731705121
#define BODY "{\"event_type\":\"ping\",\"data\":{\"success\":true}}"
#define SIGNATURE "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="

static XaSignature
verify (const char *secret,
        const char *id,
        const char *timestamp,
        const char *signatures,
        const char *body,
        gint64      now_s)
{
  return xa_signature_verify (secret, id, timestamp, signatures, body, strlen (body), now_s * G_USEC_PER_SEC);
}

static void
test_vector (void)
{
  g_autofree char *signature = xa_signature_sign (SECRET, ID, TIME_S, BODY, strlen (BODY));

  g_assert_cmpstr (signature, ==, SIGNATURE);
  g_assert_cmpint (verify (SECRET, ID, "1731705121", SIGNATURE, BODY, TIME_S), ==, XA_SIGNATURE_GOOD);
}

static void
test_altered (void)
{
  g_autofree char *signature = xa_signature_sign (SECRET, ID, TIME_S, BODY, strlen (BODY));
  gsize            len = strlen (signature);

  /* The last digit of base64 has bits that say nothing: no other spelling is taken either. */
  for (gsize i = 3; i < len - 1; i++) {
    g_autofree char *other = g_strdup (signature);

    other[i] = other[i] == 'A' ? 'B' : 'A';
    g_assert_cmpint (verify (SECRET, ID, "1731705121", other, BODY, TIME_S), !=, XA_SIGNATURE_GOOD);
  }
  for (gsize i = 0; i < strlen (BODY); i++) {
    g_autofree char *other = g_strdup (BODY);

    other[i] ^= 1;
    g_assert_cmpint (verify (SECRET, ID, "1731705121", SIGNATURE, other, TIME_S), ==, XA_SIGNATURE_WRONG);
  }
  g_assert_cmpint (verify (SECRET, "msg_other", "1731705121", SIGNATURE, BODY, TIME_S), ==, XA_SIGNATURE_WRONG);
  g_assert_cmpint (verify (SECRET, ID, "1731705122", SIGNATURE, BODY, TIME_S), ==, XA_SIGNATURE_WRONG);
  g_assert_cmpint (verify (SECRET, ID, "+1731705121", SIGNATURE, BODY, TIME_S), !=, XA_SIGNATURE_GOOD);
  g_assert_cmpint (verify ("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ID, "1731705121", SIGNATURE, BODY, TIME_S), ==, XA_SIGNATURE_WRONG);
}

static void
test_tolerance (void)
{
  for (gint64 away = -301; away <= 301; away++) {
    XaSignature found = verify (SECRET, ID, "1731705121", SIGNATURE, BODY, TIME_S + away);

    g_assert_cmpint (found, ==, ABS (away) <= 300 ? XA_SIGNATURE_GOOD : XA_SIGNATURE_OLD);
  }
}

static void
test_forms (void)
{
  g_autofree char *several = g_strdup_printf ("v2,abc v1,AAAA= %s", SIGNATURE);
  g_autofree char *late = g_strdup_printf ("v1,a v1,a v1,a v1,a v1,a v1,a v1,a v1,a %s", SIGNATURE);

  g_assert_cmpint (verify (SECRET, ID, "1731705121", several, BODY, TIME_S), ==, XA_SIGNATURE_GOOD);
  g_assert_cmpint (verify (SECRET, ID, "1731705121", late, BODY, TIME_S), ==, XA_SIGNATURE_WRONG);
  g_assert_cmpint (verify (SECRET, NULL, "1731705121", SIGNATURE, BODY, TIME_S), ==, XA_SIGNATURE_MISSING);
  g_assert_cmpint (verify (SECRET, "a.b", "1731705121", SIGNATURE, BODY, TIME_S), ==, XA_SIGNATURE_MISSING);
  g_assert_cmpint (verify (SECRET, ID, NULL, SIGNATURE, BODY, TIME_S), ==, XA_SIGNATURE_MISSING);
  g_assert_cmpint (verify (SECRET, ID, "99999999999999999999", SIGNATURE, BODY, TIME_S), ==, XA_SIGNATURE_MISSING);
  g_assert_cmpint (verify (SECRET, ID, "1731705121", NULL, BODY, TIME_S), ==, XA_SIGNATURE_MISSING);
}

static void
test_secrets (void)
{
  for (int i = 0; i < 20; i++) {
    g_autofree char *a = xa_signature_make_secret ();
    g_autofree char *b = xa_signature_make_secret ();
    g_autofree char *plain = xa_signature_make_plain_secret ();

    g_assert_true (xa_signature_is_secret (a));
    g_assert_cmpstr (a, !=, b);
    g_assert_cmpuint (strlen (plain), ==, 64);
  }
  g_assert_true (xa_signature_is_secret ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
  g_assert_false (xa_signature_is_secret (""));
  g_assert_false (xa_signature_is_secret ("whsec_"));
  g_assert_false (xa_signature_is_secret ("whsec_AAAA"));
  g_assert_false (xa_signature_is_secret ("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!"));
  g_assert_null (xa_signature_sign ("short", "a", 1, "", 0));
}

/* RFC 4231, test case 2. */
static void
test_hex (void)
{
  static const char body[] = "what do ya want for nothing?";
  static const char good[] = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

  g_assert_cmpint (xa_signature_verify_hex ("Jefe", good, body, strlen (body)), ==, XA_SIGNATURE_GOOD);
  g_assert_cmpint (xa_signature_verify_hex ("Jefe", good, body, strlen (body) - 1), ==, XA_SIGNATURE_WRONG);
  g_assert_cmpint (xa_signature_verify_hex ("jefe", good, body, strlen (body)), ==, XA_SIGNATURE_WRONG);
  g_assert_cmpint (xa_signature_verify_hex ("Jefe", good + 7, body, strlen (body)), ==, XA_SIGNATURE_MISSING);
  g_assert_cmpint (xa_signature_verify_hex ("Jefe", NULL, body, strlen (body)), ==, XA_SIGNATURE_MISSING);
}

static void
test_token (void)
{
  g_assert_cmpint (xa_signature_verify_token ("secret", "secret"), ==, XA_SIGNATURE_GOOD);
  g_assert_cmpint (xa_signature_verify_token ("secret", "secreT"), ==, XA_SIGNATURE_WRONG);
  g_assert_cmpint (xa_signature_verify_token ("secret", "secret "), ==, XA_SIGNATURE_WRONG);
  g_assert_cmpint (xa_signature_verify_token ("secret", ""), ==, XA_SIGNATURE_WRONG);
  g_assert_cmpint (xa_signature_verify_token ("secret", NULL), ==, XA_SIGNATURE_MISSING);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/WH-4/signature/vector", test_vector);
  g_test_add_func ("/server/WH-4/signature/altered", test_altered);
  g_test_add_func ("/server/WH-4/signature/tolerance", test_tolerance);
  g_test_add_func ("/server/WH-4/signature/forms", test_forms);
  g_test_add_func ("/server/WH-4/signature/secrets", test_secrets);
  g_test_add_func ("/server/WH-4/signature/hex", test_hex);
  g_test_add_func ("/server/WH-4/signature/token", test_token);

  return g_test_run ();
}
