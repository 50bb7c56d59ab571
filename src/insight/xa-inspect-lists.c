#include "insight/xa-inspect-parts.h"
#include "insight/xa-overlaps.h"
#include "insight/xa-withhold.h"
#include "store/xa-readings.h"

/* Each flow reads the people of a list. */
#define MOST_FLOWS 12

static void
clear_list (gpointer data)
{
  g_free (((XaInspectList *) data)->format);
}

/* The audience as that list shows it. */
static XaSubject
see_through (const XaSubject  *subject,
             const XaSnapshot *snapshot)
{
  XaSubject then = *subject;

  then.members = NULL;
  then.snapshot_id = snapshot->id;
  then.at_us = snapshot->at_us;
  then.reported = snapshot->reported;
  then.seen.coverage = snapshot->coverage;
  then.seen.key_epoch = snapshot->key_epoch;
  then.seen.n_seen = snapshot->fetched;
  then.seen.n_whole = snapshot->coverage == XA_COVERAGE_COMPLETE ? snapshot->fetched : snapshot->reported;

  return then;
}

static const XaListImport *
find_import (const GArray *imports,
             gint64        snapshot_id)
{
  for (guint i = 0; i < imports->len; i++)
    if (g_array_index (imports, XaListImport, i).snapshot_id == snapshot_id)
      return &g_array_index (imports, XaListImport, i);

  return NULL;
}

gboolean
xa_inspect_load_lists (const XaScope *scope,
                       XaInspect     *self,
                       GError       **error)
{
  g_autoptr (GArray) snapshots = xa_store_list_snapshots (scope->store, self->subject->id, error);
  g_autoptr (GArray) imports = snapshots ? xa_store_list_list_imports (scope->store, self->subject->id, error) : NULL;
  g_autofree XaToldSize *told = NULL;
  const XaSnapshot      *first;

  self->lists = g_array_new (FALSE, FALSE, sizeof (XaInspectList));
  g_array_set_clear_func (self->lists, clear_list);
  if (!imports)
    return FALSE;
  first = (const XaSnapshot *) (void *) snapshots->data;
  told = xa_list_sizes_judge (first, snapshots->len, scope->smallest_count);
  for (guint i = 0; i < snapshots->len; i++) {
    XaSubject           then = see_through (self->subject, &first[i]);
    const XaListImport *import = find_import (imports, first[i].id);
    XaInspectList       list = {
            .at_us = first[i].at_us,
            .coverage = first[i].coverage,
            .first_n = first[i].first_n,
            .window_from_us = first[i].window_from_us,
            .window_to_us = first[i].window_to_us,
            .size = xa_subject_judge_size_as (scope, &then, &told[i]),
            .format = import ? g_strdup (import->format) : NULL,
            .size_bytes = import ? import->size_bytes : 0,
            .imported_us = import ? import->finished_us : XA_TIME_UNKNOWN,
    };

    g_array_append_val (self->lists, list);
  }

  return TRUE;
}

/* Between complete lists that follow on each other, the newest of them. */
gboolean
xa_inspect_load_flows (const XaScope *scope,
                       XaInspect     *self,
                       GError       **error)
{
  g_autoptr (GArray) lists = xa_inspect_list_complete (scope, self->subject, error);
  g_autoptr (XaMemberSet) before = NULL;
  guint first;

  self->flows = g_array_new (FALSE, FALSE, sizeof (XaInspectFlow));
  if (!lists)
    return FALSE;
  first = lists->len > MOST_FLOWS + 1 ? lists->len - MOST_FLOWS - 1 : 0;
  for (guint i = 1; i < lists->len; i++)
    self->n_flows += scope->from_us == XA_TIME_UNKNOWN || g_array_index (lists, XaSnapshot, i - 1).at_us >= scope->from_us;
  for (guint i = first; lists->len >= 2 && i < lists->len; i++) {
    const XaSnapshot *list = &g_array_index (lists, XaSnapshot, i);
    g_autoptr (XaMemberSet) after = NULL;

    if (scope->from_us != XA_TIME_UNKNOWN && list->at_us < scope->from_us)
      continue;
    if (g_cancellable_set_error_if_cancelled (scope->cancellable, error))
      return FALSE;
    after = xa_store_load_members (scope->store, list->id, error);
    if (!after)
      return FALSE;
    if (before) {
      XaInspectFlow flow = { list[-1].at_us, list->at_us, xa_inspect_compare_lists (scope, self->subject, &list[-1], before, list, after) };

      g_array_append_val (self->flows, flow);
    }
    g_clear_pointer (&before, xa_member_set_free);
    before = g_steal_pointer (&after);
  }

  return TRUE;
}
