#include "weather.h"

#include <string.h>

struct _Weather {
  const WeatherFixture *fixture; /* (not owned) */
  XaLimits             *limits;  /* (owned) */
  TestFetch            *fetch;   /* (owned) */
  gint64                now_us;
  Fault                 fault;
  char                 *at; /* (owned) (nullable): the address of the fault */
  guint                 n_faults;
  GPtrArray            *asked;  /* (owned) (element-type utf8) */
  GArray               *times;  /* (owned) (element-type gint64) */
  GHashTable           *lines;  /* (owned) (element-type utf8) */
  guint                 n_read; /* lines of the recording that were looked at */
  GString              *said;   /* (owned) */
  guint                 n_notes;
};

static const char *const records[] = { "audience ", "snapshot ", "member ", "post ", "reaction ", "event ", "sample ", "link ", NULL };

/* --- time ------------------------------------------------------------------------------------ */

static gint64
get_now (gpointer data)
{
  return ((Weather *) data)->now_us;
}

static gboolean
pass_time (gint64        us,
           GCancellable *cancellable,
           gpointer      data)
{
  ((Weather *) data)->now_us += us;

  return !g_cancellable_is_cancelled (cancellable);
}

/* --- answers --------------------------------------------------------------------------------- */

static const WeatherAnswer *
choose (Weather    *self,
        const char *address)
{
  const WeatherAnswer *chosen = NULL;

  for (const WeatherAnswer *answer = self->fixture->answers; answer->piece; answer++)
    if (strstr (address, answer->piece) && (!chosen || strlen (answer->piece) > strlen (chosen->piece)))
      chosen = answer;

  return chosen;
}

static XaResponse *
make_response (Weather    *self,
               guint       status,
               const char *body,
               gsize       len)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, len);
  XaResponse *response = xa_response_new (status, bytes);
  g_autoptr (GDateTime) at = NULL;
  g_autofree char *date = NULL;

  response->skew_us = self->fault.kind == FAULT_SKEW ? self->fault.seconds * G_USEC_PER_SEC : 0;
  at = g_date_time_new_from_unix_utc_usec (self->now_us + response->skew_us);
  date = g_date_time_format (at, "%a, %d %b %Y %H:%M:%S GMT");
  xa_response_set_header (response, "Date", date);
  xa_response_set_header (response, "Content-Type", body[0] == '<' ? "text/html" : "application/json");

  return response;
}

static XaResponse *
answer_well (Weather    *self,
             const char *address)
{
  const WeatherAnswer *answer = choose (self, address);
  g_autofree char     *body = answer ? g_strdup (answer->body) : NULL;
  XaResponse          *response;

  if (!answer && !self->at)
    g_error ("nobody answers %s", address);
  /* What was asked only because an answer was wrong. */
  if (!answer)
    return make_response (self, 404, "{}", 2);
  if (body[0] != '<')
    g_strdelimit (body, "'", '"');
  response = make_response (self, 200, body, strlen (body));
  if (answer->link)
    xa_response_set_header (response, "Link", answer->link);

  return response;
}

gboolean
weather_has_same_path (const char *one,
                       const char *other)
{
  gsize len = strcspn (one, "?");

  return strcspn (other, "?") == len && strncmp (one, other, len) == 0;
}

static gboolean
is_hit (Weather    *self,
        const char *address)
{
  if (self->fault.kind == FAULT_NONE || self->fault.kind == FAULT_SKEW || !self->at)
    return FALSE;
  if (self->fault.kind == FAULT_LOOP)
    return weather_has_same_path (self->at, address);

  return strcmp (self->at, address) == 0 && (!self->fault.is_once || self->n_faults == 0);
}

static XaResponse *
answer_badly (Weather *self,
              GError **error)
{
  const Fault         *fault = &self->fault;
  const WeatherAnswer *good = choose (self, self->at);
  XaResponse          *response = NULL;

  self->n_faults++;
  switch (fault->kind) {
  case FAULT_DROP:
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT, "The connection broke off.");
    break;
  case FAULT_SLOW:
    self->now_us += XA_TRANSPORT_TIMEOUT_US;
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_TIMEOUT, "Nothing came in time.");
    break;
  case FAULT_LOOP:
    response = answer_well (self, self->at);
    break;
  case FAULT_NONE:
  case FAULT_SKEW:
  case FAULT_STATUS:
  case FAULT_BODY:
  default:
    response = make_response (self, fault->kind == FAULT_BODY ? 200 : fault->status, fault->body, strlen (fault->body));
    if (fault->kind == FAULT_BODY && good && good->link)
      xa_response_set_header (response, "Link", good->link);
    if (fault->retry_after)
      xa_response_set_header (response, "Retry-After", fault->retry_after);
    break;
  }

  return response;
}

static XaResponse *
respond (const XaCall *call,
         gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  Weather *self = data;

  g_ptr_array_add (self->asked, g_strdup (call->address));
  g_array_append_val (self->times, self->now_us);

  return is_hit (self, call->address) ? answer_badly (self, error) : answer_well (self, call->address);
}

/* --- a run ----------------------------------------------------------------------------------- */

