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

static gboolean
is_whole (double number)
{
  return number == rint (number) && fabs (number) < 9e15;
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            double       number)
{
  json_builder_set_member_name (builder, name);
  if (isnan (number))
    json_builder_add_null_value (builder);
  else if (is_whole (number))
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

static void
append_number (GString    *text,
               const char *name,
               double      number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (number))
    g_string_append_printf (text, ",\"%s\":null", name);
  else if (is_whole (number))
    g_string_append_printf (text, ",\"%s\":%" G_GINT64_FORMAT, name, (gint64) number);
  else
    g_string_append_printf (text, ",\"%s\":%s", name, g_ascii_dtostr (digits, sizeof digits, number));
}

static void
append_text (GString    *text,
             const char *name,
             const char *value)
{
  if (value)
    g_string_append_printf (text, ",\"%s\":\"%s\"", name, value);
  else
    g_string_append_printf (text, ",\"%s\":null", name);
}

/**
 * xa_cli_append_figure:
 *
 * The same as xa_cli_json_figure() as text, for the millions of figures of a long answer. The words
 * in it are our own: none needs an escape.
 */
void
xa_cli_append_figure (GString        *text,
                      const char     *name,
                      const XaFigure *figure)
{
  g_autofree char *coverage = xa_figure_coverage_id (figure);

  g_string_append_printf (text, "\"%s\":{\"kind\":\"%s\"", name, xa_figure_kind_id (figure->kind));
  append_number (text, "value", figure->value);
  append_number (text, "low", figure->low);
  append_number (text, "high", figure->high);
  append_text (text, "coverage", coverage);
  append_text (text, "note", figure->note ? xa_figure_note_words (figure->note) : NULL);
  g_string_append_c (text, '}');
}
