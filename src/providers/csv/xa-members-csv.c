#include "model/xa-time.h"
#include "model/xa-language.h"
#include "providers/csv/xa-csv-reader.h"

#include <string.h>

/* A longer name is not a name but a quote that was opened too early. */
#define MAX_AUDIENCE_NAME 512

/* The columns that are read, by where they stand; -1 for one that there is not. All others, with
 * the names and addresses in them, are never looked at. */
typedef struct {
  int      id;
  int      audience;
  int      joined;
  int      left;
  int      is_bot;
  int      n;         /* of all columns */
  gboolean by_handle; /* @id holds handles */
  char     id_name[32];
} Columns;

typedef struct {
  XaCsvReader           *reader;    /* (not owned) */
  XaSink                *sink;      /* (not owned) */
  const XaImportOptions *options;   /* (not owned) */
  XaImportResult        *result;    /* (not owned) */
  GHashTable            *audiences; /* (owned) (element-type utf8 XaAudienceRef) */
  GString               *name;      /* (owned): of the audience of the row before */
  Columns                columns;
  XaPlatform             platform; /* 0 until it is known */
  XaAudienceRef          audience; /* of @name */
  gboolean               has_audience;
} Parse;

static void
parse_clear (Parse *self)
{
  g_clear_pointer (&self->audiences, g_hash_table_unref);
  if (self->name)
    g_string_free (self->name, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parse, parse_clear)

/* --- the header ------------------------------------------------------------------------------ */

static XaSpan
trim (XaSpan span)
{
  while (span.len && g_ascii_isspace (span.str[0]))
    span = (XaSpan) { span.str + 1, span.len - 1 };
  while (span.len && g_ascii_isspace (span.str[span.len - 1]))
    span.len--;

  return span;
}

static int
find_column (XaCsvReader    *reader,
             const XaCsvRow *header,
             const char     *name)
{
  guint64 n_wrong = 0;

  for (gsize i = 0; i < header->n_fields; i++) {
    XaSpan field = trim (xa_csv_reader_repair (reader, header->fields[i], &n_wrong));

    if (field.len == strlen (name) && g_ascii_strncasecmp (field.str, name, field.len) == 0)
      return (int) i;
  }

  return -1;
}

/* Whether the header has a column by which people are told apart. */
static gboolean
find_columns (XaCsvReader    *reader,
              const XaCsvRow *header,
              Columns        *columns)
{
  static const char *const ids[] = { "member_id", "user_id", "id", "did", "acct", "account_id", "userId" };
  static const char *const handles[] = { "username", "user_name", "handle", "screen_name", "screenname" };
  const char              *name = NULL;

  *columns = (Columns) { .id = -1, .n = (int) header->n_fields };
  for (gsize i = 0; i < G_N_ELEMENTS (ids) && columns->id < 0; i++)
    columns->id = find_column (reader, header, name = ids[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (handles) && columns->id < 0; i++) {
    columns->id = find_column (reader, header, name = handles[i]);
    columns->by_handle = TRUE;
  }
  if (columns->id < 0)
    return FALSE;

  g_strlcpy (columns->id_name, name, sizeof columns->id_name);
  columns->audience = find_column (reader, header, "audience");
  columns->joined = find_column (reader, header, "joined_at");
  columns->left = find_column (reader, header, "left_at");
  columns->is_bot = find_column (reader, header, "is_bot");

  return TRUE;
}

static gboolean
recognize (const XaImportProbe *probe)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (probe->data, probe->size);
  g_autoptr (XaImportSource) source = xa_import_source_new_for_bytes (bytes, probe->path, 0);
  g_autoptr (XaCsvReader) reader = xa_csv_reader_new (source);
  XaCsvRow header;
  Columns  columns;

  return !probe->is_archive && xa_csv_reader_read (reader, &header, NULL) == XA_CSV_ROW &&
         find_columns (reader, &header, &columns);
}

static gboolean
is_named_by_file (XaImportSource *source)
{
  g_autoptr (XaCsvReader) reader = xa_csv_reader_new (source);
  XaCsvRow header;
  Columns  columns;

  return xa_csv_reader_read (reader, &header, NULL) != XA_CSV_ROW || !find_columns (reader, &header, &columns) || columns.audience < 0;
}

static gboolean
read_header (Parse      *self,
             const char *path,
             GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  XaCsvRow    header;
  XaCsvStatus status = xa_csv_reader_read (self->reader, &header, &local_error);

  if (status == XA_CSV_FAILED) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (status != XA_CSV_ROW || !find_columns (self->reader, &header, &self->columns)) {
    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED,
                 N_ ("“%s” has no column member_id, user_id, id, did, acct, account_id, userId or username in its first line"),
                 path);
    return FALSE;
  }

  if (self->columns.by_handle)
    g_snprintf (self->result->notice, sizeof self->result->notice,
                N_ ("“%s” holds handles, not ids: these people are matched only with other lists by handle"),
                self->columns.id_name);

  return TRUE;
}

