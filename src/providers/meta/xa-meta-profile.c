#include "providers/meta/xa-meta-api.h"

/* What others show of themselves: a professional account through the user's own, a public Page directly. */
static XaRequest *
ask_about_other (XaMeta *self)
{
  g_autofree char *fields = NULL;

  if (self->target->platform == XA_PLATFORM_FACEBOOK)
    return xa_meta_request (self->id, NULL, "id,name,username,followers_count,fan_count");
  fields = g_strdup_printf ("business_discovery.username(%s){username,name,followers_count,media_count}", self->target->handle);

  return xa_meta_request (self->asker, NULL, fields);
}

static gboolean
read_other (XaMeta  *self,
            GError **error)
{
  XaJsonAt root, found;
  g_autoptr (XaJson) json = xa_meta_ask (self->fetch, ask_about_other (self), &root, error);
  gboolean is_page = self->target->platform == XA_PLATFORM_FACEBOOK;
  XaSpan   name, username;

  if (!json)
    return FALSE;
  found = is_page ? root : xa_json_object (&root, "business_discovery");
  name = xa_json_maybe_text (&found, "name");
  username = xa_json_maybe_text (&found, "username");
  self->members = xa_json_maybe_count (&found, "followers_count");
  if (is_page && self->members == XA_COUNT_UNKNOWN)
    self->members = xa_json_maybe_count (&found, "fan_count");
  self->posts = xa_json_maybe_count (&found, "media_count");
  if (is_page)
    xa_json_id (&found, "id");
  if (!xa_json_check (json, error))
    return FALSE;
  self->title = xa_span_dup (name.len ? name : username);
  self->username = xa_span_dup (username);

  return TRUE;
}

gboolean
xa_meta_read_profile (XaMeta  *self,
                      GError **error)
{
  return xa_meta_find (self, error) && (self->is_own || read_other (self, error));
}

/* --- series ---------------------------------------------------------------------------------- */

typedef struct {
  XaMeta  *meta;
  XaMetric metric;
} Series;

static gboolean
take_sample (gint64   at_us,
             gint64   value,
             gpointer data,
             GError **error)
{
  Series        *series = data;
  XaSampleRecord sample = {
    .metric = series->metric,
    .at_us = at_us == XA_TIME_UNKNOWN ? xa_fetch_get_now (series->meta->fetch) : at_us,
    .value = (double) value,
  };

  return xa_sink_sample (xa_fetch_get_sink (series->meta->fetch), series->meta->audience, &sample, error);
}

/* Days that are over, as Meta counted them; the last of them come up to two days late. */
static gboolean
measure (XaMeta  *self,
         GError **error)
{
  Series members = { self, XA_METRIC_MEMBERS };
  Series views = { self, XA_METRIC_VIEWS };

  if (!self->is_own)
    return TRUE;
  if (self->target->platform == XA_PLATFORM_INSTAGRAM)
    return xa_meta_measure (self, XA_META_ACCOUNT_VIEWS, self->id, take_sample, &views, error);

  return xa_meta_measure (self, XA_META_PAGE_FOLLOWS, self->id, take_sample, &members, error) &&
         xa_meta_measure (self, XA_META_PAGE_VIEWS, self->id, take_sample, &views, error);
}

gboolean
xa_meta_fetch_profile (XaMeta  *self,
                       GError **error)
{
  XaSampleRecord posts = { .metric = XA_METRIC_POSTS, .at_us = xa_fetch_get_now (self->fetch) };

  if (!xa_meta_read_profile (self, error) || !xa_meta_declare (self, error))
    return FALSE;
  posts.value = (double) self->posts;

  return (self->posts == XA_COUNT_UNKNOWN || xa_sink_sample (xa_fetch_get_sink (self->fetch), self->audience, &posts, error)) &&
         measure (self, error) && xa_fetch_page (self->fetch, NULL, error);
}
