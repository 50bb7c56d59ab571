#include "report/xa-answer-json.h"

#include "model/xa-records.h"
#include "model/xa-time.h"

#include <math.h>

/**
 * xa_answer_print:
 */
char *
xa_answer_print (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);

  return json_generator_to_data (generator, NULL);
}

void
xa_answer_add_text (JsonBuilder *builder,
                    const char  *name,
                    const char  *text)
{
  json_builder_set_member_name (builder, name);
  if (text)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

void
xa_answer_add_number (JsonBuilder *builder,
                      const char  *name,
                      gint64       number)
{
  json_builder_set_member_name (builder, name);
  if (number == XA_COUNT_UNKNOWN)
    json_builder_add_null_value (builder);
  else
    json_builder_add_int_value (builder, number);
}

void
xa_answer_add_flag (JsonBuilder *builder,
                    const char  *name,
                    gboolean     flag)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, flag);
}

void
xa_answer_add_time (JsonBuilder *builder,
                    const char  *name,
                    gint64       time_us)
{
  g_autofree char *text = time_us == XA_TIME_UNKNOWN ? NULL : xa_time_format (time_us);

  xa_answer_add_text (builder, name, text);
}

static gboolean
is_whole (double number)
{
  return number == rint (number) && fabs (number) < 9e15;
}

void
xa_answer_add_double (JsonBuilder *builder,
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
 * xa_answer_add_figure:
 *
 * Adds a figure with its kind. What it lacks is null, never 0.
 */
void
xa_answer_add_figure (JsonBuilder    *builder,
                      const char     *name,
                      const XaFigure *figure)
{
  g_autofree char *coverage = xa_figure_coverage_id (figure);

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  xa_answer_add_text (builder, "kind", xa_figure_kind_id (figure->kind));
  xa_answer_add_double (builder, "value", figure->value);
  xa_answer_add_double (builder, "low", figure->low);
  xa_answer_add_double (builder, "high", figure->high);
  xa_answer_add_text (builder, "coverage", coverage);
  xa_answer_add_text (builder, "note", figure->note ? xa_figure_note_words (figure->note) : NULL);
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
 * xa_answer_append_figure:
 *
 * The same as xa_answer_add_figure() as text, for the millions of figures of a long answer. The words
 * in it are our own: none needs an escape.
 */
void
xa_answer_append_figure (GString        *text,
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
