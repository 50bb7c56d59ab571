#pragma once

#include "ui/inspect/xa-inspect-answer.h"
#include "ui/xa-session.h"

#include <adwaita.h>

/* The role and the tags of an audience, to be read and to be changed. */
#define XA_TYPE_INSPECT_LABELS (xa_inspect_labels_get_type ())
G_DECLARE_FINAL_TYPE (XaInspectLabels, xa_inspect_labels, XA, INSPECT_LABELS, AdwBin)

void xa_inspect_labels_show (XaInspectLabels *self, XaSession *session, XaInspectAnswer *answer);
