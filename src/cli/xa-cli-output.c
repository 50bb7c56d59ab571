#include "cli/xa-cli-output.h"

#include "model/xa-time.h"

#include <stdio.h>
#include <string.h>

/* Characters of a text that a table has room for. */
#define TEXT_ON_SCREEN 60

/* Marks that end the line, or turn the direction of writing in the rest of it. */
static gboolean
is_layout_mark (gunichar c)
{
  return c == 0x2028 || c == 0x2029 || c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/**
 * xa_cli_display:
 * @text: any bytes
 *
 * Returns: (transfer full): the text on lines of its own kind: valid UTF-8, without control
 *   characters other than the line feed and without marks that change the direction of writing
 */
char *
xa_cli_display (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString         *out = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if ((c != '\n' && g_unichar_iscntrl (c)) || is_layout_mark (c))
      g_string_append (out, "\357\277\275");
    else
      g_string_append_unichar (out, c);
  }

  return g_string_free (out, FALSE);
}

/**
 * xa_cli_format_count:
 *
 * Returns: (transfer full): the number with a comma at every thousand
 */
char *
xa_cli_format_count (gint64 n)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  GString         *out = g_string_new (NULL);
  gsize            len = strlen (digits);

  for (gsize i = 0; i < len; i++) {
    if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
      g_string_append_c (out, ',');
    g_string_append_c (out, digits[i]);
  }

  return g_string_free (out, FALSE);
}

/**
 * xa_cli_format_size:
 *
 * Returns: (transfer full): a number of bytes in words, such as "12.3 MB"
 */
char *
xa_cli_format_size (gint64 n_bytes)
{
  static const char *const units[] = { "kB", "MB", "GB", "TB", "PB" };
  double                   value = (double) n_bytes / 1000.0;
  gsize                    unit = 0;
  char                     digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (n_bytes < 1000)
    return g_strdup_printf ("%d B", (int) n_bytes);
  for (; value >= 999.95 && unit + 1 < G_N_ELEMENTS (units); unit++)
    value /= 1000.0;

  return g_strdup_printf ("%s %s", g_ascii_formatd (digits, sizeof digits, "%.1f", value), units[unit]);
}

/**
 * xa_cli_format_time:
 * @time_us: microseconds since 1970, or XA_TIME_UNKNOWN
 *
 * Returns: (transfer full): minutes are enough for people
 */
char *
xa_cli_format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = time_us == XA_TIME_UNKNOWN ? NULL : g_date_time_new_from_unix_utc_usec (time_us);

  return time ? g_date_time_format (time, "%Y-%m-%d %H:%M UTC") : g_strdup ("-");
}

char *
xa_cli_format_things (gint64      n,
                      const char *thing)
{
  g_autofree char *count = xa_cli_format_count (n);

  return g_strdup_printf ("%s %s%s", count, thing, n == 1 ? "" : "s");
}

struct _XaCliTable {
  GPtrArray *rows; /* (owned) (element-type GStrv), the first is the head */
  gsize      n_columns;
};

static gsize
width (const char *text)
{
  gsize n = 0;

  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    n += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2
                                                              : 1;
  }

  return n;
}

XaCliTable *
xa_cli_table_new (const char *const *columns)
{
  XaCliTable *self = g_new0 (XaCliTable, 1);

  self->n_columns = g_strv_length ((char **) columns);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_ptr_array_add (self->rows, g_strdupv ((char **) columns));

  return self;
}

/**
 * xa_cli_table_add:
 * @cells: (array): one text a column, copied
 */
void
xa_cli_table_add (XaCliTable        *self,
                  const char *const *cells)
{
  char **row = g_new0 (char *, self->n_columns + 1);

  for (gsize i = 0; i < self->n_columns; i++) {
    row[i] = xa_cli_display (cells[i]);
    g_strdelimit (row[i], "\n", ' ');
  }
  g_ptr_array_add (self->rows, row);
}

void
xa_cli_table_print (XaCliTable *self)
{
  char            **head = g_ptr_array_index (self->rows, 0);
  g_autofree gsize *widths = g_new0 (gsize, self->n_columns);

  for (guint r = 0; r < self->rows->len; r++)
    for (gsize i = 0; i < self->n_columns; i++) {
      char **row = g_ptr_array_index (self->rows, r);

      widths[i] = MAX (widths[i], width (row[i]) - (r == 0 && row[i][0] == '>'));
    }

  for (guint r = 0; r < self->rows->len; r++) {
    char **row = g_ptr_array_index (self->rows, r);

    for (gsize i = 0; i < self->n_columns; i++) {
      gboolean    right = head[i][0] == '>';
      const char *cell = r == 0 && right ? row[i] + 1 : row[i];
      int         blanks = (int) (widths[i] - width (cell));

      if (i > 0)
        fputs ("  ", stdout);
      if (right)
        printf ("%*s%s", blanks, "", cell);
      else
        printf ("%s%*s", cell, i + 1 < self->n_columns ? blanks : 0, "");
    }
    putchar ('\n');
  }
}

void
xa_cli_table_free (XaCliTable *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}

/**
 * xa_cli_json_print:
 *
 * Writes what was built to standard output, and ends the line.
 */
void
xa_cli_json_print (JsonBuilder *builder)
{
  g_autofree char *text = xa_answer_print (builder);

  puts (text);
}

char *
xa_cli_shorten (const char *text)
{
  g_autofree char *start = NULL;

  if (!text)
    return g_strdup ("");
  start = g_utf8_strlen (text, -1) > TEXT_ON_SCREEN ? g_utf8_substring (text, 0, TEXT_ON_SCREEN) : g_strdup (text);

  return g_strdelimit (g_steal_pointer (&start), "\r\n\t", ' ');
}
