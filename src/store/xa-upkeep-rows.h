#pragma once

#include "store/xa-store.h"

/* When the things that keep a workspace in order were last done. */

#define XA_UPKEEP_BACKUP "backup"
#define XA_UPKEEP_INTEGRITY "integrity"
#define XA_UPKEEP_RETENTION "retention"
#define XA_UPKEEP_ALERTS "alerts"

typedef struct {
  gint64 at_us; /* the last time, or XA_TIME_UNKNOWN: never */
  gint64 ok_us; /* the last time it went well, or XA_TIME_UNKNOWN */
  char  *cause; /* (owned): why it did not the last time, a stable word, or "" */
} XaUpkeepRow;

gboolean xa_store_get_upkeep (XaStore *store, const char *name, XaUpkeepRow *row, GError **error);
/* @failure: (nullable): NULL where it went well */
gboolean xa_store_note_upkeep (XaStore *store, const char *name, gint64 at_us, const GError *failure, GError **error);
void     xa_upkeep_row_clear (XaUpkeepRow *row);

/* The stable word for an error of the store: "full", "corrupt", "read-only", ...; "other" else. */
const char *xa_store_error_id (const GError *error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaUpkeepRow, xa_upkeep_row_clear)
