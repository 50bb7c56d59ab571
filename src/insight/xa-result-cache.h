#pragma once

#include "insight/xa-scope.h"
#include "store/xa-facts.h"

#include <nettle/sha2.h>

/*
 * Answers that were computed, kept until something that they were computed from is changed. One for the
 * process, in any thread, whoever asks and over whichever connection.
 *
 * A question says what is asked and what the answer will be computed from; both go into digests. What was
 * computed from other facts than there are now is dropped as soon as it is asked for again. Where two ask
 * the same at the same time, one waits for the other.
 */

/* What an answer is, and how it is held. */
typedef struct {
  const char *name;           /* what it is counted under; static */
  gboolean    is_part;        /* of other answers: whoever meters answers is not told of it */
  gpointer (*ref) (gpointer); /* another reference of an answer, which never changes */
  GDestroyNotify unref;
  gsize (*weigh) (gconstpointer); /* (nullable): its size in bytes, about */
} XaResultKind;

/* A question on its way; nothing in it has to be freed. */
typedef struct {
  const XaScope      *scope;
  const XaResultKind *kind;
  struct sha256_ctx   question;
  struct sha256_ctx   facts;
  gboolean            is_lost; /* the answer cannot be kept */
} XaResultQuestion;

/* Asked within the range of the scope, and for its smallest count. */
void xa_result_question_init (XaResultQuestion *self, const XaScope *scope, const XaResultKind *kind);
void xa_result_question_add_number (XaResultQuestion *self, gint64 number);
void xa_result_question_add_text (XaResultQuestion *self, const char *text); /* (nullable) */
/* What the answer is computed from: of an audience by its id, or one of XA_FACTS_OF_… */
void xa_result_question_use (XaResultQuestion *self, XaFacts facts, gint64 about);
/* The same of an audience by its name; facts of composites are those of all. */
void xa_result_question_use_named (XaResultQuestion *self, XaFacts facts, const char *name);
/* Something that was computed before, and goes into it. */
void xa_result_question_use_number (XaResultQuestion *self, gint64 number);

typedef gpointer (*XaResultFunc) (const XaScope *scope, gpointer data, GError **error);

/* Returns: (transfer full) (nullable): the answer, computed by @compute where none is kept */
gpointer xa_result_cache_answer (XaResultQuestion *question, XaResultFunc compute, gpointer data, GError **error);

/* Lets go of all that is kept. */
void xa_result_cache_clear (void);

/* What is computed from lists of people in this range. */
XaFacts xa_scope_get_list_facts (const XaScope *scope);
/* @id: (out): that a name such as "#12" says. Returns: whether it does */
gboolean xa_scope_parse_id (const char *name, gint64 *id);

/* --- for whoever counts ----------------------------------------------------------------------------- */

/* How long an answer took. Those of a scope that is ahead are not told: nobody waited for them. */
typedef void (*XaResultCacheMeter) (gboolean was_kept, gint64 us, gpointer data);
void xa_result_cache_set_meter (XaResultCacheMeter meter, gpointer data);
/* Unless another has been set since then. */
void xa_result_cache_drop_meter (gpointer data);

/* Everything that is computed, parts too, by the name of its kind. */
typedef void (*XaResultCacheWatch) (const char *name, gpointer data);
void xa_result_cache_set_watch (XaResultCacheWatch watch, gpointer data);
/* For what is computed and kept elsewhere. */
void xa_result_cache_tell (const char *name);
