#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/* A page of the window: an AdwNavigationPage that shows a workspace. */
#define XA_TYPE_VIEW (xa_view_get_type ())
G_DECLARE_INTERFACE (XaView, xa_view, XA, VIEW, AdwNavigationPage)

struct _XaViewInterface {
  GTypeInterface parent_iface;

  void (*set_session) (XaView *self, XaSession *session); /* (nullable) */
  void (*search) (XaView *self);                          /* (nullable vfunc) the user asks for the search of the page */
};

void     xa_view_set_session (XaView *self, XaSession *session);
gboolean xa_view_can_search (XaView *self);
void     xa_view_search (XaView *self);
