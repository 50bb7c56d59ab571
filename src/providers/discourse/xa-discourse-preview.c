#include "providers/discourse/xa-discourse-api.h"

#include "model/xa-language.h"

#define POSTS_A_PAGE 50
#define GROUP_PAGE 1000

#define GIVES_POSTS (XA_GIVES_PROFILE | XA_GIVES_AUTHORS | XA_GIVES_REACTORS | XA_GIVES_POSTS | XA_GIVES_COMMENTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY)

/* --- cost and coverage ------------------------------------------------------------------------- */

static gint64
get_pages (XaFetch *fetch,
           gint64   n_posts)
{
  return (xa_preview_count_posts (fetch, n_posts) + POSTS_A_PAGE - 1) / POSTS_A_PAGE;
}

/* Who liked is asked about posts of forums, categories and tags, in requests of its own. */
static void
set_cost (XaPreview *preview,
          gint64     n_requests)
{
  const XaRate *rate = &xa_discourse_dialect.rate;

  if (preview->gives & XA_GIVES_REACTORS)
    n_requests += XA_DISCOURSE_MAX_REACTED;
  preview->n_requests = n_requests;
  preview->duration_us = (gint64) ((double) n_requests * (double) rate->period_us / rate->capacity);
}

static XaPreview *
preview_new (XaDiscourse    *self,
             const XaTarget *target,
             const char     *title)
{
  XaPreview *preview = xa_preview_new ();

  preview->target = xa_target_copy (target);
  g_set_str (&preview->target->host, self->site);
  preview->title = g_strdup (title);
  preview->url = xa_discourse_url (self, target);
  preview->kind = xa_discourse_kind (target);
  preview->coverage = XA_COVERAGE_ACTIVE_AUTHORS;
  preview->gives = GIVES_POSTS;

  return preview;
}

static void
describe_forum (XaDiscourse            *self,
                const XaDiscourseFacts *facts,
                XaPreview              *preview)
{
  gboolean is_admin = xa_discourse_is_admin (self->fetch);

  preview->members_reported = facts->n_users;
  preview->posts_reported = facts->n_posts;
  preview->coverage = is_admin ? XA_COVERAGE_COMPLETE : XA_COVERAGE_FIRST_N;
  preview->first_n = is_admin ? 0 : XA_DISCOURSE_DIRECTORY_MAX;
  preview->coverage_why = g_strdup (is_admin ? N_ ("The key of an administrator shows all users.")
                                             : N_ ("Forums list their 550 most active users to everybody; who writes is seen beside."));
  preview->gives |= XA_GIVES_MEMBERS;
  set_cost (preview, 2 + get_pages (self->fetch, facts->n_posts) +
                       (is_admin && facts->n_users > 0 ? facts->n_users / 100 + 2 : XA_DISCOURSE_DIRECTORY_MAX / XA_DISCOURSE_DIRECTORY_PAGE));
}

/* --- kinds of targets -------------------------------------------------------------------------- */

static XaPreview *
preview_forum (XaDiscourse *self,
               GError     **error)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_DISCOURSE, XA_TARGET_FORUM);
  g_auto (XaDiscourseFacts) facts = { 0 };
  XaPreview *preview;

  if (!xa_discourse_facts_read (self, &facts, error))
    return NULL;
  preview = preview_new (self, target, facts.title);
  describe_forum (self, &facts, preview);

  return preview;
}

static XaPreview *
make_category (XaDiscourse    *self,
               const XaJsonAt *category)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_DISCOURSE, XA_TARGET_CATEGORY);
  g_autofree char *title = xa_span_dup (xa_json_text (category, "name"));
  XaPreview       *preview;
  gint64           n_topics = xa_json_maybe_count (category, "topic_count");

  target->id = xa_span_dup (xa_json_id (category, "id"));
  target->handle = xa_span_dup (xa_json_maybe_text (category, "slug"));
  if (target->handle && !*target->handle)
    g_clear_pointer (&target->handle, g_free);
  preview = preview_new (self, target, title);
  preview->posts_reported = xa_json_maybe_count (category, "post_count");
  preview->coverage_why = g_strdup (N_ ("A category has no members of its own: those who write in it are seen."));
  /* A list of thirty topics, and two requests for the posts of each. */
  set_cost (preview, 1 + (n_topics == XA_COUNT_UNKNOWN ? 30 : MIN (n_topics, (gint64) xa_fetch_get_max_posts (self->fetch))) * 2);

  return preview;
}

static XaPreview *
preview_category (XaDiscourse *self,
                  GError     **error)
{
  XaJsonAt root, category;
  g_autoptr (XaJson) document = xa_discourse_ask (self, xa_request_new ("GET", "c", self->target->id, "show.json", NULL), &root, error);
  g_autoptr (XaPreview) preview = NULL;

  if (!document)
    return NULL;
  category = xa_json_object (&root, "category");
  preview = make_category (self, &category);

  return xa_json_check (document, error) ? g_steal_pointer (&preview) : NULL;
}

static XaPreview *
make_group (XaDiscourse    *self,
            const XaJsonAt *group)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_DISCOURSE, XA_TARGET_GROUP);
  XaSpan           full_name = xa_json_maybe_text (group, "full_name");
  g_autofree char *title = NULL;
  XaPreview       *preview;

  target->handle = xa_span_dup (xa_json_text (group, "name"));
  title = full_name.len ? xa_span_dup (full_name) : g_strdup (target->handle);
  preview = preview_new (self, target, title);
  preview->members_reported = xa_json_maybe_count (group, "user_count");
  preview->coverage = XA_COVERAGE_COMPLETE;
  preview->coverage_why = g_strdup (N_ ("The whole list of a group is shown to those who may see it."));
  preview->gives = XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_COUNTS;
  set_cost (preview, 2 + (preview->members_reported == XA_COUNT_UNKNOWN ? 1 : preview->members_reported / GROUP_PAGE));

  return preview;
}

