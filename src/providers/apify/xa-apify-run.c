/*
 * One run of an actor, from its order to its results.
 *
 * What is kept between two steps is the cursor: "begin NEWEST", "run RUN DATASET RESERVED", "items
 * DATASET OFFSET". It is safe before the next step is made. A crash, or a broken connection, between
 * the order and its receipt leaves "begin NEWEST", and NEWEST is the newest run that the actor had
 * before: a younger one with the same input is the one that was ordered, and is taken instead of a
 * second that would be paid for as well. No clock is compared for that.
 *
 * Where a pass has to begin again from the start, the run that it had paid for is known by a mark of that
 * order until its results are in, whatever other passes of the source order meanwhile.
 */
#include "providers/apify/xa-apify-api.h"

#include <math.h>
#include <string.h>

/* How many of the newest runs are looked through for a lost one. */
#define MAX_LOOKED_THROUGH 50

/* How long Apify holds back the answer about a run that is not done, in seconds. */
#define WAIT_AT_APIFY 30

#define NO_RUN "-"

typedef struct {
  XaFetch            *fetch;   /* (not owned) */
  const XaApifyOrder *order;   /* (not owned) */
  const char         *prefix;  /* (not owned) */
  char               *newest;  /* (owned) (nullable) */
  char               *run;     /* (owned) (nullable) */
  char               *dataset; /* (owned) (nullable) */
  double              reserved;
} Work;

static void
work_clear (Work *self)
{
  g_free (self->newest);
  g_free (self->run);
  g_free (self->dataset);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

char *
xa_apify_cursor_rest (const char *cursor,
                      const char *prefix)
{
  return cursor && g_str_has_prefix (cursor, prefix) ? g_strdup (cursor + strlen (prefix)) : NULL;
}

static gboolean
keep (Work       *self,
      const char *state,
      GError    **error)
{
  g_autofree char *cursor = g_strconcat (self->prefix, state, NULL);

  return xa_fetch_page (self->fetch, cursor, error) && xa_fetch_settle (self->fetch, error);
}

static void
resume (Work       *self,
        const char *cursor)
{
  g_auto (GStrv) words = g_strsplit (cursor ? cursor : "", " ", -1);
  guint n = g_strv_length (words);

  if (n == 2 && g_str_equal (words[0], "begin")) {
    self->newest = g_strdup (words[1]);
  } else if (n == 4 && g_str_equal (words[0], "run")) {
    self->run = g_strdup (words[1]);
    self->dataset = g_strdup (words[2]);
    self->reserved = g_ascii_strtod (words[3], NULL);
  }
}

/* Ids go into cursors between blanks, and into paths. */
static char *
read_key (const XaJsonAt *at,
          const char     *name)
{
  XaSpan id = xa_json_text (at, name);

  for (gsize i = 0; i < id.len; i++)
    if (!g_ascii_isalnum (id.str[i]) && id.str[i] != '-' && id.str[i] != '_')
      xa_json_fault (at, "expected id");
  if (!id.len)
    xa_json_fault (at, "expected id");

  return xa_span_dup (id);
}

/* --- a run that was ordered and lost sight of ------------------------------------------------ */

static XaJson *
ask_for_runs (Work    *self,
              guint    n,
              GError **error)
{
  XaRequest *request = xa_request_new ("GET", "v2", "actors", self->order->actor, "runs", NULL);

  xa_request_add_query (request, "desc", "true");
  xa_request_add_query_int (request, "limit", n);

  return xa_apify_ask (self->fetch, request, error);
}

static gboolean
read_newest (Work    *self,
             GError **error)
{
  g_autoptr (XaJson) json = ask_for_runs (self, 1, error);
  g_autofree char *state = NULL;
  XaJsonAt         root, data, items;

  if (!json)
    return FALSE;
  root = xa_json_root (json);
  data = xa_json_object (&root, "data");
  items = xa_json_array (&data, "items");
  if (xa_json_length (&items) > 0) {
    XaJsonAt first = xa_json_element (&items, 0);

    self->newest = read_key (&first, "id");
  }
  if (!xa_json_check (json, error)) {
    g_clear_pointer (&self->newest, g_free);
    return FALSE;
  }
  if (!self->newest)
    self->newest = g_strdup (NO_RUN);
  state = g_strdup_printf ("begin %s", self->newest);

  return keep (self, state, error);
}

/* Whether a run was given what would be given: Apify adds the members that were left out. */
static gboolean
has_input (Work     *self,
           JsonNode *given)
{
  g_autoptr (JsonNode) ours = json_from_string (self->order->input, NULL);
  JsonObject    *object;
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (!given || !JSON_NODE_HOLDS_OBJECT (given))
    return FALSE;
  object = json_node_get_object (given);
  json_object_iter_init (&iter, json_node_get_object (ours));
  while (json_object_iter_next (&iter, &name, &value)) {
    JsonNode *theirs = json_object_get_member (object, name);

    if (!theirs || !json_node_equal (value, theirs))
      return FALSE;
  }

  return TRUE;
}

/* Returns: TRUE where it was asked, whatever the answer; @is_ours tells that */
static gboolean
look_at_input (Work       *self,
               const char *store,
               gboolean   *is_ours,
               GError    **error)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (XaJson) json = xa_apify_ask (self->fetch, xa_request_new ("GET", "v2", "key-value-stores", store, "records", "INPUT", NULL), &missing);
  XaJsonAt root;

  *is_ours = FALSE;
  if (g_error_matches (missing, XA_NET_ERROR, XA_NET_ERROR_GONE))
    return TRUE;
  if (!json) {
    g_propagate_error (error, g_steal_pointer (&missing));
    return FALSE;
  }
  root = xa_json_root (json);
  *is_ours = has_input (self, root.node);

  return TRUE;
}

