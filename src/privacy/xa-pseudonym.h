#pragma once

#include "model/xa-sink.h"

/*
 * Keyed pseudonyms. A person's canonical id becomes the first 16 bytes of an HMAC-SHA-256
 * under a key derived from the workspace's master key for one platform and one kind of id.
 */

#define XA_MASTER_KEY_SIZE 32

/* What a derived key is for. The names go into the derivation: never rename. */
typedef enum {
  XA_KEY_PERSON,   /* people by id */
  XA_KEY_HANDLE,   /* people by handle, a space of its own */
  XA_KEY_POST,     /* posts whose native id is not a plain number */
  XA_KEY_AUDIENCE, /* ids, handles and titles of audiences that links point to */
  XA_KEY_FILE,     /* imported files, so that the same bytes are known again */
  XA_KEY_CHECK,    /* tells whether the key is the one the workspace was made with */
  XA_KEY_SEAL,     /* seals text that servers gave and that may name a person */
  XA_KEY_ADDRESS,  /* addresses on the network that were asked before */
  XA_KEY_WORD,     /* words that people wrote */
  XA_N_KEYS,
} XaKeyKind;

typedef struct {
  guint8 bytes[16];
} XaPseudonym;

char    *xa_pseudonym_format (const XaPseudonym *pseudonym) G_GNUC_WARN_UNUSED_RESULT;
gboolean xa_pseudonym_parse (XaSpan text, XaPseudonym *pseudonym) G_GNUC_WARN_UNUSED_RESULT;

/* The derived keys of one workspace; immutable, may be used from several threads. */
typedef struct _XaPseudonymizer XaPseudonymizer;

XaPseudonymizer *xa_pseudonymizer_new (const guint8 master_key[XA_MASTER_KEY_SIZE], const char *workspace_uuid) G_GNUC_WARN_UNUSED_RESULT;
XaPseudonymizer *xa_pseudonymizer_ref (XaPseudonymizer *self);
void             xa_pseudonymizer_unref (XaPseudonymizer *self); /* wipes the keys with the last reference */

gboolean xa_pseudonymizer_person (XaPseudonymizer *self, XaPlatform platform, const XaPerson *person, XaPseudonym *pseudonym, XaReject *why);
void     xa_pseudonymizer_hash (XaPseudonymizer *self, XaPlatform platform, XaKeyKind kind, XaSpan text, XaPseudonym *pseudonym);

/* The id of a post inside its audience: the number itself where the platform numbers posts,
 * else 63 bits of its keyed hash (at:// addresses and the like name the author). */
gboolean xa_pseudonymizer_numbers_posts (XaPlatform platform);
gboolean xa_pseudonymizer_post (XaPseudonymizer *self, XaPlatform platform, XaSpan native_id, gint64 *id);

/* What a workspace keeps to know its key again. */
void xa_pseudonymizer_get_check (XaPseudonymizer *self, XaPseudonym *check);

/* Text that must not stand in a file in the clear and is needed again: a server's cursor, which may
 * be a person's id. Sealed with ChaCha20-Poly1305 under a random nonce; @context says what it is and
 * must be the same again, so that nothing can be put in the place of another thing. */
#define XA_SEAL_OVERHEAD 28
GBytes *xa_pseudonymizer_seal_text (XaPseudonymizer *self, const char *context, const char *text) G_GNUC_WARN_UNUSED_RESULT;
char   *xa_pseudonymizer_unseal_text (XaPseudonymizer *self, const char *context, const void *sealed, gsize size) G_GNUC_WARN_UNUSED_RESULT;

/* A keyed hash over a long input, for recognising files; feed, then finish (frees) or free. */
typedef struct _XaFileHash XaFileHash;
XaFileHash                *xa_file_hash_new (XaPseudonymizer *self) G_GNUC_WARN_UNUSED_RESULT;
XaFileHash                *xa_file_hash_copy (const XaFileHash *hash) G_GNUC_WARN_UNUSED_RESULT;
void                       xa_file_hash_feed (XaFileHash *hash, const void *data, gsize size);
XaPseudonym                xa_file_hash_finish (XaFileHash *hash);
void                       xa_file_hash_free (XaFileHash *hash);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaPseudonymizer, xa_pseudonymizer_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaFileHash, xa_file_hash_free)
