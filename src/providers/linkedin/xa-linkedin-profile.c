#include "providers/linkedin/xa-linkedin-api.h"

#include "model/xa-language.h"

#include <string.h>

#define URN "urn:li:organization:"

#define MAX_LISTED 100
#define MARK_DAY "day"

void
xa_linkedin_page_clear (XaLinkedinPage *self)
{
  g_free (self->id);
  g_free (self->title);
  g_free (self->handle);
  *self = (XaLinkedinPage) { 0 };
}

/* --- what the user administers --------------------------------------------------------------- */

static void
add_organization (GPtrArray *ids,
                  XaSpan     urn)
{
  const char *digits = urn.len > strlen (URN) && g_str_has_prefix (urn.str, URN) ? urn.str + strlen (URN) : NULL;

  if (digits && !digits[strspn (digits, "0123456789")])
    g_ptr_array_add (ids, g_strdup (digits));
}

GPtrArray *
xa_linkedin_list_own (XaFetch *fetch,
                      GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  XaRequest *request = xa_request_new ("GET", "organizationAcls", NULL);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, roles;

  xa_request_add_query (request, "q", "roleAssignee");
  xa_request_add_query (request, "role", "ADMINISTRATOR");
  xa_request_add_query (request, "state", "APPROVED");
  xa_request_add_query_int (request, "count", MAX_LISTED);
  json = xa_linkedin_ask (fetch, request, &root, error);
  if (!json)
    return NULL;
  roles = xa_json_array (&root, "elements");
  if (!xa_json_check (json, error))
    return NULL;
  for (guint i = 0; i < xa_json_length (&roles); i++) {
    XaJsonAt role = xa_json_element (&roles, i);
    XaSpan   urn = xa_json_maybe_text (&role, "organization");

    /* Older months call it so. */
    if (!urn.len)
      urn = xa_json_maybe_text (&role, "organizationTarget");
    add_organization (ids, urn);
    xa_json_forgive (json);
  }

  return g_steal_pointer (&ids);
}

/* --- one of them ----------------------------------------------------------------------------- */

static gboolean
take_organization (const XaJsonAt *at,
                   XaLinkedinPage *page)
{
  XaSpan id = xa_json_maybe_id (at, "id");
  XaSpan name = xa_json_maybe_text (at, "localizedName");
  XaSpan handle = xa_json_maybe_text (at, "vanityName");

  if (!xa_json_is_sound (at->document))
    return FALSE;
  if (id.len)
    g_clear_pointer (&page->id, g_free);
  if (!page->id)
    page->id = xa_span_dup (id);
  page->title = xa_span_dup (name.len ? name : handle);
  page->handle = xa_span_dup (handle.len ? handle : XA_SPAN_NONE);

  return page->id != NULL;
}

static gboolean
read_by_id (XaFetch        *fetch,
            const char     *id,
            XaLinkedinPage *page,
            GError        **error)
{
  XaJsonAt root;
  g_autoptr (XaJson) json = xa_linkedin_ask (fetch, xa_request_new ("GET", "organizations", id, NULL), &root, error);

  page->id = g_strdup (id);
  if (!json)
    return FALSE;
  take_organization (&root, page);

  return xa_json_check (json, error);
}

static gboolean
read_by_handle (XaFetch        *fetch,
                const char     *handle,
                XaLinkedinPage *page,
                GError        **error)
{
  XaRequest *request = xa_request_new ("GET", "organizations", NULL);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, found, first;

  xa_request_add_query (request, "q", "vanityName");
  xa_request_add_query (request, "vanityName", handle);
  json = xa_linkedin_ask (fetch, request, &root, error);
  if (!json)
    return FALSE;
  found = xa_json_array (&root, "elements");
  if (!xa_json_check (json, error))
    return FALSE;
  first = xa_json_element (&found, 0);
  if (!first.node) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_GONE, N_ ("LinkedIn knows no organization of this name: it was renamed or deleted; check the link."));
    return FALSE;
  }
  if (!take_organization (&first, page))
    xa_json_fault (&first, "expected id");

  return xa_json_check (json, error);
}

static gboolean
read_size (XaFetch        *fetch,
           XaLinkedinPage *page,
           GError        **error)
{
  g_autofree char *urn = g_strconcat (URN, page->id, NULL);
  XaRequest       *request = xa_request_new ("GET", "networkSizes", urn, NULL);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root;

  xa_request_add_query (request, "edgeType", "COMPANY_FOLLOWED_BY_MEMBER");
  json = xa_linkedin_ask (fetch, request, &root, error);
  if (!json)
    return FALSE;
  page->members = xa_json_maybe_count (&root, "firstDegreeSize");

  return xa_json_check (json, error);
}

/**
 * xa_linkedin_page_read:
 * @page: (out): to be cleared, also after a failure
 */
