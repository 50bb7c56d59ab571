#include "privacy/xa-key-store.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UUID "6f1c1f6e-6f0e-4f9b-9a43-1f6a3b0d2c11"

typedef struct {
  char       *folder; /* (owned) */
  char       *path;   /* (owned) */
  XaKeyStore *store;  /* (owned) */
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("key-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->folder, "key", NULL);
  f->store = xa_key_store_new (f->path);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_unlink (f->path);
  g_rmdir (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  xa_key_store_free (f->store);
  g_free (f->path);
  g_free (f->folder);
}

static void
put (Fixture *f,
     gsize    size,
     unsigned mode)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = g_strnfill (size, 'k');

  g_unlink (f->path); /* one made before may not be writable */
  g_file_set_contents_full (f->path, bytes, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (f->path, (int) mode), ==, 0);
}

static void
assert_load_fails (Fixture   *f,
                   XaKeyError code)
{
  g_autoptr (GError) error = NULL;
  static const guint8 zeros[XA_MASTER_KEY_SIZE];
  guint8              key[XA_MASTER_KEY_SIZE];

  memset (key, 0xaa, sizeof key);
  g_assert_false (xa_key_store_load (f->store, UUID, key, NULL, &error));
  g_assert_error (error, XA_KEY_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, f->path));
  g_assert_cmpmem (key, sizeof key, zeros, sizeof zeros);
}

