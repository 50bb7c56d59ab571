#pragma once

#include "providers/xa-provider.h"

/*
 * A platform without a network whose audiences behave as their ids say, lent to the table:
 *
 *   calm-300        300 members in pages of 100, then 30 posts
 *   careful-300     the same, and each page is safe before the next is asked for
 *   forbidden       refused
 *   auth            refused until weather_sign_in() was called
 *   away            the network is away, until weather_sign_in() was called
 *   broken-3        the page after the third is malformed, every time
 *   flaky-3         the connection drops after the third page, the first time
 *   hang            never answers, until it is cancelled
 *   partial-200     says in the end that its list is not whole
 *   lost-2          the cursor of its second page is not taken back, the first time
 *   throttled-2     asks to wait for a tenth of a second before its third page, the first time
 *
 * Cursors and marks name a person: the canary must be nowhere.
 */
#define WEATHER_CANARY "did:plc:canaryoftheweather"
#define WEATHER_PAGE 100

extern const XaProvider weather_provider;        /* takes an optional token */
extern const XaProvider weather_stream_provider; /* one pass at a time */

void weather_reset (void); /* everything happens for the first time again */
void weather_sign_in (void);
void weather_set_page_usec (gint64 usec); /* how long a page takes */
/* Whoever has asked for @n pages of members of one audience does not go on before weather_let_go() or its cancellation. */
void  weather_hold_after (guint n);
void  weather_let_go (void);
void  weather_wait_for_pages (const char *id, guint n); /* until so many were asked for */
guint weather_get_n_pages (const char *id);
guint weather_get_max_side_by_side (void); /* passes at a time, since the reset */
void  weather_wait_for_hang (guint n);     /* until @n passes hang */
