#pragma once

#include "providers/simulated/xa-simulator.h"

#include <math.h>

#define XA_SIMULATED_WEEK (7 * XA_USEC_PER_DAY)
#define XA_SIMULATED_NEWEST 200

/* A stream of random numbers for one purpose, told apart by three numbers. */
typedef struct {
  guint64 state;
} XaDice;

static inline guint64
xa_dice_mix (guint64 x)
{
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return x ^ (x >> 31);
}

static inline XaDice
xa_dice (guint32 seed,
         guint64 purpose,
         guint64 which)
{
  return (XaDice) { xa_dice_mix (seed + xa_dice_mix (purpose * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + xa_dice_mix (which + 1))) };
}

/* Returns: uniform in [0, 1). SplitMix64: G. Steele and others, OOPSLA 2014. */
static inline double
xa_dice_roll (XaDice *dice)
{
  dice->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return (double) (xa_dice_mix (dice->state) >> 11) * 0x1p-53;
}

/* Returns: normal with mean 0 and deviation 1 */
static inline double
xa_dice_normal (XaDice *dice)
{
  double radius = sqrt (-2 * log (xa_dice_roll (dice) + 0x1p-54));

  return radius * cos (2 * G_PI * xa_dice_roll (dice));
}

/* What the streams are for. */
enum {
  XA_DICE_AUDIENCE = 1,
  XA_DICE_MEMBERSHIP,
  XA_DICE_STAY,
  XA_DICE_LIST,
  XA_DICE_POST,
  XA_DICE_BUSY,
  XA_DICE_PROTECTED,
};

gsize    xa_simulator_format_person (XaSimulator *self, guint32 person, char text[24]);
gboolean xa_simulator_emit_posts (XaSimulator *self, guint audience, guint snapshot, const guint32 *members, gsize n_members, XaSink *sink, XaAudienceRef ref, GError **error);