static void
test_round_trip (Fixture      *f,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint8      made[XA_MASTER_KEY_SIZE], loaded[XA_MASTER_KEY_SIZE];
  struct stat info;
  mode_t      usual;

  assert_load_fails (f, XA_KEY_ERROR_NOT_FOUND);

  /* A generous umask must not make the file readable by others. */
  usual = umask (0);
  g_assert_true (xa_key_store_create (f->store, UUID, "Test", made, NULL, &error));
  umask (usual);
  g_assert_no_error (error);
  g_assert_cmpint (stat (f->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
  g_assert_cmpint (info.st_size, ==, XA_MASTER_KEY_SIZE);
  g_assert_true (xa_key_store_load (f->store, UUID, loaded, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (made, sizeof made, loaded, sizeof loaded);

  g_assert_false (xa_key_store_create (f->store, UUID, "Test", made, NULL, &error));
  g_assert_error (error, XA_KEY_ERROR, XA_KEY_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (xa_key_store_load (f->store, UUID, made, NULL, &error));
  g_assert_cmpmem (made, sizeof made, loaded, sizeof loaded);

  g_assert_true (xa_key_store_destroy (f->store, UUID, NULL, &error));
  g_assert_no_error (error);
  assert_load_fails (f, XA_KEY_ERROR_NOT_FOUND);
  g_assert_false (xa_key_store_destroy (f->store, UUID, NULL, &error));
  g_assert_error (error, XA_KEY_ERROR, XA_KEY_ERROR_NOT_FOUND);
}

/* Two keys are two keys. */
static void
test_random (Fixture      *f,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint8 a[XA_MASTER_KEY_SIZE], b[XA_MASTER_KEY_SIZE];

  g_assert_true (xa_key_store_create (f->store, UUID, "Test", a, NULL, &error));
  g_assert_true (xa_key_store_destroy (f->store, UUID, NULL, &error));
  g_assert_true (xa_key_store_create (f->store, UUID, "Test", b, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (memcmp (a, b, sizeof a), !=, 0);
}

static void
test_modes (Fixture      *f,
            gconstpointer data)
{
  static const unsigned fine[] = { 0600, 0400 };

  for (unsigned mode = 0; mode <= 07777; mode++) {
    g_autoptr (GError) error = NULL;
    guint8 key[XA_MASTER_KEY_SIZE];
    gboolean private = FALSE;

    /* Where the owner may not read, only root gets as far as the check of the mode. */
    if ((mode & 0400) == 0)
      continue;
    for (gsize i = 0; i < G_N_ELEMENTS (fine); i++)
    private |= mode == fine[i];
    put (f, XA_MASTER_KEY_SIZE, mode);
    g_assert_cmpint (xa_key_store_load (f->store, UUID, key, NULL, &error), ==, private);
    if (!private)
      g_assert_error (error, XA_KEY_ERROR, XA_KEY_ERROR_BAD_FILE);
  }
}

static void
test_sizes (Fixture      *f,
            gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 31, 33, 44, 64, 4096 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GError) error = NULL;

    put (f, sizes[i], 0600);
    assert_load_fails (f, XA_KEY_ERROR_BAD_FILE);
    /* What is not a key is not destroyed as one. */
    g_assert_false (xa_key_store_destroy (f->store, UUID, NULL, &error));
    g_assert_error (error, XA_KEY_ERROR, XA_KEY_ERROR_BAD_FILE);
    g_assert_true (g_file_test (f->path, G_FILE_TEST_EXISTS));
  }
}

static void
test_links_and_others (Fixture      *f,
                       gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *target = g_build_filename (f->folder, "target", NULL);
  guint8           key[XA_MASTER_KEY_SIZE];

  put (f, XA_MASTER_KEY_SIZE, 0600);
  g_assert_cmpint (g_rename (f->path, target), ==, 0);
  g_assert_cmpint (symlink (target, f->path), ==, 0);
  assert_load_fails (f, XA_KEY_ERROR_BAD_FILE);
  g_assert_false (xa_key_store_destroy (f->store, UUID, NULL, &error));
  g_assert_error (error, XA_KEY_ERROR, XA_KEY_ERROR_BAD_FILE);
  g_assert_true (g_file_test (target, G_FILE_TEST_EXISTS));
  g_unlink (f->path);

  /* A link to nowhere is not followed to make a file there. */
  g_unlink (target);
  g_assert_cmpint (symlink (target, f->path), ==, 0);
  g_clear_error (&error);
  g_assert_false (xa_key_store_create (f->store, UUID, "Test", key, NULL, &error));
  g_assert_error (error, XA_KEY_ERROR, XA_KEY_ERROR_EXISTS);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
  g_unlink (f->path);

  g_assert_cmpint (g_mkdir (f->path, 0700), ==, 0);
  assert_load_fails (f, XA_KEY_ERROR_BAD_FILE);
  g_rmdir (f->path);

  /* A pipe must not make the program wait for a writer. */
  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  assert_load_fails (f, XA_KEY_ERROR_BAD_FILE);
}

/* The bytes are gone, not only the name: a second name of the same file shows it. */
static void
test_overwritten (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char    *second = g_build_filename (f->folder, "second", NULL);
  g_autofree char    *bytes = NULL;
  static const guint8 zeros[XA_MASTER_KEY_SIZE];
  gsize               size;

  put (f, XA_MASTER_KEY_SIZE, 0400);
  g_assert_cmpint (link (f->path, second), ==, 0);
  g_assert_true (xa_key_store_destroy (f->store, UUID, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (second, &bytes, &size, &error));
  g_assert_cmpmem (bytes, size, zeros, sizeof zeros);
  g_unlink (second);
}

static void
test_no_folder (Fixture      *f,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (f->folder, "absent", "key", NULL);
  g_autoptr (XaKeyStore) store = xa_key_store_new (path);
  guint8 key[XA_MASTER_KEY_SIZE];

  g_assert_false (xa_key_store_create (store, UUID, "Test", key, NULL, &error));
  g_assert_error (error, XA_KEY_ERROR, XA_KEY_ERROR_BAD_FILE);
}

static void
test_cancelled (Fixture      *f,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint8 key[XA_MASTER_KEY_SIZE];

  g_cancellable_cancel (cancellable);
  g_assert_false (xa_key_store_create (f->store, UUID, "Test", key, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/privacy/ID-6/key-file/round-trip", Fixture, NULL, set_up, test_round_trip, tear_down);
  g_test_add ("/privacy/ID-6/key-file/random", Fixture, NULL, set_up, test_random, tear_down);
  g_test_add ("/privacy/ID-6/key-file/modes", Fixture, NULL, set_up, test_modes, tear_down);
  g_test_add ("/privacy/ID-6/key-file/sizes", Fixture, NULL, set_up, test_sizes, tear_down);
  g_test_add ("/privacy/ID-6/key-file/links-and-others", Fixture, NULL, set_up, test_links_and_others, tear_down);
  g_test_add ("/privacy/ID-6/key-file/no-folder", Fixture, NULL, set_up, test_no_folder, tear_down);
  g_test_add ("/privacy/ID-6/key-file/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/privacy/ID-9/key-file-overwritten", Fixture, NULL, set_up, test_overwritten, tear_down);

  return g_test_run ();
}
