#pragma once

#include "ui/xa-session.h"

/* Changes what the owner says of an audience, in the writing thread, and can be undone. */
typedef struct {
  gint64      audience_id;
  XaRole      role, role_before; /* 0: stays */
  const char *add;               /* (not owned) (nullable): a tag */
  const char *drop;              /* (not owned) (nullable): a tag */
} XaLabelEdit;

/* @title: what was done, for the toast. @widget: where a failure is told. */
void xa_label_edit_run (XaSession *session, const XaLabelEdit *edit, const char *title, gpointer widget);
