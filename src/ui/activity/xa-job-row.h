#pragma once

#include "ui/xa-job.h"

#include <adwaita.h>

/* One job, with its progress and a way to stop it. */
#define XA_TYPE_JOB_ROW (xa_job_row_get_type ())
G_DECLARE_FINAL_TYPE (XaJobRow, xa_job_row, XA, JOB_ROW, GtkListBoxRow)

GtkWidget *xa_job_row_new (XaJob *job) G_GNUC_WARN_UNUSED_RESULT;
