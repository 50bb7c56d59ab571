#include "providers/apify/xa-apify-pass.h"

#include "model/xa-time.h"

#include <string.h>

/* Counters of younger posts are read again with each pass. */
#define FRESH_US (7 * XA_USEC_PER_DAY)

/* The newest post of the last whole pass, in microseconds; and of this one. */
#define MARK_NEWEST "newest"
#define MARK_BEGUN "begun"
/* The dataset with the posts that were read last, which the comments are looked up for. */
#define MARK_POSTS "posts"

void
xa_apify_pass_init (XaApifyPass       *self,
                    XaFetch           *fetch,
                    const XaApifyKind *kind)
{
  *self = (XaApifyPass) {
    .fetch = fetch,
    .target = xa_fetch_get_target (fetch),
    .kind = kind,
    .sink = xa_fetch_get_sink (fetch),
    .tags = g_array_new (FALSE, FALSE, sizeof (XaSpan)),
    .id = g_string_new (NULL),
    .reply_to = g_string_new (NULL),
    .author = g_string_new (NULL),
    .urls = g_ptr_array_new_with_free_func (g_free),
    .posts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
    .newest_us = XA_TIME_UNKNOWN,
  };
}

void
xa_apify_pass_clear (XaApifyPass *self)
{
  if (!self->tags)
    return;
  g_array_unref (self->tags);
  g_string_free (self->id, TRUE);
  g_string_free (self->reply_to, TRUE);
  g_string_free (self->author, TRUE);
  g_ptr_array_unref (self->urls);
  g_hash_table_unref (self->posts);
  *self = (XaApifyPass) { 0 };
}

/* --- the audience ---------------------------------------------------------------------------- */

static char *
make_url (const XaApifyPass *self)
{
  const char *name = self->target->id ? self->target->id : self->target->handle;

  switch ((int) self->kind->platform) {
  case XA_PLATFORM_INSTAGRAM:
    return g_strdup_printf ("https://www.instagram.com/%s%s/", self->target->kind == XA_TARGET_TAG ? "explore/tags/" : "", name);
  case XA_PLATFORM_TIKTOK:
    return g_strdup_printf ("https://www.tiktok.com/%s%s", self->target->kind == XA_TARGET_TAG ? "tag/" : "@", name);
  default:
    return g_strdup_printf ("https://www.facebook.com/%s", name);
  }
}

/* Every pass begins with it. Accounts are known by their public name, as other ways to the same platform
 * know them: each has numbers of its own for them. */
gboolean
xa_apify_declare (XaApifyPass *self,
                  XaSpan       title,
                  gint64       members,
                  GError     **error)
{
  const XaTarget  *target = self->target;
  gboolean         is_tag = target->kind == XA_TARGET_TAG;
  g_autofree char *name = target->id ? g_strdup (target->id) : g_strconcat (is_tag ? "#" : "@", target->handle, NULL);
  g_autofree char *url = make_url (self);
  XaAudienceRecord record = {
    .platform = target->platform,
    .native_id = xa_span (name),
    .kind = is_tag ? XA_AUDIENCE_TAG : XA_AUDIENCE_ACCOUNT,
    .title = title.len ? title : xa_span (is_tag ? name : NULL),
    .handle = is_tag ? XA_SPAN_NONE : xa_span (target->handle),
    .url = xa_span (url),
    .members_reported = members,
  };

  return xa_sink_audience (self->sink, &record, &self->audience, error);
}

gboolean
xa_apify_add_profile (XaApifyPass *self,
                      XaSpan       title,
                      gint64       members,
                      gint64       posts,
                      GError     **error)
{
  XaSampleRecord sample = { .metric = XA_METRIC_POSTS, .at_us = xa_fetch_get_now (self->fetch), .value = (double) posts };

  self->n_taken++;

  return xa_apify_declare (self, title, members, error) &&
         (posts == XA_COUNT_UNKNOWN || xa_sink_sample (self->sink, self->audience, &sample, error));
}

