#include "workspace.h"

#include "model/xa-time.h"
#include "store/xa-facts.h"
#include "store/xa-labels.h"
#include "store/xa-maintenance.h"
#include "store/xa-metric-rows.h"

#include <string.h>

#define N_AUDIENCES 3 /* "a", "b" in "a", and "c" */

/* What is in the file of each kind of fact about an audience, as one text. */
static const char *const contents[XA_N_FACTS] = {
  "SELECT (SELECT quote (title) || quote (handle) || role || kind || simulated FROM audience WHERE id = ID) ||"
  " ifnull ((SELECT group_concat (tag) FROM audience_tag WHERE audience_id = ID), '')",
  "SELECT group_concat (at_us || '/' || coverage || '/' || hex (checksum) || '/' || fetched || '/' || ifnull (reported, '')) FROM snapshot WHERE audience_id = ID",
  "SELECT (SELECT group_concat (id || '/' || at_us || '/' || ifnull (reactions, '') || '/' || ifnull (comments, '') || '/' || seen_us) FROM post WHERE audience_id = ID)",
  "SELECT ifnull ((SELECT group_concat (kind || '/' || day || '/' || n || '/' || hex (members)) FROM activity WHERE audience_id = ID), '') ||"
  " ifnull ((SELECT group_concat (term_id || '/' || hour || '/' || n || '/' || hex (members)) FROM term_use WHERE audience_id = ID), '')",
  "SELECT group_concat (metric || '/' || at_us || '/' || value) FROM sample WHERE audience_id = ID",
  "SELECT group_concat (i.id || '/' || i.format || '/' || ifnull (i.finished_us > 0, 0)) FROM snapshot AS s JOIN import AS i ON i.id = s.import_id WHERE s.audience_id = ID",
};

typedef struct {
  char        *content[N_AUDIENCES + 1][XA_N_FACTS]; /* (owned) (nullable) */
  XaFactStamps stamps[N_AUDIENCES + 1];              /* [0]: of all */
  XaFactStamps platform;
} Picture;

static XaFactStamps
get_stamps (Workspace *workspace,
            gint64     about)
{
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_READ);
  g_autoptr (GError) error = NULL;
  XaFactStamps stamps;

  g_assert_true (xa_store_read_facts (store, XA_FACTS_EVERYTHING, about, &stamps, &error));
  g_assert_no_error (error);

  return stamps;
}

static void
take_picture (Workspace *workspace,
              Picture   *picture)
{
  for (int id = 0; id <= N_AUDIENCES; id++) {
    picture->stamps[id] = get_stamps (workspace, id);
    for (int kind = 0; kind < XA_N_FACTS && id > 0; kind++) {
      g_autofree char *number = g_strdup_printf ("%d", id);
      g_auto (GStrv) parts = g_strsplit (contents[kind], "ID", -1);
      g_autofree char *sql = g_strjoinv (number, parts);

      picture->content[id][kind] = query_string (workspace->path, sql);
    }
  }
  picture->platform = get_stamps (workspace, XA_FACTS_OF_PLATFORM (XA_PLATFORM_TELEGRAM));
}

static void
clear_picture (Picture *picture)
{
  for (int id = 1; id <= N_AUDIENCES; id++)
    for (int kind = 0; kind < XA_N_FACTS; kind++)
      g_clear_pointer (&picture->content[id][kind], g_free);
}

static gboolean
is_stamped (const XaFactStamps *before,
            const XaFactStamps *after,
            int                 kind)
{
  return memcmp (before->stamps + 2 * kind, after->stamps + 2 * kind, 2 * sizeof *before->stamps) != 0;
}

/* Whatever changed has another stamp. Returns: audience by audience, the kinds that have one. */
static void
compare (const char    *what,
         const Picture *before,
         const Picture *after,
         XaFacts        stamped[N_AUDIENCES + 1])
{
  for (int id = 1; id <= N_AUDIENCES; id++)
    for (int kind = 0; kind < XA_N_FACTS; kind++) {
      gboolean is_other = g_strcmp0 (before->content[id][kind], after->content[id][kind]) != 0;

      if (is_stamped (&before->stamps[id], &after->stamps[id], kind))
        stamped[id] |= (XaFacts) (1 << kind);
      if (!is_other)
        continue;
      g_test_message ("%s: kind %d of audience %d is another", what, kind, id);
      g_assert_true (is_stamped (&before->stamps[id], &after->stamps[id], kind));
      g_assert_true (is_stamped (&before->stamps[0], &after->stamps[0], kind));
      g_assert_true (is_stamped (&before->platform, &after->platform, kind));
    }
}

/* --- what is done to a workspace ------------------------------------------------------------------- */

