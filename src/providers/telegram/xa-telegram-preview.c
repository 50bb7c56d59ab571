/*
 * Telegram without an account: the public page of a channel, t.me/s/NAME, with its posts and their
 * views, and the number of its subscribers. It shows no person at all.
 */
#include "net/xa-pager.h"
#include "model/xa-language.h"
#include "providers/telegram/xa-telegram-page.h"
#include "providers/telegram/xa-telegram-peer.h"
#include "providers/xa-kept-facts.h"
#include "providers/xa-provider.h"

#include <string.h>

/* Counters of younger posts are read again with each pass. */
#define FRESH_US (7 * XA_USEC_PER_DAY)

/* The newest post that an earlier pass has seen; and that this pass began with. */
#define MARK_NEWEST "newest"
#define MARK_BEGUN "begun"

/* What is kept of pages that have not changed: the card; and that the walk ended with the first page. */
#define MARK_CARD "card"
#define MARK_FIRST_PAGE "page"

#define POSTS_A_PAGE 20

static const XaDialect dialect = {
  .platform = "Telegram",
  /* The pages are for browsers, and answer others with less. */
  .user_agent = "Mozilla/5.0 (X11; Linux x86_64) XAudience",
  .rate = { .capacity = 1, .period_us = 2 * G_USEC_PER_SEC },
};

/* A page of Telegram's own, and all of it. What is cut off, or comes from somewhere on the way (a sign-in
 * page, a question for people), looks like a channel that has no more posts: the walk would end
 * there, and never come back for the older ones. */
static gboolean
is_whole (const char *html,
          gsize       size)
{
  static const char end[] = "</html>";
  gsize             tail = MIN (size, 512);

  for (gsize i = size - tail; i + strlen (end) <= size; i++)
    if (g_ascii_strncasecmp (html + i, end, strlen (end)) == 0)
      return g_strstr_len (html, (gssize) size, "tgme_") != NULL;

  return FALSE;
}

static XaHtmlPage *
parse_page (const XaResponse *response,
            GError          **error)
{
  gsize       size;
  const char *html = g_bytes_get_data (response->body, &size);

  if (!is_whole (html, size)) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED,
                         N_ ("Telegram's page came cut off, or something else came in its place; it is asked for again later."));
    return NULL;
  }

  return xa_html_page_new (html, size);
}

static XaHtmlPage *
get_page (XaFetch   *fetch,
          XaRequest *request,
          GError   **error)
{
  g_autoptr (XaRequest) owned = request;
  g_autoptr (XaResponse) response = xa_rest_send (xa_fetch_get_rest (fetch), owned, error);

  return response ? parse_page (response, error) : NULL;
}

static XaHtmlPage *
get_older_posts (XaFetch *fetch,
                 gint64   before,
                 GError **error)
{
  XaRequest *request = xa_request_new ("GET", "s", xa_fetch_get_target (fetch)->handle, NULL);

  xa_request_add_query_int (request, "before", before);

  return get_page (fetch, request, error);
}

static void
keep_card (XaFetch              *fetch,
           const char           *stamp,
           const XaTelegramCard *card)
{
  char members[XA_KEPT_COUNT_SIZE], step[XA_KEPT_COUNT_SIZE];

  xa_kept_facts_keep (fetch, MARK_CARD, stamp,
                      (const char *const[]) { card->title, card->is_channel ? "channel" : "", xa_kept_facts_format (card->members.value, members),
                                              xa_kept_facts_format (card->members.step, step), NULL });
}

static gboolean
get_card (XaFetch        *fetch,
          const char     *handle,
          XaTelegramCard *card,
          GError        **error)
{
  g_auto (GStrv) facts = NULL;
  g_autofree char *stamp = NULL;
  g_autoptr (XaResponse) response = xa_kept_facts_ask (fetch, MARK_CARD, xa_request_new ("GET", handle, NULL), &facts, &stamp, error);
  g_autoptr (XaHtmlPage) page = response && !facts ? parse_page (response, error) : NULL;

  if (facts) {
    card->title = g_strdup (facts[0]);
    card->is_channel = xa_kept_facts_get_text (facts, 1) != NULL;
    card->members.value = xa_kept_facts_get_count (facts, 2);
    card->members.step = xa_kept_facts_get_count (facts, 3);
    return TRUE;
  }
  if (!page)
    return FALSE;
  xa_telegram_card_read (page, card);
  if (card->members.value != XA_COUNT_UNKNOWN) {
    keep_card (fetch, stamp, card);
    return TRUE;
  }
  if (card->title[0])
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED,
                         N_ ("This is a person, a bot, or a chat that does not show its size: not an audience that can be followed without signing in."));
  else
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_GONE, N_ ("Telegram shows no public chat under this name. Check the link."));

  return FALSE;
}

