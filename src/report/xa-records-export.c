#include "report/xa-records-export.h"

#include "insight/xa-list-sizes.h"
#include "model/xa-record-json.h"
#include "model/xa-time.h"
#include "store/xa-activity.h"
#include "store/xa-audiences.h"
#include "store/xa-posts.h"
#include "store/xa-samples.h"

#include <math.h>
#include <yyjson.h>

#define POSTS_A_PAGE 1000
#define MAX_FIELDS 64

typedef struct {
  XaStore        *store;     /* (not owned) */
  XaRecordWriter *writer;    /* (not owned) */
  GHashTable     *audiences; /* (owned) (element-type gint64 XaAudience): by id */
  GHashTable     *written;   /* (owned) (element-type gint64): ids of those that were written */
} Export;

static void
export_clear (Export *self)
{
  g_clear_pointer (&self->audiences, g_hash_table_unref);
  g_clear_pointer (&self->written, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

/* --- what may leave ------------------------------------------------------------------------------ */

/* A number that the platform shows to everybody: only small ones are hidden, since a small group
 * may not be public at all. */
static gint64
guard_published (gint64 count)
{
  return count >= 1 && count < XA_RECORD_MIN_PEOPLE ? XA_COUNT_SUPPRESSED : count;
}

/* A number that we counted: also rounded down, so that two exports between which one person came
 * or went do not differ by that person, and a sum does not give away a part that is hidden. */
static gint64
guard_counted (gint64 count)
{
  count = guard_published (count);

  return count > 0 ? count - count % XA_RECORD_MIN_PEOPLE : count;
}

/* Posts and ratings are not people. */
static gboolean
is_of_people (XaMetric metric)
{
  return metric != XA_METRIC_POSTS && metric != XA_METRIC_RATING;
}

/* --- audiences ----------------------------------------------------------------------------------- */

static char *
make_ref (gint64 audience_id)
{
  return g_strdup_printf ("a%" G_GINT64_FORMAT, audience_id);
}

/* A server comes before its channels. */
static gboolean
put_audience (Export           *self,
              const XaAudience *audience,
              GError          **error)
{
  g_autofree char *ref = make_ref (audience->id);
  XaAudience      *parent = g_hash_table_lookup (self->audiences, &audience->parent_id);
  XaAudienceRecord record = {
    .platform = audience->platform,
    .native_id = xa_span (audience->native_id),
    .kind = audience->kind,
    .title = xa_span (audience->title),
    .handle = xa_span (audience->handle),
    .url = xa_span (audience->url),
    .parent_native_id = xa_span (parent ? parent->native_id : NULL),
    .members_reported = XA_COUNT_UNKNOWN,
    .simulated = audience->simulated,
  };

  if (!g_hash_table_add (self->written, (gpointer) &audience->id))
    return TRUE;

  return (!parent || put_audience (self, parent, error)) &&
         xa_record_writer_audience (self->writer, ref, &record, audience->role, error);
}

/* The size of each list as it may be told beside those of the same kind before it: who compares
 * two must not see a few people come or go. */
static gint64 *
guard_sizes (const GArray *snapshots)
{
  gint64                *guarded = g_new (gint64, snapshots->len + 1);
  g_autofree XaToldSize *told = xa_list_sizes_judge ((const XaSnapshot *) (void *) snapshots->data, snapshots->len, XA_RECORD_MIN_PEOPLE);

  for (guint i = 0; i < snapshots->len; i++)
    guarded[i] = told[i].is_told ? guard_counted ((gint64) told[i].told) : XA_COUNT_SUPPRESSED;

  return guarded;
}

static gboolean
put_snapshots (Export     *self,
               gint64      audience_id,
               const char *ref,
               GError    **error)
{
  g_autoptr (GArray) snapshots = xa_store_list_snapshots (self->store, audience_id, error);
  g_autofree gint64 *sizes = snapshots ? guard_sizes (snapshots) : NULL;

  if (!snapshots)
    return FALSE;

  for (guint i = 0; i < snapshots->len; i++) {
    const XaSnapshot *snapshot = &g_array_index (snapshots, XaSnapshot, i);
    XaSnapshotRecord  record = {
       .at_us = snapshot->at_us,
       .coverage = snapshot->coverage,
       .first_n = snapshot->first_n == snapshot->fetched ? sizes[i] : guard_counted (snapshot->first_n),
       .reported = guard_published (snapshot->reported),
    };

    if (!xa_record_writer_snapshot (self->writer, ref, &record, sizes[i], error))
      return FALSE;
  }

  return TRUE;
}

/* --- posts --------------------------------------------------------------------------------------- */

/* The metadata of a post as it is stored: an object of texts. */
static gsize
get_fields (yyjson_val *object,
            XaField     fields[MAX_FIELDS])
{
  yyjson_obj_iter iter = yyjson_obj_iter_with (object);
  yyjson_val     *key;
  gsize           n = 0;

  while (n < MAX_FIELDS && (key = yyjson_obj_iter_next (&iter))) {
    yyjson_val *value = yyjson_obj_iter_get_val (key);

    if (yyjson_is_str (value))
      fields[n++] = (XaField) { { yyjson_get_str (key), yyjson_get_len (key) }, { yyjson_get_str (value), yyjson_get_len (value) } };
  }

  return n;
}

/* What it answers is left out: that may be the post of a person. */
static gboolean
put_post (Export       *self,
          const XaPost *post,
          const char   *ref,
          GError      **error)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, post->id);
  yyjson_doc      *metadata = post->fields ? yyjson_read (post->fields, strlen (post->fields), 0) : NULL;
  XaField          fields[MAX_FIELDS];
  XaPostRecord     record = {
        .native_id = xa_span (id),
        .at_us = post->at_us,
        .author_kind = post->author_kind,
        .text = xa_span (post->text),
        .lang = xa_span (post->lang),
        .reactions = guard_published (post->counters.reactions),
        .comments = guard_published (post->counters.comments),
        .shares = guard_published (post->counters.shares),
        .views = guard_published (post->counters.views),
        .seen_us = post->counters.seen_us,
        .has_media = post->has_media,
        .rating = post->rating,
        .product = xa_span (post->product),
        .fields = fields,
        .n_fields = get_fields (yyjson_doc_get_root (metadata), fields),
  };
  gboolean ok = xa_record_writer_post (self->writer, ref, &record, error);

  yyjson_doc_free (metadata);

  return ok;
}

