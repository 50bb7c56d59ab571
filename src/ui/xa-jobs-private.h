#pragma once

#include "ui/xa-jobs.h"

/* Shared by the list of jobs and what they do in their thread. */

struct _XaJobs {
  GObject        parent_instance;
  char          *workspace; /* (owned) */
  char          *key_file;  /* (owned) (nullable) */
  GListStore    *jobs;      /* (owned) (element-type XaJob) */
  GThreadPool   *thread;    /* (owned): of one thread */
  XaWritingTurn *turn;      /* (owned) */
  XaSharedEdit   shared_edit;
  GObject       *shared_with; /* (not owned) (nullable): lives as long as the jobs' owner */
};

typedef struct _XaErrand XaErrand;

/* One piece of work on its way through the thread. */
struct _XaErrand {
  XaJobs *jobs;                                  /* (owned) */
  XaJob  *job;                                   /* (owned) (nullable): NULL for an edit */
  char *(*run) (XaErrand *self, GError **error); /* (nullable): of a job, in the thread: what came of it, in words */
  char              *path;                       /* (owned) (nullable): of the file to import */
  XaImportAnswers    answers;                    /* about it */
  XaSimulatorOptions options;                    /* of the invention */
  XaEdit             edit;                       /* (nullable) */
  gpointer           data;                       /* of @edit */
  GDestroyNotify     data_free;                  /* (nullable) */
  GTask             *task;                       /* (owned) (nullable): of an edit */
  GObject           *shared_with;                /* (owned) (nullable): who writes between, of an edit */
  char              *outcome;                    /* (owned) (nullable) */
  GError            *error;                      /* (owned) (nullable) */
};

/* xa-jobs-work.c: in the thread, an XaErrand (transfer full) that comes back by xa_jobs_take_back (). */
void  xa_jobs_work (gpointer errand, gpointer unused);
char *xa_jobs_run_import (XaErrand *self, GError **error);
char *xa_jobs_run_simulation (XaErrand *self, GError **error);

/* In the main loop, with an XaErrand (transfer full) that was done, or refused. */
gboolean xa_jobs_take_back (gpointer errand);
