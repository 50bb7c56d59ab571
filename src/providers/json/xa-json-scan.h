#pragma once

#include <glib.h>

/*
 * Finds the end of a JSON object or array, 64 bytes at a time: quotes and brackets become bit
 * masks, a running exclusive-or over the quotes gives what is inside strings, and brackets are
 * counted, not visited, as long as the end cannot be in the block.
 *
 * Method: G. Langdale, D. Lemire, "Parsing gigabytes of JSON per second", VLDB Journal 28, 2019.
 */
#define XA_JSON_SCAN_BLOCK 64

typedef struct {
  guint64  depth;     /* open brackets; 0 ends the scan */
  guint64  max_depth; /* the most that were open at a time, where that is above @deep */
  guint64  deep;      /* from which depth on it is worth knowing exactly */
  guint64  in_string; /* all bits set while in a string, else 0 */
  gboolean escaped;   /* the first byte of the next block follows a backslash */
} XaJsonScan;

gsize xa_json_scan_block (XaJsonScan *scan, const char *block);
