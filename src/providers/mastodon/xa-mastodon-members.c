#include "net/xa-pager.h"
#include "providers/mastodon/xa-mastodon-api.h"
#include "providers/xa-profile-links.h"

/* Suspended accounts stay in the number that is shown and are not listed. */
#define UNLISTED_PERCENT 1

/* Servers allow four, or some more. */
#define MOST_FIELDS 16

typedef struct {
  XaMastodon       *server; /* (not owned) */
  XaMastodonAccount account;
  XaAudienceRef     ref;
  gint64            n;      /* read so far, by the interrupted pass too */
  char             *cursor; /* (owned) (nullable) */
  gboolean          is_declared;
  GString          *name; /* (owned) */
} Walk;

static void
resume (Walk *self)
{
  const char *cursor = xa_fetch_get_cursor (self->server->fetch);
  char       *end = NULL;

  if (!cursor)
    return;
  self->n = g_ascii_strtoll (cursor, &end, 10);
  self->cursor = g_strdup (*end == ' ' ? end + 1 : cursor);
}

/* What the account says of itself came along with the list. What cannot be read says nothing. */
static XaProfileRecord
read_profile (const XaJsonAt *account)
{
  XaProfileRecord profile = { .is_read = TRUE, .platforms = xa_profile_links_in_html (xa_json_maybe_text (account, "note")) };
  XaJsonAt        fields = xa_json_maybe_array (account, "fields");

  for (guint i = 0; i < MIN (xa_json_length (&fields), MOST_FIELDS); i++) {
    XaJsonAt field = xa_json_element (&fields, i);

    profile.platforms |= xa_profile_links_in_field (xa_json_maybe_text (&field, "name"), xa_json_maybe_text (&field, "value"));
  }
  if (xa_json_is_sound (account->document))
    return profile;
  xa_json_forgive (account->document);

  return (XaProfileRecord) { 0 };
}

static gboolean
take_member (Walk           *self,
             const XaJsonAt *account,
             GError        **error)
{
  XaSink        *sink = xa_fetch_get_sink (self->server->fetch);
  XaMemberRecord member = { .joined_us = XA_TIME_UNKNOWN, .left_us = XA_TIME_UNKNOWN };

  member.person.id = xa_mastodon_acct (self->server, account, self->name);
  member.is_bot = xa_json_maybe_boolean (account, "bot", FALSE) || xa_json_maybe_boolean (account, "group", FALSE);
  if (!xa_json_is_sound (account->document)) {
    xa_json_forgive (account->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  if (xa_sink_wants_profiles (sink) && !member.is_bot)
    member.profile = read_profile (account);

  return xa_sink_member (sink, self->ref, &member, error);
}

/* Only once it is known that the list is shown at all. */
static gboolean
declare_list (Walk    *self,
              GError **error)
{
  XaSnapshotRecord snapshot = {
    .at_us = xa_fetch_get_now (self->server->fetch),
    .coverage = XA_COVERAGE_COMPLETE,
    .reported = self->account.followers,
  };

  if (self->is_declared)
    return TRUE;
  self->is_declared = TRUE;
  if (self->account.followers != XA_COUNT_UNKNOWN)
    snapshot.first_n = self->account.followers / 100 * UNLISTED_PERCENT;

  return xa_sink_snapshot (xa_fetch_get_sink (self->server->fetch), self->ref, &snapshot, error);
}

/* An empty list of an account that has followers is one that it hides. */
static gboolean
is_hidden (Walk           *self,
           const XaJsonAt *list,
           const char     *next)
{
  return self->n == 0 && !self->cursor && !next && xa_json_length (list) == 0 && self->account.followers > 0;
}

static gboolean
take_page (Walk    *self,
           XaJson  *json,
           char    *next,
           guint   *n,
           GError **error)
{
  XaJsonAt list = xa_json_root (json);

  *n = xa_json_length (&list);
  if (!xa_json_check (json, error))
    return FALSE;
  if (is_hidden (self, &list, next)) {
    xa_fetch_note (self->server->fetch, XA_FETCH_NOTE_HIDDEN_LIST, NULL);
    return TRUE;
  }
  if (!declare_list (self, error))
    return FALSE;
  for (guint i = 0; i < *n; i++) {
    XaJsonAt account = xa_json_element (&list, i);

    if (!take_member (self, &account, error))
      return FALSE;
  }
  self->n += *n;

  return TRUE;
}

static XaJson *
ask_page (Walk    *self,
          char   **next,
          GError **error)
{
  return xa_mastodon_ask (self->server,
                          xa_mastodon_request_page (self->server, self->cursor, XA_MASTODON_PEOPLE_PAGE, "v1", "accounts", self->account.id, "followers", NULL),
                          next, error);
}

static gboolean
walk (Walk    *self,
      GError **error)
{
  g_autoptr (XaPager) pager = xa_pager_new ();

  resume (self);
  do {
    g_autofree char *next = NULL;
    g_autofree char *cursor = NULL;
    g_autoptr (XaJson) json = ask_page (self, &next, error);
    guint n;

    if (!json || !take_page (self, json, next, &n, error))
      return FALSE;
    cursor = next ? g_strdup_printf ("%" G_GINT64_FORMAT " %s", self->n, next) : NULL;
    xa_fetch_progress (self->server->fetch, self->n, self->account.followers);
    if (!xa_pager_advance (pager, next, n, error) || !xa_fetch_page (self->server->fetch, cursor, error))
      return FALSE;
    g_free (self->cursor);
    self->cursor = g_steal_pointer (&next);
  } while (self->cursor);

  return TRUE;
}

/* Servers that show lists to nobody from outside say so; the count is had all the same. */
static gboolean
walk_if_shown (Walk    *self,
               GError **error)
{
  g_autoptr (GError) refusal = NULL;

  if (walk (self, &refusal))
    return TRUE;
  if (self->n > 0 || !g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN)) {
    g_propagate_error (error, g_steal_pointer (&refusal));
    return FALSE;
  }
  xa_fetch_note (self->server->fetch, XA_FETCH_NOTE_NEEDS_SIGN_IN, "this server shows who follows only to people who are signed in there");

  return xa_fetch_page (self->server->fetch, NULL, error);
}

gboolean
xa_mastodon_fetch_members (XaMastodon *server,
                           GError    **error)
{
  Walk     self = { .server = server };
  gboolean ok;

  self.name = g_string_new (NULL);
  ok = xa_mastodon_account_read (server, &self.account, error) && xa_mastodon_declare (server, &self.account, &self.ref, error) &&
       walk_if_shown (&self, error);
  xa_mastodon_account_clear (&self.account);
  g_string_free (self.name, TRUE);
  g_free (self.cursor);

  return ok;
}
