#pragma once

#include "net/xa-limits.h"
#include "net/xa-response.h"

/* What the headers of answers say of waiting, in the forms that platforms use. */

void   xa_rate_report_init (XaRateReport *report);
void   xa_rate_report_clear (XaRateReport *report);
void   xa_rate_headers_read (const XaResponse *response, XaRateReport *report);
gint64 xa_rate_headers_read_wait (const XaResponse *response); /* Retry-After in microseconds, -1: not said */
gint64 xa_http_time_parse (const char *text);                  /* of Date, Expires, Retry-After; or XA_TIME_UNKNOWN */
