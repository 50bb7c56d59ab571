#pragma once

#include "store/xa-maintenance.h"
#include "ui/xa-jobs.h"
#include "ui/xa-undo.h"

#include <gtk/gtk.h>

/* Limits of what is kept that were set, for undo. It brings back the limits, and never what they deleted: nor does it
 * delete anything itself, also where it makes limits shorter. */
typedef struct _XaLimitChange XaLimitChange;

/* @before, @after: (element-type XaRetention): the same limits in both */
XaLimitChange *xa_limit_change_new (const GArray *before, const GArray *after) G_GNUC_WARN_UNUSED_RESULT;
void           xa_limit_change_free (XaLimitChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaLimitChange, xa_limit_change_free)

/* An XaEdit: sets what was chosen and deletes what is past it; refused (XA_STORE_ERROR_INVALID), and nothing is set,
 * where the terms of a platform are shorter. */
gboolean xa_limit_change_apply (XaStore *writer, gpointer change, GError **error);

/* @change: taken: as it was applied; @widget: (nullable): in the window that tells what undo cannot bring back */
void xa_limit_step_push (XaUndo *undo, XaJobs *jobs, GtkWidget *widget, XaLimitChange *change);
