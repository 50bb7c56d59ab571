/* key-probe create|load|destroy UUID: one call on the Secret Service, as a process of its own.
 * Prints "ok" and the key in hex, or the name of the error and its message. */

#include "privacy/xa-key-store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
error_name (const GError *error)
{
  if (error->domain != XA_KEY_ERROR)
    return g_quark_to_string (error->domain);
  switch ((XaKeyError) error->code) {
  case XA_KEY_ERROR_NO_SERVICE:
    return "no-service";
  case XA_KEY_ERROR_LOCKED:
    return "locked";
  case XA_KEY_ERROR_NOT_FOUND:
    return "not-found";
  case XA_KEY_ERROR_EXISTS:
    return "exists";
  case XA_KEY_ERROR_BAD_FILE:
    return "bad-file";
  }

  return "unknown";
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (XaKeyStore) store = xa_key_store_new (NULL);
  g_autoptr (GError) error = NULL;
  guint8   key[XA_MASTER_KEY_SIZE] = { 0 };
  gboolean ok;

  if (argc != 3)
    return EXIT_FAILURE;
  if (strcmp (argv[1], "create") == 0)
    ok = xa_key_store_create (store, argv[2], "XAudience test", key, NULL, &error);
  else if (strcmp (argv[1], "load") == 0)
    ok = xa_key_store_load (store, argv[2], key, NULL, &error);
  else
    ok = xa_key_store_destroy (store, argv[2], NULL, &error);

  if (!ok) {
    printf ("%s %s\n", error_name (error), error->message);
    return EXIT_SUCCESS;
  }
  printf ("ok ");
  for (gsize i = 0; i < sizeof key; i++)
    printf ("%02x", key[i]);
  putchar ('\n');

  return EXIT_SUCCESS;
}
