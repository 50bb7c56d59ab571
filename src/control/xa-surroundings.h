#pragma once

#include "control/xa-controller.h"

/*
 * Tells a controller what the system says: whether the network costs, whether power is saved, that the
 * computer woke up, and that the network came back. Made, used and freed in a thread with a main loop.
 */
typedef struct _XaSurroundings XaSurroundings;

XaSurroundings *xa_surroundings_new (XaController *controller) G_GNUC_WARN_UNUSED_RESULT;
void            xa_surroundings_free (XaSurroundings *self);

/* For tests: who tells of sleep, instead of the bus of the system. */
void xa_surroundings_listen (XaSurroundings *self, GDBusConnection *bus);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaSurroundings, xa_surroundings_free)
