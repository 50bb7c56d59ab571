/* credential-probe WORKSPACE VERB CONNECTION: one call on the credentials of a workspace, as a process of
 * its own. The token to save stands on standard input. Prints "ok" and, for load, the token, or the
 * name of the error and its message. */

#include "net/xa-credential-store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
error_name (const GError *error)
{
  if (error->domain != XA_CREDENTIAL_ERROR)
    return g_quark_to_string (error->domain);
  switch ((XaCredentialError) error->code) {
  case XA_CREDENTIAL_ERROR_NO_SERVICE:
    return "no-service";
  case XA_CREDENTIAL_ERROR_LOCKED:
    return "locked";
  case XA_CREDENTIAL_ERROR_NOT_FOUND:
    return "not-found";
  case XA_CREDENTIAL_ERROR_BAD:
    return "bad";
  }

  return "unknown";
}

static XaCredential *
read_credential (void)
{
  XaCredential *credential = xa_credential_new ();
  char          line[512];

  if (fgets (line, sizeof line, stdin)) {
    line[strcspn (line, "\n")] = '\0';
    credential->token = g_strdup (line);
    explicit_bzero (line, sizeof line);
  }
  credential->refresh_token = g_strdup (credential->token);

  return credential;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (XaCredentialStore) store = NULL;
  g_autoptr (XaCredential) credential = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gboolean ok = FALSE;

  if (argc != 4)
    return EXIT_FAILURE;
  store = xa_credential_store_new (argv[1]);
  if (strcmp (argv[2], "save") == 0 || strcmp (argv[2], "hold") == 0) {
    credential = read_credential ();
    if (strcmp (argv[2], "hold") == 0)
      xa_credential_store_hold (store, argv[3], credential);
    ok = xa_credential_store_save (store, argv[3], "XAudience test", credential, cancellable, &error);
    if (ok && xa_credential_store_is_held (store, argv[3])) {
      xa_credential_free (g_steal_pointer (&credential));
      credential = xa_credential_store_load (store, argv[3], cancellable, &error);
    }
  } else if (strcmp (argv[2], "load") == 0) {
    credential = xa_credential_store_load (store, argv[3], cancellable, &error);
    ok = credential != NULL;
  } else if (strcmp (argv[2], "forget") == 0) {
    ok = xa_credential_store_forget (store, argv[3], cancellable, &error);
  } else if (strcmp (argv[2], "forget-all") == 0) {
    ok = xa_credential_store_forget_all (store, cancellable, &error);
  }
  if (ok)
    printf ("ok %s\n", credential && credential->token ? credential->token : "");
  else
    printf ("%s %s\n", error_name (error), error->message);

  return EXIT_SUCCESS;
}
