#pragma once

#include "store/xa-store-private.h"

/* Brings the file of @db from its version to the newest, one transaction a step. Where
 * @backup is given, the file as it was is first copied there and checked. */
gboolean xa_migrate (sqlite3 *db, const char *path, const XaStoreSchema *schema, const char *backup, GError **error);

int xa_migrate_get_version (sqlite3 *db); /* -1: cannot be read */
