#pragma once

#include "model/xa-records.h"

#include "ui/xa-undo.h"

/* An audience as the views name it: enough to show it without a question. */
#define XA_TYPE_AUDIENCE_ITEM (xa_audience_item_get_type ())
G_DECLARE_FINAL_TYPE (XaAudienceItem, xa_audience_item, XA, AUDIENCE_ITEM, GObject)

XaAudienceItem *xa_audience_item_new (gint64 id, const char *name, XaPlatform platform, gboolean simulated) G_GNUC_WARN_UNUSED_RESULT;
gint64          xa_audience_item_get_id (XaAudienceItem *self);
const char     *xa_audience_item_get_name (XaAudienceItem *self);
XaPlatform      xa_audience_item_get_platform (XaAudienceItem *self);
gboolean        xa_audience_item_is_simulated (XaAudienceItem *self);

/*
 * What is collected to be compared, in the order of the comparison: a GListModel of XaAudienceItem
 * without repeats. What the user changes in it can be undone.
 */
#define XA_TRAY_MOST 30

#define XA_TYPE_TRAY (xa_tray_get_type ())
G_DECLARE_FINAL_TYPE (XaTray, xa_tray, XA, TRAY, GObject)

XaTray *xa_tray_new (XaUndo *undo) G_GNUC_WARN_UNUSED_RESULT;

gboolean xa_tray_has (XaTray *self, gint64 id);
/* FALSE: it is full. */
gboolean xa_tray_add (XaTray *self, XaAudienceItem *item);
void     xa_tray_remove (XaTray *self, gint64 id);
void     xa_tray_move (XaTray *self, guint from, guint to);
/* @items: (element-type XaAudienceItem): at most XA_TRAY_MOST of them are taken */
void xa_tray_set (XaTray *self, GListModel *items);
/* How many were chosen with what is in it, and did not fit; 0 once something else is added or taken out. */
guint xa_tray_get_n_left_out (XaTray *self);
void  xa_tray_clear (XaTray *self);
