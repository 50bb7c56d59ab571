#include "ui/xa-tray.h"

/* What can be undone, and the tray of audiences that leans on it. */

static void
add_one (gpointer data)
{
  ++*(int *) data;
}

static void
take_one (gpointer data)
{
  --*(int *) data;
}

static void
count_cb (XaUndo     *undo,
          const char *title,
          gpointer    data)
{
  ++*(guint *) data;
}

static void
push (XaUndo     *undo,
      const char *title,
      int        *number)
{
  add_one (number);
  xa_undo_push (undo, title, &(XaChange) { take_one, add_one, number, NULL }, TRUE);
}

static void
test_there_and_back (void)
{
  g_autoptr (XaUndo) undo = xa_undo_new ();
  int   number = 0;
  guint n_told = 0;

  g_signal_connect (undo, "pushed", G_CALLBACK (count_cb), &n_told);
  g_assert_false (xa_undo_can_undo (undo));
  g_assert_null (xa_undo_get_title (undo));
  push (undo, "one", &number);
  push (undo, "two", &number);
  g_assert_cmpuint (n_told, ==, 2);
  g_assert_cmpstr (xa_undo_get_title (undo), ==, "two");

  xa_undo_undo (undo);
  g_assert_cmpint (number, ==, 1);
  g_assert_cmpstr (xa_undo_get_title (undo), ==, "one");
  xa_undo_redo (undo);
  g_assert_cmpint (number, ==, 2);
  g_assert_false (xa_undo_can_redo (undo));
  xa_undo_undo (undo);
  xa_undo_undo (undo);
  xa_undo_undo (undo);
  g_assert_cmpint (number, ==, 0);
}

/* Something new makes what was undone unreachable. */
static void
test_new_branch (void)
{
  g_autoptr (XaUndo) undo = xa_undo_new ();
  int number = 0;

  push (undo, "one", &number);
  xa_undo_undo (undo);
  push (undo, "other", &number);
  g_assert_false (xa_undo_can_redo (undo));
  xa_undo_redo (undo);
  g_assert_cmpint (number, ==, 1);
}

static void
note_freed (gpointer data)
{
  *(int *) data = -1;
}

/* What cannot be made again is forgotten with its data once it is undone, and all that was undone before it. */
static void
test_no_redo (void)
{
  g_autoptr (XaUndo) undo = xa_undo_new ();
  int number = 0, once = 1;

  push (undo, "one", &number);
  xa_undo_push (undo, "once", &(XaChange) { take_one, NULL, &once, note_freed }, TRUE);
  push (undo, "two", &number);
  xa_undo_undo (undo);
  g_assert_true (xa_undo_can_redo (undo));
  xa_undo_undo (undo);
  g_assert_cmpint (once, ==, -1);
  g_assert_false (xa_undo_can_redo (undo));
  xa_undo_redo (undo);
  g_assert_cmpstr (xa_undo_get_title (undo), ==, "one");
  xa_undo_undo (undo);
  g_assert_cmpint (number, ==, 0);
  g_assert_true (xa_undo_can_redo (undo));
}

/* The oldest are let go of; the newest can all be undone. */
static void
test_many (void)
{
  g_autoptr (XaUndo) undo = xa_undo_new ();
  int   number = 0;
  guint n = 0;

  for (guint i = 0; i < 500; i++)
    push (undo, "again", &number);
  for (; xa_undo_can_undo (undo); n++)
    xa_undo_undo (undo);
  g_assert_cmpuint (n, >=, 100);
  g_assert_cmpint (number, ==, 500 - (int) n);
}

static XaAudienceItem *
make_item (gint64 id)
{
  g_autofree char *name = g_strdup_printf ("Audience %d", (int) id);

  return xa_audience_item_new (id, name, XA_PLATFORM_TELEGRAM, FALSE);
}

static char *
list_ids (XaTray *tray)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (tray)); i++) {
    g_autoptr (XaAudienceItem) item = g_list_model_get_item (G_LIST_MODEL (tray), i);

    g_string_append_printf (ids, "%d ", (int) xa_audience_item_get_id (item));
  }

  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
assert_ids (XaTray     *tray,
            const char *expected)
{
  g_autofree char *ids = list_ids (tray);

  g_assert_cmpstr (ids, ==, expected);
}

static void
test_tray (void)
{
  g_autoptr (XaUndo) undo = xa_undo_new ();
  g_autoptr (XaTray) tray = xa_tray_new (undo);

  for (gint64 id = 1; id <= 3; id++) {
    g_autoptr (XaAudienceItem) item = make_item (id);

    g_assert_true (xa_tray_add (tray, item));
    g_assert_true (xa_tray_add (tray, item));
  }
  assert_ids (tray, "1 2 3 ");
  xa_tray_move (tray, 2, 0);
  assert_ids (tray, "3 1 2 ");
  xa_tray_remove (tray, 1);
  xa_tray_remove (tray, 99);
  assert_ids (tray, "3 2 ");
  xa_undo_undo (undo);
  assert_ids (tray, "3 1 2 ");
  xa_undo_undo (undo);
  assert_ids (tray, "1 2 3 ");
  xa_undo_redo (undo);
  xa_tray_clear (tray);
  assert_ids (tray, "");
  xa_undo_undo (undo);
  assert_ids (tray, "3 1 2 ");
}

static void
test_tray_full (void)
{
  g_autoptr (XaUndo) undo = xa_undo_new ();
  g_autoptr (XaTray) tray = xa_tray_new (undo);

  for (gint64 id = 1; id <= XA_TRAY_MOST + 1; id++) {
    g_autoptr (XaAudienceItem) item = make_item (id);

    g_assert_cmpint (xa_tray_add (tray, item), ==, id <= XA_TRAY_MOST);
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tray)), ==, XA_TRAY_MOST);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/undo/there-and-back", test_there_and_back);
  g_test_add_func ("/ui/undo/new-branch", test_new_branch);
  g_test_add_func ("/ui/undo/no-redo", test_no_redo);
  g_test_add_func ("/ui/undo/many", test_many);
  g_test_add_func ("/ui/tray/changes", test_tray);
  g_test_add_func ("/ui/tray/full", test_tray_full);

  return g_test_run ();
}
