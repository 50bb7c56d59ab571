#include "cli/xa-cli-pairs.h"

#include "cli/xa-cli-figure.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli.h"
#include "report/xa-answers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
get_name (const XaOverlaps *overlaps,
          guint             i)
{
  return ((const XaSubject *) overlaps->subjects->pdata[i])->name;
}

/* What a pair is ordered by: the value, or the least it can be; nothing comes last. */
static double
get_key (const XaFigure *figure)
{
  if (!xa_figure_has_number (figure))
    return -INFINITY;

  return isnan (figure->value) ? figure->low : figure->value;
}

typedef struct {
  double key;
  guint  pair;
} Rank;

static int
compare_rank (const void *a,
              const void *b)
{
  const Rank *x = a;
  const Rank *y = b;

  return x->key != y->key ? (x->key < y->key) - (x->key > y->key) : (x->pair > y->pair) - (x->pair < y->pair);
}

static Rank *
rank_pairs (const XaOverlaps *overlaps,
            XaMeasure         measure)
{
  guint n = overlaps->pairs->len;
  Rank *ranks = g_new (Rank, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    ranks[i] = (Rank) { get_key (&g_array_index (overlaps->pairs, XaOverlapPair, i).measures[measure]), i };
  qsort (ranks, n, sizeof *ranks, compare_rank);

  return ranks;
}

static char *
format_q (const XaFigure *q)
{
  if (q->kind != XA_FIGURE_EXACT)
    return g_strdup ("-");

  return q->value < 0.001 ? g_strdup ("< 0.001") : g_strdup_printf ("%.3f", q->value);
}

/**
 * xa_cli_pairs_print_table:
 * @measure: what pairs are ordered by
 * @n_most: how many to print; the rest is counted
 */
void
xa_cli_pairs_print_table (const XaScope    *scope,
                          const XaOverlaps *overlaps,
                          XaMeasure         measure,
                          guint             n_most)
{
  static const char *const columns[] = { "A", "B", ">Mutual", ">Of A", ">Of B", ">Jaccard", ">Lift", ">q", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  g_autofree Rank *ranks = rank_pairs (overlaps, measure);
  guint            n = MIN (overlaps->pairs->len, n_most);

  for (guint i = 0; i < n; i++) {
    const XaOverlapPair *pair = &g_array_index (overlaps->pairs, XaOverlapPair, ranks[i].pair);
    g_autofree char     *mutual = xa_cli_format_people (scope, &pair->measures[XA_MEASURE_MUTUAL]);
    g_autofree char     *of_a = xa_figure_format (&pair->measures[XA_MEASURE_SHARE_OF_A], XA_FIGURE_STYLE_SHARE);
    g_autofree char     *of_b = xa_figure_format (&pair->measures[XA_MEASURE_SHARE_OF_B], XA_FIGURE_STYLE_SHARE);
    g_autofree char     *jaccard = xa_figure_format (&pair->measures[XA_MEASURE_JACCARD], XA_FIGURE_STYLE_RATIO);
    g_autofree char     *lift = xa_figure_format (&pair->measures[XA_MEASURE_LIFT], XA_FIGURE_STYLE_RATIO);
    g_autofree char     *q = format_q (&pair->q);

    xa_cli_table_add (table, (const char *[]) { get_name (overlaps, pair->a), get_name (overlaps, pair->b), mutual, of_a, of_b, jaccard, lift, q, NULL });
  }
  xa_cli_table_print (table);
  if (n < overlaps->pairs->len)
    xa_cli_say ("%u of %u pairs; --all prints the rest.", n, overlaps->pairs->len);
}

/* RFC 4180, and nothing that a spreadsheet would run. */
static void
print_field (const char *text)
{
  gboolean is_formula = text[0] && strchr ("=+-@\t\r", text[0]);

  if (!is_formula && !strpbrk (text, ",\"\r\n")) {
    fputs (text, stdout);
    return;
  }
  putchar ('"');
  if (is_formula)
    putchar ('\'');
  for (; *text; text++) {
    if (*text == '"')
      putchar ('"');
    putchar (*text);
  }
  putchar ('"');
}

/* A number, or nothing where there is none. */
static void
print_number (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  putchar (',');
  if (!isnan (number))
    fputs (number == rint (number) ? g_ascii_formatd (text, sizeof text, "%.0f", number) : g_ascii_formatd (text, sizeof text, "%.6g", number), stdout);
}

/* Invented data say so in a first column, in every row. */
void
xa_cli_pairs_print_csv (const XaOverlaps *overlaps)
{
  printf ("%s", overlaps->simulated ? "simulated," : "");
  puts ("a,b,kind,mutual,low,high,jaccard,overlap_coefficient,lift,q");
  for (guint i = 0; i < overlaps->pairs->len; i++) {
    const XaOverlapPair *pair = &g_array_index (overlaps->pairs, XaOverlapPair, i);
    const XaFigure      *mutual = &pair->measures[XA_MEASURE_MUTUAL];

    printf ("%s", overlaps->simulated ? "SIMULATED," : "");
    print_field (get_name (overlaps, pair->a));
    putchar (',');
    print_field (get_name (overlaps, pair->b));
    printf (",%s", xa_figure_kind_id (mutual->kind));
    print_number (mutual->value);
    print_number (mutual->low);
    print_number (mutual->high);
    print_number (pair->measures[XA_MEASURE_JACCARD].value);
    print_number (pair->measures[XA_MEASURE_OVERLAP_COEFFICIENT].value);
    print_number (pair->measures[XA_MEASURE_LIFT].value);
    print_number (pair->q.value);
    putchar ('\n');
  }
}

/* The names of all audiences as JSON writes them. (element-type utf8) */
static GPtrArray *
quote_names (const XaOverlaps *overlaps)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < overlaps->subjects->len; i++) {
    g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), get_name (overlaps, i));

    g_ptr_array_add (names, json_to_string (node, FALSE));
  }

  return names;
}

