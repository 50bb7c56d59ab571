#include "providers/simulated/xa-simulator-private.h"

#include <stdio.h>

/* People are numbered so that all of one community and one sociability stand together: then who
 * joins an audience is drawn by skipping, in time proportional to its members. */
#define N_COMMUNITIES 12
#define N_SOCIABILITIES 8

/* Log-normal with deviation 1.1, at the middle of each eighth of the people, scaled to mean 1. */
static const double sociability[N_SOCIABILITIES] = { 0.11, 0.21, 0.33, 0.49, 0.72, 1.05, 1.66, 3.43 };

/* The share of members who leave, and as many who join, from one snapshot to the next. */
#define WEEKLY_TURNOVER 0.02

struct _XaSimulator {
  XaSimulatorOptions   options;
  XaSimulatedAudience *audiences; /* (owned) (array length=options.n_audiences) */
};

static const char *const places[] = { "Harbour", "Meadow", "Valley", "Summit", "Lake", "Orchard", "Garden", "Bridge", "Tower", "Forest", "Island", "Market" };
static const char *const themes[] = { "Cyclists", "Bakers", "Chess Club", "Linux Users", "Photographers", "Runners", "Readers", "Gardeners", "Makers", "Climbers", "Choir", "Film Circle" };

static XaCoverage
draw_coverage (XaDice *dice)
{
  double roll = xa_dice_roll (dice);

  if (roll < 0.60)
    return XA_COVERAGE_COMPLETE;
  if (roll < 0.75)
    return XA_COVERAGE_SAMPLE;
  if (roll < 0.85)
    return XA_COVERAGE_FIRST_N;
  if (roll < 0.95)
    return XA_COVERAGE_ACTIVE_AUTHORS;

  return XA_COVERAGE_COUNT_ONLY;
}

static void
invent_audience (XaSimulator *self,
                 guint        no)
{
  XaSimulatedAudience *audience = &self->audiences[no];
  XaDice               dice = xa_dice (self->options.seed, XA_DICE_AUDIENCE, no);
  double               rank = (double) (no + 1);

  audience->community = (guint) (xa_dice_roll (&dice) * N_COMMUNITIES);
  audience->platform = xa_dice_roll (&dice) < 0.8 ? XA_PLATFORM_TELEGRAM : XA_PLATFORM_DISCORD;
  audience->coverage = draw_coverage (&dice);
  audience->share = 0.1 + 0.4 * xa_dice_roll (&dice);
  audience->attraction = 4 + 12 * xa_dice_roll (&dice);
  /* Sizes fall with rank by a power law; the largest holds about an eighth of the people. */
  audience->base_rate = 0.06 * pow (rank, -0.65) * exp (0.3 * xa_dice_normal (&dice));
  audience->name = g_strdup_printf ("%s %s %u", places[no % G_N_ELEMENTS (places)], themes[audience->community], no + 1);
  audience->native_id = g_strdup_printf ("%s%u", audience->platform == XA_PLATFORM_TELEGRAM ? "-100777" : "777000", 1000000 + no);
}

/**
 * xa_simulator_new:
 * @options: at least one audience, person and snapshot; the same options, the same world
 *
 * Returns: (transfer full): an invented world
 */
XaSimulator *
xa_simulator_new (const XaSimulatorOptions *options)
{
  XaSimulator *self = g_new0 (XaSimulator, 1);

  g_return_val_if_fail (options->n_audiences && options->n_people && options->n_snapshots, NULL);

  self->options = *options;
  self->audiences = g_new0 (XaSimulatedAudience, options->n_audiences);
  for (guint i = 0; i < options->n_audiences; i++)
    invent_audience (self, i);

  return self;
}

void
xa_simulator_free (XaSimulator *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->options.n_audiences; i++) {
    g_free (self->audiences[i].name);
    g_free (self->audiences[i].native_id);
  }
  g_free (self->audiences);
  g_free (self);
}

const XaSimulatorOptions *
xa_simulator_get_options (XaSimulator *self)
{
  return &self->options;
}

