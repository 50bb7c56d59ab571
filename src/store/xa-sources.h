#pragma once

#include "store/xa-store.h"

/* What is followed over a connection: one target, which becomes one audience with its first batch. */
typedef struct {
  gint64         id;
  gint64         connection_id;
  gint64         audience_id; /* or 0 until it was fetched once */
  XaPlatform     platform;
  char          *target; /* (owned): its normal form */
  char          *title;  /* (owned): of the audience; before the first fetch as the preview said */
  XaAudienceKind kind;
  guint          passes;    /* wanted: a bit (1 << XaPass) each */
  gint64         since_us;  /* how far back posts are read, or XA_TIME_UNKNOWN: all */
  guint          max_posts; /* 0: all */
  guint          notes;     /* a bit (1 << XaFetchNote) each, of the last passes */
  char          *note_text; /* (owned): what they said, a line each; or "" */
  gint64         added_us;
  char          *native_id;      /* (owned) (nullable): of the audience, once it was fetched */
  gint64         last_ok_us;     /* when a pass last came to its end, or XA_TIME_UNKNOWN */
  gint64         interval_s;     /* between two passes; 0: that of the connection */
  gboolean       is_paused;      /* nothing is fetched by itself */
  gint64         newest_post_us; /* of the audience, or XA_TIME_UNKNOWN */
  gint64         n_requests;     /* that fetching it once takes, or XA_COUNT_UNKNOWN */
  gint64         duration_us;    /* of that, alone */
  double         price;
} XaSource;

XaSource *xa_source_copy (const XaSource *self) G_GNUC_WARN_UNUSED_RESULT;
void      xa_source_free (XaSource *self);

GPtrArray *xa_store_list_sources (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaSource), oldest first */
/* Sets @source's id and time. Where the connection follows the target already, its settings become these. */
gboolean xa_store_add_source (XaStore *store, XaSource *source, gboolean *is_new, GError **error);
/* How often it is fetched by itself; @interval_s 0: as often as the connection. */
gboolean xa_store_schedule_source (XaStore *store, gint64 id, gint64 interval_s, gboolean is_paused, GError **error);
/* What fetching it as a whole took. */
gboolean xa_store_note_source_cost (XaStore *store, gint64 id, gint64 n_requests, gint64 duration_us, GError **error);
/* Stops following: with its tasks and marks; the audience and its data stay. */
gboolean xa_store_drop_source (XaStore *store, gint64 id, GError **error);

/* What is followed with all that is known of it and is dropped with it, to come back as it was. */
typedef struct _XaSourceKept XaSourceKept;

XaSourceKept *xa_store_keep_source (XaStore *store, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean      xa_store_restore_source (XaStore *store, const XaSourceKept *kept, gint64 *id, GError **error);
void          xa_source_kept_free (XaSourceKept *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaSource, xa_source_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaSourceKept, xa_source_kept_free)
