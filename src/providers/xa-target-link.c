#include "providers/xa-target-parts.h"

#include "model/xa-language.h"

#include <string.h>

/* What a link consists of; everything lower case but the path. */
typedef struct {
  char    *host;  /* (owned): without "www." and the like; "tg:" or "at:" of such links */
  char   **parts; /* (owned): of the path, unescaped */
  char    *query; /* (owned) (nullable): escaped */
  gboolean has_scheme;
} Link;

/* What the letters of a pattern took. */
typedef struct {
  char *texts[128]; /* (owned) (nullable): by letter, lower case */
} Taken;

static void
clear_taken (Taken *taken)
{
  for (gsize i = 0; i < G_N_ELEMENTS (taken->texts); i++)
    g_clear_pointer (&taken->texts[i], g_free);
}

static void
clear_link (Link *link)
{
  g_free (link->host);
  g_strfreev (link->parts);
  g_free (link->query);
}

/* --- taking a link apart ------------------------------------------------------------------------------ */

/* Hosts by which a platform is also known. */
static void
shorten_host (char **host)
{
  static const char *const fronts[] = { "www.", "m.", "mobile.", "web.facebook.com", "mbasic.", "touch.", "old." };
  static const char *const wholes[] = { ".linkedin.com", ".facebook.com", ".instagram.com" };
  char                    *shorter = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wholes) && !shorter; i++)
    if (g_str_has_suffix (*host, wholes[i]))
      shorter = g_strdup (wholes[i] + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (fronts) && !shorter; i++)
    if (g_str_has_prefix (*host, fronts[i]) && strchr (*host + strlen (fronts[i]), '.'))
      shorter = g_strdup (*host + strlen (fronts[i]));
  if (shorter) {
    g_free (*host);
    *host = shorter;
  }
}

/* Splits at slashes, drops empty parts, unescapes; NULL where a part is not text. */
static char **
split_path (const char *path)
{
  g_auto (GStrv) raw = g_strsplit (path, "/", 32);
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();

  for (guint i = 0; raw[i]; i++) {
    char *part;

    if (raw[i][0] == '\0')
      continue;
    part = g_uri_unescape_string (raw[i], "/");
    if (part == NULL || !g_utf8_validate (part, -1, NULL)) {
      g_free (part);
      return NULL;
    }
    g_strv_builder_take (parts, part);
  }

  return g_strv_builder_end (parts);
}

/* The host in the letters that the network uses, lower case. */
static char *
plain_host (const char *host)
{
  g_autofree char *ascii = g_hostname_to_ascii (host);

  return ascii ? g_ascii_strdown (ascii, -1) : NULL;
}

static gboolean
split_link (const char *text,
            Link       *link)
{
  const char      *scheme_end = strstr (text, "://"), *rest = scheme_end ? scheme_end + 3 : text;
  g_autofree char *scheme = scheme_end ? g_ascii_strdown (text, (gssize) (scheme_end - text)) : NULL;
  gsize            host_len = strcspn (rest, "/?#"), path_len = strcspn (rest + host_len, "?#");
  g_autofree char *host = g_strndup (rest, host_len), *path = NULL;
  gboolean         is_own = g_strcmp0 (scheme, "tg") == 0 || g_strcmp0 (scheme, "at") == 0;

  if (scheme && !is_own && strcmp (scheme, "https") != 0 && strcmp (scheme, "http") != 0)
    return FALSE;
  link->has_scheme = scheme != NULL;
  path = is_own ? g_strndup (rest, host_len + path_len) : g_strndup (rest + host_len, path_len);
  if (rest[host_len + path_len] == '?')
    link->query = g_strndup (rest + host_len + path_len + 1, strcspn (rest + host_len + path_len + 1, "#"));
  link->parts = split_path (path);
  link->host = is_own ? g_strconcat (scheme, ":", NULL) : plain_host (host);
  if (link->host == NULL || link->parts == NULL)
    return FALSE;
  if (!is_own)
    shorten_host (&link->host);

  return is_own || xa_target_is_host (link->host);
}

/* --- matching ----------------------------------------------------------------------------------------------- */

