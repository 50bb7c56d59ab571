#pragma once

#include "store/xa-store.h"

/* Notes in the workspace what was done with the key, the policies or the output. @detail never
 * names a person. */
gboolean xa_store_note (XaStore *store, const char *what, const char *detail, GError **error);

/* One thing that was done. */
typedef struct {
  gint64 id;
  gint64 at_us;
  char  *what;   /* (owned): a stable word, as "retention-set" */
  char  *detail; /* (owned): may be empty */
} XaAuditEntry;

/* The newest @max entries before the one with the id @before, or of all where that is 0; newest first. */
GPtrArray *xa_store_list_audit (XaStore *store, gint64 before, guint max, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaAuditEntry) */
void       xa_audit_entry_free (XaAuditEntry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaAuditEntry, xa_audit_entry_free)
