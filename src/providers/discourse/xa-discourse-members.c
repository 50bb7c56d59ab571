/*
 * Who belongs to a forum or a group. A group's list is whole; a forum's is for administrators, and
 * the public one shows the most active few hundred.
 */
#include "net/xa-pager.h"
#include "providers/discourse/xa-discourse-api.h"

#define GROUP_PAGE 1000
#define ADMIN_PAGE 100

/* --- one person ------------------------------------------------------------------------------ */

static gboolean
put_member (XaDiscourse    *self,
            const XaJsonAt *user,
            gint64          joined_us,
            GError        **error)
{
  XaSink          *sink = xa_fetch_get_sink (self->fetch);
  XaSpan           number = xa_json_id (user, "id");
  g_autofree char *id = NULL;
  XaMemberRecord   record = { .joined_us = joined_us, .left_us = XA_TIME_UNKNOWN };

  if (!xa_json_is_sound (user->document)) {
    xa_json_forgive (user->document);
    xa_sink_reject (sink, XA_REJECT_MALFORMED_RECORD, 1);
    return TRUE;
  }
  if (number.str[0] == '-') { /* the forum itself and its bots */
    xa_sink_reject (sink, XA_REJECT_BOT, 1);
    return TRUE;
  }
  id = g_strdup_printf ("%s:%.*s", self->site, (int) number.len, number.str);
  record.person.id = xa_span (id);

  return xa_sink_member (sink, self->audience, &record, error);
}

static gint64
get_position (XaDiscourse *self)
{
  const char *cursor = xa_fetch_get_cursor (self->fetch);
  gint64      position = cursor ? g_ascii_strtoll (cursor, NULL, 10) : 0;

  return MAX (position, 0);
}

/* Ends a page; @next: where the next one begins, or -1. @n_rows: so far */
static gboolean
end_page (XaDiscourse *self,
          gint64       next,
          gint64       n_rows,
          gint64       total,
          GError     **error)
{
  g_autofree char *cursor = next >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, next) : NULL;

  xa_fetch_progress (self->fetch, n_rows, total);

  return xa_fetch_page (self->fetch, cursor, error);
}

static gboolean
open_list (XaDiscourse *self,
           XaCoverage   coverage,
           gint64       first_n,
           gint64       reported,
           GError     **error)
{
  const XaSnapshotRecord record = { .at_us = xa_fetch_get_now (self->fetch), .coverage = coverage, .first_n = first_n, .reported = reported };

  return xa_sink_snapshot (xa_fetch_get_sink (self->fetch), self->audience, &record, error);
}

/* --- a group --------------------------------------------------------------------------------- */

static XaJson *
ask_for_group (XaDiscourse *self,
               gint64       offset,
               XaJsonAt    *root,
               GError     **error)
{
  XaRequest *request = xa_request_new ("GET", "groups", self->target->handle, "members.json", NULL);

  xa_request_add_query_int (request, "limit", GROUP_PAGE);
  xa_request_add_query_int (request, "offset", offset);

  return xa_discourse_ask (self, request, root, error);
}

static gboolean
read_group_page (XaDiscourse *self,
                 gint64      *offset,
                 gboolean    *is_end,
                 GError     **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) document = ask_for_group (self, *offset, &root, error);
  XaJsonAt members, meta;
  gint64   total;
  guint    n;

  if (!document)
    return FALSE;
  members = xa_json_array (&root, "members");
  meta = xa_json_maybe_object (&root, "meta");
  total = xa_json_maybe_count (&meta, "total");
  /* Groups without members say so. */
  if (xa_json_length (&members) == 0 && total == XA_COUNT_UNKNOWN && *offset == 0)
    xa_json_fault (&members, "expected members");
  if (!xa_json_check (document, error) || !open_list (self, XA_COVERAGE_COMPLETE, 0, total, error))
    return FALSE;

  n = xa_json_length (&members);
  for (guint i = 0; i < n; i++) {
    XaJsonAt member = xa_json_element (&members, i);

    if (!put_member (self, &member, xa_json_maybe_instant (&member, "added_at"), error))
      return FALSE;
  }
  *offset += n;
  /* A page may be shorter than asked for; only an empty one, or the count, is the end. */
  *is_end = n == 0 || (total != XA_COUNT_UNKNOWN && *offset >= total);
  if (n == 0 && total != XA_COUNT_UNKNOWN && *offset < total) {
    xa_fetch_is_partial (self->fetch);
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_CAPPED, "the forum says that the group has more members than it lists");
  }

  return end_page (self, *is_end ? -1 : *offset, *offset, total, error);
}

static gboolean
fetch_group (XaDiscourse *self,
             GError     **error)
{
  g_autoptr (XaPager) pager = xa_pager_new ();
  gint64   offset = get_position (self);
  gboolean is_end = FALSE;

  while (!is_end)
    if (!read_group_page (self, &offset, &is_end, error) || (!is_end && !xa_pager_advance_id (pager, offset, TRUE, error)))
      return FALSE;

  return TRUE;
}

/* --- the public list ------------------------------------------------------------------------- */

static XaJson *
ask_for_directory (XaDiscourse *self,
                   gint64       page,
                   XaJsonAt    *root,
                   GError     **error)
{
  XaRequest *request = xa_request_new ("GET", "directory_items.json", NULL);

  xa_request_add_query (request, "period", "all");
  xa_request_add_query (request, "order", "post_count");
  xa_request_add_query_int (request, "page", page);

  return xa_discourse_ask (self, request, root, error);
}

/* Older forums have the total beside the rows. */
static gint64
get_total (const XaJsonAt *root)
{
  XaJsonAt meta = xa_json_maybe_object (root, "meta");

  return xa_json_maybe_count (meta.node ? &meta : root, "total_rows_directory_items");
}

