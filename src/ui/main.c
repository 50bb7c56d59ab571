#include "config.h"
#include "ui/xa-application.h"
#include "ui/xa-frame-memory.h"
#include "ui/xa-last-work.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <unistd.h>

#define MOST_LAST_WORK_US (5 * G_USEC_PER_SEC)

int
main (int    argc,
      char **argv)
{
  g_autoptr (XaApplication) application = NULL;
  int status;

  xa_frame_memory_keep ();
  setlocale (LC_ALL, "");
  /* Without an installation the languages are where they were built. */
  bindtextdomain (XA_GETTEXT_DOMAIN, g_getenv ("XAUDIENCE_LOCALE_DIR") ? g_getenv ("XAUDIENCE_LOCALE_DIR") : XA_LOCALE_DIR);
  bind_textdomain_codeset (XA_GETTEXT_DOMAIN, "UTF-8");
  textdomain (XA_GETTEXT_DOMAIN);
  application = xa_application_new ();

  status = g_application_run (G_APPLICATION (application), argc, argv);
  g_clear_object (&application);
  /* What does not end in time is cut off where it is, as by a crash, which everything survives. */
  if (!xa_last_work_wait (MOST_LAST_WORK_US))
    _exit (status);

  return status;
}
