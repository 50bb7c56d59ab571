#include "store/xa-labels.h"
#include "workspace.h"

#include <string.h>

static Workspace *
make (void)
{
  Workspace *workspace = workspace_new ();
  XaStore   *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch   *batch = xa_batch_new ();

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_audience (batch, 1, "b", 0);
  finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, FALSE);
  xa_store_close (store);

  return workspace;
}

/* "1:press 2:press 2:x" */
static char *
list (XaStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) tags = xa_store_list_tags (store, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < tags->len; i++) {
    const XaAudienceTag *tag = &g_array_index (tags, XaAudienceTag, i);

    g_string_append_printf (text, "%s%d:%s", i ? " " : "", (int) tag->audience_id, tag->tag);
  }

  return g_string_free (text, FALSE);
}

static void
assert_tags (XaStore    *store,
             const char *expected)
{
  g_autofree char *text = list (store);

  g_assert_cmpstr (text, ==, expected);
}

static XaRole
get_role (XaStore    *store,
          const char *native_id)
{
  g_autoptr (XaAudience) audience = find_audience (store, native_id);

  return audience->role;
}

static void
test_labels (void)
{
  static const char *const press[] = { " Press ", "x", NULL }, *const x[] = { "X", "never-there", NULL };
  static const gint64 both[] = { 1, 2 };
  g_autoptr (Workspace) workspace = make ();
  g_autoptr (GError) error = NULL;
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  gboolean ok;

  assert_tags (store, "");
  ok = xa_store_label_audiences (store, both, 2, &(XaLabelChange) { .role = XA_ROLE_COMPETITOR, .add = press }, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  assert_tags (store, "1:press 1:x 2:press 2:x");
  g_assert_cmpint (get_role (store, "a"), ==, XA_ROLE_COMPETITOR);
  g_assert_cmpint (get_role (store, "b"), ==, XA_ROLE_COMPETITOR);

  /* No role: it stays. What is there twice stays once. */
  ok = xa_store_label_audiences (store, both, 1, &(XaLabelChange) { .add = press, .drop = x }, &error);
  g_assert_no_error (error);
  ok = ok && xa_store_label_audiences (store, both + 1, 1, &(XaLabelChange) { .drop = x }, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  assert_tags (store, "1:press 1:x 2:press");
  g_assert_cmpint (get_role (store, "a"), ==, XA_ROLE_COMPETITOR);
  xa_store_close (store);
}

/* A newer export of the audience says nothing of what its owner calls it. */
static void
test_import_keeps (void)
{
  static const char *const press[] = { "press", NULL };
  static const gint64      a = 1;
  g_autoptr (Workspace) workspace = make ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch *batch = xa_batch_new ();

  g_assert_true (xa_store_label_audiences (store, &a, 1, &(XaLabelChange) { .role = XA_ROLE_OWN, .add = press }, NULL));
  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  finish (begin_import (store, 2, XA_INGEST_NEW, NULL), batch, FALSE);
  g_assert_cmpint (get_role (store, "a"), ==, XA_ROLE_OWN);
  assert_tags (store, "1:press");
  assert_sound (store);
  xa_store_close (store);
}

static void
test_all_or_none (void)
{
  static const char *const press[] = { "press", NULL }, *const bad[] = { "two words", NULL };
  static const gint64 missing[] = { 1, 77 };
  g_autoptr (Workspace) workspace = make ();
  g_autoptr (GError) error = NULL;
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);

  g_assert_false (xa_store_label_audiences (store, missing, 2, &(XaLabelChange) { .role = XA_ROLE_OWN, .add = press }, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (xa_store_label_audiences (store, missing, 1, &(XaLabelChange) { .role = XA_ROLE_OWN, .add = bad }, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID);
  g_clear_error (&error);
  assert_tags (store, "");
  g_assert_cmpint (get_role (store, "a"), ==, XA_ROLE_OTHER);
  xa_store_close (store);

  store = workspace_open (workspace, XA_STORE_READ);
  g_assert_false (xa_store_label_audiences (store, missing, 1, &(XaLabelChange) { .add = press }, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_READ_ONLY);
  xa_store_close (store);
}

static void
test_normalize (void)
{
  static const struct {
    const char *tag, *expected;
  } cases[] = {
    { "Press", "press" },
    { "\tÜbersee ", "übersee" },
    { "U\xcc\x88"
      "bersee",
      "übersee" },
    { "a:b#c", "a:b#c" },
    { "", NULL },
    { "  ", NULL },
    { "a b", NULL },
    { "a\xc2\xa0"
      "b",
      NULL },
    { "a,b", NULL },
    { "\"a\"", NULL },
    { "a\x01", NULL },
    { "\xff", NULL },
    { "0123456789012345678901234567890123456789012345678901234567890123", "0123456789012345678901234567890123456789012345678901234567890123" },
    { "01234567890123456789012345678901234567890123456789012345678901234", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *tag = xa_tag_normalize (cases[i].tag, &error);

    g_assert_cmpstr (tag, ==, cases[i].expected);
    g_assert_cmpint (error != NULL, ==, tag == NULL);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/labels/change", test_labels);
  g_test_add_func ("/labels/import-keeps", test_import_keeps);
  g_test_add_func ("/labels/all-or-none", test_all_or_none);
  g_test_add_func ("/labels/normalize", test_normalize);

  return g_test_run ();
}
