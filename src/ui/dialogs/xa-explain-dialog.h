#pragma once

#include "insight/xa-methods-rules.h"
#include "ui/xa-session.h"

#include <gtk/gtk.h>

/*
 * "How was this computed": the rule in words, and a paragraph about the audiences behind the
 * figure that can be copied into a paper. Without audiences the explanation itself can be copied.
 */
typedef struct {
  const char        *heading; /* what the figure is called */
  const char        *how;     /* the formula, what it is of, what was withheld: in words */
  const char *const *names;   /* (nullable) (array zero-terminated=1): audiences the methods paragraph is about */
} XaExplanation;

/* Copies @explanation. @session: (nullable): without audiences */
void xa_explain_dialog_present (GtkWidget *parent, XaSession *session, const XaExplanation *explanation);

/* The same for a figure that goes by one of the rules of xa_methods_rules().
 * @names: (nullable) (array zero-terminated=1): as above */
void xa_explain_dialog_present_rule (GtkWidget *parent, XaSession *session, const char *heading, const char *rule, const XaMethodsFacts *facts, const char *const *names);
