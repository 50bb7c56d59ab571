#include "model/xa-member-set.h"
#include "store/xa-ingest.h"
#include "store/xa-segments.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

/*
 * The content in a form that does not depend on the order in which it came in: rows by their
 * natural keys, audiences by platform and id, people by the rank of their pseudonyms.
 */

#define AUDIENCE "a.platform, a.native_id"
#define OF_AUDIENCE " AS t JOIN audience AS a ON a.id = t.audience_id ORDER BY " AUDIENCE

static const struct {
  const char *table;
  const char *sql;
} tables[] = {
  { "meta", "SELECT key, value FROM meta WHERE key NOT IN ('uuid', 'created_us') ORDER BY key" },
  { "key_epoch", "SELECT epoch, check_value, sealed_us IS NOT NULL FROM key_epoch ORDER BY epoch" },
  { "audience",
    "SELECT " AUDIENCE ", p.native_id, a.kind, a.role, a.simulated, a.title, a.handle, a.url, a.n_posts"
    " FROM audience AS a LEFT JOIN audience AS p ON p.id = a.parent_id ORDER BY " AUDIENCE },
  { "audience_name", "SELECT " AUDIENCE ", t.name FROM audience_name" OF_AUDIENCE ", t.name" },
  { "audience_tag", "SELECT " AUDIENCE ", t.tag FROM audience_tag" OF_AUDIENCE ", t.tag" },
  { "snapshot",
    "SELECT " AUDIENCE ", t.coverage, t.at_us, t.first_n, t.reported, t.fetched, t.window_from_us, t.window_to_us, t.key_epoch, t.members"
    " FROM snapshot" OF_AUDIENCE ", t.coverage, t.at_us, t.id" },
  { "post",
    "SELECT " AUDIENCE ", t.id, t.at_us, t.author_kind, t.seen_us, t.reactions, t.comments, t.shares, t.views, t.reply_to, t.lang,"
    " t.n_chars, t.has_media, t.rating, t.product, t.fields FROM post" OF_AUDIENCE ", t.id" },
  { "post_counter",
    "SELECT " AUDIENCE ", t.post_id, t.seen_us, t.reactions, t.comments, t.shares, t.views FROM post_counter" OF_AUDIENCE ", t.post_id, t.seen_us" },
  { "post_span",
    "SELECT " AUDIENCE ", t.span, t.n, t.n_own, t.first_us, t.last_us, t.reactions_n, t.reactions, t.comments_n, t.comments, t.shares_n, t.shares,"
    " t.views_n, t.views FROM post_span" OF_AUDIENCE ", t.span" },
  { "pending_reply", "SELECT " AUDIENCE ", t.post_id, t.n FROM pending_reply" OF_AUDIENCE ", t.post_id" },
  { "post_text", "SELECT " AUDIENCE ", t.post_id, t.text FROM post_text" OF_AUDIENCE ", t.post_id" },
  { "activity", "SELECT " AUDIENCE ", t.kind, t.day, t.n, t.members FROM activity" OF_AUDIENCE ", t.kind, t.day" },
  { "counted_event", "SELECT " AUDIENCE ", t.id FROM counted_event" OF_AUDIENCE ", t.id" },
  { "term", "SELECT kind, text FROM term ORDER BY kind, text" },
  { "word", "SELECT term.text, w.text FROM word AS w JOIN term ON term.id = w.term_id ORDER BY term.text" },
  { "term_use",
    "SELECT " AUDIENCE ", term.kind, term.text, t.hour, t.n, t.members FROM term_use AS t JOIN audience AS a ON a.id = t.audience_id"
    " JOIN term ON term.id = t.term_id ORDER BY " AUDIENCE ", term.kind, term.text, t.hour" },
  { "link", "SELECT " AUDIENCE ", t.kind, t.target, t.day, t.n FROM link" OF_AUDIENCE ", t.kind, t.target, t.day" },
  { "sample", "SELECT " AUDIENCE ", t.metric, t.at_us, t.value, t.granularity FROM sample" OF_AUDIENCE ", t.metric, t.at_us" },
  { "sample_rollup",
    "SELECT " AUDIENCE ", t.step, t.metric, t.bucket, t.n, t.total, t.low, t.high, t.last, t.last_us, t.granularity"
    " FROM sample_rollup" OF_AUDIENCE ", t.step, t.metric, t.bucket" },
  { "facet_count", "SELECT " AUDIENCE ", t.facet, t.day, t.value, t.name, t.n FROM facet_count" OF_AUDIENCE ", t.facet, t.day, t.value" },
  { "elsewhere", "SELECT " AUDIENCE ", t.platform, t.at_us, t.coverage, t.members FROM elsewhere" OF_AUDIENCE ", t.platform" },
  { "import",
    "SELECT source, format, size_bytes, at_us, state, offset, counts, key_epoch FROM import ORDER BY source" },
  { "import_audience",
    "SELECT i.source, " AUDIENCE ", t.at_us, t.coverage, t.first_n, t.reported FROM import_audience AS t JOIN import AS i ON i.id = t.import_id"
    " JOIN audience AS a ON a.id = t.audience_id ORDER BY i.source, " AUDIENCE },
  { "import_member",
    "SELECT i.source, " AUDIENCE ", sum(length(t.ids)) / 4, total(length(t.profiles)) / 2 FROM import_member AS t JOIN import AS i ON i.id = t.import_id"
    " JOIN audience AS a ON a.id = t.audience_id GROUP BY i.source, a.id ORDER BY i.source, " AUDIENCE },
  { "report_plan", "SELECT name, folder, every, formats, is_of_all, created_us, done_us, file, failed_us, cause FROM report_plan ORDER BY name" },
  { "report_audience",
    "SELECT p.name, " AUDIENCE " FROM report_audience AS t JOIN report_plan AS p ON p.id = t.plan_id JOIN audience AS a ON a.id = t.audience_id"
    " ORDER BY p.name, " AUDIENCE },
  { "alert_rule", "SELECT kind, is_on, threshold, floor, cool_down_s, notifies FROM alert_rule ORDER BY kind" },
  { "alert",
    "SELECT t.kind, " AUDIENCE ", c.provider, c.name, t.thing, t.at_us, t.until_us, t.since_us, t.metric, t.value, t.usual, t.score, t.cause"
    " FROM alert AS t LEFT JOIN audience AS a ON a.id = t.audience_id LEFT JOIN connection AS c ON c.id = t.connection_id"
    " ORDER BY t.kind, " AUDIENCE ", c.provider, c.name, t.thing, t.at_us" },
  { "retention", "SELECT platform, kind, days FROM retention ORDER BY platform, kind" },
  { "connection",
    "SELECT provider, name, base_url, sign_in, state, cause, month_requests, month_money, interval_s, is_paused, throttle FROM connection ORDER BY provider, name, uuid" },
  { "source",
    "SELECT c.provider, c.name, s.target, s.title, s.kind, a.native_id, s.passes, s.since_us, s.max_posts, s.notes, s.interval_s,"
    " s.is_paused FROM source AS s"
    " JOIN connection AS c ON c.id = s.connection_id LEFT JOIN audience AS a ON a.id = s.audience_id ORDER BY c.provider, c.name, s.target" },
  { "task",
    "SELECT s.target, t.kind, t.subject, t.input, t.state, t.cause, t.is_partial, t.notes, t.done, t.total, t.all_read, t.import_id IS NOT NULL,"
    " t.cursor IS NOT NULL FROM task AS t LEFT JOIN source AS s ON s.id = t.source_id ORDER BY s.target, t.kind, t.subject, t.id" },
  { "source_mark",
    "SELECT s.target, t.name, length(t.value) FROM source_mark AS t JOIN source AS s ON s.id = t.source_id ORDER BY s.target, t.name" },
  { "connection_mark",
    "SELECT c.provider, c.name, t.name, length(t.value) FROM connection_mark AS t JOIN connection AS c ON c.id = t.connection_id"
    " ORDER BY c.provider, c.name, t.name" },
  { "stream", "SELECT c.provider, c.name, t.state, t.n_sources, t.cause FROM stream AS t JOIN connection AS c ON c.id = t.connection_id ORDER BY c.provider, c.name" },
  { "way_down", "SELECT c.provider, c.name, t.path, t.cause FROM way_down AS t JOIN connection AS c ON c.id = t.connection_id ORDER BY c.provider, c.name, t.path" },
  { "way_used", "SELECT s.target, t.kind, t.last, t.trying FROM way_used AS t JOIN source AS s ON s.id = t.source_id ORDER BY s.target, t.kind" },
  { "series_break", "SELECT " AUDIENCE ", t.kind, t.at_us, t.before, t.after, t.cause FROM series_break" OF_AUDIENCE ", t.kind, t.at_us" },
  { "client", "SELECT name, scopes FROM client ORDER BY name" },
  { "hook_in", "SELECT name, kind, place, n_taken FROM hook_in ORDER BY name" },
  { "hook_message", "SELECT h.name, count(*) FROM hook_message AS m JOIN hook_in AS h ON h.id = m.hook_id GROUP BY h.id ORDER BY h.name" },
  { "hook_out", "SELECT name, url, events, is_active, cause FROM hook_out ORDER BY name" },
  { "server", "SELECT is_on, port FROM server" },
  { "audit", "SELECT what, detail FROM audit ORDER BY id" },
};

