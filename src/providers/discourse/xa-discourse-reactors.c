/*
 * Who liked the newest posts. A forum tells it for one post at a time, and may keep it to members
 * or to those who posted: then that is said, and the numbers of likes stay what they are.
 */
#include "providers/discourse/xa-discourse-post.h"
#include "providers/xa-reactor-walk.h"

/* Of two hundred people each. */
#define MAX_PAGES 5

/* How far the newest posts are looked through for liked ones. */
#define MAX_WINDOWS 4
#define MAX_TOPICS 10

#define LIKE "2"

typedef struct {
  XaDiscourse   *forum; /* (not owned) */
  XaReactorWalk *walk;  /* (not owned) */
} Reactors;

/* --- posts to ask about ------------------------------------------------------------------------ */

static gint64
add_posts (Reactors       *self,
           const XaJsonAt *posts)
{
  gint64 oldest_id = 0;

  for (guint i = 0; i < xa_json_length (posts); i++) {
    XaJsonAt post = xa_json_element (posts, i);
    gint64   likes = xa_discourse_count_likes (&post);
    gint64   at_us = xa_json_maybe_instant (&post, "created_at");
    XaSpan   id = xa_json_maybe_id (&post, "id");
    gint64   number = id.len ? g_ascii_strtoll (id.str, NULL, 10) : 0;

    if (number > 0)
      oldest_id = oldest_id ? MIN (oldest_id, number) : number;
    if (likes > 0 && xa_reactor_walk_wants (self->walk, at_us))
      xa_reactor_walk_add (self->walk, id, &likes, 1);
    /* What is wrong with a post is counted where posts are read. */
    xa_json_forgive (posts->document);
  }

  return oldest_id;
}

static gboolean
list_newest (Reactors *self,
             GError  **error)
{
  gint64 before = 0;

  for (guint i = 0; i < MAX_WINDOWS; i++) {
    XaRequest *request = xa_request_new ("GET", "posts.json", NULL);
    XaJsonAt   root, posts;
    g_autoptr (XaJson) document = NULL;

    if (before > 0)
      xa_request_add_query_int (request, "before", before);
    document = xa_discourse_ask (self->forum, request, &root, error);
    if (!document)
      return FALSE;
    posts = xa_json_array (&root, "latest_posts");
    if (!xa_json_check (document, error))
      return FALSE;
    before = add_posts (self, &posts) - 1;
    if (before <= 0)
      break;
  }

  return TRUE;
}

static gboolean
list_topic (Reactors       *self,
            const XaJsonAt *topic,
            GError        **error)
{
  g_autofree char *id = xa_span_dup (xa_json_maybe_id (topic, "id"));
  g_autofree char *last = g_strconcat (id ? id : "", ".json", NULL);
  g_autoptr (GError) failure = NULL;
  g_autoptr (XaJson) document = NULL;
  XaJsonAt root, stream, posts;

  if (!id || xa_json_maybe_count (topic, "like_count") == 0)
    return TRUE;
  document = xa_discourse_ask (self->forum, xa_request_new ("GET", "t", last, NULL), &root, &failure);
  if (!document) {
    if (xa_discourse_is_hidden (failure))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  stream = xa_json_maybe_object (&root, "post_stream");
  posts = xa_json_maybe_array (&stream, "posts");
  xa_json_forgive (document);
  if (posts.node)
    add_posts (self, &posts);

  return TRUE;
}

static gboolean
list_topics (Reactors *self,
             GError  **error)
{
  g_autoptr (XaJson) document = NULL;
  XaJsonAt root, list, topics;

  document = xa_discourse_ask (self->forum, xa_discourse_request_topics (self->forum, 0), &root, error);
  if (!document)
    return FALSE;
  list = xa_json_object (&root, "topic_list");
  topics = xa_json_array (&list, "topics");
  if (!xa_json_check (document, error))
    return FALSE;
  for (guint i = 0; i < MIN (xa_json_length (&topics), MAX_TOPICS); i++) {
    XaJsonAt topic = xa_json_element (&topics, i);

    if (!list_topic (self, &topic, error))
      return FALSE;
    xa_json_forgive (document);
  }

  return TRUE;
}

/* --- the lists --------------------------------------------------------------------------------- */

static gboolean
put_reactor (Reactors       *self,
             const char     *post,
             const XaJsonAt *user,
             GError        **error)
{
  XaReactionRecord record = { .post_native_id = xa_span (post), .at_us = XA_TIME_UNKNOWN };
  XaSink          *sink = xa_fetch_get_sink (self->forum->fetch);
  XaSpan           number = xa_json_maybe_id (user, "id");
  g_autofree char *id = g_strdup_printf ("%s:%.*s", self->forum->site, (int) number.len, number.len ? number.str : "");

  if (!number.len || !xa_json_is_sound (user->document)) {
    xa_json_forgive (user->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  if (number.str[0] == '-') {
    xa_sink_reject (sink, XA_REJECT_BOT, 1);
    return TRUE;
  }
  record.person.id = xa_span (id);

  return xa_sink_reaction (sink, self->forum->audience, &record, error);
}

static gboolean
take_page (const char *post,
           guint       kind,
           char      **cursor,
           guint      *n,
           gpointer    data,
           GError    **error)
{
  Reactors  *self = data;
  gint64     page = *cursor ? MAX (0, g_ascii_strtoll (*cursor, NULL, 10)) : 0;
  XaRequest *request = xa_request_new ("GET", "post_action_users.json", NULL);
  g_autoptr (XaJson) document = NULL;
  XaJsonAt root, users;
  gboolean has_more;

  xa_request_add_query (request, "id", post);
  xa_request_add_query (request, "post_action_type_id", LIKE);
  if (page > 0)
    xa_request_add_query_int (request, "page", page);
  document = xa_discourse_ask (self->forum, request, &root, error);
  if (!document)
    return FALSE;
  users = xa_json_array (&root, "post_action_users");
  has_more = xa_json_maybe_text (&root, "load_more_post_action_users").len > 0;
  if (!xa_json_check (document, error))
    return FALSE;
  *n = xa_json_length (&users);
  for (guint i = 0; i < *n; i++) {
    XaJsonAt user = xa_json_element (&users, i);

    if (!put_reactor (self, post, &user, error))
      return FALSE;
  }
  g_free (*cursor);
  *cursor = has_more ? g_strdup_printf ("%" G_GINT64_FORMAT, page + 1) : NULL;

  return TRUE;
}

static const XaReactorWalkClass walk_class = {
  .max_posts = XA_DISCOURSE_MAX_REACTED,
  .max_pages = MAX_PAGES,
  .closed = "seeing who liked: the forum does not show it to this connection",
  .take_page = take_page,
};

/**
 * xa_discourse_fetch_reactors:
 *
 * Who liked the newest posts of a forum, or of the latest topics of a category or tag.
 */
gboolean
xa_discourse_fetch_reactors (XaDiscourse *forum,
                             GError     **error)
{
  Reactors self = { .forum = forum };
  g_autoptr (XaReactorWalk) walk = xa_reactor_walk_new (forum->fetch, &walk_class, &self);
  gboolean is_forum = forum->target->kind != XA_TARGET_CATEGORY && forum->target->kind != XA_TARGET_TAG;

  self.walk = walk;

  return xa_discourse_declare (forum, "", XA_COUNT_UNKNOWN, error) &&
         (is_forum ? list_newest (&self, error) : list_topics (&self, error)) &&
         xa_reactor_walk_run (walk, error);
}
