#include "analysis/xa-viral.h"

#include <math.h>
#include <stdlib.h>

/* How often chance may bring what is called an alarm, at one look. */
#define LARGEST_TAIL_P 0.002

const gint64 xa_viral_ages_us[XA_VIRAL_N_AGES] = {
  XA_USEC_PER_HOUR / 2,
  XA_USEC_PER_HOUR,
  2 * XA_USEC_PER_HOUR,
  4 * XA_USEC_PER_HOUR,
  8 * XA_USEC_PER_HOUR,
  16 * XA_USEC_PER_HOUR,
  32 * XA_USEC_PER_HOUR,
};

/* Readings beyond are history. */
#define OLDEST_US (64 * XA_USEC_PER_HOUR)

/* One reading of a post that is worth a look. */
typedef struct {
  gsize  post;
  gsize  reading;
  gint64 seen_us;
} Look;

static int
compare_looks (gconstpointer a,
               gconstpointer b)
{
  const Look *x = a, *y = b;

  if (x->seen_us != y->seen_us)
    return x->seen_us < y->seen_us ? -1 : 1;

  return (x->post > y->post) - (x->post < y->post);
}

/* The first reading at each of the ages or after it, and before the next. */
static void
add_looks (GArray            *looks,
           const XaViralPost *posts,
           gsize              post,
           gint64             from_us,
           gint64             to_us)
{
  const XaViralPost *self = &posts[post];
  int                reached = -1;

  for (gsize i = 0; i < self->n_readings; i++) {
    const gint64 age_us = self->readings[i].age_us;
    const Look   look = { post, i, self->at_us + age_us };
    int          stage = reached;

    while (stage + 1 < XA_VIRAL_N_AGES && age_us >= xa_viral_ages_us[stage + 1])
      stage++;
    if (stage == reached || age_us >= OLDEST_US)
      continue;
    reached = stage;
    if (look.seen_us >= from_us && look.seen_us < to_us)
      g_array_append_val (looks, look);
  }
}

/* As it could be known at that time: what was read later is left out. */
static double
get_value_then (const XaViralPost *post,
                gint64             age_us,
                gint64             known_us)
{
  gsize n = post->n_readings;

  while (n > 0 && post->at_us + post->readings[n - 1].age_us > known_us)
    n--;

  return xa_engagement_at_age (post->readings, n, age_us);
}

/* What the earlier posts had at an age, and what they gained in the time before it. */
typedef struct {
  double values[XA_VIRAL_BASELINE]; /* as ln (1 + x) */
  double gains[XA_VIRAL_BASELINE];
  gsize  n, n_gains;
} Baseline;

