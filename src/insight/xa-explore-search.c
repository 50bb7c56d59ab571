#include "insight/xa-explore-search.h"

#include "model/xa-language.h"
#include "store/xa-labels.h"

#include <math.h>
#include <string.h>

/* Sizes beyond this are nobody's. */
#define LARGEST_SIZE 1e12

XaExploreFilter *
xa_explore_filter_new (void)
{
  XaExploreFilter *self = g_new0 (XaExploreFilter, 1);

  self->least_size = self->most_size = NAN;

  return self;
}

void
xa_explore_filter_free (XaExploreFilter *self)
{
  if (!self)
    return;
  g_strfreev (self->words);
  g_strfreev (self->tags);
  g_free (self);
}

XaExploreFilter *
xa_explore_filter_copy (const XaExploreFilter *self)
{
  XaExploreFilter *copy = g_memdup2 (self, sizeof *self);

  copy->words = g_strdupv (self->words);
  copy->tags = g_strdupv (self->tags);

  return copy;
}

gboolean
xa_explore_filter_is_empty (const XaExploreFilter *self)
{
  return !(self->words && self->words[0]) && !(self->tags && self->tags[0]) && !self->platforms && !self->kinds && !self->roles &&
         !self->coverages && isnan (self->least_size) && isnan (self->most_size);
}

/**
 * xa_explore_fold:
 *
 * Returns: (transfer full): the text without what a person does not type when searching: case,
 *   accents and forms of letters
 */
char *
xa_explore_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *decomposed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  g_autoptr (GString) bare = g_string_new (NULL);

  for (const char *at = decomposed; *at; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (!g_unichar_ismark (c))
      g_string_append_unichar (bare, c);
  }

  return g_utf8_casefold (bare->str, -1);
}

const char *
xa_explore_coverage_id (XaCoverage coverage)
{
  return coverage == 0 ? "none" : xa_coverage_id (coverage);
}

/* --- what an operator takes ------------------------------------------------------------------ */

static char **
add_to_strv (char **list,
             char  *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean is_new = !list || !g_strv_contains ((const char *const *) list, text);

  if (list)
    g_strv_builder_addv (builder, (const char **) list);
  if (is_new)
    g_strv_builder_take (builder, g_strdup (text));
  g_free (text);
  g_strfreev (list);

  return g_strv_builder_end (builder);
}

static gboolean
read_platform (const char *value,
               guint      *bit)
{
  XaPlatform platform;

  if (!xa_platform_parse (value, &platform))
    return FALSE;
  *bit = platform;

  return TRUE;
}

static gboolean
read_kind (const char *value,
           guint      *bit)
{
  XaAudienceKind kind;

  if (!xa_audience_kind_parse (xa_span (value), &kind))
    return FALSE;
  *bit = kind;

  return TRUE;
}

static gboolean
read_role (const char *value,
           guint      *bit)
{
  XaRole role;

  if (!xa_role_parse (xa_span (value), &role))
    return FALSE;
  *bit = role;

  return TRUE;
}

static gboolean
read_coverage (const char *value,
               guint      *bit)
{
  XaCoverage coverage;

  *bit = 0;
  if (strcmp (value, "none") == 0)
    return TRUE;
  if (!xa_coverage_parse (xa_span (value), &coverage))
    return FALSE;
  *bit = coverage;

  return TRUE;
}

static const char *
platform_id (guint bit)
{
  return bit == 0 ? NULL : xa_platform_id ((XaPlatform) bit);
}

static const char *
kind_id (guint bit)
{
  return bit == 0 ? NULL : xa_audience_kind_id ((XaAudienceKind) bit);
}

static const char *
role_id (guint bit)
{
  return bit == 0 ? NULL : xa_role_id ((XaRole) bit);
}

static const char *
coverage_id (guint bit)
{
  return xa_explore_coverage_id ((XaCoverage) bit);
}

/* An operator whose values are a few known words. */
static const struct {
  const char *key;
  gsize       offset; /* of its bits in the filter */
  guint       n_bits;
  gboolean (*read) (const char *value, guint *bit);
  const char *(*id) (guint bit); /* NULL where the bit has no meaning */
} choices[] = {
  { "platform", G_STRUCT_OFFSET (XaExploreFilter, platforms), XA_N_PLATFORMS, read_platform, platform_id },
  { "kind", G_STRUCT_OFFSET (XaExploreFilter, kinds), XA_AUDIENCE_TAG + 1, read_kind, kind_id },
  { "role", G_STRUCT_OFFSET (XaExploreFilter, roles), XA_ROLE_COMPETITOR + 1, read_role, role_id },
  { "coverage", G_STRUCT_OFFSET (XaExploreFilter, coverages), XA_COVERAGE_SAMPLE + 1, read_coverage, coverage_id },
};

static gboolean
set_error (GError    **error,
           const char *format,
           ...) G_GNUC_PRINTF (2, 3);

