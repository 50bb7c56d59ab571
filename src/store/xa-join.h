#pragma once

#include "store/xa-store.h"

/*
 * One audience that came in twice: by its public name, which is all that a public page may show,
 * and by its id, which exports and bots know. Once an audience with an id says that the name is
 * its own, the other is taken into it.
 */

/* Two audiences that were made one; ids of the first are gone. */
typedef struct {
  gint64 from;
  gint64 into;
} XaJoined;

/* Joins all that are now known to be the same; a transaction each. @joined: (element-type XaJoined): added to.
 * What is open in the same file and remembers ids must follow. */
gboolean xa_store_join_audiences (XaStore *store, GArray *joined, GError **error);

/* Returns: (transfer full): the id by which the audience of @native_id is known: its own, or that of the only
 *   audience that goes by the name which @native_id is; NULL with @error */
char *xa_store_resolve_audience (XaStore *store, XaPlatform platform, const char *native_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