static void
collect (Baseline          *self,
         const XaViralPost *posts,
         const Look        *look,
         gint64             age_us,
         gint64             earlier_age_us)
{
  self->n = self->n_gains = 0;
  for (gsize i = look->post; i-- > 0 && self->n < XA_VIRAL_BASELINE;) {
    double value = get_value_then (&posts[i], age_us, look->seen_us);
    double earlier = earlier_age_us > 0 ? get_value_then (&posts[i], earlier_age_us, look->seen_us) : 0;

    if (isnan (value))
      continue;
    self->values[self->n++] = log1p (value);
    if (!isnan (earlier))
      self->gains[self->n_gains++] = value - earlier;
  }
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Whether it still goes up faster than posts usually do at that age: what was carried along and
 * stands still now is no news. */
static gboolean
is_rising (const XaViralPost *post,
           const Look        *look,
           Baseline          *baseline)
{
  const double value = post->readings[look->reading].value;
  const double earlier = look->reading > 0 ? post->readings[look->reading - 1].value : 0;

  if (baseline->n_gains == 0)
    return value > earlier;
  qsort (baseline->gains, baseline->n_gains, sizeof (double), compare_doubles);

  return value - earlier > baseline->gains[baseline->n_gains / 2];
}

/* A median of few counts is spread by chance as a Poisson count is. */
static double
get_least_spread (const Baseline *baseline)
{
  double total = 0;

  for (gsize i = 0; i < baseline->n; i++)
    total += baseline->values[i];

  return 1 / sqrt (exp (total / (double) MAX (baseline->n, 1)));
}

static gboolean
judge (const XaViralPost *posts,
       const Look        *look,
       const XaViralRule *rule,
       gboolean          *could,
       XaViralAlarm      *alarm)
{
  const XaViralPost      *post = &posts[look->post];
  const XaCounterReading *reading = &post->readings[look->reading];
  Baseline                baseline;
  XaUnusual               unusual;

  collect (&baseline, posts, look, reading->age_us, look->reading > 0 ? post->readings[look->reading - 1].age_us : 0);
  unusual = xa_unusual_high (log1p (reading->value), baseline.values, baseline.n, get_least_spread (&baseline));
  *could = !isnan (unusual.z);
  *alarm = (XaViralAlarm) {
    .post = look->post,
    .seen_us = look->seen_us,
    .age_us = reading->age_us,
    .value = reading->value,
    .usual = expm1 (unusual.middle),
    .z = unusual.z,
    .tail_p = unusual.tail_p,
    .n_others = unusual.n,
  };

  return *could && unusual.z >= rule->threshold && unusual.tail_p <= LARGEST_TAIL_P && reading->value >= rule->floor && is_rising (post, look, &baseline);
}

/* One alarm a post, and silence after each. */
static GArray *
run (const XaViralPost *posts,
     gsize              n_posts,
     const GArray      *looks,
     const XaViralRule *rule,
     gint64             quiet_until_us,
     XaViralSearch     *search)
{
  GArray              *alarms = g_array_new (FALSE, FALSE, sizeof (XaViralAlarm));
  g_autofree gboolean *told = g_new0 (gboolean, n_posts + 1);
  g_autofree gboolean *judged = g_new0 (gboolean, n_posts + 1);
  g_autofree gboolean *looked = g_new0 (gboolean, n_posts + 1);

  for (guint i = 0; i < looks->len; i++) {
    const Look  *look = &g_array_index (looks, Look, i);
    gboolean     could;
    XaViralAlarm alarm;

    looked[look->post] = TRUE;
    if (told[look->post])
      continue;
    told[look->post] = judge (posts, look, rule, &could, &alarm);
    judged[look->post] |= could;
    search->n_looks += (gsize) could;
    if (!told[look->post])
      continue;
    if (look->seen_us < quiet_until_us) {
      search->n_quiet++;
      continue;
    }
    g_array_append_val (alarms, alarm);
    quiet_until_us = look->seen_us + rule->cool_down_us;
  }
  for (gsize i = 0; i < n_posts; i++) {
    search->n_posts += (gsize) judged[i];
    search->n_unread += (gsize) (looked[i] && !judged[i]);
  }

  return alarms;
}

/**
 * xa_viral_find:
 * @posts: (array length=n_posts): of one audience, ascending in time
 * @from_us: readings from then on are looked at, and those before @to_us; earlier posts are
 *   what they are compared with
 * @quiet_until_us: an alarm before kept the audience quiet until then, or 0
 * @search: (out): what was looked at
 *
 * An alarm is a post that, at the age it has, is @rule's threshold of robust deviations above the
 * audience's last XA_VIRAL_BASELINE posts at that age, on the scale of ln (1 + x), is rarer than
 * 1 in 500 by the tail of those, has at least the floor, and goes up faster than they did. Fewer
 * than XA_UNUSUAL_LEAST posts with readings about that age judge nothing. Nothing is used that was
 * read later than the look, so that the past is judged as it would have been.
 *
 * Cost: O(looks * (baseline log baseline + readings))
 *
 * Returns: (transfer full) (element-type XaViralAlarm): by time
 */
GArray *
xa_viral_find (const XaViralPost *posts,
               gsize              n_posts,
               const XaViralRule *rule,
               gint64             from_us,
               gint64             to_us,
               gint64             quiet_until_us,
               XaViralSearch     *search)
{
  g_autoptr (GArray) looks = g_array_new (FALSE, FALSE, sizeof (Look));

  *search = (XaViralSearch) { 0 };
  for (gsize i = 0; i < n_posts; i++)
    if (posts[i].at_us < to_us && posts[i].at_us >= from_us - OLDEST_US)
      add_looks (looks, posts, i, from_us, to_us);
  g_array_sort (looks, compare_looks);

  return run (posts, n_posts, looks, rule, quiet_until_us, search);
}
