#pragma once

#include <glib.h>

/*
 * Finds the end of a JSON object or array, 64 bytes at a time: quotes and brackets become bit
 * masks, a running exclusive-or over the quotes gives what is inside strings, and only the
 * brackets outside of them are visited.
 *
 * Method: G. Langdale, D. Lemire, "Parsing gigabytes of JSON per second", VLDB Journal 28, 2019.
 */
#define XA_JSON_SCAN_BLOCK 64

typedef struct {
  guint64  depth;     /* open brackets; 0 ends the scan */
  guint64  max_depth; /* the most that were open at a time */
  guint64  in_string; /* all bits set while in a string, else 0 */
  gboolean escaped;   /* the first byte of the next block follows a backslash */
} XaJsonScan;

gsize xa_json_scan_block (XaJsonScan *scan, const char *block);
