/*
 * Several ways to one platform, which stand in for each other in their order. Where one does not
 * work for a kind of question, the next is asked for that kind only, and the first is tried again
 * after a day. What comes in by another way than before is a break of the series.
 */
#include "sync/xa-sync-private.h"

#include "journal/xa-journal.h"
#include "model/xa-language.h"
#include "model/xa-said.h"
#include "model/xa-time.h"
#include "store/xa-ways.h"

#define PROBE_US XA_USEC_PER_DAY

typedef struct {
  XaConnection     *connection; /* (owned) */
  const XaProvider *provider;
  gboolean          is_down; /* and not due to be tried again */
  gboolean          is_own;  /* the one that the source is followed over */
} Way;

typedef struct {
  XaSyncPass *pass;
  GPtrArray  *ways; /* (owned) (element-type Way): in the order in which they are asked */
  XaWayUsed   used;
  const char *path;
  const char *cause;  /* (nullable): why a way was left */
  gboolean    is_own; /* the way in hand */
  gboolean    unpaid; /* another way may not be asked: it has no budget */
} Chain;

static void
way_free (gpointer data)
{
  Way *way = data;

  xa_connection_free (way->connection);
  g_free (way);
}

static void
chain_clear (Chain *self)
{
  g_clear_pointer (&self->ways, g_ptr_array_unref);
  xa_way_used_clear (&self->used);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chain, chain_clear)

/* --- the ways there are ------------------------------------------------------------------------------ */

/* What a way may be unable to answer, while it answers the rest. */
static const char *
get_path (const XaTarget *target,
          int             kind)
{
  if (target->kind == XA_TARGET_SEARCH || target->kind == XA_TARGET_TAG)
    return "search";

  return xa_pass_id ((XaPass) kind);
}

static gboolean
makes_pass (const XaProvider *provider,
            const XaTarget   *target,
            int               kind)
{
  const XaPass *passes = provider->get_passes (target, provider->gives);

  for (gsize i = 0; passes && passes[i]; i++)
    if ((int) passes[i] == (kind == XA_PASS_COUNTERS ? XA_PASS_POSTS : kind))
      return TRUE;

  return FALSE;
}

static gboolean
is_down (GPtrArray          *downs,
         const XaConnection *connection,
         const char         *path)
{
  gint64 now_us = xa_time_now ();

  for (guint i = 0; i < downs->len; i++) {
    const XaWayDown *down = downs->pdata[i];

    if (down->connection_id == connection->id && g_str_equal (down->path, path))
      return down->probe_us > now_us;
  }

  return FALSE;
}

/* In the order of the chain; those that are known not to work come last, as they may work again by now. */
static int
compare_ways (gconstpointer a,
              gconstpointer b)
{
  const Way *x = *(Way *const *) a;
  const Way *y = *(Way *const *) b;

  if (x->is_down != y->is_down)
    return x->is_down ? 1 : -1;
  if (x->provider->chain != y->provider->chain)
    return x->provider->chain < y->provider->chain ? -1 : 1;
  if (x->is_own != y->is_own)
    return x->is_own ? -1 : 1;

  return x->connection->id < y->connection->id ? -1 : x->connection->id > y->connection->id;
}

/* A way that costs stands in for another only within a budget that the user set for it: it may be many
 * times as dear as the one that was agreed to. */
static gboolean
may_stand_in (Chain              *self,
              const XaConnection *connection)
{
  if (connection->id == self->pass->source->connection_id || connection->month_money > 0)
    return TRUE;
  self->unpaid = TRUE;

  return FALSE;
}

static void
add_way (Chain              *self,
         const XaConnection *connection,
         const XaTarget     *target,
         GPtrArray          *downs)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);
  Way              *way;

  if (!provider || provider->chain == 0 || provider->platform != target->platform || connection->is_paused ||
      !provider->can_reach (target) || !makes_pass (provider, target, self->pass->task->kind) || !may_stand_in (self, connection))
    return;
  way = g_new (Way, 1);
  *way = (Way) { xa_connection_copy (connection), provider, is_down (downs, connection, self->path), connection->id == self->pass->source->connection_id };
  g_ptr_array_add (self->ways, way);
}

