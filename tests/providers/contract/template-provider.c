#include "template-provider.h"

/*
 * A provider to begin with; docs/providers.md tells what each part is for. Its platform answers
 *   GET /groups/ID              {"id": "7", "title": "Birds", "members": 2}
 *   GET /groups/ID/members      {"members": [{"id": "1"}, {"id": "2"}], "next": null}
 */

/* Every answer is read through XaJsonAt, so that a wrong type is told with its path and is never a crash. */
static XaJson *
ask (XaFetch   *fetch,
     XaRequest *request,
     XaJsonAt  *root,
     GError   **error)
{
  g_autoptr (XaRequest) owned = request;
  XaJson *json = xa_rest_ask (xa_fetch_get_rest (fetch), owned, error);

  *root = json ? xa_json_root (json) : (XaJsonAt) { 0 };

  return json;
}

static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) json = ask (fetch, xa_request_new ("GET", "status", NULL), &root, error);

  return json != NULL; /* as nobody: @who stays as it is */
}

static gboolean
can_reach (const XaTarget *target)
{
  return target->platform == XA_PLATFORM_OTHER && target->kind == XA_TARGET_GROUP && target->id;
}

static XaPreview *
preview (XaFetch        *fetch,
         const XaTarget *target,
         GError        **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) json = ask (fetch, xa_request_new ("GET", "groups", target->id, NULL), &root, error);
  g_autoptr (XaPreview) preview = xa_preview_new ();

  if (!json)
    return NULL;
  preview->target = xa_target_copy (target);
  preview->title = xa_span_dup (xa_json_text (&root, "title"));
  preview->kind = XA_AUDIENCE_GROUP;
  preview->members_reported = xa_json_maybe_count (&root, "members");
  preview->coverage = XA_COVERAGE_COMPLETE;
  preview->coverage_why = g_strdup ("The platform lists all members.");
  preview->gives = template_provider.gives;
  preview->n_requests = 1 + MAX (preview->members_reported, 0) / 100;

  return xa_json_check (json, error) ? g_steal_pointer (&preview) : NULL;
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass passes[] = { XA_PASS_MEMBERS, 0 };

  return passes;
}

/* The audience is declared in every pass, also in one that goes on. */
static gboolean
declare (XaFetch       *fetch,
         XaAudienceRef *ref,
         GError       **error)
{
  XaAudienceRecord record = { .platform = XA_PLATFORM_OTHER, .kind = XA_AUDIENCE_GROUP, .native_id = xa_span (xa_fetch_get_target (fetch)->id) };
  XaSnapshotRecord list = { .at_us = xa_fetch_get_now (fetch), .coverage = XA_COVERAGE_COMPLETE };
  XaJsonAt         root;
  g_autoptr (XaJson) json = ask (fetch, xa_request_new ("GET", "groups", record.native_id.str, NULL), &root, error);

  if (!json)
    return FALSE;
  record.title = xa_json_text (&root, "title");
  record.members_reported = list.reported = xa_json_maybe_count (&root, "members");

  return xa_json_check (json, error) && xa_sink_audience (xa_fetch_get_sink (fetch), &record, ref, error) &&
         xa_sink_snapshot (xa_fetch_get_sink (fetch), *ref, &list, error);
}

static gboolean
fetch_members (XaFetch *fetch,
               XaPass   pass,
               GError **error)
{
  g_autofree char *cursor = g_strdup (xa_fetch_get_cursor (fetch));
  g_autoptr (XaPager) pager = xa_pager_new ();
  XaAudienceRef ref;

  if (!declare (fetch, &ref, error))
    return FALSE;
  do {
    XaRequest *request = xa_request_new ("GET", "groups", xa_fetch_get_target (fetch)->id, "members", NULL);
    g_autoptr (XaJson) json = NULL;
    XaJsonAt root, members;

    xa_request_add_query (request, "cursor", cursor);
    json = ask (fetch, request, &root, error);
    members = json ? xa_json_array (&root, "members") : root;
    /* The whole page is read before any of it is handed over: one that cannot be read adds nobody. */
    for (guint i = 0, n = xa_json_length (&members); i < 2 * n; i++) {
      XaJsonAt       member = xa_json_element (&members, i % n);
      XaMemberRecord record = { .person.id = xa_json_id (&member, "id"), .joined_us = XA_TIME_UNKNOWN, .left_us = XA_TIME_UNKNOWN };

      if (i >= n && (!xa_json_check (json, error) || !xa_sink_member (xa_fetch_get_sink (fetch), ref, &record, error)))
        return FALSE;
    }
    g_free (cursor);
    cursor = json ? xa_span_dup (xa_json_maybe_text (&root, "next")) : NULL;
    if (!json || !xa_json_check (json, error) || !xa_pager_advance (pager, cursor, xa_json_length (&members), error) || !xa_fetch_page (fetch, cursor, error))
      return FALSE;
  } while (cursor);

  return TRUE;
}

static const XaProspect prospects[] = { { XA_TARGET_GROUP, XA_COVERAGE_COMPLETE, 0, "Groups: all members." } };
static const XaSignIn   sign_ins[] = { { .kind = XA_SIGN_IN_NONE, .id = "none", .title = "Nothing to sign in with" } };
static const XaDialect  dialect = { .platform = "Template", .rate = { .capacity = 10, .period_us = G_USEC_PER_SEC } };

const XaProvider template_provider = {
  .id = "template",
  .name = "Template",
  .platform = XA_PLATFORM_OTHER,
  .dialect = &dialect,
  .base = "https://template.example",
  .gives = XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_COUNTS,
  .prospects = prospects,
  .n_prospects = G_N_ELEMENTS (prospects),
  .gives_not = (const char *const[]) { "Posts.", NULL },
  .limits_words = "Ten requests a second.",
  .poll_floor_s = 60,
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = { .words = "What the platform says about keeping data.", .url = "https://template.example/terms" },
  .check = check,
  .can_reach = can_reach,
  .preview = preview,
  .get_passes = get_passes,
  .fetch = fetch_members,
};
