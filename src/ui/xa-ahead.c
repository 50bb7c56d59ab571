#include "ui/xa-ahead.h"

#include "insight/xa-overview.h"
#include "insight/xa-result-cache.h"
#include "insight/xa-trending.h"
#include "ui/graph/xa-graph-work.h"

#include <pthread.h>
#include <string.h>

/* What the page of all audiences asks of trends. */
#define SPAN_HOURS 24

struct _XaAhead {
  char           *workspace; /* (owned) */
  pthread_mutex_t lock;

  gint64                from_us, to_us; /* (mutex lock) */
  XaComparisonAudiences compared;       /* (mutex lock): none, until some are */
  guint                 graph_most;     /* (mutex lock): 0 until the graph was looked at */
  gboolean              is_known;       /* (mutex lock): the stamps are */
  XaFactStamps          stamps;         /* (mutex lock): of all, when they were looked at last */
};

XaAhead *
xa_ahead_new (const char *workspace)
{
  XaAhead *self = g_atomic_rc_box_new0 (XaAhead);

  self->workspace = g_strdup (workspace);
  self->from_us = self->to_us = XA_TIME_UNKNOWN;
  pthread_mutex_init (&self->lock, NULL);

  return self;
}

XaAhead *
xa_ahead_ref (XaAhead *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  XaAhead *self = data;

  pthread_mutex_destroy (&self->lock);
  g_free (self->workspace);
}

void
xa_ahead_unref (XaAhead *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
xa_ahead_set_range (XaAhead *self,
                    gint64   from_us,
                    gint64   to_us)
{
  pthread_mutex_lock (&self->lock);
  self->from_us = from_us;
  self->to_us = to_us;
  pthread_mutex_unlock (&self->lock);
}

void
xa_ahead_note_comparison (XaAhead                     *self,
                          const XaComparisonAudiences *audiences)
{
  pthread_mutex_lock (&self->lock);
  self->compared = *audiences;
  pthread_mutex_unlock (&self->lock);
}

void
xa_ahead_note_graph (XaAhead *self,
                     guint    n_most)
{
  pthread_mutex_lock (&self->lock);
  self->graph_most = n_most;
  pthread_mutex_unlock (&self->lock);
}

gboolean
xa_ahead_take_change (XaAhead *self,
                      XaStore *store)
{
  XaFactStamps stamps;
  gboolean     is_other;

  if (!xa_store_read_facts (store, XA_FACTS_EVERYTHING, XA_FACTS_OF_ALL, &stamps, NULL))
    return FALSE;
  pthread_mutex_lock (&self->lock);
  is_other = self->is_known && memcmp (&stamps, &self->stamps, sizeof stamps) != 0;
  self->stamps = stamps;
  self->is_known = TRUE;
  pthread_mutex_unlock (&self->lock);

  return is_other;
}

/* What is asked, as it was when this began. */
typedef struct {
  XaComparisonAudiences compared;
  guint                 graph_most;
} Wishes;

static gboolean
ask_of_all (const XaScope *scope,
            GError       **error)
{
  g_autoptr (XaExplore) explore = xa_explore_load (scope, error);
  g_autoptr (XaOverview) overview = explore ? xa_overview_new (scope, error) : NULL;
  g_autoptr (XaTrending) trending = overview ? xa_trending_new (scope, SPAN_HOURS, error) : NULL;

  return trending != NULL;
}

/* An audience that was compared may be gone: the page says so when it asks. */
static gboolean
ask_of_some (const XaScope *scope,
             const Wishes  *wishes,
             GError       **error)
{
  g_autoptr (XaComparison) comparison = NULL;
  g_autoptr (XaComparisonPreferences) preferences = NULL;
  g_autoptr (XaGraphData) graph = NULL;

  if (wishes->compared.n >= 2) {
    comparison = xa_comparison_new (scope, &wishes->compared, NULL, NULL, NULL);
    preferences = comparison ? xa_comparison_preferences_new (scope, &wishes->compared, NULL) : NULL;
  }
  if (wishes->graph_most) {
    graph = xa_graph_data_load (scope, wishes->graph_most, NULL, NULL, error);
    if (!graph)
      return FALSE;
  }

  return !g_cancellable_set_error_if_cancelled (scope->cancellable, error);
}

gboolean
xa_ahead_work (XaSync       *sync,
               const XaTask *task,
               GCancellable *cancellable,
               gpointer      ahead,
               GError      **error)
{
  XaAhead *self = ahead;
  g_autoptr (XaStore) store = xa_store_open (self->workspace, XA_STORE_READ, error);
  XaScope scope = { .store = store, .smallest_count = XA_SMALLEST_COUNT_SCREEN, .cancellable = cancellable, .is_ahead = TRUE };
  Wishes  wishes;

  if (!store)
    return FALSE;
  pthread_mutex_lock (&self->lock);
  scope.from_us = self->from_us;
  scope.to_us = self->to_us;
  wishes = (Wishes) { self->compared, self->graph_most };
  pthread_mutex_unlock (&self->lock);

  return ask_of_all (&scope, error) && ask_of_some (&scope, &wishes, error);
}
