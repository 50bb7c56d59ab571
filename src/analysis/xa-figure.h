#pragma once

#include "model/xa-records.h"

/*
 * A figure about people, and what kind of figure it is. The kind travels with the number: what
 * leaves analysis/ about people is an XaFigure, never a bare count or ratio, and every writer
 * prints it by its kind.
 */

typedef enum {
  XA_FIGURE_EXACT = 1,      /* value; low and high too where it is a share of a listed part */
  XA_FIGURE_ESTIMATE,       /* value with a 95 % interval */
  XA_FIGURE_LOWER_BOUND,    /* low: the truth is that or more */
  XA_FIGURE_BOUNDS,         /* low and high: the truth lies between them */
  XA_FIGURE_NOT_COMPARABLE, /* the note says why */
  XA_FIGURE_SUPPRESSED,     /* the note says why */
} XaFigureKind;

/* What a figure is about, assumes, or lacks. */
typedef enum {
  XA_NOTE_NONE,
  XA_NOTE_LISTED_OF_A, /* about the listed members of the first audience only */
  XA_NOTE_LISTED_OF_B,
  XA_NOTE_ACTIVE,         /* about those who wrote in the window */
  XA_NOTE_RANDOM_SAMPLES, /* holds if the samples are random and independent */
  XA_NOTE_PARTIAL_LISTS,  /* not everybody was listed */
  XA_NOTE_COUNTS_ONLY,    /* nobody was listed */
  XA_NOTE_ROUNDED,        /* the source rounds */
  XA_NOTE_AS_STATED,      /* the platform says so */
  XA_NOTE_IN_STEPS,       /* told in steps, so that two answers cannot be subtracted */
  XA_NOTE_OTHER_WAY,      /* seen by one way before and by another after: they may differ for that alone */

  XA_NOTE_NOT_SEEN, /* there is no snapshot */
  XA_NOTE_TWO_PLATFORMS,
  XA_NOTE_TWO_KEYS, /* pseudonymised under different keys */
  XA_NOTE_SIMULATED_AND_LIVE,
  XA_NOTE_TWO_WINDOWS,
  XA_NOTE_SIZE_UNKNOWN,
  XA_NOTE_NEEDS_COMPLETE, /* only complete lists can answer this */
  XA_NOTE_TOO_FEW,        /* too little was seen to say anything */
  XA_NOTE_UNDEFINED,      /* nothing to divide by */

  XA_NOTE_SMALL_COUNT, /* fewer people than may be shown */
  XA_NOTE_NEAR_WHOLE,  /* all but a few: what is left over would be a small count */
  XA_NOTE_WOULD_REVEAL /* together with other figures it would give away a small count */
} XaFigureNote;

#define XA_N_NOTES (XA_NOTE_WOULD_REVEAL + 1)

typedef struct {
  XaFigureKind kind;
  XaFigureNote note;
  double       value;      /* NAN where the kind has none */
  double       low, high;  /* NAN where the kind has none */
  XaCoverage   coverage_a; /* 0: does not apply */
  XaCoverage   coverage_b; /* 0: about one audience */
} XaFigure;

/* How an audience was seen: all that decides what may be said about it. */
typedef struct {
  XaPlatform platform;
  gint64     key_epoch;
  gboolean   simulated;
  XaCoverage coverage; /* 0: never */
  gint64     n_seen;   /* people in the list */
  gint64     n_whole;  /* size of the audience, or XA_COUNT_UNKNOWN */
  gint64     from_us;  /* the window of XA_COVERAGE_ACTIVE_AUTHORS */
  gint64     to_us;
} XaSeen;

/* What two lists allow to be said about the people they share. */
typedef enum {
  XA_BASIS_NONE,        /* nothing */
  XA_BASIS_WHOLE,       /* everything */
  XA_BASIS_LISTED_OF_A, /* how many of A's listed members are in B */
  XA_BASIS_LISTED_OF_B,
  XA_BASIS_ACTIVE,  /* everything about the active */
  XA_BASIS_SAMPLED, /* an estimate */
  XA_BASIS_AT_LEAST,
  XA_BASIS_COUNTS, /* bounds that follow from the sizes */
} XaBasis;

typedef enum {
  XA_FIGURE_STYLE_COUNT, /* "1,500" */
  XA_FIGURE_STYLE_SHARE, /* "12.5 %" */
  XA_FIGURE_STYLE_RATIO, /* "0.125" */
} XaFigureStyle;

XaFigure xa_figure_exact (double value);
XaFigure xa_figure_estimate (double value, double low, double high);
XaFigure xa_figure_lower_bound (double low);
XaFigure xa_figure_bounds (double low, double high);
XaFigure xa_figure_not_comparable (XaFigureNote why);
XaFigure xa_figure_suppressed (XaFigureNote why);
void     xa_figure_suppress (XaFigure *figure, XaFigureNote why);
XaFigure xa_figure_rounded (double value, double granularity);
XaFigure xa_figure_members (const XaSeen *seen);
gboolean xa_figure_has_number (const XaFigure *figure);
gboolean xa_figure_is_counted (const XaFigure *figure);

XaBasis xa_basis_of_pair (const XaSeen *a, const XaSeen *b, XaFigureNote *note);
XaBasis xa_basis_of_change (const XaSeen *earlier, const XaSeen *later, XaFigureNote *note);

const char *xa_figure_kind_id (XaFigureKind kind);
const char *xa_figure_note_id (XaFigureNote note);
const char *xa_figure_note_words (XaFigureNote note);
char       *xa_figure_coverage_id (const XaFigure *figure) G_GNUC_WARN_UNUSED_RESULT;
char       *xa_figure_format (const XaFigure *figure, XaFigureStyle style) G_GNUC_WARN_UNUSED_RESULT;
