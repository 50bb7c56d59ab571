#pragma once

#include "store/xa-store-private.h"
#include "model/xa-member-set.h"

/*
 * What erasing and retention share: taking people out of the list of people, finding what nothing
 * refers to any more, and overwriting the bytes that deleted rows leave behind.
 */

/* A transaction in which rows are deleted from all tables at once: references are not followed
 * row by row meanwhile, so whoever deletes a row deletes what belongs to it. */
gboolean xa_sweep_begin (XaStore *self, GError **error);
gboolean xa_sweep_end (XaStore *self, gboolean commit, GError **error); /* FALSE if not committed */

/* Puts zeros in the place of the pseudonyms of @people. */
gboolean xa_sweep_people (XaStore *self, const XaMemberSet *people, GError **error);
/* Does so for all people who are in no set any more, and removes terms that nobody uses. */
gboolean xa_sweep_orphans (XaStore *self, gint64 *n_rows, GError **error);

/* Outside a transaction: overwrites what deleted rows left in the file and in its log. */
gboolean xa_sweep_bytes (XaStore *self, GError **error);

/* Removes the copies of the file that upgrades made beside it. */
void xa_sweep_upgrade_copies (const char *path);

/* Runs a statement of a table with up to two numbers bound; @n_rows, where given, is added to. */
gboolean xa_sweep_run (XaStore *self, const char *sql, gint64 a, gint64 b, gint64 *n_rows, GError **error);
/* The set in a column; CORRUPT with @what if it is not one. */
XaMemberSet *xa_sweep_get_set (XaStore *self, XaQuery *query, int column, const char *what, GError **error) G_GNUC_WARN_UNUSED_RESULT;
