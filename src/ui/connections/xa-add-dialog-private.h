#pragma once

#include "ui/connections/xa-add-dialog.h"
#include "ui/connections/xa-add-row.h"

/* Shared by the files that make up the dialog. */

#define XA_TYPE_ADD_DIALOG (xa_add_dialog_get_type ())
G_DECLARE_FINAL_TYPE (XaAddDialog, xa_add_dialog, XA, ADD_DIALOG, AdwDialog)

struct _XaAddDialog {
  AdwDialog      parent_instance;
  GtkButton     *add;
  GtkWidget     *cancel;
  GtkWidget     *entry_box;
  GtkEntry      *entry;
  GtkWidget     *look;
  GtkStack      *states;
  AdwStatusPage *problem;
  GtkListBox    *rows;
  GtkWidget     *bottom;
  GtkDropDown   *since;
  GtkLabel      *summary;
  GtkLabel      *left_out;

  XaLive       *live;        /* (owned) */
  XaUndo       *undo;        /* (owned) */
  GtkWidget    *parent;      /* (nullable): weak; tells what comes of it when the dialog is gone */
  GCancellable *cancellable; /* (owned) */
  GCancellable *forecasting; /* (owned) (nullable): of what the ticked cost */
  guint         n_looks;     /* under way */
  guint         n_left_out;  /* lines that were pasted beyond those that are looked at */
  gboolean      is_adding;
};

XaAddRow *xa_add_dialog_get_row (XaAddDialog *self, guint i); /* (nullable): the @i-th */
void      xa_add_dialog_insert_row (XaAddDialog *self, XaAddRow *row, int position);
void      xa_add_dialog_rows_changed (XaAddDialog *self); /* what depends on the rows */

/* xa-add-dialog-cost.c */
guint xa_add_dialog_show_cost (XaAddDialog *self); /* how many are ticked */

/* xa-add-dialog-look.c */
void xa_add_dialog_look_cb (XaAddDialog *self);

/* xa-add-dialog-follow.c */
void xa_add_dialog_init_spans (XaAddDialog *self);
void xa_add_dialog_follow_cb (XaAddDialog *self);
