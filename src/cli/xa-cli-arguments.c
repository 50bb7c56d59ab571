#include "cli/xa-cli-arguments.h"

#include "model/xa-time.h"

#include <string.h>

G_DEFINE_QUARK (xa-cli-error-quark, xa_cli_error)

const XaCliOption xa_cli_global_options[] = {
  { "workspace", 'w', XA_CLI_FILE, "WORKSPACE", "a workspace by name or by path (default: $XAUDIENCE_WORKSPACE, else \"default\")" },
  { "key-file", 0, XA_CLI_FILE, "FILE", "the key is in FILE (32 bytes, mode 0600) instead of the Secret Service" },
  { "json", 0, XA_CLI_FLAG, NULL, "print JSON" },
  { "quiet", 'q', XA_CLI_FLAG, NULL, "no progress" },
  { "help", 'h', XA_CLI_FLAG, NULL, "print help and exit" },
  { "version", 0, XA_CLI_FLAG, NULL, "print the version and exit" },
  { NULL },
};

static const XaCliOption *
find_option (const XaCliOption *table,
             const char        *name,
             gsize              len)
{
  for (; table && table->name; table++)
    if (len == 1 ? table->letter == name[0] : strlen (table->name) == len && memcmp (table->name, name, len) == 0)
      return table;

  return NULL;
}

/* An option that any command knows, for finding out which arguments are values before the
 * command is known. One name means one kind in all commands. */
static const XaCliOption *
find_option_anywhere (const char *name,
                      gsize       len)
{
  const XaCliOption *option = find_option (xa_cli_global_options, name, len);

  for (gsize i = 0; !option && xa_cli_commands[i]; i++)
    for (const XaCliCommand *command = xa_cli_commands[i]; !option && command->name; command++)
      option = find_option (command->options, name, len);

  return option;
}

/* Edits that lead from one word to the other; words are short. */
static guint
distance (const char *a,
          const char *b)
{
  guint row[64];
  gsize n = MIN (strlen (b), G_N_ELEMENTS (row) - 1);

  for (guint j = 0; j <= n; j++)
    row[j] = j;
  for (guint i = 0; a[i]; i++) {
    guint diagonal = row[0];

    row[0] = i + 1;
    for (guint j = 0; j < n; j++) {
      guint above = row[j + 1];

      row[j + 1] = MIN (MIN (above, row[j]) + 1, diagonal + (a[i] != b[j]));
      diagonal = above;
    }
  }

  return row[n];
}

static void
consider (const char  *name,
          const char  *typed,
          const char **best,
          guint       *best_distance)
{
  guint d = distance (typed, name);

  if (d < *best_distance && d * 2 < strlen (name) + 1) {
    *best = name;
    *best_distance = d;
  }
}

/* One argument that may be an option: its name, and its value where it is in the same argument. */
typedef struct {
  const char *name;
  gsize       len;
  const char *value; /* (nullable) */
} Word;

static void
unknown_option (const XaCliCommand *command,
                const char         *argument,
                const Word         *typed,
                GError            **error)
{
  g_autofree char *name = g_strndup (typed->name, typed->len);
  g_autofree char *word = g_utf8_make_valid (name, -1);
  const char      *best = NULL;
  guint            best_distance = 4;
  const char      *dashes = argument[1] == '-' ? "--" : "-";

  for (const XaCliOption *option = xa_cli_global_options; option->name; option++)
    consider (option->name, word, &best, &best_distance);
  for (const XaCliOption *option = command ? command->options : NULL; option && option->name; option++)
    consider (option->name, word, &best, &best_distance);

  if (best)
    g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "there is no option %s%s; did you mean --%s?", dashes, word, best);
  else
    g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "there is no option %s%s", dashes, word);
}

static void
unknown_command (const char *typed,
                 GError    **error)
{
  g_autofree char *word = g_utf8_make_valid (typed, -1);
  const char      *best = NULL;
  guint            best_distance = 4;

  for (gsize i = 0; xa_cli_commands[i]; i++)
    for (const XaCliCommand *command = xa_cli_commands[i]; command->name; command++)
      consider (command->name, word, &best, &best_distance);

  if (best)
    g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "there is no command \"%s\"; did you mean \"%s\"?", word, best);
  else
    g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "there is no command \"%s\"", word);
}