static gboolean
load (XaStore *store,
      gpointer data,
      GError **error)
{
  Chain      *self = data;
  XaSyncPass *pass = self->pass;
  g_autoptr (XaTarget) target = xa_target_parse (pass->source->target);
  g_autoptr (GPtrArray) connections = xa_store_list_connections (store, pass->sync->keys, error);
  g_autoptr (GPtrArray) downs = connections ? xa_store_list_ways_down (store, error) : NULL;

  if (!downs || !xa_store_get_way_used (store, pass->source->id, pass->task->kind, &self->used, error))
    return FALSE;
  self->ways = g_ptr_array_new_with_free_func (way_free);
  if (!target)
    return TRUE;
  self->path = get_path (target, pass->task->kind);
  for (guint i = 0; i < connections->len; i++)
    add_way (self, connections->pdata[i], target, downs);
  g_ptr_array_sort (self->ways, compare_ways);

  return TRUE;
}

/* --- one way ----------------------------------------------------------------------------------------- */

/* Whether an error says something of the way, and not of what is asked for or of the network. What may pass by
 * itself is first met a second time. */
static gboolean
is_of_the_way (const XaTask *task,
               const GError *error)
{
  if (error->domain == XA_CREDENTIAL_ERROR)
    return TRUE;
  if (error->domain != XA_NET_ERROR)
    return FALSE;
  switch ((XaNetError) error->code) {
  case XA_NET_ERROR_TIMEOUT:
  case XA_NET_ERROR_TLS:
  case XA_NET_ERROR_TRANSIENT:
  case XA_NET_ERROR_PAUSED:
  case XA_NET_ERROR_MALFORMED:
    return task->attempts > 0;
  case XA_NET_ERROR_AUTH:
  case XA_NET_ERROR_SCOPE:
  case XA_NET_ERROR_PAYMENT:
  case XA_NET_ERROR_OUTDATED:
    return TRUE;
  case XA_NET_ERROR_BAD_REQUEST:
    return task->cursor == NULL; /* else it may be the cursor */
  default:
    return FALSE;
  }
}

typedef struct {
  Chain      *chain;
  const Way  *way;
  const char *cause;
  gboolean    is_break;
} Step;

/* Where the pass was begun by another way, it begins anew: its pages mean nothing here. */
static gboolean
begin (XaStore *store,
       gpointer data,
       GError **error)
{
  Step           *step = data;
  XaSyncPass     *pass = step->chain->pass;
  const char     *trying = step->chain->used.trying;
  const XaTaskEnd anew = { .state = XA_TASK_QUEUED, .not_before_us = XA_TIME_UNKNOWN, .restarts = TRUE };
  gboolean        is_other = trying && !g_str_equal (trying, step->way->provider->id);

  if (is_other && pass->task->cursor && !xa_store_leave_task (store, pass->task->id, &anew, NULL, error))
    return FALSE;

  return xa_store_try_way (store, pass->source->id, pass->task->kind, step->way->provider->id, error);
}

static gboolean
note_down (XaStore *store,
           gpointer data,
           GError **error)
{
  Step  *step = data;
  gint64 now_us = xa_time_now ();

  return xa_store_set_way_down (store, step->way->connection->id, step->chain->path, now_us, now_us + PROBE_US, step->cause, error);
}

static gboolean
note_used (XaStore *store,
           gpointer data,
           GError **error)
{
  Step       *step = data;
  XaSyncPass *pass = step->chain->pass;

  return xa_store_set_way_up (store, step->way->connection->id, step->chain->path, error) &&
         xa_store_use_way (store, pass->source->id, pass->task->kind, step->way->provider->id, pass->task->pass_us, step->chain->cause, &step->is_break, error);
}

/* What one way met is known of it from then on, also where another goes on. */
static void
tell_connection (Chain        *self,
                 const Way    *way,
                 const GError *error)
{
  g_autoptr (XaConnection) fresh = xa_sync_load_connection (self->pass->sync, way->connection->id, NULL);

  if (fresh && !way->is_own && xa_sync_judge_connection (fresh, error))
    xa_sync_store_connection (self->pass->sync, fresh, NULL);
}