static void
import_all (Workspace *workspace,
            XaStore   *store)
{
  XaBatch *batch = xa_batch_new ();

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_audience (batch, 1, "b", 0);
  add_audience (batch, 2, "c", XA_BATCH_NO_REF);
  for (guint ref = 0; ref < N_AUDIENCES; ref++) {
    add_list (batch, ref, XA_COVERAGE_COMPLETE, 1000, XA_COUNT_UNKNOWN);
    for (guint i = 0; i < 40; i++)
      add_member (batch, ref, ref * 10 + i);
    for (guint i = 1; i <= 5; i++)
      add_post (batch, ref, i);
    add_activity (batch, ref, XA_ACTIVITY_AUTHOR, 3, 5, 0);
    add_term (batch, ref, "tag", 3, 100, 0);
    add_sample (batch, ref, 1000, 40);
  }
  finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, FALSE);
}

static XaBatch *
begin_batch_of_c (void)
{
  XaBatch *batch = xa_batch_new ();

  add_audience (batch, 0, "c", XA_BATCH_NO_REF);

  return batch;
}

static void
list_c (Workspace *workspace,
        XaStore   *store)
{
  XaBatch *batch = begin_batch_of_c ();

  add_list (batch, 0, XA_COVERAGE_COMPLETE, 2000, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < 60; i++)
    add_member (batch, 0, i);
  finish (begin_import (store, 2, XA_INGEST_NEW, NULL), batch, FALSE);
}

static void
post_in_c (Workspace *workspace,
           XaStore   *store)
{
  XaBatch *batch = begin_batch_of_c ();

  add_post (batch, 0, 6)->reactions = 4;
  finish (begin_import (store, 3, XA_INGEST_NEW, NULL), batch, FALSE);
}

static void
count_in_c (Workspace *workspace,
            XaStore   *store)
{
  XaBatch     *batch = begin_batch_of_c ();
  XaBatchPost *post = add_post (batch, 0, 6);

  post->reactions = 9;
  post->seen_us = 2000;
  finish (begin_import (store, 4, XA_INGEST_NEW, NULL), batch, FALSE);
}

static void
write_in_b (Workspace *workspace,
            XaStore   *store)
{
  XaBatch *batch = xa_batch_new ();

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_audience (batch, 1, "b", 0);
  add_activity (batch, 1, XA_ACTIVITY_AUTHOR, 7, 6, XA_BATCH_NO_REF);
  finish (begin_import (store, 5, XA_INGEST_NEW, NULL), batch, FALSE);
}

static void
use_in_c (Workspace *workspace,
          XaStore   *store)
{
  XaBatch *batch = begin_batch_of_c ();

  add_term (batch, 0, "other", 7, 101, XA_BATCH_NO_REF);
  finish (begin_import (store, 6, XA_INGEST_NEW, NULL), batch, FALSE);
}

static void
size_c (Workspace *workspace,
        XaStore   *store)
{
  XaBatch *batch = begin_batch_of_c ();

  add_sample (batch, 0, 3000, 61);
  finish (begin_import (store, 7, XA_INGEST_NEW, NULL), batch, FALSE);
}

/* The same again, as a poll finds it. */
static void
see_c_again (Workspace *workspace,
             XaStore   *store)
{
  XaBatch *batch = begin_batch_of_c ();

  add_post (batch, 0, 5);
  add_sample (batch, 0, 3000, 61);
  finish (begin_import (store, 8, XA_INGEST_NEW, NULL), batch, FALSE);
}

static void
label_c (Workspace *workspace,
         XaStore   *store)
{
  const char *const tags[] = { "press", NULL };
  XaLabelChange     change = { XA_ROLE_OWN, tags, NULL };
  const gint64      id = 3;
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_store_label_audiences (store, &id, 1, &change, &error));
  g_assert_no_error (error);
}

static void
count_ourselves (Workspace *workspace,
                 XaStore   *store)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  XaMetricRow row = { .name = (char *) "cache_hits", .hour = 500000, .n = 1, .total = 1 };
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (rows, &row);
  g_assert_true (xa_store_add_metrics (store, rows, 0, &error));
  g_assert_no_error (error);
}

static void
forget_old_posts (Workspace *workspace,
                  XaStore   *store)
{
  g_autoptr (GError) error = NULL;
  gint64 n_deleted;

  g_assert_true (xa_store_set_retention (store, 0, XA_RETAIN_POSTS, 1, &error));
  g_assert_true (xa_store_apply_retention (store, 30 * XA_USEC_PER_DAY, &n_deleted, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n_deleted, >, 0);
}

static void
erase_someone (Workspace *workspace,
               XaStore   *store)
{
  XaPseudonym who = person (12);
  g_autoptr (GError) error = NULL;
  gboolean found;

  g_assert_true (xa_store_erase_person (store, &who, &found, &error));
  g_assert_no_error (error);
  g_assert_true (found);
}

static void
erase_all (Workspace *workspace,
           XaStore   *store)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_store_erase_platform (store, XA_PLATFORM_TELEGRAM, &error));
  g_assert_no_error (error);
}