/* Whether @text may stand where @letter does. */
static gboolean
suits (const XaTargetRule *rule,
       char                letter,
       const char         *text)
{
  if (*text == '\0' || strlen (text) > 512)
    return FALSE;
  for (const char *c = text; *c; c++)
    if ((guchar) *c < 0x20 || *c == 0x7f)
      return FALSE;
  switch (letter) {
  case 'h':
    return xa_target_is_handle (rule->platform, text);
  case 'i':
    return xa_target_is_id (text);
  case 't':
    return xa_target_is_tag (text);
  case 'p':
    return rule->platform == XA_PLATFORM_DISCORD ? xa_target_is_id (text) : xa_target_is_domain (text) || (rule->platform == XA_PLATFORM_BLUESKY && g_str_has_prefix (text, "did:"));
  case 'H':
  case 'I':
    return rule->kind == XA_TARGET_SEARCH || !strpbrk (text, " \"<>@");
  default:
    return TRUE;
  }
}

static void
take (Taken      *taken,
      char        letter,
      const char *text)
{
  char **place = &taken->texts[(guchar) g_ascii_tolower (letter)];

  g_free (*place);
  /* Handles and tags are the same in either case; ids and codes are not. */
  *place = letter == 'h' || letter == 't' || letter == 'p' ? g_utf8_strdown (text, -1) : g_strdup (text);
}

static gboolean
match_part (const XaTargetRule *rule,
            const char         *pattern,
            const char         *text,
            Taken              *taken)
{
  while (*pattern) {
    const char      *end;
    g_autofree char *piece = NULL;

    if (*pattern != '%') {
      if (g_ascii_tolower (*pattern) != g_ascii_tolower (*text))
        return FALSE;
      pattern++;
      text++;
      continue;
    }
    end = pattern[2] ? strchr (text, pattern[2]) : text + strlen (text);
    if (end == NULL)
      return FALSE;
    piece = g_strndup (text, (gsize) (end - text));
    if (!suits (rule, pattern[1], piece))
      return FALSE;
    take (taken, pattern[1], piece);
    pattern += 2;
    text = end;
  }

  return *text == '\0';
}

static gboolean
match_path (const XaTargetRule *rule,
            char              **patterns,
            char              **parts,
            Taken              *taken)
{
  for (; *patterns; patterns++, parts++) {
    if (strcmp (*patterns, "**") == 0)
      return TRUE;
    if (*parts == NULL || !match_part (rule, *patterns, *parts, taken))
      return FALSE;
  }

  return *parts == NULL;
}

/* Matches "name=%H" against the parameters of the link. */
static gboolean
match_query (const XaTargetRule *rule,
             const Link         *link,
             Taken              *taken)
{
  g_auto (GStrv) pairs = g_strsplit (link->query ? link->query : "", "&", 32);

  if (rule->query == NULL)
    return TRUE;
  for (guint i = 0; pairs[i]; i++) {
    g_autofree char *plain = NULL;

    g_strdelimit (pairs[i], "+", ' ');
    plain = g_uri_unescape_string (pairs[i], NULL);
    if (plain && g_utf8_validate (plain, -1, NULL) && match_part (rule, rule->query, plain, taken))
      return TRUE;
  }

  return FALSE;
}

/* Whether the host is one of the rule's; of ".x.y" what stands before it becomes the first part. */
static gboolean
match_host (const char *hosts,
            const Link *link,
            char      **front)
{
  const gsize host_len = strlen (link->host);

  *front = NULL;
  for (const char *each = hosts; *each; each += strspn (each, " ")) {
    const gsize len = strcspn (each, " ");

    if (len == host_len && memcmp (each, link->host, len) == 0)
      return TRUE;
    if (len == 1 && *each == '*' && !g_str_has_suffix (link->host, ":"))
      return TRUE;
    if (*each == '.' && len <= host_len && memcmp (link->host + host_len - len, each, len) == 0) {
      *front = g_strndup (link->host, host_len - len);
      return TRUE;
    }
    each += len;
  }

  return FALSE;
}

