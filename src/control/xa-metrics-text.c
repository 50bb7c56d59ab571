#include "control/xa-metrics-text.h"

#include "control/xa-telemetry.h"
#include "model/xa-time.h"

#include <math.h>

/*
 * The text format of Prometheus, version 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */

#define PREFIX "xaudience_"

typedef struct {
  GString                *text; /* (owned) */
  const XaControlPicture *picture;
  GPtrArray              *rows; /* (owned) (element-type XaMetricRow): sums since ever */
} Page;

static void
append_number (GString *text,
               double   value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    g_string_append (text, "NaN");
  else if (isinf (value))
    g_string_append (text, value > 0 ? "+Inf" : "-Inf");
  else
    g_string_append (text, g_ascii_formatd (number, sizeof number, "%.15g", value));
}

static void
append_head (Page       *self,
             const char *name,
             const char *type,
             const char *help)
{
  g_string_append_printf (self->text, "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s %s\n", name, help, name, type);
}

static void
append_quoted (GString    *text,
               const char *value)
{
  g_string_append_c (text, '"');
  for (const char *c = value; *c; c++) {
    if (*c == '\\' || *c == '"')
      g_string_append_c (text, '\\');
    if (*c == '\n')
      g_string_append (text, "\\n");
    else
      g_string_append_c (text, *c);
  }
  g_string_append_c (text, '"');
}

/* The name that the user gave a connection is the user's own: a provider and a number tell it apart. */
static void
append_labels (Page       *self,
               gint64      connection_id,
               const char *more,
               const char *more_value)
{
  const char *provider = "";

  for (guint i = 0; i < self->picture->n_lanes; i++)
    if (self->picture->lanes[i].connection_id == connection_id)
      provider = self->picture->lanes[i].provider;
  g_string_append_printf (self->text, "{connection=\"%" G_GINT64_FORMAT "\",provider=", connection_id);
  append_quoted (self->text, provider);
  if (more) {
    g_string_append_printf (self->text, ",%s=", more);
    append_quoted (self->text, more_value);
  }
  g_string_append_c (self->text, '}');
}

static void
append_line (Page       *self,
             const char *name,
             gint64      connection_id,
             const char *more,
             const char *more_value,
             double      value)
{
  g_string_append_printf (self->text, PREFIX "%s", name);
  append_labels (self, connection_id, more, more_value);
  g_string_append_c (self->text, ' ');
  append_number (self->text, value);
  g_string_append_c (self->text, '\n');
}

static void
append_gauge (Page       *self,
              const char *name,
              const char *help,
              double      value)
{
  append_head (self, name, "gauge", help);
  g_string_append_printf (self->text, PREFIX "%s ", name);
  append_number (self->text, value);
  g_string_append_c (self->text, '\n');
}

/* --- gauges ---------------------------------------------------------------------------------------- */

static double
get_age (const XaControlPicture *picture,
         gint64                  since_us)
{
  return since_us == XA_TIME_UNKNOWN ? NAN : MAX (0, (double) (picture->at_us - since_us) / G_USEC_PER_SEC);
}

typedef double (*LaneValue) (const XaControlPicture *picture, const XaControlLane *lane);

static double
get_tokens (const XaControlPicture *picture,
            const XaControlLane    *lane)
{
  return lane->limits.tokens;
}

static double
get_spent (const XaControlPicture *picture,
           const XaControlLane    *lane)
{
  return lane->limits.spent;
}

static double
get_budget (const XaControlPicture *picture,
            const XaControlLane    *lane)
{
  return lane->limits.budget;
}

static double
get_ok_age (const XaControlPicture *picture,
            const XaControlLane    *lane)
{
  return get_age (picture, lane->last_ok_us);
}

static double
get_paused (const XaControlPicture *picture,
            const XaControlLane    *lane)
{
  return lane->state == XA_LANE_PAUSED;
}

static double
get_blocked (const XaControlPicture *picture,
             const XaControlLane    *lane)
{
  return lane->state == XA_LANE_BLOCKED;
}

static const struct {
  const char *name;
  const char *help;
  LaneValue   get;
} lane_gauges[] = {
  { "connection_age_seconds", "Seconds since something was last fetched over a connection", get_ok_age },
  { "connection_blocked", "Whether a connection waits for the user", get_blocked },
  { "connection_paused", "Whether a connection is paused by the user", get_paused },
  { "rate_limit_tokens", "Requests that may go out at once, of the tightest limit", get_tokens },
  { "budget_spent_requests", "Requests of this month", get_spent },
  { "budget_requests", "Requests that the user allows a month; 0 for no limit", get_budget },
};

static void
append_lanes (Page *self)
{
  for (gsize g = 0; g < G_N_ELEMENTS (lane_gauges); g++) {
    append_head (self, lane_gauges[g].name, "gauge", lane_gauges[g].help);
    for (guint i = 0; i < self->picture->n_lanes; i++)
      if (self->picture->lanes[i].connection_id)
        append_line (self, lane_gauges[g].name, self->picture->lanes[i].connection_id, NULL, NULL, lane_gauges[g].get (self->picture, &self->picture->lanes[i]));
  }
}

