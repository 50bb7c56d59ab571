#pragma once

#include "import-place.h"

#include <stdio.h>

/*
 * An import in a process of its own, which may be killed. The child is the test program itself,
 * started again with other arguments.
 */

/* What a child does beside importing; for the tests of the leak detector. */
typedef enum {
  CHILD_HONEST,
  CHILD_LEAKS_TEXT,
  CHILD_LEAKS_BASE64,
  CHILD_LEAKS_HEX,
  CHILD_LEAKS_LITTLE_ENDIAN,
  CHILD_LEAKS_BIG_ENDIAN,
  CHILD_LEAKS_TO_LOG,
  CHILD_LEAKS_TO_CACHE,
  CHILD_LEAKS_TO_TEMP,
  CHILD_N_KINDS,
} ChildKind;

typedef struct {
  GPid     pid;
  FILE    *lines; /* (owned): what it says */
  guint64  acknowledged;
  guint    n_acknowledged;
  gboolean is_finishing;
  guint64  peak_kib; /* of resident memory, once it is done */
  guint64  base_kib; /* before it read anything */
} ImportChild;

/* Runs the child's part if the arguments say so: called first in main. */
gboolean import_child_handle (int argc, char **argv, int *status);

/* @home: (nullable): a folder that takes the place of the user's, with log.txt for stderr */
ImportChild *import_child_start (const ImportPlace *place, const char *path, guint batch_records, ChildKind kind, const char *home);
/* Waits for the next word of the child. Returns: FALSE when there will be none */
gboolean import_child_listen (ImportChild *self);
void     import_child_kill (ImportChild *self, int signal_number);
int      import_child_wait (ImportChild *self); /* exit status, or -1 after a signal */
void     import_child_free (ImportChild *self);

/* The id that leaking children leak. */
#define CHILD_LEAK_ID "7654321098"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImportChild, import_child_free)
