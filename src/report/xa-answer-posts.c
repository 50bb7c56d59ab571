#include "report/xa-answers.h"

#include <math.h>
#include <string.h>

static const char *const orders[] = {
  [XA_POSTS_NEWEST] = "newest",
  [XA_POSTS_MOST_REACTIONS] = "reactions",
  [XA_POSTS_MOST_COMMENTS] = "comments",
  [XA_POSTS_MOST_SHARES] = "shares",
  [XA_POSTS_MOST_VIEWS] = "views",
};

gboolean
xa_answer_order_parse (const char  *id,
                       XaPostOrder *order)
{
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    if (strcmp (id, orders[i]) == 0) {
      *order = (XaPostOrder) i;
      return TRUE;
    }

  return FALSE;
}

const char *
xa_answer_counter_id (XaCounter counter)
{
  static const char *const ids[XA_N_COUNTERS] = { "reactions", "comments", "shares", "views" };

  return ids[counter];
}

const char *
xa_answer_author_id (XaAuthorKind kind)
{
  switch (kind) {
  case XA_AUTHOR_OWN:
    return "own";
  case XA_AUTHOR_MEMBER:
    return "member";
  case XA_AUTHOR_BOT:
    return "bot";
  case XA_AUTHOR_UNKNOWN:
    break;
  }

  return "unknown";
}

/* A counter that no post has is unknown, never 0. */
void
xa_answer_add_posts (JsonBuilder      *builder,
                     const XaPostSums *posts)
{
  json_builder_set_member_name (builder, "posts");
  json_builder_begin_object (builder);
  xa_answer_add_number (builder, "n", posts->n);
  xa_answer_add_number (builder, "own", posts->n_own);
  xa_answer_add_time (builder, "first", posts->first_us);
  xa_answer_add_time (builder, "last", posts->last_us);
  for (int i = 0; i < XA_N_COUNTERS; i++) {
    json_builder_set_member_name (builder, xa_answer_counter_id ((XaCounter) i));
    json_builder_begin_object (builder);
    xa_answer_add_number (builder, "posts", posts->counters[i].n);
    xa_answer_add_number (builder, "sum", posts->counters[i].n ? posts->counters[i].sum : XA_COUNT_UNKNOWN);
    json_builder_end_object (builder);
  }
  json_builder_end_object (builder);
}

static void
add_counters_at_age (JsonBuilder        *builder,
                     const XaListedPost *listed)
{
  json_builder_set_member_name (builder, "at_age");
  json_builder_begin_object (builder);
  for (int c = 0; c < XA_N_COUNTERS; c++) {
    json_builder_set_member_name (builder, xa_answer_counter_id ((XaCounter) c));
    if (isnan (listed->at_age[c]))
      json_builder_add_null_value (builder);
    else
      json_builder_add_double_value (builder, listed->at_age[c]);
  }
  json_builder_end_object (builder);
}

static void
add_post (JsonBuilder        *builder,
          const XaListedPost *listed)
{
  const XaPost *post = listed->post;
  gboolean      own = post->author_kind == XA_AUTHOR_OWN;

  json_builder_begin_object (builder);
  xa_answer_add_number (builder, "id", own ? post->id : XA_COUNT_UNKNOWN);
  xa_answer_add_time (builder, "at", post->at_us);
  xa_answer_add_text (builder, "author", xa_answer_author_id (post->author_kind));
  xa_answer_add_number (builder, "reactions", post->counters.reactions);
  xa_answer_add_number (builder, "comments", post->counters.comments);
  xa_answer_add_number (builder, "shares", post->counters.shares);
  xa_answer_add_number (builder, "views", post->counters.views);
  xa_answer_add_time (builder, "seen", post->counters.seen_us);
  add_counters_at_age (builder, listed);
  xa_answer_add_text (builder, "lang", post->lang);
  xa_answer_add_number (builder, "characters", post->n_chars);
  xa_answer_add_flag (builder, "media", post->has_media);
  xa_answer_add_text (builder, "text", own ? post->text : NULL);
  json_builder_end_object (builder);
}

void
xa_answer_posts (JsonBuilder      *builder,
                 const XaPostPage *page)
{
  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "audience", page->subject->name);
  xa_answer_add_text (builder, "platform", xa_platform_id (page->subject->platform));
  xa_answer_add_flag (builder, "simulated", page->subject->simulated);
  xa_answer_add_number (builder, "age_hours", page->age_us / XA_USEC_PER_HOUR);
  json_builder_set_member_name (builder, "posts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < page->posts->len; i++)
    add_post (builder, page->posts->pdata[i]);
  json_builder_end_array (builder);
  xa_answer_add_text (builder, "next", page->next);
  json_builder_end_object (builder);
}