static gboolean
look_at_run (Work           *self,
             const XaJsonAt *item,
             gboolean       *is_ours,
             GError        **error)
{
  g_autofree char *run = read_key (item, "id");
  g_autofree char *dataset = read_key (item, "defaultDatasetId");
  g_autofree char *store = read_key (item, "defaultKeyValueStoreId");

  if (!xa_json_check (item->document, error) || !look_at_input (self, store, is_ours, error))
    return FALSE;
  if (*is_ours) {
    self->run = g_steal_pointer (&run);
    self->dataset = g_steal_pointer (&dataset);
  }

  return TRUE;
}

/* Looks for the run that was ordered among those that are younger than the newest was then. */
static gboolean
find_run (Work    *self,
          GError **error)
{
  g_autoptr (XaJson) json = ask_for_runs (self, MAX_LOOKED_THROUGH, error);
  XaJsonAt root, data, items;
  gboolean is_ours = FALSE;

  if (!json)
    return FALSE;
  root = xa_json_root (json);
  data = xa_json_object (&root, "data");
  items = xa_json_array (&data, "items");
  if (!xa_json_check (json, error))
    return FALSE;
  for (guint i = 0; i < xa_json_length (&items) && !is_ours; i++) {
    XaJsonAt item = xa_json_element (&items, i);

    if (xa_span_equal (xa_json_maybe_text (&item, "id"), self->newest))
      break;
    if (!look_at_run (self, &item, &is_ours, error))
      return FALSE;
  }

  return TRUE;
}

/* --- the order ------------------------------------------------------------------------------- */

/* The version of an actor that was met first is asked from then on, over the whole connection. */
static char *
choose_build (Work               *self,
              const XaApifyActor *actor)
{
  g_autofree char *mark = g_strconcat ("@build ", self->order->actor, NULL);
  const char      *pinned = xa_fetch_get_mark (self->fetch, mark);

  if (pinned)
    return g_strdup (pinned);
  if (actor->build)
    xa_fetch_set_mark (self->fetch, mark, actor->build);

  return g_strdup (actor->build);
}

