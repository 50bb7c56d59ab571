#include "cli/xa-cli-arguments.h"

#include "config.h"

#include <string.h>

/* How far help texts are indented, in columns. */
#define HELP_COLUMN 26

static void
append_row (GString    *out,
            const char *left,
            const char *right)
{
  gsize width = strlen (left) + 2;

  g_string_append_printf (out, "  %s", left);
  if (width + 2 > HELP_COLUMN)
    g_string_append_printf (out, "\n%*s%s\n", HELP_COLUMN, "", right);
  else
    g_string_append_printf (out, "%*s%s\n", (int) (HELP_COLUMN - width), "", right);
}

static void
append_options (GString           *out,
                const char        *title,
                const XaCliOption *options)
{
  g_string_append_printf (out, "\n%s:\n", title);
  for (; options->name; options++) {
    g_autoptr (GString) left = g_string_new (NULL);

    if (options->letter)
      g_string_append_printf (left, "-%c, ", options->letter);
    g_string_append_printf (left, "--%s", options->name);
    if (options->value)
      g_string_append_printf (left, " %s", options->value);
    append_row (out, left->str, options->help);
  }
}

static void
append_commands (GString    *out,
                 const char *group)
{
  gsize len = group ? strlen (group) : 0;

  g_string_append (out, "\nCommands:\n");
  for (gsize i = 0; xa_cli_commands[i]; i++)
    for (const XaCliCommand *command = xa_cli_commands[i]; command->name; command++) {
      g_autofree char *left = g_strconcat (command->name, command->arguments[0] ? " " : "", command->arguments, NULL);

      if (!group || (strncmp (command->name, group, len) == 0 && command->name[len] == ' '))
        append_row (out, left, command->summary);
    }
}

static const char footer[] =
  "\nExit status: 0 done, 1 failed, 2 wrong usage, 3 done in part, 130 interrupted.\n"
  "Data goes to standard output; progress and messages go to standard error.\n";

/**
 * xa_cli_help:
 * @arguments: (nullable): what help is for: a command, a group of commands, or everything
 *
 * Returns: (transfer full): the text that --help prints
 */
char *
xa_cli_help (const XaCliArguments *arguments)
{
  const XaCliCommand *command = arguments ? arguments->command : NULL;
  const char         *group = arguments && !command ? arguments->group : NULL;
  GString            *out = g_string_new (NULL);

  if (command) {
    g_string_append_printf (out, "Usage: xaudience-cli %s [OPTION...]%s%s\n\n%s.\n", command->name,
                            command->arguments[0] ? " " : "", command->arguments, command->summary);
    if (command->details)
      g_string_append_printf (out, "\n%s\n", command->details);
    if (command->options)
      append_options (out, "Options", command->options);
  } else {
    g_string_append_printf (out, "Usage: xaudience-cli [OPTION...] %s%s[ARGUMENT...]\n\n"
                                 "%s: what communities are like, without lists of people.\n",
                            group ? group : "COMMAND", group ? " VERB " : " ", XA_DISPLAY_NAME);
    append_commands (out, group);
  }
  append_options (out, "Options of all commands", xa_cli_global_options);
  g_string_append (out, footer);

  return g_string_free (out, FALSE);
}