static void
print_pair (const XaOverlapPair *pair,
            const GPtrArray     *names,
            GString             *line)
{
  g_string_printf (line, "{\"a\":%s,\"b\":%s,", (char *) names->pdata[pair->a], (char *) names->pdata[pair->b]);
  for (gsize m = 0; m < XA_ANSWER_N_PAIR_MEASURES; m++) {
    xa_cli_append_figure (line, xa_measure_id (xa_answer_pair_measures[m]), &pair->measures[xa_answer_pair_measures[m]]);
    g_string_append_c (line, ',');
  }
  xa_cli_append_figure (line, "q", &pair->q);
  g_string_append_c (line, '}');
  fputs (line->str, stdout);
}

/**
 * xa_cli_pairs_print_json:
 *
 * Writes an object with "audiences", "pairs" as of xa_answer_add_pairs() and "simulated". A
 * thousand audiences have half a million pairs, which take a line each: built first, they would
 * take gigabytes.
 */
void
xa_cli_pairs_print_json (const XaOverlaps *overlaps)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) names = quote_names (overlaps);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (JsonNode) audiences = NULL;
  g_autofree char *text = NULL;

  xa_answer_build_audiences (builder, overlaps->subjects, overlaps->sizes);
  audiences = json_builder_get_root (builder);
  text = json_to_string (audiences, FALSE);
  printf ("{\"audiences\":%s,\n\"pairs\":[", text);
  for (guint i = 0; i < overlaps->pairs->len; i++) {
    fputs (i ? ",\n" : "\n", stdout);
    print_pair (&g_array_index (overlaps->pairs, XaOverlapPair, i), names, line);
  }
  printf ("],\n\"simulated\":%s}\n", overlaps->simulated ? "true" : "false");
}

/* Lift compares with chance among these people: without their number it says nothing. */
void
xa_cli_universes_say (const XaOverlaps *overlaps)
{
  for (int p = 1; p < XA_N_PLATFORMS; p++)
    if (overlaps->universes[p] >= 100) {
      g_autofree char *n = xa_cli_format_count (overlaps->universes[p]);

      xa_cli_say ("Lift on %s compares with chance among about %s people in any list of this workspace.", xa_platform_name ((XaPlatform) p), n);
    }
}
