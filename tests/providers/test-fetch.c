#include "test-fetch.h"

#include "model/xa-time.h"

#define NOW_US G_GINT64_CONSTANT (1767323045000000)

struct _TestFetch {
  XaFetch        base;
  XaRest        *rest; /* (owned) (nullable) */
  RecordingSink *sink; /* (owned) */
  XaTarget      *target;
  GCancellable  *cancellable; /* (owned) */
  gint64         now_us, since_us;
  guint          max_posts;
  char          *cursor;     /* (owned) (nullable) */
  GHashTable    *marks;      /* (owned) (element-type utf8 utf8): of the pages that were taken */
  GHashTable    *new_marks;  /* (owned) (element-type utf8 utf8): since the last page; NULL takes away */
  GHashTable    *followed;   /* (owned) (element-type utf8) */
  guint          fail_after; /* or 0 */
  guint          n_pages;
  guint          notes; /* a bit each */
  gboolean       is_partial;
};

static TestFetch *
get_self (XaFetch *fetch)
{
  return (TestFetch *) fetch;
}

static XaRest *
get_rest (XaFetch *fetch)
{
  return get_self (fetch)->rest;
}

static XaSink *
get_sink (XaFetch *fetch)
{
  return recording_sink_get_sink (get_self (fetch)->sink);
}

static const XaTarget *
get_target (XaFetch *fetch)
{
  return get_self (fetch)->target;
}

static GCancellable *
get_cancellable (XaFetch *fetch)
{
  return get_self (fetch)->cancellable;
}

static gint64
get_now (XaFetch *fetch)
{
  return get_self (fetch)->now_us;
}

static gint64
get_since (XaFetch *fetch)
{
  return get_self (fetch)->since_us;
}

static guint
get_max_posts (XaFetch *fetch)
{
  return get_self (fetch)->max_posts;
}

static const char *
get_cursor (XaFetch *fetch)
{
  return get_self (fetch)->cursor;
}

static const char *
get_mark (XaFetch    *fetch,
          const char *name)
{
  TestFetch *self = get_self (fetch);
  gpointer   value;

  if (g_hash_table_lookup_extended (self->new_marks, name, NULL, &value))
    return value;

  return g_hash_table_lookup (self->marks, name);
}

static void
set_mark (XaFetch    *fetch,
          const char *name,
          const char *value)
{
  g_assert_nonnull (name);
  g_hash_table_insert (get_self (fetch)->new_marks, g_strdup (name), g_strdup (value));
}

static void
put_quoted (GString    *line,
            const char *name,
            const char *value)
{
  g_autofree char *escaped = value ? g_strescape (value, NULL) : NULL;

  g_string_append_printf (line, " %s=\"%s\"", name, escaped ? escaped : "");
}

static void
keep_marks (TestFetch *self,
            GString   *line)
{
  g_autoptr (GPtrArray) names = g_hash_table_get_keys_as_ptr_array (self->new_marks);

  g_ptr_array_sort_values (names, (GCompareFunc) g_strcmp0);
  for (guint i = 0; i < names->len; i++) {
    const char      *name = names->pdata[i], *value = g_hash_table_lookup (self->new_marks, name);
    g_autofree char *shown = g_strconcat ("mark:", name, NULL);

    put_quoted (line, shown, value);
    if (value)
      g_hash_table_insert (self->marks, g_strdup (name), g_strdup (value));
    else
      g_hash_table_remove (self->marks, name);
  }
  g_hash_table_remove_all (self->new_marks);
}

static gboolean
page (XaFetch    *fetch,
      const char *cursor,
      GError    **error)
{
  TestFetch *self = get_self (fetch);
  g_autoptr (GString) line = g_string_new ("page");

  if (self->fail_after && --self->fail_after == 0)
    g_cancellable_cancel (self->cancellable);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;

  if (cursor)
    put_quoted (line, "cursor", cursor);
  else
    g_string_append (line, " end");
  keep_marks (self, line);
  recording_sink_say (self->sink, line->str);
  g_set_str (&self->cursor, cursor);
  self->n_pages++;

  return TRUE;
}

static gboolean
follows (XaFetch    *fetch,
         const char *native_id)
{
  return g_hash_table_contains (get_self (fetch)->followed, native_id);
}

static gboolean
settle (XaFetch *fetch,
        GError **error)
{
  TestFetch *self = get_self (fetch);

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  recording_sink_say (self->sink, "settle");

  return TRUE;
}

