#pragma once

#include "store/xa-store.h"
#include "model/xa-member-set.h"

/*
 * On which other platforms the people of a list name accounts in their own profiles: for each audience and
 * platform the set of those who do, and the set of those whose profile was read. Nothing is kept of what they
 * name, so that nobody can be found by it on the other platform; and nothing at all unless it was switched on.
 */

/* Whether profiles that come along with lists of members are looked through: not, at first. */
gboolean xa_store_get_reads_profiles (XaStore *store, gboolean *reads, GError **error);
/* Noted in the audit trail. Switching it off deletes what there is, then its bytes; errors are those of
 * xa_store_erase_person(), and repeating the call finishes what was prevented. */
gboolean xa_store_set_reads_profiles (XaStore *store, gboolean reads, GError **error);

/* Of the newest list that was read with its profiles. */
typedef struct {
  gint64       at_us;
  XaCoverage   coverage;              /* of the list */
  XaMemberSet *read;                  /* (owned): whose profile was read */
  XaMemberSet *named[XA_N_PLATFORMS]; /* (owned) (nullable): who of them names an account there */
} XaElsewhere;

/* @elsewhere: (out) (nullable): NULL where there is none of that time. Errors: CORRUPT, IO */
gboolean xa_store_load_elsewhere (XaStore *store, gint64 audience_id, gint64 from_us, gint64 to_us, XaElsewhere **elsewhere, GError **error);
void     xa_elsewhere_free (XaElsewhere *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaElsewhere, xa_elsewhere_free)