static gboolean
set_error (GError    **error,
           const char *format,
           ...)
{
  va_list          arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_EXPRESSION, message);

  return FALSE;
}

static gboolean
add_choice (XaExploreFilter *self,
            gsize            which,
            const char      *value,
            GError         **error)
{
  g_autofree char *lower = g_ascii_strdown (value, -1);
  g_autoptr (GString) known = g_string_new (NULL);
  guint bit;

  if (choices[which].read (lower, &bit)) {
    *(guint32 *) (void *) ((char *) self + choices[which].offset) |= 1u << bit;
    return TRUE;
  }
  for (guint i = 0; i < choices[which].n_bits; i++)
    if (choices[which].id (i))
      g_string_append_printf (known, "%s%s", known->len ? ", " : "", choices[which].id (i));

  return set_error (error, N_ ("“%s” is not a value of “%s:”. There are: %s."), value, choices[which].key, known->str);
}

/* "1000", "1.5k", "2M" */
static gboolean
read_number (const char *text,
             const char *end,
             double     *number)
{
  g_autofree char *digits = g_ascii_strdown (text, end - text);
  gsize            n = strspn (digits, "0123456789.");
  const char      *unit = digits + n;
  double           value = g_ascii_isdigit (*digits) ? g_ascii_strtod (digits, NULL) : -1;

  if (strcmp (unit, "k") == 0)
    value *= 1e3;
  else if (strcmp (unit, "m") == 0)
    value *= 1e6;
  else if (*unit)
    return FALSE;
  *number = value;

  return value >= 0 && value <= LARGEST_SIZE;
}

static gboolean
read_range (const char *value,
            double     *least,
            double     *most)
{
  const char *end = value + strlen (value);
  const char *dots = strstr (value, "..");

  *least = *most = NAN;
  if (dots) {
    if (value == dots && dots + 2 == end)
      return FALSE;
    return (value == dots || read_number (value, dots, least)) && (dots + 2 == end || read_number (dots + 2, end, most));
  }
  if (g_str_has_prefix (value, ">="))
    return read_number (value + 2, end, least);
  if (g_str_has_prefix (value, "<="))
    return read_number (value + 2, end, most);
  if (*value == '>') {
    if (!read_number (value + 1, end, least))
      return FALSE;
    *least = floor (*least) + 1;
    return TRUE;
  }
  if (*value == '<') {
    if (!read_number (value + 1, end, most))
      return FALSE;
    *most = ceil (*most) - 1;
    return TRUE;
  }
  if (!read_number (value, end, least))
    return FALSE;
  *most = *least;

  return TRUE;
}

static gboolean
add_size (XaExploreFilter *self,
          const char      *value,
          GError         **error)
{
  double least, most;

  if (!read_range (value, &least, &most))
    return set_error (error, N_ ("“%s” is not a size. Sizes are like >1000, <=50k, 1000..5000 or 1.5M."), value);
  if (!isnan (least))
    self->least_size = isnan (self->least_size) ? ceil (least) : MAX (self->least_size, ceil (least));
  if (!isnan (most))
    self->most_size = isnan (self->most_size) ? floor (most) : MIN (self->most_size, floor (most));
  if (self->least_size > self->most_size || self->most_size < 0)
    return set_error (error, N_ ("No size is in that range: “size:%s”."), value);

  return TRUE;
}

static gboolean
add_tag (XaExploreFilter *self,
         const char      *value,
         GError         **error)
{
  g_autoptr (GError) tag_error = NULL;
  char *tag = xa_tag_normalize (value, &tag_error);

  if (!tag)
    return set_error (error, "%s", tag_error->message);
  self->tags = add_to_strv (self->tags, tag);

  return TRUE;
}

static gboolean
add_value (XaExploreFilter *self,
           const char      *key,
           const char      *value,
           GError         **error)
{
  if (*value == '\0')
    return set_error (error, N_ ("“%s:” needs a value behind the colon."), key);
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (strcmp (choices[i].key, key) == 0)
      return add_choice (self, i, value, error);
  if (strcmp (key, "size") == 0)
    return add_size (self, value, error);
  if (strcmp (key, "tag") == 0)
    return add_tag (self, value, error);

  return set_error (error,
                    N_ ("There is no “%s:” to search by. There are platform:, kind:, role:, coverage:, tag: and size:. Put a text with a "
                        "colon in quotation marks."),
                    key);
}

/* --- the text --------------------------------------------------------------------------------- */

/* One word, or an operator with its values, and where its first colon outside quotes stands. */
typedef struct {
  GString *text;  /* (owned): without the quotes */
  gssize   colon; /* or -1 */
} Token;