static XaRest *
make_rest (Weather *self)
{
  const WeatherFixture *fixture = self->fixture;
  g_autoptr (XaTransport) transport = xa_transport_new (respond, self, NULL);
  g_autoptr (XaCredential) credential = xa_credential_new ();
  g_autoptr (GError) error = NULL;
  XaRest *rest = xa_rest_new (transport, fixture->provider->dialect, fixture->base ? fixture->base : fixture->provider->base,
                              "00000000-0000-4000-8000-000000000002", &error);

  g_assert_no_error (error);
  xa_rest_set_limits (rest, self->limits);
  if (fixture->token) {
    credential->token = g_strdup (fixture->token);
    credential->user = g_strdup (fixture->user);
    xa_rest_set_credential (rest, credential);
  }

  return rest;
}

Weather *
weather_new (const WeatherFixture *fixture)
{
  Weather *self = g_new0 (Weather, 1);
  g_autoptr (XaTarget) target = xa_target_parse (fixture->target);

  g_assert_nonnull (target);
  self->fixture = fixture;
  self->limits = xa_limits_new ();
  self->asked = g_ptr_array_new_with_free_func (g_free);
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->said = g_string_new (NULL);
  /* When the fetch of the double begins. */
  self->now_us = G_GINT64_CONSTANT (1767323045) * G_USEC_PER_SEC;
  xa_limits_set_clock (self->limits, get_now, pass_time, self);
  self->fetch = test_fetch_new (make_rest (self), target);
  test_fetch_set_max_posts (self->fetch, 1000);
  if (fixture->followed)
    test_fetch_follow (self->fetch, fixture->followed);

  return self;
}

void
weather_free (Weather *self)
{
  if (!self)
    return;

  test_fetch_free (self->fetch);
  xa_limits_unref (self->limits);
  g_free (self->at);
  g_ptr_array_unref (self->asked);
  g_array_unref (self->times);
  g_hash_table_unref (self->lines);
  g_string_free (self->said, TRUE);
  g_free (self);
}

void
weather_set_fault (Weather     *self,
                   const Fault *fault,
                   const char  *address)
{
  self->fault = *fault;
  self->n_faults = 0;
  g_set_str (&self->at, address);
}

void
weather_clear (Weather *self)
{
  self->fault = (Fault) { 0 };
  g_clear_pointer (&self->at, g_free);
  self->now_us += 25 * XA_USEC_PER_HOUR;
}

static gboolean
is_record (const char *line)
{
  for (const char *const *prefix = records; *prefix; prefix++)
    if (g_str_has_prefix (line, *prefix))
      return TRUE;

  return FALSE;
}

/* No list is said to be more than what was declared before it was asked for. */
static void
assert_declared (Weather    *self,
                 const char *line)
{
  const XaProspect *prospect = xa_provider_get_prospect (self->fixture->provider, xa_fetch_get_target (test_fetch_get (self->fetch))->kind);
  const char       *word = strstr (line, " coverage=") + strlen (" coverage=");
  const char       *n = strstr (line, " first_n=");
  g_autofree char  *id = g_strndup (word, strcspn (word, " "));
  XaCoverage        coverage;

  g_assert_nonnull (prospect);
  g_assert_true (xa_coverage_parse (xa_span (id), &coverage));
  if (!xa_prospect_allows (prospect, coverage, n ? g_ascii_strtoll (n + strlen (" first_n="), NULL, 10) : 0))
    g_error ("%s is more than was declared: %s", line, prospect->words);
}

/* What stands before the end of a page is safe; what is behind the last is lost. */
static void
take_lines (Weather *self,
            gboolean ok)
{
  const GPtrArray *lines = recording_sink_get_lines (test_fetch_get_recording (self->fetch));
  guint            begin = self->n_read;

  for (guint i = begin; i < lines->len; i++) {
    const char *line = lines->pdata[i];

    if (g_str_has_prefix (line, "note ") || g_str_has_prefix (line, "progress "))
      g_string_append_printf (self->said, "%s\n", line);
    if (g_str_has_prefix (line, "note "))
      self->n_notes++;
    if (g_str_has_prefix (line, "snapshot "))
      assert_declared (self, line);
    if (!g_str_has_prefix (line, "page "))
      continue;
    for (; begin < i; begin++)
      if (is_record (lines->pdata[begin]))
        g_hash_table_add (self->lines, g_strdup (lines->pdata[begin]));
  }
  /* A pass that has come to its end leaves nothing uncommitted. */
  for (; ok && begin < lines->len; begin++)
    if (is_record (lines->pdata[begin]))
      g_error ("behind the last page: %s", (char *) lines->pdata[begin]);
  self->n_read = lines->len;
}

gboolean
weather_run (Weather *self,
             XaPass   pass,
             GError **error)
{
  gboolean ok;

  test_fetch_fail_after (self->fetch, 0);
  ok = self->fixture->provider->fetch (test_fetch_get (self->fetch), pass, error);
  take_lines (self, ok);

  return ok;
}

GHashTable *
weather_get_lines (Weather *self)
{
  return self->lines;
}

const GPtrArray *
weather_get_asked (Weather *self)
{
  return self->asked;
}

const GArray *
weather_get_times (Weather *self)
{
  return self->times;
}

TestFetch *
weather_get_fetch (Weather *self)
{
  return self->fetch;
}

char *
weather_get_said (Weather *self)
{
  return g_strdup (self->said->str);
}

gint64
weather_get_now (Weather *self)
{
  return self->now_us;
}

guint
weather_count_notes (Weather *self)
{
  return self->n_notes;
}

char *
weather_get_good_body (Weather    *self,
                       const char *address)
{
  g_autoptr (XaResponse) response = answer_well (self, address);
  gsize       size;
  const char *body = g_bytes_get_data (response->body, &size);

  return g_strndup (body, size);
}
