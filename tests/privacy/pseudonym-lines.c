/* Reads lines "KEY UUID PLATFORM KIND TEXT" (key and text in hex, kind as a number) and prints the
 * pseudonym of each in hex: the half of pseudonyms.py that is ours. */

#include "privacy/xa-pseudonym.h"

#include <stdio.h>
#include <stdlib.h>

static gsize
parse_hex (const char *hex,
           guint8     *bytes,
           gsize       size)
{
  gsize n = 0;

  for (; n < size && g_ascii_isxdigit (hex[2 * n]) && g_ascii_isxdigit (hex[2 * n + 1]); n++)
    bytes[n] = (guint8) (g_ascii_xdigit_value (hex[2 * n]) << 4 | g_ascii_xdigit_value (hex[2 * n + 1]));

  return n;
}

int
main (void)
{
  char  *line = NULL;
  size_t size = 0;

  while (getline (&line, &size, stdin) > 0) {
    g_auto (GStrv) fields = g_strsplit (g_strchomp (line), " ", 5);
    g_autoptr (XaPseudonymizer) pseudonymizer = NULL;
    guint8      key[XA_MASTER_KEY_SIZE], text[512];
    gsize       len;
    XaPlatform  platform;
    XaPseudonym pseudonym;

    /* Trailing blanks were taken off with the line's end, and with them an empty text. */
    if (g_strv_length (fields) < 4 || parse_hex (fields[0], key, sizeof key) != sizeof key || !xa_platform_parse (fields[2], &platform))
      return EXIT_FAILURE;
    len = fields[4] ? parse_hex (fields[4], text, sizeof text) : 0;
    pseudonymizer = xa_pseudonymizer_new (key, fields[1]);
    xa_pseudonymizer_hash (pseudonymizer, platform, (XaKeyKind) atoi (fields[3]), (XaSpan) { (const char *) text, len }, &pseudonym);
    for (gsize i = 0; i < sizeof pseudonym.bytes; i++)
      printf ("%02x", pseudonym.bytes[i]);
    putchar ('\n');
  }
  free (line);

  return EXIT_SUCCESS;
}