/* --- platform and audiences ------------------------------------------------------------------ */

/* An address with a host could be an e-mail address as well, so that it names a Mastodon
 * account only in a column that is called acct. A number could be of any platform. */
static gboolean
decide_platform (Parse   *self,
                 XaSpan   id,
                 GError **error)
{
  if (strcmp (self->columns.id_name, "acct") == 0) {
    self->platform = XA_PLATFORM_MASTODON;
  } else if (strcmp (self->columns.id_name, "did") == 0 || (id.len > 4 && memcmp (id.str, "did:", 4) == 0)) {
    self->platform = XA_PLATFORM_BLUESKY;
  } else {
    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_NEEDS_OPTION,
                 N_ ("the column “%s” does not tell which platform these people are on; say it with --platform (--platform other for any that is not listed)"),
                 self->columns.id_name);
    return FALSE;
  }

  return TRUE;
}

static XaAudienceKind
guess_kind (XaPlatform platform)
{
  switch (platform) {
  case XA_PLATFORM_DISCORD:
    return XA_AUDIENCE_SERVER;
  case XA_PLATFORM_DISCOURSE:
    return XA_AUDIENCE_FORUM;
  case XA_PLATFORM_YOUTUBE:
    return XA_AUDIENCE_CHANNEL;
  case XA_PLATFORM_X:
  case XA_PLATFORM_INSTAGRAM:
  case XA_PLATFORM_FACEBOOK:
  case XA_PLATFORM_TIKTOK:
  case XA_PLATFORM_LINKEDIN:
  case XA_PLATFORM_BLUESKY:
  case XA_PLATFORM_MASTODON:
    return XA_AUDIENCE_ACCOUNT;
  case XA_PLATFORM_TELEGRAM:
  case XA_PLATFORM_OTHER:
  case XA_PLATFORM_SIMULATED:
  default:
    return XA_AUDIENCE_GROUP;
  }
}

static gboolean
declare_audience (Parse   *self,
                  XaSpan   name,
                  GError **error)
{
  XaAudienceRecord record = {
    .platform = self->platform,
    .native_id = name,
    .kind = guess_kind (self->platform),
    .title = name,
    .members_reported = XA_COUNT_UNKNOWN,
  };
  XaSnapshotRecord snapshot = {
    .at_us = self->options->at_us,
    .coverage = self->options->coverage ? self->options->coverage : XA_COVERAGE_COMPLETE,
    .first_n = self->options->first_n,
    .reported = XA_COUNT_UNKNOWN,
  };

  return xa_sink_audience (self->sink, &record, &self->audience, error) &&
         xa_sink_snapshot (self->sink, self->audience, &snapshot, error);
}

/* Makes @name the audience of the rows that follow. */
static gboolean
enter_audience (Parse   *self,
                XaSpan   name,
                GError **error)
{
  gpointer known;

  if (self->has_audience && name.len == self->name->len && memcmp (name.str, self->name->str, name.len) == 0)
    return TRUE;

  g_string_truncate (self->name, 0);
  g_string_append_len (self->name, name.str, (gssize) name.len);
  self->has_audience = TRUE;
  if (g_hash_table_lookup_extended (self->audiences, self->name->str, NULL, &known)) {
    self->audience = GPOINTER_TO_UINT (known);
    return TRUE;
  }
  if (!declare_audience (self, (XaSpan) { self->name->str, self->name->len }, error))
    return FALSE;
  g_hash_table_insert (self->audiences, g_strdup (self->name->str), GUINT_TO_POINTER (self->audience));

  return TRUE;
}

