/*
 * A saved search. A search gives ten pages of fifty at most, so further back it is asked again for
 * what came before the oldest post so far. Its answers name people by their changing names only:
 * the posts themselves are read from their topics.
 */
#include "providers/discourse/xa-discourse-post.h"

#define LAST_PAGE 10

/* When the newest post that was found was written: the next pass goes on a few days before it, for what the
 * forum took its time to index. */
#define MARK_NEWEST "search-newest"
#define OVERLAP_US (3 * XA_USEC_PER_DAY)

typedef struct {
  XaDiscourse *forum;
  gint64       page;
  gint64       before_us; /* begin of a day, or XA_TIME_UNKNOWN */
  gint64       oldest_us; /* begin of the day of the oldest post so far, or XA_TIME_UNKNOWN */
  gint64       newest_us; /* when the newest so far was written, or XA_TIME_UNKNOWN */
  guint        n;
  gboolean     has_told; /* that topics are closed to us */
} Walk;

static gint64
get_day (gint64 time_us)
{
  return time_us - time_us % XA_USEC_PER_DAY;
}

static void
append_day (GString *query,
            const char *operator,
            gint64 time_us)
{
  g_autoptr (GDateTime) time = time_us != XA_TIME_UNKNOWN ? g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC) : NULL;
  g_autofree char *day = time ? g_date_time_format (time, "%Y-%m-%d") : NULL;

  if (day)
    g_string_append_printf (query, " %s:%s", operator, day);
}

/* From when on: as the user said, and no further back than the pass before has come. */
static gint64
get_since (const Walk *walk)
{
  const char *mark = xa_fetch_get_mark (walk->forum->fetch, MARK_NEWEST);
  gint64      since_us = walk->forum->target->from_us;
  gint64      known_us = mark ? g_ascii_strtoll (mark, NULL, 10) - OVERLAP_US : XA_TIME_UNKNOWN;

  if (since_us == XA_TIME_UNKNOWN)
    since_us = xa_fetch_get_since (walk->forum->fetch);

  return MAX (since_us, known_us);
}

/* "before:" leaves the day itself out. */
static char *
make_query (const Walk *walk)
{
  const XaTarget *target = walk->forum->target;
  gint64          since_us = get_since (walk);
  gint64          before_us = walk->before_us;
  GString        *query = g_string_new (target->handle);

  if (before_us == XA_TIME_UNKNOWN && target->to_us != XA_TIME_UNKNOWN)
    before_us = target->to_us + XA_USEC_PER_DAY;
  append_day (query, "after", since_us != XA_TIME_UNKNOWN ? since_us - XA_USEC_PER_DAY : since_us);
  append_day (query, "before", before_us);
  g_string_append (query, " order:latest");

  return g_string_free (query, FALSE);
}

static XaJson *
ask (Walk     *walk,
     XaJsonAt *root,
     GError  **error)
{
  XaRequest       *request = xa_request_new ("GET", "search.json", NULL);
  g_autofree char *query = make_query (walk);

  xa_request_add_query (request, "q", query);
  xa_request_add_query_int (request, "page", walk->page);

  return xa_discourse_ask (walk->forum, request, root, error);
}

/* The posts that were found, by topic. */
static GHashTable *
group_by_topic (Walk           *walk,
                const XaJsonAt *posts)
{
  GHashTable *topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < xa_json_length (posts); i++) {
    XaJsonAt         post = xa_json_element (posts, i);
    g_autofree char *topic = xa_span_dup (xa_json_id (&post, "topic_id"));
    g_autofree char *id = xa_span_dup (xa_json_id (&post, "id"));
    gint64           at_us = xa_json_maybe_instant (&post, "created_at");
    GPtrArray       *ids = topic ? g_hash_table_lookup (topics, topic) : NULL;

    if (!xa_json_is_sound (posts->document)) {
      xa_json_forgive (posts->document);
      xa_sink_reject (xa_fetch_get_sink (walk->forum->fetch), XA_REJECT_MALFORMED_RECORD, 1);
      continue;
    }
    if (at_us != XA_TIME_UNKNOWN && (walk->oldest_us == XA_TIME_UNKNOWN || at_us < walk->oldest_us))
      walk->oldest_us = get_day (at_us);
    walk->newest_us = MAX (walk->newest_us, at_us);
    if (!ids) {
      ids = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (topics, g_steal_pointer (&topic), ids);
    }
    g_ptr_array_add (ids, g_steal_pointer (&id));
  }

  return topics;
}

/* Whether all of them can be read; tags were words once, and are objects with a name since. */
static gboolean
are_fit (const XaJsonAt *tags)
{
  gboolean ok;

  for (guint i = 0; i < xa_json_length (tags); i++) {
    XaJsonAt tag = xa_json_element (tags, i);

    if (xa_json_is_object (&tag))
      xa_json_text (&tag, "name");
    else
      xa_json_as_text (&tag);
  }
  ok = tags->node && xa_json_is_sound (tags->document);
  xa_json_forgive (tags->document);

  return ok;
}

/* The answer also names the topics of what was found, with their tags.
 * @at, @tags: (out): as long as both are there, @tags may be read */
static gboolean
find_tags (const XaJsonAt *about,
           const char     *topic,
           XaJsonAt       *at,
           XaJsonAt       *tags)
{
  for (guint i = 0; i < xa_json_length (about); i++) {
    *at = xa_json_element (about, i);
    if (!xa_json_is_object (at) || !xa_span_equal (xa_json_maybe_id (at, "id"), topic))
      continue;
    *tags = xa_json_maybe_array (at, "tags");
    return tags->node && are_fit (tags);
  }

  return FALSE;
}