/* --- a look ---------------------------------------------------------------------------------- */

static XaPreview *
make_preview (const XaTarget       *target,
              const XaTelegramCard *card,
              gboolean              has_posts)
{
  XaPreview *preview = xa_preview_new ();

  preview->target = xa_target_copy (target);
  preview->target->kind = card->is_channel ? XA_TARGET_CHANNEL : XA_TARGET_GROUP;
  preview->title = g_strdup (card->title);
  preview->url = g_strconcat ("https://t.me/", target->handle, NULL);
  preview->kind = card->is_channel ? XA_AUDIENCE_CHANNEL : XA_AUDIENCE_GROUP;
  preview->members_reported = card->members.value;
  preview->posts_reported = XA_COUNT_UNKNOWN;
  preview->coverage = XA_COVERAGE_COUNT_ONLY;
  preview->coverage_why = g_strdup (has_posts ? N_ ("The public page shows how many follow the channel and what it posts, and never who follows.")
                                              : N_ ("This chat has no public page of posts: only its size can be followed."));
  preview->gives = XA_GIVES_PROFILE | XA_GIVES_COUNTS | (has_posts ? XA_GIVES_POSTS | XA_GIVES_HISTORY : 0);
  preview->n_requests = 2;
  preview->duration_us = 4 * G_USEC_PER_SEC;

  return preview;
}

/* The number by which exports and bots know the channel, where its posts have it: so that it is one
 * audience, however it came in. */
static void
identify (XaPreview                *preview,
          const XaTelegramPostPage *newest)
{
  g_autofree char   *bare_id = g_strdup_printf ("%" G_GINT64_FORMAT, newest->bare_id);
  XaTelegramNativeId native_id;

  if (!xa_telegram_native_id_format (&native_id, XA_TELEGRAM_PEER_CHANNEL, xa_span (bare_id)))
    return;
  g_free (preview->target->id);
  preview->target->id = g_strdup (native_id.text);
}

/* How long the first sync takes, by the number of the newest post: ids count up from one. */
static void
estimate (XaFetch                  *fetch,
          XaPreview                *preview,
          const XaTelegramPostPage *newest)
{
  gint64 n_posts = MIN (newest->newest_id, (gint64) xa_fetch_get_max_posts (fetch));

  preview->n_requests += (n_posts + POSTS_A_PAGE - 1) / POSTS_A_PAGE;
  preview->duration_us = preview->n_requests * dialect.rate.period_us;
}

static gboolean
look_at_posts (XaFetch            *fetch,
               const XaTarget     *target,
               XaTelegramPostPage *newest,
               GError            **error)
{
  g_autoptr (XaHtmlPage) page = get_page (fetch, xa_request_new ("GET", "s", target->handle, NULL), error);

  return page && xa_telegram_posts_read (page, target->handle, 0, NULL, 0, newest, error);
}

static XaPreview *
preview (XaFetch        *fetch,
         const XaTarget *target,
         GError        **error)
{
  g_auto (XaTelegramCard) card = { 0 };
  XaTelegramPostPage newest = { 0 };
  XaPreview         *result;

  if (!get_card (fetch, target->handle, &card, error) ||
      (card.is_channel && !look_at_posts (fetch, target, &newest, error)))
    return NULL;
  result = make_preview (target, &card, newest.has_posts);
  if (newest.has_posts) {
    identify (result, &newest);
    estimate (fetch, result, &newest);
  }

  return result;
}

/* --- passes ---------------------------------------------------------------------------------- */

