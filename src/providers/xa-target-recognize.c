#include "providers/xa-target-parts.h"

#include "model/xa-language.h"

#include <string.h>

/* The platforms that a name or a tag alone could be of, the likeliest first. */
static const XaPlatform by_name[] = {
  XA_PLATFORM_TELEGRAM,
  XA_PLATFORM_X,
  XA_PLATFORM_INSTAGRAM,
  XA_PLATFORM_TIKTOK,
  XA_PLATFORM_YOUTUBE,
  XA_PLATFORM_FACEBOOK,
  XA_PLATFORM_LINKEDIN,
};
static const XaPlatform by_tag[] = {
  XA_PLATFORM_BLUESKY,
  XA_PLATFORM_MASTODON,
  XA_PLATFORM_X,
  XA_PLATFORM_INSTAGRAM,
  XA_PLATFORM_TIKTOK,
};
static const XaPlatform by_words[] = { XA_PLATFORM_BLUESKY, XA_PLATFORM_X, XA_PLATFORM_MASTODON, XA_PLATFORM_DISCOURSE };

#define MAX_PASTED 2048

/* --- cleaning --------------------------------------------------------------------------------------------- */

/* Characters that come along when something is copied and that nobody sees. */
static gboolean
is_unseen (gunichar c)
{
  return c == 0x200b || c == 0x200c || c == 0x200d || c == 0x2060 || c == 0xfeff || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Takes away blanks, what is not seen, brackets around an address and marks after it. */
static char *
clean (const char *pasted)
{
  GString *text = g_string_new (NULL);

  for (; *pasted; pasted = g_utf8_next_char (pasted)) {
    gunichar c = g_utf8_get_char (pasted);

    if (!is_unseen (c))
      g_string_append_unichar (text, c == 0xa0 ? ' ' : c);
  }
  g_strstrip (text->str);
  text->len = strlen (text->str);
  while (text->len > 1 && strchr (",;>", text->str[text->len - 1]))
    g_string_truncate (text, text->len - 1);
  if (text->str[0] == '<')
    g_string_erase (text, 0, 1);

  return g_string_free (text, FALSE);
}

/* --- plain texts ------------------------------------------------------------------------------------------- */

static XaTargetKind
kind_of_handles (XaPlatform platform)
{
  return platform == XA_PLATFORM_TELEGRAM || platform == XA_PLATFORM_YOUTUBE ? XA_TARGET_CHANNEL : XA_TARGET_ACCOUNT;
}

static XaTarget *
add (GPtrArray   *targets,
     XaPlatform   platform,
     XaTargetKind kind)
{
  XaTarget *target = xa_target_new (platform, kind);

  g_ptr_array_add (targets, target);

  return target;
}

static char *
lower (const char *text)
{
  return g_utf8_strdown (text, -1);
}

/* "did:plc:...", "urn:li:organization:N", "-100N": forms that mean one thing. */
static gboolean
read_id (const char *text,
         GPtrArray  *targets)
{
  static const char organization[] = "urn:li:organization:";
  const char       *number = text + strlen (organization);

  if (g_str_has_prefix (text, "did:plc:") || g_str_has_prefix (text, "did:web:")) {
    if (strpbrk (text, " /?#@") || strlen (text) < 9)
      return FALSE;
    add (targets, XA_PLATFORM_BLUESKY, XA_TARGET_ACCOUNT)->id = g_strdup (text);
    return TRUE;
  }
  if (g_str_has_prefix (text, organization) && xa_target_is_id (number)) {
    add (targets, XA_PLATFORM_LINKEDIN, XA_TARGET_ACCOUNT)->id = g_strdup (number);
    return TRUE;
  }
  if (g_str_has_prefix (text, "-100") && xa_target_is_id (text + 4)) {
    add (targets, XA_PLATFORM_TELEGRAM, XA_TARGET_CHANNEL)->id = g_strdup (text);
    return TRUE;
  }

  return FALSE;
}

/* "@user@host" is a way to write accounts; "user@host" also one to write to people. */
static XaRecognition
read_address (const char  *text,
              GPtrArray   *targets,
              const char **message)
{
  const char      *name = text + (*text == '@'), *at = strrchr (name, '@');
  g_autofree char *user = NULL;
  XaTarget        *target;

  if (at == NULL || !xa_target_is_host (at + 1))
    return XA_RECOGNIZE_UNKNOWN;
  user = g_strndup (name, (gsize) (at - name));
  if (!xa_target_is_handle (XA_PLATFORM_MASTODON, user))
    return XA_RECOGNIZE_UNKNOWN;
  target = add (targets, XA_PLATFORM_MASTODON, XA_TARGET_ACCOUNT);
  target->handle = lower (user);
  target->host = lower (at + 1);
  if (*text == '@')
    return XA_RECOGNIZE_OK;
  *message = N_ ("This could be an e-mail address: choose Mastodon if it is an account there.");

  return XA_RECOGNIZE_AMBIGUOUS;
}

static XaRecognition
read_tag (const char  *tag,
          GPtrArray   *targets,
          const char **message)
{
  if (!xa_target_is_tag (tag))
    return XA_RECOGNIZE_UNKNOWN;
  for (gsize i = 0; i < G_N_ELEMENTS (by_tag); i++)
    add (targets, by_tag[i], XA_TARGET_TAG)->handle = lower (tag);
  *message = N_ ("Hashtags exist on several platforms: choose the one you mean.");

  return XA_RECOGNIZE_AMBIGUOUS;
}

static XaRecognition
read_number (const char  *number,
             GPtrArray   *targets,
             const char **message)
{
  gsize len = strlen (number);

  if (len < 17 || len > 20) {
    *message = N_ ("A number alone does not tell what it is of: choose the platform, or paste a link.");
    return XA_RECOGNIZE_UNKNOWN;
  }
  add (targets, XA_PLATFORM_DISCORD, XA_TARGET_SERVER)->id = g_strdup (number);
  add (targets, XA_PLATFORM_X, XA_TARGET_ACCOUNT)->id = g_strdup (number);
  *message = N_ ("This number could be of Discord or of X: choose the one you mean.");

  return XA_RECOGNIZE_AMBIGUOUS;
}

static XaRecognition
read_name (const char  *name,
           GPtrArray   *targets,
           const char **message)
{
  for (gsize i = 0; i < G_N_ELEMENTS (by_name); i++)
    if (xa_target_is_handle (by_name[i], name))
      add (targets, by_name[i], kind_of_handles (by_name[i]))->handle = lower (name);
  if (targets->len == 0)
    return XA_RECOGNIZE_UNKNOWN;
  *message = N_ ("A name alone could be of several platforms: choose the one you mean.");

  return XA_RECOGNIZE_AMBIGUOUS;
}

/* The words between quotation marks, straight or curly. */
static char *
unquote (const char *text)
{
  static const char *const pairs[][2] = { { "\"", "\"" }, { "“", "”" }, { "„", "“" }, { "«", "»" } };
  gsize                    len = strlen (text);

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
    gsize before = strlen (pairs[i][0]), after = strlen (pairs[i][1]);

    if (len > before + after && g_str_has_prefix (text, pairs[i][0]) && g_str_has_suffix (text, pairs[i][1]))
      return g_strstrip (g_strndup (text + before, len - before - after));
  }

  return NULL;
}