typedef struct {
  XaStore       *store;
  GOutputStream *stream;
  GCancellable  *cancellable;
  GString       *text;  /* (owned): what was not written yet */
  guint32       *ranks; /* (owned): by dense id */
} Dump;

#define FLUSH_BYTES 65536

static gboolean
flush (Dump    *self,
       GError **error)
{
  gboolean ok = g_output_stream_write_all (self->stream, self->text->str, self->text->len, NULL, self->cancellable, error);

  g_string_truncate (self->text, 0);

  return ok;
}

static void
append_hex (GString      *text,
            const guint8 *data,
            gsize         size)
{
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", data[i]);
}

static void
append_digest (GString      *text,
               const guint8 *data,
               gsize         size)
{
  struct sha256_ctx context;
  guint8            digest[SHA256_DIGEST_SIZE];

  sha256_init (&context);
  sha256_update (&context, size, data);
  sha256_digest (&context, sizeof digest, digest);
  g_string_append (text, "sha256:");
  append_hex (text, digest, sizeof digest);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

/* A set as the ranks of its people: dense ids depend on who came first. */
static gboolean
append_set (Dump         *self,
            const guint8 *data,
            gsize         size,
            GError      **error)
{
  g_autoptr (XaMemberSet) set = xa_member_set_new_from_bytes (data, size);
  g_autofree guint32 *ids = NULL;
  guint32             n_members = xa_member_index_count (self->store->index);
  gsize               n;

  if (!set || !xa_member_set_is_below (set, n_members)) {
    xa_store_set_corrupt (error, self->store->path, "a set of people cannot be read");
    return FALSE;
  }
  ids = xa_member_set_get_ids (set, &n);
  for (gsize i = 0; i < n; i++)
    ids[i] = self->ranks[ids[i]];
  qsort (ids, n, sizeof *ids, compare_ids);
  for (gsize i = 0; i < n; i++)
    ids[i] = GUINT32_TO_LE (ids[i]);
  g_string_append_printf (self->text, "%" G_GSIZE_FORMAT ":", n);
  append_digest (self->text, (const guint8 *) ids, n * sizeof *ids);

  return TRUE;
}

static void
append_text (GString    *text,
             const char *value)
{
  g_autofree char *escaped = g_strescape (value, NULL);

  g_string_append_printf (text, "\"%s\"", escaped);
}

static gboolean
append_blob (Dump       *self,
             const char *column,
             XaQuery    *q,
             int         i,
             GError    **error)
{
  const guint8 *data = sqlite3_column_blob (q, i);
  gsize         size = (gsize) sqlite3_column_bytes (q, i);

  if (g_str_equal (column, "members"))
    return append_set (self, data, size, error);
  if (g_str_equal (column, "counts")) /* behind the counts stands an id, which is not content */
    append_hex (self->text, data, MIN (size, sizeof (XaIngestCounts)));
  else if (size <= 32)
    append_hex (self->text, data, size);
  else
    append_digest (self->text, data, size);

  return TRUE;
}

static gboolean
append_value (Dump    *self,
              XaQuery *q,
              int      i,
              GError **error)
{
  g_string_append_c (self->text, '\t');
  switch (sqlite3_column_type (q, i)) {
  case SQLITE_INTEGER:
    g_string_append_printf (self->text, "%" G_GINT64_FORMAT, (gint64) sqlite3_column_int64 (q, i));
    break;
  case SQLITE_FLOAT: {
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append (self->text, g_ascii_dtostr (number, sizeof number, sqlite3_column_double (q, i)));
    break;
  }
  case SQLITE_TEXT:
    append_text (self->text, (const char *) sqlite3_column_text (q, i));
    break;
  case SQLITE_BLOB:
    return append_blob (self, sqlite3_column_name (q, i), q, i, error);
  default:
    g_string_append (self->text, "NULL");
    break;
  }

  return TRUE;
}

static gboolean
append_row (Dump       *self,
            const char *table,
            XaQuery    *q,
            GError    **error)
{
  g_string_append (self->text, table);
  for (int i = 0; i < sqlite3_column_count (q); i++)
    if (!append_value (self, q, i, error))
      return FALSE;
  g_string_append_c (self->text, '\n');

  return self->text->len < FLUSH_BYTES || flush (self, error);
}

/* These statements sort whole tables; they are not kept, and not among those of which a test
 * demands that they never do. */
static gboolean
dump_table (Dump       *self,
            const char *table,
            const char *sql,
            GError    **error)
{
  sqlite3_stmt *q = NULL;
  int           rc = sqlite3_prepare_v2 (self->store->db, sql, -1, &q, NULL);
  gboolean      ok = TRUE;

  if (rc == SQLITE_OK)
    while (ok && (rc = sqlite3_step (q)) == SQLITE_ROW)
      ok = append_row (self, table, q, error);
  if (ok && rc != SQLITE_DONE) {
    xa_store_fail (self->store, error);
    ok = FALSE;
  }
  sqlite3_finalize (q);

  return ok;
}

static const XaPseudonym *
get_person (const XaMemberIndex *index,
            guint32              id)
{
  gsize n;

  return xa_member_index_peek (index, id, &n);
}

static int
compare_people (const void *a,
                const void *b,
                void       *index)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  int     order = memcmp (get_person (index, x), get_person (index, y), sizeof (XaPseudonym));

  return order ? order : (x > y) - (x < y);
}

