#include "providers/linkedin/xa-linkedin-api.h"
#include "model/xa-language.h"
#include "providers/xa-post-walk.h"

#include <math.h>
#include <string.h>

#define URN "urn:li:organization:"

typedef struct {
  XaFetch      *fetch; /* (not owned) */
  XaSink       *sink;  /* (not owned) */
  XaAudienceRef ref;
  char         *urn;    /* (owned) */
  GArray       *tags;   /* (owned) */
  GHashTable   *counts; /* (owned) (element-type utf8 XaLinkedinCounts): of the page, by urn */
  char         *first;  /* (owned) (nullable): the first post of the page before */
  gboolean      has_told;
} Posts;

static XaRequest *
ask_for_page (Posts      *self,
              const char *cursor)
{
  XaRequest *request = xa_request_new ("GET", "posts", NULL);

  xa_request_add_query (request, "q", "author");
  xa_request_add_query (request, "author", self->urn);
  xa_request_add_query_int (request, "count", XA_LINKEDIN_PAGE);
  xa_request_add_query (request, "start", cursor ? cursor : "0");
  xa_request_add_query (request, "sortBy", "CREATED");

  return request;
}

/* --- counters -------------------------------------------------------------------------------- */

static gboolean
is_of_kind (XaSpan      urn,
            const char *kind)
{
  return urn.len > strlen (kind) && g_str_has_prefix (urn.str, kind);
}

/* (transfer full) (nullable): "List(urn%3A...,urn%3A...)" of the posts of one kind */
static char *
list_posts (const XaJsonAt *posts,
            const char     *kind)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < xa_json_length (posts); i++) {
    XaJsonAt post = xa_json_element (posts, i);
    XaSpan   urn = xa_json_maybe_text (&post, "id");

    xa_json_forgive (posts->document);
    if (!is_of_kind (urn, kind))
      continue;
    g_string_append (list, list->len ? "," : "List(");
    g_string_append_uri_escaped (list, urn.str, NULL, FALSE);
  }
  if (!list->len)
    return NULL;

  return g_strconcat (list->str, ")", NULL);
}

static gint64
read_time (const XaJsonAt *post)
{
  gint64 ms = xa_json_maybe_count (post, "publishedAt");

  if (ms == XA_COUNT_UNKNOWN)
    ms = xa_json_maybe_count (post, "createdAt");

  return ms > 0 && ms < G_MAXINT64 / 1000 ? ms * 1000 : XA_TIME_UNKNOWN;
}

static gboolean
is_asked_for (const XaJsonAt *posts,
              XaSpan          urn)
{
  for (guint i = 0; i < xa_json_length (posts); i++) {
    XaJsonAt post = xa_json_element (posts, i);
    gboolean is_it = urn.len && xa_span_equal (xa_json_maybe_text (&post, "id"), urn.str);

    xa_json_forgive (posts->document);
    if (is_it)
      return TRUE;
  }

  return FALSE;
}

/* Returns: whether it was as it should be, and of one of @posts */
static gboolean
take_counts (Posts          *self,
             const XaJsonAt *posts,
             const XaJsonAt *element,
             const char     *name)
{
  XaSpan           urn = xa_json_text (element, name);
  XaJsonAt         statistics = xa_json_object (element, "totalShareStatistics");
  XaLinkedinCounts counts;
  gboolean         is_sound;

  xa_linkedin_counts_read (&statistics, &counts);
  is_sound = xa_json_is_sound (element->document) && is_asked_for (posts, urn);
  if (is_sound)
    g_hash_table_insert (self->counts, xa_span_dup (urn), g_memdup2 (&counts, sizeof counts));
  xa_json_forgive (element->document);

  return is_sound;
}

/* LinkedIn leaves out of its answer what nobody saw, within the year that it counts. */
static void
add_unseen (Posts          *self,
            const XaJsonAt *posts,
            const char     *kind)
{
  static const XaLinkedinCounts none = { 0, 0, 0, 0 };
  gint64                        since_us = xa_fetch_get_now (self->fetch) - XA_LINKEDIN_MAX_DAYS * XA_USEC_PER_DAY;

  for (guint i = 0; i < xa_json_length (posts); i++) {
    XaJsonAt         post = xa_json_element (posts, i);
    XaSpan           urn = xa_json_maybe_text (&post, "id");
    gint64           at_us = read_time (&post);
    g_autofree char *key = is_of_kind (urn, kind) ? xa_span_dup (urn) : NULL;

    xa_json_forgive (posts->document);
    if (key && at_us != XA_TIME_UNKNOWN && at_us > since_us && !g_hash_table_contains (self->counts, key))
      g_hash_table_insert (self->counts, g_steal_pointer (&key), g_memdup2 (&none, sizeof none));
  }
}

