#pragma once

#include <glib.h>

/*
 * What the core says, in the language of whoever looks.
 *
 * The core says everything in English: errors, causes, notes, what it writes into the workspace and into the log. So
 * what is kept, logged, sent and printed is the same everywhere, and a workspace never holds a mixture of languages. Each
 * such sentence is marked with N_ () where it is written, whole, with what is filled in as %s or %d; whoever shows it on
 * a screen passes it through here.
 *
 * What was filled in is found again with the sentences of the language's catalogue. Names that people gave stand in
 * “quotation marks” and stay as they are, and so do single words; other text that was filled in is said in the language too
 * where it can be.
 */

char       *xa_said (const char *text) G_GNUC_WARN_UNUSED_RESULT;
const char *xa_said_error (GError *error);
void        xa_say_error_of (GError **error, const char *sentence);
char       *xa_say_of (const char *sentence, const char *what) G_GNUC_WARN_UNUSED_RESULT;
