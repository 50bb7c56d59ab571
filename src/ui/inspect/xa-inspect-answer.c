#include "ui/inspect/xa-inspect-answer.h"

#include "model/xa-time.h"
#include "store/xa-labels.h"

typedef struct {
  gint64         audience_id;
  GTimeZone     *zone; /* (owned) */
  XaInspectDepth depth;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_time_zone_unref (self->zone);
  g_free (self);
}

static void
answer_clear (gpointer data)
{
  XaInspectAnswer *self = data;

  g_clear_pointer (&self->inspect, xa_inspect_free);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_strfreev (self->tags);
}

XaInspectAnswer *
xa_inspect_answer_ref (XaInspectAnswer *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
xa_inspect_answer_unref (XaInspectAnswer *self)
{
  if (self)
    g_atomic_rc_box_release_full (self, answer_clear);
}

static char **
load_tags (const XaScope *scope,
           gint64         audience_id,
           GError       **error)
{
  g_autoptr (GArray) all = xa_store_list_tags (scope->store, error);
  g_autoptr (GStrvBuilder) tags = g_strv_builder_new ();

  if (!all)
    return NULL;
  for (guint i = 0; i < all->len; i++) {
    const XaAudienceTag *tag = &g_array_index (all, XaAudienceTag, i);

    if (tag->audience_id == audience_id)
      g_strv_builder_add (tags, tag->tag);
  }

  return g_strv_builder_end (tags);
}

/**
 * xa_inspect_answer_new:
 *
 * Returns: (transfer full): the answer, judged for @scope; or NULL with @error
 */
XaInspectAnswer *
xa_inspect_answer_new (const XaScope *scope,
                       gint64         audience_id,
                       GTimeZone     *zone,
                       XaInspectDepth depth,
                       GError       **error)
{
  g_autofree char *name = g_strdup_printf ("#%" G_GINT64_FORMAT, audience_id);
  g_autoptr (XaInspectAnswer) self = g_atomic_rc_box_new0 (XaInspectAnswer);

  self->zone = g_time_zone_ref (zone);
  self->smallest_count = scope->smallest_count;
  self->from_us = scope->from_us;
  self->to_us = scope->to_us;
  self->now_us = xa_time_now ();
  self->depth = depth;
  self->inspect = xa_inspect_new_part (scope, name, zone, depth, error);
  if (!self->inspect)
    return NULL;
  self->tags = load_tags (scope, audience_id, error);

  return self->tags ? g_steal_pointer (&self) : NULL;
}

const XaInspectFacet *
xa_inspect_answer_find_facet (const XaInspectAnswer *self,
                              XaFacet                facet)
{
  for (guint i = 0; i < self->inspect->facets->len; i++)
    if (((const XaInspectFacet *) self->inspect->facets->pdata[i])->facet == facet)
      return self->inspect->facets->pdata[i];

  return NULL;
}

static gpointer
answer_question (const XaScope    *scope,
                 gpointer          data,
                 XaInsightProgress progress,
                 gpointer          progress_data,
                 GError          **error)
{
  const Question *question = data;

  return xa_inspect_answer_new (scope, question->audience_id, question->zone, question->depth, error);
}

void
xa_inspect_answer_ask (XaAsk         *ask,
                       gint64         audience_id,
                       GTimeZone     *zone,
                       XaInspectDepth depth)
{
  Question *question = g_new (Question, 1);

  *question = (Question) { audience_id, g_time_zone_ref (zone), depth };
  *ask = (XaAsk) { answer_question, question, question_free, (GDestroyNotify) xa_inspect_answer_unref };
}
