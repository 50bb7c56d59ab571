#pragma once

#include "store/xa-store.h"
#include "model/xa-member-set.h"

/* An audience as listed, with what is known of its latest snapshot of members. */
typedef struct {
  gint64         id;
  gint64         parent_id; /* or 0 */
  XaPlatform     platform;
  XaAudienceKind kind;
  XaRole         role;
  gboolean       simulated;
  char          *native_id; /* (owned) */
  char          *title;     /* (owned) */
  char          *handle;    /* (owned) (nullable) */
  char          *url;       /* (owned) (nullable) */
  gint64         n_posts;
  gint64         snapshot_id; /* the latest by rank of coverage, then time; or 0 */
  XaCoverage     coverage;    /* of that snapshot, or XA_COVERAGE_COUNT_ONLY */
  gint64         at_us;
  gint64         first_n;
  gint64         fetched;                      /* people in the snapshot */
  gint64         reported;                     /* as the platform says, or XA_COUNT_UNKNOWN */
  gint64         window_from_us, window_to_us; /* of active authors and reactors */
  int            key_epoch;
} XaAudience;

void       xa_audience_free (XaAudience *self);
GPtrArray *xa_store_list_audiences (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaAudience), by title */
gboolean   xa_store_get_platform (XaStore *store, gint64 audience_id, XaPlatform *platform, GError **error);

typedef struct {
  gint64     id;
  gint64     audience_id;
  gint64     at_us;
  XaCoverage coverage;
  gint64     first_n;
  gint64     fetched;
  gint64     reported;
  gint64     window_from_us, window_to_us;
  int        key_epoch;
  guint64    list; /* names the people in it: the same for the same people, see xa-overlap-cache.h */
} XaSnapshot;

GArray      *xa_store_list_snapshots (XaStore *store, gint64 audience_id, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaSnapshot), by time */
XaMemberSet *xa_store_load_members (XaStore *store, gint64 snapshot_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaAudience, xa_audience_free)
