#include "ui/activity/xa-lane-step.h"

#include "ui/activity/xa-lane-words.h"
#include "ui/xa-steering.h"

#include <glib/gi18n.h>

static const XaControlLane *
find_lane (const XaControlPicture *picture,
           gint64                  connection_id)
{
  for (guint i = 0; connection_id && i < picture->n_lanes; i++)
    if (picture->lanes[i].connection_id == connection_id)
      return &picture->lanes[i];

  return NULL;
}

gboolean
xa_lane_find_opposite (const XaControlPicture *picture,
                       const XaControl        *control,
                       XaControl              *opposite)
{
  const XaControlLane *lane = find_lane (picture, control->connection_id);
  gboolean             is_paused = lane ? lane->is_paused : picture->is_paused;

  *opposite = *control;
  if (control->task_id || control->source_id || (!lane && control->connection_id))
    return FALSE;
  if (control->verb != XA_CONTROL_PAUSE && control->verb != XA_CONTROL_RESUME)
    return FALSE;
  opposite->verb = control->verb == XA_CONTROL_PAUSE ? XA_CONTROL_RESUME : XA_CONTROL_PAUSE;

  return is_paused == (control->verb == XA_CONTROL_RESUME);
}

/* Returns: (transfer full) */
static char *
say (const XaControlPicture *picture,
     const XaControl        *control)
{
  const XaControlLane *lane = find_lane (picture, control->connection_id);

  if (!lane)
    return g_strdup (control->verb == XA_CONTROL_PAUSE ? _ ("Paused everything") : _ ("Everything goes on"));

  return g_strdup_printf (control->verb == XA_CONTROL_PAUSE ? _ ("Paused %s") : _ ("%s goes on"), xa_lane_name (lane));
}

void
xa_lane_steer (XaSession       *session,
               const XaControl *control)
{
  XaSupervisor           *supervisor = xa_session_get_supervisor (session);
  const XaControlPicture *picture = xa_supervisor_get_picture (supervisor);
  XaControl               opposite;

  if (picture && xa_lane_find_opposite (picture, control, &opposite)) {
    g_autoptr (GArray) forth = g_array_new (FALSE, FALSE, sizeof (XaControl));
    g_autoptr (GArray) back = g_array_new (FALSE, FALSE, sizeof (XaControl));
    g_autofree char *title = say (picture, control);

    g_array_append_vals (forth, control, 1);
    g_array_append_val (back, opposite);
    xa_steering_run (session, forth, back, title);
  } else {
    xa_supervisor_steer (supervisor, control);
  }
}
