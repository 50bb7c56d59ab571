#pragma once

#include "privacy/xa-disclosure.h"

/*
 * The disclosure gate for what many audiences share two by two, where the general one would be
 * too slow: small counts, near wholes, and counts that two others pin down through a third
 * audience.
 */

/* @sizes: (array length=n); @known: (array length=n): whether a reader knows the size; @shared:
 * (array length=n*n): symmetric; @withheld: (out caller-allocates) (array length=n*n): an
 * XaWithheld each, symmetric. */
void xa_disclosure_judge_pairs (const guint64 *sizes, const gboolean *known, const guint32 *shared, guint n, guint smallest_count, guint8 *withheld);
