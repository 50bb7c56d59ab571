#pragma once

#include "providers/xa-target.h"

/*
 * How links of each platform look: one row a shape, the first that fits wins. Read by
 * xa-target-recognize.c.
 *
 * A path is matched part by part. Literal parts match without regard to case. In a part "%x" takes what
 * is left of it, or what stands before the next letter of the pattern:
 *   %h  handle, in the platform's characters, lower case      %H  handle, case kept
 *   %i  id, digits only      %I  id, any text      %p  parent      %t  tag, lower case      %_  anything
 * A last part "**" takes all parts that are left, also none; a first part "+" takes the sub-folder of a forum.
 */
typedef struct {
  const char   *hosts; /* separated by blanks; ".x.y": what stands before it is the first part of the path; "*": any other */
  const char   *path;
  XaPlatform    platform;
  XaTargetKind  kind;  /* 0: none, and @verdict and @why say so */
  const char   *query; /* (nullable): "name=%H": a parameter to be taken; required */
  XaRecognition verdict;
  const char   *why;        /* (nullable): for the user */
  const char   *handle;     /* (nullable): what becomes of it: "at://%p/app.bsky.graph.list/%h" */
  const char   *id;         /* (nullable): likewise: "-100%i" */
  gboolean      is_profile; /* of PERSON: the page that tells who somebody is there */
} XaTargetRule;

extern const XaTargetRule xa_target_rules[];
extern const gsize        xa_target_n_rules;