/* Posts of members are left out altogether: with their time and counters they could be found
 * again on the platform, and their author with them. */
static gboolean
put_own_posts (Export     *self,
               gint64      audience_id,
               const char *ref,
               GError    **error)
{
  XaPostQuery  query = { audience_id, XA_POSTS_NEWEST, G_MININT64, G_MAXINT64, POSTS_A_PAGE };
  XaPostCursor cursor = { 0 };
  guint        n_read;

  do {
    g_autoptr (GPtrArray) posts = xa_store_list_posts (self->store, &query, &cursor, error);

    if (!posts)
      return FALSE;
    n_read = posts->len;
    for (guint i = 0; i < n_read; i++) {
      const XaPost *post = g_ptr_array_index (posts, i);

      if (post->author_kind == XA_AUTHOR_OWN && !put_post (self, post, ref, error))
        return FALSE;
    }
  } while (n_read == POSTS_A_PAGE);

  return TRUE;
}

/* --- over time ------------------------------------------------------------------------------------ */

static gboolean
put_samples (Export     *self,
             gint64      audience_id,
             XaMetric    metric,
             const char *ref,
             GError    **error)
{
  g_autoptr (GArray) points = xa_store_get_series (self->store, &audience_id, 1, metric, G_MININT64, G_MAXINT64, G_MAXINT32, NULL, error);

  if (!points)
    return FALSE;

  for (guint i = 0; i < points->len; i++) {
    const XaSeriesPoint *point = &g_array_index (points, XaSeriesPoint, i);
    gboolean             is_small = is_of_people (metric) && point->last > 0 && point->last < XA_RECORD_MIN_PEOPLE;
    XaSampleRecord       sample = { metric, point->start_us, is_small ? (double) NAN : point->last, point->granularity };

    if (!xa_record_writer_sample (self->writer, ref, &sample, error))
      return FALSE;
  }

  return TRUE;
}

