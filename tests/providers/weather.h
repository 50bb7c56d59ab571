#pragma once

#include "test-fetch.h"

#include "providers/xa-provider.h"

/*
 * A platform that answers in memory, as it should or with something wrong, by a clock that waiting
 * moves on at once. It writes down what was asked and when.
 */

/* A good answer to all addresses with @piece in them; the longest piece decides. */
typedef struct {
  const char *piece;
  const char *body; /* single quotes stand for double ones */
  const char *link; /* (nullable): a Link header */
} WeatherAnswer;

/* One thing that a provider fetches, in small. */
typedef struct {
  const char          *name; /* of the test */
  const XaProvider    *provider;
  const char          *target;   /* in normal form */
  const char          *base;     /* (nullable): NULL for the provider's */
  const char          *token;    /* (nullable) */
  const char          *user;     /* (nullable) */
  const char          *followed; /* (nullable): native id that is followed */
  guint                gives;    /* XaGives by which passes are chosen; 0: all of the provider's */
  const WeatherAnswer *answers;  /* ends without a piece */
  const char *const   *planted;  /* what no message may hold; ends in NULL */
} WeatherFixture;

typedef enum {
  FAULT_NONE,
  FAULT_STATUS, /* @status with @body */
  FAULT_BODY,   /* @body in place of the good one */
  FAULT_DROP,   /* the connection breaks */
  FAULT_SLOW,   /* nothing before the deadline */
  FAULT_LOOP,   /* what is asked beside the page is answered like the page */
  FAULT_SKEW,   /* all answers, of a clock that is wrong by @seconds */
} FaultKind;

typedef struct {
  FaultKind   kind;
  guint       status;
  const char *body;        /* (nullable) */
  const char *retry_after; /* (nullable) */
  gint64      seconds;
  gboolean    is_once; /* the second time the answer is good */
} Fault;

typedef struct _Weather Weather;

Weather *weather_new (const WeatherFixture *fixture) G_GNUC_WARN_UNUSED_RESULT;
void     weather_free (Weather *self);

/* @address: of which page; (nullable) for all */
void weather_set_fault (Weather *self, const Fault *fault, const char *address);
void weather_clear (Weather *self); /* it is fine again, an hour or a day later */

/* One pass; what it committed is added to weather_get_lines(). */
gboolean         weather_run (Weather *self, XaPass pass, GError **error);
GHashTable      *weather_get_lines (Weather *self); /* (element-type utf8): records that are safe */
const GPtrArray *weather_get_asked (Weather *self); /* (element-type utf8): addresses, in order */
const GArray    *weather_get_times (Weather *self); /* (element-type gint64): when each was asked */
TestFetch       *weather_get_fetch (Weather *self);
char            *weather_get_said (Weather *self); /* (transfer full): notes and progress */
gint64           weather_get_now (Weather *self);
char            *weather_get_good_body (Weather *self, const char *address); /* (transfer full) */
guint            weather_count_notes (Weather *self);
gboolean         weather_has_same_path (const char *one, const char *other); /* addresses */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Weather, weather_free)

/* In weather-fixtures.c; ends without a name. */
extern const WeatherFixture *const weather_fixtures[];
