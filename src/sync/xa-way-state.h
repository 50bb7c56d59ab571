#pragma once

#include "store/xa-connections.h"
#include "store/xa-ways.h"

/*
 * How one connection stands among those that reach the same platform and stand in for each other: its place in their
 * order, what it does not answer for now, and how much of what is followed it brought last.
 */
typedef struct {
  guint      place, n_ways; /* the first is 1; 0: nothing stands in for it */
  GPtrArray *downs;         /* (owned) (element-type XaWayDown): until they are tried again */
  guint      n_brought;     /* audiences of which something came by it last */
  gboolean   nobody_left;   /* some kind of question is answered by no way there is */
} XaWayState;

/* @connections: (element-type XaConnection): all there are
 * Returns: (transfer full): or NULL with @error */
XaWayState *xa_way_state_new (XaStore *store, const GPtrArray *connections, const XaConnection *connection, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        xa_way_state_free (XaWayState *self);
gboolean    xa_way_state_is_same (const XaWayState *a, const XaWayState *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaWayState, xa_way_state_free)
