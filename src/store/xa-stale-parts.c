#include "store/xa-store-private.h"
#include "store/xa-schema.h"

#include <glib/gstdio.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where every SQLite file says what it is. */
#define HEADER_SIZE 100
#define HEADER_APPLICATION_ID 68

#define STALE_AFTER_SECONDS 3600

static gboolean
is_part_name (const char *name)
{
  gsize       len = strlen (name);
  const char *end = name + len - strlen (".XXXXXX.part");

  return len > strlen ("..XXXXXX.part") && *name == '.' && *end == '.' && g_str_has_suffix (name, ".part");
}

/* Whether the file is one that a creation begins with and does not touch any more: making a
 * workspace takes no longer than the file system does. */
static gboolean
is_stale_part (const char *path)
{
  guint8      header[HEADER_SIZE];
  struct stat st;
  int         fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  gboolean    is_stale = fd >= 0 && fstat (fd, &st) == 0 && S_ISREG (st.st_mode) &&
                      g_get_real_time () / G_USEC_PER_SEC - st.st_mtime > STALE_AFTER_SECONDS;

  if (is_stale && st.st_size > 0)
    is_stale = read (fd, header, sizeof header) == (gssize) sizeof header && memcmp (header, "SQLite format 3", 16) == 0 &&
               memcmp (header + HEADER_APPLICATION_ID, (const guint32[]) { GUINT32_TO_BE (XA_SCHEMA_APPLICATION_ID) }, sizeof (guint32)) == 0;
  if (fd >= 0)
    close (fd);

  return is_stale;
}

/**
 * xa_store_remove_stale_parts:
 *
 * Removes what creations that were killed have left in @folder.
 */
void
xa_store_remove_stale_parts (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *journal = g_strconcat (path, "-journal", NULL);

    if (!is_part_name (name) || !is_stale_part (path))
      continue;
    g_unlink (path);
    g_unlink (journal);
  }
}
