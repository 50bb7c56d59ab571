#include "ui/widgets/xa-failure.h"

#include "model/xa-said.h"

#include <glib/gi18n.h>

void
xa_failure_tell (AdwStatusPage *page,
                 const GError  *error)
{
  /* Descriptions are markup, and errors name files and audiences, which may hold anything. */
  g_autofree char *said = xa_said (error->message);
  g_autofree char *what = g_markup_escape_text (said, -1);
  g_autofree char *words = g_strdup_printf ("%s\n\n%s", what, _ ("Only reading failed: nothing in the workspace was changed."));

  adw_status_page_set_description (page, words);
}
