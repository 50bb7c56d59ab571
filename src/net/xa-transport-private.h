#pragma once

#include "net/xa-transport.h"

struct _XaTransport {
  gint            ref_count; /* (atomic) */
  XaTransportFunc send;
  gpointer        data;      /* (owned) (nullable) */
  GDestroyNotify  data_free; /* (nullable) */
};

gsize xa_call_get_max_body (const XaCall *call);
void  xa_transport_set_too_large (GError **error);
