#pragma once

#include "model/xa-sink.h"
#include "privacy/xa-pseudonym.h"

/*
 * What the sink hands to the writer: one transaction's worth of records that hold no person
 * any more. Text lives in one buffer and is named by its place in it.
 */

#define XA_BATCH_NO_REF G_MAXUINT32

typedef struct {
  guint32 offset; /* into XaBatch.text */
  guint32 len;    /* in bytes; G_MAXUINT32: absent */
} XaBatchText;

#define XA_BATCH_NO_TEXT ((XaBatchText) { 0, G_MAXUINT32 })

typedef struct {
  XaAudienceRef  ref;
  XaAudienceRef  parent; /* or XA_BATCH_NO_REF */
  XaPlatform     platform;
  XaAudienceKind kind;
  gboolean       simulated;
  XaBatchText    native_id, title, handle, url;
  XaPseudonym    names[3]; /* keyed hashes of native id, handle and title, for links to it */
  guint          n_names;
} XaBatchAudience;

typedef struct {
  XaAudienceRef audience;
  XaCoverage    coverage;
  gint64        at_us;
  gint64        first_n;
  gint64        reported;
} XaBatchSnapshot;

typedef struct {
  XaPseudonym   who;
  XaAudienceRef audience;
  guint16       profile; /* bit 0: it was read; a bit (1 << XaPlatform) for each platform on which it names an account */
} XaBatchMember;

/* The newest counters win; older ones, and drops, go to the post's history. */
typedef struct {
  XaAudienceRef audience;
  gint64        id;
  gint64        at_us;
  gint64        reply_to; /* a post id of the audience, or XA_COUNT_UNKNOWN */
  gint64        seen_us;
  gint64        reactions, comments, shares, views; /* or XA_COUNT_UNKNOWN */
  gint64        n_chars;
  double        rating; /* or NAN */
  XaAuthorKind  author_kind;
  gboolean      has_media;
  gboolean      only_known;        /* carries counters for a post that is in the workspace, or nothing */
  gboolean      counts_as_comment; /* its parent's comments are the replies seen here */
  XaBatchText   lang, product;
  XaBatchText   text;   /* of the audience's own posts, scrubbed */
  XaBatchText   fields; /* kept metadata as a JSON object */
} XaBatchPost;

/* What a person was seen doing on a day. Values are written to files. */
typedef enum {
  XA_ACTIVITY_AUTHOR = 1,
  XA_ACTIVITY_REACTOR,
  XA_ACTIVITY_JOIN,
  XA_ACTIVITY_LEAVE,
} XaActivity;

/* @post is the index in this batch of the post it belongs to: where that turns out to be known
 * already, @count is not added again (the person still is, which changes nothing). Without a
 * post, a person counts once for each kind and day, and a mere number once for each event id,
 * so that a newer export of the same chat adds nothing twice. */
typedef struct {
  XaPseudonym   who;
  gboolean      has_who; /* else only @count is known */
  XaActivity    activity;
  XaAudienceRef audience;
  gint32        day; /* since 1970, UTC */
  guint32       count;
  guint32       post; /* or XA_BATCH_NO_REF */
  gint64        event;
  gboolean      has_event; /* @event is set: the id of the record, where no person is named */
} XaBatchActivity;

/* What a post was about. Values are written to files. */
typedef enum {
  XA_TERM_TAG = 1,
  XA_TERM_LANGUAGE,
  XA_TERM_PRODUCT,
  XA_TERM_REACTION,
  XA_TERM_WORD, /* a keyed hash, with the word beside it */
} XaTermKind;

typedef struct {
  XaPseudonym   who;
  gboolean      has_who;
  XaTermKind    kind;
  XaAudienceRef audience;
  XaBatchText   term;
  XaBatchText   word; /* of XA_TERM_WORD: kept if enough people used it */
  gint32        hour; /* since 1970, UTC */
  guint32       post; /* or XA_BATCH_NO_REF */
} XaBatchTerm;

