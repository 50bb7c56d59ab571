#include "insight/xa-inspect-parts.h"
#include "insight/xa-withhold.h"
#include "store/xa-readings.h"

#include <math.h>

/* One own post, as far as its place among the others goes. */
typedef struct {
  gint64   id;
  gint64   at_us;
  gint64   last_age_us; /* at its newest reading */
  double   at_age;      /* interactions at the age that is asked for, or NAN */
  double   newest;      /* interactions at the newest reading, or NAN */
  gboolean is_young;    /* it was not that old yet when it was last read */
} Candidate;

static gint64
get_counter (const XaOwnReading *reading,
             int                 counter)
{
  const gint64 counters[] = { reading->reactions, reading->comments, reading->shares };

  return counters[counter];
}

/* All counters that the post ever had must be known at the age: a sum that lacks one of them
 * cannot be set beside one that has it. */
static double
sum_at_age (const XaOwnReading *readings,
            guint               n_readings,
            gint64              age_us)
{
  g_autofree XaCounterReading *of_one = g_new (XaCounterReading, n_readings);
  double                       sum = NAN;

  for (int counter = 0; counter < 3; counter++) {
    gsize  n = 0;
    double value;

    for (guint i = 0; i < n_readings; i++) {
      gint64 count = get_counter (&readings[i], counter);
      gint64 age = readings[i].seen_us - readings[i].at_us;

      if (count != XA_COUNT_UNKNOWN && (n == 0 || age > of_one[n - 1].age_us))
        of_one[n++] = (XaCounterReading) { age, (double) count };
    }
    if (n == 0)
      continue;
    value = xa_engagement_at_age (of_one, n, age_us);
    if (isnan (value))
      return NAN;
    sum = (isnan (sum) ? 0 : sum) + value;
  }

  return sum;
}

static Candidate
make_candidate (const XaOwnReading *readings,
                guint               n_readings,
                gint64              age_us)
{
  const XaOwnReading *last = &readings[n_readings - 1];
  XaEngagementPost    newest = { last->reactions, last->comments, last->shares, XA_COUNT_UNKNOWN, XA_COUNT_UNKNOWN };
  Candidate           candidate = { .id = last->post_id, .at_us = last->at_us, .last_age_us = last->seen_us - last->at_us };

  candidate.is_young = candidate.last_age_us < age_us;
  candidate.newest = xa_engagement_interactions (&newest);
  candidate.at_age = sum_at_age (readings, n_readings, age_us);

  return candidate;
}

static GArray *
list_candidates (const GArray *readings,
                 gint64        age_us)
{
  GArray             *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  const XaOwnReading *all = (const XaOwnReading *) (void *) readings->data;

  for (guint i = 0, end; i < readings->len; i = end) {
    Candidate candidate;

    for (end = i + 1; end < readings->len && all[end].post_id == all[i].post_id; end++)
      ;
    candidate = make_candidate (&all[i], end - i, age_us);
    g_array_append_val (candidates, candidate);
  }

  return candidates;
}

/* Where not even two posts were read before and after the age, as in a single export, all that can be
 * compared are the newest counters of those that were old enough. */
static void
choose_basis (const GArray      *candidates,
              XaInspectTopPosts *self)
{
  guint n_at_age = 0;

  for (guint i = 0; i < candidates->len; i++)
    n_at_age += !isnan (g_array_index (candidates, Candidate, i).at_age);
  self->n_own = candidates->len;
  self->at_equal_age = n_at_age >= 2;
}

static double
get_value (const XaInspectTopPosts *self,
           const Candidate         *candidate)
{
  if (self->at_equal_age)
    return candidate->at_age;

  return candidate->is_young ? NAN : candidate->newest;
}

static gboolean
add_post (const XaScope     *scope,
          gint64             audience_id,
          const Candidate   *candidate,
          XaInspectTopPosts *self,
          GError           **error)
{
  XaPostQuery  query = { .audience_id = audience_id, .order = XA_POSTS_NEWEST, .from_us = candidate->at_us, .to_us = G_MAXINT64, .n = 1 };
  XaPostCursor cursor = { TRUE, candidate->at_us, candidate->id + (candidate->id < G_MAXINT64) };
  g_autoptr (GPtrArray) posts = xa_store_list_posts (scope->store, &query, &cursor, error);
  XaInspectTopPost *top;

  if (!posts)
    return FALSE;
  /* It may have been deleted in between. */
  if (posts->len == 0)
    return TRUE;
  top = g_new0 (XaInspectTopPost, 1);
  top->post = g_ptr_array_steal_index (posts, 0);
  top->interactions = get_value (self, candidate);
  top->age_us = self->at_equal_age ? self->age_us : candidate->last_age_us;
  g_ptr_array_add (self->posts, top);

  return TRUE;
}

static void
free_top_post (gpointer data)
{
  XaInspectTopPost *self = data;

  xa_post_free (self->post);
  g_free (self);
}

gboolean
xa_inspect_load_top_posts (const XaScope *scope,
                           XaInspect     *inspect,
                           GError       **error)
{
  XaInspectTopPosts *self = &inspect->top_posts;
  gint64             id = inspect->subject->id;
  g_autoptr (GArray) readings = xa_store_list_own_readings (scope->store, id, xa_scope_get_start (scope), xa_scope_get_end (scope), error);
  g_autoptr (GArray) candidates = NULL;
  g_autofree double *values = NULL;
  gsize              top[XA_INSPECT_N_TOP_POSTS], n_top;

  self->posts = g_ptr_array_new_with_free_func (free_top_post);
  self->age_us = XA_INSPECT_TOP_POSTS_AGE;
  if (!readings)
    return FALSE;
  candidates = list_candidates (readings, self->age_us);
  choose_basis (candidates, self);
  values = g_new (double, MAX (candidates->len, 1));
  for (guint i = 0; i < candidates->len; i++) {
    const Candidate *candidate = &g_array_index (candidates, Candidate, i);

    values[i] = get_value (self, candidate);
    self->n_ranked += !isnan (values[i]);
    self->n_too_young += candidate->is_young;
  }
  n_top = xa_engagement_top (values, candidates->len, G_N_ELEMENTS (top), top);
  for (gsize i = 0; i < n_top; i++)
    if (!add_post (scope, id, &g_array_index (candidates, Candidate, top[i]), self, error))
      return FALSE;

  return TRUE;
}
