#include "server/xa-signature.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <string.h>
#include <sys/random.h>

#define SECRET_PREFIX "whsec_"
#define SECRET_BYTES 32
#define MIN_SECRET 16
#define MAX_SECRET 64

/* More are not looked at: a list of guesses is none of signatures. */
#define MAX_SIGNATURES 8

#define MAX_ID 256

typedef struct {
  guint8 bytes[SHA256_DIGEST_SIZE];
} Digest;

/* --- secrets ------------------------------------------------------------------------------------------ */

char *
xa_signature_make_secret (void)
{
  guint8           bytes[SECRET_BYTES];
  g_autofree char *text = NULL;

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    return NULL;
  text = g_base64_encode (bytes, sizeof bytes);
  explicit_bzero (bytes, sizeof bytes);

  return g_strconcat (SECRET_PREFIX, text, NULL);
}

char *
xa_signature_make_plain_secret (void)
{
  guint8   bytes[SECRET_BYTES];
  GString *text;

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    return NULL;
  text = g_string_sized_new (2 * SECRET_BYTES + 1);
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  explicit_bzero (bytes, sizeof bytes);

  return g_string_free (text, FALSE);
}

/* Returns: (transfer full) (nullable): the bytes; GLib's own decoder passes over what is none of base64 */
static guchar *
decode (const char *text,
        gsize      *size)
{
  gsize            len = strlen (text);
  g_autofree char *again = NULL;
  guchar          *bytes;

  if (len == 0 || strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") != len)
    return NULL;
  bytes = g_base64_decode (text, size);
  again = g_base64_encode (bytes, *size);
  if (strcmp (again, text) == 0)
    return bytes;
  explicit_bzero (bytes, *size);
  g_free (bytes);

  return NULL;
}

/* Some leave out the padding at the end, as the published examples do. */
static guchar *
decode_secret (const char *secret,
               gsize      *size)
{
  static const char *const padding[] = { "", "===", "==", "=" };
  const char              *digits = g_str_has_prefix (secret, SECRET_PREFIX) ? secret + strlen (SECRET_PREFIX) : secret;
  g_autofree char         *padded = g_strconcat (digits, padding[strlen (digits) % 4], NULL);
  guchar                  *bytes = decode (padded, size);

  explicit_bzero (padded, strlen (padded));
  if (bytes && *size >= MIN_SECRET && *size <= MAX_SECRET)
    return bytes;
  if (bytes)
    explicit_bzero (bytes, *size);
  g_free (bytes);

  return NULL;
}

gboolean
xa_signature_is_secret (const char *secret)
{
  gsize   size;
  guchar *bytes = decode_secret (secret, &size);

  if (!bytes)
    return FALSE;
  explicit_bzero (bytes, size);
  g_free (bytes);

  return TRUE;
}

/* --- Standard Webhooks -------------------------------------------------------------------------------- */

static gboolean
digest_message (const char *secret,
                const char *id,
                const char *timestamp,
                const void *body,
                gsize       size,
                Digest     *digest)
{
  struct hmac_sha256_ctx context;
  gsize                  secret_size;
  guchar                *key = decode_secret (secret, &secret_size);

  if (!key)
    return FALSE;
  hmac_sha256_set_key (&context, secret_size, key);
  hmac_sha256_update (&context, strlen (id), (const guint8 *) id);
  hmac_sha256_update (&context, 1, (const guint8 *) ".");
  hmac_sha256_update (&context, strlen (timestamp), (const guint8 *) timestamp);
  hmac_sha256_update (&context, 1, (const guint8 *) ".");
  hmac_sha256_update (&context, size, body);
  hmac_sha256_digest (&context, sizeof digest->bytes, digest->bytes);
  explicit_bzero (&context, sizeof context);
  explicit_bzero (key, secret_size);
  g_free (key);

  return TRUE;
}

char *
xa_signature_sign (const char *secret,
                   const char *id,
                   gint64      time_s,
                   const void *body,
                   gsize       size)
{
  g_autofree char *timestamp = g_strdup_printf ("%" G_GINT64_FORMAT, time_s);
  g_autofree char *text = NULL;
  Digest           digest;

  if (!digest_message (secret, id, timestamp, body, size, &digest))
    return NULL;
  text = g_base64_encode (digest.bytes, sizeof digest.bytes);

  return g_strconcat ("v1,", text, NULL);
}

static gboolean
is_one (const char   *signature,
        const Digest *expected)
{
  gsize              size;
  g_autofree guchar *bytes = g_str_has_prefix (signature, "v1,") ? decode (signature + 3, &size) : NULL;

  return bytes && size == sizeof expected->bytes && nettle_memeql_sec (bytes, expected->bytes, size);
}

/* A point would let one message be read as another: "a.1" at 2 as "a" at 1. */
static gboolean
is_id (const char *id)
{
  gsize len = id ? strlen (id) : 0;

  if (len == 0 || len > MAX_ID)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isgraph (id[i]) || id[i] == '.')
      return FALSE;

  return TRUE;
}

