#include "ui/xa-job.h"

#include "model/xa-said.h"

#include <glib/gi18n.h>
#include <math.h>

struct _XaJob {
  GObject       parent_instance;
  char         *title;     /* (owned) */
  char         *icon_name; /* (owned) */
  char         *detail;    /* (owned) (nullable) */
  XaJobState    state;
  double        fraction;
  double        seconds_left;
  GCancellable *cancellable; /* (owned) */
};

typedef enum {
  PROP_TITLE = 1,
  PROP_ICON_NAME,
  PROP_DETAIL,
  PROP_STATE,
  PROP_FRACTION,
  PROP_IS_OPEN,
  N_PROPS,
} XaJobProps;

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (XaJob, xa_job, G_TYPE_OBJECT)

static void
xa_job_finalize (GObject *object)
{
  XaJob *self = XA_JOB (object);

  g_free (self->title);
  g_free (self->icon_name);
  g_free (self->detail);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (xa_job_parent_class)->finalize (object);
}

static void
xa_job_get_property (GObject    *object,
                     guint       id,
                     GValue     *value,
                     GParamSpec *pspec)
{
  XaJob *self = XA_JOB (object);

  switch ((XaJobProps) id) {
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  case PROP_ICON_NAME:
    g_value_set_string (value, self->icon_name);
    break;
  case PROP_DETAIL:
    g_value_set_string (value, self->detail);
    break;
  case PROP_STATE:
    g_value_set_uint (value, self->state);
    break;
  case PROP_FRACTION:
    g_value_set_double (value, self->fraction);
    break;
  case PROP_IS_OPEN:
    g_value_set_boolean (value, xa_job_is_open (self));
    break;
  case N_PROPS:
    g_assert_not_reached ();
  }
}

static void
xa_job_class_init (XaJobClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  GParamFlags const flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = xa_job_finalize;
  object_class->get_property = xa_job_get_property;
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  props[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, XA_JOB_CANCELLED, 0, flags);
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  props[PROP_IS_OPEN] = g_param_spec_boolean ("is-open", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
xa_job_init (XaJob *self)
{
  self->fraction = -1;
  self->seconds_left = NAN;
  self->cancellable = g_cancellable_new ();
}

XaJob *
xa_job_new (const char *title,
            const char *icon_name)
{
  XaJob *self = g_object_new (XA_TYPE_JOB, NULL);

  self->title = g_strdup (title);
  self->icon_name = g_strdup (icon_name);

  return self;
}

const char *
xa_job_get_title (XaJob *self)
{
  return self->title;
}

XaJobState
xa_job_get_state (XaJob *self)
{
  return self->state;
}

double
xa_job_get_fraction (XaJob *self)
{
  return self->fraction;
}

double
xa_job_get_seconds_left (XaJob *self)
{
  return self->seconds_left;
}

const char *
xa_job_get_detail (XaJob *self)
{
  return self->detail;
}

GCancellable *
xa_job_get_cancellable (XaJob *self)
{
  return self->cancellable;
}

gboolean
xa_job_is_open (XaJob *self)
{
  return self->state == XA_JOB_WAITING || self->state == XA_JOB_RUNNING;
}

static void
set_detail (XaJob      *self,
            const char *detail)
{
  if (g_set_str (&self->detail, detail))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DETAIL]);
}

static void
set_state (XaJob     *self,
           XaJobState state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_OPEN]);
}

void
xa_job_start (XaJob *self)
{
  set_state (self, XA_JOB_RUNNING);
}

/**
 * xa_job_set_progress:
 * @fraction: 0 to 1, or -1 for unknown
 * @seconds_left: or NAN
 * @detail: (nullable): in words; NULL leaves it as it is
 */
void
xa_job_set_progress (XaJob      *self,
                     double      fraction,
                     double      seconds_left,
                     const char *detail)
{
  self->fraction = fraction;
  self->seconds_left = seconds_left;
  if (detail)
    set_detail (self, detail);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
}

/**
 * xa_job_finish:
 * @detail: (nullable): what came of it
 */
void
xa_job_finish (XaJob      *self,
               const char *detail)
{
  self->fraction = 1;
  self->seconds_left = NAN;
  set_detail (self, detail);
  set_state (self, XA_JOB_DONE);
}

void
xa_job_fail (XaJob        *self,
             const GError *error)
{
  gboolean         cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autofree char *words = xa_said (error->message);

  self->seconds_left = NAN;
  set_detail (self, cancelled ? _ ("Stopped. What came in until then stays; starting it again goes on from there.") : words);
  set_state (self, cancelled ? XA_JOB_CANCELLED : XA_JOB_FAILED);
}

void
xa_job_cancel (XaJob *self)
{
  if (xa_job_is_open (self))
    g_cancellable_cancel (self->cancellable);
}
