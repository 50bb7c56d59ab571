#pragma once

#include "sync-place.h"
#include "sync/xa-streams.h"
#include "test-gateway.h"
#include "test-server.h"

#include <pthread.h>

typedef struct _StreamPlace StreamPlace;

/* A workspace with streams, and a platform of two servers on loopback: one that is asked, one that tells. */
struct _StreamPlace {
  SyncPlace   *place;   /* (owned) */
  TestServer  *server;  /* (owned) */
  TestGateway *gateway; /* (owned) */
  XaStreams   *streams; /* (owned) (nullable) */
  gint64       connection_id;
  void (*reply) (StreamPlace *self, const char *text, TestPeer *peer); /* (nullable): to what a client says, in a thread of the gateway */
  int    n_data, n_missed;                                             /* (atomic) */
  int    n_states[XA_STREAM_REFUSED + 1];                              /* (atomic): how often it came to each */
  int    is_open;                                                      /* (atomic) */
  int    dawdles;                                                      /* (atomic): who told that a run is over does not go on */
  gint64 told_us;                                                      /* (atomic): monotonic: when the platform told something last */

  /* What the handlers of a test share. */
  pthread_mutex_t lock; /* the thread sanitizer does not know a GMutex */
  pthread_cond_t  changed;
  char           *script;     /* (owned) (nullable) (mutex lock): to be sent to the client, a message a line */
  XaStreamRow    *waiting;    /* (owned) (nullable) (mutex lock): as it stood when it waited last */
  guint           newest;     /* (mutex lock): the client that is served; others are gone, or will be */
  gboolean        is_closing; /* the handler's: it said that it ends */
  guint           n_heard;    /* (mutex lock): messages of clients */
  char           *heard;      /* (owned) (mutex lock): all of them, a line each */
};

/* @answer: of the server that is asked, @tell: of the one that tells; both are given the place. */
StreamPlace *stream_place_new (TestHandler answer, TestGatewayHandler tell);
void         stream_place_free (StreamPlace *self);

void stream_place_open (StreamPlace *self); /* all that is followed */
void stream_place_close (StreamPlace *self);
/* (transfer full) (nullable): of the only connection */
XaStreamRow *stream_place_get_row (StreamPlace *self);

/* Waits for what must come; a test that waits in vain ends. */
void stream_place_wait_for_state (StreamPlace *self, XaStreamState state); /* once, however short */
void stream_place_wait_for_nth (StreamPlace *self, XaStreamState state, int n);
void stream_place_wait_for_posts (StreamPlace *self, gint64 n);
void stream_place_wait_for_data (StreamPlace *self, int n); /* so many times news were taken in */
/* Within the lock, which is left meanwhile. Returns: FALSE where the time is over, of the monotonic clock */
gboolean stream_place_wait_until (StreamPlace *self, gint64 until_us);
void     stream_place_wait_to_hear (StreamPlace *self, const char *text);

/* What happens is seen within two seconds: from when the platform told it to when @wait comes back. @happen: lets
 * happen what is new for the @n th time, from 1 on; @wait: until that is seen. A busy machine is no proof of the
 * contrary: it is tried up to ten times, and once is enough. */
typedef void (*StreamPlaceStep) (StreamPlace *self, guint n);
void stream_place_assert_quick (StreamPlace *self, StreamPlaceStep happen, StreamPlaceStep wait);
/* For a platform that tells otherwise than over the gateway: now. */
void stream_place_note_told (StreamPlace *self);

/* (transfer full): as it stood when it waited last. */
XaStreamRow *stream_place_get_waiting (StreamPlace *self);

gint64 stream_place_count_posts (StreamPlace *self);

/* For the handler of a gateway: sends what is said, and notes what is heard, until either ends. */
void stream_place_say (StreamPlace *self, const char *line);
void stream_place_serve (StreamPlace *self, TestPeer *peer);

gint64 stream_place_follow (StreamPlace *self, const char *pasted, XaPlatform platform);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StreamPlace, stream_place_free)
