#include "ui/connections/xa-browser-wait.h"

#include <string.h>

/* How long it takes at most until a wait for pasted text notices that it is cancelled. */
#define LOOK_US (100 * 1000)

struct _XaBrowserWait {
  gatomicrefcount ref_count;
  GWeakRef        owner;
  XaBrowserShow   show;
  GAsyncQueue    *pasted; /* (owned) (element-type utf8) */
};

static void
wipe (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

XaBrowserWait *
xa_browser_wait_new (GObject      *owner,
                     XaBrowserShow show)
{
  XaBrowserWait *self = g_new0 (XaBrowserWait, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_weak_ref_init (&self->owner, owner);
  self->show = show;
  self->pasted = g_async_queue_new_full (wipe);

  return self;
}

XaBrowserWait *
xa_browser_wait_ref (XaBrowserWait *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
xa_browser_wait_unref (XaBrowserWait *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_weak_ref_clear (&self->owner);
  g_async_queue_unref (self->pasted);
  g_free (self);
}

/* --- from the thread to the window --- */

typedef struct {
  XaBrowserWait *wait;    /* (owned) */
  char          *address; /* (owned) */
} Showing;

static void
showing_free (gpointer data)
{
  Showing *self = data;

  xa_browser_wait_unref (self->wait);
  wipe (self->address);
  g_free (self);
}

static gboolean
show_cb (gpointer data)
{
  Showing *self = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&self->wait->owner);

  if (owner)
    self->wait->show (owner, self->address);

  return G_SOURCE_REMOVE;
}

static gboolean
open_address (const char *address,
              gpointer    data,
              GError    **error)
{
  Showing *showing = g_new (Showing, 1);

  *showing = (Showing) { xa_browser_wait_ref (data), g_strdup (address) };
  g_idle_add_full (G_PRIORITY_DEFAULT, show_cb, showing, showing_free);

  return TRUE;
}

/* --- and back --- */

static char *
wait_for_paste (GCancellable *cancellable,
                gpointer      data,
                GError      **error)
{
  XaBrowserWait *self = data;
  char          *text = NULL;

  while (!text && !g_cancellable_set_error_if_cancelled (cancellable, error))
    text = g_async_queue_timeout_pop (self->pasted, LOOK_US);

  return text;
}

XaBrowser
xa_browser_wait_get (XaBrowserWait *self)
{
  return (XaBrowser) { .open = open_address, .paste = wait_for_paste, .data = self };
}

void
xa_browser_wait_paste (XaBrowserWait *self,
                       const char    *text)
{
  g_async_queue_push (self->pasted, g_strdup (text));
}
