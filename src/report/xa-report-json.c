#include "report/xa-report-content.h"

#include "report/xa-answers.h"

static void
add_growth (JsonBuilder    *builder,
            const XaGrowth *growth)
{
  json_builder_set_member_name (builder, "growth");
  json_builder_begin_object (builder);
  xa_answer_add_figure (builder, "change", &growth->change);
  xa_answer_add_figure (builder, "relative", &growth->relative);
  json_builder_end_object (builder);
}

static void
add_turnover (JsonBuilder     *builder,
              const XaInspect *inspect)
{
  json_builder_set_member_name (builder, "turnover");
  json_builder_begin_object (builder);
  xa_answer_add_time (builder, "earlier", inspect->earlier_us);
  xa_answer_add_time (builder, "later", inspect->later_us);
  xa_answer_add_figure (builder, "stayed", &inspect->turnover.stayed);
  xa_answer_add_figure (builder, "joined", &inspect->turnover.joined);
  xa_answer_add_figure (builder, "left", &inspect->turnover.left);
  json_builder_end_object (builder);
}

static void
add_audience (JsonBuilder        *builder,
              const XaReportPart *part)
{
  const XaInspect *inspect = part->inspect;
  const XaSubject *subject = inspect->subject;

  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "name", subject->name);
  xa_answer_add_text (builder, "platform", xa_platform_id (subject->platform));
  xa_answer_add_flag (builder, "simulated", subject->simulated);
  xa_answer_add_figure (builder, "members", &inspect->size);
  add_growth (builder, &inspect->growth_all);
  add_turnover (builder, inspect);
  xa_answer_add_figure (builder, "active", &inspect->activity.active);
  xa_answer_add_posts (builder, &inspect->activity.posts);
  json_builder_set_member_name (builder, "top_posts");
  xa_answer_posts (builder, part->page);
  json_builder_end_object (builder);
}

static void
add_audiences (JsonBuilder           *builder,
               const XaReportContent *content)
{
  json_builder_set_member_name (builder, "audiences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < content->parts->len; i++)
    add_audience (builder, content->parts->pdata[i]);
  json_builder_end_array (builder);
}

static void
add_comparison (JsonBuilder           *builder,
                const XaReportContent *content)
{
  const XaOverlaps *overlaps = xa_report_content_get_overlaps (content);

  json_builder_set_member_name (builder, "comparison");
  if (overlaps)
    xa_answer_comparison (builder, overlaps, content->preferences);
  else
    json_builder_add_null_value (builder);
}

char *
xa_report_to_json (const XaReportContent *content)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "report", content->name);
  xa_answer_add_text (builder, "period", content->period.label);
  xa_answer_add_time (builder, "from", content->period.from_us);
  xa_answer_add_time (builder, "to", content->period.to_us);
  xa_answer_add_number (builder, "smallest_count", XA_SMALLEST_COUNT_OUTSIDE);
  add_audiences (builder, content);
  add_comparison (builder, content);
  xa_answer_add_flag (builder, "simulated", content->simulated);
  json_builder_end_object (builder);

  return xa_answer_print (builder);
}