static void
pin_build (Work       *self,
           const char *build)
{
  g_autofree char *mark = g_strconcat ("@build ", self->order->actor, NULL);

  xa_fetch_set_mark (self->fetch, mark, build);
}

static gboolean
read_receipt (Work    *self,
              XaJson  *json,
              GError **error)
{
  XaJsonAt root = xa_json_root (json);
  XaJsonAt data = xa_json_object (&root, "data");

  self->run = read_key (&data, "id");
  self->dataset = read_key (&data, "defaultDatasetId");
  if (xa_json_check (json, error))
    return TRUE;
  g_clear_pointer (&self->run, g_free);
  g_clear_pointer (&self->dataset, g_free);

  return FALSE;
}

static gboolean
order_once (Work       *self,
            double      cap,
            const char *build,
            GError    **error)
{
  XaRequest *request = xa_request_new ("POST", "v2", "actors", self->order->actor, "runs", NULL);
  g_autoptr (XaJson) json = NULL;
  g_autofree char *text = g_strdup_printf ("%.2f", cap);

  xa_request_add_query (request, "build", build);
  g_strdelimit (text, ",", '.');
  xa_request_add_query (request, "maxTotalChargeUsd", text);
  xa_request_set_json (request, self->order->input);
  request->price = self->reserved;
  request->repeatable = FALSE;
  json = xa_apify_ask (self->fetch, request, error);

  return json && read_receipt (self, json, error);
}

static gboolean
is_net (const GError *error,
        XaNetError    code)
{
  return g_error_matches (error, XA_NET_ERROR, (int) code);
}