static XaRecognition
read_words (const char  *words,
            GPtrArray   *targets,
            const char **message)
{
  for (gsize i = 0; i < G_N_ELEMENTS (by_words); i++)
    add (targets, by_words[i], XA_TARGET_SEARCH)->handle = g_strdup (words);
  *message = N_ ("Words can be searched for on several platforms: choose the one you mean.");

  return XA_RECOGNIZE_AMBIGUOUS;
}

/* --- with a platform ----------------------------------------------------------------------------------------- */

static gboolean
has_search (XaPlatform platform)
{
  return platform == XA_PLATFORM_BLUESKY || platform == XA_PLATFORM_MASTODON || platform == XA_PLATFORM_X || platform == XA_PLATFORM_DISCOURSE;
}

/* What a plain text is on the platform that the user named. */
static gboolean
read_for (XaPlatform  platform,
          const char *text,
          GPtrArray  *targets)
{
  const char      *name = text + (*text == '@');
  g_autofree char *words = unquote (text);

  if (*text == '#' && xa_target_is_tag (text + 1)) {
    add (targets, platform, XA_TARGET_TAG)->handle = lower (text + 1);
    return TRUE;
  }
  if (xa_target_is_id (text) && platform != XA_PLATFORM_BLUESKY && platform != XA_PLATFORM_MASTODON && platform != XA_PLATFORM_DISCOURSE) {
    add (targets, platform, platform == XA_PLATFORM_DISCORD ? XA_TARGET_SERVER : kind_of_handles (platform))->id = g_strdup (text);
    return TRUE;
  }
  if (platform == XA_PLATFORM_BLUESKY && !strchr (name, '.') && xa_target_is_handle (XA_PLATFORM_MASTODON, name) && !strpbrk (name, "_")) {
    g_autofree char *short_name = lower (name);

    add (targets, platform, XA_TARGET_ACCOUNT)->handle = g_strconcat (short_name, ".bsky.social", NULL);
    return TRUE;
  }
  if (platform == XA_PLATFORM_DISCORD && *text && !strpbrk (text, " @#./")) {
    add (targets, platform, XA_TARGET_INVITE)->handle = g_strdup (text);
    return TRUE;
  }
  /* A name with a dot is the server's, as far as servers go. */
  if (platform != XA_PLATFORM_DISCOURSE && !(platform == XA_PLATFORM_MASTODON && strchr (name, '.')) && xa_target_is_handle (platform, name)) {
    add (targets, platform, kind_of_handles (platform))->handle = lower (name);
    return TRUE;
  }
  if (has_search (platform) && (words || strchr (text, ' '))) {
    add (targets, platform, XA_TARGET_SEARCH)->handle = words ? g_steal_pointer (&words) : g_strdup (text);
    return TRUE;
  }

  return FALSE;
}

