/*
 * DB-1: an import that is killed anywhere loses nothing that was acknowledged, and after it is
 * resumed the workspace holds what it would have held undisturbed.
 */
#include "generate.h"
#include "import-child.h"

#include <signal.h>
#include <string.h>

#define BATCH_RECORDS 40

typedef struct {
  const char *name;
  const char *file;
  GenerateTruth (*generate) (const char *path, const Generate *what);
  Generate what;
} Format;

static const Format formats[] = {
  { "telegram", "result.json", generate_telegram, { .seed = 11, .n_people = 120, .n_records = 5000 } },
  { "discord", "quay.json", generate_discord, { .seed = 12, .n_people = 120, .n_records = 4000 } },
  { "members-csv", "members.csv", generate_members_csv, { .seed = 13, .n_people = 2500, .n_records = 7500, .n_audiences = 3 } },
};

/* What an undisturbed import took, as the measure for where to interrupt others. */
typedef struct {
  char   *dump; /* (owned) */
  guint   n_commits;
  guint64 bytes;
  gint64  usec;
  gint64  finish_usec;
} Undisturbed;

static guint
get_n_points (void)
{
  /* Three formats: 20 or 200 points in all, about. */
  return g_getenv ("XAUDIENCE_TEST_FULL") ? 67 : 7;
}

static Undisturbed
run_undisturbed (const ImportPlace *base,
                 const char        *path)
{
  g_autoptr (ImportPlace) place = import_place_copy (base, "undisturbed");
  g_autoptr (ImportChild) child = import_child_start (place, path, BATCH_RECORDS, CHILD_HONEST, NULL);
  gint64      since = g_get_monotonic_time ();
  gint64      finishing = 0;
  gint64      end;
  Undisturbed result;

  while (import_child_listen (child))
    if (child->is_finishing && !finishing)
      finishing = g_get_monotonic_time ();
  g_assert_cmpint (import_child_wait (child), ==, 0);
  end = g_get_monotonic_time ();
  result = (Undisturbed) {
    .dump = import_place_dump (place),
    .n_commits = child->n_acknowledged,
    .bytes = child->acknowledged,
    .usec = end - since,
    .finish_usec = end - finishing,
  };
  g_assert_cmpuint (result.n_commits, >, 10);

  return result;
}

typedef enum {
  POINT_BETWEEN, /* some time after a commit */
  POINT_FINISH,  /* while it finishes */
  POINT_EARLY,   /* before it said anything */
} Point;

/* Lets the child run to a random point and sends it a signal. */
static void
interrupt_somewhere (ImportChild       *child,
                     const Undisturbed *measure,
                     GRand             *rand,
                     Point              point,
                     int                signal_number)
{
  guint  after = (guint) g_rand_int_range (rand, 1, (gint32) measure->n_commits * 9 / 10);
  gint64 spans[] = { measure->usec / measure->n_commits, measure->finish_usec, measure->usec / 4 };
  gint64 pause = (gint64) (g_rand_double (rand) * (double) spans[point]);

  if (point != POINT_EARLY)
    while ((point == POINT_FINISH ? !child->is_finishing : child->n_acknowledged < after) && import_child_listen (child))
      ;
  g_usleep ((gulong) pause);
  import_child_kill (child, signal_number);
}

typedef struct {
  guint before_commits, between, finishing, too_late;
} Tally;

static void
tally (Tally             *self,
       const ImportChild *child,
       int                status)
{
  if (status == 0)
    self->too_late++;
  else if (child->is_finishing)
    self->finishing++;
  else if (child->n_acknowledged)
    self->between++;
  else
    self->before_commits++;
}

/* Goes on in this process until the end and compares. */
static void
resume_and_compare (const ImportPlace *place,
                    const char        *path,
                    const Undisturbed *measure,
                    guint64            acknowledged,
                    int                status)
{
  g_auto (XaImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *dump = NULL;

  import_place_try (place, path, &report, &error);
  g_assert_no_error (error);
  if (status == 0)
    g_assert_cmpint (report.start, ==, XA_INGEST_DONE_BEFORE);
  else if (report.start != XA_INGEST_DONE_BEFORE)
    g_assert_cmpuint (report.resumed_from, >=, acknowledged);
  dump = import_place_dump (place);
  import_place_assert_same (dump, measure->dump);
  import_place_verify (place);
}

static const Point points[] = { POINT_BETWEEN, POINT_FINISH, POINT_BETWEEN, POINT_EARLY, POINT_BETWEEN };

static void
run_points (const Format *format,
            int           signal_number,
            guint         n_points,
            guint32       seed)
{
  g_autoptr (ImportPlace) base = import_place_new ();
  g_autofree char *path = import_place_file (base, format->file);
  Undisturbed      measure;
  Tally            counts = { 0 };

  format->generate (path, &format->what);
  import_place_set_clock (path);
  measure = run_undisturbed (base, path);
  /* One that is hit between two commits there must be; where others go first most are hit too late. */
  for (guint i = 0; i < n_points || (counts.between == 0 && i < 20 * n_points); i++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed + i);
    g_autoptr (ImportPlace) place = import_place_copy (base, "killed");
    guint64 acknowledged = 0;
    int     status = -1;

    g_test_message ("%s: point %u, seed %u", format->name, i, seed + i);
    /* Every third is interrupted again while it resumes. */
    for (guint run = 0; run < (i % 3 == 2 ? 2u : 1u) && status != 0; run++) {
      g_autoptr (ImportChild) child = import_child_start (place, path, BATCH_RECORDS, CHILD_HONEST, NULL);

      interrupt_somewhere (child, &measure, rand, points[i % G_N_ELEMENTS (points)], signal_number);
      status = import_child_wait (child);
      if (signal_number == SIGINT)
        g_assert_true (status == 130 || status == 0);
      acknowledged = MAX (acknowledged, child->acknowledged);
      tally (&counts, child, status);
    }
    resume_and_compare (place, path, &measure, acknowledged, status);
  }
  g_test_message ("%s: %u before the first commit, %u between commits, %u while finishing, %u after the end", format->name,
                  counts.before_commits, counts.between, counts.finishing, counts.too_late);
  g_assert_cmpuint (counts.between, >, 0);
  g_free (measure.dump);
}

static void
test_kill (gconstpointer data)
{
  run_points (data, SIGKILL, get_n_points (), 1000);
}

static void
test_interrupt (gconstpointer data)
{
  run_points (data, SIGINT, MAX (get_n_points () / 10, 2), 2000);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (import_child_handle (argc, argv, &status))
    return status;

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree char *kill_path = g_strconcat ("/sync/import-kill/DB-1/", formats[i].name, NULL);
    g_autofree char *interrupt_path = g_strconcat ("/sync/import-kill/interrupt/", formats[i].name, NULL);

    g_test_add_data_func (kill_path, &formats[i], test_kill);
    g_test_add_data_func (interrupt_path, &formats[i], test_interrupt);
  }

  return g_test_run ();
}
