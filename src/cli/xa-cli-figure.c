#include "cli/xa-cli-figure.h"

#include "cli/xa-cli-output.h"

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
