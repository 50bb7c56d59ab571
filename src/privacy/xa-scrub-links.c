#include "privacy/xa-scrub-links.h"

#include <string.h>

#define SCHEME_MAX 16

/* What the links of a host mean, by the start of their path; the first that fits counts. A
 * path of "/" stands for any that is not empty. */
static const struct {
  const char *host; /* and every host below it */
  const char *path;
  XaLinkClass class;
} rules[] = {
  { "t.me", "/+", XA_LINK_INVITE },
  { "t.me", "/joinchat/", XA_LINK_INVITE },
  { "t.me", "/", XA_LINK_PROFILE },
  { "telegram.me", "/+", XA_LINK_INVITE },
  { "telegram.me", "/joinchat/", XA_LINK_INVITE },
  { "telegram.me", "/", XA_LINK_PROFILE },
  { "telegram.dog", "/+", XA_LINK_INVITE },
  { "telegram.dog", "/joinchat/", XA_LINK_INVITE },
  { "telegram.dog", "/", XA_LINK_PROFILE },
  { "discord.gg", "/", XA_LINK_INVITE },
  { "dsc.gg", "/", XA_LINK_INVITE },
  { "discord.com", "/invite/", XA_LINK_INVITE },
  { "discord.com", "/channels/", XA_LINK_PROFILE },
  { "discordapp.com", "/invite/", XA_LINK_INVITE },
  { "discordapp.com", "/channels/", XA_LINK_PROFILE },
  { "chat.whatsapp.com", "/", XA_LINK_INVITE },
  { "wa.me", "/", XA_LINK_PROFILE },
  { "signal.group", "/", XA_LINK_INVITE },
  { "signal.me", "/", XA_LINK_PROFILE },
  { "x.com", "/hashtag/", XA_LINK_KEPT },
  { "x.com", "/search", XA_LINK_KEPT },
  { "x.com", "/", XA_LINK_PROFILE },
  { "twitter.com", "/hashtag/", XA_LINK_KEPT },
  { "twitter.com", "/search", XA_LINK_KEPT },
  { "twitter.com", "/", XA_LINK_PROFILE },
  { "instagram.com", "/p/", XA_LINK_KEPT },
  { "instagram.com", "/reel/", XA_LINK_KEPT },
  { "instagram.com", "/tv/", XA_LINK_KEPT },
  { "instagram.com", "/explore/", XA_LINK_KEPT },
  { "instagram.com", "/", XA_LINK_PROFILE },
  { "threads.net", "/", XA_LINK_PROFILE },
  { "vm.tiktok.com", "/", XA_LINK_PROFILE }, /* short links carry who shared them */
  { "vt.tiktok.com", "/", XA_LINK_PROFILE },
  { "facebook.com", "/hashtag/", XA_LINK_KEPT },
  { "facebook.com", "/", XA_LINK_PROFILE },
  { "fb.com", "/", XA_LINK_PROFILE },
  { "fb.me", "/", XA_LINK_PROFILE },
  { "m.me", "/", XA_LINK_PROFILE },
  { "linkedin.com", "/in/", XA_LINK_PROFILE },
  { "linkedin.com", "/pub/", XA_LINK_PROFILE },
  { "linkedin.com", "/posts/", XA_LINK_PROFILE }, /* the path begins with the author's name */
  { "bsky.app", "/profile/", XA_LINK_PROFILE },
  { "bsky.app", "/starter-pack/", XA_LINK_PROFILE },
  { "youtube.com", "/channel/", XA_LINK_PROFILE },
  { "youtube.com", "/c/", XA_LINK_PROFILE },
};

/* Hosts that give each account a host of its own. */
static const char *const hosts_of_accounts[] = { "t.me", "bsky.social" };

/* Folders below which many sites keep their people. */
static const char *const folders_of_people[] = { "u", "user", "users", "member", "members", "people", "profile", "profiles", "profile.php", "author" };

/* Prefixes of addresses that are not web pages; all of the run is the address. */
static const struct {
  const char *prefix;
  XaLinkClass class;
} addresses[] = {
  { "tg:", XA_LINK_PROFILE },
  { "at://", XA_LINK_PROFILE },
  { "mailto:", XA_LINK_EMAIL },
  { "tel:", XA_LINK_PHONE },
  { "sms:", XA_LINK_PHONE },
  { "callto:", XA_LINK_PHONE },
  { "whatsapp:", XA_LINK_PROFILE },
  { "skype:", XA_LINK_PROFILE },
  { "xmpp:", XA_LINK_PROFILE },
  { "sip:", XA_LINK_PROFILE },
  { "urn:li:person:", XA_LINK_ID },
  { "urn:li:member:", XA_LINK_ID },
};

static gboolean
starts_with (XaSpan      text,
             const char *prefix)
{
  gsize len = strlen (prefix);

  return text.len >= len && g_ascii_strncasecmp (text.str, prefix, len) == 0;
}

static XaSpan
skip (XaSpan text,
      gsize  n)
{
  return (XaSpan) { text.str + n, text.len - n };
}

static gboolean
is_host_char (char c)
{
  return g_ascii_isalnum (c) || c == '.' || c == '-' || c == '_' || (guchar) c >= 0x80;
}

