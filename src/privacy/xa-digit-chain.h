#pragma once

#include "model/xa-records.h"

/*
 * Digits with what joins them, as people write dates, sums and telephone numbers, and the
 * judgement which of these they are.
 */

#define XA_DIGIT_GROUPS_MAX 16

/* Digits without anything between them. */
typedef struct {
  const char *start; /* (not owned) */
  const char *end;   /* (not owned) */
  guint       n_digits;
  guint       value;       /* of the last seven digits: enough to tell years, months and days */
  char        sep;         /* what joins it to the next: ' ', '-', '.', '/' or ')'; NUL at the end */
  gboolean    money_after; /* a currency or per cent sign follows */
} XaDigitGroup;

typedef struct {
  XaDigitGroup groups[XA_DIGIT_GROUPS_MAX];
  guint        n_groups;
  gboolean     plus;    /* '+' stands before the digits */
  gboolean     bracket; /* the first group stands in brackets */
  gboolean     in_word; /* a letter or digit stands right before it */
  gboolean     money_before;
} XaDigitChain;

typedef enum {
  XA_DIGITS_OTHER, /* a few digits of no special shape */
  XA_DIGITS_KNOWN, /* a date, hours, a sum or a range */
  XA_DIGITS_PHONE,
  XA_DIGITS_ADDRESS, /* of a machine */
} XaDigits;

gboolean xa_digit_chain_begins (const char *at, const char *end);
void     xa_digit_chain_read (XaSpan text, const char *at, XaDigitChain *chain);
XaDigits xa_digit_chain_judge (const XaDigitChain *chain, guint *n_groups);
