#pragma once

#include "store/xa-store.h"

/*
 * A platform that is reached in several ways, one standing in for the other: which of them do not
 * work, by which one what is known of a source came in, and where that changed. Numbers before and
 * after such a place may differ for no other reason.
 */

/* One kind of question that a connection does not answer. */
typedef struct {
  gint64 connection_id;
  char  *path; /* (owned): a stable word: "members", "search" */
  gint64 since_us;
  gint64 probe_us; /* when it is tried again */
  char  *cause;    /* (owned): a stable word */
} XaWayDown;

void       xa_way_down_free (XaWayDown *self);
GPtrArray *xa_store_list_ways_down (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaWayDown) */
/* One that is down already keeps its begin. */
gboolean xa_store_set_way_down (XaStore *store, gint64 connection_id, const char *path, gint64 now_us, gint64 probe_us, const char *cause, GError **error);
gboolean xa_store_set_way_up (XaStore *store, gint64 connection_id, const char *path, GError **error);

/* How passes of one kind over a source go. */
typedef struct {
  char *last;   /* (owned) (nullable): the provider by which the last whole one came */
  char *trying; /* (owned) (nullable): by which the one in hand was begun: its cursor is of no use to another */
} XaWayUsed;

gboolean xa_store_get_way_used (XaStore *store, gint64 source_id, int kind, XaWayUsed *used, GError **error);
gboolean xa_store_try_way (XaStore *store, gint64 source_id, int kind, const char *provider, GError **error);
/* A pass came to its end; where another way was used before, the audience has a break there.
 * @cause: (nullable): why the one before was left */
gboolean xa_store_use_way (XaStore *store, gint64 source_id, int kind, const char *provider, gint64 at_us, const char *cause, gboolean *is_break, GError **error);
void     xa_way_used_clear (XaWayUsed *self);

/* Sources of which something came by @provider last. */
gboolean xa_store_count_way_uses (XaStore *store, const char *provider, guint *n, GError **error);

/* Where a series goes on by another way. */
typedef struct {
  gint64 at_us;
  int    kind;   /* XaPass */
  char  *before; /* (owned): id of a provider */
  char  *after;  /* (owned) */
  char  *cause;  /* (owned): a stable word, or "" */
} XaSeriesBreak;

void       xa_series_break_free (XaSeriesBreak *self);
GPtrArray *xa_store_list_breaks (XaStore *store, gint64 audience_id, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaSeriesBreak), by time */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaWayDown, xa_way_down_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaSeriesBreak, xa_series_break_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaWayUsed, xa_way_used_clear)
