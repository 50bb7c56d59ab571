#include "privacy/xa-person-id.h"

#include <gio/gio.h>
#include <string.h>

/* The values at which readers of 64-bit numbers saturate: two people would share one of these. */
#define CLAMPED_SIGNED "9223372036854775807"
#define CLAMPED_UNSIGNED "18446744073709551615"

/* The longest name of a host (RFC 1035, section 2.3.4). */
#define HOST_MAX 253

/* The canonical id as it grows. */
typedef struct {
  char *str; /* (not owned): XA_PERSON_ID_MAX bytes, one kept for the NUL */
  gsize len;
} Canonical;

static gsize
refuse (XaReject *why,
        XaReject  reason)
{
  *why = reason;

  return 0;
}

static gboolean
append (Canonical  *to,
        const char *str,
        gsize       len)
{
  if (len > XA_PERSON_ID_MAX - 1 - to->len)
    return FALSE;
  memcpy (to->str + to->len, str, len);
  to->len += len;

  return TRUE;
}

static gboolean
append_lower (Canonical *to,
              XaSpan     text)
{
  gsize start = to->len;

  if (!append (to, text.str, text.len))
    return FALSE;
  for (gsize i = start; i < to->len; i++)
    to->str[i] = g_ascii_tolower (to->str[i]);

  return TRUE;
}

static gsize
finish (Canonical *canonical)
{
  canonical->str[canonical->len] = '\0';

  return canonical->len;
}

static XaSpan
skip (XaSpan text,
      gsize  n)
{
  return (XaSpan) { text.str + n, text.len - n };
}

static XaSpan
trim (XaSpan text)
{
  while (text.len > 0 && g_ascii_isspace (text.str[0]))
    text = skip (text, 1);
  while (text.len > 0 && g_ascii_isspace (text.str[text.len - 1]))
    text.len--;

  return text;
}

static gboolean
is_ascii (XaSpan text)
{
  for (gsize i = 0; i < text.len; i++)
    if ((guchar) text.str[i] >= 0x80)
      return FALSE;

  return TRUE;
}

static gboolean
has_control (XaSpan text)
{
  for (gsize i = 0; i < text.len; i++)
    if (g_ascii_iscntrl (text.str[i]))
      return TRUE;

  return FALSE;
}

static gboolean
equals_ignoring_case (XaSpan      text,
                      const char *word)
{
  return text.len == strlen (word) && g_ascii_strncasecmp (text.str, word, text.len) == 0;
}

static gsize
count_digits (XaSpan text)
{
  gsize n = 0;

  while (n < text.len && g_ascii_isdigit (text.str[n]))
    n++;

  return n;
}

/* Whether what follows the digits of a number token makes it one with a fraction or an exponent. */
static gboolean
is_fraction (XaSpan rest)
{
  if (rest.len == 0 || rest.str[0] == '\0' || strchr (".eE", rest.str[0]) == NULL)
    return FALSE;
  for (gsize i = 1; i < rest.len; i++)
    if (!g_ascii_isdigit (rest.str[i]) && (rest.str[i] == '\0' || strchr ("eE+-", rest.str[i]) == NULL))
      return FALSE;

  return TRUE;
}

/* Shortest decimal of a number below 2^63-1. Zero is a number like any other: files that were
 * made for tests count people from it. */
static gsize
canonicalize_number (XaSpan     text,
                     Canonical *canonical,
                     XaReject  *why)
{
  const gsize clamped_len = sizeof CLAMPED_SIGNED - 1;
  gsize       n_digits;

  if (text.len == 0)
    return refuse (why, XA_REJECT_EMPTY_ID);
  if (text.str[0] == '-')
    return refuse (why, count_digits (skip (text, 1)) > 0 ? XA_REJECT_NEGATIVE_ID : XA_REJECT_MALFORMED_ID);
  n_digits = count_digits (text);
  if (n_digits == 0)
    return refuse (why, XA_REJECT_MALFORMED_ID);
  if (n_digits < text.len)
    return refuse (why, is_fraction (skip (text, n_digits)) ? XA_REJECT_FRACTIONAL_ID : XA_REJECT_MALFORMED_ID);

  while (text.len > 1 && text.str[0] == '0')
    text = skip (text, 1);
  if (text.len > clamped_len || (text.len == clamped_len && memcmp (text.str, CLAMPED_SIGNED, clamped_len) >= 0))
    return refuse (why, XA_REJECT_CLAMPED_ID);
  if (!append (canonical, text.str, text.len))
    return refuse (why, XA_REJECT_TOO_LARGE);

  return finish (canonical);
}

