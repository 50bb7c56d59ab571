#pragma once

#include <glib.h>

/*
 * How webhooks are signed: over the bytes as they were sent, before anything reads them, and
 * compared in constant time.
 */

typedef enum {
  XA_SIGNATURE_GOOD,
  XA_SIGNATURE_MISSING, /* headers are missing, or not of their form */
  XA_SIGNATURE_OLD,     /* the time is too far from ours: a replay, or a wrong clock */
  XA_SIGNATURE_WRONG,
} XaSignature;

/* How far the time of a message may be from ours (Standard Webhooks). */
#define XA_SIGNATURE_TOLERANCE_US (300 * G_USEC_PER_SEC)

/* A new secret as Standard Webhooks write it: "whsec_" and 32 bytes in base64.
 * Returns: (transfer full) (nullable): NULL where the system gives no random bytes; the caller wipes it */
char *xa_signature_make_secret (void) G_GNUC_WARN_UNUSED_RESULT;
/* One that fits into a header and a form of others: 64 hex digits. */
char *xa_signature_make_plain_secret (void) G_GNUC_WARN_UNUSED_RESULT;
/* Whether it can be one: 16 to 64 bytes in base64, with or without "whsec_". */
gboolean xa_signature_is_secret (const char *secret);

/* Standard Webhooks: HMAC-SHA-256 over "id.timestamp.body".
 * @time_s: seconds since 1970
 * Returns: (transfer full) (nullable): "v1,base64"; NULL where @secret is none */
char *xa_signature_sign (const char *secret, const char *id, gint64 time_s, const void *body, gsize size) G_GNUC_WARN_UNUSED_RESULT;
/* @signatures: (nullable): any number, with blanks between; one that fits is enough
 * @id: (nullable); @timestamp: (nullable) */
XaSignature xa_signature_verify (const char *secret, const char *id, const char *timestamp, const char *signatures, const void *body, gsize size, gint64 now_us);

/* "sha256=" and hex digits of HMAC-SHA-256 over the body, as Discourse and others send it. @given: (nullable) */
XaSignature xa_signature_verify_hex (const char *secret, const char *given, const void *body, gsize size);
/* The secret itself, as Telegram sends it: told to us only. @given: (nullable) */
XaSignature xa_signature_verify_token (const char *secret, const char *given);