static gboolean
read_counts (Posts          *self,
             const XaJsonAt *posts,
             const char     *kind,
             const char     *parameter,
             const char     *name,
             GError        **error)
{
  g_autofree char *list = list_posts (posts, kind);
  XaRequest       *request;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, elements;
  gboolean is_sound = TRUE;

  if (!list)
    return TRUE;
  request = xa_request_new ("GET", "organizationalEntityShareStatistics", NULL);
  xa_request_add_query (request, "q", "organizationalEntity");
  xa_request_add_query (request, "organizationalEntity", self->urn);
  xa_linkedin_add_raw (request, parameter, list);
  json = xa_linkedin_ask (self->fetch, request, &root, &refusal);
  if (!json && (g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN) || g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_GONE))) {
    if (!self->has_told)
      xa_fetch_note (self->fetch, XA_FETCH_NOTE_MISSING_RIGHT, "counters of posts (r_organization_social, and the role of an administrator of the page)");
    self->has_told = TRUE;
    return TRUE;
  }
  if (!json) {
    g_propagate_error (error, g_steal_pointer (&refusal));
    return FALSE;
  }
  elements = xa_json_array (&root, "elements");
  if (!xa_json_check (json, error))
    return FALSE;
  for (guint i = 0; i < xa_json_length (&elements); i++) {
    XaJsonAt element = xa_json_element (&elements, i);

    is_sound &= take_counts (self, posts, &element, name);
  }
  if (is_sound)
    add_unseen (self, posts, kind);

  return TRUE;
}

/* --- posts ----------------------------------------------------------------------------------- */

