#pragma once

#include "ui/xa-session.h"

/*
 * Looks after an open workspace while a window shows it: for what is unusual, every quarter of an hour,
 * and for the daily backup.
 *
 * "alerts" (GPtrArray alerts): of XaAlert, what is new; "failed" (GError): the backup could not be made.
 */
#define XA_TYPE_WATCH (xa_watch_get_type ())
G_DECLARE_FINAL_TYPE (XaWatch, xa_watch, XA, WATCH, GObject)

XaWatch *xa_watch_new (XaSession *session) G_GNUC_WARN_UNUSED_RESULT;
/* Now, and not in a while. */
void xa_watch_look (XaWatch *self);
/* Nothing is begun any more. */
void xa_watch_stop (XaWatch *self);