typedef struct {
  XaAudienceRef audience;
  XaLinkKind    kind;
  XaPseudonym   target;  /* keyed hash of the id, handle or title */
  gboolean      certain; /* names an audience for sure; else kept only if it names a known one */
  gint32        day;
  guint32       post; /* or XA_BATCH_NO_REF */
} XaBatchLink;

typedef struct {
  XaAudienceRef audience;
  XaMetric      metric;
  gint64        at_us;
  double        value;
  double        granularity;
} XaBatchSample;

/* Own posts of a stretch of time that are still there: others of it are deleted. */
typedef struct {
  XaAudienceRef audience;
  gint64        from_us, to_us;  /* neither is part of it */
  guint         first_id, n_ids; /* in XaBatch.stretch_ids */
  gboolean      is_gone;         /* these are deleted, whenever they were written */
} XaBatchStretch;

/* What the platform counts of one facet: the counts are one after the other in XaBatch.facet_counts. */
typedef struct {
  XaAudienceRef audience;
  XaFacet       facet;
  gint32        day;
  guint         first, n;
} XaBatchFacet;

typedef struct {
  XaBatchText value, name;
  gint64      count;
} XaBatchFacetCount;

/* What the next pass goes on from. */
typedef struct {
  char   *name;  /* (owned): beginning with '@': of the connection, else of the source */
  GBytes *value; /* (owned) (nullable): sealed; NULL takes it away */
} XaBatchKept;

/* Where a pass over a live source stands once the batch is in, for its task. */
typedef struct {
  gboolean   is_set;   /* else nothing of this is written */
  gboolean   all_read; /* there is no next page */
  gboolean   is_partial;
  GBytes    *cursor;    /* (owned) (nullable): sealed, the way to the next page */
  GPtrArray *marks;     /* (owned) (element-type XaBatchKept) */
  char      *native_id; /* (owned) (nullable): of the audience that the source is about, once it was declared */
  guint      notes;     /* a bit (1 << XaFetchNote) each */
  char      *note_text; /* (owned) (nullable) */
  gint64     done;
  gint64     total; /* or XA_COUNT_UNKNOWN */
} XaBatchPage;

typedef struct {
  GArray     *audiences;             /* (owned) (element-type XaBatchAudience) */
  GArray     *snapshots;             /* (owned) (element-type XaBatchSnapshot) */
  GArray     *members;               /* (owned) (element-type XaBatchMember) */
  GArray     *posts;                 /* (owned) (element-type XaBatchPost) */
  GArray     *activities;            /* (owned) (element-type XaBatchActivity) */
  GArray     *terms;                 /* (owned) (element-type XaBatchTerm) */
  GArray     *links;                 /* (owned) (element-type XaBatchLink) */
  GArray     *samples;               /* (owned) (element-type XaBatchSample) */
  GArray     *stretches;             /* (owned) (element-type XaBatchStretch) */
  GArray     *stretch_ids;           /* (owned) (element-type gint64) */
  GArray     *facets;                /* (owned) (element-type XaBatchFacet) */
  GArray     *facet_counts;          /* (owned) (element-type XaBatchFacetCount) */
  GByteArray *text;                  /* (owned) */
  guint64     offset;                /* where a later parse of the source may begin */
  XaPseudonym source;                /* with @has_source: what the source is known by once this is in */
  gboolean    has_source;            /* else: by what it was known before */
  guint64     rejects[XA_N_REJECTS]; /* since the start of the import, not of the batch */
  XaBatchPage page;
} XaBatch;

XaBatch    *xa_batch_new (void) G_GNUC_WARN_UNUSED_RESULT;
void        xa_batch_free (XaBatch *self);
void        xa_batch_clear (XaBatch *self);
gsize       xa_batch_get_size (const XaBatch *self); /* in bytes, for the decision to hand it over */
XaBatchText xa_batch_add_text (XaBatch *self, XaSpan text);
gboolean    xa_batch_has_records (const XaBatch *self);
void        xa_batch_keep (XaBatch *self, const char *name, GBytes *value); /* @value: (transfer full) (nullable) */
XaSpan      xa_batch_get_text (const XaBatch *self, XaBatchText text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaBatch, xa_batch_free)