static void
note (XaFetch    *fetch,
      XaFetchNote what,
      const char *detail)
{
  TestFetch *self = get_self (fetch);
  g_autoptr (GString) line = g_string_new ("note ");

  g_assert_cmpint (what, <, XA_N_FETCH_NOTES);
  g_string_append (line, xa_fetch_note_id (what));
  if (detail)
    put_quoted (line, "detail", detail);
  recording_sink_say (self->sink, line->str);
  self->notes |= 1u << what;
}

static void
progress (XaFetch *fetch,
          gint64   done,
          gint64   total)
{
  g_autoptr (GString) line = g_string_new ("progress ");

  g_string_append_printf (line, "%" G_GINT64_FORMAT "/", done);
  if (total == XA_COUNT_UNKNOWN)
    g_string_append_c (line, '?');
  else
    g_string_append_printf (line, "%" G_GINT64_FORMAT, total);
  recording_sink_say (get_self (fetch)->sink, line->str);
}

static void
is_partial (XaFetch *fetch)
{
  recording_sink_say (get_self (fetch)->sink, "partial");
  get_self (fetch)->is_partial = TRUE;
}

static const XaFetchClass fetch_class = {
  .get_rest = get_rest,
  .get_sink = get_sink,
  .get_target = get_target,
  .get_cancellable = get_cancellable,
  .get_now = get_now,
  .get_since = get_since,
  .get_max_posts = get_max_posts,
  .get_cursor = get_cursor,
  .get_mark = get_mark,
  .set_mark = set_mark,
  .page = page,
  .follows = follows,
  .settle = settle,
  .note = note,
  .progress = progress,
  .is_partial = is_partial,
};

TestFetch *
test_fetch_new (XaRest         *rest,
                const XaTarget *target)
{
  TestFetch *self = g_new0 (TestFetch, 1);

  self->base.class = &fetch_class;
  self->rest = rest;
  self->sink = recording_sink_new ();
  self->cancellable = g_cancellable_new ();
  self->now_us = NOW_US;
  self->since_us = XA_TIME_UNKNOWN;
  self->marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->new_marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->followed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  test_fetch_set_target (self, target);

  return self;
}

void
test_fetch_free (TestFetch *self)
{
  if (!self)
    return;

  g_clear_pointer (&self->rest, xa_rest_free);
  recording_sink_free (self->sink);
  g_clear_pointer (&self->target, xa_target_free);
  g_object_unref (self->cancellable);
  g_free (self->cursor);
  g_hash_table_unref (self->marks);
  g_hash_table_unref (self->new_marks);
  g_hash_table_unref (self->followed);
  g_free (self);
}

XaFetch *
test_fetch_get (TestFetch *self)
{
  return &self->base;
}

RecordingSink *
test_fetch_get_recording (TestFetch *self)
{
  return self->sink;
}

void
test_fetch_set_target (TestFetch      *self,
                       const XaTarget *target)
{
  g_clear_pointer (&self->target, xa_target_free);
  self->target = target ? xa_target_copy (target) : NULL;
}

void
test_fetch_set_now (TestFetch *self,
                    gint64     now_us)
{
  self->now_us = now_us;
}

void
test_fetch_set_since (TestFetch *self,
                      gint64     since_us)
{
  self->since_us = since_us;
}

void
test_fetch_set_max_posts (TestFetch *self,
                          guint      n)
{
  self->max_posts = n;
}

void
test_fetch_set_cursor (TestFetch  *self,
                       const char *cursor)
{
  g_set_str (&self->cursor, cursor);
}

void
test_fetch_set_mark (TestFetch  *self,
                     const char *name,
                     const char *value)
{
  g_hash_table_insert (self->marks, g_strdup (name), g_strdup (value));
}

void
test_fetch_follow (TestFetch  *self,
                   const char *native_id)
{
  g_hash_table_add (self->followed, g_strdup (native_id));
}

/* A cancellation that was met is over with the next call. */
void
test_fetch_fail_after (TestFetch *self,
                       guint      n)
{
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_hash_table_remove_all (self->new_marks);
  self->fail_after = n;
}

guint
test_fetch_get_n_pages (TestFetch *self)
{
  return self->n_pages;
}

gboolean
test_fetch_has_note (TestFetch  *self,
                     XaFetchNote what)
{
  return (self->notes & (1u << what)) != 0;
}

gboolean
test_fetch_is_partial (TestFetch *self)
{
  return self->is_partial;
}
