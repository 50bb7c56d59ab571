#pragma once

#include "insight/xa-overlaps.h"

/* Pairs of audiences as tables, CSV and JSON: the same shape wherever they are printed. */
void xa_cli_pairs_print_table (const XaScope *scope, const XaOverlaps *overlaps, XaMeasure measure, guint n_most);
void xa_cli_pairs_print_csv (const XaOverlaps *overlaps);
void xa_cli_pairs_print_json (const XaOverlaps *overlaps);
void xa_cli_universes_say (const XaOverlaps *overlaps);
