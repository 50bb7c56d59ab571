#pragma once

#include "store/xa-audiences.h"
#include "store/xa-ingest.h"

/* A workspace of invented people in a folder of its own, and short ways to fill it. */

typedef struct {
  char            *folder; /* (owned) */
  char            *path;   /* (owned) */
  XaPseudonymizer *keys;   /* (owned) */
} Workspace;

Workspace *workspace_new (void);
void       workspace_free (Workspace *self);
XaStore   *workspace_open (Workspace *self, XaStoreMode mode);
void       workspace_remove_tree (const char *folder);

/* The pseudonym of an invented person. */
XaPseudonym person (guint64 n);

/* Begins import number @source, and asserts how it starts. */
XaIngest *begin_import (XaStore *store, guint source, XaIngestStart expected, guint64 *resume_offset);
void      put (XaIngest *ingest, XaBatch *batch);                       /* and clears it */
void      finish (XaIngest *ingest, XaBatch *last, gboolean truncated); /* frees both */

void         add_audience (XaBatch *batch, XaAudienceRef ref, const char *native_id, XaAudienceRef parent);
void         add_list (XaBatch *batch, XaAudienceRef ref, XaCoverage coverage, gint64 at_us, gint64 reported);
void         add_member (XaBatch *batch, XaAudienceRef ref, guint64 n);
XaBatchPost *add_post (XaBatch *batch, XaAudienceRef ref, gint64 id);
void         add_activity (XaBatch *batch, XaAudienceRef ref, XaActivity activity, guint64 n, gint32 day, guint32 post);
void         add_term (XaBatch *batch, XaAudienceRef ref, const char *term, guint64 n, gint32 hour, guint32 post);
void         add_link (XaBatch *batch, XaAudienceRef ref, guint64 target, gboolean certain);
void         add_sample (XaBatch *batch, XaAudienceRef ref, gint64 at_us, double value);

/* Runs SQL on a connection of its own; for what the interface does not show. */
gint64 query_number (const char *path, const char *sql);
char  *query_string (const char *path, const char *sql) G_GNUC_WARN_UNUSED_RESULT;
void   run_sql (const char *path, const char *sql);

char       *dump (XaStore *store) G_GNUC_WARN_UNUSED_RESULT;
XaAudience *find_audience (XaStore *store, const char *native_id); /* free with xa_audience_free() */
void        assert_sound (XaStore *store);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Workspace, workspace_free)
