/*
 * The key of a member, made in the browser: Discourse seals it with a public key that is made for this one time, so
 * that the browser, the page and the clipboard only ever see it sealed.
 */
#include "providers/discourse/xa-discourse-api.h"

#include "model/xa-language.h"

#include <nettle/rsa.h>
#include <string.h>
#include <sys/random.h>

#define KEY_BITS 2048
#define EXPONENT 65537
#define NONCE_BYTES 16

typedef struct {
  struct rsa_public_key public;
  struct rsa_private_key private;
  char *nonce;     /* (owned) */
  char *client_id; /* (owned) */
} Handshake;

static void
wipe (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

/* --- random numbers --- */

static void
draw (void    *data,
      size_t   size,
      uint8_t *to)
{
  gboolean *failed = data;

  for (size_t at = 0; at < size;) {
    gssize n = getrandom (to + at, MIN (size - at, 256), 0);

    /* Cannot be, once the system is up; what is made without is not used. */
    if (n <= 0) {
      *failed = TRUE;
      memset (to + at, 0x5a, size - at);
      return;
    }
    at += (size_t) n;
  }
}

static char *
draw_hex (gboolean *failed)
{
  guint8   bytes[NONCE_BYTES];
  GString *text = g_string_sized_new (2 * sizeof bytes + 1);

  draw (failed, sizeof bytes, bytes);
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);

  return g_string_free (text, FALSE);
}

/* --- the public key as others read it: SubjectPublicKeyInfo (RFC 5280, section 4.1), in DER, in PEM --- */

static void
put_head (GByteArray *to,
          guint8      tag,
          gsize       len)
{
  guint8 head[4] = { tag, 0x82, (guint8) (len >> 8), (guint8) len };

  if (len < 0x80) {
    head[1] = (guint8) len;
    g_byte_array_append (to, head, 2);
  } else {
    g_byte_array_append (to, head, 4);
  }
}

/* Puts what is in @content behind a head of its own. */
static void
wrap (GByteArray *to,
      guint8      tag,
      GByteArray *content)
{
  put_head (to, tag, content->len);
  g_byte_array_append (to, content->data, content->len);
}

static void
put_integer (GByteArray *to,
             const mpz_t number)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  /* With a bit more than it has, so that it is not read as negative. */
  g_byte_array_set_size (bytes, (guint) (mpz_sizeinbase (number, 2) / 8 + 1));
  nettle_mpz_get_str_256 (bytes->len, bytes->data, number);
  wrap (to, 0x02, bytes);
}

static char *
format_public_key (const struct rsa_public_key *key)
{
  static const guint8 algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
  static const guint8 no_unused_bits = 0;
  g_autoptr (GByteArray) numbers = g_byte_array_new ();
  g_autoptr (GByteArray) bits = g_byte_array_new ();
  g_autoptr (GByteArray) inner = g_byte_array_new ();
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  g_autofree char *base64 = NULL;
  GString         *pem = g_string_new ("-----BEGIN PUBLIC KEY-----\n");

  put_integer (numbers, key->n);
  put_integer (numbers, key->e);
  g_byte_array_append (bits, &no_unused_bits, 1);
  wrap (bits, 0x30, numbers);
  g_byte_array_append (inner, algorithm, sizeof algorithm);
  wrap (inner, 0x03, bits);
  wrap (whole, 0x30, inner);
  base64 = g_base64_encode (whole->data, whole->len);
  for (const char *at = base64; *at; at += MIN (strlen (at), 64))
    g_string_append_printf (pem, "%.64s\n", at);
  g_string_append (pem, "-----END PUBLIC KEY-----\n");

  return g_string_free (pem, FALSE);
}

/* --- there --- */

static void
handshake_free (gpointer data)
{
  Handshake *self = data;

  rsa_public_key_clear (&self->public);
  rsa_private_key_clear (&self->private);
  wipe (self->nonce);
  g_free (self->client_id);
  g_free (self);
}

