#pragma once

#include "net/xa-rest.h"
#include "net/xa-socket.h"
#include "providers/xa-fetch.h"

/*
 * News as they happen: one connection to one platform that stays open, in one thread. Made by sync/,
 * used by providers, which read what the platform sends, and hand it on as they got it; it becomes
 * records where it is taken in, through the same sink as what was asked for.
 */
typedef struct _XaStream XaStream;

/* What a stream of a connection depends on. */
typedef struct {
  const char *base;         /* (nullable): the address that is asked */
  const char *who;          /* (nullable): whom it is signed in as */
  gboolean    is_signed_in; /* with something of the user's own */
} XaStreamPlace;

/* How a provider takes part; a table without state. */
typedef struct {
  /* Whether all that is posted at @target comes over the stream. No network. */
  gboolean (*covers) (const XaTarget *target, const XaStreamPlace *place);
  /* Reads until the stream is torn, which is an error as any other; in its own thread. */
  gboolean (*run) (XaStream *stream, GError **error);
  /* Turns what was handed on into records. Posts that come again change nothing: links that belong to no
   * post are dropped, as a fetch counts them. @memory: of the run */
  gboolean (*parse) (XaFetch *fetch, GPtrArray *targets, GPtrArray *news, gpointer memory, GError **error);
  /* The platform keeps what happens until it is asked for: nothing is ever missed between two runs. */
  gboolean keeps_news;
} XaStreamWay;

XaRest              *xa_stream_get_rest (XaStream *self);
GPtrArray           *xa_stream_get_targets (XaStream *self); /* (element-type XaTarget): all that is followed over the connection */
const XaStreamPlace *xa_stream_get_place (XaStream *self);
gboolean             xa_stream_covers (XaStream *self, const XaTarget *target);

/* What @parse is given, and what outlives a run: of this thread alone, and never written anywhere. */
void     xa_stream_set_memory (XaStream *self, gpointer memory);
gpointer xa_stream_get_keepsake (XaStream *self); /* (nullable) */
void     xa_stream_set_keepsake (XaStream *self, gpointer keepsake, GDestroyNotify free_it);

/* A mark that a fetch of the connection or the stream has left ("@offset"), as it is now. */
char *xa_stream_get_mark (XaStream *self, const char *name) G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */

/* @address: from the platform; what it may be is for the provider to say.
 * @max_message: 0 for the usual */
XaSocket *xa_stream_open (XaStream *self, const char *address, gboolean is_signed, gsize max_message, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* From now on what happens is seen. @missed: something may have happened since the last time. */
void xa_stream_tell_up (XaStream *self, gboolean missed);

/* The next message of @socket, or TIMEOUT at @until_us; what was handed on is taken in meanwhile, as soon as
 * a moment has passed or much has come. */
XaSocketEvent xa_stream_receive (XaStream *self, XaSocket *socket, gint64 until_us, GBytes **message, GError **error);
void          xa_stream_hand_on (XaStream *self, GBytes *news);
gboolean      xa_stream_has_news (XaStream *self); /* that were handed on and are not safe yet */
/* Takes in what was handed on, and waits until it is safe. */
gboolean xa_stream_settle (XaStream *self, GError **error);
/* FALSE with CANCELLED. */
gboolean xa_stream_wait (XaStream *self, gint64 us, GError **error);
gboolean xa_stream_is_stopped (XaStream *self);

/* Where fetches and the stream take turns, since the platform gives what happens only once: a fetch that
 * wants its turn cancels what is asked meanwhile. */
gboolean xa_stream_begin_turn (XaStream *self, GError **error);
void     xa_stream_end_turn (XaStream *self);

/* What stands behind a stream, for whoever makes one. */
typedef struct {
  XaRest            *rest;     /* (not owned) */
  const char        *platform; /* (not owned): in words */
  const XaStreamWay *way;
  GPtrArray         *targets; /* (element-type XaTarget): referenced */
  XaStreamPlace      place;
  GCancellable      *cancellable;
  gboolean (*take) (GPtrArray *news, gpointer memory, gpointer data, GError **error); /* in the thread of the stream; blocks until it is safe */
  void (*rest_now) (gpointer data);                                                   /* nothing has come for a while: what is held open may be closed */
  void (*tell_up) (gboolean missed, gpointer data);
  char *(*get_mark) (const char *name, gpointer data);
  gboolean (*begin_turn) (gpointer data, GError **error);
  void (*end_turn) (gpointer data);
  gpointer       *keepsake; /* where it is kept over runs */
  GDestroyNotify *keepsake_free;
  gpointer        data; /* of all these */
} XaStreamOptions;

XaStream *xa_stream_new (const XaStreamOptions *options) G_GNUC_WARN_UNUSED_RESULT;
void      xa_stream_free (XaStream *self); /* what was not taken in is dropped */

/* After so long, or so much, what was handed on is taken in. */
#define XA_STREAM_GATHER_US (G_USEC_PER_SEC / 10)
#define XA_STREAM_MAX_NEWS 500
#define XA_STREAM_MAX_BYTES (4 * 1024 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaStream, xa_stream_free)
