#include "ui/connections/xa-steps-wait.h"

#include "model/xa-said.h"

#include <string.h>

/* How long it takes at most until a wait for an answer notices that it is cancelled. */
#define LOOK_US (100 * 1000)

struct _XaStepsWait {
  gatomicrefcount    ref_count;
  GWeakRef           owner;
  const XaStepsShow *show;    /* (not owned) */
  GAsyncQueue       *answers; /* (owned) (element-type utf8) */
};

static void
wipe (gpointer text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

XaStepsWait *
xa_steps_wait_new (GObject           *owner,
                   const XaStepsShow *show)
{
  XaStepsWait *self = g_new0 (XaStepsWait, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_weak_ref_init (&self->owner, owner);
  self->show = show;
  self->answers = g_async_queue_new_full (wipe);

  return self;
}

XaStepsWait *
xa_steps_wait_ref (XaStepsWait *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
xa_steps_wait_unref (XaStepsWait *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_weak_ref_clear (&self->owner);
  g_async_queue_unref (self->answers);
  g_free (self);
}

/* --- from the thread to the window --- */

/* A prompt, or a code. */
typedef struct {
  XaStepsWait *wait;   /* (owned) */
  XaPrompt     prompt; /* its text is owned */
  char        *code;   /* (owned) (nullable) */
} Showing;

static void
showing_free (gpointer data)
{
  Showing *self = data;

  xa_steps_wait_unref (self->wait);
  g_free ((char *) self->prompt.id);
  g_free ((char *) self->prompt.title);
  g_free ((char *) self->prompt.words);
  g_free ((char *) self->prompt.problem);
  g_free ((char *) self->prompt.instead);
  wipe (self->code);
  g_free (self);
}

static gboolean
show_cb (gpointer data)
{
  Showing *self = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&self->wait->owner);

  if (owner && self->code)
    self->wait->show->show_code (owner, self->code);
  else if (owner)
    self->wait->show->ask (owner, &self->prompt);

  return G_SOURCE_REMOVE;
}

static gboolean
show_code (const char *text,
           gpointer    data,
           GError    **error)
{
  Showing *showing = g_new0 (Showing, 1);

  showing->wait = xa_steps_wait_ref (data);
  showing->code = g_strdup (text);
  g_idle_add_full (G_PRIORITY_DEFAULT, show_cb, showing, showing_free);

  return TRUE;
}

/* --- and back --- */

static char *
say (const char *words)
{
  return words ? xa_said (words) : NULL;
}

static char *
ask (const XaPrompt *prompt,
     GCancellable   *cancellable,
     gpointer        data,
     GError        **error)
{
  XaStepsWait *self = data;
  Showing     *showing = g_new0 (Showing, 1);
  char        *answer = NULL;

  showing->wait = xa_steps_wait_ref (self);
  showing->prompt = (XaPrompt) {
    .id = g_strdup (prompt->id),
    .title = say (prompt->title),
    .words = say (prompt->words),
    .problem = say (prompt->problem),
    .instead = say (prompt->instead),
    .is_secret = prompt->is_secret,
  };
  g_idle_add_full (G_PRIORITY_DEFAULT, show_cb, showing, showing_free);
  while (!answer && !g_cancellable_set_error_if_cancelled (cancellable, error))
    answer = g_async_queue_timeout_pop (self->answers, LOOK_US);

  return answer;
}

XaAsker
xa_steps_wait_get (XaStepsWait *self)
{
  return (XaAsker) { .ask = ask, .show_code = show_code, .data = self };
}

void
xa_steps_wait_answer (XaStepsWait *self,
                      const char  *text)
{
  g_async_queue_push (self->answers, g_strdup (text));
}
