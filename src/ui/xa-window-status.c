#include "ui/xa-window-status.h"

#include "insight/xa-inspect.h"
#include "model/xa-time.h"
#include "store/xa-audiences.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>

static char *
compose_words (const XaStoreInfo *info)
{
  g_autofree char *count = g_strdup_printf (g_dngettext (NULL, "%d audience", "%d audiences", (gulong) info->n_audiences), (int) info->n_audiences);
  g_autofree char *age = NULL;

  if (info->last_import_us == XA_TIME_UNKNOWN)
    return g_strdup (_ ("Nothing was imported yet"));
  age = xa_words_age (MAX (xa_time_now () - info->last_import_us, 0));

  /* Translators: "40 audiences, updated 3 min ago" */
  return g_strdup_printf (_ ("%s, updated %s"), count, age);
}

static gpointer
question (const XaScope    *scope,
          gpointer          data,
          XaInsightProgress progress,
          gpointer          progress_data,
          GError          **error)
{
  g_autoptr (XaWindowStatus) self = g_new0 (XaWindowStatus, 1);
  g_autoptr (GPtrArray) audiences = NULL;
  XaStoreInfo info;

  if (!xa_store_get_info (scope->store, &info, error))
    return NULL;
  audiences = xa_store_list_audiences (scope->store, error);
  if (!audiences)
    return NULL;
  for (guint i = 0; i < audiences->len; i++)
    self->simulated |= ((XaAudience *) audiences->pdata[i])->simulated;
  self->n_audiences = info.n_audiences;
  self->words = compose_words (&info);

  return g_steal_pointer (&self);
}

void
xa_window_status_ask_async (XaSession          *session,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  XaAsk ask = { .question = question, .result_free = (GDestroyNotify) xa_window_status_free };

  xa_session_ask_async (session, XA_ASK_QUICK, &ask, NULL, NULL, cancellable, callback, user_data);
}

XaWindowStatus *
xa_window_status_ask_finish (GAsyncResult *result,
                             GError      **error)
{
  return xa_reader_ask_finish (result, error);
}

void
xa_window_status_free (XaWindowStatus *self)
{
  g_free (self->words);
  g_free (self);
}