static const struct {
  const char *name;
  void (*act) (Workspace *workspace, XaStore *store);
  XaFacts may_change[N_AUDIENCES + 1]; /* nothing more is stamped */
} steps[] = {
  { "import", import_all, { 0, XA_FACTS_EVERYTHING, XA_FACTS_EVERYTHING, XA_FACTS_EVERYTHING } },
  { "list", list_c, { [3] = XA_FACT_LISTS | XA_FACT_IMPORTS } },
  { "post", post_in_c, { [3] = XA_FACT_POSTS | XA_FACT_IMPORTS } },
  { "counters", count_in_c, { [3] = XA_FACT_POSTS | XA_FACT_IMPORTS } },
  /* Who writes in a part writes in the whole. */
  { "activity", write_in_b, { [1] = XA_FACT_USES | XA_FACT_LISTS | XA_FACT_IMPORTS, [2] = XA_FACT_USES | XA_FACT_LISTS | XA_FACT_IMPORTS } },
  { "term", use_in_c, { [3] = XA_FACT_USES | XA_FACT_IMPORTS } },
  { "size", size_c, { [3] = XA_FACT_SIZES | XA_FACT_IMPORTS } },
  { "again", see_c_again, { [3] = XA_FACT_IMPORTS } },
  { "label", label_c, { [3] = XA_FACT_AUDIENCES } },
  { "metric", count_ourselves, { 0 } },
  { "retention", forget_old_posts, { 0, XA_FACT_POSTS, XA_FACT_POSTS, XA_FACT_POSTS } },
  { "erase-person", erase_someone, { 0, XA_FACTS_EVERYTHING, XA_FACTS_EVERYTHING, XA_FACTS_EVERYTHING } },
  { "erase-platform", erase_all, { 0, XA_FACTS_EVERYTHING, XA_FACTS_EVERYTHING, XA_FACTS_EVERYTHING } },
};

/* Step by step: what is another has another stamp, and what has nothing to do with it keeps its own. */
static void
test_steps (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  Picture before = { 0 };

  take_picture (workspace, &before);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
    XaFacts  stamped[N_AUDIENCES + 1] = { 0 };
    Picture  after = { 0 };

    steps[i].act (workspace, store);
    xa_store_close (store);
    take_picture (workspace, &after);
    compare (steps[i].name, &before, &after, stamped);
    for (int id = 1; id <= N_AUDIENCES; id++) {
      g_test_message ("%s: %x of audience %d", steps[i].name, stamped[id], id);
      g_assert_cmphex (stamped[id] & ~steps[i].may_change[id], ==, 0);
    }
    clear_picture (&before);
    before = after;
  }
  clear_picture (&before);
  /* Nothing tells of an audience that is gone. */
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM fact WHERE about > 0"), ==, 0);
}

/* What was rolled back was never there. */
static void
test_rollback (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore      *store = workspace_open (workspace, XA_STORE_WRITE);
  XaFactStamps  before, after;
  XaLabelChange change = { XA_ROLE_OWN, NULL, NULL };
  const gint64  ids[] = { 1, 99 };
  g_autoptr (GError) error = NULL;

  import_all (workspace, store);
  before = get_stamps (workspace, XA_FACTS_OF_ALL);
  g_assert_false (xa_store_label_audiences (store, ids, G_N_ELEMENTS (ids), &change, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND);
  count_ourselves (workspace, store);
  xa_store_close (store);
  after = get_stamps (workspace, XA_FACTS_OF_ALL);
  g_assert_cmpmem (&before, sizeof before, &after, sizeof after);
}

/* In as many ways as there are workspaces: a copy that goes its own way is not taken for the other. */
static void
test_random (void)
{
  XaFactStamps stamps[2];

  for (guint i = 0; i < 2; i++) {
    g_autoptr (Workspace) workspace = workspace_new ();
    XaStore *store = workspace_open (workspace, XA_STORE_WRITE);

    import_all (workspace, store);
    xa_store_close (store);
    stamps[i] = get_stamps (workspace, XA_FACTS_OF_ALL);
  }
  for (int kind = 0; kind < XA_N_FACTS; kind++)
    g_assert_true (is_stamped (&stamps[0], &stamps[1], kind));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/facts/steps", test_steps);
  g_test_add_func ("/store/facts/rollback", test_rollback);
  g_test_add_func ("/store/facts/random", test_random);

  return g_test_run ();
}
