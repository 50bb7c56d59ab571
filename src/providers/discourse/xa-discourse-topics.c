/*
 * The posts of a category or tag: its topics, the latest talked about first, and then the posts of
 * each that is new since the last pass.
 */
#include "model/xa-time.h"
#include "net/xa-pager.h"
#include "providers/discourse/xa-discourse-post.h"

/* Up to where an earlier pass has read: a time, as the forum writes it. And where this one began. */
#define MARK_BUMPED "bumped"
#define MARK_BEGUN "begun-bumped"

typedef struct {
  XaDiscourse *forum;
  XaPager     *pager; /* (not owned) */
  gint64       page;
  gint64       known_us; /* or XA_TIME_UNKNOWN */
  guint        n;
  gboolean     has_told; /* that topics are closed to us */
} Walk;

XaRequest *
xa_discourse_request_topics (const XaDiscourse *self,
                             gint64             page)
{
  const XaTarget  *target = self->target;
  g_autofree char *last = g_strconcat (target->kind == XA_TARGET_TAG ? target->handle : target->id, ".json", NULL);
  XaRequest       *request;

  if (target->kind == XA_TARGET_TAG)
    request = xa_request_new ("GET", "tag", last, NULL);
  else
    request = xa_request_new ("GET", "c", target->handle ? target->handle : "-", last, NULL);
  xa_request_add_query (request, "order", "activity");
  xa_request_add_query_int (request, "page", page);

  return request;
}

/* --- one topic ------------------------------------------------------------------------------- */

/* The numbers of all posts of the topic that its first answer did not hold, the newest first, as
 * far as posts are wanted. */
static GPtrArray *
list_rest (const XaJsonAt *stream,
           guint           n_there,
           guint           n_wanted)
{
  XaJsonAt   all = xa_json_array (stream, "stream");
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = xa_json_length (&all); i > n_there && ids->len < n_wanted; i--) {
    XaJsonAt id = xa_json_element (&all, i - 1);

    g_ptr_array_add (ids, xa_span_dup (xa_json_as_id (&id)));
  }

  return ids;
}

static gboolean
put_rest (Walk           *walk,
          const char     *topic_id,
          GPtrArray      *ids,
          const XaJsonAt *tags,
          GError        **error)
{
  g_autoptr (GPtrArray) some = g_ptr_array_new ();

  for (guint i = 0; i < ids->len; i++) {
    XaDiscoursePage page = XA_DISCOURSE_PAGE_INIT;

    g_ptr_array_add (some, g_ptr_array_index (ids, i));
    if (some->len < XA_DISCOURSE_IDS_MAX && i + 1 < ids->len)
      continue;
    if (!xa_discourse_put_by_ids (walk->forum, topic_id, some, tags, &page, error))
      return FALSE;
    walk->n += page.n;
    g_ptr_array_set_size (some, 0);
    /* What is new is the newest: nothing older than this chunk was written since. */
    if (walk->known_us != XA_TIME_UNKNOWN && page.oldest_us != XA_TIME_UNKNOWN && page.oldest_us < walk->known_us)
      return TRUE;
  }

  return TRUE;
}

static gboolean
put_topic (Walk       *walk,
           const char *id,
           GError    **error)
{
  g_autofree char *last = g_strconcat (id, ".json", NULL);
  guint            max = xa_fetch_get_max_posts (walk->forum->fetch);
  XaDiscoursePage  page = XA_DISCOURSE_PAGE_INIT;
  XaJsonAt         root, stream, posts, tags;
  g_autoptr (XaJson) document = xa_discourse_ask (walk->forum, xa_request_new ("GET", "t", last, NULL), &root, error);
  g_autoptr (GPtrArray) rest = NULL;

  if (!document)
    return FALSE;
  stream = xa_json_object (&root, "post_stream");
  posts = xa_json_array (&stream, "posts");
  tags = xa_json_maybe_array (&root, "tags");
  rest = list_rest (&stream, xa_json_length (&posts), walk->n < max ? max - walk->n : 0);
  if (!xa_json_check (document, error) ||
      !xa_discourse_put_posts (walk->forum, &posts, tags.node ? &tags : NULL, &page, error))
    return FALSE;
  walk->n += page.n;

  return put_rest (walk, id, rest, tags.node ? &tags : NULL, error);
}