/* The one audience of a file without a column for it is called what the user calls it, or else
 * as the file is. */
static gboolean
enter_only_audience (Parse      *self,
                     const char *path,
                     GError    **error)
{
  g_autofree char *base = NULL;
  char            *dot;

  if (self->options->audience_name)
    return enter_audience (self, xa_span (self->options->audience_name), error);

  base = g_path_get_basename (path);
  dot = strrchr (base, '.');
  if (dot && dot != base)
    *dot = '\0';
  if (!g_utf8_validate (base, -1, NULL)) {
    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_NEEDS_OPTION,
                 N_ ("“%s” cannot name an audience; say its name with --audience"), path);
    return FALSE;
  }

  return enter_audience (self, xa_span (base), error);
}

/* --- rows ------------------------------------------------------------------------------------ */

/* Whether the fields of a row stand under their headings, as far as they are used: pieces of a
 * text with an open quote do not, nor what follows a separator that should have been quoted. */
static gboolean
is_row_sound (Parse          *self,
              const XaCsvRow *row)
{
  int last = MAX (self->columns.id, self->columns.audience);
  int n = (int) row->n_fields;

  if (row->is_doubtful && n != self->columns.n)
    return FALSE;
  if (row->is_cut && n < self->columns.n) {
    self->result->truncated = TRUE;
    return last < n - 1;
  }
  if (n > self->columns.n && last > 0)
    for (int i = self->columns.n; i < n; i++)
      if (row->fields[i].len)
        return FALSE;

  return last < n;
}

static gint64
read_time (Parse          *self,
           const XaCsvRow *row,
           int             column)
{
  XaSpan text;
  gint64 time_us;

  if (column < 0 || column >= (int) row->n_fields)
    return XA_TIME_UNKNOWN;
  text = trim (row->fields[column]);
  if (text.len == 0)
    return XA_TIME_UNKNOWN;

  time_us = xa_time_parse (text);
  if (time_us == XA_TIME_UNKNOWN)
    xa_sink_reject (self->sink, XA_REJECT_BAD_TIME, 1);

  return time_us;
}

