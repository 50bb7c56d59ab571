#include "ui/xa-view.h"

G_DEFINE_INTERFACE (XaView, xa_view, ADW_TYPE_NAVIGATION_PAGE)

static void
xa_view_default_init (XaViewInterface *iface)
{
}

void
xa_view_set_session (XaView    *self,
                     XaSession *session)
{
  XA_VIEW_GET_IFACE (self)->set_session (self, session);
}

gboolean
xa_view_can_search (XaView *self)
{
  return XA_VIEW_GET_IFACE (self)->search != NULL;
}

void
xa_view_search (XaView *self)
{
  if (xa_view_can_search (self))
    XA_VIEW_GET_IFACE (self)->search (self);
}