static gboolean
add_links (Posts     *self,
           GPtrArray *named,
           gint64     at_us,
           GError   **error)
{
  for (guint i = 0; i < named->len; i++) {
    XaLinkRecord link = { .kind = XA_LINK_MENTION, .target_native_id = xa_span (named->pdata[i]), .certain = TRUE, .at_us = at_us };

    if (!xa_sink_link (self->sink, self->ref, &link, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
add_post (Posts          *self,
          const XaJsonAt *post,
          XaSpan          id,
          gint64          at_us,
          GError        **error)
{
  static const XaLinkedinCounts unknown = { XA_COUNT_UNKNOWN, XA_COUNT_UNKNOWN, XA_COUNT_UNKNOWN, XA_COUNT_UNKNOWN };
  g_autoptr (GPtrArray) named = g_ptr_array_new_with_free_func (g_free);
  g_autofree char        *text = NULL;
  const XaLinkedinCounts *counts = g_hash_table_lookup (self->counts, id.str);
  XaJsonAt                content = xa_json_maybe_object (post, "content");
  XaSpan                  commentary = xa_json_maybe_text (post, "commentary");
  XaPostRecord            out;

  g_array_set_size (self->tags, 0);
  text = commentary.str ? xa_linkedin_text (commentary, named, self->tags) : NULL;
  counts = counts ? counts : &unknown;
  out = (XaPostRecord) {
    .native_id = id,
    .at_us = at_us,
    .author_kind = XA_AUTHOR_OWN,
    .text = xa_span (text),
    .tags = (const XaSpan *) (gpointer) self->tags->data,
    .n_tags = self->tags->len,
    .reactions = counts->reactions,
    .comments = counts->comments,
    .shares = counts->shares,
    .views = counts->views,
    .seen_us = xa_fetch_get_now (self->fetch),
    .has_media = content.node != NULL,
    .rating = NAN,
  };

  return xa_sink_post (self->sink, self->ref, &out, error) && add_links (self, named, at_us, error);
}

static gboolean
take_post (Posts          *self,
           XaPostWalk     *walk,
           const XaJsonAt *post,
           GError        **error)
{
  XaSpan   id = xa_json_text (post, "id");
  gint64   at_us = read_time (post);
  XaSpan   state = xa_json_maybe_text (post, "lifecycleState");
  gboolean is_sound = xa_json_is_sound (post->document) && id.len && at_us != XA_TIME_UNKNOWN;

  walk->n++;
  xa_json_forgive (post->document);
  if (state.len && !xa_span_equal (state, "PUBLISHED"))
    return TRUE;
  if (!is_sound) {
    xa_sink_reject (self->sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  xa_post_walk_see (walk, at_us);
  if (!add_post (self, post, id, at_us, error))
    return FALSE;
  xa_json_forgive (post->document);

  return TRUE;
}

/* There are more behind a full page, and where the answer says so. */
static gboolean
has_next (const XaJsonAt *root,
          guint           n)
{
  XaJsonAt paging = xa_json_maybe_object (root, "paging");
  XaJsonAt links = xa_json_maybe_array (&paging, "links");
  gboolean is_said = n >= XA_LINKEDIN_PAGE;

  for (guint i = 0; i < xa_json_length (&links); i++) {
    XaJsonAt link = xa_json_element (&links, i);

    is_said |= xa_span_equal (xa_json_maybe_text (&link, "rel"), "next");
  }
  xa_json_forgive (root->document);

  return is_said && n > 0;
}

/* Offsets go on for ever, also where the platform sends the same page each time. */
static gboolean
check_first (Posts          *self,
             const XaJsonAt *posts,
             GError        **error)
{
  XaJsonAt         first = xa_json_element (posts, 0);
  g_autofree char *id = first.node ? xa_span_dup (xa_json_maybe_text (&first, "id")) : NULL;
  gboolean         is_same = id && g_strcmp0 (id, self->first) == 0;

  xa_json_forgive (posts->document);
  g_free (self->first);
  self->first = g_steal_pointer (&id);
  if (is_same)
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_LOOP, N_ ("LinkedIn sends the same posts again and again; what came before is kept."));

  return !is_same;
}

static gboolean
walk_page (Posts      *self,
           XaPostWalk *walk,
           gboolean   *is_end,
           GError    **error)
{
  XaJsonAt root, posts;
  g_autoptr (XaJson) json = xa_linkedin_ask (self->fetch, ask_for_page (self, walk->cursor), &root, error);
  gint64 start = walk->cursor ? g_ascii_strtoll (walk->cursor, NULL, 10) : 0;
  guint  n;

  if (!json)
    return FALSE;
  posts = xa_json_array (&root, "elements");
  if (!xa_json_check (json, error))
    return FALSE;
  if (!check_first (self, &posts, error))
    return FALSE;
  n = xa_json_length (&posts);
  g_hash_table_remove_all (self->counts);
  if (!read_counts (self, &posts, "urn:li:share:", "shares", "share", error) || !read_counts (self, &posts, "urn:li:ugcPost:", "ugcPosts", "ugcPost", error))
    return FALSE;
  xa_post_walk_begin_page (walk);
  for (guint i = 0; i < n; i++) {
    XaJsonAt post = xa_json_element (&posts, i);

    if (!take_post (self, walk, &post, error))
      return FALSE;
  }

  return xa_post_walk_end_page (walk, has_next (&root, n) ? g_strdup_printf ("%" G_GINT64_FORMAT, start + n) : NULL, n, is_end, error);
}

gboolean
xa_linkedin_fetch_posts (XaFetch *fetch,
                         GError **error)
{
  Posts    self = { .fetch = fetch, .sink = xa_fetch_get_sink (fetch) };
  gboolean is_end = FALSE, ok = TRUE;
  g_auto (XaPostWalk) walk = { 0 };

  if (!xa_linkedin_declare (fetch, NULL, &self.ref, error))
    return FALSE;
  self.urn = g_strconcat (URN, xa_fetch_get_target (fetch)->id, NULL);
  self.tags = g_array_new (FALSE, FALSE, sizeof (XaSpan));
  self.counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  xa_post_walk_init (&walk, fetch);
  while (ok && !is_end)
    ok = walk_page (&self, &walk, &is_end, error);
  g_hash_table_unref (self.counts);
  g_array_unref (self.tags);
  g_free (self.urn);
  g_free (self.first);

  return ok;
}