static gboolean
read_flag (const XaCsvRow *row,
           int             column)
{
  static const char *const yes[] = { "1", "true", "t", "yes", "y" };
  XaSpan                   text;

  if (column < 0 || column >= (int) row->n_fields)
    return FALSE;

  text = trim (row->fields[column]);
  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    if (text.len == strlen (yes[i]) && g_ascii_strncasecmp (text.str, yes[i], text.len) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
put_event (Parse          *self,
           XaEventKind     kind,
           const XaPerson *person,
           gint64          at_us,
           GError        **error)
{
  XaEventRecord event = { .kind = kind, .at_us = at_us, .person = *person, .count = 1 };

  return at_us == XA_TIME_UNKNOWN || xa_sink_event (self->sink, self->audience, &event, error);
}

/* Who had left by the time of the list is no member; that they came and went is kept. */
static gboolean
put_person (Parse          *self,
            const XaCsvRow *row,
            XaSpan          id,
            GError        **error)
{
  XaMemberRecord member = {
    .person = { .id = id, .by_handle = self->columns.by_handle },
    .joined_us = read_time (self, row, self->columns.joined),
    .left_us = read_time (self, row, self->columns.left),
    .is_bot = read_flag (row, self->columns.is_bot),
  };

  if (member.left_us == XA_TIME_UNKNOWN || member.left_us > self->options->at_us || member.is_bot)
    return xa_sink_member (self->sink, self->audience, &member, error);

  return put_event (self, XA_EVENT_JOIN, &member.person, member.joined_us, error) &&
         put_event (self, XA_EVENT_LEAVE, &member.person, member.left_us, error);
}

static gboolean
put_row (Parse          *self,
         const XaCsvRow *row,
         GError        **error)
{
  guint64 n_wrong = 0;
  XaSpan  id;

  if (self->columns.audience >= 0) {
    XaSpan name = trim (xa_csv_reader_repair (self->reader, row->fields[self->columns.audience], &n_wrong));

    if (name.len == 0 || name.len > MAX_AUDIENCE_NAME) {
      xa_sink_reject (self->sink, name.len ? XA_REJECT_TOO_LARGE : XA_REJECT_MALFORMED_RECORD, 1);
      return TRUE;
    }
    if (!enter_audience (self, name, error))
      return FALSE;
  }

  id = trim (xa_csv_reader_repair (self->reader, row->fields[self->columns.id], &n_wrong));
  if (n_wrong)
    xa_sink_reject (self->sink, XA_REJECT_ENCODING, n_wrong);
  if (id.len == 0) {
    xa_sink_reject (self->sink, XA_REJECT_EMPTY_ID, 1);
    return TRUE;
  }

  return put_person (self, row, id, error);
}

/* Rows before @resume are only stepped over; the first id is looked at in any case, for the
 * platform. */
static gboolean
take_row (Parse          *self,
          const XaCsvRow *row,
          const char     *path,
          guint64         resume,
          GError        **error)
{
  gboolean is_sound = is_row_sound (self, row);

  if (self->platform == 0 && is_sound) {
    guint64 n_wrong = 0;
    XaSpan  id = trim (xa_csv_reader_repair (self->reader, row->fields[self->columns.id], &n_wrong));

    if (id.len && !decide_platform (self, id, error))
      return FALSE;
    if (id.len && self->columns.audience < 0 && !enter_only_audience (self, path, error))
      return FALSE;
  }
  if (xa_csv_reader_get_offset (self->reader) <= resume)
    return TRUE;

  if (!is_sound)
    xa_sink_reject (self->sink, XA_REJECT_MALFORMED_RECORD, 1);
  else if (self->platform == 0)
    xa_sink_reject (self->sink, XA_REJECT_EMPTY_ID, 1);
  else if (!put_row (self, row, error))
    return FALSE;

  return xa_sink_checkpoint (self->sink, xa_csv_reader_get_offset (self->reader), error);
}

static gboolean
parse (XaImportSource        *source,
       const XaImportOptions *options,
       XaSink                *sink,
       XaImportResult        *result,
       GError               **error)
{
  g_autoptr (XaCsvReader) reader = xa_csv_reader_new (source);
  g_auto (Parse) self = {
    .reader = reader,
    .sink = sink,
    .options = options,
    .result = result,
    .platform = options->platform,
    .audiences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .name = g_string_new (NULL),
  };
  const char *path = xa_import_source_get_path (source);
  guint64     resume = xa_import_source_get_resume_offset (source);

  if (!read_header (&self, path, error))
    return FALSE;
  /* A list of nobody is a list, too. */
  if (self.platform && self.columns.audience < 0 && !enter_only_audience (&self, path, error))
    return FALSE;

  for (;;) {
    XaCsvRow row;

    switch (xa_csv_reader_read (reader, &row, error)) {
    case XA_CSV_ROW:
      if (!take_row (&self, &row, path, resume, error))
        return FALSE;
      break;
    case XA_CSV_TOO_LONG:
      if (xa_csv_reader_get_offset (reader) > resume)
        xa_sink_reject (sink, XA_REJECT_TOO_LARGE, 1);
      break;
    case XA_CSV_END:
      if (self.platform == 0)
        g_snprintf (result->notice, sizeof result->notice, N_ ("the list names nobody"));
      return TRUE;
    case XA_CSV_FAILED:
      return FALSE;
    }
  }
}

const XaImporter xa_members_csv = {
  .id = "csv",
  .name = "list of members (CSV)",
  .is_named_by_file = is_named_by_file,
  .recognize = recognize,
  .parse = parse,
};
