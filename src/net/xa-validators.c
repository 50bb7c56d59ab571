#include "net/xa-validators.h"

#include "net/xa-held.h"
#include "net/xa-rate-headers.h"

#include <string.h>

/* Longer promises of being fresh than this are not believed. */
#define MAX_AGE_US (7 * XA_USEC_PER_DAY)

/* Longer tags than any server in use makes would only fill the workspace. */
#define MAX_TAG_SIZE 512

struct _XaValidators {
  gint             ref_count; /* (atomic) */
  XaPseudonymizer *keys;      /* (owned) */
  pthread_mutex_t  lock;      /* (mutex lock): guards what follows */
  GHashTable      *rows;      /* (owned) (element-type XaPseudonym XaValidator) */
  GHashTable      *changed;   /* (owned) (element-type XaPseudonym): of which the caller does not know yet */
};

static guint
hash_address (gconstpointer data)
{
  guint hash;

  memcpy (&hash, data, sizeof hash);

  return hash;
}

static gboolean
equal_address (gconstpointer a,
               gconstpointer b)
{
  return memcmp (a, b, sizeof (XaPseudonym)) == 0;
}

/**
 * xa_validators_new:
 * @keys: of the workspace whose addresses are remembered
 */
XaValidators *
xa_validators_new (XaPseudonymizer *keys)
{
  XaValidators *self = g_new0 (XaValidators, 1);

  self->ref_count = 1;
  self->keys = xa_pseudonymizer_ref (keys);
  pthread_mutex_init (&self->lock, NULL);
  self->rows = g_hash_table_new_full (hash_address, equal_address, NULL, (GDestroyNotify) xa_validator_free);
  self->changed = g_hash_table_new_full (hash_address, equal_address, g_free, NULL);

  return self;
}

XaValidators *
xa_validators_ref (XaValidators *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
xa_validators_unref (XaValidators *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  xa_pseudonymizer_unref (self->keys);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->changed);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

void
xa_validator_free (XaValidator *row)
{
  g_free (row->etag);
  g_free (row->last_modified);
  g_free (row);
}

static XaValidator *
copy (const XaValidator *row)
{
  XaValidator *self = g_memdup2 (row, sizeof *row);

  self->etag = g_strdup (row->etag);
  self->last_modified = g_strdup (row->last_modified);

  return self;
}

/* Answers may differ by who asks, so one connection's do not stand for another's. */
static XaPseudonym
make_key (XaValidators *self,
          const char   *connection,
          const char   *address)
{
  g_autofree char *text = g_strconcat (connection, "\n", address, NULL);
  XaPseudonym      key;

  xa_pseudonymizer_hash (self->keys, XA_PLATFORM_OTHER, XA_KEY_ADDRESS, xa_span (text), &key);

  return key;
}

static void
mark_changed (XaValidators      *self,
              const XaPseudonym *key)
{
  g_hash_table_add (self->changed, g_memdup2 (key, sizeof *key));
}

static void
drop_longest_unused (XaValidators *self)
{
  GHashTableIter iter;
  XaValidator   *row, *oldest = NULL;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &row))
    if (!oldest || row->used_us < oldest->used_us)
      oldest = row;
  if (oldest) {
    mark_changed (self, &oldest->address);
    g_hash_table_remove (self->rows, &oldest->address);
  }
}

static void
put (XaValidators *self,
     XaValidator  *row)
{
  if (!g_hash_table_contains (self->rows, &row->address) && g_hash_table_size (self->rows) >= XA_VALIDATORS_MAX)
    drop_longest_unused (self);
  g_hash_table_replace (self->rows, &row->address, row);
}

/**
 * xa_validators_load:
 *
 * Takes over a row that was kept. It counts as known to the caller.
 */
void
xa_validators_load (XaValidators      *self,
                    const XaValidator *row)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);

  put (self, copy (row));
}

/**
 * xa_validators_take_changed:
 *
 * Returns: (transfer full) (element-type XaValidator): the rows that changed since the last call;
 *   those that are no more have neither tag nor times
 */
GPtrArray *
xa_validators_take_changed (XaValidators *self)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  GPtrArray         *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_validator_free);
  GHashTableIter     iter;
  const XaPseudonym *key;

  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, (gpointer *) &key, NULL)) {
    const XaValidator *row = g_hash_table_lookup (self->rows, key);
    const XaValidator  gone = { .address = *key, .expires_us = XA_TIME_UNKNOWN, .used_us = XA_TIME_UNKNOWN };

    g_ptr_array_add (rows, copy (row ? row : &gone));
  }
  g_hash_table_remove_all (self->changed);

  return rows;
}

/* --- what answers say ------------------------------------------------------------------------ */

/* The value of a directive of Cache-Control (RFC 9111), or NULL; "" where it has none. */
static char *
find_directive (const char *header,
                const char *name)
{
  g_auto (GStrv) parts = g_strsplit (header ? header : "", ",", -1);

  for (gsize i = 0; parts[i]; i++) {
    char *value = strchr (parts[i], '=');

    if (value)
      *value++ = '\0';
    g_strstrip (parts[i]);
    if (g_ascii_strcasecmp (parts[i], name) == 0)
      return value ? g_strdup (g_strstrip (value)) : g_strdup ("");
  }

  return NULL;
}

