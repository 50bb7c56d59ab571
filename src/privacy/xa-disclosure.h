#pragma once

#include <glib.h>

/*
 * The disclosure gate. It judges counts of people together with what follows from them: a small
 * count, the few that are left when almost all of an audience is in another, and every count
 * from which, with the others that are shown, one of those could be worked out.
 *
 * The caller states all cells of what it is about to show, and those that a reader can imagine
 * beside them (what is left over, what changed), with the sums that hold between them. The gate
 * decides, always in the same way, which are withheld.
 */

typedef enum {
  XA_CELL_SHOWN = 1 << 0, /* the caller wants to show it */
  XA_CELL_OPEN = 1 << 1,  /* the platform publishes it: known to everybody, never withheld */
  XA_CELL_REST = 1 << 2,  /* what is left of a group: 0 is as telling as a small count */
  XA_CELL_SLACK = 1 << 3, /* a difference that is no count of people, but known not to be negative */
} XaCellFlags;

typedef enum {
  XA_WITHHELD_NOT,
  XA_WITHHELD_SMALL,      /* 1 to k - 1 people */
  XA_WITHHELD_NEAR_WHOLE, /* fewer than k people are left over */
  XA_WITHHELD_REVEALING,  /* together with other cells it would give one of those away */
} XaWithheld;

typedef struct _XaDisclosure XaDisclosure;

XaDisclosure *xa_disclosure_new (guint smallest_count) G_GNUC_WARN_UNUSED_RESULT;
void          xa_disclosure_free (XaDisclosure *self);

guint xa_disclosure_add (XaDisclosure *self, guint64 count, XaCellFlags flags);
void  xa_disclosure_sum (XaDisclosure *self, guint total, const guint *parts, gsize n_parts);
guint xa_disclosure_add_rest (XaDisclosure *self, guint whole, guint part);

void       xa_disclosure_judge (XaDisclosure *self);
XaWithheld xa_disclosure_get (XaDisclosure *self, guint cell);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaDisclosure, xa_disclosure_free)