static gboolean
read_option (const char *argument,
             Word       *word)
{
  const char *equals;

  /* No option is a digit: platforms have ids below zero. */
  if (argument[0] != '-' || argument[1] == '\0' || g_ascii_isdigit (argument[1]) || strcmp (argument, "--") == 0)
    return FALSE;

  if (argument[1] != '-') {
    *word = (Word) { argument + 1, 1, argument[2] ? argument + 2 : NULL };
    return TRUE;
  }

  equals = strchr (argument, '=');
  *word = (Word) { argument + 2, equals ? (gsize) (equals - argument) - 2 : strlen (argument) - 2, equals ? equals + 1 : NULL };

  return TRUE;
}

/* A one-letter word after two dashes is no short option. */
static const XaCliOption *
look_up (const XaCliOption *table,
         const char        *argument,
         const Word        *word)
{
  return word->len == 1 && argument[1] == '-' ? NULL : find_option (table, word->name, word->len);
}

static const XaCliCommand *
find_command (const char  *first,
              const char  *second,
              gboolean    *is_group,
              const char **group)
{
  *is_group = FALSE;
  for (gsize i = 0; xa_cli_commands[i]; i++)
    for (const XaCliCommand *command = xa_cli_commands[i]; command->name; command++) {
      const char *blank = strchr (command->name, ' ');
      gsize       len = blank ? (gsize) (blank - command->name) : strlen (command->name);

      if (strlen (first) != len || memcmp (command->name, first, len) != 0)
        continue;
      if (!blank || (second && strcmp (blank + 1, second) == 0)) {
        *is_group = FALSE;
        return command;
      }
      *is_group = TRUE;
      *group = first;
    }

  return NULL;
}

/* The arguments that are neither options nor values of options. */
static GPtrArray *
collect_words (int    argc,
               char **argv)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (int i = 1; i < argc; i++) {
    const XaCliOption *option;
    Word               word;

    if (strcmp (argv[i], "--") == 0) {
      while (++i < argc)
        g_ptr_array_add (words, argv[i]);
      break;
    }
    if (!read_option (argv[i], &word)) {
      g_ptr_array_add (words, argv[i]);
      continue;
    }
    option = find_option_anywhere (word.name, word.len);
    if (option && option->value && !word.value)
      i++;
  }

  return g_steal_pointer (&words);
}

static gboolean
read_value (XaCliValue *value,
            GError    **error)
{
  const XaCliOption *option = value->option;

  if (option->kind != XA_CLI_FILE && value->text && !g_utf8_validate (value->text, -1, NULL)) {
    g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "the value of --%s is not UTF-8", option->name);
    return FALSE;
  }
  if (option->kind == XA_CLI_NUMBER) {
    guint64 number;

    if (!g_ascii_string_to_unsigned (value->text, 10, 0, G_MAXINT64, &number, NULL)) {
      g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "--%s takes a whole number, not \"%s\"", option->name, value->text);
      return FALSE;
    }
    value->number = (gint64) number;
  }
  if (option->kind == XA_CLI_TIME) {
    value->number = xa_time_parse (xa_span (value->text));
    if (value->number == XA_TIME_UNKNOWN) {
      g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "--%s takes a time such as 2025-11-21 or 2025-11-21T18:00:00Z, not \"%s\"", option->name, value->text);
      return FALSE;
    }
  }
  if ((option->kind == XA_CLI_FILE || option->kind == XA_CLI_TEXT) && value->text[0] == '\0') {
    g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "the value of --%s is empty", option->name);
    return FALSE;
  }

  return TRUE;
}

