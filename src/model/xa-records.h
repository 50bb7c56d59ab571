#pragma once

#include "model/xa-platform.h"

#include <glib.h>

/*
 * The uniform records that every provider produces. They are plain structs whose text is
 * borrowed from the parser for the length of one call into a sink; nothing here outlives it.
 */

/* Text that need not end in NUL. Absent text has a NULL pointer; empty text has length 0. */
typedef struct {
  const char *str; /* (not owned) (nullable) */
  gsize       len; /* in bytes */
} XaSpan;

#define XA_SPAN_NONE ((XaSpan) { NULL, 0 })

/* A counter that the platform did not give. Never 0, which is a count. */
#define XA_COUNT_UNKNOWN G_MININT64

/* A time that the source did not give; times are microseconds since 1970, UTC. */
#define XA_TIME_UNKNOWN G_MININT64

#define XA_USEC_PER_HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define XA_USEC_PER_DAY (24 * XA_USEC_PER_HOUR)

/* Values of all enums below are written to workspace files: append, never renumber. */

typedef enum {
  XA_AUDIENCE_CHANNEL = 1,
  XA_AUDIENCE_GROUP,
  XA_AUDIENCE_ACCOUNT,
  XA_AUDIENCE_SERVER,
  XA_AUDIENCE_FORUM,
  XA_AUDIENCE_TAG,
} XaAudienceKind;

typedef enum {
  XA_ROLE_OTHER = 1,
  XA_ROLE_OWN,
  XA_ROLE_COMPETITOR,
} XaRole;

/* How the members of a snapshot were come by; decides what may be said about them. */
typedef enum {
  XA_COVERAGE_COMPLETE = 1,
  XA_COVERAGE_FIRST_N,        /* a capped list, not a random sample */
  XA_COVERAGE_ACTIVE_AUTHORS, /* those who wrote in a window of time */
  XA_COVERAGE_REACTORS,       /* those seen reacting: a lower bound */
  XA_COVERAGE_COUNT_ONLY,
  XA_COVERAGE_SAMPLE, /* a random sample of known size */
} XaCoverage;

typedef enum {
  XA_AUTHOR_UNKNOWN = 0, /* not given, or an account that no longer exists */
  XA_AUTHOR_MEMBER,
  XA_AUTHOR_OWN, /* the audience's own account: a broadcast channel, a brand */
  XA_AUTHOR_BOT,
} XaAuthorKind;

typedef enum {
  XA_EVENT_JOIN = 1,
  XA_EVENT_LEAVE,
} XaEventKind;

typedef enum {
  XA_METRIC_MEMBERS = 1,
  XA_METRIC_POSTS,
  XA_METRIC_REACTIONS,
  XA_METRIC_COMMENTS,
  XA_METRIC_SHARES,
  XA_METRIC_VIEWS,
  XA_METRIC_ONLINE,
  XA_METRIC_RATING,
} XaMetric;

/* By what the platform sorts those who follow. */
typedef enum {
  XA_FACET_COUNTRY = 1,
  XA_FACET_REGION,
  XA_FACET_INDUSTRY,
  XA_FACET_FUNCTION,
  XA_FACET_SENIORITY,
  XA_FACET_COMPANY_SIZE,
} XaFacet;

#define XA_N_FACETS (XA_FACET_COMPANY_SIZE + 1)

typedef enum {
  XA_LINK_FORWARD = 1, /* a post of another audience was passed on here */
  XA_LINK_MENTION,     /* another audience was named here */
} XaLinkKind;

/* An audience as its source describes it. */
typedef struct {
  XaPlatform     platform;
  XaSpan         native_id; /* the platform's id of the audience itself; with platform: its identity */
  XaAudienceKind kind;
  XaSpan         title;
  XaSpan         handle; /* public address without '@' (absent: none known) */
  XaSpan         url;
  XaSpan         parent_native_id; /* the server of a channel (absent: none) */
  gint64         members_reported; /* as the platform says, or XA_COUNT_UNKNOWN */
  gboolean       simulated;
} XaAudienceRecord;

/* A list of members of one audience that is about to follow. */
typedef struct {
  gint64     at_us;
  XaCoverage coverage;
  gint64     first_n;  /* the cap of XA_COVERAGE_FIRST_N; of a complete list, how many of @reported the platform never lists; else 0 */
  gint64     reported; /* the size that the platform states, or XA_COUNT_UNKNOWN */
} XaSnapshotRecord;

/* A person as the source names them; the raw id exists only inside one parse. */
typedef struct {
  XaSpan   id;
  gboolean by_handle;    /* @id is a handle: a separate id space that never matches ids */
  gboolean is_pseudonym; /* @id is what the workspace's own key makes of a person, in hex digits */
} XaPerson;

/* What the profile of a person, where it came along, says of accounts elsewhere: only on which platforms, never which. */
typedef struct {
  gboolean is_read;   /* it was looked through */
  guint32  platforms; /* a bit (1 << XaPlatform) each */
} XaProfileRecord;

