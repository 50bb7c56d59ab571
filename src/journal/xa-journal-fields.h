#pragma once

#include "model/xa-platform.h"

/*
 * What a line of the log may hold. A field is typed, and no type takes free text: words come from
 * the source of the program or from a closed list, the rest are numbers. So nothing that a platform
 * or a person wrote can get into the log, whoever logs what.
 */

typedef enum {
  XA_LOG_DEBUG = 1,
  XA_LOG_INFO,
  XA_LOG_WARNING,
  XA_LOG_ERROR,
} XaLogLevel;

#define XA_N_LOG_LEVELS (XA_LOG_ERROR + 1)

typedef enum {
  XA_LOG_END, /* of the fields */
  XA_LOG_WORD,
  XA_LOG_ID,
  XA_LOG_COUNT,
  XA_LOG_ROUGHLY,
  XA_LOG_TIME,
  XA_LOG_FLAG,
  XA_LOG_HASH,
  XA_LOG_CODE,
} XaLogType;

typedef struct {
  XaLogType   type;
  const char *key;  /* (not owned): a literal */
  const char *word; /* (not owned): of XA_LOG_WORD and, as what is hashed, XA_LOG_HASH */
  gint64      number;
} XaLogField;

/* A word of the program itself: the compiler takes literals only. */
#define xa_log_word(key, literal) ((XaLogField) { XA_LOG_WORD, "" key "", "" literal "", 0 })
/* One of the words that xa_log_knows() knows: causes, passes, states, platforms; "other" for all else. */
#define xa_log_known(key, text) ((XaLogField) { XA_LOG_WORD, "" key "", xa_log_find_word (text), 0 })
#define xa_log_platform(platform) ((XaLogField) { XA_LOG_WORD, "platform", xa_log_find_platform (platform), 0 })
/* A row of ours: a connection, an audience, a source, a task. Never the id that a platform gave. */
#define xa_log_id(key, id) ((XaLogField) { XA_LOG_ID, "" key "", NULL, (id) })
/* Of pages, requests, bytes, rows, milliseconds: never of people. */
#define xa_log_count(key, n) ((XaLogField) { XA_LOG_COUNT, "" key "", NULL, (gint64) (n) })
/* Of people, or of what people did: only its first digit is told, and below ten nothing. */
#define xa_log_roughly(key, n) ((XaLogField) { XA_LOG_ROUGHLY, "" key "", NULL, (gint64) (n) })
#define xa_log_time(key, time_us) ((XaLogField) { XA_LOG_TIME, "" key "", NULL, (time_us) })
#define xa_log_flag(key, flag) ((XaLogField) { XA_LOG_FLAG, "" key "", NULL, (flag) })
/* Which workspace: eight digits of a hash of its identity, the same in every line. */
#define xa_log_workspace(uuid) ((XaLogField) { XA_LOG_HASH, "workspace", (uuid), 0 })
/* The class of an error and its number there; its message stays out. */
#define xa_log_error(error) ((XaLogField) { XA_LOG_CODE, "error", xa_log_find_domain (error), (error) ? (error)->code : 0 })

const char *xa_log_level_id (XaLogLevel level);
gboolean    xa_log_level_parse (const char *text, XaLogLevel *level);

gboolean    xa_log_knows (const char *text);
const char *xa_log_find_word (const char *text); /* @text: (nullable) */
const char *xa_log_find_platform (XaPlatform platform);
const char *xa_log_find_domain (const GError *error);

/* Eight hex digits by which the lines of a workspace are told from those of others. */
char *xa_log_hash (const char *uuid) G_GNUC_WARN_UNUSED_RESULT;

/* A line of JSON with its line end. @process: eight hex digits; @at_us: when. */
char *xa_log_format (gint64 at_us, XaLogLevel level, const char *event, guint32 process, const XaLogField *fields) G_GNUC_WARN_UNUSED_RESULT;
