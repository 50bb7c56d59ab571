#pragma once

#include "ui/xa-application.h"
#include "ui/xa-session.h"

/* The window: which workspace is open, and which page of it is shown. */
#define XA_TYPE_WINDOW (xa_window_get_type ())
G_DECLARE_FINAL_TYPE (XaWindow, xa_window, XA, WINDOW, AdwApplicationWindow)

XaWindow *xa_window_new (XaApplication *application);

/* The workspace of last time, or the first there is, or the welcome page. */
void xa_window_open_last (XaWindow *self);
void xa_window_open_workspace (XaWindow *self, const char *path);
/* @files: (element-type GFile). Makes a workspace first where none is open. */
void xa_window_import (XaWindow *self, GListModel *files);
