#include "report/xa-answers.h"

static void
add_trend (JsonBuilder   *builder,
           const XaTrend *trend)
{
  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "tag", trend->tag);
  json_builder_set_member_name (builder, "score");
  json_builder_add_double_value (builder, trend->score);
  json_builder_set_member_name (builder, "q");
  json_builder_add_double_value (builder, trend->q);
  json_builder_set_member_name (builder, "expected");
  json_builder_add_double_value (builder, trend->expected);
  xa_answer_add_figure (builder, "posts", &trend->n);
  xa_answer_add_figure (builder, "people", &trend->people);
  xa_answer_add_time (builder, "first_seen", trend->first_seen_us);
  json_builder_set_member_name (builder, "audiences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < trend->audiences->len; i++)
    json_builder_add_string_value (builder, trend->audiences->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

void
xa_answer_trending (JsonBuilder      *builder,
                    const XaTrending *trending)
{
  json_builder_begin_object (builder);
  xa_answer_add_time (builder, "from", trending->from_us);
  xa_answer_add_time (builder, "to", trending->to_us);
  xa_answer_add_time (builder, "history_from", trending->history_us);
  json_builder_set_member_name (builder, "trends");
  json_builder_begin_array (builder);
  for (guint i = 0; i < trending->trends->len; i++)
    add_trend (builder, trending->trends->pdata[i]);
  json_builder_end_array (builder);
  xa_answer_add_number (builder, "judged", trending->n_judged);
  xa_answer_add_number (builder, "hidden", trending->n_hidden);
  xa_answer_add_flag (builder, "simulated", trending->simulated);
  json_builder_end_object (builder);
}