/* Leaves the candidates of the platform that the user named. */
static XaRecognition
keep_platform (XaPlatform    platform,
               XaRecognition verdict,
               GPtrArray    *targets,
               char        **message)
{
  XaPlatform other = targets->len > 0 ? ((XaTarget *) g_ptr_array_index (targets, 0))->platform : platform;

  for (guint i = targets->len; i > 0; i--)
    if (((XaTarget *) g_ptr_array_index (targets, i - 1))->platform != platform)
      g_ptr_array_remove_index (targets, i - 1);
  if (verdict != XA_RECOGNIZE_OK && verdict != XA_RECOGNIZE_AMBIGUOUS)
    return verdict;
  if (targets->len > 0) {
    g_clear_pointer (message, g_free);
    return XA_RECOGNIZE_OK;
  }
  g_free (*message);
  *message = g_strdup_printf (N_ ("This is of %s, not of %s."), xa_platform_name (other), xa_platform_name (platform));

  return XA_RECOGNIZE_UNKNOWN;
}

/* --- all of it ------------------------------------------------------------------------------------------------ */

static gboolean
is_mail_or_phone (const char *text)
{
  return g_ascii_strncasecmp (text, "mailto:", 7) == 0 || g_ascii_strncasecmp (text, "tel:", 4) == 0 ||
         (*text == '+' && strspn (text, "+0123456789 ()-/") == strlen (text) && strlen (text) > 6);
}