static gint64
parse_seconds (const char *text)
{
  const char *digits = text[0] == '"' ? text + 1 : text;
  char       *end;
  guint64     seconds = g_ascii_strtoull (digits, &end, 10);

  if (!g_ascii_isdigit (digits[0]))
    return -1;

  return (gint64) MIN (seconds, (guint64) (MAX_AGE_US / G_USEC_PER_SEC));
}

static gint64
parse_expires (const char *header,
               gint64      skew_us)
{
  gint64 us = xa_http_time_parse (header);

  return us == XA_TIME_UNKNOWN ? us : us - skew_us;
}

/* Until when the answer is fresh, our clock: max-age less the age that it came with, else Expires. */
static gint64
read_expiry (const XaResponse *response)
{
  const char      *control = xa_response_get_header (response, "cache-control");
  g_autofree char *no_cache = find_directive (control, "no-cache");
  g_autofree char *max_age = find_directive (control, "max-age");
  const char      *age = xa_response_get_header (response, "age");
  const char      *expires = xa_response_get_header (response, "expires");
  gint64           until_us = XA_TIME_UNKNOWN;

  if (no_cache)
    return XA_TIME_UNKNOWN;
  if (max_age && parse_seconds (max_age) >= 0)
    until_us = response->received_us + (parse_seconds (max_age) - (age ? MAX (0, parse_seconds (age)) : 0)) * G_USEC_PER_SEC;
  else if (expires)
    until_us = parse_expires (expires, response->skew_us);

  return until_us > response->received_us ? MIN (until_us, response->received_us + MAX_AGE_US) : XA_TIME_UNKNOWN;
}

static char *
read_tag (const XaResponse *response,
          const char       *name)
{
  const char *text = xa_response_get_header (response, name);

  return text && *text && strlen (text) <= MAX_TAG_SIZE ? g_strdup (text) : NULL;
}

/* --- asking ---------------------------------------------------------------------------------- */

gboolean
xa_validators_is_fresh (XaValidators *self,
                        const char   *connection,
                        const char   *address,
                        gint64        now_us)
{
  XaPseudonym key = make_key (self, connection, address);
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  const XaValidator *row = g_hash_table_lookup (self->rows, &key);

  /* A clock that was set back would keep it fresh for ever. */
  return row && row->expires_us != XA_TIME_UNKNOWN && now_us < row->expires_us && row->expires_us <= now_us + MAX_AGE_US;
}

/**
 * xa_validators_add_headers:
 *
 * Asks for the answer only if it is another than the last.
 */
void
xa_validators_add_headers (XaValidators *self,
                           const char   *connection,
                           const char   *address,
                           GPtrArray    *headers,
                           gint64        now_us)
{
  XaPseudonym key = make_key (self, connection, address);
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  XaValidator *row = g_hash_table_lookup (self->rows, &key);

  if (!row)
    return;

  row->used_us = now_us;
  if (row->etag) {
    g_ptr_array_add (headers, g_strdup ("If-None-Match"));
    g_ptr_array_add (headers, g_strdup (row->etag));
  }
  if (row->last_modified) {
    g_ptr_array_add (headers, g_strdup ("If-Modified-Since"));
    g_ptr_array_add (headers, g_strdup (row->last_modified));
  }
}

/**
 * xa_validators_get_stamp:
 *
 * What has neither tag nor date is another answer each time.
 */
char *
xa_validators_get_stamp (XaValidators *self,
                         const char   *connection,
                         const char   *address)
{
  XaPseudonym key = make_key (self, connection, address);
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  const XaValidator *row = g_hash_table_lookup (self->rows, &key);
  g_autofree char   *text = NULL;

  if (!row)
    return NULL;
  if (row->etag || row->last_modified)
    text = g_strconcat (row->etag ? row->etag : "", "|", row->last_modified, NULL);
  else
    text = g_strdup_printf ("%" G_GINT64_FORMAT, row->expires_us);

  return g_strescape (text, NULL);
}

/**
 * xa_validators_update:
 * @response: of status 200, or 304 for one that is as it was
 *
 * Remembers what the answer says of itself; forgets what says nothing, or wants not to be kept.
 */
void
xa_validators_update (XaValidators     *self,
                      const char       *connection,
                      const char       *address,
                      const XaResponse *response)
{
  XaPseudonym      key = make_key (self, connection, address);
  g_autofree char *no_store = find_directive (xa_response_get_header (response, "cache-control"), "no-store");
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  const XaValidator *before = g_hash_table_lookup (self->rows, &key);
  XaValidator       *row = g_new0 (XaValidator, 1);

  row->address = key;
  row->etag = read_tag (response, "etag");
  row->last_modified = read_tag (response, "last-modified");
  row->expires_us = read_expiry (response);
  row->used_us = response->received_us;
  if (response->not_modified && before) {
    row->etag = row->etag ? row->etag : g_strdup (before->etag);
    row->last_modified = row->last_modified ? row->last_modified : g_strdup (before->last_modified);
  }

  mark_changed (self, &key);
  if (no_store || (!row->etag && !row->last_modified && row->expires_us == XA_TIME_UNKNOWN)) {
    g_hash_table_remove (self->rows, &key);
    xa_validator_free (row);
  } else {
    put (self, row);
  }
}
