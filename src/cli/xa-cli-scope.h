#pragma once

#include "cli/xa-cli.h"
#include "insight/xa-scope.h"

/* The options that every question takes: --from, --to, and the smallest count to be shown. */
#define XA_CLI_SCOPE_OPTIONS                                                                                           \
  { "from", 0, XA_CLI_TIME, "TIME", "only what happened from then on" },                                               \
    { "to", 0, XA_CLI_TIME, "TIME", "only what happened, or was known, until then; a day: to its end" },               \
    { "smallest-count", 0, XA_CLI_NUMBER, "K", "hide counts of fewer than K people (5 on a terminal, 10 elsewhere)" }, \
    { "i-am-the-community-owner", 0, XA_CLI_FLAG, NULL, "allow a --smallest-count below 5; this is noted in the workspace" }

/* A question's scope and the store it reads; cleared together. */
typedef struct {
  XaScope  scope;
  XaStore *store; /* (owned) */
} XaCliScope;

gboolean xa_cli_scope_open (XaCli *cli, gboolean to_file, XaCliScope *self, GError **error);
void     xa_cli_scope_clear (XaCliScope *self);
void     xa_cli_scope_progress (double fraction, gpointer cli);

/* What an answer is written as. Text has no field of its own for what is said of all of it. */
typedef enum {
  XA_CLI_FORM_TEXT,
  XA_CLI_FORM_DATA, /* JSON, CSV, or a file */
} XaCliForm;

/* Says once a run what goes with the answer: that data is simulated, that an audience is one
 * person's. (element-type XaSubject) */
void xa_cli_scope_remark (const GPtrArray *subjects, XaCliForm form);
/* Says that what follows is invented: where the answer is text, in the answer. */
void xa_cli_scope_mark_simulated (XaCliForm form);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaCliScope, xa_cli_scope_clear)