/* No receipt came: the run may be there all the same, and is then taken. */
static gboolean
order_safely (Work       *self,
              double      cap,
              const char *build,
              GError    **error)
{
  for (guint n = 0;; n++) {
    g_autoptr (GError) failure = NULL;
    gboolean is_unsure;

    if (order_once (self, cap, build, &failure))
      return TRUE;
    is_unsure = is_net (failure, XA_NET_ERROR_TRANSIENT) || is_net (failure, XA_NET_ERROR_TIMEOUT) || is_net (failure, XA_NET_ERROR_MALFORMED);
    if (is_unsure && !find_run (self, error))
      return FALSE;
    if (self->run) {
      xa_rest_refund (xa_fetch_get_rest (self->fetch), -self->reserved);
      return TRUE;
    }
    if (!is_unsure || n > 0 || is_net (failure, XA_NET_ERROR_MALFORMED)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  }
}

/* A version that is no longer there is followed by the one that is. */
static gboolean
order_run (Work    *self,
           GError **error)
{
  g_auto (XaApifyActor) actor = { 0 };
  g_autoptr (GError) failure = NULL;
  g_autofree char *build = NULL;
  double           cap;

  if (!xa_apify_actor_read (self->fetch, self->order->actor, self->order->usual_price, &actor, error))
    return FALSE;
  build = choose_build (self, &actor);
  self->reserved = actor.price * self->order->max_items + XA_APIFY_START_PRICE;
  cap = MAX (ceil (self->reserved * 100) / 100, actor.least_cap);
  if (order_safely (self, cap, build, &failure))
    return TRUE;
  if ((is_net (failure, XA_NET_ERROR_BAD_REQUEST) || is_net (failure, XA_NET_ERROR_GONE)) && g_strcmp0 (build, actor.build) != 0) {
    pin_build (self, actor.build);
    return order_safely (self, cap, actor.build, error);
  }
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

static char *
hash_order (Work *self)
{
  g_autofree char *text = g_strconcat (self->order->actor, self->order->input, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static void
mark_order (Work *self)
{
  g_autofree char *hash = hash_order (self);
  g_autofree char *mark = g_strdup_printf ("%s %s %s", hash, self->run, self->dataset);

  xa_fetch_set_mark (self->fetch, self->order->mark, mark);
}

/* The same was ordered and paid for by a pass that did not come to its end. */
static void
recall_order (Work *self)
{
  const char *mark = xa_fetch_get_mark (self->fetch, self->order->mark);
  g_auto (GStrv) words = g_strsplit (mark ? mark : "", " ", -1);
  g_autofree char *hash = hash_order (self);

  if (g_strv_length (words) != 3 || !g_str_equal (words[0], hash))
    return;
  self->run = g_strdup (words[1]);
  self->dataset = g_strdup (words[2]);
}

static gboolean
get_run (Work    *self,
         GError **error)
{
  g_autofree char *state = NULL;
  char             reserved[G_ASCII_DTOSTR_BUF_SIZE];

  if (self->run)
    return TRUE;
  if (self->newest) {
    if (!find_run (self, error))
      return FALSE;
  } else if (!read_newest (self, error)) {
    return FALSE;
  }
  if (!self->run && !order_run (self, error))
    return FALSE;
  g_ascii_formatd (reserved, sizeof reserved, "%.4f", self->reserved);
  state = g_strdup_printf ("run %s %s %s", self->run, self->dataset, reserved);
  mark_order (self);

  return keep (self, state, error);
}

/* --- until it is done ------------------------------------------------------------------------ */

static gboolean
await_run (Work    *self,
           GError **error)
{
  XaRequest *request = xa_request_new ("GET", "v2", "actor-runs", self->run, NULL);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, data;
  XaSpan   status;
  double   paid;

  xa_request_add_query_int (request, "waitForFinish", WAIT_AT_APIFY);
  json = xa_apify_ask (self->fetch, request, error);
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  data = xa_json_object (&root, "data");
  status = xa_json_text (&data, "status");
  paid = xa_json_maybe_number (&data, "usageTotalUsd");
  if (!xa_json_check (json, error))
    return FALSE;
  if (paid >= 0 && self->reserved > 0)
    xa_rest_refund (xa_fetch_get_rest (self->fetch), self->reserved - paid);
  /* What it brought until then is paid for, and taken. */
  if (!xa_span_equal (status, "SUCCEEDED"))
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_ENDED_EARLY, "the run at Apify failed or was stopped; what it had brought until then was taken");

  return TRUE;
}

char *
xa_apify_run (XaFetch            *fetch,
              const XaApifyOrder *order,
              const char         *prefix,
              const char         *cursor,
              GError            **error)
{
  g_auto (Work) self = { .fetch = fetch, .order = order, .prefix = prefix };

  resume (&self, cursor);
  if (!cursor)
    recall_order (&self);
  if (self.run && !cursor) {
    g_autoptr (GError) failure = NULL;

    if (await_run (&self, &failure))
      return g_steal_pointer (&self.dataset);
    if (!is_net (failure, XA_NET_ERROR_GONE)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
    g_clear_pointer (&self.run, g_free);
    g_clear_pointer (&self.dataset, g_free);
  }
  if (!get_run (&self, error) || !await_run (&self, error))
    return NULL;

  return g_steal_pointer (&self.dataset);
}

/* --- results --------------------------------------------------------------------------------- */

typedef struct {
  XaFetch            *fetch;
  const XaApifyOrder *order;
  const char         *dataset;
  const char         *prefix;
  const XaApifyTaker *taker;
  guint64             offset;
  guint               last_page; /* a hash of it */
} Reading;

static XaResponse *
ask_for_items (Reading *self,
               guint    limit,
               GError **error)
{
  g_autoptr (XaRequest) request = xa_request_new ("GET", "v2", "datasets", self->dataset, "items", NULL);

  xa_request_add_query (request, "format", "json");
  xa_request_add_query_int (request, "offset", (gint64) self->offset);
  xa_request_add_query_int (request, "limit", limit);

  return xa_rest_send (xa_fetch_get_rest (self->fetch), request, error);
}

static gboolean
take_items (Reading        *self,
            const XaJsonAt *items,
            GError        **error)
{
  for (guint i = 0; i < xa_json_length (items); i++) {
    XaJsonAt item = xa_json_element (items, i);

    if (!xa_json_is_object (&item))
      xa_sink_reject (xa_fetch_get_sink (self->fetch), XA_REJECT_MALFORMED_RECORD, 1);
    else if (!self->taker->take (&item, self->taker->data, error))
      return FALSE;
    xa_json_forgive (item.document);
  }

  return TRUE;
}

/* All there are: where Apify tells how many, no empty page is asked for to find out. */
static gboolean
is_last (Reading          *self,
         const XaResponse *response,
         guint             n)
{
  const char *total = xa_response_get_header (response, "X-Apify-Pagination-Total");

  return n == 0 || self->offset >= self->order->max_items || (total && self->offset >= g_ascii_strtoull (total, NULL, 10));
}

static gboolean
end_page (Reading *self,
          gboolean is_end,
          GError **error)
{
  g_autofree char *cursor = NULL;

  /* Its results are in: the next pass orders anew. */
  if (is_end)
    xa_fetch_set_mark (self->fetch, self->order->mark, NULL);
  if (is_end)
    cursor = self->taker->finish ? self->taker->finish (self->dataset, (guint) self->offset, self->taker->data) : NULL;
  else
    cursor = g_strdup_printf ("%sitems %s %" G_GUINT64_FORMAT, self->prefix, self->dataset, self->offset);
  xa_fetch_progress (self->fetch, (gint64) self->offset, XA_COUNT_UNKNOWN);

  return xa_fetch_page (self->fetch, cursor, error);
}

static gboolean
read_page (Reading  *self,
           gboolean *is_end,
           GError  **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (XaResponse) response = ask_for_items (self, MIN (XA_APIFY_PAGE, MAX (self->order->max_items, 1)), &failure);
  g_autoptr (XaJson) json = response ? xa_response_parse (response, &failure) : NULL;
  XaJsonAt items;
  guint    n, page;

  if (!json) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  items = xa_json_root (json);
  n = xa_json_length (&items);
  if (!xa_json_check (json, error))
    return FALSE;
  page = g_bytes_hash (response->body);
  if (n > 0 && page == self->last_page) {
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_BAD_PAGE, "Apify sent the same results twice, and none after them");
    n = 0;
  } else if (!take_items (self, &items, error)) {
    return FALSE;
  }
  self->last_page = page;
  self->offset += n;
  *is_end = is_last (self, response, n);

  return end_page (self, *is_end, error);
}

static gboolean
read_all (Reading *self,
          GError **error)
{
  gboolean is_end = FALSE;

  while (!is_end)
    if (!read_page (self, &is_end, error))
      return FALSE;

  return TRUE;
}

gboolean
xa_apify_work (XaFetch            *fetch,
               const XaApifyOrder *order,
               const char         *prefix,
               const char         *cursor,
               const XaApifyTaker *taker,
               GError            **error)
{
  g_auto (GStrv) words = g_strsplit (cursor ? cursor : "", " ", -1);
  gboolean         is_reading = g_strv_length (words) == 3 && g_str_equal (words[0], "items");
  g_autofree char *dataset = is_reading ? g_strdup (words[1]) : xa_apify_run (fetch, order, prefix, cursor, error);
  g_autofree char *state = NULL;
  Reading          reading;

  if (!dataset)
    return FALSE;
  if (!is_reading) {
    state = g_strdup_printf ("%sitems %s 0", prefix, dataset);
    if (!xa_fetch_page (fetch, state, error))
      return FALSE;
  }

  reading = (Reading) { .fetch = fetch, .order = order, .dataset = dataset, .prefix = prefix, .taker = taker };
  if (is_reading)
    reading.offset = g_ascii_strtoull (words[2], NULL, 10);

  return read_all (&reading, error);
}
