#include "weather-provider.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  changed = PTHREAD_COND_INITIALIZER;
static GHashTable     *pages;                                       /* (mutex) (element-type utf8 guint): made by id */
static GHashTable     *met;                                         /* (mutex) (element-type utf8): what happens only once */
static gboolean        signed_in;                                   /* (mutex) */
static gint64          page_usec;                                   /* (mutex) */
static guint           hold_after;                                  /* (mutex): 0: nobody is held */
static guint           n_side_by_side, max_side_by_side, n_hanging; /* (mutex) */

void
weather_reset (void)
{
  pthread_mutex_lock (&mutex);
  g_clear_pointer (&pages, g_hash_table_unref);
  g_clear_pointer (&met, g_hash_table_unref);
  pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  signed_in = FALSE;
  page_usec = 0;
  hold_after = 0;
  n_side_by_side = max_side_by_side = n_hanging = 0;
  pthread_mutex_unlock (&mutex);
}

void
weather_sign_in (void)
{
  pthread_mutex_lock (&mutex);
  signed_in = TRUE;
  pthread_mutex_unlock (&mutex);
}

void
weather_set_page_usec (gint64 usec)
{
  pthread_mutex_lock (&mutex);
  page_usec = usec;
  pthread_mutex_unlock (&mutex);
}

void
weather_hold_after (guint n)
{
  pthread_mutex_lock (&mutex);
  hold_after = n;
  pthread_mutex_unlock (&mutex);
}

void
weather_let_go (void)
{
  weather_hold_after (0);
}

guint
weather_get_n_pages (const char *id)
{
  guint n;

  pthread_mutex_lock (&mutex);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (pages, id));
  pthread_mutex_unlock (&mutex);

  return n;
}

guint
weather_get_max_side_by_side (void)
{
  guint n;

  pthread_mutex_lock (&mutex);
  n = max_side_by_side;
  pthread_mutex_unlock (&mutex);

  return n;
}

void
weather_wait_for_pages (const char *id,
                        guint       n)
{
  while (weather_get_n_pages (id) < n)
    g_usleep (2000);
}

void
weather_wait_for_hang (guint n)
{
  pthread_mutex_lock (&mutex);
  while (n_hanging < n)
    pthread_cond_wait (&changed, &mutex);
  pthread_mutex_unlock (&mutex);
}

static gboolean
is_signed_in (void)
{
  gboolean is;

  pthread_mutex_lock (&mutex);
  is = signed_in;
  pthread_mutex_unlock (&mutex);

  return is;
}

/* Returns: whether @what of this audience happens for the first time */
static gboolean
is_first (const char *id,
          const char *what)
{
  char    *key = g_strconcat (id, "/", what, NULL);
  gboolean first;

  pthread_mutex_lock (&mutex);
  first = g_hash_table_add (met, key);
  pthread_mutex_unlock (&mutex);

  return first;
}

static void
count_page (const char *id)
{
  gint64 usec;

  pthread_mutex_lock (&mutex);
  g_hash_table_insert (pages, g_strdup (id), GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (pages, id)) + 1));
  usec = page_usec;
  pthread_mutex_unlock (&mutex);
  if (usec)
    g_usleep ((gulong) usec);
}

static guint
get_number (const char *id)
{
  const char *dash = strrchr (id, '-');

  return dash ? (guint) g_ascii_strtoull (dash + 1, NULL, 10) : 0;
}

static gboolean
refuse (XaNetError  code,
        const char *message,
        GError    **error)
{
  g_set_error_literal (error, XA_NET_ERROR, (int) code, message);

  return FALSE;
}

