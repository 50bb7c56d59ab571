#include "net/xa-pager.h"
#include "model/xa-language.h"
#include "providers/x/xa-x-way.h"

/* Suspended and deleted accounts stay in the number that is shown: a list with all but so many parts of a hundred
 * is whole. */
#define UNLISTED_PERCENT 3

gboolean
xa_x_is_search (const XaTarget *target)
{
  return target->kind == XA_TARGET_SEARCH || target->kind == XA_TARGET_TAG;
}

/* --- the audience itself -------------------------------------------------------------------------- */

static XaAudienceKind
get_kind (const XaTarget *target)
{
  if (target->kind == XA_TARGET_LIST)
    return XA_AUDIENCE_GROUP;

  return xa_x_is_search (target) ? XA_AUDIENCE_TAG : XA_AUDIENCE_ACCOUNT;
}

static char *
make_url (const XaTarget *target,
          const XaXCard  *card)
{
  g_autofree char *words = xa_x_is_search (target) ? xa_x_search_words (target) : NULL;
  g_autofree char *escaped = words ? g_uri_escape_string (words, NULL, FALSE) : NULL;

  if (escaped)
    return g_strconcat ("https://x.com/search?q=", escaped, NULL);
  if (target->kind == XA_TARGET_LIST)
    return g_strconcat ("https://x.com/i/lists/", card->id, NULL);

  return card->handle ? g_strconcat ("https://x.com/", card->handle, NULL) : NULL;
}

/**
 * xa_x_declare:
 * @card: (nullable): NULL for what the target says of itself
 *
 * A search is known by its own words, so that the same one is the same audience by either way.
 */
gboolean
xa_x_declare (XaFetch       *fetch,
              const XaXCard *card,
              XaAudienceRef *ref,
              GError       **error)
{
  const XaTarget  *target = xa_fetch_get_target (fetch);
  XaXCard          own = { .id = target->id, .handle = target->kind == XA_TARGET_ACCOUNT ? target->handle : NULL, .members = XA_COUNT_UNKNOWN };
  g_autofree char *form = xa_target_format (target);
  g_autofree char *words = xa_x_is_search (target) ? xa_x_search_words (target) : NULL;
  g_autofree char *url = NULL;
  XaAudienceRecord record = { .platform = XA_PLATFORM_X, .kind = get_kind (target) };

  if (!card)
    card = &own;
  url = make_url (target, card);
  record.native_id = xa_span (words ? form : card->id);
  record.title = words ? xa_span (words) : xa_span (card->title);
  record.handle = xa_span (card->handle);
  record.url = xa_span (url);
  record.members_reported = card->members;

  return xa_sink_audience (xa_fetch_get_sink (fetch), &record, ref, error);
}

static gboolean
put_posts (XaFetch      *fetch,
           XaAudienceRef ref,
           gint64        value,
           GError      **error)
{
  const XaSampleRecord sample = { .metric = XA_METRIC_POSTS, .at_us = xa_fetch_get_now (fetch), .value = (double) value };

  return value == XA_COUNT_UNKNOWN || xa_sink_sample (xa_fetch_get_sink (fetch), ref, &sample, error);
}

gboolean
xa_x_fetch_profile (const XaXWay *way,
                    XaFetch      *fetch,
                    GError      **error)
{
  g_auto (XaXCard) card = { 0 };
  XaAudienceRef ref;

  return xa_x_ask_card (way, fetch, xa_fetch_get_target (fetch), &card, error) &&
         xa_x_declare (fetch, &card, &ref, error) &&
         put_posts (fetch, ref, card.posts, error) &&
         xa_fetch_page (fetch, NULL, error);
}

/* --- followers, or who is on a list --------------------------------------------------------------- */

typedef struct {
  const XaXWay *way;
  XaFetch      *fetch;
  XaAudienceRef ref;
  gint64        reported;
  gint64        n;      /* read so far, by the interrupted pass too */
  char         *cursor; /* (owned) (nullable) */
} Walk;