const XaSimulatedAudience *
xa_simulator_get_audience (XaSimulator *self,
                           guint        audience)
{
  g_return_val_if_fail (audience < self->options.n_audiences, NULL);

  return &self->audiences[audience];
}

/**
 * xa_simulator_get_time:
 *
 * Returns: when the snapshot was taken, in microseconds since 1970
 */
gint64
xa_simulator_get_time (XaSimulator *self,
                       guint        snapshot)
{
  return self->options.end_us - (gint64) (self->options.n_snapshots - 1 - snapshot) * XA_SIMULATED_WEEK;
}

/* Whether someone who ever joins is a member at @snapshot: a stay begins and ends at random, so
 * that about as many come as go. */
static gboolean
is_there (XaSimulator *self,
          guint        audience,
          guint32      person,
          guint        snapshot)
{
  XaDice dice = xa_dice (self->options.seed, XA_DICE_STAY, (guint64) audience << 32 | person);
  double away = WEEKLY_TURNOVER * (self->options.n_snapshots - 1);

  for (guint i = 0; i < 2; i++) {
    double when = xa_dice_roll (&dice);

    /* The first roll may delay the arrival, the second bring forward the departure. */
    if (when < away) {
      guint change = 1 + (guint) (when / away * (self->options.n_snapshots - 1));

      if (i == 0 ? snapshot < change : snapshot >= change)
        return FALSE;
    }
  }

  return TRUE;
}

/* Draws, by skipping, who of the people from @first to @end joins with chance @rate. */
static void
draw_joiners (XaSimulator *self,
              guint        audience,
              guint        snapshot,
              guint32      first,
              guint32      end,
              double       rate,
              XaDice      *dice,
              GArray      *members)
{
  double log_stay = log1p (-MIN (rate, 0.95));
  double at = first;

  while (TRUE) {
    guint32 person;

    at += floor (log (1 - xa_dice_roll (dice)) / log_stay);
    if (at >= end)
      return;
    person = (guint32) at;
    if (is_there (self, audience, person, snapshot))
      g_array_append_val (members, person);
    at += 1;
  }
}

/**
 * xa_simulator_get_members:
 * @n_members: (out): their number
 *
 * The truth: who is a member of @audience at @snapshot, whatever its coverage shows. People of
 * different platforms are different people, although their numbers are the same.
 *
 * Returns: (transfer full) (array length=n_members): numbers of people, ascending; g_free() it
 */
guint32 *
xa_simulator_get_members (XaSimulator *self,
                          guint        audience,
                          guint        snapshot,
                          gsize       *n_members)
{
  const XaSimulatedAudience *of = &self->audiences[audience];
  XaDice                     dice = xa_dice (self->options.seed, XA_DICE_MEMBERSHIP, audience);
  GArray                    *members = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint                n_classes = N_COMMUNITIES * N_SOCIABILITIES;

  for (guint class = 0; class < n_classes; class ++) {
    guint32 first = (guint32) ((guint64) self->options.n_people * class / n_classes);
    guint32 end = (guint32) ((guint64) self->options.n_people * (class + 1) / n_classes);
    double  rate = of->base_rate * sociability[class % N_SOCIABILITIES];

    if (class / N_SOCIABILITIES == of->community)
      rate *= of->attraction;
    if (end > first)
      draw_joiners (self, audience, snapshot, first, end, rate, &dice, members);
  }
  *n_members = members->len;

  return (guint32 *) (void *) g_array_free (members, FALSE);
}

/* Numbers that look like a platform's, far from one another. */
gsize
xa_simulator_format_person (XaSimulator *self,
                            guint32      person,
                            char         text[24])
{
  guint64 number = 5000000000 + ((guint64) person * G_GUINT64_CONSTANT (2654435761) & 0xffffffff);

  return (gsize) snprintf (text, 24, "%" G_GUINT64_FORMAT, number);
}

