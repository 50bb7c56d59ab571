#pragma once

#include <gio/gio.h>

#include "privacy/xa-leak-scan.h"

/*
 * Searches a workspace and the program's folders for what must not be in them, and says of each
 * find where it stands. The public names of audiences, their hashtags and the scrubbed text of
 * their own posts are kept on purpose: what is found there is told apart, not left out.
 */

/* A find; what was found is not in it. */
typedef struct {
  char       *path;    /* (owned): as it may be shown: names that are a find themselves are cut */
  guint64     offset;  /* bytes */
  gsize       planted; /* which text, from 0, or XA_LEAK_UNPLANTED */
  XaLeakForm  form;
  const char *table; /* (not owned) (nullable): of the workspace file */
  const char *kept;  /* (not owned) (nullable): why it may stand there; NULL: it must not */
} XaAuditFind;

typedef struct {
  const char *table; /* (not owned) */
  const char *holds; /* (not owned) */
  gint64      n_rows;
  guint64     n_leaks;
  guint64     n_kept; /* finds that may stand there */
} XaAuditTable;

typedef struct {
  GPtrArray *finds;   /* (owned) (element-type XaAuditFind): leaks first */
  GArray    *tables;  /* (owned) (element-type XaAuditTable): of the workspace */
  guint64    n_leaks; /* also those that are not described */
  guint64    n_kept;
  guint64    n_files, n_bytes;
  guint      n_planted;   /* texts searched for */
  guint      n_too_short; /* texts that are too short to be searched for */
} XaPrivacyAudit;

XaPrivacyAudit *xa_privacy_audit_new (const char        *workspace,
                                      const char *const *folders,
                                      const char *const *planted,
                                      GCancellable      *cancellable,
                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void            xa_privacy_audit_free (XaPrivacyAudit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaPrivacyAudit, xa_privacy_audit_free)