/* Fills "at://%p/%h" from what was taken. */
static char *
fill (const char  *form,
      const Taken *taken)
{
  GString *text = g_string_new (NULL);

  for (; *form; form++) {
    if (*form == '%') {
      form++;
      g_string_append (text, taken->texts[(guchar) *form]);
    } else {
      g_string_append_c (text, *form);
    }
  }

  return g_string_free (text, FALSE);
}

static XaTarget *
make_target (const XaTargetRule *rule,
             const Link         *link,
             guint               n_front,
             const Taken        *taken)
{
  XaTarget   *target = xa_target_new (rule->platform, rule->kind);
  const char *handle = taken->texts['h'] ? taken->texts['h'] : taken->texts['t'];

  target->handle = rule->handle ? fill (rule->handle, taken) : g_strdup (handle);
  target->id = rule->id ? fill (rule->id, taken) : g_strdup (taken->texts['i']);
  if (rule->platform == XA_PLATFORM_DISCORD)
    target->parent = g_strdup (taken->texts['p']);
  if (strcmp (rule->hosts, "*") == 0) {
    g_autoptr (GString) host = g_string_new (taken->texts['p'] ? taken->texts['p'] : link->host);

    for (guint i = 0; i < n_front; i++)
      g_string_append_printf (host, "/%s", link->parts[i]);
    target->host = g_string_free (g_steal_pointer (&host), FALSE);
  }

  return target;
}

/* Tries one rule; of a forum also with the first parts of the path as its sub-folder. */
static gboolean
match_rule (const XaTargetRule *rule,
            const Link         *link,
            guint              *n_front,
            Taken              *taken)
{
  g_auto (GStrv) patterns = NULL;
  g_autofree char *front = NULL;
  gboolean         is_deep;
  guint            n_parts = g_strv_length (link->parts);

  *n_front = 0;
  if (!match_host (rule->hosts, link, &front) || !match_query (rule, link, taken))
    return FALSE;
  patterns = g_strsplit (rule->path, "/", -1);
  is_deep = strcmp (patterns[0], "+") == 0;
  if (front) {
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
    g_auto (GStrv) parts = NULL;

    g_strv_builder_add (builder, front);
    g_strv_builder_addv (builder, (const char **) link->parts);
    parts = g_strv_builder_end (builder);
    return match_path (rule, patterns, parts, taken);
  }
  for (; *n_front <= (is_deep ? MIN (n_parts, 3) : 0); (*n_front)++)
    if (match_path (rule, patterns + is_deep, link->parts + *n_front, taken))
      return TRUE;

  return FALSE;
}

/* --- servers that anybody can run ------------------------------------------------------------------------ */

static void
add_host (GPtrArray   *targets,
          XaPlatform   platform,
          XaTargetKind kind,
          const char  *host,
          const char  *folder)
{
  XaTarget *target = xa_target_new (platform, kind);

  if (platform == XA_PLATFORM_BLUESKY)
    target->handle = g_strdup (host);
  else
    target->host = folder ? g_strdup_printf ("%s/%s", host, folder) : g_strdup (host);
  g_ptr_array_add (targets, target);
}

/* An address alone, perhaps with a folder: what it is only the server itself can tell. */
static XaRecognition
guess_server (const Link  *link,
              GPtrArray   *targets,
              const char **message)
{
  const char *folder = link->parts[0];

  if (folder && (link->parts[1] || strchr (folder, '.')))
    return XA_RECOGNIZE_UNKNOWN;
  if (!folder && g_str_has_suffix (link->host, ".bsky.social")) {
    add_host (targets, XA_PLATFORM_BLUESKY, XA_TARGET_ACCOUNT, link->host, NULL);
    return XA_RECOGNIZE_OK;
  }
  if (!folder && !link->has_scheme && xa_target_is_domain (link->host))
    add_host (targets, XA_PLATFORM_BLUESKY, XA_TARGET_ACCOUNT, link->host, NULL);
  add_host (targets, XA_PLATFORM_DISCOURSE, XA_TARGET_FORUM, link->host, folder);
  if (!folder)
    add_host (targets, XA_PLATFORM_MASTODON, XA_TARGET_SERVER, link->host, NULL);
  *message = N_ ("This address could be a forum, a server or an account: each is tried, or choose what you mean.");

  return XA_RECOGNIZE_AMBIGUOUS;
}

