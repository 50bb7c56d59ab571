#include "privacy/xa-pseudonym.h"

#include "privacy/xa-person-id.h"

#include <nettle/chacha-poly1305.h>
#include <nettle/hkdf.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <string.h>
#include <sys/random.h>

/* The row of the keys that belong to no platform, and its name in the derivation. */
#define ANY_PLATFORM 0

#define XA_SEAL_KEY_SIZE CHACHA_POLY1305_KEY_SIZE
G_STATIC_ASSERT (XA_SEAL_KEY_SIZE == SHA256_DIGEST_SIZE);
G_STATIC_ASSERT (XA_SEAL_OVERHEAD == CHACHA_POLY1305_NONCE_SIZE + CHACHA_POLY1305_DIGEST_SIZE);

struct _XaPseudonymizer {
  gatomicrefcount        ref_count;
  struct hmac_sha256_ctx keys[XA_N_PLATFORMS][XA_N_KEYS]; /* ready to hash: copied to the stack for each use */
  guint8                 seal_key[XA_SEAL_KEY_SIZE];
};

struct _XaFileHash {
  struct hmac_sha256_ctx hmac;
};

static const char *const kind_names[XA_N_KEYS] = {
  [XA_KEY_PERSON] = "person",
  [XA_KEY_HANDLE] = "handle",
  [XA_KEY_POST] = "post",
  [XA_KEY_AUDIENCE] = "audience",
  [XA_KEY_FILE] = "file",
  [XA_KEY_CHECK] = "check",
  [XA_KEY_SEAL] = "seal",
  [XA_KEY_ADDRESS] = "address",
  [XA_KEY_WORD] = "word",
};

/* What the check value is the keyed hash of. */
static const char check_text[] = "xaudience";

static gboolean
is_platform_free (XaKeyKind kind)
{
  return kind == XA_KEY_FILE || kind == XA_KEY_CHECK || kind == XA_KEY_SEAL || kind == XA_KEY_ADDRESS;
}

/**
 * xa_pseudonymizer_numbers_posts:
 *
 * Returns: whether the platform gives each post a decimal number, unique at least within its
 *   audience and greater than those of earlier posts. On the others a number is local to a server,
 *   or the id names the author.
 */
gboolean
xa_pseudonymizer_numbers_posts (XaPlatform platform)
{
  switch (platform) {
  case XA_PLATFORM_TELEGRAM:
  case XA_PLATFORM_DISCORD:
  case XA_PLATFORM_X:
  case XA_PLATFORM_INSTAGRAM:
  case XA_PLATFORM_FACEBOOK:
  case XA_PLATFORM_TIKTOK:
  case XA_PLATFORM_DISCOURSE:
    return TRUE;
  case XA_PLATFORM_LINKEDIN:
  case XA_PLATFORM_BLUESKY:
  case XA_PLATFORM_MASTODON:
  case XA_PLATFORM_YOUTUBE:
  case XA_PLATFORM_OTHER:
  case XA_PLATFORM_SIMULATED:
    return FALSE;
  }

  return FALSE;
}

/* HKDF-SHA-256 (RFC 5869): an empty salt stands for 32 zero bytes. */
static void
derive_bytes (const guint8 pseudo_random_key[SHA256_DIGEST_SIZE],
              const char  *workspace_uuid,
              const char  *platform,
              const char  *kind,
              guint8       derived[SHA256_DIGEST_SIZE])
{
  g_autofree char       *info = g_strdup_printf ("xaudience/1/%s/%s/%s", workspace_uuid, platform, kind);
  struct hmac_sha256_ctx expand;

  hmac_sha256_set_key (&expand, SHA256_DIGEST_SIZE, pseudo_random_key);
  hkdf_expand (&expand, (nettle_hash_update_func *) hmac_sha256_update, (nettle_hash_digest_func *) hmac_sha256_digest, SHA256_DIGEST_SIZE,
               strlen (info), (const guint8 *) info, SHA256_DIGEST_SIZE, derived);
  explicit_bzero (&expand, sizeof expand);
}

static void
derive_key (const guint8            pseudo_random_key[SHA256_DIGEST_SIZE],
            const char             *workspace_uuid,
            const char             *platform,
            const char             *kind,
            struct hmac_sha256_ctx *key)
{
  guint8 derived[SHA256_DIGEST_SIZE];

  derive_bytes (pseudo_random_key, workspace_uuid, platform, kind, derived);
  hmac_sha256_set_key (key, sizeof derived, derived);
  explicit_bzero (derived, sizeof derived);
}

/* Zeros mark a person who was erased, so no living person may have them. */
static void
avoid_zeros (XaPseudonym *pseudonym)
{
  static const XaPseudonym zeros;

  if (G_UNLIKELY (memcmp (pseudonym, &zeros, sizeof zeros) == 0))
    pseudonym->bytes[sizeof pseudonym->bytes - 1] = 1;
}

