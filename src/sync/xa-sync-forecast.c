#include "sync/xa-sync-forecast.h"

#include "net/xa-metered.h"
#include "sync/xa-sync-run-private.h"

#include <math.h>
#include <string.h>

void
xa_forecast_road_free (XaForecastRoad *self)
{
  g_free (self->name);
  g_free (self);
}

/**
 * xa_forecast_clear:
 *
 * Frees what a forecast holds.
 */
void
xa_forecast_clear (XaForecast *self)
{
  g_clear_pointer (&self->roads, g_ptr_array_unref);
  *self = (XaForecast) { .share = NAN };
}

/* --- arithmetic ---------------------------------------------------------------------------------------- */

static XaForecastRoad *
find_road (GPtrArray *roads,
           gint64     connection_id)
{
  for (guint i = 0; i < roads->len; i++)
    if (((XaForecastRoad *) roads->pdata[i])->connection_id == connection_id)
      return roads->pdata[i];

  return NULL;
}

/* What goes side by side takes as long as its longest part, and no less than all parts spread evenly. */
void
xa_forecast_add (GPtrArray              *roads,
                 const XaForecastSource *sources,
                 gsize                   n_sources)
{
  g_autoptr (GHashTable) longest = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  for (gsize i = 0; i < n_sources; i++) {
    XaForecastRoad *road = find_road (roads, sources[i].connection_id);
    gint64         *most_us;

    if (!road || sources[i].n_requests == XA_COUNT_UNKNOWN)
      continue;
    most_us = g_hash_table_lookup (longest, road);
    if (!most_us) {
      most_us = g_new0 (gint64, 1);
      g_hash_table_insert (longest, road, most_us);
    }
    *most_us = MAX (*most_us, sources[i].duration_us);
    road->n_requests += MAX (sources[i].n_requests, 0);
    road->duration_us += MAX (sources[i].duration_us, 0);
    road->price += MAX (sources[i].price, 0);
  }
  for (guint i = 0; i < roads->len; i++) {
    XaForecastRoad *road = roads->pdata[i];
    const gint64   *most_us = g_hash_table_lookup (longest, road);

    road->duration_us = MAX (road->duration_us / MAX (road->side_by_side, 1), most_us ? *most_us : 0);
  }
}

static void
weigh (XaForecastRoad *road)
{
  const XaLimitState *limits = &road->limits;

  road->duration_us = MAX (road->duration_us, road->wait_us);
  road->requests_share = limits->budget > 0 ? (double) road->n_requests / limits->budget : NAN;
  road->money_share = limits->money > 0 ? road->price / limits->money : NAN;
  road->is_over = (limits->budget > 0 && limits->spent + (double) road->n_requests > limits->budget) ||
                  (limits->money > 0 && limits->paid + road->price > limits->money);
}

/**
 * xa_forecast_compute:
 * @roads: (transfer full) (element-type XaForecastRoad): to which xa_forecast_add() has added @sources
 */
void
xa_forecast_compute (XaForecast             *forecast,
                     GPtrArray              *roads,
                     const XaForecastSource *sources,
                     gsize                   n_sources)
{
  *forecast = (XaForecast) { .roads = roads, .share = NAN, .n_sources = (guint) n_sources };
  for (gsize i = 0; i < n_sources; i++)
    forecast->n_unknown += sources[i].n_requests == XA_COUNT_UNKNOWN || !find_road (roads, sources[i].connection_id);
  for (guint i = 0; i < roads->len; i++) {
    XaForecastRoad *road = roads->pdata[i];

    if (road->n_requests == 0 && road->price <= 0) {
      g_ptr_array_remove_index (roads, i--);
      continue;
    }
    weigh (road);
    forecast->n_requests += road->n_requests;
    forecast->duration_us = MAX (forecast->duration_us, road->duration_us);
    forecast->price += road->price;
    forecast->share = fmax (forecast->share, fmax (road->requests_share, road->money_share));
    forecast->is_over |= road->is_over;
  }
}

/* --- words ------------------------------------------------------------------------------------------- */

static void
append_duration (GString *text,
                 gint64   duration_us)
{
  double seconds = ceil ((double) duration_us / G_USEC_PER_SEC);

  if (seconds < 90)
    g_string_append_printf (text, "%.0f s", MAX (seconds, 1));
  else if (seconds < 90 * 60)
    g_string_append_printf (text, "%.0f min", seconds / 60);
  else if (seconds < 48 * 3600)
    g_string_append_printf (text, "%.0f h", seconds / 3600);
  else
    g_string_append_printf (text, "%.0f days", seconds / 86400);
}

/* 1,234,567 */
static void
append_count (GString *text,
              gint64   count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, count);
  gsize            n = strlen (digits);

  for (gsize i = 0; i < n; i++) {
    if (i > 0 && (n - i) % 3 == 0)
      g_string_append_c (text, ',');
    g_string_append_c (text, digits[i]);
  }
}

static void
append_share (GString *text,
              double   share)
{
  if (share < 0.01)
    g_string_append (text, ", less than 1 % of the month");
  else
    g_string_append_printf (text, ", %.0f %% of the month", share * 100);
}