static void
append_tasks (Page *self)
{
  append_head (self, "tasks", "gauge", "Tasks that are not over, and dead ones, by state");
  for (guint i = 0; i < self->picture->n_lanes; i++) {
    const XaControlLane *lane = &self->picture->lanes[i];

    append_line (self, "tasks", lane->connection_id, "state", "running", lane->n_running);
    append_line (self, "tasks", lane->connection_id, "state", "queued", lane->n_queued);
    append_line (self, "tasks", lane->connection_id, "state", "waiting", lane->n_waiting);
    append_line (self, "tasks", lane->connection_id, "state", "failed", lane->n_failed);
    append_line (self, "tasks", lane->connection_id, "state", "dead", lane->n_dead);
  }
  append_gauge (self, "queue_wait_seconds", "How long the task waits that waits the longest for its turn", self->picture->oldest_queued_us == XA_TIME_UNKNOWN ? 0 : get_age (self->picture, self->picture->oldest_queued_us));
  append_gauge (self, "paused", "Whether everything is paused by the user", self->picture->is_paused);
}

/* --- counters and histograms ------------------------------------------------------------------------- */

static gboolean
is_of (const XaMetricRow *row,
       XaTelemetryKey     counter)
{
  return row->hour == XA_METRIC_EVER && g_str_equal (row->name, xa_telemetry_key_id (counter));
}

static void
append_counter (Page          *self,
                XaTelemetryKey counter)
{
  g_autofree char *name = g_strconcat (xa_telemetry_key_id (counter), "_total", NULL);

  append_head (self, name, "counter", xa_telemetry_key_words (counter));
  for (guint i = 0; i < self->rows->len; i++) {
    const XaMetricRow *row = self->rows->pdata[i];

    if (is_of (row, counter))
      append_line (self, name, row->connection_id, NULL, NULL, row->total);
  }
}

static void
append_buckets (Page              *self,
                const XaMetricRow *row,
                const char        *name)
{
  double n = 0;

  for (guint i = 0; i < XA_METRIC_BUCKETS - 1; i++) {
    char limit[G_ASCII_DTOSTR_BUF_SIZE];

    n += row->buckets[i];
    append_line (self, name, row->connection_id, "le", g_ascii_formatd (limit, sizeof limit, "%.15g", ldexp (1, (int) i)), n);
  }
  append_line (self, name, row->connection_id, "le", "+Inf", (double) row->n);
}

static void
append_histogram (Page          *self,
                  XaTelemetryKey counter)
{
  const char      *name = xa_telemetry_key_id (counter);
  g_autofree char *bucket = g_strconcat (name, "_bucket", NULL);
  g_autofree char *sum = g_strconcat (name, "_sum", NULL);
  g_autofree char *count = g_strconcat (name, "_count", NULL);

  append_head (self, name, "histogram", xa_telemetry_key_words (counter));
  for (guint i = 0; i < self->rows->len; i++) {
    const XaMetricRow *row = self->rows->pdata[i];

    if (!is_of (row, counter))
      continue;
    append_buckets (self, row, bucket);
    append_line (self, sum, row->connection_id, NULL, NULL, row->total);
    append_line (self, count, row->connection_id, NULL, NULL, (double) row->n);
  }
}

/* --- what is there ------------------------------------------------------------------------------------ */

static gboolean
append_store (Page    *self,
              XaStore *store,
              GError **error)
{
  XaStoreInfo info;

  if (!xa_store_get_info (store, &info, error))
    return FALSE;
  append_gauge (self, "schema_version", "Version of the workspace file", info.schema_version);
  append_gauge (self, "audiences", "Audiences in the workspace", (double) info.n_audiences);
  append_gauge (self, "posts", "Posts in the workspace", (double) info.n_posts);

  return TRUE;
}

/**
 * xa_metrics_text:
 *
 * Errors: CORRUPT, IO
 */
char *
xa_metrics_text (XaStore                *store,
                 const XaControlPicture *picture,
                 gint64                  now_us,
                 GError                **error)
{
  /* Before it looked for the first time a controller knows nothing. */
  const XaControlPicture *live = picture && picture->at_us ? picture : NULL;
  g_autoptr (XaControlPicture) loaded = live ? NULL : xa_control_picture_load (store, now_us, 0, error);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  Page page = { text, live ? live : loaded, NULL };

  if (!page.picture)
    return NULL;
  rows = page.rows = xa_store_list_metrics (store, NULL, XA_METRIC_EVER, error);
  if (!rows || !append_store (&page, store, error))
    return NULL;
  append_tasks (&page);
  append_lanes (&page);
  for (guint i = 0; i < XA_N_TELEMETRY; i++)
    if (xa_telemetry_key_is_measured ((XaTelemetryKey) i))
      append_histogram (&page, (XaTelemetryKey) i);
    else
      append_counter (&page, (XaTelemetryKey) i);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
