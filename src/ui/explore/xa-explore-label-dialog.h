#pragma once

#include "insight/xa-explore.h"
#include "ui/xa-session.h"

#include <adwaita.h>

/* Asks what role and which tags some audiences are to have, and writes it. */
#define XA_TYPE_EXPLORE_LABEL_DIALOG (xa_explore_label_dialog_get_type ())
G_DECLARE_FINAL_TYPE (XaExploreLabelDialog, xa_explore_label_dialog, XA, EXPLORE_LABEL_DIALOG, AdwDialog)

/* @ids: (element-type gint64): of @explore. @list: what tags there are. */
void xa_explore_label_dialog_present (GtkWidget *parent, XaSession *session, XaExplore *explore, GArray *ids, const XaExploreList *list);