/* Plain decimal, with a minus for what a platform numbers downwards, below 2^63-1 in size. */
static gboolean
parse_number (XaSpan  text,
              gint64 *number)
{
  gsize   at = text.len > 0 && text.str[0] == '-' ? 1 : 0;
  guint64 value = 0;

  if (at == text.len)
    return FALSE;
  for (gsize i = at; i < text.len; i++) {
    if (!g_ascii_isdigit (text.str[i]))
      return FALSE;
    if (value > (G_MAXINT64 - (guint64) (text.str[i] - '0')) / 10)
      return FALSE;
    value = value * 10 + (guint64) (text.str[i] - '0');
  }
  if (value == G_MAXINT64)
    return FALSE;
  *number = at == 1 ? -(gint64) value : (gint64) value;

  return TRUE;
}

static gboolean
is_all_digits (XaSpan text)
{
  for (gsize i = 0; i < text.len; i++)
    if (!g_ascii_isdigit (text.str[i]))
      return FALSE;

  return text.len > 0;
}

/**
 * xa_pseudonym_format:
 *
 * Returns: (transfer full): 32 hex digits in lower case
 */
char *
xa_pseudonym_format (const XaPseudonym *pseudonym)
{
  char *text = g_malloc (2 * sizeof pseudonym->bytes + 1);

  for (gsize i = 0; i < sizeof pseudonym->bytes; i++)
    g_snprintf (text + 2 * i, 3, "%02x", pseudonym->bytes[i]);

  return text;
}

/**
 * xa_pseudonym_parse:
 * @text: 32 hex digits
 * @pseudonym: (out): set where this returns TRUE
 *
 * Returns: FALSE for anything else, and for the zeros that are nobody's pseudonym
 */
gboolean
xa_pseudonym_parse (XaSpan       text,
                    XaPseudonym *pseudonym)
{
  XaPseudonym parsed;
  guint8      any = 0;

  if (text.len != 2 * sizeof parsed.bytes)
    return FALSE;
  for (gsize i = 0; i < sizeof parsed.bytes; i++) {
    int high = g_ascii_xdigit_value (text.str[2 * i]);
    int low = g_ascii_xdigit_value (text.str[2 * i + 1]);

    if (high < 0 || low < 0)
      return FALSE;
    parsed.bytes[i] = (guint8) (high << 4 | low);
    any |= parsed.bytes[i];
  }
  if (any)
    *pseudonym = parsed;

  return any != 0;
}

/**
 * xa_pseudonymizer_new:
 * @master_key: the workspace's key, 32 bytes; the caller wipes its copy
 * @workspace_uuid: the workspace, part of every derivation
 *
 * Derives the keys of all platforms and kinds: HKDF-SHA-256 (RFC 5869, empty salt) of the
 * master key with the info "xaudience/1/UUID/PLATFORM/KIND"; kinds that belong to no platform
 * are derived for "any".
 *
 * Returns: (transfer full): immutable after this
 */
XaPseudonymizer *
xa_pseudonymizer_new (const guint8 master_key[XA_MASTER_KEY_SIZE],
                      const char  *workspace_uuid)
{
  XaPseudonymizer       *self;
  struct hmac_sha256_ctx extract;
  guint8                 pseudo_random_key[SHA256_DIGEST_SIZE];

  g_return_val_if_fail (master_key != NULL, NULL);
  g_return_val_if_fail (workspace_uuid != NULL && *workspace_uuid != '\0', NULL);

  self = g_new0 (XaPseudonymizer, 1);
  g_atomic_ref_count_init (&self->ref_count);

  hmac_sha256_set_key (&extract, 0, (const guint8 *) "");
  hkdf_extract (&extract, (nettle_hash_update_func *) hmac_sha256_update, (nettle_hash_digest_func *) hmac_sha256_digest, SHA256_DIGEST_SIZE,
                XA_MASTER_KEY_SIZE, master_key, pseudo_random_key);

  for (int platform = 0; platform < XA_N_PLATFORMS; platform++)
    for (int kind = 0; kind < XA_N_KEYS; kind++)
      if (is_platform_free ((XaKeyKind) kind) == (platform == ANY_PLATFORM))
        derive_key (pseudo_random_key, workspace_uuid, platform == ANY_PLATFORM ? "any" : xa_platform_id ((XaPlatform) platform), kind_names[kind],
                    &self->keys[platform][kind]);
  derive_bytes (pseudo_random_key, workspace_uuid, "any", kind_names[XA_KEY_SEAL], self->seal_key);

  explicit_bzero (&extract, sizeof extract);
  explicit_bzero (pseudo_random_key, sizeof pseudo_random_key);

  return self;
}

