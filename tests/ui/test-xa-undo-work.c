#include "ui/xa-undo-work.h"

#include "store/xa-workspaces.h"

#include <glib/gstdio.h>

/* Changes that are taken back in a thread: in haste, one at a time, and with failures. */

typedef struct {
  char   *folder; /* (owned) */
  char   *path;   /* (owned) */
  XaJobs *jobs;   /* (owned) */
  XaUndo *undo;   /* (owned) */
} Place;

static void
set_up (Place        *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key_file = NULL;

  self->folder = g_dir_make_tmp ("xaudience-undo-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "w.xaudience", NULL);
  key_file = g_build_filename (self->folder, "key", NULL);
  xa_workspaces_create (self->path, key_file, XA_KEY_FILE_MAY_BE_NEW, &error);
  g_assert_no_error (error);
  self->jobs = xa_jobs_new (self->path, key_file);
  self->undo = xa_undo_new ();
}

static void
tear_down (Place        *self,
           gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);

  g_clear_object (&self->undo);
  g_clear_object (&self->jobs);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *file = g_build_filename (self->folder, name, NULL);

    g_remove (file);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

/* A number that is 1 while the change is made. */
typedef struct {
  int      number; /* the thread's while it works */
  int      n_backs, n_agains;
  gint     n_at_once; /* (atomic) */
  gboolean refuses;
  guint    n_done;
  gboolean is_freed;
} Subject;

static gboolean
work (Subject *self,
      int      number,
      GError **error)
{
  g_assert_cmpint (g_atomic_int_add (&self->n_at_once, 1), ==, 0);
  g_usleep (2000);
  if (self->refuses)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "It does not want to");
  else
    self->number = number;
  g_atomic_int_add (&self->n_at_once, -1);

  return !self->refuses;
}

static gboolean
back (XaStore *store,
      gpointer data,
      GError **error)
{
  ((Subject *) data)->n_backs++;

  return work (data, 0, error);
}

static gboolean
again (XaStore *store,
       gpointer data,
       GError **error)
{
  ((Subject *) data)->n_agains++;

  return work (data, 1, error);
}

static void
done (gpointer data)
{
  ((Subject *) data)->n_done++;
}

static void
note_freed (gpointer data)
{
  ((Subject *) data)->is_freed = TRUE;
}

static void
push (Place   *place,
      Subject *subject)
{
  const XaUndoEdits edits = { back, again, subject, note_freed, done };

  subject->number = 1;
  xa_undo_push_edits (place->undo, place->jobs, NULL, "Something", &edits);
}

static void
wait_for (const guint *n,
          guint        wished)
{
  while (*n < wished)
    g_main_context_iteration (NULL, TRUE);
}

/* What it was about lives no longer than the test. */
static void
let_go (Place         *place,
        const Subject *subject)
{
  g_clear_object (&place->undo);
  while (!subject->is_freed)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_there_and_back (Place        *place,
                     gconstpointer data)
{
  Subject subject = { 0 };

  push (place, &subject);
  g_assert_cmpstr (xa_undo_get_title (place->undo), ==, "Something");
  xa_undo_undo (place->undo);
  wait_for (&subject.n_done, 1);
  g_assert_cmpint (subject.number, ==, 0);
  xa_undo_redo (place->undo);
  wait_for (&subject.n_done, 2);
  g_assert_cmpint (subject.number, ==, 1);
  g_assert_false (subject.is_freed);
  g_clear_object (&place->undo);
  g_assert_true (subject.is_freed);
}

/* Whatever is pressed while a thread is at it, the last wish counts, and what cancels out is not done at all. */
static void
test_haste (Place        *place,
            gconstpointer data)
{
  Subject subject = { 0 };

  push (place, &subject);
  for (int i = 0; i < 4; i++) {
    xa_undo_undo (place->undo);
    xa_undo_redo (place->undo);
  }
  wait_for (&subject.n_done, 2);
  g_assert_cmpint (subject.number, ==, 1);
  g_assert_cmpint (subject.n_backs, ==, 1);
  g_assert_cmpint (subject.n_agains, ==, 1);
  xa_undo_undo (place->undo);
  xa_undo_redo (place->undo);
  xa_undo_undo (place->undo);
  wait_for (&subject.n_done, 3);
  g_assert_cmpint (subject.number, ==, 0);
  g_assert_cmpint (subject.n_agains, ==, 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (subject.n_done, ==, 3);
  let_go (place, &subject);
}

/* What could not be taken back is as it was: making it again has nothing to do, and undo can be tried once more. */
static void
test_failure (Place        *place,
              gconstpointer data)
{
  Subject subject = { .refuses = TRUE };

  push (place, &subject);
  xa_undo_undo (place->undo);
  wait_for (&subject.n_done, 1);
  g_assert_cmpint (subject.number, ==, 1);
  xa_undo_redo (place->undo);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (subject.n_agains, ==, 0);
  subject.refuses = FALSE;
  xa_undo_undo (place->undo);
  wait_for (&subject.n_done, 2);
  g_assert_cmpint (subject.number, ==, 0);
  let_go (place, &subject);
}

/* What is under way outlives its place among what can be undone, but not the workspace. */
static void
test_let_go (Place        *place,
             gconstpointer data)
{
  Subject subject = { 0 };

  push (place, &subject);
  xa_undo_undo (place->undo);
  g_clear_object (&place->undo);
  g_assert_false (subject.is_freed);
  wait_for (&subject.n_done, 1);
  let_go (place, &subject);
  g_assert_cmpint (subject.number, ==, 0);

  place->undo = xa_undo_new ();
  subject = (Subject) { 0 };
  push (place, &subject);
  g_clear_object (&place->jobs);
  xa_undo_undo (place->undo);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (subject.n_backs, ==, 0);
  let_go (place, &subject);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ui/undo-work/there-and-back", Place, NULL, set_up, test_there_and_back, tear_down);
  g_test_add ("/ui/undo-work/haste", Place, NULL, set_up, test_haste, tear_down);
  g_test_add ("/ui/undo-work/failure", Place, NULL, set_up, test_failure, tear_down);
  g_test_add ("/ui/undo-work/let-go", Place, NULL, set_up, test_let_go, tear_down);

  return g_test_run ();
}