/* Labels of letters, digits, '-' and '_', none of them empty. */
static gboolean
is_host (XaSpan host)
{
  gsize label = 0;

  if (host.len == 0 || host.len > HOST_MAX)
    return FALSE;
  for (gsize i = 0; i < host.len; i++) {
    if (host.str[i] == '.') {
      if (label == 0)
        return FALSE;
      label = 0;
      continue;
    }
    if (!g_ascii_isalnum (host.str[i]) && host.str[i] != '-' && host.str[i] != '_')
      return FALSE;
    if (++label > 63)
      return FALSE;
  }

  return label > 0;
}

/* A host in lower case, international names in their ASCII form, without the dot of the root. */
static gboolean
append_host (Canonical *to,
             XaSpan     host)
{
  g_autofree char *text = NULL;
  g_autofree char *ascii = NULL;

  if (!is_ascii (host)) {
    if (host.len > 4 * HOST_MAX || !g_utf8_validate (host.str, (gssize) host.len, NULL))
      return FALSE;
    text = xa_span_dup (host);
    ascii = g_hostname_to_ascii (text);
    if (ascii == NULL)
      return FALSE;
    host = xa_span (ascii);
  }
  if (host.len > 0 && host.str[host.len - 1] == '.')
    host.len--;

  return is_host (host) && append_lower (to, host);
}

/* A port other than that of https, without leading zeros. */
static gboolean
append_port (Canonical *to,
             XaSpan     port)
{
  if (port.len == 0 || count_digits (port) != port.len)
    return FALSE;
  while (port.len > 1 && port.str[0] == '0')
    port = skip (port, 1);
  if (port.len > 5)
    return FALSE;
  if (xa_span_equal (port, "443"))
    return TRUE;

  return append (to, ":", 1) && append (to, port.str, port.len);
}

/* The folder of a site that does not stand at the top of its host; case counts in it. */
static gboolean
append_folder (Canonical *to,
               XaSpan     folder)
{
  while (folder.len > 0 && folder.str[folder.len - 1] == '/')
    folder.len--;
  for (gsize i = 0; i < folder.len; i++)
    if (!g_ascii_isalnum (folder.str[i]) && (folder.str[i] == '\0' || strchr ("/._~-", folder.str[i]) == NULL))
      return FALSE;

  return append (to, folder.str, folder.len);
}

/* "host:number", where the host may carry a port and a folder. */
static gsize
canonicalize_host_number (XaSpan     text,
                          Canonical *canonical,
                          XaReject  *why)
{
  const char *colon = text.len > 0 ? memrchr (text.str, ':', text.len) : NULL;
  XaSpan      site, folder = XA_SPAN_NONE, port = XA_SPAN_NONE;
  const char *cut;

  if (text.len == 0)
    return refuse (why, XA_REJECT_EMPTY_ID);
  if (colon == NULL)
    return refuse (why, XA_REJECT_MALFORMED_ID);

  site = (XaSpan) { text.str, (gsize) (colon - text.str) };
  if (site.len > 0 && (cut = memchr (site.str, '/', site.len)) != NULL) {
    folder = skip (site, (gsize) (cut - site.str));
    site.len -= folder.len;
  }
  if (site.len > 0 && (cut = memchr (site.str, ':', site.len)) != NULL) {
    port = skip (site, (gsize) (cut - site.str) + 1);
    site.len -= port.len + 1;
  }

  if (!append_host (canonical, site) || (port.str && !append_port (canonical, port)) ||
      (folder.str && !append_folder (canonical, folder)) || !append (canonical, ":", 1))
    return refuse (why, XA_REJECT_MALFORMED_ID);

  return canonicalize_number (skip (text, (gsize) (colon - text.str) + 1), canonical, why);
}

static gboolean
is_did_part (XaSpan part)
{
  for (gsize i = 0; i < part.len; i++)
    if (!g_ascii_isalnum (part.str[i]) && (part.str[i] == '\0' || strchr ("._:%-", part.str[i]) == NULL))
      return FALSE;

  return part.len > 0;
}

