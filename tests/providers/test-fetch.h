#pragma once

#include "providers/xa-fetch.h"
#include "recording-sink.h"

/*
 * A fetch whose records go to a recording sink. What the provider says beside the records stands
 * among its lines:
 *
 *   page cursor="abc" mark:newest="12"
 *   page end
 *   settle
 *   note hidden-list
 *   progress 100/250
 *   partial
 *
 * The cursor and the marks of a page are what the next fetch with the same double begins with, so
 * that a test interrupts a pass, calls the provider again and compares the lines.
 */
typedef struct _TestFetch TestFetch;

TestFetch *test_fetch_new (XaRest *rest, const XaTarget *target) G_GNUC_WARN_UNUSED_RESULT; /* @rest: (transfer full) (nullable) */
void       test_fetch_free (TestFetch *self);

XaFetch       *test_fetch_get (TestFetch *self);
RecordingSink *test_fetch_get_recording (TestFetch *self);
void           test_fetch_set_target (TestFetch *self, const XaTarget *target);
void           test_fetch_set_now (TestFetch *self, gint64 now_us); /* 2026-01-02T03:04:05Z unless set */
void           test_fetch_set_since (TestFetch *self, gint64 since_us);
void           test_fetch_set_max_posts (TestFetch *self, guint n);
void           test_fetch_set_cursor (TestFetch *self, const char *cursor); /* (nullable) */
void           test_fetch_set_mark (TestFetch *self, const char *name, const char *value);
void           test_fetch_follow (TestFetch *self, const char *native_id); /* nothing is followed unless said */
void           test_fetch_fail_after (TestFetch *self, guint n);           /* the @n-th page from now fails as cancelled, and none for 0; what was set since the last page is dropped */

guint    test_fetch_get_n_pages (TestFetch *self); /* that were taken */
gboolean test_fetch_has_note (TestFetch *self, XaFetchNote note);
gboolean test_fetch_is_partial (TestFetch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestFetch, test_fetch_free)