gboolean
xa_linkedin_page_read (XaFetch        *fetch,
                       const XaTarget *target,
                       XaLinkedinPage *page,
                       GError        **error)
{
  g_autoptr (GPtrArray) own = NULL;

  *page = (XaLinkedinPage) { .members = XA_COUNT_UNKNOWN };
  if (!(target->id ? read_by_id (fetch, target->id, page, error) : read_by_handle (fetch, target->handle, page, error)))
    return FALSE;
  if (!read_size (fetch, page, error))
    return FALSE;
  own = xa_linkedin_list_own (fetch, error);
  if (!own)
    return FALSE;
  page->is_own = g_ptr_array_find_with_equal_func (own, page->id, g_str_equal, NULL);

  return TRUE;
}

gboolean
xa_linkedin_declare (XaFetch              *fetch,
                     const XaLinkedinPage *page,
                     XaAudienceRef        *ref,
                     GError              **error)
{
  const XaTarget  *target = xa_fetch_get_target (fetch);
  const char      *handle = page && page->handle ? page->handle : target->handle;
  g_autofree char *url = g_strconcat ("https://www.linkedin.com/company/", handle ? handle : target->id, "/", NULL);
  XaAudienceRecord record = {
    .platform = XA_PLATFORM_LINKEDIN,
    .native_id = xa_span (target->id),
    .kind = XA_AUDIENCE_ACCOUNT,
    .title = xa_span (page ? page->title : NULL),
    .handle = xa_span (handle),
    .url = xa_span (url),
    .members_reported = page ? page->members : XA_COUNT_UNKNOWN,
  };

  return xa_sink_audience (xa_fetch_get_sink (fetch), &record, ref, error);
}

GPtrArray *
xa_linkedin_list (XaFetch *fetch,
                  GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_preview_free);
  g_autoptr (GPtrArray) ids = xa_linkedin_list_own (fetch, error);

  for (guint i = 0; ids && i < ids->len; i++) {
    g_auto (XaLinkedinPage) page = { .members = XA_COUNT_UNKNOWN };
    XaPreview *preview;

    if (!read_by_id (fetch, ids->pdata[i], &page, error))
      return NULL;
    preview = xa_preview_new ();
    preview->target = xa_target_new (XA_PLATFORM_LINKEDIN, XA_TARGET_ACCOUNT);
    preview->target->id = g_strdup (page.id);
    preview->target->handle = g_strdup (page.handle);
    preview->title = g_strdup (page.title ? page.title : page.id);
    preview->kind = XA_AUDIENCE_ACCOUNT;
    preview->coverage_why = g_strdup (N_ ("LinkedIn shows numbers, and nobody who follows."));
    preview->gives = XA_GIVES_PROFILE | XA_GIVES_POSTS | XA_GIVES_COUNTS | XA_GIVES_HISTORY;
    g_ptr_array_add (found, preview);
  }

  return ids ? g_steal_pointer (&found) : NULL;
}

/* --- statistics ------------------------------------------------------------------------------ */

static gint64
read_counter (const XaJsonAt *statistics,
              const char     *name)
{
  /* More likes taken back than given make a day negative: no count of what happened. */
  return xa_json_maybe_count (statistics, name);
}

void
xa_linkedin_counts_read (const XaJsonAt   *statistics,
                         XaLinkedinCounts *counts)
{
  counts->reactions = read_counter (statistics, "likeCount");
  counts->comments = read_counter (statistics, "commentCount");
  counts->shares = read_counter (statistics, "shareCount");
  counts->views = read_counter (statistics, "impressionCount");
}

typedef struct {
  XaFetch      *fetch;
  XaSink       *sink;
  XaAudienceRef ref;
  const char   *id;
  gint64        from_us, to_us; /* whole days */
} Days;

static XaJson *
ask_for_days (Days       *self,
              const char *what,
              XaJsonAt   *root,
              GError    **error)
{
  XaRequest       *request = xa_request_new ("GET", what, NULL);
  g_autofree char *urn = g_strconcat (URN, self->id, NULL);
  g_autofree char *range = g_strdup_printf ("(timeRange:(start:%" G_GINT64_FORMAT ",end:%" G_GINT64_FORMAT "),timeGranularityType:DAY)",
                                            self->from_us / 1000, self->to_us / 1000);

  xa_request_add_query (request, "q", "organizationalEntity");
  xa_request_add_query (request, "organizationalEntity", urn);
  xa_linkedin_add_raw (request, "timeIntervals", range);

  return xa_linkedin_ask (self->fetch, request, root, error);
}

static gint64
read_day (const XaJsonAt *element)
{
  XaJsonAt range = xa_json_object (element, "timeRange");
  gint64   start = xa_json_int (&range, "start");

  return start > 0 && start < G_MAXINT64 / 1000 ? start * 1000 : XA_TIME_UNKNOWN;
}

static gint64
read_gain (const XaJsonAt *gains,
           const char     *name)
{
  double value = xa_json_maybe_number (gains, name);

  return value > -1e9 && value < 1e9 ? (gint64) value : 0;
}

