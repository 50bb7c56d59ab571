#pragma once

#include "store/xa-store.h"

/* Notes in the workspace what was done with the key, the policies or the output. @detail never
 * names a person. */
gboolean xa_store_note (XaStore *store, const char *what, const char *detail, GError **error);
