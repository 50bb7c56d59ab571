#pragma once

#include "store/xa-facts.h"
#include "store/xa-store-private.h"

/*
 * How stamps come about: SQLite says which tables and columns a statement writes when it is prepared; a
 * statement that changed a row marks what these hold, and the stamps are written with the transaction. What
 * writes says whom its transaction is about; where nobody said, it may have been about anybody.
 */

/* Before the first statement of a connection that writes. */
void xa_facts_watch (XaStore *self);
void xa_facts_clear (XaStore *self);

/* What is prepared until the second is called; the first forgets what was before. */
void    xa_facts_begin_preparing (XaStore *self);
XaFacts xa_facts_end_preparing (XaStore *self);
/* By statement: what it may change, kept and asked for. */
void    xa_facts_keep (XaStore *self, XaQuery *query);
XaFacts xa_facts_of (XaStore *self, XaQuery *query);

/* Something of @facts was changed in the transaction. */
void xa_facts_mark (XaStore *self, XaFacts facts);
/* Within the transaction, right before its end. */
gboolean xa_facts_write (XaStore *self, GError **error);
/* It came to nothing, or to its end. */
void xa_facts_forget (XaStore *self);

/* --- for whoever writes: within a transaction ------------------------------------------------------ */

/* What is changed is about this audience, and those that were named before; 0: about those alone. */
void xa_facts_name (XaStore *self, gint64 audience_id);
/* It is about those whose lists an import brought: by its number, or else by its source. */
gboolean xa_facts_name_import (XaStore *self, gint64 import_id, const XaPseudonym *source, GError **error);
