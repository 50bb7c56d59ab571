#include "cli/xa-cli-scope.h"

#include "cli/xa-cli-open.h"
#include "insight/xa-subject.h"
#include "model/xa-time.h"
#include "store/xa-audit.h"

#include <stdio.h>
#include <unistd.h>

static gint64
get_time (XaCli      *cli,
          const char *option)
{
  return xa_cli_has (cli, option) ? xa_cli_get_number (cli, option, 0) : XA_TIME_UNKNOWN;
}

/* Counts below what is the rule where the answer goes are never told without a trace. */
static gboolean
note_lowering (XaCli   *cli,
               guint    smallest_count,
               GError **error)
{
  g_autoptr (XaStore) writer = xa_cli_open_store (cli, XA_STORE_WRITE, error);
  g_autofree char *detail = g_strdup_printf ("smallest count %u: %s", smallest_count, xa_cli_get_command (cli)->name);

  return writer && xa_store_note (writer, "gate-lowered", detail, error);
}

static gboolean
read_smallest_count (XaCli   *cli,
                     gboolean to_file,
                     guint   *smallest_count,
                     GError **error)
{
  const guint rule = !to_file && isatty (STDOUT_FILENO) ? XA_SMALLEST_COUNT_SCREEN : XA_SMALLEST_COUNT_OUTSIDE;
  gint64      given;

  *smallest_count = rule;
  if (!xa_cli_has (cli, "smallest-count"))
    return TRUE;
  given = xa_cli_get_number (cli, "smallest-count", 0);
  if (given < 1 || given > 1000000) {
    xa_cli_usage (error, "--smallest-count takes a number from 1 to 1000000");
    return FALSE;
  }
  if (given < XA_SMALLEST_COUNT_SCREEN && !xa_cli_has (cli, "i-am-the-community-owner")) {
    xa_cli_usage (error, "counts of fewer than %d people can single someone out: only the owner of the community may ask for them, "
                         "with --i-am-the-community-owner, and the workspace keeps a note of it",
                  XA_SMALLEST_COUNT_SCREEN);
    return FALSE;
  }
  *smallest_count = (guint) given;

  return *smallest_count >= rule || note_lowering (cli, *smallest_count, error);
}

/**
 * xa_cli_scope_open:
 * @to_file: whether the answer is written to a file, whatever standard output is
 * @self: (out): to be cleared
 */
gboolean
xa_cli_scope_open (XaCli      *cli,
                   gboolean    to_file,
                   XaCliScope *self,
                   GError    **error)
{
  *self = (XaCliScope) { 0 };
  self->scope.from_us = get_time (cli, "from");
  self->scope.to_us = xa_cli_has (cli, "to") ? xa_time_parse_end (xa_span (xa_cli_get_text (cli, "to"))) : XA_TIME_UNKNOWN;
  if (self->scope.from_us != XA_TIME_UNKNOWN && self->scope.to_us != XA_TIME_UNKNOWN && self->scope.from_us > self->scope.to_us) {
    xa_cli_usage (error, "--from is later than --to");
    return FALSE;
  }
  if (!read_smallest_count (cli, to_file, &self->scope.smallest_count, error))
    return FALSE;
  self->store = xa_cli_open_store (cli, XA_STORE_READ, error);
  self->scope.store = self->store;
  self->scope.cancellable = xa_cli_watch_signals (cli);

  return self->store != NULL;
}

void
xa_cli_scope_clear (XaCliScope *self)
{
  g_clear_pointer (&self->store, xa_store_close);
}

/**
 * xa_cli_scope_progress:
 * @cli: an XaCli
 *
 * An XaInsightProgress for terminals.
 */
void
xa_cli_scope_progress (double   fraction,
                       gpointer cli)
{
  if (xa_cli_wants_progress (cli))
    fprintf (stderr, fraction < 1 ? "\rComparing: %3.0f %%" : "\r                 \r", fraction * 100);
}

/**
 * xa_cli_scope_mark_simulated:
 *
 * Text that is sent on to a file keeps the mark: it is a line of the answer. Data has a field for it,
 * and the line is a message beside it.
 */
void
xa_cli_scope_mark_simulated (XaCliForm form)
{
  static const char mark[] = "SIMULATED: these audiences and people are invented.";

  if (form == XA_CLI_FORM_TEXT)
    puts (mark);
  else
    xa_cli_say ("%s", mark);
}

void
xa_cli_scope_remark (const GPtrArray *subjects,
                     XaCliForm        form)
{
  gboolean simulated = FALSE;
  gboolean of_a_person = FALSE;

  for (guint i = 0; i < subjects->len; i++) {
    const XaSubject *subject = subjects->pdata[i];

    simulated |= subject->simulated;
    of_a_person |= subject->of_a_person;
  }
  if (simulated)
    xa_cli_scope_mark_simulated (form);
  if (of_a_person)
    xa_cli_say ("An audience here is one account's: who follows it is itself public data about that account's owner. "
                "Its followers are counted like all others.");
}