static XaPreview *
preview_group (XaDiscourse *self,
               GError     **error)
{
  g_autofree char *last = g_strconcat (self->target->handle, ".json", NULL);
  XaJsonAt         root, group;
  g_autoptr (XaJson) document = xa_discourse_ask (self, xa_request_new ("GET", "groups", last, NULL), &root, error);
  g_autoptr (XaPreview) preview = NULL;

  if (!document)
    return NULL;
  group = xa_json_maybe_object (&root, "basic_group"); /* so named by older forums */
  if (!group.node)
    group = xa_json_object (&root, "group");
  preview = make_group (self, &group);

  return xa_json_check (document, error) ? g_steal_pointer (&preview) : NULL;
}

static XaPreview *
preview_tag (XaDiscourse *self,
             GError     **error)
{
  g_autofree char *last = g_strconcat (self->target->handle, ".json", NULL);
  g_autofree char *title = g_strconcat ("#", self->target->handle, NULL);
  XaJsonAt         root, list;
  g_autoptr (XaJson) document = xa_discourse_ask (self, xa_request_new ("GET", "tag", last, NULL), &root, error);
  XaPreview *preview;

  if (!document)
    return NULL;
  list = xa_json_object (&root, "topic_list");
  xa_json_array (&list, "topics");
  if (!xa_json_check (document, error))
    return NULL;

  preview = preview_new (self, self->target, title);
  preview->coverage_why = g_strdup (N_ ("A tag has no members: those who write in its topics are seen."));
  set_cost (preview, 1 + 30 * 2);

  return preview;
}

static XaPreview *
preview_search (XaDiscourse *self,
                GError     **error)
{
  g_auto (XaDiscourseFacts) facts = { 0 };
  XaPreview *preview;

  /* Whether there is a forum at all: the words alone would never tell. */
  if (!xa_discourse_facts_read (self, &facts, error))
    return NULL;
  preview = preview_new (self, self->target, self->target->handle);
  preview->coverage_why = g_strdup (N_ ("A forum finds what your account may read, five hundred posts at a time: those who wrote them are seen."));
  preview->gives = XA_GIVES_AUTHORS | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY | XA_GIVES_SEARCH;
  /* Posts that are found lie in topics of their own, at worst. */
  set_cost (preview, 2 + get_pages (self->fetch, XA_COUNT_UNKNOWN) * (1 + POSTS_A_PAGE));

  return preview;
}

/**
 * xa_discourse_preview:
 *
 * Looks at a target. A post stands for the forum that it is in.
 */
XaPreview *
xa_discourse_preview (XaFetch        *fetch,
                      const XaTarget *target,
                      GError        **error)
{
  g_auto (XaDiscourse) self = { 0 };

  if (!xa_discourse_init (&self, fetch, target, error))
    return NULL;

  switch (target->kind) {
  case XA_TARGET_CATEGORY:
    return preview_category (&self, error);
  case XA_TARGET_GROUP:
    return preview_group (&self, error);
  case XA_TARGET_TAG:
    return preview_tag (&self, error);
  case XA_TARGET_SEARCH:
    return preview_search (&self, error);
  default:
    return preview_forum (&self, error);
  }
}

/* --- what can be ticked -------------------------------------------------------------------------- */

static gboolean
list_categories (XaDiscourse *self,
                 GPtrArray   *previews,
                 GError     **error)
{
  XaJsonAt root, list, categories;
  g_autoptr (XaJson) document = xa_discourse_ask (self, xa_request_new ("GET", "categories.json", NULL), &root, error);

  if (!document)
    return FALSE;
  list = xa_json_object (&root, "category_list");
  categories = xa_json_array (&list, "categories");
  for (guint i = 0; i < xa_json_length (&categories); i++) {
    XaJsonAt category = xa_json_element (&categories, i);

    g_ptr_array_add (previews, make_category (self, &category));
  }

  return xa_json_check (document, error);
}

/* Groups that the forum makes by itself, of everybody who reached a level of trust, are no choice
 * of anybody. Forums may keep the page to their members. */
static gboolean
list_groups (XaDiscourse *self,
             GPtrArray   *previews,
             GError     **error)
{
  g_autoptr (GError) failure = NULL;
  XaJsonAt root, groups;
  g_autoptr (XaJson) document = xa_discourse_ask (self, xa_request_new ("GET", "groups.json", NULL), &root, &failure);

  if (!document) {
    if (xa_discourse_is_hidden (failure) || g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_AUTH))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }

  groups = xa_json_array (&root, "groups");
  for (guint i = 0; i < xa_json_length (&groups); i++) {
    XaJsonAt group = xa_json_element (&groups, i);

    if (!xa_json_maybe_boolean (&group, "automatic", FALSE))
      g_ptr_array_add (previews, make_group (self, &group));
  }

  return xa_json_check (document, error);
}

GPtrArray *
xa_discourse_list (XaFetch *fetch,
                   GError **error)
{
  g_auto (XaDiscourse) self = { 0 };
  g_autoptr (GPtrArray) previews = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_preview_free);
  XaPreview *forum;

  if (!xa_discourse_init (&self, fetch, NULL, error) || !(forum = preview_forum (&self, error)))
    return NULL;
  g_ptr_array_add (previews, forum);

  return list_categories (&self, previews, error) && list_groups (&self, previews, error) ? g_steal_pointer (&previews) : NULL;
}
