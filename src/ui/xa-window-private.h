#pragma once

#include "ui/explore/xa-saved-searches.h"
#include "ui/xa-watch.h"
#include "ui/xa-window.h"

/* Shared by the files that make up the window: its pages, the workspace it shows, and how it comes by one. */

struct _XaWindow {
  AdwApplicationWindow    parent_instance;
  AdwToastOverlay        *toasts;
  GtkStack               *states;
  AdwStatusPage          *failure;
  AdwNavigationSplitView *split;
  AdwNavigationPage      *content_page;
  GtkMenuButton          *workspace_button;
  GMenu                  *workspace_section;
  GtkListBox             *page_rows;
  XaSavedSearches        *searches;
  GtkLabel               *freshness;
  AdwNavigationView      *pages;

  XaSession    *session;     /* (owned) (nullable) */
  XaWatch      *watch;       /* (owned) (nullable): over the session */
  GSettings    *settings;    /* (owned) */
  GCancellable *cancellable; /* (owned): of what the window itself asks */
  AdwToast     *job_toast;   /* (nullable): weak; tells what ended last */
  AdwToast     *undo_toast;  /* (nullable): weak; offers to undo the latest change */
  GListStore   *waiting;     /* (owned) (element-type GFile): to import once a workspace is there */
  gboolean      is_sample;   /* the workspace that is being made is to be filled with invented data */
};

void xa_window_tell (XaWindow *self, const char *text);
void xa_window_add_toast (XaWindow *self, AdwToast *toast); /* takes @toast */

/* xa-window-pages.c */
void xa_window_make_page_rows (XaWindow *self);
void xa_window_give_session (XaWindow *self); /* to the pages there are */
void xa_window_show_page (XaWindow *self, const char *tag);
void xa_window_show_home (XaWindow *self);
void xa_window_set_badge (XaWindow *self, const char *tag, guint n);
void xa_window_pages_install (GtkWidgetClass *klass); /* win.page, win.inspect, win.search, ... */

/* xa-window-session.c */
void xa_window_close_session (XaWindow *self);
void xa_window_show_undo (XaWindow *self);
void xa_window_import_waiting (XaWindow *self);
void xa_window_session_install (GtkWidgetClass *klass); /* win.undo, win.redo */

/* xa-window-upkeep.c: backups, what is kept, alerts */
void xa_window_upkeep_start (XaWindow *self);          /* of the workspace that was opened */
void xa_window_upkeep_stop (XaWindow *self);           /* before it is left */
void xa_window_upkeep_install (GtkWidgetClass *klass); /* win.backups, win.kept, win.restore, win.alerts-seen */

/* xa-window-workspaces.c */
void xa_window_workspaces_install (GtkWidgetClass *klass); /* win.sample, win.new-workspace, ... */