gboolean
xa_apify_add_post (XaApifyPass        *self,
                   const XaJsonAt     *item,
                   const XaPostRecord *post,
                   GError            **error)
{
  if (!xa_json_is_sound (item->document) || !post->native_id.len || post->at_us == XA_TIME_UNKNOWN) {
    xa_json_forgive (item->document);
    xa_sink_reject (self->sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  self->n_taken++;

  return xa_sink_post (self->sink, self->audience, post, error);
}

/* --- what is ordered ------------------------------------------------------------------------- */

static char *
finish_input (JsonBuilder *input)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (input);
  root = json_builder_get_root (input);

  return json_to_string (root, FALSE);
}

static JsonBuilder *
begin_input (void)
{
  JsonBuilder *input = json_builder_new_immutable ();

  json_builder_begin_object (input);

  return input;
}

static XaApifyOrder
order_profile (XaApifyPass *self)
{
  g_autoptr (JsonBuilder) input = begin_input ();

  self->kind->ask_profile (self->target, input);

  return (XaApifyOrder) { self->kind->profile_actor, finish_input (input), 1, self->kind->profile_price, "order profile" };
}

static gint64
get_since (XaApifyPass *self)
{
  const char *mark = xa_fetch_get_mark (self->fetch, MARK_NEWEST);
  gint64      newest_us = mark ? g_ascii_strtoll (mark, NULL, 10) - FRESH_US : XA_TIME_UNKNOWN;
  gint64      since_us = xa_fetch_get_since (self->fetch);

  return since_us == XA_TIME_UNKNOWN ? newest_us : MAX (since_us, newest_us);
}

guint
xa_apify_count_posts (XaFetch *fetch)
{
  return MIN (xa_fetch_get_max_posts (fetch), XA_APIFY_MAX_POSTS);
}

static XaApifyOrder
order_posts (XaApifyPass *self,
             guint        n,
             gint64       since_us)
{
  g_autoptr (JsonBuilder) input = begin_input ();

  self->kind->ask_posts (self->target, n, since_us, input);

  return (XaApifyOrder) { self->kind->posts_actor, finish_input (input), n, self->kind->posts_price, "order posts" };
}

/* --- passes ---------------------------------------------------------------------------------- */

/* A run that brings nothing is said to have succeeded, also where the site has changed. */
static void
tell_if_empty (XaApifyPass *self)
{
  if (self->n_taken == 0)
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_BAD_PAGE,
                   self->n_errors ? "Apify could not read the page: it is private, was renamed, or is gone"
                                  : "Apify found nothing: the page is empty or hidden, or the platform has changed and the actor has not yet");
}

static gboolean
take_profile (const XaJsonAt *item,
              gpointer        data,
              GError        **error)
{
  XaApifyPass *self = data;

  return xa_apify_is_error (self, item) || self->kind->take_profile (self, item, error);
}

static char *
finish_profile (const char *dataset,
                guint       n_items,
                gpointer    data)
{
  tell_if_empty (data);

  return NULL;
}

gboolean
xa_apify_fetch_profile (XaApifyPass *self,
                        GError     **error)
{
  g_auto (XaApifyOrder) order = order_profile (self);
  const XaApifyTaker taker = { take_profile, finish_profile, self };

  return xa_apify_declare (self, XA_SPAN_NONE, XA_COUNT_UNKNOWN, error) &&
         xa_apify_work (self->fetch, &order, "", xa_fetch_get_cursor (self->fetch), &taker, error);
}

/* Also after an interrupted pass, whose first pages had the newest. */
static gint64
get_begun (XaApifyPass *self)
{
  const char *mark = xa_fetch_get_mark (self->fetch, MARK_BEGUN);

  return mark ? g_ascii_strtoll (mark, NULL, 10) : XA_TIME_UNKNOWN;
}

static void
set_mark (XaApifyPass *self,
          const char  *name,
          gint64       time_us)
{
  char text[32];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, time_us);
  xa_fetch_set_mark (self->fetch, name, text);
}

void
xa_apify_see_time (XaApifyPass *self,
                   gint64       at_us)
{
  if (at_us <= self->newest_us || at_us <= get_begun (self))
    return;
  self->newest_us = at_us;
  set_mark (self, MARK_BEGUN, at_us);
}

static gboolean
take_post (const XaJsonAt *item,
           gpointer        data,
           GError        **error)
{
  XaApifyPass *self = data;

  return xa_apify_is_error (self, item) || self->kind->take_post (self, item, error);
}

/* What came last is where the next pass begins, and what comments are asked for. */
static char *
finish_posts (const char *dataset,
              guint       n_items,
              gpointer    data)
{
  XaApifyPass *self = data;
  gint64       newest_us = MAX (self->newest_us, get_begun (self));

  if (newest_us != XA_TIME_UNKNOWN)
    set_mark (self, MARK_NEWEST, newest_us);
  xa_fetch_set_mark (self->fetch, MARK_POSTS, dataset);
  if (n_items >= XA_APIFY_MAX_POSTS && xa_fetch_get_max_posts (self->fetch) > XA_APIFY_MAX_POSTS)
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_CAPPED, "no more than 1,000 posts are ordered at a time, so that no order costs more than was shown");
  /* An account that has posted nothing lately is nothing to tell of. */
  if (newest_us == XA_TIME_UNKNOWN)
    tell_if_empty (self);

  return NULL;
}

