#include "insight/xa-privacy-audit.h"

#include "store/xa-inventory.h"
#include "store/xa-page-map.h"

#include <stdlib.h>
#include <string.h>

/* The layout of a write-ahead log: https://www.sqlite.org/fileformat2.html#walformat */
#define WAL_SUFFIX "-wal"
#define WAL_HEADER 32
#define WAL_FRAME_HEADER 24

/* Of a name that is a find itself, this many bytes are shown. */
#define NAME_SHOWN 2

typedef struct {
  XaPrivacyAudit    *audit;   /* (not owned) */
  const char *const *planted; /* (not owned) */
  GHashTable        *maps;    /* (owned) (element-type filename XaPageMap): NULL for what is no workspace */
  GHashTable        *names;   /* (owned) (element-type filename): files and folders whose name is a find */
} Audit;

static void
audit_clear (Audit *self)
{
  g_clear_pointer (&self->maps, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Audit, audit_clear)

static void
free_map (gpointer data)
{
  xa_page_map_free (data);
}

static void
free_find (gpointer data)
{
  XaAuditFind *find = data;

  g_free (find->path);
  g_free (find);
}

void
xa_privacy_audit_free (XaPrivacyAudit *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->finds, g_ptr_array_unref);
  g_clear_pointer (&self->tables, g_array_unref);
  g_free (self);
}

/* --- searching --- */

/* A workspace may be called by a link, beside which its log does not lie. */
static char *
resolve (const char *workspace)
{
  char *real = realpath (workspace, NULL);

  return real ? real : g_canonicalize_filename (workspace, NULL);
}

/* Whether @path lies in one of the folders, which are searched as a whole. */
static gboolean
is_inside (const char        *path,
           const char *const *folders)
{
  for (guint i = 0; folders[i]; i++) {
    gsize len = strlen (folders[i]);

    if (strncmp (path, folders[i], len) == 0 && path[len] == G_DIR_SEPARATOR)
      return TRUE;
  }

  return FALSE;
}

/* The workspace and what lies beside it under its name: its logs, its lock, copies of it. */
static gboolean
scan_workspace (XaLeakScan   *scan,
                const char   *workspace,
                GCancellable *cancellable,
                GError      **error)
{
  g_autofree char *folder = g_path_get_dirname (workspace);
  g_autofree char *base = g_path_get_basename (workspace);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (!dir)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_has_prefix (name, base) && g_file_test (path, G_FILE_TEST_IS_REGULAR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK) &&
        !xa_leak_scan_file (scan, path, cancellable, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
scan_all (XaLeakScan        *scan,
          const char        *workspace,
          const char *const *folders,
          GCancellable      *cancellable,
          GError           **error)
{
  if (!is_inside (workspace, folders) && !scan_workspace (scan, workspace, cancellable, error))
    return FALSE;
  for (guint i = 0; folders[i]; i++)
    if (g_file_test (folders[i], G_FILE_TEST_IS_DIR) && !xa_leak_scan_tree (scan, folders[i], cancellable, error))
      return FALSE;

  return TRUE;
}

/* --- saying where --- */

/* The path of the workspace that a file is, or is the log of; NULL if it is neither. */
static char *
get_workspace (const char *path)
{
  g_autofree char *workspace = g_strdup (path);

  if (g_str_has_suffix (workspace, WAL_SUFFIX))
    workspace[strlen (workspace) - strlen (WAL_SUFFIX)] = '\0';

  return g_str_has_suffix (workspace, XA_WORKSPACE_SUFFIX) ? g_steal_pointer (&workspace) : NULL;
}

/* A file that cannot be read as a workspace has no tables; what is found in it is a leak. */
static const XaPageMap *
get_map (Audit      *self,
         const char *workspace)
{
  gpointer found;

  if (!g_hash_table_lookup_extended (self->maps, workspace, NULL, &found)) {
    g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_READ, NULL);

    found = store ? xa_page_map_new (store, NULL) : NULL;
    g_hash_table_insert (self->maps, g_strdup (workspace), found);
  }

  return found;
}

/* The number of the page that a place in a log belongs to, from the header before it; 0: none. */
static guint64
read_frame_page (const char *path,
                 guint64     offset,
                 guint64     page_size)
{
  guint64 frame_size = page_size + WAL_FRAME_HEADER;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = offset >= WAL_HEADER ? g_file_read (file, NULL, NULL) : NULL;
  guint32 page = 0;
  gsize   got = 0;

  if (!stream ||
      !g_seekable_seek (G_SEEKABLE (stream), (goffset) ((offset - WAL_HEADER) / frame_size * frame_size + WAL_HEADER), G_SEEK_SET, NULL, NULL) ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), &page, sizeof page, &got, NULL, NULL) || got != sizeof page)
    return 0;

  return GUINT32_FROM_BE (page);
}

static const char *
find_table (Audit        *self,
            const XaLeak *leak)
{
  g_autofree char *workspace = get_workspace (leak->path);
  const XaPageMap *map = workspace ? get_map (self, workspace) : NULL;

  if (!map || leak->offset == 0)
    return NULL;
  if (strcmp (workspace, leak->path) == 0)
    return xa_page_map_find (map, leak->offset / map->page_size + 1);

  return xa_page_map_find (map, read_frame_page (leak->path, leak->offset, map->page_size));
}

/* Scrubbing takes these out of every text. */
static gboolean
is_scrubbed (const char *text)
{
  return strchr (text, '@') || text[strspn (text, "0123456789+- ")] == '\0';
}

