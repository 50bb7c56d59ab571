#pragma once

#include "control/xa-control.h"

#include "control/xa-schedule.h"
#include "model/xa-time.h"
#include "store/xa-hooks.h"
#include "store/xa-report-plans.h"
#include "store/xa-stream-rows.h"

/* What the files of the controller share. */

/* The priority of what was wished for by hand, and of what the user looks at. */
#define XA_CONTROL_BY_HAND 100
#define XA_CONTROL_LOOKED_AT 10

/* How things stand in a workspace: what schedule and picture are made of. */
typedef struct {
  gboolean   is_paused;
  GPtrArray *connections; /* (owned) (element-type XaConnection) */
  GPtrArray *sources;     /* (owned) (element-type XaSource) */
  GPtrArray *last;        /* (owned) (element-type XaTask): the newest of each kind, source and subject */
  GPtrArray *open;        /* (owned) (element-type XaTask) */
  GPtrArray *dead;        /* (owned) (element-type XaTask) */
  GPtrArray *over;        /* (owned) (element-type XaTask): some */
  GArray    *done;        /* (owned) (element-type XaDoneCount): of a day, by connection */
  GArray    *items;       /* (owned) (element-type XaScheduleItem) */
  GPtrArray *streams;     /* (owned) (element-type XaStreamRow) */
  GPtrArray *plans;       /* (owned) (element-type XaReportPlan) */
  GPtrArray *hooks;       /* (owned) (element-type XaHookOut) */
} XaControlState;

gboolean xa_control_state_load (XaControlState *self, XaStore *store, gint64 now_us, guint n_over, GError **error);
void     xa_control_state_clear (XaControlState *self);

/* A task that was wished for by hand. */
typedef struct {
  gint64   id;
  gint64   source_id;
  gint64   connection_id;
  int      kind;   /* XaPass */
  gboolean is_new; /* it was not there before */
} XaControlWished;

guint    xa_control_get_passes (const XaSource *source, const XaProvider *provider);
gboolean xa_control_wish_source (XaStore *store, const XaSource *source, const XaConnection *connection, GArray *wished, GError **error);

/* What is open of a source waits until then, and goes on where it was. Blocks. */
gboolean xa_control_put_off (XaSync *sync, gint64 source_id, gint64 until_us, GError **error);

/* @connections: (element-type XaConnection). Returns: (transfer none) (nullable) */
const XaConnection *xa_control_find_connection (const GPtrArray *connections, gint64 id);
const XaConnection *xa_control_state_find_connection (const XaControlState *self, gint64 id);
const XaSource     *xa_control_state_find_source (const XaControlState *self, gint64 id);

/* (nullable) */
const XaStreamRow *xa_control_state_find_stream (const XaControlState *self, gint64 connection_id);
/* What is known of streams better than from the workspace. @rows: (transfer full) (element-type XaStreamRow) */
void xa_control_state_take_streams (XaControlState *self, GPtrArray *rows, gint64 now_us);

/* Adds to @wishes (element-type XaSyncWish) what is due of a source. */
void xa_control_add_wish (GArray *wishes, const XaScheduleItem *item);

/* @stretches: (nullable) (array length=n_items): by item, where budgets have to last
 * Returns: (transfer full): to be completed by who knows more, until it is shown to others */
XaControlPicture *xa_control_picture_new (const XaControlState *state, const XaScheduleConditions *conditions, const double *stretches, gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaControlState, xa_control_state_clear)
