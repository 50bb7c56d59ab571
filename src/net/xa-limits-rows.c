#include "net/xa-limits-parts.h"

#include <string.h>

void
xa_limit_row_free (XaLimitRow *row)
{
  g_free (row->name);
  g_free (row);
}

static void
load_bucket (XaBucket         *bucket,
             const XaLimitRow *row,
             gint64            now_us)
{
  bucket->tokens = row->tokens;
  bucket->at_us = row->at_us == XA_TIME_UNKNOWN ? XA_TIME_UNKNOWN : MIN (row->at_us, now_us);
  bucket->not_before_us = xa_limits_cap_until (row->not_before_us, now_us);
}

/* A row has one time for both: while the breaker is open nothing goes out anyway, and it is never open for
 * longer than the longest of its waits. */
static void
load_breaker (XaLimitedConnection *connection,
              const XaLimitRow    *row,
              gint64               now_us)
{
  connection->breaker.n_failures = row->failures;
  if (row->failures < XA_BREAKER_N_FAILURES)
    return;
  connection->breaker.open_until_us = row->not_before_us == XA_TIME_UNKNOWN ? now_us : MIN (row->not_before_us, now_us + XA_BREAKER_LONGEST_US);
  connection->whole->not_before_us = XA_TIME_UNKNOWN;
}

/**
 * xa_limits_load:
 *
 * Takes over what was kept before the restart. Times that a clock set wrong has put far ahead are
 * capped, as those of a platform are.
 */
void
xa_limits_load (XaLimits         *self,
                const XaLimitRow *row)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  const char          *slash = strchr (row->name, '/');
  g_autofree char     *uuid = slash ? g_strndup (row->name, (gsize) (slash - row->name)) : g_strdup (row->name);
  XaLimitedConnection *connection = xa_limits_get_connection (self, uuid);
  gint64               now_us = xa_limits_now (self);

  if (slash) {
    load_bucket (xa_limits_get_bucket (connection, slash + 1), row, now_us);
    return;
  }

  load_bucket (connection->whole, row, now_us);
  load_breaker (connection, row, now_us);
  connection->budget.period_us = row->period_us;
  connection->budget.spent = row->spent;
  connection->budget.paid = row->paid;
}

static XaLimitRow *
row_new (const XaLimitedConnection *connection,
         const char                *name,
         XaBucket                  *bucket,
         gint64                     now_us)
{
  XaLimitRow *row = g_new0 (XaLimitRow, 1);

  row->name = name ? g_strdup_printf ("%s/%s", connection->uuid, name) : g_strdup (connection->uuid);
  row->tokens = bucket->tokens;
  row->at_us = bucket->at_us;
  row->not_before_us = xa_bucket_get_not_before (bucket, now_us);
  row->period_us = XA_TIME_UNKNOWN;

  return row;
}

static void
append_changed_buckets (XaLimitedConnection *connection,
                        GPtrArray           *rows,
                        gint64               now_us)
{
  GHashTableIter iter;
  const char    *name;
  XaBucket      *bucket;

  g_hash_table_iter_init (&iter, connection->buckets);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &bucket))
    if (bucket->is_changed)
      g_ptr_array_add (rows, row_new (connection, name, bucket, now_us));

  /* After all of them: several names may share one. */
  g_hash_table_iter_init (&iter, connection->buckets);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &bucket))
    bucket->is_changed = FALSE;
}

static void
append_changed (XaLimitedConnection *connection,
                GPtrArray           *rows,
                gint64               now_us)
{
  append_changed_buckets (connection, rows, now_us);
  if (connection->is_changed || connection->whole->is_changed) {
    XaLimitRow *row = row_new (connection, NULL, connection->whole, now_us);

    row->not_before_us = xa_later (row->not_before_us, connection->breaker.open_until_us);
    row->failures = connection->breaker.n_failures;
    row->period_us = connection->budget.period_us;
    row->spent = connection->budget.spent;
    row->paid = connection->budget.paid;
    g_ptr_array_add (rows, row);
  }
  connection->is_changed = FALSE;
  connection->whole->is_changed = FALSE;
}

/**
 * xa_limits_take_changed:
 *
 * Returns: (transfer full) (element-type XaLimitRow): whole rows of what changed since the last call
 */
GPtrArray *
xa_limits_take_changed (XaLimits *self)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  GPtrArray           *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_limit_row_free);
  gint64               now_us = xa_limits_now (self);
  GHashTableIter       iter;
  XaLimitedConnection *connection;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &connection))
    append_changed (connection, rows, now_us);

  return rows;
}

/* --- how things stand ------------------------------------------------------------------------ */

static void
add_fill (XaLimitState *state,
          XaBucket     *bucket,
          gint64        now_us)
{
  double tokens, capacity;

  xa_bucket_get_fill (bucket, now_us, &tokens, &capacity);
  if (capacity > 0 && (state->capacity <= 0 || tokens / capacity < state->tokens / state->capacity)) {
    state->tokens = tokens;
    state->capacity = capacity;
  }
}

/**
 * xa_limits_get_state:
 * @state: (out caller-allocates)
 *
 * For gauges. A connection that was never used has all of its limit.
 */
void
xa_limits_get_state (XaLimits     *self,
                     const char   *connection,
                     XaLimitState *state)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  XaLimitedConnection *known = xa_limits_get_connection (self, connection);
  gint64               now_us = xa_limits_now (self);
  GHashTableIter       iter;
  XaBucket            *bucket;

  *state = (XaLimitState) { .not_before_us = xa_bucket_get_not_before (known->whole, now_us) };
  xa_budget_turn_page (&known->budget, now_us);
  state->spent = known->budget.spent;
  state->budget = known->budget.requests;
  state->paid = known->budget.paid;
  state->money = known->budget.money;
  state->is_broken = known->breaker.open_until_us != XA_TIME_UNKNOWN;
  if (state->is_broken && known->breaker.open_until_us > now_us)
    state->not_before_us = xa_later (state->not_before_us, known->breaker.open_until_us);
  if (!xa_budget_allows (&known->budget, 1, 0))
    state->not_before_us = xa_later (state->not_before_us, xa_budget_get_next_us (&known->budget));

  add_fill (state, known->whole, now_us);
  g_hash_table_iter_init (&iter, known->buckets);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &bucket))
    add_fill (state, bucket, now_us);
}

/**
 * xa_limits_estimate:
 *
 * Returns: how long until the last of @n requests may go out by what is known of the limits; 0
 *   where they do not hold it up
 */
gint64
xa_limits_estimate (XaLimits     *self,
                    const char   *connection,
                    const char   *bucket,
                    const XaRate *rate,
                    double        n)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  XaLimitedConnection *known = xa_limits_get_connection (self, connection);
  gint64               now_us = xa_limits_now (self);
  XaBucket            *about = xa_limits_get_bucket (known, bucket);
  gint64               wait_us;

  xa_bucket_declare (about, rate, now_us);
  wait_us = MAX (xa_bucket_estimate (about, n, now_us), xa_bucket_estimate (known->whole, n, now_us));

  return MAX (wait_us, xa_breaker_get_turn (&known->breaker, now_us) - now_us);
}
