#pragma once

#include "sync/xa-sync.h"

/*
 * Between a thread that signs in in the browser and the window that shows so: the address goes one way, what the user
 * pastes the other. Atomically counted; what went through it is wiped.
 */
typedef struct _XaBrowserWait XaBrowserWait;

/* In the main thread; not called any more once @owner is gone. */
typedef void (*XaBrowserShow) (GObject *owner, const char *address);

XaBrowserWait *xa_browser_wait_new (GObject *owner, XaBrowserShow show) G_GNUC_WARN_UNUSED_RESULT; /* @owner: weak */
XaBrowserWait *xa_browser_wait_ref (XaBrowserWait *self);
void           xa_browser_wait_unref (XaBrowserWait *self);

/* For the thread; valid as long as @self. */
XaBrowser xa_browser_wait_get (XaBrowserWait *self);
void      xa_browser_wait_paste (XaBrowserWait *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaBrowserWait, xa_browser_wait_unref)
