#pragma once

#include "ui/inspect/xa-inspect-answer.h"
#include "ui/xa-session.h"

#include <gtk/gtk.h>

/* Those who follow by country, industry and so on, as the platform counts them: one facet at a time, as a
 * chart or as a table. */
#define XA_TYPE_INSPECT_FACETS (xa_inspect_facets_get_type ())
G_DECLARE_FINAL_TYPE (XaInspectFacets, xa_inspect_facets, XA, INSPECT_FACETS, GtkBox)

void xa_inspect_facets_show (XaInspectFacets *self, XaSession *session, XaInspectAnswer *answer);
