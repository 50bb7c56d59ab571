#pragma once

#include "model/xa-records.h"

/* All times are microseconds since 1970, UTC; XA_TIME_UNKNOWN where a text is not a time. */
gint64 xa_time_now (void);
void   xa_time_hold (gint64 now_us); /* for tests, in any thread: the clock stands there; XA_TIME_UNKNOWN lets it go on */
gint64 xa_time_parse (XaSpan text);
gint64 xa_time_parse_local (XaSpan text, GTimeZone *zone);
gint64 xa_time_parse_end (XaSpan text);
char  *xa_time_format (gint64 time_us) G_GNUC_WARN_UNUSED_RESULT;
