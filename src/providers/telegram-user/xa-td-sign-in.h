#pragma once

#include "providers/telegram-user/xa-td-client.h"

/* What Telegram wants next before a session is there. */
typedef enum {
  XA_TD_STEP_STARTING,
  XA_TD_STEP_PHONE,     /* a phone number; or a QR code for another device */
  XA_TD_STEP_CODE,      /* that was sent there */
  XA_TD_STEP_PASSWORD,  /* of the second step; @text is the hint that the user wrote for it */
  XA_TD_STEP_SCAN,      /* @text is the address to be shown as a QR code */
  XA_TD_STEP_READY,     /* signed in */
  XA_TD_STEP_ELSEWHERE, /* something that only Telegram's own programs can do */
  XA_TD_STEP_ENDED,
} XaTdStep;

typedef struct {
  XaTdStep kind;
  char    *text; /* (owned) (nullable) */
} XaTdSignIn;

/* Where the library keeps the session: a folder of the program's own, encrypted with a key that only the
 * Secret Service has. */
typedef struct {
  gint64      api_id;
  const char *api_hash;
  const char *folder;
  const char *key; /* 32 bytes as 64 hex digits */
  gboolean    is_test;
} XaTdPlace;

/* Gives the library its place, and tells what is wanted next. */
gboolean xa_td_sign_in_begin (XaTdClient *client, const XaTdPlace *place, XaTdSignIn *next, GCancellable *cancellable, GError **error);
/* Gives what the step wants: a number, a code, a password. AUTH where Telegram says that it is wrong. */
gboolean xa_td_sign_in_answer (XaTdClient *client, XaTdStep step, const char *answer, XaTdSignIn *next, GCancellable *cancellable, GError **error);
/* Instead of a number: asks for an address to be scanned by a device that is signed in. */
gboolean xa_td_sign_in_by_scan (XaTdClient *client, XaTdSignIn *next, GCancellable *cancellable, GError **error);
/* Waits until the address was scanned, or another one takes its place; and then for as long as the next is not known. */
gboolean xa_td_sign_in_await_scan (XaTdClient *client, XaTdSignIn *next, gint64 patience_us, GCancellable *cancellable, GError **error);
void     xa_td_sign_in_clear (XaTdSignIn *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaTdSignIn, xa_td_sign_in_clear)
