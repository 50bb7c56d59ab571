#include "privacy/xa-byte-search.h"

#include <string.h>

#define FILTER_BITS 20

typedef struct {
  const guint8 *bytes; /* (not owned) while it is a key to look for, else (owned) */
  gsize         len;
  GArray       *tags; /* (owned) (element-type guint) */
} Pattern;

/* The patterns that begin with the same four bytes. */
typedef struct {
  GArray     *lengths;  /* (owned) (element-type gsize): each once */
  GHashTable *patterns; /* (owned) (element-type Pattern Pattern) */
} Bucket;

struct _XaByteSearch {
  guint64     filter[(1 << FILTER_BITS) / 64];
  GHashTable *buckets; /* (owned) (element-type guint32 Bucket) */
  gsize       longest;
};

static guint
hash_pattern (gconstpointer key)
{
  const Pattern *pattern = key;
  guint          hash = 2166136261; /* FNV-1a */

  for (gsize i = 0; i < pattern->len; i++)
    hash = (hash ^ pattern->bytes[i]) * 16777619;

  return hash;
}

static gboolean
equal_patterns (gconstpointer a,
                gconstpointer b)
{
  const Pattern *x = a, *y = b;

  return x->len == y->len && memcmp (x->bytes, y->bytes, x->len) == 0;
}

static void
free_pattern (gpointer data)
{
  Pattern *pattern = data;

  g_free ((guint8 *) pattern->bytes);
  g_array_unref (pattern->tags);
  g_free (pattern);
}

static void
free_bucket (gpointer data)
{
  Bucket *bucket = data;

  g_array_unref (bucket->lengths);
  g_hash_table_unref (bucket->patterns);
  g_free (bucket);
}

static inline guint32
get_prefix (const guint8 *at)
{
  guint32 prefix;

  memcpy (&prefix, at, sizeof prefix);

  return prefix;
}

static inline guint32
get_filter_bit (guint32 prefix)
{
  return (prefix * 2654435761u) >> (32 - FILTER_BITS);
}

XaByteSearch *
xa_byte_search_new (void)
{
  XaByteSearch *self = g_new0 (XaByteSearch, 1);

  self->buckets = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, free_bucket);

  return self;
}

void
xa_byte_search_free (XaByteSearch *self)
{
  g_hash_table_unref (self->buckets);
  g_free (self);
}

/**
 * xa_byte_search_add:
 * @pattern: (array length=len): at least XA_BYTE_SEARCH_MIN bytes; copied
 * @tag: given back where the pattern is found; the same bytes may be added under several tags
 */
void
xa_byte_search_add (XaByteSearch *self,
                    const void   *pattern,
                    gsize         len,
                    guint         tag)
{
  const Pattern key = { .bytes = pattern, .len = len };
  guint32       prefix;
  Bucket       *bucket;
  Pattern      *kept;

  g_return_if_fail (len >= XA_BYTE_SEARCH_MIN);

  prefix = get_prefix (pattern);
  self->filter[get_filter_bit (prefix) / 64] |= (guint64) 1 << (get_filter_bit (prefix) % 64);
  self->longest = MAX (self->longest, len);

  bucket = g_hash_table_lookup (self->buckets, GUINT_TO_POINTER (prefix));
  if (bucket == NULL) {
    bucket = g_new (Bucket, 1);
    bucket->lengths = g_array_new (FALSE, FALSE, sizeof (gsize));
    bucket->patterns = g_hash_table_new_full (hash_pattern, equal_patterns, free_pattern, NULL);
    g_hash_table_insert (self->buckets, GUINT_TO_POINTER (prefix), bucket);
  }

  kept = g_hash_table_lookup (bucket->patterns, &key);
  if (kept == NULL) {
    gboolean known = FALSE;

    for (guint i = 0; i < bucket->lengths->len; i++)
      known |= g_array_index (bucket->lengths, gsize, i) == len;
    if (!known)
      g_array_append_val (bucket->lengths, len);
    kept = g_new (Pattern, 1);
    *kept = (Pattern) { g_memdup2 (pattern, len), len, g_array_new (FALSE, FALSE, sizeof (guint)) };
    g_hash_table_insert (bucket->patterns, kept, kept);
  }
  g_array_append_val (kept->tags, tag);
}

gsize
xa_byte_search_get_longest (XaByteSearch *self)
{
  return self->longest;
}

/**
 * xa_byte_search_run:
 * @data: (array length=size): where to search
 * @from: first position at which a pattern may begin
 * @to: the position after the last; patterns that begin before it may reach up to @size
 * @func: called for each pattern found and each of its tags, in order of position
 *
 * Cost: one look at a map of 128 KiB a byte; for each of the few positions that pass, one hash
 * for each length of pattern that begins with these four bytes.
 */
void
xa_byte_search_run (XaByteSearch    *self,
                    const guint8    *data,
                    gsize            size,
                    gsize            from,
                    gsize            to,
                    XaByteSearchFunc func,
                    gpointer         user_data)
{
  if (size < XA_BYTE_SEARCH_MIN)
    return;
  to = MIN (to, size - XA_BYTE_SEARCH_MIN + 1);

  for (gsize at = from; at < to; at++) {
    guint32 prefix = get_prefix (data + at);
    guint32 bit = get_filter_bit (prefix);
    Bucket *bucket;

    if (G_LIKELY ((self->filter[bit / 64] >> (bit % 64) & 1) == 0))
      continue;
    bucket = g_hash_table_lookup (self->buckets, GUINT_TO_POINTER (prefix));
    for (guint i = 0; bucket && i < bucket->lengths->len; i++) {
      const Pattern  key = { .bytes = data + at, .len = g_array_index (bucket->lengths, gsize, i) };
      const Pattern *found = key.len <= size - at ? g_hash_table_lookup (bucket->patterns, &key) : NULL;

      for (guint k = 0; found && k < found->tags->len; k++)
        func (at, key.len, g_array_index (found->tags, guint, k), user_data);
    }
  }
}