static gboolean
read_directory_page (XaDiscourse *self,
                     gint64      *page,
                     gboolean    *is_end,
                     GError     **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) document = ask_for_directory (self, *page, &root, error);
  XaJsonAt items;
  gint64   total;
  guint    n;

  if (!document)
    return FALSE;
  items = xa_json_array (&root, "directory_items");
  total = get_total (&root);
  if (!xa_json_check (document, error) || !open_list (self, XA_COVERAGE_FIRST_N, XA_DISCOURSE_DIRECTORY_MAX, total, error))
    return FALSE;

  n = xa_json_length (&items);
  for (guint i = 0; i < n; i++) {
    XaJsonAt item = xa_json_element (&items, i);
    XaJsonAt user = xa_json_object (&item, "user");

    if (!put_member (self, &user, XA_TIME_UNKNOWN, error))
      return FALSE;
  }
  ++*page;
  *is_end = n == 0 || *page * XA_DISCOURSE_DIRECTORY_PAGE >= XA_DISCOURSE_DIRECTORY_MAX ||
            (total != XA_COUNT_UNKNOWN && *page * XA_DISCOURSE_DIRECTORY_PAGE >= total);
  if (*is_end && total > XA_DISCOURSE_DIRECTORY_MAX)
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_CAPPED, "forums list their 550 most active users; the key of an administrator shows all");

  return end_page (self, *is_end ? -1 : *page, (*page - 1) * XA_DISCOURSE_DIRECTORY_PAGE + n, MIN (total, XA_DISCOURSE_DIRECTORY_MAX), error);
}

/* A forum may have the list switched off, or keep it to its members. */
static gboolean
fetch_directory (XaDiscourse *self,
                 GError     **error)
{
  g_autoptr (GError) failure = NULL;
  gint64   page = get_position (self);
  gboolean is_end = FALSE;

  while (!is_end && !failure)
    read_directory_page (self, &page, &is_end, &failure);
  if (!failure)
    return TRUE;
  if (page == 0 && (xa_discourse_is_hidden (failure) || g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_AUTH))) {
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_HIDDEN_LIST, "this forum shows its list of users to nobody, or to its members only");
    return xa_fetch_page (self->fetch, NULL, error);
  }
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* --- all users, for administrators ------------------------------------------------------------- */

/* In the order in which they came, so that those who come meanwhile do not move the pages. Their
 * addresses of mail are never asked for. */
static XaJson *
ask_for_users (XaDiscourse *self,
               gint64       page,
               XaJsonAt    *root,
               GError     **error)
{
  XaRequest *request = xa_request_new ("GET", "admin", "users", "list", "active.json", NULL);

  xa_request_add_query (request, "order", "created");
  xa_request_add_query (request, "asc", "true");
  xa_request_add_query_int (request, "page", page);

  return xa_discourse_ask_list (self, request, root, error);
}

/* A forum that does not take the number of the page sends the first one for ever. */
static gboolean
check_moves (XaPager        *pager,
             const XaJsonAt *users,
             GError        **error)
{
  guint            n = xa_json_length (users);
  XaJsonAt         last = xa_json_element (users, MAX (n, 1) - 1);
  g_autofree char *id = n > 0 ? xa_span_dup (xa_json_maybe_id (&last, "id")) : NULL;
  g_autofree char *unknown = id ? NULL : g_strdup_printf ("page %u", xa_pager_get_n_pages (pager));

  /* What is wrong with the user is counted with the others. Pages that hold none come to an end too. */
  xa_json_forgive (users->document);

  return n == 0 || xa_pager_advance (pager, id ? id : unknown, id ? n : 0, error);
}

static gboolean
read_users_page (XaDiscourse *self,
                 XaPager     *pager,
                 gint64      *page,
                 gboolean    *is_end,
                 GError     **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) document = ask_for_users (self, *page, &root, error);
  guint n;

  if (!document)
    return FALSE;
  n = xa_json_length (&root);
  /* Whoever asks is a user: a list that begins with nobody is none. */
  if (n == 0 && *page == 1)
    xa_json_fault (&root, "expected users");
  if (!xa_json_check (document, error) || !check_moves (pager, &root, error) || !open_list (self, XA_COVERAGE_COMPLETE, 0, XA_COUNT_UNKNOWN, error))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    XaJsonAt user = xa_json_element (&root, i);

    if (!put_member (self, &user, xa_json_maybe_instant (&user, "created_at"), error))
      return FALSE;
  }
  ++*page;
  *is_end = n == 0;

  return end_page (self, *is_end ? -1 : *page, (*page - 2) * ADMIN_PAGE + n, XA_COUNT_UNKNOWN, error);
}

/* A key may belong to somebody who is no administrator: the public list is left then. */
static gboolean
fetch_users (XaDiscourse *self,
             GError     **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (XaPager) pager = xa_pager_new ();
  gint64   page = MAX (get_position (self), 1);
  gboolean is_end = FALSE;

  while (!is_end && !failure)
    read_users_page (self, pager, &page, &is_end, &failure);
  if (!failure)
    return TRUE;
  if (page == 1 && xa_discourse_is_hidden (failure)) {
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_MISSING_RIGHT, "administrator: only the key of one shows all users");
    return fetch_directory (self, error);
  }
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

gboolean
xa_discourse_fetch_members (XaDiscourse *self,
                            GError     **error)
{
  if (!xa_discourse_declare (self, "", XA_COUNT_UNKNOWN, error))
    return FALSE;
  if (self->target->kind == XA_TARGET_GROUP)
    return fetch_group (self, error);

  return xa_discourse_is_admin (self->fetch) ? fetch_users (self, error) : fetch_directory (self, error);
}
