#include "store/xa-store.h"

#include <glib/gstdio.h>

static void
test_create_open (void)
{
  g_autofree char *folder = g_dir_make_tmp ("xaudience-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "new.xaudience", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *uuid = NULL;
  XaStore         *store = xa_store_create (path, &error);
  XaStoreInfo      info;

  g_assert_no_error (error);
  g_assert_nonnull (store);
  uuid = g_strdup (xa_store_get_uuid (store));
  xa_store_close (store);
  store = xa_store_open (path, XA_STORE_READ, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (xa_store_get_uuid (store), ==, uuid);
  g_assert_true (xa_store_get_info (store, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpint (info.schema_version, ==, 1);
  xa_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/create-open", test_create_open);

  return g_test_run ();
}
