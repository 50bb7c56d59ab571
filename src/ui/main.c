#include "config.h"
#include "ui/xa-application.h"
#include "ui/xa-frame-memory.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int    argc,
      char **argv)
{
  g_autoptr (XaApplication) application = NULL;

  xa_frame_memory_keep ();
  setlocale (LC_ALL, "");
  /* Without an installation the languages are where they were built. */
  bindtextdomain (XA_GETTEXT_DOMAIN, g_getenv ("XAUDIENCE_LOCALE_DIR") ? g_getenv ("XAUDIENCE_LOCALE_DIR") : XA_LOCALE_DIR);
  bind_textdomain_codeset (XA_GETTEXT_DOMAIN, "UTF-8");
  textdomain (XA_GETTEXT_DOMAIN);
  application = xa_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
