#pragma once

#include "insight/xa-explore.h"
#include "ui/xa-session.h"

/*
 * What the owner says of several audiences at once, written in the writing thread; it can be
 * undone, each audience going back to what it had.
 */
typedef struct {
  XaRole             role; /* 0: stays */
  const char *const *add;  /* (array zero-terminated=1) */
  const char *const *drop; /* (array zero-terminated=1) */
} XaExploreLabels;

/* @ids: (array length=n_ids): of @explore. @title: what was done, for the toast. @widget: an object
 * in the window, where a failure is told. */
void xa_explore_labels_write (XaSession *session, const XaExplore *explore, const gint64 *ids, guint n_ids, const XaExploreLabels *labels, const char *title, gpointer widget);
