#pragma once

#include "bench-window.h"
#include "ui/xa-session.h"

/*
 * The table of audiences in a window of its own, on a simulated workspace: made by one process, measured in
 * another.
 */

#define BENCH_STAGE_WIDTH 1280
#define BENCH_STAGE_HEIGHT 800

typedef struct {
  guint n_audiences, n_people;
  gboolean (*prepare) (XaStore *writer, GError **error); /* (nullable): before anything is simulated */
  /* FALSE: it could not be measured, which was told */
  gboolean (*measure) (const char *path, const char *key_file);
} BenchStage;

/* Returns: the status of the program */
int bench_stage_run (const BenchStage *self, char **argv);

/* A window that shows what @session has, once there are @n rows and what comes with the first picture is over.
 * @view: (out) (transfer none): goes with the window
 * Returns: (transfer none) (nullable): the table; NULL where it did not come, which was told */
GtkWidget *bench_stage_show (XaSession *session, guint n, GtkWidget **view);