static gboolean
read_options (XaCliArguments *self,
              int             argc,
              char          **argv,
              GError        **error)
{
  for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++) {
    XaCliValue value = { 0 };
    Word       word;

    if (!read_option (argv[i], &word))
      continue;

    value.option = look_up (xa_cli_global_options, argv[i], &word);
    if (!value.option && self->command)
      value.option = look_up (self->command->options, argv[i], &word);
    if (!value.option) {
      unknown_option (self->command, argv[i], &word, error);
      return FALSE;
    }
    if (!value.option->value && word.value) {
      g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "--%s takes no value", value.option->name);
      return FALSE;
    }
    if (value.option->value && !word.value && i + 1 == argc) {
      g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "--%s needs a value: %s", value.option->name, value.option->value);
      return FALSE;
    }
    if (value.option->value) {
      value.text = word.value ? word.value : argv[++i];
      if (!read_value (&value, error))
        return FALSE;
    }
    g_array_append_val (self->values, value);
  }

  return TRUE;
}

static gboolean
check_arguments (XaCliArguments *self,
                 GError        **error)
{
  const XaCliCommand *command = self->command;
  int                 n = (int) self->arguments->len;

  if (n < command->min_arguments) {
    g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "%s needs %s", command->name, command->arguments);
    return FALSE;
  }
  if (command->max_arguments >= 0 && n > command->max_arguments) {
    g_autofree char *word = g_filename_display_name (g_ptr_array_index (self->arguments, command->max_arguments));

    g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "%s does not take \"%s\"", command->name, word);
    return FALSE;
  }

  return TRUE;
}

/**
 * xa_cli_arguments_parse:
 *
 * Finds the command, then its options and arguments. With --help and --version the command may
 * be missing and its arguments are not counted.
 *
 * Returns: (transfer full): what was typed, or NULL with an XA_CLI_ERROR_USAGE
 */
XaCliArguments *
xa_cli_arguments_parse (int      argc,
                        char   **argv,
                        GError **error)
{
  g_autoptr (XaCliArguments) self = g_new0 (XaCliArguments, 1);
  g_autoptr (GPtrArray) words = collect_words (argc, argv);
  const char *first, *second;
  gboolean    is_group = FALSE;
  gboolean    asks_for_help;
  guint       n_skip = 0;

  self->values = g_array_new (FALSE, FALSE, sizeof (XaCliValue));
  self->arguments = g_ptr_array_new ();
  asks_for_help = words->len > 0 && strcmp (g_ptr_array_index (words, 0), "help") == 0;
  if (asks_for_help)
    n_skip++;

  first = words->len > n_skip ? g_ptr_array_index (words, n_skip) : NULL;
  second = words->len > n_skip + 1 ? g_ptr_array_index (words, n_skip + 1) : NULL;
  if (first)
    self->command = find_command (first, second, &is_group, &self->group);
  if (!read_options (self, argc, argv, error))
    return NULL;

  self->help = asks_for_help || xa_cli_arguments_find (self, "help");
  if (first && !self->command && (!is_group || second)) {
    g_autofree char *both = is_group ? g_strconcat (first, " ", second, NULL) : g_strdup (first);

    unknown_command (both, error);
    return NULL;
  }
  if (self->help || xa_cli_arguments_find (self, "version"))
    return g_steal_pointer (&self);
  if (!self->command) {
    if (is_group)
      g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "%s needs a verb", first);
    else
      g_set_error_literal (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "no command was given");
    return NULL;
  }

  for (guint i = strchr (self->command->name, ' ') ? 2 : 1; i < words->len; i++)
    g_ptr_array_add (self->arguments, g_ptr_array_index (words, i));
  if (!check_arguments (self, error))
    return NULL;
  g_ptr_array_add (self->arguments, NULL);

  return g_steal_pointer (&self);
}

void
xa_cli_arguments_free (XaCliArguments *self)
{
  g_clear_pointer (&self->values, g_array_unref);
  g_clear_pointer (&self->arguments, g_ptr_array_unref);
  g_free (self);
}

/**
 * xa_cli_arguments_find:
 * @name: the long name of an option
 *
 * Returns: (nullable): the option as last given, or NULL where it was not
 */
const XaCliValue *
xa_cli_arguments_find (const XaCliArguments *self,
                       const char           *name)
{
  for (guint i = self->values->len; i > 0; i--) {
    const XaCliValue *value = &g_array_index (self->values, XaCliValue, i - 1);

    if (strcmp (value->option->name, name) == 0)
      return value;
  }

  return NULL;
}
