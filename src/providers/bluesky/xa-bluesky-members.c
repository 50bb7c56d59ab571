#include "net/xa-pager.h"
#include "providers/bluesky/xa-bluesky-api.h"
#include "providers/bluesky/xa-bluesky-passes.h"
#include "providers/xa-profile-links.h"

/* Deleted, suspended and blocked accounts stay in the number that is shown and are never listed: a
 * list with all but so many parts of a hundred is whole. */
#define UNLISTED_PERCENT 3

/* The list of an account or of a list, page by page. */
typedef struct {
  XaFetch      *fetch;
  XaAudienceRef ref;
  gint64        reported;
  gint64        n;      /* read so far, by the interrupted pass too */
  char         *cursor; /* (owned) (nullable) */
} Walk;

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

static XaJson *
ask_page (Walk    *self,
          GError **error)
{
  const XaTarget *target = xa_fetch_get_target (self->fetch);
  gboolean        is_list = target->kind == XA_TARGET_LIST;
  XaRequest      *request = xa_bluesky_request ("GET", is_list ? "app.bsky.graph.getList" : "app.bsky.graph.getFollowers");

  xa_request_add_query (request, is_list ? "list" : "actor", target->id);
  xa_request_add_query_int (request, "limit", XA_BLUESKY_PAGE);
  xa_request_add_query (request, "cursor", self->cursor);

  return xa_bluesky_ask (self->fetch, request, error);
}

/* What the account says of itself came along with the list. What cannot be read says nothing. */
static XaProfileRecord
read_profile (const XaJsonAt *person)
{
  XaProfileRecord profile = { .is_read = TRUE, .platforms = xa_profile_links_in_text (xa_json_maybe_text (person, "description")) };

  if (xa_json_is_sound (person->document))
    return profile;
  xa_json_forgive (person->document);

  return (XaProfileRecord) { 0 };
}

static gboolean
take_member (Walk           *self,
             const XaJsonAt *entry,
             gboolean        is_list,
             GError        **error)
{
  XaSink        *sink = xa_fetch_get_sink (self->fetch);
  XaJsonAt       person = is_list ? xa_json_object (entry, "subject") : *entry;
  XaMemberRecord member = { .joined_us = XA_TIME_UNKNOWN, .left_us = XA_TIME_UNKNOWN };

  member.person.id = xa_json_text (&person, "did");
  if (!xa_json_is_sound (entry->document)) {
    xa_json_forgive (entry->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  if (xa_sink_wants_profiles (sink))
    member.profile = read_profile (&person);

  return xa_sink_member (sink, self->ref, &member, error);
}

static gboolean
take_page (Walk    *self,
           XaJson  *json,
           guint   *n,
           GError **error)
{
  gboolean is_list = xa_fetch_get_target (self->fetch)->kind == XA_TARGET_LIST;
  XaJsonAt root = xa_json_root (json);
  XaJsonAt entries = xa_json_array (&root, is_list ? "items" : "followers");
  XaSpan   next = xa_json_maybe_text (&root, "cursor");

  if (!xa_json_check (json, error))
    return FALSE;
  *n = xa_json_length (&entries);
  for (guint i = 0; i < *n; i++) {
    XaJsonAt entry = xa_json_element (&entries, i);

    if (!take_member (self, &entry, is_list, error))
      return FALSE;
  }
  self->n += *n;
  g_free (self->cursor);
  self->cursor = next.len ? xa_span_dup (next) : NULL;

  return TRUE;
}

static gboolean
end_page (Walk    *self,
          XaPager *pager,
          guint    n,
          GError **error)
{
  g_autofree char *cursor = self->cursor ? g_strdup_printf ("%" G_GINT64_FORMAT " %s", self->n, self->cursor) : NULL;

  xa_fetch_progress (self->fetch, self->n, self->reported);

  return xa_pager_advance (pager, self->cursor, n, error) && xa_fetch_page (self->fetch, cursor, error);
}

static gboolean
declare (Walk    *self,
         GError **error)
{
  g_auto (XaBlueskyCard) card = { 0 };
  XaSnapshotRecord snapshot = { .at_us = xa_fetch_get_now (self->fetch), .coverage = XA_COVERAGE_COMPLETE };

  if (!xa_bluesky_card_read (self->fetch, xa_fetch_get_target (self->fetch), &card, error) ||
      !xa_bluesky_declare (self->fetch, &card, &self->ref, error))
    return FALSE;
  self->reported = snapshot.reported = card.members;
  if (card.members != XA_COUNT_UNKNOWN)
    snapshot.first_n = card.members / 100 * UNLISTED_PERCENT + card.members % 100 * UNLISTED_PERCENT / 100;

  return xa_sink_snapshot (xa_fetch_get_sink (self->fetch), self->ref, &snapshot, error);
}

static gboolean
walk (Walk    *self,
      GError **error)
{
  g_autoptr (XaPager) pager = xa_pager_new ();

  if (!declare (self, error))
    return FALSE;
  resume (self);
  /* Pages are filtered after they are made: one may be short or empty while there are more. */
  do {
    g_autoptr (XaJson) json = ask_page (self, error);
    guint n;

    if (!json || !take_page (self, json, &n, error) || !end_page (self, pager, n, error))
      return FALSE;
  } while (self->cursor);

  return TRUE;
}

gboolean
xa_bluesky_fetch_members (XaFetch *fetch,
                          GError **error)
{
  Walk     self = { .fetch = fetch };
  gboolean ok = walk (&self, error);

  g_free (self.cursor);

  return ok;
}