static void
token_clear (Token *self)
{
  g_string_free (self->text, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Token, token_clear)

/* A quotation that is not ended ends with the text: somebody may be typing it. */
static const char *
read_token (const char *at,
            Token      *token)
{
  gboolean quoted = FALSE;

  for (; *at; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (c == '"') {
      quoted = !quoted;
      continue;
    }
    if (!quoted && g_unichar_isspace (c))
      break;
    if (!quoted && c == ':' && token->colon < 0)
      token->colon = (gssize) token->text->len;
    g_string_append_unichar (token->text, c);
  }

  return at;
}

/* Letters before a colon ask for an operator; "12:30" is a word. */
static gboolean
is_operator (const Token *token)
{
  if (token->colon <= 0)
    return FALSE;
  for (gssize i = 0; i < token->colon; i++)
    if (!g_ascii_isalpha (token->text->str[i]))
      return FALSE;

  return TRUE;
}

static gboolean
add_token (XaExploreFilter *self,
           const Token     *token,
           GError         **error)
{
  g_autofree char *key = NULL;
  g_auto (GStrv) values = NULL;

  if (!is_operator (token)) {
    if (token->text->len)
      self->words = add_to_strv (self->words, xa_explore_fold (token->text->str));
    return TRUE;
  }
  key = g_ascii_strdown (token->text->str, token->colon);
  values = g_strsplit (token->text->str + token->colon + 1, ",", -1);
  if (!values[0])
    return add_value (self, key, "", error);
  for (gsize i = 0; values[i]; i++)
    if (!add_value (self, key, values[i], error))
      return FALSE;

  return TRUE;
}

/**
 * xa_explore_filter_parse:
 * @text: what was typed
 *
 * Returns: (transfer full) (nullable): the filter; or NULL with EXPRESSION
 */
XaExploreFilter *
xa_explore_filter_parse (const char *text,
                         GError    **error)
{
  g_autoptr (XaExploreFilter) self = xa_explore_filter_new ();
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char      *at = valid;

  while (*at) {
    g_auto (Token) token = { g_string_new (NULL), -1 };

    while (*at && g_unichar_isspace (g_utf8_get_char (at)))
      at = g_utf8_next_char (at);
    at = read_token (at, &token);
    if (!add_token (self, &token, error))
      return NULL;
  }

  return g_steal_pointer (&self);
}

static void
append_word (GString    *text,
             const char *word)
{
  gboolean plain = TRUE;

  for (const char *at = word; *at; at = g_utf8_next_char (at))
    plain &= !g_unichar_isspace (g_utf8_get_char (at)) && *at != ':';
  g_string_append_printf (text, plain ? "%s%s" : "%s\"%s\"", text->len ? " " : "", word);
}

static void
append_choices (GString               *text,
                const XaExploreFilter *self,
                gsize                  which)
{
  guint32     bits = *(const guint32 *) (const void *) ((const char *) self + choices[which].offset);
  const char *before = ":";

  if (!bits)
    return;
  g_string_append_printf (text, "%s%s", text->len ? " " : "", choices[which].key);
  for (guint i = 0; i < choices[which].n_bits; i++)
    if ((bits & 1u << i) && choices[which].id (i)) {
      g_string_append_printf (text, "%s%s", before, choices[which].id (i));
      before = ",";
    }
}

static void
append_size (GString               *text,
             const XaExploreFilter *self)
{
  const char *before = text->len ? " " : "";

  if (!isnan (self->least_size) && self->least_size == self->most_size)
    g_string_append_printf (text, "%ssize:%.0f", before, self->least_size);
  else if (!isnan (self->least_size) && !isnan (self->most_size))
    g_string_append_printf (text, "%ssize:%.0f..%.0f", before, self->least_size, self->most_size);
  else if (!isnan (self->least_size))
    g_string_append_printf (text, "%ssize:>=%.0f", before, self->least_size);
  else if (!isnan (self->most_size))
    g_string_append_printf (text, "%ssize:<=%.0f", before, self->most_size);
}

/**
 * xa_explore_filter_format:
 *
 * Returns: (transfer full): the shortest text that parses to @self
 */
char *
xa_explore_filter_format (const XaExploreFilter *self)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; self->words && self->words[i]; i++)
    append_word (text, self->words[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    append_choices (text, self, i);
  for (gsize i = 0; self->tags && self->tags[i]; i++)
    g_string_append_printf (text, "%stag:%s", text->len ? " " : "", self->tags[i]);
  append_size (text, self);

  return g_string_free (text, FALSE);
}

/**
 * xa_explore_filter_toggle_tag:
 * @tag: as it is kept
 */
void
xa_explore_filter_toggle_tag (XaExploreFilter *self,
                              const char      *tag)
{
  g_autoptr (GStrvBuilder) others = g_strv_builder_new ();
  gboolean was_there = self->tags && g_strv_contains ((const char *const *) self->tags, tag);

  if (!was_there) {
    self->tags = add_to_strv (self->tags, g_strdup (tag));
    return;
  }
  for (gsize i = 0; self->tags[i]; i++)
    if (strcmp (self->tags[i], tag) != 0)
      g_strv_builder_add (others, self->tags[i]);
  g_strfreev (self->tags);
  self->tags = g_strv_builder_end (others);
}