/* The words of "search?q=...", or NULL. (transfer full) (nullable) */
static char *
read_searched (const Link *link)
{
  g_auto (GStrv) pairs = g_strsplit (link->query ? link->query : "", "&", 32);

  for (guint i = 0; pairs[i]; i++) {
    g_autofree char *plain = NULL;

    if (!g_str_has_prefix (pairs[i], "q="))
      continue;
    g_strdelimit (pairs[i], "+", ' ');
    plain = g_uri_unescape_string (pairs[i] + strlen ("q="), NULL);
    if (plain && *g_strstrip (plain) && g_utf8_validate (plain, -1, NULL))
      return g_steal_pointer (&plain);
  }

  return NULL;
}

/* The page of a search on a server that anybody can run: forums have one, and so has Mastodon. */
static XaRecognition
guess_search (const Link  *link,
              GPtrArray   *targets,
              const char **message)
{
  guint            n_parts = g_strv_length (link->parts);
  g_autofree char *words = n_parts >= 1 && n_parts <= 2 && strcmp (link->parts[n_parts - 1], "search") == 0 ? read_searched (link) : NULL;

  if (!words)
    return guess_server (link, targets, message);
  add_host (targets, XA_PLATFORM_DISCOURSE, XA_TARGET_SEARCH, link->host, n_parts == 2 ? link->parts[0] : NULL);
  if (n_parts == 1)
    add_host (targets, XA_PLATFORM_MASTODON, XA_TARGET_SEARCH, link->host, NULL);
  for (guint i = 0; i < targets->len; i++)
    ((XaTarget *) targets->pdata[i])->handle = g_strdup (words);
  *message = N_ ("Forums and servers have such pages for searching: each is tried, or choose what you mean.");

  return XA_RECOGNIZE_AMBIGUOUS;
}

XaRecognition
xa_target_read_link (const char  *text,
                     GPtrArray   *targets,
                     const char **message)
{
  Link          link = { 0 };
  XaRecognition verdict = XA_RECOGNIZE_UNKNOWN;

  *message = NULL;
  if (split_link (text, &link)) {
    gsize i;

    for (i = 0; i < xa_target_n_rules; i++) {
      Taken    taken = { 0 };
      guint    n_front;
      gboolean fits = match_rule (&xa_target_rules[i], &link, &n_front, &taken);

      if (fits && xa_target_rules[i].kind) {
        g_ptr_array_add (targets, make_target (&xa_target_rules[i], &link, n_front, &taken));
        /* A channel's server is the larger audience that the same link names. */
        if (xa_target_rules[i].platform == XA_PLATFORM_DISCORD && xa_target_rules[i].kind == XA_TARGET_CHANNEL) {
          XaTarget *server = xa_target_new (XA_PLATFORM_DISCORD, XA_TARGET_SERVER);

          server->id = g_strdup (taken.texts['p']);
          g_ptr_array_insert (targets, 0, server);
        }
      }
      clear_taken (&taken);
      if (fits)
        break;
    }
    if (i < xa_target_n_rules) {
      verdict = xa_target_rules[i].verdict;
      *message = xa_target_rules[i].why;
    } else {
      verdict = guess_search (&link, targets, message);
    }
  }
  clear_link (&link);

  return verdict;
}

XaPlatform
xa_target_read_profile (const char *text)
{
  Link       link = { 0 };
  XaPlatform platform = 0;
  gboolean   is_link = split_link (text, &link), fits = FALSE;

  for (gsize i = 0; is_link && !fits && i < xa_target_n_rules; i++) {
    Taken taken = { 0 };
    guint n_front;

    fits = match_rule (&xa_target_rules[i], &link, &n_front, &taken);
    clear_taken (&taken);
    if (fits)
      platform = xa_target_rules[i].is_profile ? xa_target_rules[i].platform : 0;
  }
  clear_link (&link);

  return platform;
}