/* Reads what is not the normal form of anything, by its first character and its shape. */
static XaRecognition
read_text (const char  *text,
           GPtrArray   *targets,
           const char **message)
{
  g_autofree char *words = unquote (text), *link = NULL;
  const char      *name = text + (*text == '@');
  XaRecognition    verdict;

  if (words && *words)
    return read_words (words, targets, message);
  if (is_mail_or_phone (text)) {
    *message = N_ ("This is the address of a person, and people are not audiences: paste a link of a channel, group, account or forum.");
    return XA_RECOGNIZE_PERSON;
  }
  if (read_id (text, targets))
    return XA_RECOGNIZE_OK;
  if (*text == '#')
    return read_tag (text + 1, targets, message);
  if (xa_target_is_id (text))
    return read_number (text, targets, message);
  if (!strstr (text, "://")) {
    verdict = read_address (text, targets, message);
    if (verdict != XA_RECOGNIZE_UNKNOWN)
      return verdict;
  }
  if (strpbrk (text, " \t\n")) {
    *message = N_ ("This is not a link or a name. To follow what is said about something, put the words in quotation marks.");
    return XA_RECOGNIZE_UNKNOWN;
  }
  link = g_ascii_strncasecmp (text, "tg:", 3) == 0 && !strstr (text, "://") ? g_strconcat ("tg://", text + 3, NULL) : g_strdup (*text == '@' && xa_target_is_domain (name) ? name : text);
  verdict = strpbrk (link, "./:") ? xa_target_read_link (link, targets, message) : XA_RECOGNIZE_UNKNOWN;
  if (verdict != XA_RECOGNIZE_UNKNOWN || strchr (link, '/'))
    return verdict;

  return read_name (name, targets, message);
}

static const char *
words_for (XaRecognition verdict)
{
  switch (verdict) {
  case XA_RECOGNIZE_OK:
    break;
  case XA_RECOGNIZE_AMBIGUOUS:
    return N_ ("This could be of several platforms: choose the one you mean.");
  case XA_RECOGNIZE_PERSON:
    return N_ ("This is the page of a person, and people are not audiences.");
  case XA_RECOGNIZE_UNSUPPORTED:
    return N_ ("This does not lead to an audience that can be read.");
  case XA_RECOGNIZE_UNKNOWN:
    return N_ ("XAudience does not recognise this: paste the link of an account, channel, group or forum, or a name like @name.");
  }

  return NULL;
}

XaRecognition
xa_target_recognize (const char *pasted,
                     XaPlatform  platform,
                     GPtrArray **targets,
                     char      **message)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_target_free);
  g_autofree char *text = NULL, *said = NULL;
  const char      *words = NULL;
  XaRecognition    verdict = XA_RECOGNIZE_UNKNOWN;

  if (strlen (pasted) <= MAX_PASTED && g_utf8_validate (pasted, -1, NULL))
    text = clean (pasted);
  if (text && *text) {
    XaTarget *normal = xa_target_parse (text);

    if (platform == XA_PLATFORM_SIMULATED || (normal && normal->platform == XA_PLATFORM_SIMULATED)) {
      g_clear_pointer (&normal, xa_target_free);
      verdict = XA_RECOGNIZE_UNSUPPORTED;
      words = N_ ("Simulated audiences are added over a connection to Simulated.");
    } else if (normal) {
      g_ptr_array_add (found, normal);
      verdict = XA_RECOGNIZE_OK;
    } else if (platform != 0 && read_for (platform, text, found)) {
      verdict = XA_RECOGNIZE_OK;
    } else {
      verdict = read_text (text, found, &words);
    }
  }
  if (verdict != XA_RECOGNIZE_OK)
    said = g_strdup (words ? words : words_for (verdict));
  if (platform != 0)
    verdict = keep_platform (platform, verdict, found, &said);
  if (verdict != XA_RECOGNIZE_OK && verdict != XA_RECOGNIZE_AMBIGUOUS)
    g_ptr_array_set_size (found, 0);
  if (targets)
    *targets = g_steal_pointer (&found);
  if (message)
    *message = g_steal_pointer (&said);

  return verdict;
}