/* The length of "https://" and the like at the start, or 0. */
static gsize
measure_scheme (XaSpan run)
{
  gsize n = 0;

  while (n < run.len && n < SCHEME_MAX && (g_ascii_isalnum (run.str[n]) || run.str[n] == '+' || run.str[n] == '-'))
    n++;

  return n > 0 && starts_with (skip (run, n), "://") ? n + strlen ("://") : 0;
}

/* Whether a host ends in a label that can be a top-level domain. */
static gboolean
is_public_host (XaSpan host)
{
  const char *dot = host.len > 0 ? memrchr (host.str, '.', host.len) : NULL;
  gsize       len;

  if (dot == NULL || dot == host.str)
    return FALSE;
  len = host.len - (gsize) (dot + 1 - host.str);
  for (gsize i = 1; i <= len; i++)
    if (g_ascii_isdigit (dot[i]) && !starts_with ((XaSpan) { dot + 1, len }, "xn--"))
      return FALSE;

  return len >= 2;
}

/* Whether @host is @domain or below it. */
static gboolean
is_within (XaSpan      host,
           const char *domain)
{
  gsize len = strlen (domain);

  if (host.len < len || g_ascii_strncasecmp (host.str + host.len - len, domain, len) != 0)
    return FALSE;

  return host.len == len || host.str[host.len - len - 1] == '.';
}

static gboolean
is_host_of_account (XaSpan host)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hosts_of_accounts); i++)
    if (is_within (host, hosts_of_accounts[i]) && host.len > strlen (hosts_of_accounts[i]))
      return !starts_with (host, "www.");

  return FALSE;
}

/* Whether a path has "@name", the same escaped, or "/~name" in it. */
static gboolean
names_account (XaSpan rest)
{
  for (gsize i = 0; i < rest.len; i++)
    if (rest.str[i] == '@' || starts_with (skip (rest, i), "%40") || starts_with (skip (rest, i), "/~"))
      return TRUE;

  return FALSE;
}

/* Whether the path goes on below a folder of people. */
static gboolean
is_below_people (XaSpan path)
{
  while (path.len > 0 && path.str[0] == '/') {
    const char *end;
    XaSpan      segment = skip (path, 1);
    gsize       len = 0;

    while (len < segment.len && !strchr ("/?#", segment.str[len]))
      len++;
    end = segment.str + len;
    for (gsize i = 0; i < G_N_ELEMENTS (folders_of_people); i++)
      if (len == strlen (folders_of_people[i]) && starts_with (segment, folders_of_people[i]) && segment.len > len + 1)
        return TRUE;
    path = skip (segment, (gsize) (end - segment.str));
  }

  return FALSE;
}

static XaLinkClass
classify_page (XaSpan host,
               XaSpan rest)
{
  if (names_account (rest) || is_host_of_account (host))
    return XA_LINK_PROFILE;
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (is_within (host, rules[i].host) && starts_with (rest, rules[i].path) && rest.len > 1)
      return rules[i].class;

  return is_below_people (rest) ? XA_LINK_PROFILE : XA_LINK_KEPT;
}

/* The length of did:method:identifier at the start, or 0. */
static gsize
measure_did (XaSpan run)
{
  gsize n = strlen ("did:"), method;

  if (!starts_with (run, "did:"))
    return 0;
  for (method = n; n < run.len && g_ascii_isalnum (run.str[n]); n++)
    ;
  if (n == method || n + 1 >= run.len || run.str[n] != ':' || !g_ascii_isalnum (run.str[n + 1]))
    return 0;
  for (n++; n < run.len && (g_ascii_isalnum (run.str[n]) || strchr ("._:%-", run.str[n])); n++)
    ;
  while (strchr (".:-", run.str[n - 1]))
    n--;

  return n;
}

/* The length of a host at the start, and of a port of up to five digits after it. */
static gsize
measure_host (XaSpan run,
              gsize *port_len)
{
  gsize len = 0, end;

  while (len < run.len && is_host_char (run.str[len]))
    len++;
  end = len;
  if (end < run.len && run.str[end] == ':')
    for (end++; end < run.len && end - len <= 5 && g_ascii_isdigit (run.str[end]); end++)
      ;
  *port_len = end - len > 1 ? end - len : 0;

  return len;
}

/* A link is looked at to its end only where the caller then goes on behind it: the time is linear
 * in the text. */
XaLinkClass
xa_scrub_classify_link (XaSpan run,
                        gsize *len)
{
  gsize  scheme, port;
  XaSpan host, rest;

  *len = measure_did (run);
  if (*len > 0)
    return XA_LINK_ID;

  *len = run.len;
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    if (starts_with (run, addresses[i].prefix) && run.len > strlen (addresses[i].prefix))
      return addresses[i].class;

  scheme = measure_scheme (run);
  host = skip (run, scheme);
  host.len = measure_host (host, &port);
  rest = skip (run, scheme + host.len + port);
  if (host.len > 0 && host.str[host.len - 1] == '.')
    host.len--;

  if (scheme > 0)
    return classify_page (host, rest);
  if (!is_public_host (host))
    return XA_LINK_NOT;
  if (rest.len > 0 && rest.str[0] == '/')
    return classify_page (host, rest);
  if (!is_host_of_account (host) || (rest.len > 0 && rest.str[0] == '@'))
    return XA_LINK_NOT;
  *len = host.len;

  return XA_LINK_PROFILE;
}
