#pragma once

#include "store/xa-store-private.h"
#include "store/xa-tasks.h"

/* What the files on tasks share. */
#define XA_TASK_COLUMNS                                                                                                            \
  "id, source_id, kind, state, priority, attempts, not_before_us, cursor, all_read, pass_us, is_partial, notes, note_text, cause," \
  " cause_text, done, total, created_us, started_us, finished_us, subject, input"

/* @keys: (nullable): to read the cursor */
XaTask *xa_task_read_row (XaQuery *q, XaPseudonymizer *keys) G_GNUC_WARN_UNUSED_RESULT;
