#pragma once

#include "journal/xa-journal-reader.h"
#include "store/xa-audit.h"

#include <glib-object.h>

/* A line of the log or of the audit trail, for a list. */
#define XA_TYPE_LOG_ITEM (xa_log_item_get_type ())
G_DECLARE_FINAL_TYPE (XaLogItem, xa_log_item, XA, LOG_ITEM, GObject)

XaLogItem *xa_log_item_new_entry (const XaLogEntry *entry) G_GNUC_WARN_UNUSED_RESULT;
XaLogItem *xa_log_item_new_audit (const XaAuditEntry *entry) G_GNUC_WARN_UNUSED_RESULT;

gint64      xa_log_item_get_time (XaLogItem *self);
const char *xa_log_item_get_what (XaLogItem *self);   /* "Sync began" */
const char *xa_log_item_get_detail (XaLogItem *self); /* may be empty */
gboolean    xa_log_item_is_trouble (XaLogItem *self); /* a warning or an error */