static gboolean
add_member (XaSimulator  *self,
            guint32       person,
            XaSink       *sink,
            XaAudienceRef ref,
            GError      **error)
{
  char           id[24];
  XaMemberRecord record = { .joined_us = XA_TIME_UNKNOWN, .left_us = XA_TIME_UNKNOWN };

  record.person.id = (XaSpan) { id, xa_simulator_format_person (self, person, id) };

  return xa_sink_member (sink, ref, &record, error);
}

/* Whom the list shows: everyone, each with a chance, or a stretch that passes for the newest. */
static gboolean
emit_list (XaSimulator   *self,
           guint          audience,
           guint          snapshot,
           const guint32 *members,
           gsize          n_members,
           XaSink        *sink,
           XaAudienceRef  ref,
           GError       **error)
{
  const XaSimulatedAudience *of = &self->audiences[audience];
  XaSnapshotRecord           record = { .at_us = xa_simulator_get_time (self, snapshot), .coverage = of->coverage, .reported = (gint64) n_members };
  XaDice                     dice = xa_dice (self->options.seed, XA_DICE_LIST, (guint64) audience << 32 | snapshot);
  gsize                      first = 0;
  gsize                      end = n_members;

  if (of->coverage == XA_COVERAGE_FIRST_N) {
    record.first_n = XA_SIMULATED_NEWEST;
    if (n_members > XA_SIMULATED_NEWEST)
      first = (gsize) (xa_dice_roll (&dice) * (double) (n_members - XA_SIMULATED_NEWEST));
    end = MIN (n_members, first + XA_SIMULATED_NEWEST);
  }
  if (!xa_sink_snapshot (sink, ref, &record, error))
    return FALSE;
  for (gsize i = first; i < end; i++)
    if (of->coverage != XA_COVERAGE_SAMPLE || xa_dice_roll (&dice) < of->share)
      if (!add_member (self, members[i], sink, ref, error))
        return FALSE;

  return TRUE;
}

static gboolean
emit_size (XaSimulator  *self,
           guint         snapshot,
           gsize         n_members,
           XaSink       *sink,
           XaAudienceRef ref,
           GError      **error)
{
  XaSampleRecord record = { .metric = XA_METRIC_MEMBERS, .at_us = xa_simulator_get_time (self, snapshot), .value = (double) n_members };

  return xa_sink_sample (sink, ref, &record, error);
}

static gboolean
emit_audience (XaSimulator *self,
               guint        audience,
               guint        snapshot,
               XaSink      *sink,
               GError     **error)
{
  const XaSimulatedAudience *of = &self->audiences[audience];
  XaAudienceRecord           record = {
              .platform = of->platform,
              .native_id = xa_span (of->native_id),
              .kind = audience % 3 ? XA_AUDIENCE_CHANNEL : XA_AUDIENCE_GROUP,
              .title = xa_span (of->name),
              .members_reported = XA_COUNT_UNKNOWN,
              .simulated = TRUE,
  };
  gsize               n_members;
  g_autofree guint32 *members = xa_simulator_get_members (self, audience, snapshot, &n_members);
  gboolean            has_list = of->coverage != XA_COVERAGE_ACTIVE_AUTHORS && of->coverage != XA_COVERAGE_COUNT_ONLY;
  XaAudienceRef       ref;

  return xa_sink_audience (sink, &record, &ref, error) &&
         emit_size (self, snapshot, n_members, sink, ref, error) &&
         (!has_list || emit_list (self, audience, snapshot, members, n_members, sink, ref, error)) &&
         xa_simulator_emit_posts (self, audience, snapshot, members, n_members, sink, ref, error);
}

/**
 * xa_simulator_emit:
 * @snapshot: which, from 0
 *
 * Hands over what a sync of all audiences at that time would: lists, sizes, and the posts of the
 * week before. The checkpoint after each audience counts audiences.
 */
gboolean
xa_simulator_emit (XaSimulator *self,
                   guint        snapshot,
                   XaSink      *sink,
                   GError     **error)
{
  for (guint i = 0; i < self->options.n_audiences; i++)
    if (!emit_audience (self, i, snapshot, sink, error) || !xa_sink_checkpoint (sink, i + 1, error))
      return FALSE;

  return TRUE;
}
