#include "net/xa-pager.h"

#include "model/xa-language.h"

struct _XaPager {
  GHashTable *seen; /* (owned) (element-type guint64): hashes of cursors */
  guint       n_pages;
  guint       n_empty; /* in a row */
  gboolean    has_id;
  gint64      last_id;
};

XaPager *
xa_pager_new (void)
{
  XaPager *self = g_new0 (XaPager, 1);

  self->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  return self;
}

void
xa_pager_free (XaPager *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->seen);
  g_free (self);
}

/* FNV-1a of 64 bits: among a million cursors, two have the same hash once in 37 million walks. */
static guint64
hash_cursor (const char *cursor)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *cursor; cursor++)
    hash = (hash ^ (guint8) *cursor) * G_GUINT64_CONSTANT (0x100000001b3);

  return hash;
}

static gboolean
fail (GError    **error,
      const char *message)
{
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_LOOP, message);

  return FALSE;
}

gboolean
xa_pager_advance (XaPager    *self,
                  const char *cursor,
                  guint       n_items,
                  GError    **error)
{
  guint64 hash;

  self->n_pages++;
  self->n_empty = n_items > 0 ? 0 : self->n_empty + 1;
  if (!cursor)
    return TRUE;
  hash = hash_cursor (cursor);
  if (!g_hash_table_add (self->seen, g_memdup2 (&hash, sizeof hash)))
    return fail (error, N_ ("The platform sends the same pages again and again; what came before is kept."));
  if (self->n_empty >= XA_PAGER_MAX_EMPTY)
    return fail (error, N_ ("The platform sends one empty page after another; what came before is kept."));

  return TRUE;
}

guint
xa_pager_get_n_pages (XaPager *self)
{
  return self->n_pages;
}

gboolean
xa_pager_advance_id (XaPager *self,
                     gint64   next,
                     gboolean upwards,
                     GError **error)
{
  if (self->has_id && (upwards ? next <= self->last_id : next >= self->last_id))
    return fail (error, N_ ("The platform sends pages that do not lead on; what came before is kept."));
  self->has_id = TRUE;
  self->last_id = next;

  return TRUE;
}
