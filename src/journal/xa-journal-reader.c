#include "journal/xa-journal-reader.h"

#include "model/xa-time.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct _XaJournalReader {
  char       *folder; /* (owned) */
  XaLogFilter filter; /* workspace: (owned) */
  FILE       *file;   /* (owned) (nullable) */
  dev_t       device;
  ino_t       node; /* of it */
};

XaJournalReader *
xa_journal_reader_new (const char        *folder,
                       const XaLogFilter *filter)
{
  XaJournalReader *self = g_new0 (XaJournalReader, 1);

  self->folder = folder ? g_strdup (folder) : xa_journal_get_folder ();
  self->filter = *filter;
  self->filter.workspace = g_strdup (filter->workspace);

  return self;
}

static void
forget_file (XaJournalReader *self)
{
  if (self->file)
    fclose (self->file);
  self->file = NULL;
}

void
xa_journal_reader_free (XaJournalReader *self)
{
  forget_file (self);
  g_free (self->folder);
  g_free ((char *) self->filter.workspace);
  g_free (self);
}

void
xa_log_entry_free (XaLogEntry *self)
{
  g_free (self->event);
  g_free (self->workspace);
  g_free (self->rest);
  g_free (self->line);
  g_free (self);
}

static gboolean
take_file (XaJournalReader *self,
           guint            i)
{
  g_autofree char *path = xa_journal_get_file (self->folder, i);
  struct stat      info;

  self->file = fopen (path, "re");
  if (!self->file)
    return FALSE;
  if (fstat (fileno (self->file), &info) != 0) {
    forget_file (self);
    return FALSE;
  }
  self->device = info.st_dev;
  self->node = info.st_ino;

  return TRUE;
}

/* Which file the one in hand is by now; XA_JOURNAL_FILES where it has gone. */
static guint
find_place (XaJournalReader *self)
{
  guint i;

  for (i = 0; i < XA_JOURNAL_FILES; i++) {
    g_autofree char *path = xa_journal_get_file (self->folder, i);
    struct stat      info;

    if (stat (path, &info) == 0 && info.st_ino == self->node && info.st_dev == self->device)
      break;
  }

  return i;
}

/* Goes on to the next newer file than the one that is at @place. */
static gboolean
take_next_file (XaJournalReader *self,
                guint            place)
{
  forget_file (self);
  while (place-- > 0)
    if (take_file (self, place))
      return TRUE;

  return FALSE;
}

/* A whole line, or NULL: what is still being written is left for the next time. */
static char *
read_line (XaJournalReader *self)
{
  char   *line = NULL;
  size_t  room = 0;
  long    at = ftell (self->file);
  ssize_t size;

  clearerr (self->file);
  size = getline (&line, &room, self->file);
  if (size > 0 && line[size - 1] == '\n') {
    line[size - 1] = '\0';
    return line;
  }
  if (size > 0)
    fseek (self->file, at, SEEK_SET);
  free (line);

  return NULL;
}

static void
append_value (GString  *words,
              JsonNode *node)
{
  g_autofree char *text = NULL;

  if (json_node_get_value_type (node) == G_TYPE_STRING) {
    g_string_append (words, json_node_get_string (node));
    return;
  }
  text = json_to_string (node, FALSE);
  g_string_append (words, text);
}

static char *
describe (JsonObject *object)
{
  static const char *const shown_elsewhere[] = { "at", "level", "event", "process", "workspace", NULL };
  GString                 *words = g_string_new (NULL);
  JsonObjectIter           iter;
  const char              *name;
  JsonNode                *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    if (g_strv_contains (shown_elsewhere, name) || !JSON_NODE_HOLDS_VALUE (node))
      continue;
    g_string_append_printf (words, "%s%s ", words->len ? ", " : "", name);
    append_value (words, node);
  }

  return g_string_free_and_steal (words);
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* NULL for what is no line of a log. */
static XaLogEntry *
parse (const char *line)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode   *root;
  JsonObject *object;
  XaLogLevel  level;
  gint64      at_us;
  XaLogEntry *entry;

  if (!g_utf8_validate (line, -1, NULL) || !json_parser_load_from_data (parser, line, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  if (!get_text (object, "at") || !get_text (object, "event") || !xa_log_level_parse (get_text (object, "level"), &level))
    return NULL;
  at_us = xa_time_parse (xa_span (get_text (object, "at")));
  if (at_us == XA_TIME_UNKNOWN)
    return NULL;

  entry = g_new0 (XaLogEntry, 1);
  *entry = (XaLogEntry) {
    .at_us = at_us,
    .level = level,
    .event = g_strdup (get_text (object, "event")),
    .workspace = g_strdup (get_text (object, "workspace")),
    .rest = describe (object),
    .line = g_strdup (line),
  };

  return entry;
}

static gboolean
passes (const XaLogFilter *filter,
        const XaLogEntry  *entry)
{
  return entry->level >= filter->level && entry->at_us >= filter->since_us && (!filter->workspace || g_strcmp0 (filter->workspace, entry->workspace) == 0);
}

/**
 * xa_journal_reader_next:
 *
 * Returns: (transfer full) (nullable): the next line that passes the filter, or NULL where there
 *   is none yet
 */
XaLogEntry *
xa_journal_reader_next (XaJournalReader *self)
{
  for (;;) {
    g_autofree char *line = self->file ? read_line (self) : NULL;
    guint            place = 0;
    g_autoptr (XaLogEntry) entry = NULL;

    if (!line) {
      place = self->file ? find_place (self) : XA_JOURNAL_FILES;
      /* It may have grown before it was moved. */
      if (self->file && place > 0)
        line = read_line (self);
      if (!line && (place == 0 || !take_next_file (self, place)))
        return NULL;
    }
    entry = line ? parse (line) : NULL;
    if (entry && passes (&self->filter, entry))
      return g_steal_pointer (&entry);
  }
}

GPtrArray *
xa_journal_read (const char        *folder,
                 const XaLogFilter *filter,
                 guint              max_lines)
{
  g_autoptr (XaJournalReader) reader = xa_journal_reader_new (folder, filter);
  GPtrArray  *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_log_entry_free);
  XaLogEntry *entry;

  while ((entry = xa_journal_reader_next (reader)))
    g_ptr_array_add (entries, entry);
  if (entries->len > max_lines)
    g_ptr_array_remove_range (entries, 0, entries->len - max_lines);

  return entries;
}

/**
 * xa_journal_save:
 *
 * Errors: G_FILE_ERROR
 */
gboolean
xa_journal_save (const char        *folder,
                 const XaLogFilter *filter,
                 const char        *path,
                 GError           **error)
{
  g_autoptr (XaJournalReader) reader = xa_journal_reader_new (folder, filter);
  g_autoptr (GString) text = g_string_new (NULL);
  XaLogEntry *entry;

  while ((entry = xa_journal_reader_next (reader))) {
    g_string_append_printf (text, "%s\n", entry->line);
    xa_log_entry_free (entry);
  }

  return g_file_set_contents_full (path, text->str, (gssize) text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
