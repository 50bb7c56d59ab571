#pragma once

#include <gtk/gtk.h>

/* Measuring windows: on the display there is, or on a virtual one. */

/* Runs the program anew on a virtual display if there is none. FALSE: that cannot be. */
gboolean bench_window_begin (char **argv, int width, int height);
/* Runs the program anew, with the environment naming @folder as what it measures; waits for its end. */
gboolean    bench_window_run_apart (char **argv, const char *folder);
const char *bench_window_get_folder (void); /* (nullable): this is the process that measures it */

GtkWidget *bench_window_find (GtkWidget *root, GType type); /* (nullable): the first of its kind that is seen */

void     bench_window_run (double seconds);                                            /* the main loop */
double   bench_window_work (void);                                                     /* seconds of the processor that this thread has had */
double   bench_window_percentile (GArray *values, double share);                       /* (element-type double): sorts them */
gboolean bench_window_tell (const char *name, const char *unit, double value);         /* one figure */
gboolean bench_window_tell_spread (const char *name, const char *what, GArray *times); /* (element-type double): of ms; sorts them */

/*
 * The turns of the main loop, between two polls: how long this thread works at a time, in its own
 * time. Counted anew from bench_turns_begin() on.
 */
void     bench_turns_begin (void);
gboolean bench_turns_tell (const char *name, const char *during); /* ends the counting */

/*
 * The frames of a window: how long each takes from the beginning of its clock's cycle to its end. The
 * display's clock counts the work of all other programs too; the thread's own time does not.
 */
typedef struct {
  GdkFrameClock *clock;      /* (owned) */
  GArray        *wall;       /* (owned) (element-type double): ms */
  GArray        *work;       /* (owned) (element-type double): ms of the processor, of the main thread */
  double         begun;      /* the frame */
  double         begun_work; /* the same, in time of the thread */
} BenchFrames;

BenchFrames *bench_frames_new (GtkWidget *widget);   /* of the window it is in, from now on */
void         bench_frames_pause (BenchFrames *self); /* what comes until it goes on is not counted */
void         bench_frames_go_on (BenchFrames *self);
gboolean     bench_frames_tell (BenchFrames *self, const char *name);
void         bench_frames_free (BenchFrames *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchFrames, bench_frames_free)
