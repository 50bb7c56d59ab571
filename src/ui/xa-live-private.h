#pragma once

#include "ui/xa-live.h"

/* What the files of XaLive share. */

struct _XaLive {
  GObject       parent_instance;
  char         *workspace; /* (owned) */
  char         *key_file;  /* (owned) (nullable) */
  XaJobs       *jobs;      /* (owned) */
  GMutex        lock;
  XaSync       *sync;       /* (owned) (nullable): made by the first that needs it, under @lock */
  XaController *controller; /* (owned) (nullable): under @lock */
  GPtrArray    *waiting;    /* (owned) (element-type Fetch): the main thread's: wait for a controller */
};

/* There is a controller now. */
void xa_live_begin_waiting (XaLive *self);
/* Emits "needs-controller". */
void xa_live_ask_for_controller (XaLive *self);
