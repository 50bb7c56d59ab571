#pragma once

#include "store/xa-store-private.h"

/* The rows of member_segment: pseudonyms in order of dense id, 8,192 a row. */

/* Makes the store's index hold exactly the people of the file; called within a transaction. */
gboolean xa_segments_load (XaStore *self, GError **error);
/* Writes the people from @first on to the file, within a transaction. */
gboolean xa_segments_append (XaStore *self, guint32 first, GError **error);