/* What the account says of itself, where it came along with the list. What cannot be read says nothing. */
static XaProfileRecord
read_profile (Walk           *self,
              const XaJsonAt *item)
{
  XaProfileRecord profile = { 0 };

  if (self->way->read_profile && xa_sink_wants_profiles (xa_fetch_get_sink (self->fetch)))
    profile = self->way->read_profile (item);
  if (xa_json_is_sound (item->document))
    return profile;
  xa_json_forgive (item->document);

  return (XaProfileRecord) { 0 };
}

static gboolean
take_member (Walk           *self,
             const XaJsonAt *item,
             GError        **error)
{
  XaMemberRecord member = { .joined_us = XA_TIME_UNKNOWN, .left_us = XA_TIME_UNKNOWN };
  gboolean       is_hidden;

  member.person.id = self->way->read_person (item, &is_hidden);
  if (!xa_json_is_sound (item->document)) {
    xa_json_forgive (item->document);
    xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  member.profile = read_profile (self, item);

  return xa_sink_member (xa_fetch_get_sink (self->fetch), self->ref, &member, error);
}

static gboolean
take_page (Walk    *self,
           XaPager *pager,
           GError **error)
{
  const XaTarget *target = xa_fetch_get_target (self->fetch);
  XaXQuestion     question = target->kind == XA_TARGET_LIST ? XA_X_LIST_MEMBERS : XA_X_FOLLOWERS;
  g_auto (XaXPage) page = { 0 };
  g_autoptr (XaJson) json = xa_x_ask_page (self->way, self->fetch, question, target->id, self->cursor, &page, error);
  g_autofree char *cursor = NULL;
  guint            n = json ? xa_json_length (&page.items) : 0;

  if (!json)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    XaJsonAt item = xa_json_element (&page.items, i);

    if (!take_member (self, &item, error))
      return FALSE;
  }
  if (page.n_lost)
    xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_DELETED_ACCOUNT, page.n_lost);
  self->n += n;
  g_free (self->cursor);
  self->cursor = g_steal_pointer (&page.next);
  if (self->cursor)
    cursor = g_strdup_printf ("%" G_GINT64_FORMAT " %s", self->n, self->cursor);
  xa_fetch_progress (self->fetch, self->n, self->reported);

  return xa_pager_advance (pager, self->cursor, n, error) && xa_fetch_page (self->fetch, cursor, error);
}

static gboolean
declare_list (Walk    *self,
              GError **error)
{
  g_auto (XaXCard) card = { 0 };
  XaSnapshotRecord list = { .at_us = xa_fetch_get_now (self->fetch), .coverage = XA_COVERAGE_COMPLETE };

  if (!xa_x_ask_card (self->way, self->fetch, xa_fetch_get_target (self->fetch), &card, error) ||
      !xa_x_declare (self->fetch, &card, &self->ref, error))
    return FALSE;
  if (card.is_protected) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN, N_ ("The account is protected: X shows who follows it to nobody else."));
    return FALSE;
  }
  self->reported = list.reported = card.members;
  if (card.members != XA_COUNT_UNKNOWN)
    list.first_n = card.members / 100 * UNLISTED_PERCENT + card.members % 100 * UNLISTED_PERCENT / 100;

  return xa_sink_snapshot (xa_fetch_get_sink (self->fetch), self->ref, &list, error);
}

/* A cursor tells how many there were before it, for the progress that is shown. */
static void
resume (Walk *self)
{
  const char *cursor = xa_fetch_get_cursor (self->fetch);
  char       *end = NULL;

  if (!cursor)
    return;
  self->n = g_ascii_strtoll (cursor, &end, 10);
  self->cursor = g_strdup (*end == ' ' ? end + 1 : cursor);
}

gboolean
xa_x_fetch_members (const XaXWay *way,
                    XaFetch      *fetch,
                    GError      **error)
{
  g_autoptr (XaPager) pager = xa_pager_new ();
  Walk     self = { .way = way, .fetch = fetch };
  gboolean ok = declare_list (&self, error);

  if (ok)
    resume (&self);
  do
    ok = ok && take_page (&self, pager, error);
  while (ok && self.cursor);
  g_free (self.cursor);

  return ok;
}