static char *
make_address (const Handshake *self,
              const char      *base,
              const char      *redirect)
{
  g_autofree char *key = format_public_key (&self->public);
  const char      *pairs[] = { "application_name", "XAudience", "client_id", self->client_id, "scopes", "read", "nonce", self->nonce, "public_key", key, "auth_redirect", redirect };
  GString         *address = g_string_new (base);

  g_string_append (address, "/user-api-key/new");
  for (gsize i = 0; i < G_N_ELEMENTS (pairs) && pairs[i + 1]; i += 2) {
    g_string_append_printf (address, "%c%s=", i ? '&' : '?', pairs[i]);
    g_string_append_uri_escaped (address, pairs[i + 1], NULL, FALSE);
  }

  return g_string_free (address, FALSE);
}

static gpointer
begin (const char *base,
       const char *redirect,
       char      **address,
       GError    **error)
{
  Handshake *self = g_new0 (Handshake, 1);
  gboolean   failed = FALSE;

  rsa_public_key_init (&self->public);
  rsa_private_key_init (&self->private);
  mpz_set_ui (self->public.e, EXPONENT);
  self->nonce = draw_hex (&failed);
  self->client_id = g_uuid_string_random ();
  if (!rsa_generate_keypair (&self->public, &self->private, &failed, draw, NULL, NULL, KEY_BITS, 0) || failed) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, N_ ("The system gave no random numbers: the sign-in was not begun"));
    handshake_free (self);
    return NULL;
  }
  *address = make_address (self, base, redirect);

  return self;
}

/* --- and back --- */

/* Returns: (transfer full) (nullable): what was sealed, to be wiped; NULL where it was not for this key */
static char *
unseal (Handshake  *self,
        const char *answer,
        gsize      *len)
{
  g_autofree guint8 *sealed = NULL;
  char              *plain;
  gboolean           failed = FALSE;
  gsize              sealed_len;
  mpz_t              number;
  int                ok;

  sealed = g_base64_decode (answer, &sealed_len);
  if (sealed_len != self->public.size)
    return NULL;
  plain = g_malloc0 (self->public.size + 1);
  *len = self->public.size;
  nettle_mpz_init_set_str_256_u (number, sealed_len, sealed);
  ok = mpz_cmp (number, self->public.n) < 0 && rsa_decrypt_tr (&self->public, &self->private, &failed, draw, len, (guint8 *) plain, number);
  mpz_clear (number);
  if (ok && !failed)
    return plain;
  explicit_bzero (plain, self->public.size);
  g_free (plain);

  return NULL;
}

static XaCredential *
read_key (Handshake  *self,
          const char *plain,
          gsize       len,
          GError    **error)
{
  g_autoptr (XaJson) json = xa_json_parse (plain, len, error);
  g_autoptr (XaCredential) credential = xa_credential_new ();
  XaJsonAt root;
  XaSpan   key, nonce;

  if (!json)
    return NULL;
  root = xa_json_root (json);
  key = xa_json_text (&root, "key");
  nonce = xa_json_text (&root, "nonce");
  if (!xa_json_check (json, error))
    return NULL;
  if (!xa_span_equal (nonce, self->nonce) || key.len == 0) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("An answer came that is not of this sign-in, so it was not used: start the sign-in again."));
    return NULL;
  }
  credential->token = xa_span_dup (key);
  credential->client_id = g_strdup (self->client_id);

  return g_steal_pointer (&credential);
}

static XaCredential *
finish (gpointer    data,
        const char *answer,
        GError    **error)
{
  Handshake    *self = data;
  gsize         len = 0;
  char         *plain = unseal (self, answer, &len);
  XaCredential *credential;

  if (!plain) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST,
                         N_ ("This is not what the page shows for this sign-in: copy all of it, from the page that was opened last, and try again."));
    return NULL;
  }
  credential = read_key (self, plain, len, error);
  explicit_bzero (plain, len);
  g_free (plain);

  return credential;
}

gboolean
xa_discourse_revoke (XaRest             *rest,
                     const XaCredential *given,
                     GError            **error)
{
  g_autoptr (XaRequest) request = xa_request_new ("POST", "user-api-key", "revoke", NULL);
  g_autoptr (XaResponse) response = xa_rest_send (rest, request, error);

  return response != NULL;
}

const XaHandshake xa_discourse_pasted = { .begin = begin, .finish = finish, .free = handshake_free };
const XaHandshake xa_discourse_brought = { .comes_back = TRUE, .parameter = "payload", .begin = begin, .finish = finish, .free = handshake_free };
