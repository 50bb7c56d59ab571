#include "ui/activity/xa-log-item.h"

#include <glib/gi18n.h>

struct _XaLogItem {
  GObject  parent_instance;
  gint64   at_us;
  char    *what;   /* (owned) */
  char    *detail; /* (owned) */
  gboolean is_trouble;
};

G_DEFINE_FINAL_TYPE (XaLogItem, xa_log_item, G_TYPE_OBJECT)

static void
xa_log_item_finalize (GObject *object)
{
  g_free (XA_LOG_ITEM (object)->what);
  g_free (XA_LOG_ITEM (object)->detail);
  G_OBJECT_CLASS (xa_log_item_parent_class)->finalize (object);
}

static void
xa_log_item_class_init (XaLogItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_log_item_finalize;
}

static void
xa_log_item_init (XaLogItem *self)
{
}

/* What the log and the audit trail call what happened; a later version may know more. */
static const struct {
  const char *word;
  const char *words;
} known[] = {
  { "alert", N_ ("Alert") },
  { "alert-rule-reset", N_ ("Alert rule reset") },
  { "alert-rule-set", N_ ("Alert rule set") },
  { "audiences-joined", N_ ("Audiences joined") },
  { "backup-restored", N_ ("Backup restored") },
  { "client-added", N_ ("Client added") },
  { "client-revoked", N_ ("Client revoked") },
  { "connection-added", N_ ("Connection added") },
  { "connection-removed", N_ ("Connection removed") },
  { "export-not-noted", N_ ("Export not noted") },
  { "exported", N_ ("Exported") },
  { "gate-lowered", N_ ("Gate lowered") },
  { "import-done", N_ ("Import done") },
  { "import-failed", N_ ("Import failed") },
  { "import-interrupted", N_ ("Import interrupted") },
  { "key-adopted", N_ ("Key adopted") },
  { "key-sealed", N_ ("Key sealed") },
  { "pass-began", N_ ("Pass began") },
  { "pass-done", N_ ("Pass done") },
  { "pass-failed", N_ ("Pass failed") },
  { "pass-left", N_ ("Pass left") },
  { "pass-waits", N_ ("Pass waits") },
  { "person-erased", N_ ("Person erased") },
  { "platform-erased", N_ ("Platform erased") },
  { "profile-links-off", N_ ("Members' profiles not read any more") },
  { "profile-links-on", N_ ("Members' profiles read from now on") },
  { "report-dropped", N_ ("Report plan removed") },
  { "report-planned", N_ ("Report planned") },
  { "requests-refused", N_ ("Requests refused") },
  { "restore-not-noted", N_ ("Restore not noted") },
  { "retention-applied", N_ ("Retention applied") },
  { "retention-set", N_ ("Retention set") },
  { "schedule-set", N_ ("Schedule changed") },
  { "server-off", N_ ("Server switched off") },
  { "server-on", N_ ("Server switched on") },
  { "stream-news", N_ ("Stream news") },
  { "stream-torn", N_ ("Stream torn") },
  { "stream-up", N_ ("Stream up") },
  { "sync-began", N_ ("Sync began") },
  { "sync-cancelled", N_ ("Sync cancelled") },
  { "sync-done", N_ ("Sync done") },
  { "sync-failed", N_ ("Sync failed") },
  { "upkeep-done", N_ ("Upkeep done") },
  { "upkeep-failed", N_ ("Upkeep failed") },
  { "way-changed", N_ ("Way changed") },
  { "webhook-added", N_ ("Webhook added") },
  { "webhook-removed", N_ ("Webhook removed") },
};

/* "sync-began" as a sentence begins. */
static char *
say_word (const char *word)
{
  char *words;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].word, word))
      return g_strdup (_ (known[i].words));
  words = g_strdelimit (g_strdup (word), "-", ' ');
  words[0] = g_ascii_toupper (words[0]);

  return words;
}

static XaLogItem *
item_new (gint64      at_us,
          const char *what,
          const char *detail)
{
  XaLogItem *self = g_object_new (XA_TYPE_LOG_ITEM, NULL);

  self->at_us = at_us;
  self->what = say_word (what);
  self->detail = g_strdup (detail);

  return self;
}

XaLogItem *
xa_log_item_new_entry (const XaLogEntry *entry)
{
  XaLogItem *self = item_new (entry->at_us, entry->event, entry->rest);

  self->is_trouble = entry->level >= XA_LOG_WARNING;

  return self;
}

XaLogItem *
xa_log_item_new_audit (const XaAuditEntry *entry)
{
  return item_new (entry->at_us, entry->what, entry->detail);
}

gint64
xa_log_item_get_time (XaLogItem *self)
{
  return self->at_us;
}

const char *
xa_log_item_get_what (XaLogItem *self)
{
  return self->what;
}

const char *
xa_log_item_get_detail (XaLogItem *self)
{
  return self->detail;
}

gboolean
xa_log_item_is_trouble (XaLogItem *self)
{
  return self->is_trouble;
}
