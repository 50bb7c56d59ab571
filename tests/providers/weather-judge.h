#pragma once

#include "weather-mutate.h"
#include "weather.h"

/*
 * What has to hold of a pass in any weather, against what the same pass asks for and brings undisturbed.
 */

typedef struct {
  const WeatherFixture *fixture;
  XaPass                pass;
} Case;

/* What an undisturbed pass asks for and brings. */
typedef struct {
  GPtrArray  *pages; /* (owned) (element-type utf8): addresses, each once, in order */
  GHashTable *lines; /* (owned) (element-type utf8) */
  guint       n_asked;
} Baseline;

/* Keeps what the program logs, to be searched: before the tests. */
void judge_init (void);

Baseline *judge_baseline_new (const Case *one);
guint     judge_count_missing (GHashTable *from, GHashTable *lines, gboolean singles_only, gboolean tell);
void      judge_assert_nothing_invented (Weather *weather, const Baseline *baseline);
void      judge_assert_heals (const Case *one, Weather *weather, const Baseline *baseline);
gboolean  judge_meet (const Case *one, const Baseline *baseline, Weather *weather, const Fault *fault, const char *page, GError **error);
void      judge_weather_through (const Case *one, const Baseline *baseline, const Fault *fault, const char *page, guint codes);
void      judge_baseline_free (Baseline *self);

#define FOR_EACH_PAGE(baseline, page)                                     \
  for (guint page##_i = 0; page##_i < (baseline)->pages->len; page##_i++) \
    for (const char *page = (baseline)->pages->pdata[page##_i]; page; page = NULL)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Baseline, judge_baseline_free)