gboolean
xa_apify_fetch_posts (XaApifyPass *self,
                      GError     **error)
{
  g_auto (XaApifyOrder) order = order_posts (self, xa_apify_count_posts (self->fetch), get_since (self));
  const XaApifyTaker taker = { take_post, finish_posts, self };

  return xa_apify_declare (self, XA_SPAN_NONE, XA_COUNT_UNKNOWN, error) &&
         xa_apify_work (self->fetch, &order, "", xa_fetch_get_cursor (self->fetch), &taker, error);
}

/* --- what items have in common --------------------------------------------------------------- */

void
xa_apify_add_text (JsonBuilder *input,
                   const char  *name,
                   const char  *text)
{
  json_builder_set_member_name (input, name);
  json_builder_add_string_value (input, text);
}

void
xa_apify_add_int (JsonBuilder *input,
                  const char  *name,
                  gint64       value)
{
  json_builder_set_member_name (input, name);
  json_builder_add_int_value (input, value);
}

void
xa_apify_add_texts (JsonBuilder     *input,
                    const char      *name,
                    const GPtrArray *texts)
{
  json_builder_set_member_name (input, name);
  json_builder_begin_array (input);
  for (guint i = 0; i < texts->len; i++)
    json_builder_add_string_value (input, texts->pdata[i]);
  json_builder_end_array (input);
}

void
xa_apify_add_urls (JsonBuilder     *input,
                   const char      *name,
                   const GPtrArray *urls)
{
  json_builder_set_member_name (input, name);
  json_builder_begin_array (input);
  for (guint i = 0; i < urls->len; i++) {
    json_builder_begin_object (input);
    xa_apify_add_text (input, "url", urls->pdata[i]);
    json_builder_end_object (input);
  }
  json_builder_end_array (input);
}

void
xa_apify_add_day (JsonBuilder *input,
                  const char  *name,
                  gint64       time_us)
{
  g_autofree char *text = time_us == XA_TIME_UNKNOWN ? NULL : xa_time_format (time_us);

  if (!text)
    return;
  text[strcspn (text, "T")] = '\0';
  xa_apify_add_text (input, name, text);
}

/* Between the results stand those that are none: what could not be read, with a reason in words that
 * may name anybody. */
gboolean
xa_apify_is_error (XaApifyPass    *self,
                   const XaJsonAt *item)
{
  JsonObject *object = json_node_get_object (item->node);

  if (!json_object_has_member (object, "error") && !json_object_has_member (object, "errorDescription"))
    return FALSE;
  self->n_errors++;

  return TRUE;
}

XaSpan
xa_apify_part_of_url (XaSpan             url,
                      const char *const *marks)
{
  for (gsize i = 0; url.len && marks[i]; i++) {
    const char *at = g_strstr_len (url.str, (gssize) url.len, marks[i]);
    const char *from = at ? at + strlen (marks[i]) : NULL;
    gsize       n = 0;

    if (!from)
      continue;
    while (from + n < url.str + url.len && !strchr ("/?#", from[n]))
      n++;
    if (n > 0)
      return (XaSpan) { from, n };
  }

  return XA_SPAN_NONE;
}

gint64
xa_apify_time (const XaJsonAt *item,
               const char     *text,
               const char     *seconds)
{
  gint64 time_us = xa_json_maybe_instant (item, text);
  gint64 count;

  if (time_us != XA_TIME_UNKNOWN || !seconds)
    return time_us;
  count = xa_json_maybe_count (item, seconds);

  return count >= 0 && count < G_MAXINT64 / G_USEC_PER_SEC ? count * G_USEC_PER_SEC : XA_TIME_UNKNOWN;
}

void
xa_apify_lower (XaSpan   text,
                GString *out)
{
  g_string_truncate (out, 0);
  if (text.len && text.str[0] == '@')
    text = (XaSpan) { text.str + 1, text.len - 1 };
  g_string_append_len (out, text.str, (gssize) text.len);
  g_string_ascii_down (out);
}

gboolean
xa_apify_add_mentions (XaApifyPass    *self,
                       const XaJsonAt *item,
                       gint64          at_us,
                       GError        **error)
{
  XaJsonAt mentions = xa_json_maybe_array (item, "mentions");

  for (guint i = 0; i < xa_json_length (&mentions); i++) {
    XaJsonAt     mention = xa_json_element (&mentions, i);
    XaLinkRecord link = { .kind = XA_LINK_MENTION, .at_us = at_us };

    xa_apify_lower (xa_json_as_text (&mention), self->author);
    link.target_handle = xa_span (self->author->str);
    if (self->author->len && !xa_sink_link (self->sink, self->audience, &link, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
xa_apify_is_own (XaApifyPass *self,
                 XaSpan       name)
{
  g_autofree char *text = xa_span_dup (name);

  return self->target->kind != XA_TARGET_TAG &&
         (!text || g_strcmp0 (text, self->target->id) == 0 || (self->target->handle && g_ascii_strcasecmp (text, self->target->handle) == 0));
}