/* What few people did often is as telling as that there were few. */
static gboolean
put_day (Export            *self,
         const XaActiveDay *day,
         const char        *kind,
         const char        *ref,
         GError           **error)
{
  XaDayRecord record = {
    .kind = kind,
    .at_us = day->day * XA_USEC_PER_DAY,
    .n = guard_counted ((gint64) day->n),
    .people = day->n_people ? guard_counted ((gint64) day->n_people) : XA_COUNT_UNKNOWN,
  };

  if (record.people == XA_COUNT_SUPPRESSED)
    record.n = XA_COUNT_SUPPRESSED;

  return xa_record_writer_day (self->writer, ref, &record, error);
}

static gboolean
put_days (Export     *self,
          gint64      audience_id,
          XaActivity  activity,
          const char *ref,
          GError    **error)
{
  static const char *const kinds[] = {
    [XA_ACTIVITY_AUTHOR] = "posts",
    [XA_ACTIVITY_REACTOR] = "reactions",
    [XA_ACTIVITY_JOIN] = "joins",
    [XA_ACTIVITY_LEAVE] = "leaves",
  };
  g_autoptr (GArray) days = xa_store_list_active_days (self->store, audience_id, activity, G_MININT32, G_MAXINT32, error);

  if (!days)
    return FALSE;

  for (guint i = 0; i < days->len; i++)
    if (!put_day (self, &g_array_index (days, XaActiveDay, i), kinds[activity], ref, error))
      return FALSE;

  return TRUE;
}

static gboolean
put_contents (Export           *self,
              const XaAudience *audience,
              GError          **error)
{
  g_autofree char *ref = make_ref (audience->id);

  if (!put_snapshots (self, audience->id, ref, error) || !put_own_posts (self, audience->id, ref, error))
    return FALSE;
  for (XaMetric metric = XA_METRIC_MEMBERS; metric <= XA_METRIC_RATING; metric++)
    if (!put_samples (self, audience->id, metric, ref, error))
      return FALSE;
  for (XaActivity activity = XA_ACTIVITY_AUTHOR; activity <= XA_ACTIVITY_LEAVE; activity++)
    if (!put_days (self, audience->id, activity, ref, error))
      return FALSE;

  return TRUE;
}

/**
 * xa_records_export:
 * @store: a workspace
 * @stream: where the lines go; not closed
 * @cancellable: (nullable): ends it between two pieces of output
 *
 * Writes the whole workspace. The same content gives the same text, but for the time in the
 * first line.
 *
 * Returns: FALSE with @error, of XA_STORE_ERROR or of the stream
 */
gboolean
xa_records_export (XaStore       *store,
                   GOutputStream *stream,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (store, error);
  g_autoptr (XaRecordWriter) writer = xa_record_writer_new (stream, cancellable);
  g_auto (Export) self = {
    .store = store,
    .writer = writer,
    .audiences = g_hash_table_new (g_int64_hash, g_int64_equal),
    .written = g_hash_table_new (g_int64_hash, g_int64_equal),
  };

  if (!audiences || !xa_record_writer_header (writer, xa_time_now (), error))
    return FALSE;

  for (guint i = 0; i < audiences->len; i++) {
    XaAudience *audience = g_ptr_array_index (audiences, i);

    g_hash_table_insert (self.audiences, &audience->id, audience);
  }
  for (guint i = 0; i < audiences->len; i++)
    if (!put_audience (&self, g_ptr_array_index (audiences, i), error))
      return FALSE;
  for (guint i = 0; i < audiences->len; i++)
    if (!put_contents (&self, g_ptr_array_index (audiences, i), error))
      return FALSE;

  return xa_record_writer_flush (writer, error);
}