static gboolean
hang (XaFetch *fetch,
      GError **error)
{
  GCancellable *cancellable = xa_fetch_get_cancellable (fetch);

  pthread_mutex_lock (&mutex);
  n_hanging++;
  pthread_cond_broadcast (&changed);
  pthread_mutex_unlock (&mutex);
  while (!g_cancellable_is_cancelled (cancellable))
    g_usleep (5000);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
is_held (const char *id)
{
  gboolean is;

  pthread_mutex_lock (&mutex);
  is = hold_after > 0 && GPOINTER_TO_UINT (g_hash_table_lookup (pages, id)) >= hold_after;
  pthread_mutex_unlock (&mutex);

  return is;
}

static gboolean
wait_to_go_on (XaFetch    *fetch,
               const char *id,
               GError    **error)
{
  while (is_held (id)) {
    if (g_cancellable_set_error_if_cancelled (xa_fetch_get_cancellable (fetch), error))
      return FALSE;
    g_usleep (2000);
  }

  return TRUE;
}

/* What happens before page @no, from 0. */
static gboolean
meet (XaFetch    *fetch,
      const char *id,
      guint       no,
      GError    **error)
{
  if (g_str_has_prefix (id, "forbidden"))
    return refuse (XA_NET_ERROR_FORBIDDEN, "It may not be seen.", error);
  if (g_str_has_prefix (id, "hang"))
    return hang (fetch, error);
  if (g_str_has_prefix (id, "auth") && !is_signed_in ())
    return refuse (XA_NET_ERROR_AUTH, "The token is wrong.", error);
  if (g_str_has_prefix (id, "away") && !is_signed_in ())
    return refuse (XA_NET_ERROR_OFFLINE, "There is no network.", error);
  if (g_str_has_prefix (id, "broken") && no == get_number (id))
    return refuse (XA_NET_ERROR_MALFORMED, "members[3].id: expected string", error);
  if (g_str_has_prefix (id, "flaky") && no == get_number (id) && is_first (id, "drop"))
    return refuse (XA_NET_ERROR_TLS, "The connection dropped.", error);
  if (g_str_has_prefix (id, "lost") && no == get_number (id) && is_first (id, "drop"))
    return refuse (XA_NET_ERROR_TLS, "The connection dropped.", error);
  if (g_str_has_prefix (id, "lost") && no == get_number (id) && is_first (id, "cursor"))
    return refuse (XA_NET_ERROR_BAD_REQUEST, "The cursor is unknown.", error);
  if (g_str_has_prefix (id, "throttled") && no == get_number (id) && is_first (id, "wait"))
    return refuse (XA_NET_ERROR_RATE_LIMITED, "Too many requests.", error);

  return TRUE;
}

static gboolean
declare (XaFetch       *fetch,
         const char    *id,
         XaAudienceRef *ref,
         GError       **error)
{
  g_autofree char *title = g_strdup_printf ("The %s audience", id);
  XaAudienceRecord record = {
    .platform = XA_PLATFORM_OTHER,
    .native_id = xa_span (id),
    .kind = XA_AUDIENCE_GROUP,
    .title = xa_span (title),
    .members_reported = XA_COUNT_UNKNOWN,
  };

  return xa_sink_audience (xa_fetch_get_sink (fetch), &record, ref, error);
}

static gboolean
add_member (XaFetch      *fetch,
            XaAudienceRef ref,
            guint         n,
            GError      **error)
{
  char           id[64];
  XaMemberRecord record = { .joined_us = XA_TIME_UNKNOWN, .left_us = XA_TIME_UNKNOWN };

  record.person.id = (XaSpan) { id, (gsize) snprintf (id, sizeof id, WEATHER_CANARY "-%u", n) };

  return xa_sink_member (xa_fetch_get_sink (fetch), ref, &record, error);
}

static guint
count_members (const char *id)
{
  return g_str_has_prefix (id, "calm") || g_str_has_prefix (id, "careful") || g_str_has_prefix (id, "partial") ? get_number (id) : 5 * WEATHER_PAGE;
}

/* Pages of members; a cursor is the canary and the number of the page. */
static gboolean
fetch_members (XaFetch      *fetch,
               const char   *id,
               XaAudienceRef ref,
               GError      **error)
{
  const char      *cursor = xa_fetch_get_cursor (fetch);
  guint            n = count_members (id);
  guint            page = cursor ? get_number (cursor) : 0;
  XaSnapshotRecord record = { .at_us = xa_fetch_get_now (fetch), .coverage = XA_COVERAGE_COMPLETE, .reported = XA_COUNT_UNKNOWN };

  if (!xa_sink_snapshot (xa_fetch_get_sink (fetch), ref, &record, error))
    return FALSE;
  for (;; page++) {
    guint            end = MIN (n, (page + 1) * WEATHER_PAGE);
    g_autofree char *next = end < n ? g_strdup_printf (WEATHER_CANARY "-%u", page + 1) : NULL;

    if (!wait_to_go_on (fetch, id, error))
      return FALSE;
    count_page (id);
    if (!meet (fetch, id, page, error))
      return FALSE;
    for (guint i = page * WEATHER_PAGE; i < end; i++)
      if (!add_member (fetch, ref, i, error))
        return FALSE;
    xa_fetch_set_mark (fetch, "newest", WEATHER_CANARY);
    if (!next && g_str_has_prefix (id, "partial")) {
      xa_fetch_is_partial (fetch);
      xa_fetch_note (fetch, XA_FETCH_NOTE_CAPPED, "It ends here.");
    }
    if (!xa_fetch_page (fetch, next, error) || (g_str_has_prefix (id, "careful") && !xa_fetch_settle (fetch, error)))
      return FALSE;
    if (!next)
      return TRUE;
  }
}

static gboolean
fetch_posts (XaFetch      *fetch,
             const char   *id,
             XaAudienceRef ref,
             GError      **error)
{
  for (guint i = 0; i < 30; i++) {
    char         post[32], author[64];
    XaPostRecord record = {
      .native_id = { post, (gsize) snprintf (post, sizeof post, "%u", i + 1) },
      .at_us = xa_fetch_get_now (fetch) - i * XA_USEC_PER_HOUR,
      .author_kind = XA_AUTHOR_MEMBER,
      .author.id = { author, (gsize) snprintf (author, sizeof author, WEATHER_CANARY "-%u", i) },
      .reactions = i,
      .comments = XA_COUNT_UNKNOWN,
      .shares = XA_COUNT_UNKNOWN,
      .views = XA_COUNT_UNKNOWN,
      .seen_us = xa_fetch_get_now (fetch),
      .rating = NAN,
    };

    if (!xa_sink_post (xa_fetch_get_sink (fetch), ref, &record, error))
      return FALSE;
  }
  count_page (id);

  return xa_fetch_page (fetch, NULL, error);
}

static gboolean
fetch_all (XaFetch *fetch,
           XaPass   pass,
           GError **error)
{
  const char   *id = xa_fetch_get_target (fetch)->id;
  XaAudienceRef ref;
  gboolean      ok;

  pthread_mutex_lock (&mutex);
  n_side_by_side++;
  max_side_by_side = MAX (max_side_by_side, n_side_by_side);
  pthread_mutex_unlock (&mutex);
  ok = declare (fetch, id, &ref, error) && (pass == XA_PASS_MEMBERS ? fetch_members (fetch, id, ref, error) : fetch_posts (fetch, id, ref, error));
  pthread_mutex_lock (&mutex);
  n_side_by_side--;
  pthread_mutex_unlock (&mutex);

  return ok;
}

static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  *who = g_strdup (WEATHER_CANARY);

  return TRUE;
}

