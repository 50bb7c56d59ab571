#pragma once

#include "sync/xa-import-job.h"

/* One line on a terminal that is written over: how far an import is. */
typedef struct {
  const char *name; /* (not owned): of the file */
  gboolean    drawn;
} XaCliProgress;

void xa_cli_progress_draw (const XaImportProgress *progress, gpointer line);
void xa_cli_progress_clear (XaCliProgress *line);
