#pragma once

#include "control/xa-controller.h"

#include "../sync/import-place.h"
#include "../sync/weather-provider.h"

/*
 * A controller over a platform without a network. Its clock is that of the workspace, which tests set;
 * nothing is proved by having waited long enough.
 */
typedef struct {
  ImportPlace       *place;       /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaSync            *sync;        /* (owned) */
  XaController      *controller;  /* (owned) */
  gint64             connection_id;
  int                n_pictures; /* (atomic) */
} ControlPlace;

/* Not started. @by_hand: see XaControllerOptions */
ControlPlace *control_place_new (gboolean by_hand) G_GNUC_WARN_UNUSED_RESULT;
void          control_place_free (ControlPlace *self);

gint64 control_place_connect (ControlPlace *self, const char *name);                    /* one more connection */
gint64 control_place_follow (ControlPlace *self, gint64 connection_id, const char *id); /* a source */
void   control_place_set_clock (gint64 seconds);
void   control_place_freeze (ControlPlace *self); /* waits do not come to their end by themselves any more */
void   control_place_steer (ControlPlace *self, XaControlVerb verb, gint64 source_id, gint64 connection_id, double value);
void   control_place_let_look (ControlPlace *self); /* a look at the schedule that begins after this was called, and ends with nothing to do */

/* Until it comes. */
typedef gboolean (*ControlCondition) (const XaControlPicture *picture, gint64 value);
void control_place_wait_for (ControlPlace *self, ControlCondition condition, gint64 value);

gboolean control_has_done (const XaControlPicture *picture, gint64 n); /* and nothing queued or running */
gboolean control_has_running (const XaControlPicture *picture, gint64 n);
gboolean control_has_waiting (const XaControlPicture *picture, gint64 n);   /* and nothing running */
gboolean control_has_cancelled (const XaControlPicture *picture, gint64 n); /* and nothing running */
gboolean control_has_dead (const XaControlPicture *picture, gint64 n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ControlPlace, control_place_free)