static gboolean
can_reach (const XaTarget *target)
{
  return target->platform == XA_PLATFORM_OTHER;
}

static XaPreview *
look (XaFetch        *fetch,
      const XaTarget *target,
      GError        **error)
{
  XaPreview *preview = xa_preview_new ();

  preview->target = xa_target_copy (target);
  preview->title = g_strdup (target->id);
  preview->kind = XA_AUDIENCE_GROUP;
  preview->gives = weather_provider.gives;

  return preview;
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass passes[] = { XA_PASS_MEMBERS, XA_PASS_POSTS, 0 };

  return passes;
}

static const char *const gives_not[] = { NULL };
static const XaSignIn    sign_ins[] = {
  { .kind = XA_SIGN_IN_NONE, .id = "none", .title = "Without" },
  { .kind = XA_SIGN_IN_TOKEN, .id = "token", .title = "With a token" },
};

#define WEATHER(id_, name_, one_)                                                                                                                                                                                                                                                                                                                                                                                                                            \
  {                                                                                                                                                                                                                                                                                                                                                                                                                                                          \
    .id = id_, .name = name_, .platform = XA_PLATFORM_OTHER, .gives = XA_GIVES_MEMBERS | XA_GIVES_POSTS, .gives_not = gives_not, .limits_words = "None.", .sign_ins = sign_ins, .n_sign_ins = 2, .terms = { .words = "A month.", .url = "", .members_days = 30, .posts_days = 60, .counters_days = 45 }, .one_at_a_time = one_, .is_simulated = FALSE, .check = check, .can_reach = can_reach, .preview = look, .get_passes = get_passes, .fetch = fetch_all \
  }

const XaProvider weather_provider = WEATHER ("weather", "Weather", FALSE);
const XaProvider weather_stream_provider = WEATHER ("weather-stream", "Stream", TRUE);
