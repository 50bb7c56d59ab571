#pragma once

#include <glib.h>

/*
 * Finds again what was filled into a sentence: “%s has %d posts.” and “Forum has 12 posts.” give “Forum” and 12. Part of
 * xa_said ().
 */

/* Sentences with more places than this are not looked for. */
#define XA_SAID_MOST_PARTS 8

/* What a sentence is worth as a pattern. */
typedef struct {
  gsize n_letters; /* that stand in it as they are */
} XaSaidPlan;

typedef struct {
  const char *start; /* (not owned): in the text that was matched */
  gsize       size;
  char        kind;      /* of the conversion: s, d, f, x or c */
  gboolean    is_quoted; /* a name that somebody gave */
} XaSaidPart;

typedef struct {
  XaSaidPart parts[XA_SAID_MOST_PARTS];
  guint      n;
} XaSaidParts;

typedef char *(*XaSaidOf) (const char *text, gpointer data);

gboolean xa_said_plan (const char *sentence, XaSaidPlan *plan);
gboolean xa_said_match (const char *sentence, const char *text, XaSaidParts *parts);
gulong   xa_said_get_number (const XaSaidParts *parts);
char    *xa_said_fill (const char *translation, const XaSaidParts *parts, XaSaidOf say, gpointer data) G_GNUC_WARN_UNUSED_RESULT;
