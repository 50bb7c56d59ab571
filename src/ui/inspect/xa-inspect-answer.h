#pragma once

#include "insight/xa-inspect.h"
#include "insight/xa-preferences.h"
#include "ui/xa-reader.h"

/* What the page of an audience shows, asked for in one question: all of it, or what is quick to tell.
 * Never changes; counted atomically, since the parts of the page keep it. */
typedef struct {
  XaInspect     *inspect; /* (owned) */
  XaInspectDepth depth;   /* of @inspect */
  GTimeZone     *zone;    /* (owned): whose clock the week goes by */
  char         **tags;    /* (owned): of the audience */
  guint          smallest_count;
  gint64         from_us, to_us; /* the range that was asked about, or XA_TIME_UNKNOWN */
  gint64         now_us;         /* when it was asked */
} XaInspectAnswer;

XaInspectAnswer *xa_inspect_answer_new (const XaScope *scope, gint64 audience_id, GTimeZone *zone, XaInspectDepth depth, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaInspectAnswer *xa_inspect_answer_ref (XaInspectAnswer *self);
void             xa_inspect_answer_unref (XaInspectAnswer *self);

/* (nullable) (transfer none): what the platform told last of a facet */
const XaInspectFacet *xa_inspect_answer_find_facet (const XaInspectAnswer *self, XaFacet facet);

/* Fills @ask with the question whose answer this is. */
void xa_inspect_answer_ask (XaAsk *ask, gint64 audience_id, GTimeZone *zone, XaInspectDepth depth);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaInspectAnswer, xa_inspect_answer_unref)
