#include "store/xa-hooks.h"

#include <string.h>

static const char *const kind_ids[] = {
  [XA_HOOK_STANDARD] = "standard",
  [XA_HOOK_DISCOURSE] = "discourse",
  [XA_HOOK_TELEGRAM] = "telegram",
};

const char *
xa_hook_kind_id (XaHookKind kind)
{
  return (gsize) kind < G_N_ELEMENTS (kind_ids) && kind_ids[kind] ? kind_ids[kind] : "unknown";
}

gboolean
xa_hook_kind_parse (const char *id,
                    XaHookKind *kind)
{
  for (gsize i = XA_HOOK_STANDARD; i < G_N_ELEMENTS (kind_ids); i++)
    if (strcmp (kind_ids[i], id) == 0) {
      *kind = (XaHookKind) i;
      return TRUE;
    }

  return FALSE;
}

static const struct {
  XaHookEvent event;
  const char *id;
} event_ids[] = {
  { XA_HOOK_SYNC_FINISHED, "sync.finished" },
  { XA_HOOK_ALERT_RAISED, "alert.raised" },
  { XA_HOOK_TASK_FINISHED, "task.finished" },
};

const char *
xa_hook_event_id (XaHookEvent one)
{
  for (gsize i = 0; i < G_N_ELEMENTS (event_ids); i++)
    if (event_ids[i].event == one)
      return event_ids[i].id;

  return NULL;
}

gboolean
xa_hook_events_parse (const char *text,
                      guint      *events)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  *events = 0;
  for (gsize i = 0; words[i]; i++) {
    guint found = 0;

    g_strstrip (words[i]);
    for (gsize k = 0; k < G_N_ELEMENTS (event_ids); k++)
      if (strcmp (event_ids[k].id, words[i]) == 0)
        found = event_ids[k].event;
    if (!found)
      return FALSE;
    *events |= found;
  }

  return *events != 0;
}

gboolean
xa_hook_subject_parse (const char *subject,
                       char      **uuid,
                       char      **message_id)
{
  const char *slash = strchr (subject, '/');

  if (!slash || slash == subject || slash[1] == '\0')
    return FALSE;
  *uuid = g_strndup (subject, (gsize) (slash - subject));
  *message_id = g_strdup (slash + 1);

  return TRUE;
}