static gboolean
declare (XaFetch              *fetch,
         const XaTelegramCard *card,
         XaAudienceRef        *ref,
         GError              **error)
{
  const XaTarget  *target = xa_fetch_get_target (fetch);
  g_autofree char *native_id = g_strconcat ("@", target->handle, NULL);
  g_autofree char *url = g_strconcat ("https://t.me/", target->handle, NULL);
  XaAudienceRecord record = {
    .platform = XA_PLATFORM_TELEGRAM,
    .native_id = xa_span (target->id ? target->id : native_id),
    .kind = target->kind == XA_TARGET_GROUP ? XA_AUDIENCE_GROUP : XA_AUDIENCE_CHANNEL,
    .title = xa_span (card ? card->title : ""),
    .handle = xa_span (target->handle),
    .url = xa_span (url),
    .members_reported = XA_COUNT_UNKNOWN,
  };

  return xa_sink_audience (xa_fetch_get_sink (fetch), &record, ref, error);
}

static gboolean
fetch_profile (XaFetch *fetch,
               GError **error)
{
  g_auto (XaTelegramCard) card = { 0 };
  XaSampleRecord sample = { .metric = XA_METRIC_MEMBERS, .at_us = xa_fetch_get_now (fetch) };
  XaAudienceRef  ref;

  if (!get_card (fetch, xa_fetch_get_target (fetch)->handle, &card, error) || !declare (fetch, &card, &ref, error))
    return FALSE;
  sample.value = (double) card.members.value;
  sample.granularity = (double) card.members.step;

  return xa_sink_sample (xa_fetch_get_sink (fetch), ref, &sample, error) && xa_fetch_page (fetch, NULL, error);
}

/* A pass over posts, from the newest to those that are known and settled. */
typedef struct {
  XaFetch      *fetch;
  XaPager      *pager; /* (owned) */
  XaAudienceRef ref;
  gint64        known; /* the newest post of the last whole pass, or 0 */
  gint64        before;
  guint         n;
  char         *stamp; /* (owned) (nullable): of the first page */
} Walk;

static gint64
get_number (XaFetch    *fetch,
            const char *mark)
{
  const char *value = xa_fetch_get_mark (fetch, mark);

  return value ? g_ascii_strtoll (value, NULL, 10) : 0;
}

static gboolean
is_far_enough (const Walk               *walk,
               const XaTelegramPostPage *page)
{
  gint64 since_us = xa_fetch_get_since (walk->fetch);

  if (!page->before || walk->n >= xa_fetch_get_max_posts (walk->fetch))
    return TRUE;
  if (page->oldest_us == XA_TIME_UNKNOWN)
    return FALSE;
  if (since_us != XA_TIME_UNKNOWN && page->oldest_us < since_us)
    return TRUE;

  return page->oldest_id <= walk->known && page->oldest_us < xa_fetch_get_now (walk->fetch) - FRESH_US;
}

/* The newest page, unless it is the very one with which the last pass came to its end.
 * Returns: NULL without an error where it is */
static XaHtmlPage *
get_newest_posts (Walk    *walk,
                  GError **error)
{
  g_auto (GStrv) facts = NULL;
  XaRequest *request = xa_request_new ("GET", "s", xa_fetch_get_target (walk->fetch)->handle, NULL);
  g_autoptr (XaResponse) response = xa_kept_facts_ask (walk->fetch, MARK_FIRST_PAGE, request, &facts, &walk->stamp, error);

  return response && !facts ? parse_page (response, error) : NULL;
}

/* The first page says what the next pass may call known, once this one has come to its end. */
static void
set_marks (Walk                     *walk,
           const XaTelegramPostPage *page,
           gboolean                  is_end)
{
  if (walk->before == 0) {
    g_autofree char *newest = g_strdup_printf ("%" G_GINT64_FORMAT, page->newest_id);

    xa_fetch_set_mark (walk->fetch, MARK_BEGUN, newest);
  }
  if (is_end)
    xa_fetch_set_mark (walk->fetch, MARK_NEWEST, xa_fetch_get_mark (walk->fetch, MARK_BEGUN));
  if (walk->before == 0)
    xa_kept_facts_keep (walk->fetch, MARK_FIRST_PAGE, is_end ? walk->stamp : NULL, (const char *const[]) { NULL });
}