/* The identifier of did:web is a host, then folders after further colons. */
static gboolean
append_did_web (Canonical *to,
                XaSpan     identifier)
{
  const char *colon = memchr (identifier.str, ':', identifier.len);
  gsize       host_len = colon ? (gsize) (colon - identifier.str) : identifier.len;
  gsize       start = to->len;

  if (!append_lower (to, (XaSpan) { identifier.str, host_len }))
    return FALSE;
  /* The port follows as %3A: percent escapes are in upper case (RFC 3986, section 2.1). */
  for (gsize i = start; i < to->len; i++)
    if (to->str[i] == '%')
      for (gsize k = i + 1; k < to->len && k < i + 3; k++)
        to->str[k] = g_ascii_toupper (to->str[k]);

  return append (to, identifier.str + host_len, identifier.len - host_len);
}

/* did:method:identifier, as in https://www.w3.org/TR/did-core/#did-syntax */
static gsize
canonicalize_did (XaSpan     text,
                  Canonical *canonical,
                  XaReject  *why)
{
  XaSpan      method, identifier;
  const char *colon;
  gboolean    fits;

  if (text.len == 0)
    return refuse (why, XA_REJECT_EMPTY_ID);
  if (text.len < 4 || !equals_ignoring_case ((XaSpan) { text.str, 4 }, "did:") || !is_did_part (text))
    return refuse (why, XA_REJECT_MALFORMED_ID);
  method = skip (text, 4);
  colon = memchr (method.str, ':', method.len);
  if (colon == NULL || colon == method.str || colon == method.str + method.len - 1)
    return refuse (why, XA_REJECT_MALFORMED_ID);
  identifier = skip (method, (gsize) (colon - method.str) + 1);
  method.len = (gsize) (colon - method.str);

  fits = append (canonical, "did:", 4) && append_lower (canonical, method) && append (canonical, ":", 1);
  if (fits && equals_ignoring_case (method, "web"))
    fits = append_did_web (canonical, identifier);
  else if (fits && equals_ignoring_case (method, "plc"))
    fits = append_lower (canonical, identifier); /* base32 in lower case by definition */
  else if (fits)
    fits = append (canonical, identifier.str, identifier.len);

  return fits ? finish (canonical) : refuse (why, XA_REJECT_TOO_LARGE);
}

/* Names in other scripts: one of the ways to write them that Unicode calls equal, without case. */
static gboolean
append_folded (Canonical *to,
               XaSpan     text,
               XaReject  *why)
{
  g_autofree char *decomposed = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *composed = NULL;

  if (text.len >= XA_PERSON_ID_MAX)
    return refuse (why, XA_REJECT_TOO_LARGE) > 0;
  if (is_ascii (text))
    return append_lower (to, text) || refuse (why, XA_REJECT_TOO_LARGE) > 0;
  if (!g_utf8_validate (text.str, (gssize) text.len, NULL))
    return refuse (why, XA_REJECT_MALFORMED_ID) > 0;
  /* Canonical caseless matching (The Unicode Standard, definition D145), then composed. */
  decomposed = g_utf8_normalize (text.str, (gssize) text.len, G_NORMALIZE_NFD);
  folded = g_utf8_casefold (decomposed, -1);
  composed = g_utf8_normalize (folded, -1, G_NORMALIZE_NFC);

  return append (to, composed, strlen (composed)) || refuse (why, XA_REJECT_TOO_LARGE) > 0;
}

/* user@host, as in https://www.rfc-editor.org/rfc/rfc7565 without the scheme. */
static gsize
canonicalize_acct (XaSpan     text,
                   Canonical *canonical,
                   XaReject  *why)
{
  const char *at;
  XaSpan      user, host;

  if (text.len > 0 && text.str[0] == '@')
    text = skip (text, 1);
  if (text.len == 0)
    return refuse (why, XA_REJECT_EMPTY_ID);
  at = memchr (text.str, '@', text.len);
  if (at == NULL || at == text.str)
    return refuse (why, XA_REJECT_MALFORMED_ID);
  user = (XaSpan) { text.str, (gsize) (at - text.str) };
  host = skip (text, user.len + 1);

  for (gsize i = 0; i < user.len; i++)
    if (g_ascii_isspace (user.str[i]) || g_ascii_iscntrl (user.str[i]) || strchr ("/:?#", user.str[i]) != NULL)
      return refuse (why, XA_REJECT_MALFORMED_ID);
  if (!append_folded (canonical, user, why))
    return 0;
  /* A second '@' is no part of a host either. */
  if (!append (canonical, "@", 1) || !append_host (canonical, host))
    return refuse (why, XA_REJECT_MALFORMED_ID);

  return finish (canonical);
}

