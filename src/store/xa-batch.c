#include "store/xa-batch.h"

static void
free_kept (gpointer data)
{
  XaBatchKept *kept = data;

  g_free (kept->name);
  g_clear_pointer (&kept->value, g_bytes_unref);
  g_free (kept);
}

/**
 * xa_batch_new:
 *
 * Returns: (transfer full): an empty batch
 */
XaBatch *
xa_batch_new (void)
{
  XaBatch *self = g_new0 (XaBatch, 1);

  self->audiences = g_array_new (FALSE, FALSE, sizeof (XaBatchAudience));
  self->snapshots = g_array_new (FALSE, FALSE, sizeof (XaBatchSnapshot));
  self->members = g_array_new (FALSE, FALSE, sizeof (XaBatchMember));
  self->posts = g_array_new (FALSE, FALSE, sizeof (XaBatchPost));
  self->activities = g_array_new (FALSE, FALSE, sizeof (XaBatchActivity));
  self->terms = g_array_new (FALSE, FALSE, sizeof (XaBatchTerm));
  self->links = g_array_new (FALSE, FALSE, sizeof (XaBatchLink));
  self->samples = g_array_new (FALSE, FALSE, sizeof (XaBatchSample));
  self->stretches = g_array_new (FALSE, FALSE, sizeof (XaBatchStretch));
  self->stretch_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->facets = g_array_new (FALSE, FALSE, sizeof (XaBatchFacet));
  self->facet_counts = g_array_new (FALSE, FALSE, sizeof (XaBatchFacetCount));
  self->text = g_byte_array_new ();
  self->page.marks = g_ptr_array_new_with_free_func (free_kept);
  self->page.total = XA_COUNT_UNKNOWN;

  return self;
}

/* Empties what stands for a task; its array stays. */
static void
clear_page (XaBatchPage *page)
{
  GPtrArray *marks = page->marks;

  g_clear_pointer (&page->cursor, g_bytes_unref);
  g_free (page->note_text);
  g_free (page->native_id);
  g_ptr_array_set_size (marks, 0);
  *page = (XaBatchPage) { .marks = marks, .total = XA_COUNT_UNKNOWN };
}

/**
 * xa_batch_free:
 * @self: (nullable): a batch
 */
void
xa_batch_free (XaBatch *self)
{
  if (!self)
    return;

  g_array_unref (self->audiences);
  g_array_unref (self->snapshots);
  g_array_unref (self->members);
  g_array_unref (self->posts);
  g_array_unref (self->activities);
  g_array_unref (self->terms);
  g_array_unref (self->links);
  g_array_unref (self->samples);
  g_array_unref (self->stretches);
  g_array_unref (self->stretch_ids);
  g_array_unref (self->facets);
  g_array_unref (self->facet_counts);
  g_byte_array_unref (self->text);
  clear_page (&self->page);
  g_ptr_array_unref (self->page.marks);
  g_free (self);
}

/**
 * xa_batch_clear:
 *
 * Empties the batch for the next records and keeps its memory. The offset and the rejects stay:
 * they are about the whole import.
 */
void
xa_batch_clear (XaBatch *self)
{
  g_array_set_size (self->audiences, 0);
  g_array_set_size (self->snapshots, 0);
  g_array_set_size (self->members, 0);
  g_array_set_size (self->posts, 0);
  g_array_set_size (self->activities, 0);
  g_array_set_size (self->terms, 0);
  g_array_set_size (self->links, 0);
  g_array_set_size (self->samples, 0);
  g_array_set_size (self->stretches, 0);
  g_array_set_size (self->stretch_ids, 0);
  g_array_set_size (self->facets, 0);
  g_array_set_size (self->facet_counts, 0);
  g_byte_array_set_size (self->text, 0);
  self->has_source = FALSE;
  clear_page (&self->page);
}

/* Whether there is anything in it that a workspace would hold. */
gboolean
xa_batch_has_records (const XaBatch *self)
{
  return self->audiences->len || self->snapshots->len || self->members->len || self->posts->len || self->activities->len ||
         self->terms->len || self->links->len || self->samples->len || self->stretches->len || self->facets->len;
}

/**
 * xa_batch_keep:
 * @name: of a mark
 * @value: (transfer full) (nullable): sealed; NULL takes the mark away
 */
void
xa_batch_keep (XaBatch    *self,
               const char *name,
               GBytes     *value)
{
  XaBatchKept *kept = g_new (XaBatchKept, 1);

  *kept = (XaBatchKept) { g_strdup (name), value };
  g_ptr_array_add (self->page.marks, kept);
}

/**
 * xa_batch_get_size:
 *
 * Returns: bytes of records and text
 */
gsize
xa_batch_get_size (const XaBatch *self)
{
  return self->audiences->len * sizeof (XaBatchAudience) +
         self->snapshots->len * sizeof (XaBatchSnapshot) +
         self->members->len * sizeof (XaBatchMember) +
         self->posts->len * sizeof (XaBatchPost) +
         self->activities->len * sizeof (XaBatchActivity) +
         self->terms->len * sizeof (XaBatchTerm) +
         self->links->len * sizeof (XaBatchLink) +
         self->samples->len * sizeof (XaBatchSample) +
         self->stretch_ids->len * sizeof (gint64) +
         self->facet_counts->len * sizeof (XaBatchFacetCount) +
         self->text->len;
}

/**
 * xa_batch_add_text:
 *
 * Copies @text into the batch.
 *
 * Returns: its place, or XA_BATCH_NO_TEXT for absent text
 */
XaBatchText
xa_batch_add_text (XaBatch *self,
                   XaSpan   text)
{
  XaBatchText place = { self->text->len, (guint32) text.len };

  if (!text.str)
    return XA_BATCH_NO_TEXT;
  g_return_val_if_fail (text.len < G_MAXUINT32 - self->text->len, XA_BATCH_NO_TEXT);
  g_byte_array_append (self->text, (const guint8 *) text.str, (guint) text.len);

  return place;
}

/**
 * xa_batch_get_text:
 *
 * Returns: the text at a place, absent for XA_BATCH_NO_TEXT; valid until text is added
 */
XaSpan
xa_batch_get_text (const XaBatch *self,
                   XaBatchText    text)
{
  if (text.len == G_MAXUINT32)
    return XA_SPAN_NONE;
  g_return_val_if_fail (text.offset <= self->text->len && text.len <= self->text->len - text.offset, XA_SPAN_NONE);

  return (XaSpan) { text.len ? (const char *) self->text->data + text.offset : "", text.len };
}
