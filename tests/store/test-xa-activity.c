#include "workspace.h"

#include "store/xa-activity.h"

#include <string.h>

#define N_AUDIENCES 5
#define N_HOURS 400

static const char *const terms[] = { "rain", "wind", "snow", "frost" };

/* Whether a term was used in an hour by an audience, and how often. */
static guint
uses_of (guint audience,
         guint term,
         guint hour)
{
  return (audience * 7 + term * 3 + hour) % 4 ? 0 : 1 + (audience + hour) % 3;
}

static Workspace *
fill (void)
{
  Workspace *self = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (self, XA_STORE_WRITE);
  XaIngest *ingest = begin_import (store, 1, XA_INGEST_NEW, NULL);
  XaBatch  *batch = xa_batch_new ();

  for (guint a = 0; a < N_AUDIENCES; a++) {
    g_autofree char *name = g_strdup_printf ("Audience %u", a);

    add_audience (batch, a, name, XA_BATCH_NO_REF);
    /* Backwards, so that no order in the file is the one that is asked for. */
    for (guint h = N_HOURS; h-- > 0;)
      for (guint t = 0; t < G_N_ELEMENTS (terms); t++)
        for (guint n = 0; n < uses_of (a, t, h); n++)
          add_term (batch, a, terms[t], n, (gint32) h, XA_BATCH_NO_REF);
  }
  finish (ingest, batch, FALSE);

  return self;
}

static guint
find_term (const char *text)
{
  for (guint t = 0; t < G_N_ELEMENTS (terms); t++)
    if (strcmp (terms[t], text) == 0)
      return t;
  g_assert_not_reached ();
}

/* Each once, in order, and as often as it was used. */
static void
assert_hours (XaStore *store,
              GArray  *hours,
              gint32   first,
              gint32   last)
{
  guint expected = 0;

  for (guint a = 0; a < N_AUDIENCES; a++)
    for (guint t = 0; t < G_N_ELEMENTS (terms); t++)
      for (gint32 h = MAX (first, 0); h <= MIN (last, N_HOURS - 1); h++)
        expected += uses_of (a, t, (guint) h) > 0;
  g_assert_cmpuint (hours->len, ==, expected);
  for (guint i = 0; i < hours->len; i++) {
    const XaTermHour *hour = &g_array_index (hours, XaTermHour, i);
    const XaTermHour *before = hour - 1;
    g_autofree char  *text = xa_store_get_term (store, hour->term_id, NULL);

    g_assert_cmpint (hour->hour, >=, first);
    g_assert_cmpint (hour->hour, <=, last);
    g_assert_cmpuint (hour->n, ==, uses_of ((guint) hour->audience_id - 1, find_term (text), (guint) hour->hour));
    if (i)
      g_assert_true (before->term_id < hour->term_id ||
                     (before->term_id == hour->term_id &&
                      (before->hour < hour->hour || (before->hour == hour->hour && before->audience_id < hour->audience_id))));
  }
}

/* Ranges that hold nearly nothing are read by the index of hours, others from end to end. */
static void
test_term_hours (void)
{
  const gint32 ranges[][2] = { { 0, N_HOURS }, { 100, 105 }, { -50, 3 }, { 300, 399 }, { 250, 399 }, { 399, 5000 }, { 200, 199 }, { 9000, 9100 }, { G_MININT32, G_MAXINT32 } };
  Workspace   *workspace = fill ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_READ);

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GArray) hours = xa_store_list_term_hours (store, XA_TERM_TAG, ranges[i][0], ranges[i][1], &error);

    g_assert_no_error (error);
    assert_hours (store, hours, ranges[i][0], ranges[i][1]);
  }
  workspace_free (workspace);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/activity/term-hours", test_term_hours);

  return g_test_run ();
}