/* Why a find may stand where it does, or NULL. Each of these tables has no other text in it. */
static const char *
explain (const Audit  *self,
         const XaLeak *leak,
         const char   *table)
{
  gboolean scrubbed = leak->planted == XA_LEAK_UNPLANTED || is_scrubbed (self->planted[leak->planted]);

  if (leak->form != XA_LEAK_TEXT && leak->form != XA_LEAK_EMAIL)
    return NULL;
  if (g_strcmp0 (table, "audience") == 0)
    return "the public id, title, handle or address of an audience";
  if (g_strcmp0 (table, "source") == 0)
    return "the address or title of an audience that is followed";
  if (g_strcmp0 (table, "term") == 0 && !scrubbed)
    return "a hashtag, language, product or reaction";
  if (g_strcmp0 (table, "post_text") == 0 && !scrubbed)
    return "the scrubbed text of an audience's own post";

  return NULL;
}

/* A name that is a find must not be printed in full either, wherever in a path it stands. */
static char *
show_path (const Audit *self,
           const char  *path)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = NULL;

  if (strcmp (parent, path) == 0 || strcmp (parent, ".") == 0)
    return g_strdup (path);
  shown = show_path (self, parent);
  if (g_hash_table_contains (self->names, path)) {
    g_autofree char *cut = g_strndup (name, NAME_SHOWN);

    return g_strconcat (shown, G_DIR_SEPARATOR_S, cut, "…", NULL);
  }

  return g_build_filename (shown, name, NULL);
}

static void
count_find (XaPrivacyAudit    *audit,
            const char        *workspace,
            const XaLeak      *leak,
            const XaAuditFind *find)
{
  *(find->kept ? &audit->n_kept : &audit->n_leaks) += 1;
  if (!find->table || !g_str_has_prefix (leak->path, workspace))
    return;
  for (guint i = 0; i < audit->tables->len; i++) {
    XaAuditTable *table = &g_array_index (audit->tables, XaAuditTable, i);

    if (strcmp (table->table, find->table) == 0)
      *(find->kept ? &table->n_kept : &table->n_leaks) += 1;
  }
}

static int
compare_finds (gconstpointer a,
               gconstpointer b)
{
  const XaAuditFind *x = *(const XaAuditFind *const *) a;
  const XaAuditFind *y = *(const XaAuditFind *const *) b;
  int                order = (x->kept != NULL) - (y->kept != NULL);

  if (order == 0)
    order = strcmp (x->path, y->path);

  return order ? order : (x->offset > y->offset) - (x->offset < y->offset);
}

static void
describe (Audit      *self,
          const char *workspace,
          XaLeakScan *scan)
{
  const GPtrArray *leaks = xa_leak_scan_get_leaks (scan);

  for (guint i = 0; i < leaks->len; i++) {
    const XaLeak *leak = leaks->pdata[i];

    if (leak->offset == 0)
      g_hash_table_add (self->names, g_strdup (leak->path));
  }
  for (guint i = 0; i < leaks->len; i++) {
    const XaLeak *leak = leaks->pdata[i];
    XaAuditFind  *find = g_new0 (XaAuditFind, 1);

    *find = (XaAuditFind) { show_path (self, leak->path), leak->offset, leak->planted, leak->form, find_table (self, leak), NULL };
    find->kept = explain (self, leak, find->table);
    count_find (self->audit, workspace, leak, find);
    g_ptr_array_add (self->audit->finds, find);
  }
  /* What is not described may be a leak, and counts as one. */
  self->audit->n_leaks += xa_leak_scan_get_count (scan) - leaks->len;
  g_ptr_array_sort (self->audit->finds, compare_finds);
}

static gboolean
list_tables (XaPrivacyAudit *self,
             const char     *workspace,
             GError        **error)
{
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_READ, error);
  g_autoptr (GArray) tables = store ? xa_store_list_tables (store, error) : NULL;

  if (!tables)
    return FALSE;
  for (guint i = 0; i < tables->len; i++) {
    const XaTableInfo *info = &g_array_index (tables, XaTableInfo, i);
    XaAuditTable       table = { .table = info->table, .holds = info->holds, .n_rows = info->n_rows };

    g_array_append_val (self->tables, table);
  }

  return TRUE;
}

static void
plant (XaPrivacyAudit    *self,
       XaLeakScan        *scan,
       const char *const *planted)
{
  for (guint i = 0; planted[i]; i++) {
    self->n_planted++;
    if (xa_leak_scan_plant (scan, planted[i]) == 0)
      self->n_too_short++;
  }
}

/**
 * xa_privacy_audit_new:
 * @workspace: path of a workspace that this process has not open
 * @folders: (array zero-terminated=1): searched with all below them, where they exist
 * @planted: (array zero-terminated=1): ids, handles, names and texts that must not be found
 *
 * The files are searched before the workspace is opened, as they are. E-mail addresses are found
 * without being planted.
 *
 * Returns: (transfer full): what was found; NULL with @error where a file cannot be read
 */
XaPrivacyAudit *
xa_privacy_audit_new (const char        *workspace,
                      const char *const *folders,
                      const char *const *planted,
                      GCancellable      *cancellable,
                      GError           **error)
{
  g_autoptr (XaPrivacyAudit) self = g_new0 (XaPrivacyAudit, 1);
  g_autoptr (XaLeakScan) scan = xa_leak_scan_new ();
  g_autofree char *path = resolve (workspace);
  g_auto (Audit) audit = { self, planted, NULL, NULL };

  self->finds = g_ptr_array_new_with_free_func (free_find);
  self->tables = g_array_new (FALSE, FALSE, sizeof (XaAuditTable));
  audit.maps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_map);
  audit.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  plant (self, scan, planted);
  if (!scan_all (scan, path, folders, cancellable, error) || !list_tables (self, path, error))
    return NULL;
  describe (&audit, path, scan);
  self->n_files = xa_leak_scan_get_files (scan);
  self->n_bytes = xa_leak_scan_get_bytes (scan);

  return g_steal_pointer (&self);
}
