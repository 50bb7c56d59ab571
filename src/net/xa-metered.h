#pragma once

#include <glib.h>

/*
 * Whether the network is one that is paid for by what goes over it, as the desktop knows it. From any
 * thread; where nobody knows, it is not.
 */
gboolean xa_metered_is (void);

/* Instead of the desktop; NULL for it. For tests, before any thread. */
typedef gboolean (*XaMeteredFunc) (void);
void xa_metered_set_probe (XaMeteredFunc probe);
