#pragma once

#include "privacy/xa-scrub.h"

/* The two halves of scrubbing. Both take valid UTF-8 and append what they leave of it. */

void xa_scrub_names (XaSpan text, GString *out);   /* links, addresses, mentions and ids */
void xa_scrub_numbers (XaSpan text, GString *out); /* phone numbers and long digit runs */

#define XA_MARK_MENTION "<mention>"
#define XA_MARK_EMAIL "<email>"
#define XA_MARK_PHONE "<phone>"
#define XA_MARK_INVITE "<invite>"
#define XA_MARK_PROFILE "<profile>"
#define XA_MARK_ID "<id>"
#define XA_MARK_NUMBER "<number>"
