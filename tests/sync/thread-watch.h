#pragma once

#include <glib.h>

/*
 * Counts statements of SQLite and calls to the network, by whether they are made in the thread that
 * began to watch. Stands in front of the system's calls: linked into the program.
 */
void  thread_watch_begin (void); /* called by the thread in question, before a workspace is opened */
guint thread_watch_get_own (void);
guint thread_watch_get_others (void);
