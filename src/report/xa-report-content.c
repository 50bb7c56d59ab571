#include "report/xa-report-content.h"

#include "model/xa-language.h"
#include "model/xa-time.h"
#include "store/xa-audiences.h"

/* Comparing all pairs of more is no reading matter. */
#define MOST_COMPARED 30
#define N_TOP_POSTS 10

static void
free_part (gpointer data)
{
  XaReportPart *self = data;

  xa_inspect_free (self->inspect);
  xa_post_page_free (self->page);
  g_free (self);
}

void
xa_report_content_free (XaReportContent *self)
{
  if (!self)
    return;
  g_free (self->name);
  g_time_zone_unref (self->zone);
  g_ptr_array_unref (self->parts);
  g_clear_pointer (&self->methods, xa_methods_free);
  g_clear_pointer (&self->preferences, g_ptr_array_unref);
  g_free (self);
}

const XaOverlaps *
xa_report_content_get_overlaps (const XaReportContent *self)
{
  return self->methods && self->parts->len > 1 ? self->methods->overlaps : NULL;
}

static gboolean
wants (const XaReportPlan *plan,
       gint64              id)
{
  for (guint i = 0; i < plan->audiences->len; i++)
    if (g_array_index (plan->audiences, gint64, i) == id)
      return TRUE;

  return plan->is_of_all;
}

/* Those that are still there. Returns: (element-type utf8): with NULL at the end */
static GPtrArray *
list_names (XaStore            *reader,
            const XaReportPlan *plan,
            GError            **error)
{
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (reader, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  for (guint i = 0; audiences && i < audiences->len; i++) {
    const XaAudience *audience = audiences->pdata[i];

    if (wants (plan, audience->id))
      g_ptr_array_add (names, g_strdup_printf ("#%" G_GINT64_FORMAT, audience->id));
  }
  if (audiences && names->len > 0)
    return g_steal_pointer (&names);
  if (audiences)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("None of the audiences of the report “%s” is there: plan it with others."), plan->name);

  return NULL;
}

static gboolean
load_part (XaReportContent *self,
           const XaScope   *scope,
           const char      *name,
           GError         **error)
{
  const XaPostPageQuery query = { .name = name, .order = XA_POSTS_MOST_REACTIONS, .n = N_TOP_POSTS, .age_us = XA_USEC_PER_DAY };
  g_autoptr (XaInspect) inspect = xa_inspect_new (scope, name, self->zone, error);
  g_autoptr (XaPostPage) page = inspect ? xa_post_page_new (scope, &query, error) : NULL;
  XaReportPart *part;

  if (!page)
    return FALSE;
  self->simulated |= inspect->subject->simulated;
  part = g_new (XaReportPart, 1);
  *part = (XaReportPart) { g_steal_pointer (&inspect), g_steal_pointer (&page) };
  g_ptr_array_add (self->parts, part);

  return TRUE;
}

static gboolean
load_comparison (XaReportContent *self,
                 const XaScope   *scope,
                 const GPtrArray *names,
                 GError         **error)
{
  const char *const *list = (const char *const *) names->pdata;
  GPtrArray         *subjects;

  if (names->len > MOST_COMPARED)
    return TRUE;
  subjects = xa_subjects_load (scope, list, error);
  self->methods = subjects ? xa_methods_new (scope, subjects, NULL, NULL, error) : NULL;
  if (!self->methods || names->len < 2)
    return self->methods != NULL;
  self->preferences = xa_preferences_ask (scope, list, error);

  return self->preferences != NULL;
}

XaReportContent *
xa_report_content_load (XaStore              *reader,
                        const XaReportPlan   *plan,
                        const XaReportPeriod *period,
                        GTimeZone            *zone,
                        GCancellable         *cancellable,
                        GError              **error)
{
  const XaScope scope = { .store = reader, .from_us = period->from_us, .to_us = period->to_us - 1, .smallest_count = XA_SMALLEST_COUNT_OUTSIDE, .cancellable = cancellable };
  g_autoptr (XaReportContent) self = g_new0 (XaReportContent, 1);
  g_autoptr (GPtrArray) names = list_names (reader, plan, error);

  self->name = g_strdup (plan->name);
  self->period = *period;
  self->zone = g_time_zone_ref (zone);
  self->parts = g_ptr_array_new_with_free_func (free_part);
  for (guint i = 0; names && i < names->len; i++)
    if (!load_part (self, &scope, names->pdata[i], error))
      return NULL;

  return names && load_comparison (self, &scope, names, error) ? g_steal_pointer (&self) : NULL;
}
