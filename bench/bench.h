#pragma once

#include <glib.h>

/*
 * A measured comparison: ours and the peer take turns in one run, so that a change in the
 * machine's speed hits both; medians are reported, with every run beside them.
 */

/* Does the work once and returns its figure (a rate or seconds), or NAN after a message. */
typedef double (*BenchFunc) (gpointer data);

typedef struct {
  const char *bench; /* its name, as given on the command line */
  const char *unit;  /* "memberships/s", "MB/s", "s" */
  gboolean    more_is_better;
  BenchFunc   ours;
  const char *peer;      /* (nullable): what it is compared with; NULL for a bare figure */
  BenchFunc   peer_func; /* (nullable) */
  guint       runs;
  guint       peer_runs; /* 0: as many as runs */
  gpointer    data;
} Bench;

gboolean bench_run (const Bench *bench);

double bench_now (void);    /* wall clock, in seconds */
double bench_rss_mb (void); /* the largest resident set so far, in 10^6 bytes */
char  *bench_folder (void); /* (transfer full): an empty folder on the disk under the build */
void   bench_remove (const char *folder);
