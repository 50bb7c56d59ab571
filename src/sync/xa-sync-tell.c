#include "store/xa-hooks.h"
#include "sync/xa-sync-private.h"
#include "sync/xa-sync-report.h"

#include "model/xa-time.h"

/* A message stays small: of a run over many audiences the rest is in the numbers. */
#define MOST_TOLD 40

static gboolean
tell (XaStore *store,
      gpointer text,
      GError **error)
{
  return xa_store_tell_hooks (store, XA_HOOK_SYNC_FINISHED, text, xa_time_now (), error);
}

/* What cannot be queued is not told: the run itself went as it went. */
void
xa_sync_tell_ended (XaSync               *self,
                    const XaSyncProgress *report)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  if (report->n_items == 0)
    return;
  xa_sync_report_build (builder, report, MOST_TOLD);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  xa_sync_write (self, tell, text, NULL);
}
