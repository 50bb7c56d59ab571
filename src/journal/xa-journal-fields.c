#include "journal/xa-journal-fields.h"

#include "model/xa-time.h"

#include <string.h>

/* Ids of ours count from 1 and stay small; those of platforms mostly do not. */
#define MAX_ID G_MAXINT32

#define HASH_DIGITS 8

static const char *const levels[XA_N_LOG_LEVELS] = {
  [XA_LOG_DEBUG] = "debug",
  [XA_LOG_INFO] = "info",
  [XA_LOG_WARNING] = "warning",
  [XA_LOG_ERROR] = "error",
};

/* Sorted by bytes. */
static const char *const words[] = {
  "active",
  "alerts",
  "auth",
  "backup",
  "bad-request",
  "bad-signature",
  "budget",
  "cancelled",
  "connection",
  "corrupt",
  "counters",
  "dead",
  "delivery",
  "done",
  "errors",
  "exists",
  "failed",
  "forbidden",
  "foreign",
  "full",
  "gone",
  "growth",
  "headers-too-large",
  "integrity",
  "io",
  "key-changed",
  "keyring",
  "lag",
  "locked",
  "loop",
  "malformed",
  "members",
  "newer",
  "no-web-pages",
  "not-found",
  "not-yet",
  "offline",
  "ok",
  "other",
  "outdated",
  "outside",
  "paused",
  "payment",
  "posts",
  "profile",
  "queue",
  "queued",
  "rate-limited",
  "reactors",
  "read-only",
  "refused",
  "report",
  "retention",
  "running",
  "scope",
  "scope-missing",
  "sealed",
  "sign-in",
  "text",
  "timeout",
  "tls",
  "too-large",
  "too-many-requests",
  "too-old",
  "transient",
  "unauthorized",
  "unchecked",
  "unreachable",
  "upkeep",
  "viral",
  "waiting",
  "wrong-host",
};

/* Error domains, whose names are the library's or ours. */
static const char *const domains[] = { "g-file-error-quark", "g-io-error-quark", "xa-store-error-quark", "xa-net-error-quark", "xa-import-error-quark", "xa-credential-error-quark", "xa-key-error-quark", "xa-insight-error-quark" };

const char *
xa_log_level_id (XaLogLevel level)
{
  return level >= XA_LOG_DEBUG && level < XA_N_LOG_LEVELS ? levels[level] : "other";
}

gboolean
xa_log_level_parse (const char *text,
                    XaLogLevel *level)
{
  for (int i = XA_LOG_DEBUG; i < XA_N_LOG_LEVELS; i++)
    if (g_strcmp0 (text, levels[i]) == 0) {
      *level = (XaLogLevel) i;
      return TRUE;
    }

  return FALSE;
}

static const char *
search (const char *text)
{
  gsize low = 0, high = G_N_ELEMENTS (words);

  while (text && low < high) {
    gsize middle = (low + high) / 2;
    int   order = strcmp (text, words[middle]);

    if (order == 0)
      return words[middle];
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }

  return NULL;
}

gboolean
xa_log_knows (const char *text)
{
  return search (text) != NULL;
}

/**
 * xa_log_find_word:
 * @text: (nullable)
 *
 * Returns: the word of the closed list that is the same; "other" where there is none, so that
 *   text from elsewhere cannot pass
 */
const char *
xa_log_find_word (const char *text)
{
  const char *word = search (text);

  return word ? word : "other";
}

const char *
xa_log_find_platform (XaPlatform platform)
{
  return platform > 0 && platform < XA_N_PLATFORMS ? xa_platform_id (platform) : "other";
}

const char *
xa_log_find_domain (const GError *error)
{
  const char *name = error ? g_quark_to_string (error->domain) : NULL;

  for (gsize i = 0; name && i < G_N_ELEMENTS (domains); i++)
    if (strcmp (name, domains[i]) == 0)
      return domains[i];

  return "other";
}

char *
xa_log_hash (const char *uuid)
{
  g_autofree char *digits = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uuid ? uuid : "", -1);

  return g_strndup (digits, HASH_DIGITS);
}

/* 4,321 people become 4000; fewer than ten stay untold. */
static gint64
get_first_digit (gint64 n)
{
  gint64 scale = 1;

  while (n / scale >= 10)
    scale *= 10;

  return n / scale * scale;
}

static void
append_value (GString          *line,
              const XaLogField *field)
{
  g_autofree char *text = NULL;

  switch (field->type) {
  case XA_LOG_WORD:
    g_string_append_printf (line, "\"%s\"", field->word);
    return;
  case XA_LOG_HASH:
    text = xa_log_hash (field->word);
    g_string_append_printf (line, "\"%s\"", text);
    return;
  case XA_LOG_TIME:
    text = xa_time_format (field->number);
    g_string_append_printf (line, "\"%s\"", text);
    return;
  case XA_LOG_FLAG:
    g_string_append (line, field->number ? "true" : "false");
    return;
  case XA_LOG_CODE:
    g_string_append_printf (line, "\"%s:%d\"", field->word, (int) field->number);
    return;
  case XA_LOG_ROUGHLY:
    if (field->number >= 10)
      g_string_append_printf (line, "%" G_GINT64_FORMAT, get_first_digit (field->number));
    else
      g_string_append (line, "\"<10\"");
    return;
  case XA_LOG_COUNT:
    g_string_append_printf (line, "%" G_GINT64_FORMAT, field->number);
    return;
  case XA_LOG_ID:
    if (field->number >= 0 && field->number <= MAX_ID)
      g_string_append_printf (line, "%" G_GINT64_FORMAT, field->number);
    else
      g_string_append (line, "\"other\"");
    return;
  case XA_LOG_END:
    break;
  }
  g_assert_not_reached ();
}

/**
 * xa_log_format:
 * @fields: (array): up to one of the type XA_LOG_END
 *
 * Returns: (transfer full): a JSON object and a line end
 */
char *
xa_log_format (gint64            at_us,
               XaLogLevel        level,
               const char       *event,
               guint32           process,
               const XaLogField *fields)
{
  GString         *line = g_string_new (NULL);
  g_autofree char *at = xa_time_format (at_us);

  g_string_append_printf (line, "{\"at\":\"%s\",\"level\":\"%s\",\"event\":\"%s\",\"process\":\"%08x\"", at, xa_log_level_id (level), event, process);
  for (; fields->type != XA_LOG_END; fields++) {
    /* What is not known is left out, as an absent counter is. */
    if (fields->type == XA_LOG_TIME && fields->number == XA_TIME_UNKNOWN)
      continue;
    g_string_append_printf (line, ",\"%s\":", fields->key);
    append_value (line, fields);
  }
  g_string_append (line, "}\n");

  return g_string_free_and_steal (line);
}
