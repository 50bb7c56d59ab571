#include "net/xa-address.h"

#include "model/xa-language.h"

#include <string.h>

#define ADDRESS_FLAGS (G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE)

/* Names that lead nowhere but to the own network. */
static const char *const private_suffixes[] = { ".local", ".lan", ".localhost", ".internal", ".intranet", ".home.arpa", ".corp", ".home" };

static gboolean
is_label (const char *label,
          gsize       length)
{
  if (length == 0 || length > 63 || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-')
      return FALSE;

  return TRUE;
}

/* Whether it is a name. Resolvers read "2130706433" and "0x7f.1" as numbers of hosts: a last part
 * that begins with a digit is none of a name. */
static gboolean
is_host_name (const char *host)
{
  const char *label = host;

  if (strlen (host) > 253)
    return FALSE;
  while (TRUE) {
    gsize length = strcspn (label, ".");

    if (!is_label (label, length))
      return FALSE;
    if (label[length] == '\0')
      return !g_ascii_isdigit (label[0]);
    label += length + 1;
  }
}

/* The four bytes of an address that is one of version 4 in the clothes of version 6. */
static gboolean
is_mapped (const guint8 *bytes)
{
  static const guint8 prefix[12] = { [10] = 0xff, [11] = 0xff };

  return memcmp (bytes, prefix, sizeof prefix) == 0;
}

static gboolean
is_private_v4 (const guint8 *b)
{
  return b[0] == 0 || b[0] == 10 || b[0] == 127 || (b[0] == 169 && b[1] == 254) || (b[0] == 172 && (b[1] & 0xf0) == 16) ||
         (b[0] == 192 && b[1] == 168) || (b[0] == 100 && (b[1] & 0xc0) == 64) || (b[0] == 198 && (b[1] & 0xfe) == 18) || b[0] >= 224;
}

gboolean
xa_address_is_private_number (GInetAddress *number)
{
  const guint8 *bytes = g_inet_address_to_bytes (number);

  if (g_inet_address_get_family (number) == G_SOCKET_FAMILY_IPV4)
    return is_private_v4 (bytes);
  if (is_mapped (bytes))
    return is_private_v4 (bytes + 12);

  return g_inet_address_get_is_loopback (number) || g_inet_address_get_is_link_local (number) || g_inet_address_get_is_site_local (number) ||
         g_inet_address_get_is_any (number) || g_inet_address_get_is_multicast (number) || (bytes[0] & 0xfe) == 0xfc;
}

static gboolean
is_private_host (const char *host)
{
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (host);

  if (literal)
    return xa_address_is_private_number (literal);
  if (!strchr (host, '.'))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (private_suffixes); i++)
    if (g_str_has_suffix (host, private_suffixes[i]))
      return TRUE;

  return FALSE;
}

static gboolean
is_loopback_host (const char *host)
{
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (host);

  return literal ? g_inet_address_get_is_loopback (literal) : g_ascii_strcasecmp (host, "localhost") == 0;
}

/* Whether @host may stand in an address: a name, or a number as it is usually written. */
static gboolean
is_host (const char *host)
{
  g_autoptr (GInetAddress) literal = NULL;

  if (strchr (host, '%'))
    return FALSE;
  literal = g_inet_address_new_from_string (host);
  if (literal && g_inet_address_get_family (literal) == G_SOCKET_FAMILY_IPV4) {
    g_autofree char *usual = g_inet_address_to_string (literal);

    return strcmp (usual, host) == 0;
  }

  return literal || is_host_name (host);
}

/* Dots were resolved by then. */
static gboolean
has_empty_parts (const char *path)
{
  return strstr (path, "//") != NULL;
}

static gboolean
refuse (GError    **error,
        const char *message)
{
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, message);

  return FALSE;
}

static gboolean
check_characters (const char *typed,
                  GError    **error)
{
  if (!g_utf8_validate (typed, -1, NULL))
    return refuse (error, N_ ("The address is not text."));
  for (const char *p = typed; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_iscntrl (c) || g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_FORMAT || c == '\\')
      return refuse (error, N_ ("The address holds a blank or a character that cannot be seen; type it anew."));
  }

  return TRUE;
}