/* @about: the topics, as far as the answer names them */
static gboolean
put_found (Walk           *walk,
           GHashTable     *topics,
           const XaJsonAt *about,
           GError        **error)
{
  GHashTableIter iter;
  const char    *topic;
  GPtrArray     *ids;

  g_hash_table_iter_init (&iter, topics);
  while (g_hash_table_iter_next (&iter, (gpointer *) &topic, (gpointer *) &ids)) {
    XaDiscoursePage page = XA_DISCOURSE_PAGE_INIT;
    XaJsonAt        at, tags;
    gboolean        has_tags = find_tags (about, topic, &at, &tags);
    g_autoptr (GError) failure = NULL;

    if (!xa_discourse_put_by_ids (walk->forum, topic, ids, has_tags ? &tags : NULL, &page, &failure) && !xa_discourse_is_hidden (failure)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    if (g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN) && !walk->has_told) {
      xa_fetch_note (walk->forum->fetch, XA_FETCH_NOTE_MISSING_RIGHT, "reading all topics: some are shown to others only");
      walk->has_told = TRUE;
    }
    walk->n += page.n;
  }

  return TRUE;
}

/* After the last page that a search gives, it goes on with the rest of the oldest day so far, and
 * before it where that day alone fills all pages. */
static gboolean
advance (Walk           *walk,
         const XaJsonAt *root,
         guint           n)
{
  XaJsonAt grouped = xa_json_maybe_object (root, "grouped_search_result");
  gboolean has_more = xa_json_maybe_boolean (&grouped, "more_full_page_results", FALSE);
  gint64   next_us;

  if (n == 0 || walk->n >= xa_fetch_get_max_posts (walk->forum->fetch))
    return FALSE;
  if (walk->page < LAST_PAGE) {
    walk->page++;
    return has_more;
  }

  if (walk->oldest_us == XA_TIME_UNKNOWN)
    return FALSE;
  next_us = walk->oldest_us + XA_USEC_PER_DAY;
  if (walk->before_us != XA_TIME_UNKNOWN && next_us >= walk->before_us)
    next_us = walk->oldest_us;
  if (walk->before_us != XA_TIME_UNKNOWN && next_us >= walk->before_us)
    return FALSE;
  walk->before_us = next_us;
  walk->page = 1;

  return TRUE;
}

static void
keep_newest (Walk *walk)
{
  const char *mark = xa_fetch_get_mark (walk->forum->fetch, MARK_NEWEST);
  char        text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, MAX (walk->newest_us, mark ? g_ascii_strtoll (mark, NULL, 10) : walk->newest_us));
  xa_fetch_set_mark (walk->forum->fetch, MARK_NEWEST, text);
}

static gboolean
read_page (Walk     *walk,
           gboolean *is_end,
           GError  **error)
{
  XaFetch *fetch = walk->forum->fetch;
  XaJsonAt root, posts, about;
  g_autoptr (XaJson) document = ask (walk, &root, error);
  g_autoptr (GHashTable) topics = NULL;
  g_autofree char *cursor = NULL;

  if (!document)
    return FALSE;
  /* A search without a hit may leave the list out. */
  posts = xa_json_maybe_array (&root, "posts");
  topics = group_by_topic (walk, &posts);
  if (!xa_json_check (document, error))
    return FALSE;
  about = xa_json_maybe_array (&root, "topics");
  xa_json_forgive (document);
  if (!put_found (walk, topics, &about, error))
    return FALSE;

  xa_json_forgive (document);
  *is_end = !advance (walk, &root, xa_json_length (&posts));
  if (!xa_json_check (document, error))
    return FALSE;
  if (!*is_end)
    cursor = g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, walk->page, walk->before_us,
                              walk->oldest_us, walk->newest_us);
  else if (walk->newest_us != XA_TIME_UNKNOWN)
    keep_newest (walk);
  xa_fetch_progress (fetch, walk->n, XA_COUNT_UNKNOWN);

  return xa_fetch_page (fetch, cursor, error);
}

static void
resume (Walk *walk)
{
  g_auto (GStrv) parts = g_strsplit (xa_fetch_get_cursor (walk->forum->fetch) ? xa_fetch_get_cursor (walk->forum->fetch) : "", "/", 4);

  walk->page = parts[0] ? CLAMP (g_ascii_strtoll (parts[0], NULL, 10), 1, LAST_PAGE) : 1;
  if (g_strv_length (parts) == 4) {
    walk->before_us = g_ascii_strtoll (parts[1], NULL, 10);
    walk->oldest_us = g_ascii_strtoll (parts[2], NULL, 10);
    walk->newest_us = g_ascii_strtoll (parts[3], NULL, 10);
  }
}

gboolean
xa_discourse_fetch_search (XaDiscourse *self,
                           GError     **error)
{
  Walk     walk = { .forum = self, .before_us = XA_TIME_UNKNOWN, .oldest_us = XA_TIME_UNKNOWN, .newest_us = XA_TIME_UNKNOWN };
  gboolean is_end = FALSE;

  resume (&walk);
  if (!xa_discourse_declare (self, self->target->handle, XA_COUNT_UNKNOWN, error))
    return FALSE;
  while (!is_end)
    if (!read_page (&walk, &is_end, error))
      return FALSE;

  return TRUE;
}