typedef struct {
  XaPerson        person;
  gint64          joined_us; /* or XA_TIME_UNKNOWN */
  gint64          left_us;   /* or XA_TIME_UNKNOWN */
  gboolean        is_bot;
  XaProfileRecord profile; /* nothing, unless xa_sink_wants_profiles() */
} XaMemberRecord;

typedef struct {
  XaSpan key;
  XaSpan value;
} XaField;

typedef struct {
  XaSpan         native_id; /* the platform's id of the post */
  gint64         at_us;
  XaAuthorKind   author_kind;
  XaPerson       author; /* for XA_AUTHOR_MEMBER */
  XaSpan         text;
  XaSpan         lang;              /* as the platform says (absent: not said) */
  XaSpan         reply_to;          /* native id of a post of the same audience */
  gboolean       parent_is_counted; /* the platform tells how many answer that: this one is among them */
  const XaSpan  *tags;              /* (array length=n_tags): hashtags without '#'; the sink adds none of its own */
  gsize          n_tags;
  gint64         reactions, comments, shares, views; /* or XA_COUNT_UNKNOWN */
  gint64         seen_us;                            /* when the counters were read, or XA_TIME_UNKNOWN for now */
  gboolean       has_media;
  gboolean       counters_only; /* of a post that may have come before: nothing but its counters is known */
  double         rating;        /* of feedback sources, or NAN */
  XaSpan         product;       /* of feedback sources */
  const XaField *fields;        /* (array length=n_fields): free metadata of feedback sources */
  gsize          n_fields;
} XaPostRecord;

typedef struct {
  XaSpan   post_native_id; /* (absent: not known) */
  XaPerson person;
  XaSpan   reaction; /* emoji or name of the reaction (absent: a plain like) */
  gint64   at_us;    /* or XA_TIME_UNKNOWN */
} XaReactionRecord;

typedef struct {
  XaEventKind kind;
  gint64      at_us;
  XaPerson    person;    /* absent id: only the number is known */
  gint64      count;     /* how many people, 1 where a person is named */
  XaSpan      native_id; /* of the record that tells of it, so that it counts once (absent: not known) */
} XaEventRecord;

typedef struct {
  XaMetric metric;
  gint64   at_us;
  double   value;
  double   granularity; /* the step to which the source rounds, 0 if exact */
} XaSampleRecord;

/* How many are of one kind: of an industry, a country. */
typedef struct {
  XaSpan value; /* the platform's word or number for it: of a thing, never of a person */
  XaSpan name;  /* what it is called (absent: not known) */
  gint64 count;
} XaFacetCount;

/* How many of an audience are of which kind, as the platform counts them itself: all that it tells of one facet. */
typedef struct {
  XaFacet             facet;
  gint64              at_us;
  const XaFacetCount *counts; /* (array length=n_counts) */
  gsize               n_counts;
} XaFacetRecord;

/* All of an audience's own posts, other than replies and reposts, that a source shows of a stretch of time: others
 * of the stretch, which it showed before, are deleted there. */
typedef struct {
  gint64        from_us, to_us; /* neither is part of it */
  const XaSpan *ids;            /* (array length=n_ids): native ids of those that are there */
  gsize         n_ids;
  gboolean      is_gone; /* @ids are deleted there, whosever they were, as the platform said: the times do not matter */
} XaStretchRecord;

/* A reference from the sink's audience to another; one of the three ways to name it is set. */
typedef struct {
  XaLinkKind kind;
  XaSpan     target_native_id;
  XaSpan     target_handle; /* may turn out to be a person: kept only if it names an audience */
  XaSpan     target_title;  /* likewise */
  gboolean   certain;       /* the source says that the target is an audience, not a person */
  gint64     at_us;
} XaLinkRecord;

const char *xa_audience_kind_id (XaAudienceKind kind);
gboolean    xa_audience_kind_parse (XaSpan id, XaAudienceKind *kind);
const char *xa_role_id (XaRole role);
gboolean    xa_role_parse (XaSpan id, XaRole *role);
const char *xa_coverage_id (XaCoverage coverage);
gboolean    xa_coverage_parse (XaSpan id, XaCoverage *coverage);
const char *xa_metric_id (XaMetric metric);
gboolean    xa_metric_parse (XaSpan id, XaMetric *metric);
const char *xa_event_kind_id (XaEventKind kind);
gboolean    xa_event_kind_parse (XaSpan id, XaEventKind *kind);
const char *xa_link_kind_id (XaLinkKind kind);
const char *xa_facet_id (XaFacet facet);
const char *xa_facet_words (XaFacet facet); /* "Industry" */

static inline XaSpan
xa_span (const char *text)
{
  return text ? (XaSpan) { text, __builtin_strlen (text) } : XA_SPAN_NONE;
}

static inline gboolean
xa_span_equal (XaSpan      span,
               const char *text)
{
  return span.str && __builtin_strlen (text) == span.len && __builtin_memcmp (span.str, text, span.len) == 0;
}

/* Returns: (transfer full) (nullable): a copy that ends in NUL, or NULL for absent text */
static inline char *
xa_span_dup (XaSpan span)
{
  return span.str ? g_strndup (span.str, span.len) : NULL;
}
