#pragma once

#include <glib.h>

/*
 * Whether bytes are a set in Roaring's portable format, and nothing else: everything that the
 * library takes on trust when it reads them (order, counts, sizes) is as it must be. A checksum
 * finds accidents; this is for files that somebody else made.
 *
 * Source: RoaringFormatSpec, "Standard 32-bit Roaring Bitmap".
 */
gboolean xa_member_bytes_are_sound (const void *data, gsize size);
