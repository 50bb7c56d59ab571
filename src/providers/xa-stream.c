#include "providers/xa-stream.h"

/* What was held open for the last news is closed after so long without any. */
#define LINGER_US (2 * G_USEC_PER_SEC)
/* Whoever says nothing for so long is asked whether he is there. */
#define SILENCE_US (45 * G_USEC_PER_SEC)

struct _XaStream {
  XaStreamOptions options;
  GPtrArray      *news; /* (owned) (element-type GBytes): handed on, and not taken in */
  gsize           n_bytes;
  gint64          since_us; /* monotonic: of the first of them */
  gint64          rest_us;  /* monotonic: when to rest, or G_MAXINT64 */
  gpointer        memory;   /* (not owned) (nullable) */
};

XaStream *
xa_stream_new (const XaStreamOptions *options)
{
  XaStream *self = g_new0 (XaStream, 1);

  self->options = *options;
  self->options.targets = g_ptr_array_ref (options->targets);
  self->options.cancellable = g_object_ref (options->cancellable);
  self->news = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->rest_us = G_MAXINT64;

  return self;
}

static void
rest (XaStream *self)
{
  if (self->rest_us == G_MAXINT64)
    return;
  self->rest_us = G_MAXINT64;
  self->options.rest_now (self->options.data);
}

void
xa_stream_free (XaStream *self)
{
  if (!self)
    return;

  rest (self);
  g_ptr_array_unref (self->news);
  g_ptr_array_unref (self->options.targets);
  g_object_unref (self->options.cancellable);
  g_free (self);
}

XaRest *
xa_stream_get_rest (XaStream *self)
{
  return self->options.rest;
}

GPtrArray *
xa_stream_get_targets (XaStream *self)
{
  return self->options.targets;
}

const XaStreamPlace *
xa_stream_get_place (XaStream *self)
{
  return &self->options.place;
}

gboolean
xa_stream_covers (XaStream       *self,
                  const XaTarget *target)
{
  return self->options.way->covers (target, &self->options.place);
}

void
xa_stream_set_memory (XaStream *self,
                      gpointer  memory)
{
  self->memory = memory;
}

gpointer
xa_stream_get_keepsake (XaStream *self)
{
  return *self->options.keepsake;
}

void
xa_stream_set_keepsake (XaStream      *self,
                        gpointer       keepsake,
                        GDestroyNotify free_it)
{
  if (*self->options.keepsake)
    (*self->options.keepsake_free) (*self->options.keepsake);
  *self->options.keepsake = keepsake;
  *self->options.keepsake_free = free_it;
}

char *
xa_stream_get_mark (XaStream   *self,
                    const char *name)
{
  return self->options.get_mark (name, self->options.data);
}

XaSocket *
xa_stream_open (XaStream   *self,
                const char *address,
                gboolean    is_signed,
                gsize       max_message,
                GError    **error)
{
  const XaCredential *credential = xa_rest_get_credential (self->options.rest);
  XaSocketOptions     options = {
        .address = address,
        .platform = self->options.platform,
        .user_agent = xa_rest_get_user_agent (self->options.rest),
        .token = is_signed && credential ? credential->token : NULL,
        .max_message = max_message,
        .silence_us = SILENCE_US,
  };

  return xa_socket_open (&options, self->options.cancellable, error);
}

void
xa_stream_tell_up (XaStream *self,
                   gboolean  missed)
{
  self->options.tell_up (missed, self->options.data);
}

/* --- what comes ---------------------------------------------------------------------------------- */

void
xa_stream_hand_on (XaStream *self,
                   GBytes   *news)
{
  if (self->news->len == 0)
    self->since_us = g_get_monotonic_time ();
  self->n_bytes += g_bytes_get_size (news);
  g_ptr_array_add (self->news, g_bytes_ref (news));
}

gboolean
xa_stream_has_news (XaStream *self)
{
  return self->news->len > 0;
}

gboolean
xa_stream_settle (XaStream *self,
                  GError  **error)
{
  if (self->news->len == 0)
    return TRUE;
  if (!self->options.take (self->news, self->memory, self->options.data, error))
    return FALSE;
  g_ptr_array_set_size (self->news, 0);
  self->n_bytes = 0;
  self->rest_us = g_get_monotonic_time () + LINGER_US;

  return TRUE;
}

static gint64
get_settle_time (XaStream *self)
{
  if (self->news->len == 0)
    return G_MAXINT64;

  return self->news->len >= XA_STREAM_MAX_NEWS || self->n_bytes >= XA_STREAM_MAX_BYTES ? 0 : self->since_us + XA_STREAM_GATHER_US;
}

/* What has to be done by now, whether anything comes or not. */
static gboolean
keep_house (XaStream *self,
            GError  **error)
{
  gint64 now_us = g_get_monotonic_time ();

  if (get_settle_time (self) <= now_us)
    return xa_stream_settle (self, error);
  if (self->rest_us <= now_us)
    rest (self);

  return TRUE;
}

XaSocketEvent
xa_stream_receive (XaStream *self,
                   XaSocket *socket,
                   gint64    until_us,
                   GBytes  **message,
                   GError  **error)
{
  while (TRUE) {
    XaSocketEvent event;

    if (!keep_house (self, error))
      return XA_SOCKET_FAILED;
    event = xa_socket_receive (socket, MIN (until_us, MIN (get_settle_time (self), self->rest_us)), message, error);
    if (event != XA_SOCKET_TIMEOUT || g_get_monotonic_time () >= until_us)
      return event;
  }
}

gboolean
xa_stream_wait (XaStream *self,
                gint64    us,
                GError  **error)
{
  GPollFD fd;

  rest (self);
  if (us > 0 && g_cancellable_make_pollfd (self->options.cancellable, &fd)) {
    g_poll (&fd, 1, (int) MIN (us / 1000, G_MAXINT));
    g_cancellable_release_fd (self->options.cancellable);
  }

  return !g_cancellable_set_error_if_cancelled (self->options.cancellable, error);
}

gboolean
xa_stream_is_stopped (XaStream *self)
{
  return g_cancellable_is_cancelled (self->options.cancellable);
}

gboolean
xa_stream_begin_turn (XaStream *self,
                      GError  **error)
{
  return self->options.begin_turn (self->options.data, error);
}

void
xa_stream_end_turn (XaStream *self)
{
  rest (self);
  self->options.end_turn (self->options.data);
}
