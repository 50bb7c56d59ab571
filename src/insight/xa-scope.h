#pragma once

#include "store/xa-store.h"

#include <gio/gio.h>

/*
 * What every question of insight/ is asked of: a workspace opened for reading, a range of time,
 * and the smallest count of people that the answer may show. Insight is the only door to
 * figures: what it returns has passed the disclosure gate for that count.
 */

#define XA_INSIGHT_ERROR (xa_insight_error_quark ())
GQuark xa_insight_error_quark (void);

typedef enum {
  XA_INSIGHT_ERROR_NO_AUDIENCE, /* no audience has that name */
  XA_INSIGHT_ERROR_AMBIGUOUS,   /* several have: the message lists how to name each */
  XA_INSIGHT_ERROR_EXPRESSION,  /* a composite audience that cannot be read */
  XA_INSIGHT_ERROR_TOO_FEW,     /* the question needs more audiences, or more data */
} XaInsightError;

/* The smallest count that may be shown on a screen, and in whatever leaves the program. */
#define XA_SMALLEST_COUNT_SCREEN 5
#define XA_SMALLEST_COUNT_OUTSIDE 10

typedef struct {
  XaStore      *store;          /* (not owned): open for reading */
  gint64        from_us, to_us; /* both in the range; or XA_TIME_UNKNOWN: no limit on that side */
  guint         smallest_count;
  GCancellable *cancellable; /* (not owned) (nullable) */
  gboolean      is_ahead;    /* nobody waits: the answer is kept for who will ask */
} XaScope;

gint32 xa_scope_get_first_day (const XaScope *scope);
gint32 xa_scope_get_last_day (const XaScope *scope);
gint32 xa_scope_get_first_hour (const XaScope *scope);
gint32 xa_scope_get_last_hour (const XaScope *scope);

/* The people of a platform in any list, as they may be told: to the nearest hundred. Next to sizes
 * and overlaps the last digits would be an equation for a count that is withheld. */
gint64 xa_scope_round_universe (guint64 n_people);
