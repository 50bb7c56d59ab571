#pragma once

#include "store/xa-store.h"

/*
 * What answers are computed from, by kind and by whom it is about. The workspace has a stamp for each:
 * 64 random bits that are others once something of it was changed. An answer is as good as new while the
 * stamps of all that it was computed from are what they were, whatever else was written since, by whichever
 * program, and over whichever connection one asks.
 */
typedef enum {
  XA_FACT_AUDIENCES = 1 << 0, /* which there are, what they are called, and how they are labelled */
  XA_FACT_LISTS = 1 << 1,     /* who was listed, and when */
  XA_FACT_POSTS = 1 << 2,     /* posts, their counters and texts */
  XA_FACT_USES = 1 << 3,      /* who did what on a day, what was used in an hour, and what refers to what */
  XA_FACT_SIZES = 1 << 4,     /* what was stated over time, and by which way it came */
  XA_FACT_IMPORTS = 1 << 5,   /* where lists are from */
} XaFacts;

#define XA_N_FACTS 6
#define XA_FACTS_EVERYTHING ((XaFacts) ((1 << XA_N_FACTS) - 1))

/* Whom the facts are about: an audience by its id, or one of these. */
#define XA_FACTS_OF_ALL ((gint64) 0)
#define XA_FACTS_OF_PLATFORM(platform) ((gint64) - 1 - (gint64) (platform))

typedef struct {
  guint64 stamps[2 * XA_N_FACTS];
} XaFactStamps;

/* Takes a few microseconds. Errors: CORRUPT, IO */
gboolean xa_store_read_facts (XaStore *store, XaFacts facts, gint64 about, XaFactStamps *stamps, GError **error);
