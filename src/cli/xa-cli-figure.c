#include "cli/xa-cli-figure.h"

#include "cli/xa-cli-output.h"

#include <math.h>

/**
 * xa_cli_format_people:
 * @scope: for which it was judged
 * @figure: a count of people that has passed the gate
 *
 * Returns: (transfer full): the count in few words, for a table
 */
char *
xa_cli_format_people (const XaScope  *scope,
                      const XaFigure *figure)
{
  if (figure->note == XA_NOTE_SMALL_COUNT)
    return g_strdup_printf ("fewer than %u", scope->smallest_count);
  if (figure->note == XA_NOTE_NOT_SEEN)
    return g_strdup ("-");

  return xa_figure_format (figure, XA_FIGURE_STYLE_COUNT);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            double       number)
{
  json_builder_set_member_name (builder, name);
  if (isnan (number))
    json_builder_add_null_value (builder);
  else if (number == rint (number) && fabs (number) < 9e15)
    json_builder_add_int_value (builder, (gint64) number);
  else
    json_builder_add_double_value (builder, number);
}

/**
 * xa_cli_json_figure:
 *
 * Adds a figure with its kind. What it lacks is null, never 0.
 */
void
xa_cli_json_figure (JsonBuilder    *builder,
                    const char     *name,
                    const XaFigure *figure)
{
  g_autofree char *coverage = xa_figure_coverage_id (figure);

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  xa_cli_json_text (builder, "kind", xa_figure_kind_id (figure->kind));
  add_number (builder, "value", figure->value);
  add_number (builder, "low", figure->low);
  add_number (builder, "high", figure->high);
  xa_cli_json_text (builder, "coverage", coverage);
  xa_cli_json_text (builder, "note", figure->note ? xa_figure_note_words (figure->note) : NULL);
  json_builder_end_object (builder);
}