char *
xa_forecast_format (const XaForecast *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->roads->len == 0)
    return g_strdup (self->n_unknown > 0 ? "Nobody knows yet how long it takes." : "No platform is asked anything.");
  g_string_append (text, "About ");
  append_duration (text, self->duration_us);
  g_string_append (text, " and ");
  append_count (text, MAX (self->n_requests, 1));
  g_string_append (text, self->n_requests > 1 ? " requests" : " request");
  if (self->price >= .005)
    g_string_append_printf (text, ", $%.2f", self->price);
  else if (self->price > 0)
    g_string_append (text, ", under $0.01");
  if (!isnan (self->share))
    append_share (text, self->share);
  if (self->n_unknown > 0)
    g_string_append_printf (text, ", and %u of %u that nobody knows of yet", self->n_unknown, self->n_sources);
  g_string_append_c (text, '.');
  if (self->is_over)
    g_string_append (text, " That is more than the month has left: what is over it waits for the next, or for a larger budget.");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- of a workspace ------------------------------------------------------------------------------------ */

typedef struct {
  XaSync    *sync;
  GPtrArray *connections; /* (owned) (nullable) */
  GPtrArray *sources;     /* (owned) (nullable) */
} Known;

static gboolean
load (XaStore *store,
      gpointer data,
      GError **error)
{
  Known *known = data;

  known->connections = xa_store_list_connections (store, NULL, error);
  known->sources = known->connections ? xa_store_list_sources (store, error) : NULL;

  return known->sources != NULL;
}

static void
clear_known (Known *self)
{
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Known, clear_known)

static gboolean
load_known (XaSync  *self,
            Known   *known,
            GError **error)
{
  gboolean ok;

  known->sync = self;
  if (!xa_sync_enter (self, error))
    return FALSE;
  ok = xa_sync_write (self, load, known, error);
  xa_sync_leave (self);

  return ok;
}

static GPtrArray *
make_roads (XaSync    *self,
            GPtrArray *connections)
{
  GPtrArray *roads = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_forecast_road_free);

  for (guint i = 0; i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];
    const XaProvider   *provider = xa_provider_by_id (connection->provider);
    XaForecastRoad     *road;

    if (!provider)
      continue;
    road = g_new0 (XaForecastRoad, 1);
    road->connection_id = connection->id;
    road->name = g_strdup (connection->name);
    road->side_by_side = xa_sync_count_side_by_side (provider);
    xa_limits_get_state (self->limits, connection->uuid, &road->limits);
    g_ptr_array_add (roads, road);
  }

  return roads;
}

/* How long the limits would hold it up, as they stand. */
static void
ask_limits (XaSync    *self,
            GPtrArray *connections,
            GPtrArray *roads)
{
  for (guint i = 0; i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];
    XaForecastRoad     *road = find_road (roads, connection->id);

    if (road && road->n_requests > 0)
      road->wait_us = xa_limits_estimate (self->limits, connection->uuid, NULL, NULL, (double) road->n_requests);
  }
}

static void
forecast_known (Known                  *known,
                const XaForecastSource *sources,
                gsize                   n_sources,
                XaForecast             *forecast)
{
  GPtrArray *roads = make_roads (known->sync, known->connections);

  xa_forecast_add (roads, sources, n_sources);
  ask_limits (known->sync, known->connections, roads);
  xa_forecast_compute (forecast, roads, sources, n_sources);
  forecast->is_metered = xa_metered_is ();
}

/**
 * xa_sync_forecast:
 *
 * Errors: those of opening a store for writing
 */
gboolean
xa_sync_forecast (XaSync                 *self,
                  const XaForecastSource *sources,
                  gsize                   n_sources,
                  XaForecast             *forecast,
                  GError                **error)
{
  g_auto (Known) known = { 0 };

  *forecast = (XaForecast) { .share = NAN };
  if (!load_known (self, &known, error))
    return FALSE;
  forecast_known (&known, sources, n_sources, forecast);

  return TRUE;
}

static gboolean
is_one_of (const gint64 *ids,
           gsize         n_ids,
           gint64        id)
{
  for (gsize i = 0; i < n_ids; i++)
    if (ids[i] == id)
      return TRUE;

  return ids == NULL;
}

/**
 * xa_sync_forecast_sources:
 *
 * Errors: those of opening a store for writing
 */
gboolean
xa_sync_forecast_sources (XaSync       *self,
                          const gint64 *ids,
                          gsize         n_ids,
                          XaForecast   *forecast,
                          GError      **error)
{
  g_auto (Known) known = { 0 };
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (XaForecastSource));

  *forecast = (XaForecast) { .share = NAN };
  if (!load_known (self, &known, error))
    return FALSE;
  for (guint i = 0; i < known.sources->len; i++) {
    const XaSource  *source = known.sources->pdata[i];
    XaForecastSource one = { source->connection_id, source->n_requests, source->duration_us, source->price };

    if (is_one_of (ids, n_ids, source->id))
      g_array_append_val (sources, one);
  }
  forecast_known (&known, (const XaForecastSource *) (gconstpointer) sources->data, sources->len, forecast);

  return TRUE;
}