/* One that was closed to us, or deleted between the list and now, is left out. */
static gboolean
put_topic_if_seen (Walk       *walk,
                   const char *id,
                   GError    **error)
{
  g_autoptr (GError) failure = NULL;

  if (put_topic (walk, id, &failure))
    return TRUE;
  if (g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN) && !walk->has_told) {
    xa_fetch_note (walk->forum->fetch, XA_FETCH_NOTE_MISSING_RIGHT, "reading all topics: some are shown to others only");
    walk->has_told = TRUE;
  }
  if (xa_discourse_is_hidden (failure))
    return TRUE;
  if (g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_MALFORMED)) {
    xa_fetch_note (walk->forum->fetch, XA_FETCH_NOTE_BAD_PAGE, "a topic could not be read");
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* --- the list of topics ---------------------------------------------------------------------- */

typedef enum {
  TOPIC_OLD,  /* it and all behind it were read before, or are further back than is wanted */
  TOPIC_SKIP, /* pinned, and old */
  TOPIC_NEW,
} TopicAge;

static TopicAge
judge_topic (const Walk     *walk,
             const XaJsonAt *topic,
             gint64          bumped_us)
{
  gint64   since_us = xa_fetch_get_since (walk->forum->fetch);
  gboolean is_old = bumped_us != XA_TIME_UNKNOWN && ((walk->known_us != XA_TIME_UNKNOWN && bumped_us < walk->known_us) ||
                                                     (since_us != XA_TIME_UNKNOWN && bumped_us < since_us));

  if (!is_old)
    return TOPIC_NEW;

  return xa_json_maybe_boolean (topic, "pinned", FALSE) ? TOPIC_SKIP : TOPIC_OLD;
}

/* A forum that does not take the number of the page sends the first one for ever. */
static gboolean
check_moves (Walk           *walk,
             const XaJsonAt *topics,
             GError        **error)
{
  guint            n = xa_json_length (topics);
  XaJsonAt         last = xa_json_element (topics, MAX (n, 1) - 1);
  g_autofree char *id = n > 0 ? xa_span_dup (xa_json_maybe_id (&last, "id")) : NULL;
  g_autofree char *unknown = id ? NULL : g_strdup_printf ("page %u", xa_pager_get_n_pages (walk->pager));

  /* What is wrong with the topic is counted with the others. Pages that hold none come to an end too. */
  xa_json_forgive (topics->document);

  return n == 0 || xa_pager_advance (walk->pager, id ? id : unknown, id ? n : 0, error);
}

/* The newest time of the first page is where the next pass may stop. */
static void
mark_begin (Walk   *walk,
            XaSpan  bumped,
            gint64  bumped_us,
            gint64 *newest_us)
{
  g_autofree char *text = NULL;

  if (walk->page > 0 || bumped_us == XA_TIME_UNKNOWN || (*newest_us != XA_TIME_UNKNOWN && bumped_us <= *newest_us))
    return;
  *newest_us = bumped_us;
  text = xa_span_dup (bumped);
  xa_fetch_set_mark (walk->forum->fetch, MARK_BEGUN, text);
}

/* A topic that cannot be read is counted and left out. */
static gboolean
read_topic (Walk           *walk,
            const XaJsonAt *topic,
            gint64         *newest_us,
            gboolean       *is_end,
            GError        **error)
{
  g_autofree char *id = xa_span_dup (xa_json_id (topic, "id"));
  XaSpan           bumped = xa_json_maybe_text (topic, "bumped_at");
  gint64           bumped_us = xa_json_maybe_instant (topic, "bumped_at");
  TopicAge         age = judge_topic (walk, topic, bumped_us);

  if (!xa_json_is_sound (topic->document)) {
    xa_json_forgive (topic->document);
    xa_sink_reject (xa_fetch_get_sink (walk->forum->fetch), XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  mark_begin (walk, bumped, bumped_us, newest_us);
  if (age == TOPIC_NEW && !put_topic_if_seen (walk, id, error))
    return FALSE;
  *is_end = age == TOPIC_OLD || walk->n >= xa_fetch_get_max_posts (walk->forum->fetch);

  return TRUE;
}

static gboolean
read_topics (Walk           *walk,
             const XaJsonAt *topics,
             gboolean       *is_end,
             GError        **error)
{
  gint64 newest_us = XA_TIME_UNKNOWN;

  *is_end = xa_json_length (topics) == 0;
  for (guint i = 0; i < xa_json_length (topics) && !*is_end; i++) {
    XaJsonAt topic = xa_json_element (topics, i);

    if (!read_topic (walk, &topic, &newest_us, is_end, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
read_page (Walk     *walk,
           gboolean *is_end,
           GError  **error)
{
  XaFetch *fetch = walk->forum->fetch;
  XaJsonAt root, list, topics;
  g_autoptr (XaJson) document = xa_discourse_ask (walk->forum, xa_discourse_request_topics (walk->forum, walk->page), &root, error);
  g_autofree char *cursor = NULL;

  if (!document)
    return FALSE;
  list = xa_json_object (&root, "topic_list");
  topics = xa_json_array (&list, "topics");
  if (!xa_json_check (document, error) || !check_moves (walk, &topics, error) || !read_topics (walk, &topics, is_end, error))
    return FALSE;

  /* The address of the next page is there where there is one. */
  *is_end = *is_end || !xa_json_maybe_text (&list, "more_topics_url").len;
  if (*is_end && xa_fetch_get_mark (fetch, MARK_BEGUN))
    xa_fetch_set_mark (fetch, MARK_BUMPED, xa_fetch_get_mark (fetch, MARK_BEGUN));
  walk->page++;
  if (!*is_end)
    cursor = g_strdup_printf ("%" G_GINT64_FORMAT, walk->page);
  xa_fetch_progress (fetch, walk->n, XA_COUNT_UNKNOWN);

  return xa_fetch_page (fetch, cursor, error);
}

gboolean
xa_discourse_fetch_topics (XaDiscourse *self,
                           GError     **error)
{
  const char *cursor = xa_fetch_get_cursor (self->fetch);
  const char *bumped = xa_fetch_get_mark (self->fetch, MARK_BUMPED);
  g_autoptr (XaPager) pager = xa_pager_new ();
  Walk     walk = { .forum = self, .pager = pager, .page = cursor ? MAX (0, g_ascii_strtoll (cursor, NULL, 10)) : 0 };
  gboolean is_end = FALSE;

  walk.known_us = bumped ? xa_time_parse (xa_span (bumped)) : XA_TIME_UNKNOWN;
  if (!xa_discourse_declare (self, "", XA_COUNT_UNKNOWN, error))
    return FALSE;
  while (!is_end)
    if (!read_page (&walk, &is_end, error))
      return FALSE;

  return TRUE;
}