/* All people in the order of their pseudonyms, which gives each a rank, and their digest. */
static void
rank_people (Dump *self)
{
  const XaMemberIndex *index = self->store->index;
  guint32              n = xa_member_index_count (index);
  g_autofree guint32  *order = g_new (guint32, n + 1);
  struct sha256_ctx    context;
  guint8               digest[SHA256_DIGEST_SIZE];

  for (guint32 id = 0; id < n; id++)
    order[id] = id;
  qsort_r (order, n, sizeof *order, compare_people, (void *) index);

  self->ranks = g_new (guint32, n + 1);
  sha256_init (&context);
  for (guint32 rank = 0; rank < n; rank++) {
    self->ranks[order[rank]] = rank;
    sha256_update (&context, sizeof (XaPseudonym), (const guint8 *) get_person (index, order[rank]));
  }
  sha256_digest (&context, sizeof digest, digest);
  g_string_append_printf (self->text, "people\t%u\t", n);
  append_hex (self->text, digest, sizeof digest);
  g_string_append_c (self->text, '\n');
}

static gboolean
dump_all (Dump    *self,
          GError **error)
{
  if (!xa_segments_load (self->store, error))
    return FALSE;
  rank_people (self);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!dump_table (self, tables[i].table, tables[i].sql, error))
      return FALSE;

  return flush (self, error);
}

/**
 * xa_store_dump:
 * @stream: takes the text
 * @cancellable: (nullable): to give up
 *
 * Writes all content, one line a row with tabs between its values. Left out is what belongs to
 * the file and not to its content: its identity, the times at which it was worked on, and the
 * numbers that rows, audiences and people got by coming earlier or later.
 *
 * Errors: CORRUPT, IO, those of @stream, G_IO_ERROR_CANCELLED
 */
gboolean
xa_store_dump (XaStore       *self,
               GOutputStream *stream,
               GCancellable  *cancellable,
               GError       **error)
{
  Dump     dump = { self, stream, cancellable, NULL, NULL };
  gboolean ok;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !xa_store_exec (self, "BEGIN", error))
    return FALSE;
  dump.text = g_string_new (NULL);
  xa_store_set_cancellable (self, cancellable);
  ok = dump_all (&dump, error);
  xa_store_set_cancellable (self, NULL);
  xa_store_rollback (self);
  g_string_free (dump.text, TRUE);
  g_free (dump.ranks);

  return ok;
}