static gsize
canonicalize_text (XaSpan     text,
                   Canonical *canonical,
                   XaReject  *why)
{
  if (text.len == 0)
    return refuse (why, XA_REJECT_EMPTY_ID);
  /* Longer runs of digits are ids on some platforms; these two are what is left of one. */
  if (xa_span_equal (text, CLAMPED_SIGNED) || xa_span_equal (text, CLAMPED_UNSIGNED))
    return refuse (why, XA_REJECT_CLAMPED_ID);
  if (!append (canonical, text.str, text.len))
    return refuse (why, XA_REJECT_TOO_LARGE);

  return finish (canonical);
}

static gsize
canonicalize_handle (XaSpan     text,
                     Canonical *canonical,
                     XaReject  *why)
{
  while (text.len > 0 && text.str[0] == '@')
    text = trim (skip (text, 1));
  if (text.len == 0)
    return refuse (why, XA_REJECT_EMPTY_ID);
  if (has_control (text))
    return refuse (why, XA_REJECT_MALFORMED_ID);
  if (!append_folded (canonical, text, why))
    return 0;

  return finish (canonical);
}

/**
 * xa_person_id_canonicalize:
 * @platform: decides the form, see xa_platform_id_form()
 * @person: an id or a handle as the source gave it; a JSON number as the text of its token, so
 *   that no reader has rounded it
 * @canonical: (out): the canonical id, followed by NUL
 * @why: (out): set where 0 is returned
 *
 * Blanks around an id never count. By form:
 *
 * - numbers: digits only, below 2^63-1; leading zeros go;
 * - host and number: the host in lower case and in ASCII, the port 443 left out, the folder of a
 *   site kept, then as numbers;
 * - DID: the method and the host of did:web in lower case;
 * - user@host: no leading '@', both in lower case, the host in ASCII;
 * - text: byte for byte; only 2^63-1 and 2^64-1 are refused, where readers saturate;
 * - handles of every platform: no leading '@', lower case, composed (NFC).
 *
 * Returns: the length of the canonical id in bytes, or 0
 */
gsize
xa_person_id_canonicalize (XaPlatform      platform,
                           const XaPerson *person,
                           char            canonical[XA_PERSON_ID_MAX],
                           XaReject       *why)
{
  Canonical to = { canonical, 0 };
  XaSpan    text;

  g_return_val_if_fail (person != NULL && canonical != NULL && why != NULL, 0);

  if (person->id.str == NULL)
    return refuse (why, XA_REJECT_EMPTY_ID);
  text = trim (person->id);

  if (person->by_handle)
    return canonicalize_handle (text, &to, why);
  switch (xa_platform_id_form (platform)) {
  case XA_ID_NUMBER:
    return canonicalize_number (text, &to, why);
  case XA_ID_HOST_NUMBER:
    return canonicalize_host_number (text, &to, why);
  case XA_ID_DID:
    return canonicalize_did (text, &to, why);
  case XA_ID_ACCT:
    return canonicalize_acct (text, &to, why);
  case XA_ID_TEXT:
    return canonicalize_text (text, &to, why);
  }

  return refuse (why, XA_REJECT_MALFORMED_ID);
}

/**
 * xa_person_id_check_number:
 * @token: the text of a JSON number
 * @why: (out): set where FALSE is returned
 *
 * For an id that a source writes as a JSON number on a platform whose ids are text: whether it is
 * a whole number that no reader or writer has damaged, by the rules of numbers above.
 *
 * Returns: whether @token may be used as an id
 */
gboolean
xa_person_id_check_number (XaSpan    token,
                           XaReject *why)
{
  char      canonical[XA_PERSON_ID_MAX];
  Canonical to = { canonical, 0 };

  return canonicalize_number (token.str ? trim (token) : token, &to, why) > 0;
}
