#include "insight/xa-result-cache.h"

#include <pthread.h>

/* What one looks at in an hour; the oldest goes first. */
#define MAX_RESULTS 64

typedef struct {
  XaResultInput input;
  char         *question; /* (owned) */
  gpointer      result;   /* (owned) */
  gpointer (*ref) (gpointer);
  GDestroyNotify unref;
} Kept;

static pthread_mutex_t    lock = PTHREAD_MUTEX_INITIALIZER;
static GQueue             kept = G_QUEUE_INIT; /* (mutex lock) (element-type Kept): used last comes first */
static XaResultCacheMeter meter;               /* (mutex lock) (nullable) */
static gpointer           meter_data;          /* (mutex lock) */

static void
kept_free (gpointer data)
{
  Kept *self = data;

  self->unref (self->result);
  g_free (self->question);
  g_free (self);
}

/**
 * xa_result_cache_look:
 *
 * SQLite tells a connection when another has written. What a connection wrote itself it does not tell, so
 * that only those that read can keep answers.
 */
XaResultInput
xa_result_cache_look (XaStore *store)
{
  if (!xa_store_is_read_only (store))
    return (XaResultInput) { 0 };

  return (XaResultInput) { xa_store_get_connection_id (store), xa_store_get_data_version (store) };
}

/* Within the lock. What an older state of the same connection gave is of no use any more. */
static Kept *
take (const XaResultInput *input,
      const char          *question)
{
  GList *next;

  for (GList *l = kept.head; l; l = next) {
    Kept *one = l->data;

    next = l->next;
    if (one->input.connection != input->connection)
      continue;
    if (one->input.version != input->version) {
      g_queue_delete_link (&kept, l);
      kept_free (one);
    } else if (g_str_equal (one->question, question)) {
      g_queue_delete_link (&kept, l);
      return one;
    }
  }

  return NULL;
}

gpointer
xa_result_cache_find (const XaResultInput *input,
                      const char          *question)
{
  gpointer result = NULL;
  Kept    *one;

  if (!input->connection)
    return NULL;
  pthread_mutex_lock (&lock);
  one = take (input, question);
  if (one) {
    result = one->ref (one->result);
    g_queue_push_head (&kept, one);
  }
  pthread_mutex_unlock (&lock);

  return result;
}

void
xa_result_cache_keep (const XaResultInput *input,
                      const char          *question,
                      gpointer             result,
                      gpointer (*ref) (gpointer),
                      GDestroyNotify unref)
{
  Kept *one;

  if (!input->connection)
    return;
  one = g_new (Kept, 1);
  *one = (Kept) { *input, g_strdup (question), ref (result), ref, unref };
  pthread_mutex_lock (&lock);
  g_queue_push_head (&kept, one);
  if (kept.length > MAX_RESULTS)
    kept_free (g_queue_pop_tail (&kept));
  pthread_mutex_unlock (&lock);
}

void
xa_result_cache_set_meter (XaResultCacheMeter new_meter,
                           gpointer           data)
{
  pthread_mutex_lock (&lock);
  meter = new_meter;
  meter_data = data;
  pthread_mutex_unlock (&lock);
}

void
xa_result_cache_drop_meter (gpointer data)
{
  pthread_mutex_lock (&lock);
  if (meter_data == data)
    meter = NULL;
  pthread_mutex_unlock (&lock);
}

void
xa_result_cache_measure (gboolean was_kept,
                         gint64   begun_us)
{
  pthread_mutex_lock (&lock);
  if (meter)
    meter (was_kept, g_get_monotonic_time () - begun_us, meter_data);
  pthread_mutex_unlock (&lock);
}