/* How many began to follow on a day, bought or not; nobody says who. */
static gboolean
take_gains (Days           *self,
            const XaJsonAt *element,
            GError        **error)
{
  XaJsonAt      gains = xa_json_object (element, "followerGains");
  gint64        at_us = read_day (element);
  gint64        n = read_gain (&gains, "organicFollowerGain") + read_gain (&gains, "paidFollowerGain");
  char          key[40];
  XaEventRecord event = { .kind = n < 0 ? XA_EVENT_LEAVE : XA_EVENT_JOIN, .at_us = at_us, .count = ABS (n) };

  g_snprintf (key, sizeof key, "gain %" G_GINT64_FORMAT, at_us / XA_USEC_PER_DAY);
  event.native_id = xa_span (key);

  return n == 0 || at_us == XA_TIME_UNKNOWN || !xa_json_is_sound (element->document) || xa_sink_event (self->sink, self->ref, &event, error);
}

static gboolean
add_sample (Days    *self,
            XaMetric metric,
            gint64   at_us,
            gint64   value,
            GError **error)
{
  XaSampleRecord sample = { .metric = metric, .at_us = at_us, .value = (double) value };

  return value == XA_COUNT_UNKNOWN || xa_sink_sample (self->sink, self->ref, &sample, error);
}

static gboolean
take_shares (Days           *self,
             const XaJsonAt *element,
             GError        **error)
{
  XaJsonAt         statistics = xa_json_object (element, "totalShareStatistics");
  gint64           at_us = read_day (element);
  XaLinkedinCounts counts;

  xa_linkedin_counts_read (&statistics, &counts);
  if (at_us == XA_TIME_UNKNOWN || !xa_json_is_sound (element->document))
    return TRUE;

  return add_sample (self, XA_METRIC_VIEWS, at_us, counts.views, error) && add_sample (self, XA_METRIC_REACTIONS, at_us, counts.reactions, error) &&
         add_sample (self, XA_METRIC_COMMENTS, at_us, counts.comments, error) && add_sample (self, XA_METRIC_SHARES, at_us, counts.shares, error);
}

/* Statistics that are kept from us are a note, and no failure. */
static gboolean
take_days (Days       *self,
           const char *what,
           gboolean (*take) (Days *self, const XaJsonAt *element, GError **error),
           GError **error)
{
  g_autoptr (GError) refusal = NULL;
  XaJsonAt root, days;
  g_autoptr (XaJson) json = ask_for_days (self, what, &root, &refusal);

  if (!json && g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN)) {
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_MISSING_RIGHT, "statistics (rw_organization_admin, and the role of an administrator of the page)");
    return TRUE;
  }
  if (!json) {
    g_propagate_error (error, g_steal_pointer (&refusal));
    return FALSE;
  }
  days = xa_json_array (&root, "elements");
  if (!xa_json_check (json, error))
    return FALSE;
  for (guint i = 0; i < xa_json_length (&days); i++) {
    XaJsonAt day = xa_json_element (&days, i);

    if (!take (self, &day, error))
      return FALSE;
    if (!xa_json_is_sound (json))
      xa_sink_reject (self->sink, XA_REJECT_MALFORMED_RECORD, 1);
    xa_json_forgive (json);
  }

  return TRUE;
}

/* A day is whole after two more. */
#define LATE_US (2 * XA_USEC_PER_DAY)

static void
choose_days (Days *self)
{
  const char *mark = xa_fetch_get_mark (self->fetch, MARK_DAY);
  gint64      today_us = xa_fetch_get_now (self->fetch) / XA_USEC_PER_DAY * XA_USEC_PER_DAY;
  gint64      known_us = mark ? g_ascii_strtoll (mark, NULL, 10) * XA_USEC_PER_DAY - 3 * XA_USEC_PER_DAY : 0;

  self->to_us = today_us - LATE_US;
  self->from_us = MAX (known_us, today_us - XA_LINKEDIN_MAX_DAYS * XA_USEC_PER_DAY);
}

gboolean
xa_linkedin_fetch_profile (XaFetch *fetch,
                           GError **error)
{
  g_auto (XaLinkedinPage) page = { 0 };
  Days self = { .fetch = fetch, .sink = xa_fetch_get_sink (fetch), .id = xa_fetch_get_target (fetch)->id };
  char day[24];

  if (!xa_linkedin_page_read (fetch, xa_fetch_get_target (fetch), &page, error) || !xa_linkedin_declare (fetch, &page, &self.ref, error))
    return FALSE;
  choose_days (&self);
  if (page.is_own && (!take_days (&self, "organizationalEntityFollowerStatistics", take_gains, error) ||
                      !take_days (&self, "organizationalEntityShareStatistics", take_shares, error) ||
                      !xa_linkedin_fetch_facets (fetch, self.ref, self.id, error)))
    return FALSE;
  g_snprintf (day, sizeof day, "%" G_GINT64_FORMAT, self.to_us / XA_USEC_PER_DAY);
  if (page.is_own)
    xa_fetch_set_mark (fetch, MARK_DAY, day);

  return xa_fetch_page (fetch, NULL, error);
}