static gboolean
read_time (const char *timestamp,
           gint64     *time_us)
{
  gint64 seconds;

  if (!timestamp || !g_ascii_string_to_signed (timestamp, 10, 0, G_MAXINT64 / G_USEC_PER_SEC, &seconds, NULL))
    return FALSE;
  *time_us = seconds * G_USEC_PER_SEC;

  return TRUE;
}

XaSignature
xa_signature_verify (const char *secret,
                     const char *id,
                     const char *timestamp,
                     const char *signatures,
                     const void *body,
                     gsize       size,
                     gint64      now_us)
{
  g_auto (GStrv) given = NULL;
  Digest   expected;
  gint64   time_us;
  gboolean found = FALSE;

  if (!is_id (id) || !read_time (timestamp, &time_us) || !signatures)
    return XA_SIGNATURE_MISSING;
  if (!digest_message (secret, id, timestamp, body, size, &expected))
    return XA_SIGNATURE_WRONG;
  given = g_strsplit (signatures, " ", MAX_SIGNATURES + 1);
  for (gsize i = 0; given[i] && i < MAX_SIGNATURES; i++)
    found |= is_one (given[i], &expected);
  if (!found)
    return XA_SIGNATURE_WRONG;

  return ABS (now_us - time_us) <= XA_SIGNATURE_TOLERANCE_US ? XA_SIGNATURE_GOOD : XA_SIGNATURE_OLD;
}

/* --- others ------------------------------------------------------------------------------------------- */

XaSignature
xa_signature_verify_hex (const char *secret,
                         const char *given,
                         const void *body,
                         gsize       size)
{
  struct hmac_sha256_ctx context;
  Digest                 digest;
  char                   expected[2 * SHA256_DIGEST_SIZE + 1];

  if (!given || !g_str_has_prefix (given, "sha256=") || strlen (given) != strlen ("sha256=") + 2 * SHA256_DIGEST_SIZE)
    return XA_SIGNATURE_MISSING;
  hmac_sha256_set_key (&context, strlen (secret), (const guint8 *) secret);
  hmac_sha256_update (&context, size, body);
  hmac_sha256_digest (&context, sizeof digest.bytes, digest.bytes);
  explicit_bzero (&context, sizeof context);
  for (gsize i = 0; i < sizeof digest.bytes; i++)
    g_snprintf (expected + 2 * i, 3, "%02x", digest.bytes[i]);

  return nettle_memeql_sec (given + strlen ("sha256="), expected, 2 * SHA256_DIGEST_SIZE) ? XA_SIGNATURE_GOOD : XA_SIGNATURE_WRONG;
}

XaSignature
xa_signature_verify_token (const char *secret,
                           const char *given)
{
  struct hmac_sha256_ctx context;
  guint8                 of_secret[SHA256_DIGEST_SIZE], of_given[SHA256_DIGEST_SIZE];

  if (!given)
    return XA_SIGNATURE_MISSING;
  /* Digests of both, so that not even the length of the secret can be timed. */
  hmac_sha256_set_key (&context, strlen (secret), (const guint8 *) secret);
  hmac_sha256_update (&context, strlen (secret), (const guint8 *) secret);
  hmac_sha256_digest (&context, sizeof of_secret, of_secret);
  hmac_sha256_update (&context, strlen (given), (const guint8 *) given);
  hmac_sha256_digest (&context, sizeof of_given, of_given);
  explicit_bzero (&context, sizeof context);

  return nettle_memeql_sec (of_secret, of_given, sizeof of_given) ? XA_SIGNATURE_GOOD : XA_SIGNATURE_WRONG;
}
