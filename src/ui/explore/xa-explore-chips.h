#pragma once

#include "insight/xa-explore.h"

#include <adwaita.h>

/*
 * The filters that can be chosen without typing: platform, role, list and tag, each with how many
 * audiences there are.
 *
 * "changed": the user chose another filter.
 */
#define XA_TYPE_EXPLORE_CHIPS (xa_explore_chips_get_type ())
G_DECLARE_FINAL_TYPE (XaExploreChips, xa_explore_chips, XA, EXPLORE_CHIPS, AdwBin)

void                   xa_explore_chips_show (XaExploreChips *self, const XaExploreFilter *filter, const XaExploreList *list);
const XaExploreFilter *xa_explore_chips_get_filter (XaExploreChips *self);
