#pragma once

#include <glib.h>

/*
 * The shape of the command line: a table of commands, each with a table of options. Options
 * stand anywhere, before or after the command they belong to.
 */

typedef enum {
  XA_CLI_OK = 0,
  XA_CLI_FAILED = 1,
  XA_CLI_USAGE = 2,
  XA_CLI_PARTIAL = 3, /* some of what was asked was done */
  XA_CLI_INTERRUPTED = 130,
} XaCliExit;

#define XA_CLI_ERROR (xa_cli_error_quark ())
GQuark xa_cli_error_quark (void);

typedef enum {
  XA_CLI_ERROR_USAGE,  /* the command line itself is wrong */
  XA_CLI_ERROR_ANSWER, /* a question was not answered with yes */
  XA_CLI_ERROR_OUTPUT, /* what was asked for could not be written */
} XaCliError;

typedef enum {
  XA_CLI_FLAG,
  XA_CLI_TEXT,   /* UTF-8 */
  XA_CLI_FILE,   /* bytes */
  XA_CLI_NUMBER, /* a whole number from 0 */
  XA_CLI_TIME,   /* ISO 8601 or Unix time */
} XaCliKind;

typedef struct {
  const char *name;   /* without the dashes; NULL ends a table */
  char        letter; /* the short form, or 0 */
  XaCliKind   kind;
  const char *value; /* what help calls the value; NULL for a flag */
  const char *help;
} XaCliOption;

typedef struct _XaCli XaCli;

typedef struct {
  const char        *name;      /* one word, or a group and a verb; NULL ends a table */
  const char        *arguments; /* as help shows them */
  const char        *summary;   /* one line */
  const char        *details;   /* (nullable): paragraphs for the command's own help */
  const XaCliOption *options;   /* (nullable) */
  int                min_arguments;
  int                max_arguments; /* or -1: any number */
  XaCliExit (*run) (XaCli *cli, GError **error);
} XaCliCommand;

/* One option as given. */
typedef struct {
  const XaCliOption *option;
  const char        *text;   /* (not owned) (nullable) */
  gint64             number; /* of XA_CLI_NUMBER and, in microseconds since 1970, XA_CLI_TIME */
} XaCliValue;

typedef struct {
  const XaCliCommand *command;   /* (nullable): NULL where only help or the version was asked for */
  gboolean            help;      /* only help was asked for */
  const char         *group;     /* (nullable): the first word, where help for a group was asked for */
  GArray             *values;    /* (owned) (element-type XaCliValue), in order */
  GPtrArray          *arguments; /* (owned) (element-type char*) (not owned), ends in NULL */
} XaCliArguments;

extern const XaCliOption         xa_cli_global_options[];
extern const XaCliCommand *const xa_cli_commands[]; /* tables of commands; NULL at the end */

XaCliArguments   *xa_cli_arguments_parse (int argc, char **argv, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void              xa_cli_arguments_free (XaCliArguments *self);
const XaCliValue *xa_cli_arguments_find (const XaCliArguments *self, const char *name);

char *xa_cli_help (const XaCliArguments *arguments) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaCliArguments, xa_cli_arguments_free)
