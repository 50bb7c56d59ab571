#include "providers/json/xa-json-scan.h"

#if defined(__SSE2__) && !defined(XA_JSON_SCAN_PORTABLE)
#define USE_SSE2 1
#include <emmintrin.h>
#else
#define USE_SSE2 0
#endif

/* One bit a byte, the first byte in the lowest bit. */
typedef struct {
  guint64 quotes;
  guint64 backslashes;
  guint64 opening;
  guint64 closing;
} Masks;

#if USE_SSE2

static inline guint64
bits_equal (__m128i bytes,
            char    value)
{
  return (guint64) (guint32) _mm_movemask_epi8 (_mm_cmpeq_epi8 (bytes, _mm_set1_epi8 (value)));
}

/* Setting bit 5 makes '[' of '{' and ']' of '}', and nothing else into either. */
static inline Masks
read_masks (const char *block)
{
  Masks masks = { 0 };

  for (guint i = 0; i < 4; i++) {
    __m128i bytes = _mm_loadu_si128 ((const __m128i *) (block + 16 * i));
    __m128i folded = _mm_or_si128 (bytes, _mm_set1_epi8 (0x20));

    masks.quotes |= bits_equal (bytes, '"') << (16 * i);
    masks.backslashes |= bits_equal (bytes, '\\') << (16 * i);
    masks.opening |= bits_equal (folded, '{') << (16 * i);
    masks.closing |= bits_equal (folded, '}') << (16 * i);
  }

  return masks;
}

#else

static inline Masks
read_masks (const char *block)
{
  Masks masks = { 0 };

  for (guint i = 0; i < XA_JSON_SCAN_BLOCK; i++) {
    char byte = block[i], folded = (char) (byte | 0x20);

    masks.quotes |= (guint64) (byte == '"') << i;
    masks.backslashes |= (guint64) (byte == '\\') << i;
    masks.opening |= (guint64) (folded == '{') << i;
    masks.closing |= (guint64) (folded == '}') << i;
  }

  return masks;
}

#endif

/* The bytes that stand behind a backslash which is not itself behind one. */
static inline guint64
find_escaped (guint64   backslashes,
              gboolean *carry)
{
  guint64 escaped = *carry ? 1 : 0;

  backslashes &= ~escaped;
  *carry = FALSE;
  while (backslashes) {
    guint64 lowest = backslashes & -backslashes;

    escaped |= lowest << 1;
    *carry = lowest >> 63 != 0;
    backslashes &= ~(lowest | lowest << 1);
  }

  return escaped;
}

/* Bit i of the result is the parity of bits 0 to i. */
static inline guint64
running_parity (guint64 bits)
{
  for (guint shift = 1; shift < 64; shift *= 2)
    bits ^= bits << shift;

  return bits;
}

/**
 * xa_json_scan_block:
 * @scan: the state; its depth is above 0, or @block begins with the opening bracket
 * @block: (array fixed-size=64): the next bytes
 *
 * Kinds of brackets are not told apart: a '[' that a '}' closes is for the parser of the
 * element to refuse, and the scan can go on behind it.
 *
 * Returns: how many bytes of @block belong to the value: all 64 unless depth is 0 now
 */
gsize
xa_json_scan_block (XaJsonScan *scan,
                    const char *block)
{
  Masks masks = read_masks (block);

  if (masks.backslashes || scan->escaped)
    masks.quotes &= ~find_escaped (masks.backslashes, &scan->escaped);

  if (masks.quotes || scan->in_string) {
    guint64 in_string = running_parity (masks.quotes) ^ scan->in_string;

    scan->in_string = (guint64) ((gint64) in_string >> 63);
    masks.opening &= ~in_string;
    masks.closing &= ~in_string;
  }

  for (guint64 rest = masks.opening | masks.closing; rest; rest &= rest - 1) {
    guint64 lowest = rest & -rest;

    if (masks.opening & lowest) {
      scan->depth++;
      scan->max_depth = MAX (scan->max_depth, scan->depth);
    } else if (--scan->depth == 0) {
      return (gsize) __builtin_ctzll (lowest) + 1;
    }
  }

  return XA_JSON_SCAN_BLOCK;
}
