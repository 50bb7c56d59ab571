#include "providers/telegram-user/xa-td-place.h"

#include "config.h"
#include "model/xa-language.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/random.h>

#define KEY_BYTES 32
#define NAME_LENGTH 16

char *
xa_td_place_draw_key (GError **error)
{
  guint8 bytes[KEY_BYTES];
  char  *key = g_malloc (2 * KEY_BYTES + 1);

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes) {
    g_free (key);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, N_ ("The system gave no random bytes: the sign-in was not begun"));
    return NULL;
  }
  for (gsize i = 0; i < sizeof bytes; i++)
    g_snprintf (key + 2 * i, 3, "%02x", bytes[i]);
  explicit_bzero (bytes, sizeof bytes);

  return key;
}

/* Tells nothing of the key. */
static char *
name_folder (const XaCredential *credential)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, (const guchar *) "folder:", -1);
  g_checksum_update (sum, (const guchar *) credential->token, -1);

  return g_strndup (g_checksum_get_string (sum), NAME_LENGTH);
}

static gboolean
is_key (const char *token)
{
  return token && strlen (token) == 2 * KEY_BYTES && strspn (token, "0123456789abcdef") == 2 * KEY_BYTES;
}

static gboolean
set_failure (const char *folder,
             gboolean    is_made,
             GError    **error)
{
  int why = errno;

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (why),
               is_made ? N_ ("The folder of the sign-in (%s) cannot be made: %s") : N_ ("The folder of the sign-in (%s) cannot be removed: %s"), folder, g_strerror (why));

  return FALSE;
}

gboolean
xa_td_place_init (XaTdPlace          *place,
                  const char         *connection_folder,
                  const XaCredential *credential,
                  char              **folder,
                  GError            **error)
{
  char            *end = NULL;
  gint64           api_id = credential && credential->client_id ? g_ascii_strtoll (credential->client_id, &end, 10) : 0;
  g_autofree char *name = NULL;

  *folder = NULL;
  if (!credential || !is_key (credential->token)) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("Nobody is signed in to Telegram over this connection; sign in again."));
    return FALSE;
  }
  if (api_id <= 0 || api_id > G_MAXINT32 || *end || !credential->secret || !*credential->secret) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("Telegram needs the api_id (a number) and the api_hash of your own app; my.telegram.org has them."));
    return FALSE;
  }
  name = name_folder (credential);
  *folder = g_build_filename (connection_folder, name, NULL);
  /* Folders that are there already may have been made by something else, with other rights. */
  if (g_mkdir_with_parents (*folder, 0700) != 0 || g_chmod (connection_folder, 0700) != 0 || g_chmod (*folder, 0700) != 0)
    return set_failure (connection_folder, TRUE, error);
  *place = (XaTdPlace) { .api_id = api_id, .api_hash = credential->secret, .folder = *folder, .key = credential->token };

  return TRUE;
}

/* Links are removed, and never followed. */
gboolean
xa_td_place_remove (const char *path,
                    GError    **error)
{
  gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK);
  g_autoptr (GDir) dir = is_folder ? g_dir_open (path, 0, NULL) : NULL;
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (!xa_td_place_remove (child, error))
      return FALSE;
  }
  if (g_remove (path) != 0 && errno != ENOENT)
    return set_failure (path, FALSE, error);

  return TRUE;
}

void
xa_td_place_forget (const char *folder)
{
  g_autofree char *parent = g_path_get_dirname (folder);

  if (xa_td_place_remove (folder, NULL))
    g_rmdir (parent);
}

const char *
xa_td_place_get_helper (void)
{
  const char *named = g_getenv ("XAUDIENCE_TDHELPER");

  return named && *named ? named : XA_LIBEXEC_DIR "/xaudience-tdhelper";
}

const char *
xa_td_place_get_library (void)
{
  const char *named = g_getenv ("XAUDIENCE_TDJSON");

  return named && *named ? named : NULL;
}
