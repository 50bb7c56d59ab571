#pragma once

#include "net/xa-request.h"
#include "net/xa-response.h"

/*
 * What carries one request to one address: libsoup in the program, a function in tests and
 * measurements. Blocking, cancellable, from any thread.
 */
typedef struct _XaTransport XaTransport;

/* A request as it goes out. Redirects are off: those within the origin are followed by XaRest. */
typedef struct {
  const char      *method;
  const char      *address;      /* whole */
  const GPtrArray *headers;      /* name, value, ...; with the credential */
  GBytes          *body;         /* (nullable) */
  const char      *body_type;    /* (nullable) */
  gsize            max_body;     /* decompressed bytes (NET-4); 0: XA_TRANSPORT_MAX_BODY */
  gint64           timeout_us;   /* for all of it, from its turn on (NET-5) */
  guint            max_per_host; /* calls to the host at a time; 0: 2 (NET-7) */
  gboolean         is_patient;   /* waits for its answer for long, and is not one of these: there is one a connection */
} XaCall;

typedef XaResponse *(*XaTransportFunc) (const XaCall *call, gpointer data, GCancellable *cancellable, GError **error);

XaTransport *xa_transport_new (XaTransportFunc send, gpointer data, GDestroyNotify data_free) G_GNUC_WARN_UNUSED_RESULT;
XaTransport *xa_transport_new_soup (void) G_GNUC_WARN_UNUSED_RESULT; /* certificates checked, no cookies, no cache, the desktop's proxy */
XaTransport *xa_transport_ref (XaTransport *self);
void         xa_transport_unref (XaTransport *self);
XaResponse  *xa_transport_send (XaTransport *self, const XaCall *call, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define XA_TRANSPORT_MAX_BODY (32 * 1024 * 1024)
#define XA_TRANSPORT_TIMEOUT_US (60 * G_USEC_PER_SEC)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaTransport, xa_transport_unref)
