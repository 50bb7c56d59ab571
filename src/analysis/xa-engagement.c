#include "analysis/xa-engagement.h"

#include <math.h>

#define N_RESAMPLES 1000

/**
 * xa_engagement_interactions:
 *
 * Returns: the sum of the reactions, comments and shares that are known, or NAN if none is
 */
double
xa_engagement_interactions (const XaEngagementPost *post)
{
  const gint64 counters[] = { post->reactions, post->comments, post->shares };
  double       sum = NAN;

  for (gsize i = 0; i < G_N_ELEMENTS (counters); i++)
    if (counters[i] != XA_COUNT_UNKNOWN)
      sum = (isnan (sum) ? 0 : sum) + (double) counters[i];

  return sum;
}

static double
base_of (const XaEngagementPost *post,
         XaEngagementBase        base)
{
  gint64 value = base == XA_ENGAGEMENT_BY_VIEWS ? post->views : post->followers;

  return value == XA_COUNT_UNKNOWN || value <= 0 ? NAN : (double) value;
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      data)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
sort (double *values,
      gsize   n)
{
  g_sort_array (values, n, sizeof *values, compare, NULL);
}

static double
median_of_sorted (const double *values,
                  gsize         n)
{
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static XaInterval
middle_95 (double *values,
           gsize   n)
{
  sort (values, n);

  return (XaInterval) { values[(gsize) floor (0.025 * (double) (n - 1))], values[(gsize) ceil (0.975 * (double) (n - 1))] };
}

/* The percentile bootstrap, drawing whole posts: what varies is which posts were made. */
static void
resample (XaEngagement *self,
          const double *interactions,
          const double *bases,
          gsize         n,
          guint32       seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree double *rates = g_new (double, n);
  g_autofree double *ratios = g_new (double, N_RESAMPLES);
  g_autofree double *medians = g_new (double, N_RESAMPLES);

  for (gsize r = 0; r < N_RESAMPLES; r++) {
    double sum = 0, base = 0;

    for (gsize i = 0; i < n; i++) {
      gsize k = MIN (n - 1, (gsize) (g_rand_double (rand) * (double) n));

      sum += interactions[k];
      base += bases[k];
      rates[i] = interactions[k] / bases[k];
    }
    sort (rates, n);
    ratios[r] = sum / base;
    medians[r] = median_of_sorted (rates, n);
  }
  self->ratio_interval = middle_95 (ratios, N_RESAMPLES);
  self->median_interval = middle_95 (medians, N_RESAMPLES);
}

/* The interactions and bases of the posts that have both. */
typedef struct {
  double *interactions; /* (owned) */
  double *bases;        /* (owned) */
} Rates;

static void
rates_clear (Rates *self)
{
  g_free (self->interactions);
  g_free (self->bases);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rates, rates_clear)

static XaEngagement
sum_up (const XaEngagementPost *posts,
        gsize                   n_posts,
        XaEngagementBase        base,
        Rates                  *rates)
{
  XaInterval   nothing = { NAN, NAN };
  XaEngagement self = { .base = base, .ratio_of_sums = NAN, .median = NAN, .ratio_interval = nothing, .median_interval = nothing };
  gsize        n = 0;

  rates->interactions = g_new (double, MAX (n_posts, 1));
  rates->bases = g_new (double, MAX (n_posts, 1));
  for (gsize i = 0; i < n_posts; i++) {
    rates->interactions[n] = xa_engagement_interactions (&posts[i]);
    rates->bases[n] = base_of (&posts[i], base);
    if (isnan (rates->interactions[n]) || isnan (rates->bases[n]))
      continue;
    self.interactions += rates->interactions[n];
    self.base_total += rates->bases[n];
    n++;
  }
  self.n_posts = n;
  self.n_left_out = n_posts - n;
  if (n > 0)
    self.ratio_of_sums = self.interactions / self.base_total;

  return self;
}

/**
 * xa_engagement_sum:
 * @posts: (array length=n_posts): the posts of the period
 *
 * Cost: O(n_posts), without the resampling of xa_engagement_compute().
 *
 * Returns: the ratio of sums, Σ interactions / Σ base; median and intervals are NAN
 */
XaEngagement
xa_engagement_sum (const XaEngagementPost *posts,
                   gsize                   n_posts,
                   XaEngagementBase        base)
{
  g_auto (Rates) rates = { NULL };

  return sum_up (posts, n_posts, base, &rates);
}

/**
 * xa_engagement_compute:
 * @posts: (array length=n_posts): the posts of the period
 * @seed: of the bootstrap; the same gives the same intervals
 *
 * The ratio of sums, Σ interactions / Σ base, and the median of the posts' own rates, both with
 * 95 % intervals by resampling posts (B. Efron, 1979). The mean of rates is not computed: it
 * lets tiny posts rule.
 *
 * Returns: the engagement; rates are NAN where no post has both interactions and base
 */
XaEngagement
xa_engagement_compute (const XaEngagementPost *posts,
                       gsize                   n_posts,
                       XaEngagementBase        base,
                       guint32                 seed)
{
  g_auto (Rates) rates = { NULL };
  XaEngagement       self = sum_up (posts, n_posts, base, &rates);
  g_autofree double *sorted = g_new (double, MAX (self.n_posts, 1));

  if (self.n_posts == 0)
    return self;
  for (gsize i = 0; i < self.n_posts; i++)
    sorted[i] = rates.interactions[i] / rates.bases[i];
  sort (sorted, self.n_posts);
  self.median = median_of_sorted (sorted, self.n_posts);
  resample (&self, rates.interactions, rates.bases, self.n_posts, seed);

  return self;
}

/**
 * xa_engagement_at_age:
 * @readings: (array length=n_readings): of one counter, ascending in age
 *
 * A counter grows fast at first, so that posts are compared at equal age only. Between two
 * readings it is taken to grow evenly; nothing is assumed beyond them.
 *
 * Returns: the counter at @age_us, or NAN where there is no reading on both sides
 */
double
xa_engagement_at_age (const XaCounterReading *readings,
                      gsize                   n_readings,
                      gint64                  age_us)
{
  for (gsize i = 0; i < n_readings; i++) {
    const XaCounterReading *after = &readings[i];
    const XaCounterReading *before = after - 1;

    if (after->age_us == age_us)
      return after->value;
    if (after->age_us > age_us)
      return i == 0 ? NAN
                    : before->value + (after->value - before->value) * (double) (age_us - before->age_us) / (double) (after->age_us - before->age_us);
  }

  return NAN;
}

static int
compare_places (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  const double *values = data;
  gsize         i = *(const gsize *) a;
  gsize         j = *(const gsize *) b;

  if (values[i] != values[j])
    return values[i] > values[j] ? -1 : 1;

  return i < j ? -1 : i > j;
}

/**
 * xa_engagement_top:
 * @values: (array length=n_values): NAN where not known
 * @top: (out caller-allocates) (array length=n_top): places of the highest, the highest first;
 *   ties in the order of @values
 *
 * Returns: how many there are, at most @n_top
 */
gsize
xa_engagement_top (const double *values,
                   gsize         n_values,
                   gsize         n_top,
                   gsize        *top)
{
  g_autofree gsize *places = g_new (gsize, n_values);
  gsize             n = 0;

  for (gsize i = 0; i < n_values; i++)
    if (!isnan (values[i]))
      places[n++] = i;
  g_sort_array (places, n, sizeof *places, compare_places, (gpointer) values);
  n = MIN (n, n_top);
  for (gsize i = 0; i < n; i++)
    top[i] = places[i];

  return n;
}

/**
 * xa_engagement_base_words:
 *
 * Returns: what a rate is a rate of; belongs to every rate that is shown
 */
const char *
xa_engagement_base_words (XaEngagementBase base)
{
  return base == XA_ENGAGEMENT_BY_VIEWS ? "interactions per view" : "interactions per follower on the day of the post";
}
