#include "ui/activity/xa-log-item.h"

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

/* "sync-began" as a sentence begins. */
static char *
say_word (const char *word)
{
  char *words = g_strdelimit (g_strdup (word), "-", ' ');

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
