#include "report/xa-answers.h"

void
xa_answer_overview (JsonBuilder      *builder,
                    const XaOverview *overview)
{
  gboolean simulated = FALSE;

  json_builder_begin_object (builder);
  xa_answer_add_number (builder, "n_audiences", overview->subjects->len);
  xa_answer_add_audiences (builder, overview->subjects, overview->sizes);
  json_builder_set_member_name (builder, "platforms");
  json_builder_begin_array (builder);
  for (guint i = 0; i < overview->platforms->len; i++) {
    const XaOverviewPlatform *platform = &g_array_index (overview->platforms, XaOverviewPlatform, i);

    json_builder_begin_object (builder);
    xa_answer_add_text (builder, "platform", xa_platform_id (platform->platform));
    xa_answer_add_number (builder, "audiences", platform->n_audiences);
    xa_answer_add_number (builder, "audiences_listed", platform->n_listed);
    xa_answer_add_figure (builder, "different_people", &platform->different_people);
    xa_answer_add_figure (builder, "sum_of_members", &platform->sum_of_members);
    xa_answer_add_posts (builder, &platform->posts);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  xa_answer_add_posts (builder, &overview->posts);
  for (guint i = 0; i < overview->subjects->len; i++)
    simulated |= ((const XaSubject *) overview->subjects->pdata[i])->simulated;
  xa_answer_add_flag (builder, "simulated", simulated);
  json_builder_end_object (builder);
}