XaPseudonymizer *
xa_pseudonymizer_ref (XaPseudonymizer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
xa_pseudonymizer_unref (XaPseudonymizer *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  explicit_bzero (self->keys, sizeof self->keys);
  explicit_bzero (self->seal_key, sizeof self->seal_key);
  g_free (self);
}

/**
 * xa_pseudonymizer_hash:
 * @platform: ignored for XA_KEY_FILE, XA_KEY_CHECK and XA_KEY_SEAL, which belong to no platform
 * @kind: which key
 * @text: what to hash, taken as it is
 * @pseudonym: (out): the first 16 bytes of the HMAC-SHA-256; never all zeros (the one value in
 *   2^128 that would be ends in 1 instead)
 *
 * Takes no lock and allocates nothing.
 */
void
xa_pseudonymizer_hash (XaPseudonymizer *self,
                       XaPlatform       platform,
                       XaKeyKind        kind,
                       XaSpan           text,
                       XaPseudonym     *pseudonym)
{
  struct hmac_sha256_ctx hmac;

  g_return_if_fail (self != NULL);
  g_return_if_fail ((unsigned) kind < XA_N_KEYS);
  g_return_if_fail (is_platform_free (kind) || (platform > 0 && platform < XA_N_PLATFORMS));

  hmac = self->keys[is_platform_free (kind) ? ANY_PLATFORM : (int) platform][kind];
  hmac_sha256_update (&hmac, text.len, (const guint8 *) text.str);
  hmac_sha256_digest (&hmac, sizeof pseudonym->bytes, pseudonym->bytes);
  avoid_zeros (pseudonym);
}

/**
 * xa_pseudonymizer_person:
 * @platform: where @person is known
 * @person: an id or a handle as the source gave it, or a pseudonym that this key made
 * @pseudonym: (out): the person's pseudonym
 * @why: (out): set where the id is refused
 *
 * Brings the id to its canonical form and hashes it, ids and handles under keys of their own.
 *
 * Returns: FALSE where the id is not one to be hashed
 */
gboolean
xa_pseudonymizer_person (XaPseudonymizer *self,
                         XaPlatform       platform,
                         const XaPerson  *person,
                         XaPseudonym     *pseudonym,
                         XaReject        *why)
{
  char  canonical[XA_PERSON_ID_MAX];
  gsize len;

  if (person->is_pseudonym) {
    *why = person->id.len ? XA_REJECT_MALFORMED_ID : XA_REJECT_EMPTY_ID;
    return xa_pseudonym_parse (person->id, pseudonym);
  }
  len = xa_person_id_canonicalize (platform, person, canonical, why);
  if (len == 0)
    return FALSE;
  xa_pseudonymizer_hash (self, platform, person->by_handle ? XA_KEY_HANDLE : XA_KEY_PERSON, (XaSpan) { canonical, len }, pseudonym);

  return TRUE;
}

/**
 * xa_pseudonymizer_post:
 * @native_id: the platform's id of a post; "-5" is a number too, as migrated Telegram groups
 *   number their old messages downwards
 * @id: (out): the number, or 63 bits of the keyed hash of any other text
 *
 * Hashed ids are never negative. Where a platform mixes numbers and other texts, a hashed id may
 * equal a number of the same audience with a chance of 2^-63 a pair, as two hashed ids may.
 *
 * Returns: FALSE for an empty id, and for a number that a reader clamped (2^63-1 and above on a
 *   platform that numbers its posts), which would merge posts
 */
gboolean
xa_pseudonymizer_post (XaPseudonymizer *self,
                       XaPlatform       platform,
                       XaSpan           native_id,
                       gint64          *id)
{
  XaPseudonym hash;
  guint64     bits;

  if (native_id.str == NULL || native_id.len == 0)
    return FALSE;
  if (xa_pseudonymizer_numbers_posts (platform)) {
    if (parse_number (native_id, id))
      return TRUE;
    if (is_all_digits (native_id))
      return FALSE;
  }

  xa_pseudonymizer_hash (self, platform, XA_KEY_POST, native_id, &hash);
  memcpy (&bits, hash.bytes, sizeof bits);
  *id = (gint64) (GUINT64_FROM_BE (bits) & G_MAXINT64);

  return TRUE;
}

/**
 * xa_pseudonymizer_get_check:
 * @check: (out): a value that depends on nothing but the key and the workspace
 *
 * Kept in the workspace, it tells later whether a key is still the one that made it. It says
 * nothing about the key or about any pseudonym.
 */
void
xa_pseudonymizer_get_check (XaPseudonymizer *self,
                            XaPseudonym     *check)
{
  xa_pseudonymizer_hash (self, XA_PLATFORM_OTHER, XA_KEY_CHECK, xa_span (check_text), check);
}

/* Never the same twice under one key: 96 random bits, from the kernel. */
static void
make_nonce (guint8 nonce[CHACHA_POLY1305_NONCE_SIZE])
{
  if (getrandom (nonce, CHACHA_POLY1305_NONCE_SIZE, 0) != CHACHA_POLY1305_NONCE_SIZE)
    g_error ("the kernel gives no random bytes");
}

static void
begin_seal (XaPseudonymizer            *self,
            const char                 *context,
            const guint8               *nonce,
            struct chacha_poly1305_ctx *cipher)
{
  chacha_poly1305_set_key (cipher, self->seal_key);
  chacha_poly1305_set_nonce (cipher, nonce);
  chacha_poly1305_update (cipher, strlen (context), (const guint8 *) context);
}

/**
 * xa_pseudonymizer_seal_text:
 * @context: what the text is; authenticated with it
 *
 * Returns: (transfer full): nonce, the text enciphered, and its proof: XA_SEAL_OVERHEAD bytes more
 *   than the text
 */
GBytes *
xa_pseudonymizer_seal_text (XaPseudonymizer *self,
                            const char      *context,
                            const char      *text)
{
  gsize                      len = strlen (text);
  guint8                    *sealed = g_malloc (len + XA_SEAL_OVERHEAD);
  guint8                    *body = sealed + CHACHA_POLY1305_NONCE_SIZE;
  struct chacha_poly1305_ctx cipher;

  make_nonce (sealed);
  begin_seal (self, context, sealed, &cipher);
  chacha_poly1305_encrypt (&cipher, len, body, (const guint8 *) text);
  chacha_poly1305_digest (&cipher, CHACHA_POLY1305_DIGEST_SIZE, body + len);
  explicit_bzero (&cipher, sizeof cipher);

  return g_bytes_new_take (sealed, len + XA_SEAL_OVERHEAD);
}

/**
 * xa_pseudonymizer_unseal_text:
 * @context: what it was sealed as
 *
 * Returns: (transfer full) (nullable): the text; NULL where it was sealed with another key, as
 *   something else, or changed since
 */
char *
xa_pseudonymizer_unseal_text (XaPseudonymizer *self,
                              const char      *context,
                              const void      *sealed,
                              gsize            size)
{
  const guint8              *nonce = sealed, *body = nonce + CHACHA_POLY1305_NONCE_SIZE;
  struct chacha_poly1305_ctx cipher;
  guint8                     digest[CHACHA_POLY1305_DIGEST_SIZE];
  gsize                      len;
  char                      *text;

  if (!sealed || size < XA_SEAL_OVERHEAD)
    return NULL;
  len = size - XA_SEAL_OVERHEAD;
  text = g_malloc (len + 1);
  begin_seal (self, context, nonce, &cipher);
  chacha_poly1305_decrypt (&cipher, len, (guint8 *) text, body);
  chacha_poly1305_digest (&cipher, sizeof digest, digest);
  text[len] = '\0';
  if (!memeql_sec (digest, body + len, sizeof digest) || memchr (text, '\0', len)) {
    explicit_bzero (text, len);
    g_clear_pointer (&text, g_free);
  }
  explicit_bzero (&cipher, sizeof cipher);

  return text;
}

/**
 * xa_file_hash_new:
 *
 * Returns: (transfer full): a keyed hash that waits for data; ends in xa_file_hash_finish() or
 *   xa_file_hash_free()
 */
XaFileHash *
xa_file_hash_new (XaPseudonymizer *self)
{
  XaFileHash *hash;

  g_return_val_if_fail (self != NULL, NULL);

  hash = g_new (XaFileHash, 1);
  hash->hmac = self->keys[ANY_PLATFORM][XA_KEY_FILE];

  return hash;
}

/* Returns: (transfer full): a hash of what @hash was fed so far, to be fed with something else */
XaFileHash *
xa_file_hash_copy (const XaFileHash *hash)
{
  return g_memdup2 (hash, sizeof *hash);
}

void
xa_file_hash_feed (XaFileHash *hash,
                   const void *data,
                   gsize       size)
{
  hmac_sha256_update (&hash->hmac, size, data);
}

/**
 * xa_file_hash_finish:
 * @hash: (transfer full): is freed
 *
 * Returns: the same as xa_pseudonymizer_hash() of all data at once under XA_KEY_FILE
 */
XaPseudonym
xa_file_hash_finish (XaFileHash *hash)
{
  XaPseudonym pseudonym;

  hmac_sha256_digest (&hash->hmac, sizeof pseudonym.bytes, pseudonym.bytes);
  avoid_zeros (&pseudonym);
  xa_file_hash_free (hash);

  return pseudonym;
}

/* Abandons a hash that will not be finished. */
void
xa_file_hash_free (XaFileHash *hash)
{
  explicit_bzero (hash, sizeof *hash);
  g_free (hash);
}
