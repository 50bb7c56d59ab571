#include "alerts/xa-alert-posts.h"

#include "store/xa-readings.h"

#include <math.h>

void
xa_alert_posts_clear (XaAlertPosts *self)
{
  g_clear_pointer (&self->posts, g_array_unref);
  g_clear_pointer (&self->ids, g_free);
  g_clear_pointer (&self->readings, g_free);
}

static gint64
known (gint64 count)
{
  return count == XA_COUNT_UNKNOWN ? 0 : count;
}

static double
get_value (const XaOwnReading *reading,
           XaAlertMetric       metric)
{
  if (metric == XA_ALERT_OF_VIEWS)
    return reading->views == XA_COUNT_UNKNOWN ? (double) NAN : (double) reading->views;
  if (reading->reactions == XA_COUNT_UNKNOWN && reading->comments == XA_COUNT_UNKNOWN && reading->shares == XA_COUNT_UNKNOWN)
    return (double) NAN;

  return (double) (known (reading->reactions) + known (reading->comments) + known (reading->shares));
}

/* Views are what is judged where little else is known. */
static XaAlertMetric
choose_metric (const GArray *readings)
{
  guint n_interactions = 0, n_views = 0;

  for (guint i = 0; i < readings->len; i++) {
    const XaOwnReading *reading = &g_array_index (readings, XaOwnReading, i);

    n_interactions += !isnan (get_value (reading, XA_ALERT_OF_INTERACTIONS));
    n_views += !isnan (get_value (reading, XA_ALERT_OF_VIEWS));
  }

  return n_views > 2 * n_interactions ? XA_ALERT_OF_VIEWS : XA_ALERT_OF_INTERACTIONS;
}

/* A post with where it stands. */
typedef struct {
  XaViralPost post;
  gint64      id;
} Entry;

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Entry *x = a, *y = b;

  if (x->post.at_us != y->post.at_us)
    return x->post.at_us < y->post.at_us ? -1 : 1;

  return (x->id > y->id) - (x->id < y->id);
}

/* Readings come by post and time; those before the post itself was written are a clock's fault. */
static void
collect (const GArray *readings,
         XaAlertPosts *self,
         GArray       *entries)
{
  gsize n = 0;

  for (guint i = 0; i < readings->len;) {
    const XaOwnReading *first = &g_array_index (readings, XaOwnReading, i);
    Entry               entry = { { first->at_us, self->readings + n, 0 }, first->post_id };

    for (; i < readings->len && g_array_index (readings, XaOwnReading, i).post_id == entry.id; i++) {
      const XaOwnReading *reading = &g_array_index (readings, XaOwnReading, i);
      const double        value = get_value (reading, self->metric);

      if (!isnan (value) && reading->seen_us >= reading->at_us)
        self->readings[n++] = (XaCounterReading) { reading->seen_us - reading->at_us, value };
    }
    entry.post.n_readings = (gsize) (self->readings + n - entry.post.readings);
    g_array_append_val (entries, entry);
  }
}

/**
 * xa_alert_posts_load:
 * @from_us: posts from then on, and those before @to_us
 * @self: (out): to be cleared
 */
gboolean
xa_alert_posts_load (XaStore      *store,
                     gint64        audience_id,
                     gint64        from_us,
                     gint64        to_us,
                     XaAlertPosts *self,
                     GError      **error)
{
  g_autoptr (GArray) readings = xa_store_list_own_readings (store, audience_id, from_us, to_us, error);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  *self = (XaAlertPosts) { 0 };
  if (!readings)
    return FALSE;
  self->metric = choose_metric (readings);
  self->readings = g_new (XaCounterReading, readings->len + 1);
  collect (readings, self, entries);
  g_array_sort (entries, compare);
  self->posts = g_array_sized_new (FALSE, FALSE, sizeof (XaViralPost), entries->len);
  self->ids = g_new (gint64, entries->len + 1);
  for (guint i = 0; i < entries->len; i++) {
    const Entry *entry = &g_array_index (entries, Entry, i);

    g_array_append_val (self->posts, entry->post);
    self->ids[i] = entry->id;
  }

  return TRUE;
}
