#include "ui/xa-pages.h"

#include "ui/activity/xa-activity-view.h"

#include <glib/gi18n.h>

const XaPage xa_pages[] = {
  { "activity", N_ ("Activity"), "xa-activity-symbolic", xa_activity_view_get_type },
};

const guint xa_n_pages = G_N_ELEMENTS (xa_pages);