/* Returns: whether the pass is done; FALSE with @error, and @goes_on: (out): the next way is to be asked */
static gboolean
take (Chain          *self,
      const Way      *way,
      XaSyncChainFunc run,
      gboolean       *goes_on,
      GError        **error)
{
  XaSyncPass   *pass = self->pass;
  XaTask        task = *pass->task;
  const XaTask *whole = pass->task;
  XaConnection *own = pass->connection;
  Step          step = { .chain = self, .way = way };
  g_autoptr (GError) failure = NULL;
  gboolean ok;

  *goes_on = FALSE;
  if (!xa_sync_write (pass->sync, begin, &step, error))
    return FALSE;
  if (self->used.trying && !g_str_equal (self->used.trying, way->provider->id)) {
    task.cursor = NULL;
    task.all_read = FALSE;
    task.done = 0;
  }
  g_set_str (&self->used.trying, way->provider->id);
  pass->task = &task;
  pass->connection = way->connection;
  pass->provider = way->provider;
  ok = run (pass, &failure);
  pass->task = whole;
  pass->connection = own;
  pass->stood_in = ok && !way->is_own;
  if (ok) {
    ok = xa_sync_write (pass->sync, note_used, &step, error);
    if (ok && step.is_break)
      xa_journal (XA_LOG_WARNING, "way-changed", xa_log_id ("source", pass->source->id), xa_log_known ("pass", xa_pass_id ((XaPass) task.kind)),
                  xa_log_known ("way", way->provider->id), xa_log_known ("cause", self->cause ? self->cause : "returned"));
    return ok;
  }
  *goes_on = is_of_the_way (&task, failure) && !g_cancellable_is_cancelled (pass->cancellable);
  if (*goes_on) {
    step.cause = self->cause = xa_sync_error_id (failure);
    tell_connection (self, way, failure);
    if (!xa_sync_write (pass->sync, note_down, &step, error))
      return *goes_on = FALSE;
  }
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* --- all of them --------------------------------------------------------------------------------------- */

/* What is told where no way is left. Nothing is put in the place of what did not come: what is invented is
 * an audience of its own, and the user's to ask for. */
static GError *
make_error (const Chain *self,
            GError      *first)
{
  xa_say_error_of (&first, self->unpaid ? N_ ("%s Another connection would stand in for it within a monthly budget of money: set one for it.")
                                        : N_ ("%s No other way works; meanwhile a simulated audience, which is marked and kept apart, can be added to look at."));

  return first;
}

/* What has been read to its end by one way is finished as that. */
static void
put_finished_first (Chain *self)
{
  for (guint i = 0; self->pass->task->all_read && self->used.trying && i < self->ways->len; i++)
    if (g_str_equal (((Way *) self->ways->pdata[i])->provider->id, self->used.trying)) {
      g_ptr_array_insert (self->ways, 0, g_ptr_array_steal_index (self->ways, i));
      return;
    }
}

/**
 * xa_sync_chain_run:
 * @run: makes the pass by the way that is set in it
 *
 * Makes a pass by the first way that works. What it says of itself is what the last one said.
 *
 * Errors: those of @run: of the way that the source is followed over, if it was asked, else of the first
 */
gboolean
xa_sync_chain_run (XaSyncPass     *pass,
                   XaSyncChainFunc run,
                   GError        **error)
{
  const XaProvider *provider = pass->provider;
  g_auto (Chain) self = { .pass = pass };
  g_autoptr (GError) told = NULL;
  guint64  n_requests = 0;
  gboolean goes_on = TRUE, ok = FALSE;

  if (!xa_sync_write (pass->sync, load, &self, error))
    return FALSE;
  if (self.ways->len == 0)
    return run (pass, error);
  put_finished_first (&self);
  for (guint i = 0; i < self.ways->len && goes_on && !ok; i++) {
    const Way *way = self.ways->pdata[i];
    g_autoptr (GError) failure = NULL;

    ok = take (&self, way, run, &goes_on, &failure);
    n_requests += pass->n_requests;
    if (!ok && (!told || way->is_own || !goes_on)) {
      g_clear_error (&told);
      told = g_steal_pointer (&failure);
    }
  }
  pass->provider = provider;
  pass->n_requests = n_requests;
  if (!ok)
    g_propagate_error (error, goes_on ? make_error (&self, g_steal_pointer (&told)) : g_steal_pointer (&told));

  return ok;
}
