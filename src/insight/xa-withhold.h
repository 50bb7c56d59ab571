#pragma once

#include "analysis/xa-figure.h"
#include "insight/xa-scope.h"
#include "privacy/xa-disclosure.h"

/* How what the gate decides becomes a figure. */

XaFigureNote xa_withheld_note (XaWithheld withheld);

/* Takes the number out of @figure if the gate withholds the cell. */
void xa_withhold (XaDisclosure *gate, guint cell, XaFigure *figure);

/* A count of people that an answer at another time, or for another range, may tell too: both in
 * steps of the smallest count, so that they differ by nobody or by as many. @extra: how far off
 * the count may be besides. */
void    xa_tell_in_steps (const XaScope *scope, guint64 extra, XaFigure *figure);
guint64 xa_step_of (const XaScope *scope, guint64 n_people, guint64 extra, guint64 *low, guint64 *high);

/* Everybody whom a workspace knows, and how often they are in its lists. @once: nothing was added to
 * it since the first import. */
void xa_judge_holdings (const XaScope *scope, guint64 n_people, guint64 n_memberships, gboolean once, XaFigure *people, XaFigure *memberships);

/* What different people there are in lists, next to the size of each. @shown: whether it is told. */
void xa_judge_together (const XaScope *scope, const guint64 *sizes, const gboolean *shown, guint n, guint64 n_together, XaFigure *figure);

/* A count of people that stands alone, of which nothing else follows. */
XaFigure xa_judge_count (const XaScope *scope, guint64 n_people);

/* A question's range as the store takes it, its end not part of it. */
gint64 xa_scope_get_start (const XaScope *scope);
gint64 xa_scope_get_end (const XaScope *scope);
