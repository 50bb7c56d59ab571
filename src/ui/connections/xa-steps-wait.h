#pragma once

#include "providers/xa-provider.h"

/*
 * Between a thread that signs in step by step and the window that asks for what is wanted: prompts and codes go one way, answers
 * the other. Atomically counted; what went through it is wiped.
 */
typedef struct _XaStepsWait XaStepsWait;

/* In the main thread; not called any more once @owner is gone. */
typedef struct {
  void (*ask) (GObject *owner, const XaPrompt *prompt);
  void (*show_code) (GObject *owner, const char *text);
} XaStepsShow;

XaStepsWait *xa_steps_wait_new (GObject *owner, const XaStepsShow *show) G_GNUC_WARN_UNUSED_RESULT; /* @owner: weak; @show: not owned */
XaStepsWait *xa_steps_wait_ref (XaStepsWait *self);
void         xa_steps_wait_unref (XaStepsWait *self); /* (nullable) */

/* For the thread; valid as long as @self. */
XaAsker xa_steps_wait_get (XaStepsWait *self);
void    xa_steps_wait_answer (XaStepsWait *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaStepsWait, xa_steps_wait_unref)