static gboolean
check_parts (GUri    *uri,
             GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);

  if (g_uri_get_userinfo (uri))
    return refuse (error, N_ ("The address holds a name or password; leave that part out and sign in instead."));
  if (g_uri_get_query (uri) || g_uri_get_fragment (uri))
    return refuse (error, N_ ("The address of a server ends before “?” and “#”; leave that part out."));
  if (!host || !is_host (host) || g_uri_get_port (uri) == 0)
    return refuse (error, N_ ("The address does not name a server; it should look like https://example.org."));
  if (has_empty_parts (g_uri_get_path (uri)))
    return refuse (error, N_ ("The address has a path with empty parts; give the path as the server uses it."));
  if (strcmp (scheme, "https") == 0 || (strcmp (scheme, "http") == 0 && is_loopback_host (host)))
    return TRUE;

  return refuse (error, strcmp (scheme, "http") == 0 ? N_ ("The connection would not be encrypted; use an address that begins with https://.")
                                                     : N_ ("The address has to begin with https://."));
}

/* The host in lower case and in ASCII, a number without its brackets; NULL where it is none. */
static char *
normal_host (GUri *uri)
{
  const char      *host = g_uri_get_host (uri);
  g_autofree char *plain = host ? g_uri_unescape_string (host, NULL) : NULL;
  g_autofree char *ascii = plain && *plain ? g_hostname_to_ascii (plain) : NULL;

  return ascii ? g_ascii_strdown (ascii, -1) : NULL;
}

static GUri *
with_normal_host (GUri *uri)
{
  g_autofree char *host = normal_host (uri);

  return g_uri_build (ADDRESS_FLAGS, g_uri_get_scheme (uri), g_uri_get_userinfo (uri), host ? host : "", g_uri_get_port (uri),
                      g_uri_get_path (uri), g_uri_get_query (uri), g_uri_get_fragment (uri));
}

/**
 * xa_address_check:
 * @typed: as the user typed it; "https://" may be left out
 * @is_private: (out) (nullable): whether it lies in the own network or on this machine
 *
 * Checks the base address of a server before anything is sent there, and brings it into one form:
 * lower-case host in ASCII, no port where it is the usual one, no slash at its end.
 */
char *
xa_address_check (const char *typed,
                  gboolean   *is_private,
                  GError    **error)
{
  g_autofree char *stripped = g_strdup (typed);
  g_autofree char *whole = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GUri) parsed = NULL;
  g_autoptr (GUri) uri = NULL;

  g_strstrip (stripped);
  if (!check_characters (stripped, error))
    return NULL;
  whole = strstr (stripped, "://") ? g_steal_pointer (&stripped) : g_strconcat ("https://", stripped, NULL);
  parsed = g_uri_parse (whole, ADDRESS_FLAGS, NULL);
  if (!parsed) {
    refuse (error, N_ ("The address does not name a server; it should look like https://example.org."));
    return NULL;
  }
  uri = with_normal_host (parsed);
  if (!check_parts (uri, error))
    return NULL;

  if (is_private)
    *is_private = is_private_host (g_uri_get_host (uri));
  address = g_uri_to_string (uri);
  while (g_str_has_suffix (address, "/"))
    address[strlen (address) - 1] = '\0';

  return g_steal_pointer (&address);
}

gboolean
xa_address_is_loopback (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, ADDRESS_FLAGS, NULL);

  return uri && g_uri_get_host (uri) && is_loopback_host (g_uri_get_host (uri));
}

static int
get_port (GUri *uri)
{
  if (g_uri_get_port (uri) != -1)
    return g_uri_get_port (uri);

  return strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
}

gboolean
xa_address_same_origin (const char *from,
                        const char *to)
{
  g_autoptr (GUri) a = g_uri_parse (from, ADDRESS_FLAGS, NULL);
  g_autoptr (GUri) b = g_uri_parse (to, ADDRESS_FLAGS, NULL);
  g_autofree char *host_a = a ? normal_host (a) : NULL;
  g_autofree char *host_b = b ? normal_host (b) : NULL;

  return host_a && host_b && !g_uri_get_userinfo (b) && strcmp (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0 &&
         strcmp (host_a, host_b) == 0 && get_port (a) == get_port (b);
}

/**
 * xa_address_mask:
 *
 * What may be told of an address: paths and queries can hold tokens and people, user information
 * holds passwords.
 */
char *
xa_address_mask (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, ADDRESS_FLAGS, NULL);
  g_autofree char *host = uri ? normal_host (uri) : NULL;
  char            *mask;

  if (!host)
    return g_strdup ("the server");

  mask = g_uri_join (ADDRESS_FLAGS, g_uri_get_scheme (uri), NULL, host, g_uri_get_port (uri), "", NULL, NULL);
  if (g_str_has_suffix (mask, "/"))
    mask[strlen (mask) - 1] = '\0';

  return mask;
}
