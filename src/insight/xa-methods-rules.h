#pragma once

#include "config.h"
#include <glib.h>

/* How a single figure comes about, in words: what the explanation of the figure says, and what can
 * be copied from there into a paper. */

/* What is hidden, where a figure could tell of a few people. */
typedef enum {
  XA_METHODS_GATE_PEOPLE, /* counts of people */
  XA_METHODS_GATE_POSTS,  /* counts of posts in parts of which each may have few authors */
  XA_METHODS_GATE_TERMS,  /* what too few people used */
  XA_METHODS_GATE_OPEN,   /* of all posts or all audiences together: nobody's */
  XA_METHODS_GATE_NOBODY, /* of the program, and not of people */
} XaMethodsGate;

typedef struct {
  const char   *id;
  const char   *what;    /* the figure in a few words */
  const char   *formula; /* (nullable): NULL where xa_methods_rule_write() composes it */
  const char   *source;  /* (nullable): who published it */
  XaMethodsGate gate;
} XaMethodsRule;

/* What is known of the figure at hand; what is NULL is left out. In the language of who reads it. */
typedef struct {
  const char *n;        /* (nullable): what it was computed from, and how much of that */
  const char *lists;    /* (nullable): the snapshots, and of when they are */
  const char *coverage; /* (nullable): how the people were seen */
  guint       smallest_count;
} XaMethodsFacts;

const XaMethodsRule *xa_methods_rules (void); /* ends with a NULL id */
const XaMethodsRule *xa_methods_find_rule (const char *id);
char                *xa_methods_rule_write (const XaMethodsRule *rule, const XaMethodsFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