static gboolean
read_page (Walk     *walk,
           gboolean *is_end,
           GError  **error)
{
  XaFetch           *fetch = walk->fetch;
  XaTelegramPostPage result;
  g_autoptr (GError) failure = NULL;
  g_autoptr (XaHtmlPage) page = walk->before ? get_older_posts (fetch, walk->before, &failure) : get_newest_posts (walk, &failure);
  g_autofree char *cursor = NULL;

  if (!page && !failure) {
    *is_end = TRUE;
    return xa_fetch_page (fetch, NULL, error);
  }
  if (failure) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (!xa_telegram_posts_read (page, xa_fetch_get_target (fetch)->handle, xa_fetch_get_now (fetch), xa_fetch_get_sink (fetch),
                               walk->ref, &result, error))
    return FALSE;
  walk->n += result.n;
  *is_end = is_far_enough (walk, &result);
  if (!result.has_posts && walk->before == 0)
    xa_fetch_note (fetch, XA_FETCH_NOTE_HIDDEN_LIST, "this channel shows no posts to people without an account");
  else
    set_marks (walk, &result, *is_end);
  if (!*is_end)
    cursor = g_strdup_printf ("%" G_GINT64_FORMAT, result.before);
  walk->before = result.before;

  return xa_pager_advance (walk->pager, cursor, result.n, error) && xa_fetch_page (fetch, cursor, error);
}

static gboolean
fetch_posts (XaFetch *fetch,
             GError **error)
{
  const char *cursor = xa_fetch_get_cursor (fetch);
  g_autoptr (XaPager) pager = xa_pager_new ();
  Walk     walk = { .fetch = fetch, .pager = pager, .known = get_number (fetch, MARK_NEWEST) };
  gboolean is_end = FALSE, ok = TRUE;

  walk.before = cursor ? g_ascii_strtoll (cursor, NULL, 10) : 0;
  if (!declare (fetch, NULL, &walk.ref, error))
    return FALSE;
  while (ok && !is_end) {
    ok = read_page (&walk, &is_end, error);
    if (ok)
      xa_fetch_progress (fetch, walk.n, XA_COUNT_UNKNOWN);
  }
  g_free (walk.stamp);

  return ok;
}

/* --- the provider ---------------------------------------------------------------------------- */

static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  g_autoptr (XaHtmlPage) page = get_page (fetch, xa_request_new ("GET", "telegram", NULL), error);

  *who = NULL;

  return page != NULL;
}

static gboolean
can_reach (const XaTarget *target)
{
  return target->platform == XA_PLATFORM_TELEGRAM && target->handle &&
         (target->kind == XA_TARGET_CHANNEL || target->kind == XA_TARGET_GROUP);
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass all[] = { XA_PASS_PROFILE, XA_PASS_POSTS, 0 };
  static const XaPass size[] = { XA_PASS_PROFILE, 0 };

  return gives & XA_GIVES_POSTS ? all : size;
}

static gboolean
fetch_pass (XaFetch *fetch,
            XaPass   pass,
            GError **error)
{
  return pass == XA_PASS_PROFILE ? fetch_profile (fetch, error) : fetch_posts (fetch, error);
}

#define PROSPECT_SIZE N_ ("Only the size, rounded as the public page shows it.")

static const XaProspect prospects[] = {
  { XA_TARGET_CHANNEL, XA_COVERAGE_COUNT_ONLY, 0, PROSPECT_SIZE },
  { XA_TARGET_GROUP, XA_COVERAGE_COUNT_ONLY, 0, PROSPECT_SIZE },
};

static const char *const gives_not[] = {
  N_ ("Who follows a channel: Telegram tells nobody but its administrators"),
  N_ ("Private channels and groups"),
  NULL
};

static const XaSignIn sign_ins[] = {
  { .kind = XA_SIGN_IN_NONE, .id = "none", .title = N_ ("No account needed") },
};

const XaProvider xa_telegram_preview = {
  .id = "telegram-preview",
  .name = N_ ("Telegram public pages"),
  .platform = XA_PLATFORM_TELEGRAM,
  .dialect = &dialect,
  .base = "https://t.me",
  .gives = XA_GIVES_PROFILE | XA_GIVES_COUNTS | XA_GIVES_POSTS | XA_GIVES_HISTORY,
  .gives_not = gives_not,
  .prospects = prospects,
  .n_prospects = G_N_ELEMENTS (prospects),
  .limits_words = N_ ("One page every two seconds, twenty posts a page. The page may change or be switched off at any time."),
  .poll_floor_s = 300, /* a page that is not made for programs is asked gently */
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = {
    .words = N_ ("The pages are public. We know of no period in Telegram's terms after which what they show must be deleted."),
    .url = "https://telegram.org/tos",
  },
  .check = check,
  .can_reach = can_reach,
  .preview = preview,
  .get_passes = get_passes,
  .fetch = fetch_pass,
};
