#include "store/xa-post-cursor.h"

#include "model/xa-language.h"
#include "store/xa-store-private.h"

#include <nettle/aes.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <string.h>

#define MAC_SIZE 8

/* 24 bytes are 32 letters of base64, without padding. */
#define SEALED_SIZE (AES_BLOCK_SIZE + MAC_SIZE)

typedef struct {
  guint8 cipher[AES128_KEY_SIZE];
  guint8 mac[SHA256_DIGEST_SIZE - AES128_KEY_SIZE];
} Keys;

/* The key of the workspace itself is not at hand when it is read; what tells it from others is in
 * the file and nowhere else. */
static gboolean
derive_keys (XaStore *store,
             Keys    *keys,
             GError **error)
{
  struct hmac_sha256_ctx context;
  XaEpoch                epoch;

  G_STATIC_ASSERT (sizeof (Keys) == SHA256_DIGEST_SIZE);
  if (!xa_store_get_epoch (store, &epoch, error))
    return FALSE;
  hmac_sha256_set_key (&context, sizeof epoch.check, epoch.check.bytes);
  hmac_sha256_update (&context, strlen ("xaudience/1/cursor/"), (const guint8 *) "xaudience/1/cursor/");
  hmac_sha256_update (&context, strlen (xa_store_get_uuid (store)), (const guint8 *) xa_store_get_uuid (store));
  hmac_sha256_digest (&context, sizeof *keys, (guint8 *) keys);

  return TRUE;
}

static void
authenticate (const Keys   *keys,
              gint64        audience_id,
              XaPostOrder   order,
              const guint8 *block,
              guint8        mac[MAC_SIZE])
{
  struct hmac_sha256_ctx context;
  const gint64           what[] = { GINT64_TO_LE (audience_id), GINT64_TO_LE ((gint64) order) };

  hmac_sha256_set_key (&context, sizeof keys->mac, keys->mac);
  hmac_sha256_update (&context, sizeof what, (const guint8 *) what);
  hmac_sha256_update (&context, AES_BLOCK_SIZE, block);
  hmac_sha256_digest (&context, MAC_SIZE, mac);
}

/**
 * xa_post_cursor_seal:
 *
 * Returns: (transfer full) (nullable): letters, digits, "-" and "_"; or NULL with @error
 */
char *
xa_post_cursor_seal (XaStore            *store,
                     gint64              audience_id,
                     XaPostOrder         order,
                     const XaPostCursor *cursor,
                     GError            **error)
{
  const gint64      plain[] = { GINT64_TO_LE (cursor->key), GINT64_TO_LE (cursor->id) };
  guint8            sealed[SEALED_SIZE];
  struct aes128_ctx aes;
  Keys              keys;
  char             *text;

  G_STATIC_ASSERT (sizeof plain == AES_BLOCK_SIZE);
  if (!derive_keys (store, &keys, error))
    return NULL;
  aes128_set_encrypt_key (&aes, keys.cipher);
  aes128_encrypt (&aes, AES_BLOCK_SIZE, sealed, (const guint8 *) plain);
  authenticate (&keys, audience_id, order, sealed, sealed + AES_BLOCK_SIZE);
  text = g_base64_encode (sealed, sizeof sealed);

  return g_strdelimit (g_strdelimit (text, "+", '-'), "/", '_');
}

/**
 * xa_post_cursor_open:
 * @cursor: (out): where the page begins
 *
 * Errors: INVALID for a text that was not given out for these posts in this order
 */
gboolean
xa_post_cursor_open (XaStore      *store,
                     gint64        audience_id,
                     XaPostOrder   order,
                     const char   *text,
                     XaPostCursor *cursor,
                     GError      **error)
{
  g_autofree char   *plain_text = g_strdelimit (g_strdelimit (g_strdup (text), "-", '+'), "_", '/');
  gsize              size;
  g_autofree guint8 *sealed = g_base64_decode (plain_text, &size);
  guint8             mac[MAC_SIZE];
  struct aes128_ctx  aes;
  Keys               keys;
  gint64             plain[2];

  if (!derive_keys (store, &keys, error))
    return FALSE;
  if (size == SEALED_SIZE)
    authenticate (&keys, audience_id, order, sealed, mac);
  if (size != SEALED_SIZE || !memeql_sec (mac, sealed + AES_BLOCK_SIZE, MAC_SIZE)) {
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID,
                 N_ ("“%s” is not where a page of these posts begins: it goes with the audience, the order and the workspace of the page "
                     "before. Begin with the first page."),
                 text);
    return FALSE;
  }
  aes128_set_decrypt_key (&aes, keys.cipher);
  aes128_decrypt (&aes, AES_BLOCK_SIZE, (guint8 *) plain, sealed);
  *cursor = (XaPostCursor) { TRUE, GINT64_FROM_LE (plain[0]), GINT64_FROM_LE (plain[1]) };

  return TRUE;
}
