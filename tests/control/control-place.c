#include "control-place.h"

#include "sync/xa-sync-private.h"
#include "model/xa-time.h"

#define DEADLINE_US (100 * G_USEC_PER_SEC)

void
control_place_set_clock (gint64 seconds)
{
  xa_time_hold (seconds * G_USEC_PER_SEC);
}

static void
listen_cb (XaControllerEvent event,
           gpointer          data)
{
  if (event == XA_CONTROLLER_PICTURE)
    g_atomic_int_inc (&((ControlPlace *) data)->n_pictures);
}

gint64
control_place_connect (ControlPlace *self,
                       const char   *name)
{
  XaConnectOptions options = { .provider = &weather_provider, .name = name };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaConnection) connection = xa_sync_connect (self->sync, &options, NULL, &error);

  g_assert_no_error (error);

  return connection->id;
}

ControlPlace *
control_place_new (gboolean by_hand)
{
  ControlPlace       *self = g_new0 (ControlPlace, 1);
  XaControllerOptions options = { .by_hand = by_hand };

  control_place_set_clock (PLACE_CLOCK);
  weather_reset ();
  self->place = import_place_new ();
  self->credentials = xa_credential_store_new_in_memory ();
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, NULL, self->credentials);
  self->connection_id = control_place_connect (self, "Weather");
  options.sync = self->sync;
  self->controller = xa_controller_new (&options);
  xa_controller_set_listener (self->controller, listen_cb, self, NULL);

  return self;
}

void
control_place_free (ControlPlace *self)
{
  xa_controller_unref (self->controller);
  xa_sync_unref (self->sync);
  xa_credential_store_unref (self->credentials);
  import_place_free (self->place);
  g_free (self);
}

gint64
control_place_follow (ControlPlace *self,
                      gint64        connection_id,
                      const char   *id)
{
  XaPreview  *preview = xa_preview_new ();
  XaCandidate candidate = { .provider = &weather_provider, .connection_id = connection_id, .preview = preview };
  g_autoptr (XaSource) source = NULL;
  g_autoptr (GError) error = NULL;

  preview->target = xa_target_new (XA_PLATFORM_OTHER, XA_TARGET_GROUP);
  preview->target->id = g_strdup (id);
  preview->title = g_strdup (id);
  preview->kind = XA_AUDIENCE_GROUP;
  preview->gives = weather_provider.gives;
  source = xa_sync_follow (self->sync, &candidate, NULL, &error);
  g_assert_no_error (error);
  xa_preview_free (preview);

  return source->id;
}

static gint64
get_frozen (gpointer data)
{
  return G_GINT64_CONSTANT (1900000000) * G_USEC_PER_SEC;
}

void
control_place_freeze (ControlPlace *self)
{
  xa_limits_set_clock (self->sync->limits, get_frozen, NULL, NULL);
}

void
control_place_steer (ControlPlace *self,
                     XaControlVerb verb,
                     gint64        source_id,
                     gint64        connection_id,
                     double        value)
{
  XaControl control = { .verb = verb, .source_id = source_id, .connection_id = connection_id, .value = value };

  xa_controller_steer (self->controller, &control);
}

/* --- waiting for what must come ------------------------------------------------------------------- */

void
control_place_wait_for (ControlPlace    *self,
                        ControlCondition condition,
                        gint64           value)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (TRUE) {
    g_autoptr (XaControlPicture) picture = xa_controller_get_picture (self->controller);

    if (condition (picture, value))
      return;
    if (g_get_monotonic_time () > deadline_us)
      g_error ("It did not come: %u running, %u queued, %u waiting, %u failed, %u dead of %u", picture->n_running, picture->n_queued, picture->n_waiting,
               picture->n_failed, picture->n_dead, picture->n_tasks);
    g_usleep (2000);
  }
}

void
control_place_let_look (ControlPlace *self)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  for (guint i = 0; i < 2; i++) {
    int n = g_atomic_int_get (&self->n_pictures);

    xa_controller_look (self->controller);
    while (g_atomic_int_get (&self->n_pictures) <= n) {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
      g_usleep (2000);
    }
  }
}

static guint
count (const XaControlPicture *picture,
       XaTaskState             state)
{
  guint n = 0;

  for (guint i = 0; i < picture->n_tasks; i++)
    n += picture->tasks[i].state == state;

  return n;
}

gboolean
control_has_done (const XaControlPicture *picture,
                  gint64                  n)
{
  return count (picture, XA_TASK_DONE) == n && picture->n_running + picture->n_queued == 0;
}

gboolean
control_has_running (const XaControlPicture *picture,
                     gint64                  n)
{
  return picture->n_running == n;
}

gboolean
control_has_waiting (const XaControlPicture *picture,
                     gint64                  n)
{
  return picture->n_waiting == n && picture->n_running == 0;
}

gboolean
control_has_cancelled (const XaControlPicture *picture,
                       gint64                  n)
{
  return count (picture, XA_TASK_CANCELLED) == n && picture->n_running == 0;
}

gboolean
control_has_dead (const XaControlPicture *picture,
                  gint64                  n)
{
  return picture->n_dead == n;
}
