#pragma once

#include <glib.h>

/*
 * Work in threads that may outlive whoever began it, since nobody is to wait for it: what is drawn,
 * read or stopped as a window closes. The program ends after it, for what the libraries take down at exit
 * would be taken from under it. Thread-safe.
 */
void     xa_last_work_begin (void); /* before it is handed to the thread */
void     xa_last_work_end (void);   /* the last that the thread does of it */
gboolean xa_last_work_wait (gint64 us);
