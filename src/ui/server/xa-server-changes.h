#pragma once

#include "store/xa-hooks.h"
#include "ui/xa-jobs.h"

/* What the buttons of the rows change in the workspace; what cannot be taken back is asked about first. */
typedef struct {
  const char *action;  /* of the dialog */
  XaEdit      edit;    /* (nullable): of the id of what the row is about: a gint64; NULL: a webhook is removed */
  const char *heading; /* (nullable): nothing is asked; these are to be translated */
  const char *body;    /* (nullable) */
  const char *answer;  /* (nullable) */
} XaServerChange;

extern const XaServerChange xa_server_changes[];
extern const gsize          xa_n_server_changes;

/* What the keyring's own viewer shows of a webhook's secret. */
#define XA_SERVER_SECRET_LABEL "XAudience webhook: %s"

/* An XaEdit of XaServerSettings. */
gboolean xa_server_change_settings (XaStore *store, gpointer settings, GError **error);
