#pragma once

#include "providers/xa-fetch.h"

/*
 * Facts of an answer that are kept, as a mark of the source, with what the answer said of its own age:
 * as long as it is as it was, the platform need not send it again. Counts and names of the audience
 * itself only; never a body, nor anything of a person (NET-6).
 */

/* Asks @request (transfer full), or finds that nothing has changed.
 *
 * @mark: under which name they are kept
 * @facts: (out) (transfer full) (nullable): (array zero-terminated=1): the kept ones where the answer is
 *   not_modified, else NULL
 * @stamp: (out) (transfer full) (nullable): to keep facts of the answer with */
XaResponse *xa_kept_facts_ask (XaFetch *fetch, const char *mark, XaRequest *request, char ***facts, char **stamp, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* To be called before the page that they came with ends. @stamp: (nullable): where there is none, the
 * answer says nothing of its age, and nothing is kept. @facts: (array zero-terminated=1) */
void xa_kept_facts_keep (XaFetch *fetch, const char *mark, const char *stamp, const char *const *facts);

/* The number at @i of what was kept, or XA_COUNT_UNKNOWN. */
gint64 xa_kept_facts_get_count (char **facts, guint i);
/* (nullable): "" as NULL */
const char *xa_kept_facts_get_text (char **facts, guint i);

/* What is kept of a number. */
#define XA_KEPT_COUNT_SIZE 24
const char *xa_kept_facts_format (gint64 count, char *buffer); /* Returns: @buffer */
