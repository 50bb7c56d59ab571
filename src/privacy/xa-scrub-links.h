#pragma once

#include "model/xa-records.h"

typedef enum {
  XA_LINK_NOT,     /* no link begins here */
  XA_LINK_KEPT,    /* a link that names nobody */
  XA_LINK_PROFILE, /* names a person or an account */
  XA_LINK_INVITE,  /* lets its bearer into a closed place */
  XA_LINK_EMAIL,
  XA_LINK_PHONE,
  XA_LINK_ID, /* a bare identifier, such as a DID */
} XaLinkClass;

/* What begins at the start of @run, which holds no blanks; *@len is the length of it. */
XaLinkClass xa_scrub_classify_link (XaSpan run, gsize *len);
