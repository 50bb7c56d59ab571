#include "providers/simulated/xa-simulator-private.h"

#include <stdio.h>

#define MAX_TAGS 3

/* Two words of each community, then words that everybody uses. */
static const char *const own_tags[][2] = {
  { "cycling", "commute" },
  { "bread", "sourdough" },
  { "chess", "openings" },
  { "linux", "gnome" },
  { "photography", "film" },
  { "running", "marathon" },
  { "books", "poetry" },
  { "gardening", "compost" },
  { "making", "solder" },
  { "climbing", "bouldering" },
  { "singing", "choir" },
  { "cinema", "festival" },
};
static const char *const common_tags[] = { "news", "weekend", "thanks", "question", "event" };
static const char *const languages[] = { "en", "de", "fr", "es", "pt", "uk" };

/* Hours at which people write, by weight: quiet nights, a bump at noon, busy evenings. */
static const guint8 hour_weights[24] = { 2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 10, 12, 10, 9, 9, 10, 12, 14, 16, 16, 13, 8, 4 };

static gint64
draw_time (XaSimulator *self,
           guint        snapshot,
           XaDice      *dice)
{
  gint64 week_end = xa_simulator_get_time (self, snapshot);
  gint64 day = (gint64) (xa_dice_roll (dice) * 7);
  guint  total = 0;
  guint  hour = 0;
  double roll;

  for (guint i = 0; i < G_N_ELEMENTS (hour_weights); i++)
    total += hour_weights[i];
  roll = xa_dice_roll (dice) * total;
  while (hour < 23 && roll >= hour_weights[hour])
    roll -= hour_weights[hour++];

  return week_end - (7 - day) * XA_USEC_PER_DAY - week_end % XA_USEC_PER_DAY + hour * XA_USEC_PER_HOUR +
         (gint64) (xa_dice_roll (dice) * 3600) * G_USEC_PER_SEC;
}

static gsize
draw_tags (guint   community,
           XaDice *dice,
           XaSpan  tags[MAX_TAGS])
{
  gsize n = 0;

  for (guint i = 0; i < 2; i++)
    if (xa_dice_roll (dice) < 0.25)
      tags[n++] = xa_span (own_tags[community % G_N_ELEMENTS (own_tags)][i]);
  if (xa_dice_roll (dice) < 0.2)
    tags[n++] = xa_span (common_tags[(gsize) (xa_dice_roll (dice) * G_N_ELEMENTS (common_tags))]);

  return n;
}

static const char *
draw_language (guint   community,
               XaDice *dice)
{
  return xa_dice_roll (dice) < 0.7 ? "en" : languages[(community + (guint) (xa_dice_roll (dice) * 3)) % G_N_ELEMENTS (languages)];
}

/* Views follow the size of the audience, everything else follows the views. */
static void
draw_counters (XaPostRecord *record,
               gsize         n_members,
               XaDice       *dice)
{
  double views = floor ((double) n_members * 0.4 * exp (0.5 * xa_dice_normal (dice)));

  record->views = (gint64) views;
  record->reactions = (gint64) (views * 0.03 * exp (0.6 * xa_dice_normal (dice)));
  record->shares = (gint64) (views * 0.005 * exp (0.8 * xa_dice_normal (dice)));
}

/* One in ten posts of a channel was passed on from another audience of its community. */
static gboolean
emit_forward (XaSimulator  *self,
              guint         audience,
              gint64        at_us,
              XaDice       *dice,
              XaSink       *sink,
              XaAudienceRef ref,
              GError      **error)
{
  const XaSimulatedAudience *of = xa_simulator_get_audience (self, audience);
  guint                      n = xa_simulator_get_options (self)->n_audiences;
  guint                      start = (guint) (xa_dice_roll (dice) * n);

  if (xa_dice_roll (dice) >= 0.1)
    return TRUE;
  for (guint i = 0; i < n; i++) {
    const XaSimulatedAudience *other = xa_simulator_get_audience (self, (start + i) % n);
    XaLinkRecord               record = { .kind = XA_LINK_FORWARD, .target_native_id = xa_span (other->native_id), .certain = TRUE, .at_us = at_us };

    if (other != of && other->community == of->community && other->platform == of->platform)
      return xa_sink_link (sink, ref, &record, error);
  }

  return TRUE;
}

static gboolean
emit_post (XaSimulator   *self,
           guint          audience,
           guint          snapshot,
           guint          no,
           const guint32 *members,
           gsize          n_members,
           XaSink        *sink,
           XaAudienceRef  ref,
           GError       **error)
{
  const XaSimulatedAudience *of = xa_simulator_get_audience (self, audience);
  gboolean                   own = audience % 3 != 0 && of->coverage != XA_COVERAGE_ACTIVE_AUTHORS;
  XaDice                     dice = xa_dice (xa_simulator_get_options (self)->seed, XA_DICE_POST, ((guint64) audience << 32) + ((guint64) snapshot << 20) + no);
  XaSpan                     tags[MAX_TAGS];
  char                       native_id[24];
  char                       author[24];
  XaPostRecord               record = {
                  .at_us = draw_time (self, snapshot, &dice),
                  .author_kind = own ? XA_AUTHOR_OWN : XA_AUTHOR_MEMBER,
                  .text = own ? xa_span ("A simulated post.") : XA_SPAN_NONE,
                  .tags = tags,
                  .reactions = XA_COUNT_UNKNOWN,
                  .comments = XA_COUNT_UNKNOWN,
                  .shares = XA_COUNT_UNKNOWN,
                  .views = XA_COUNT_UNKNOWN,
                  .seen_us = xa_simulator_get_time (self, snapshot),
                  .rating = NAN,
  };

  record.native_id = (XaSpan) { native_id, (gsize) snprintf (native_id, sizeof native_id, "%u", snapshot * 100000 + no + 1) };
  record.n_tags = draw_tags (of->community, &dice, tags);
  record.lang = xa_span (draw_language (of->community, &dice));
  if (own) {
    draw_counters (&record, n_members, &dice);
  } else {
    /* A few write much: squaring favours the first of the members. */
    double roll = xa_dice_roll (&dice);

    record.author.id = (XaSpan) { author, xa_simulator_format_person (self, members[(gsize) (roll * roll * (double) n_members)], author) };
  }

  return xa_sink_post (sink, ref, &record, error) &&
         (!own || emit_forward (self, audience, record.at_us, &dice, sink, ref, error));
}

/* The posts of the week before @snapshot: a handful by a channel, many in a group. */
gboolean
xa_simulator_emit_posts (XaSimulator   *self,
                         guint          audience,
                         guint          snapshot,
                         const guint32 *members,
                         gsize          n_members,
                         XaSink        *sink,
                         XaAudienceRef  ref,
                         GError       **error)
{
  const XaSimulatedAudience *of = xa_simulator_get_audience (self, audience);
  gboolean                   own = audience % 3 != 0 && of->coverage != XA_COVERAGE_ACTIVE_AUTHORS;
  guint                      n_posts = own ? 5 + audience % 17 : (guint) MIN (n_members / 4, 2000);

  for (guint i = 0; n_members && i < n_posts; i++)
    if (!emit_post (self, audience, snapshot, i, members, n_members, sink, ref, error))
      return FALSE;

  return TRUE;
}
