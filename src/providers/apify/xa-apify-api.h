#pragma once

#include "providers/xa-provider.h"

/*
 * Apify runs programs of others ("actors") that read public pages, and bills each result. What is
 * paid for must not be paid for twice: see xa-apify-run.c.
 */
extern const XaDialect xa_apify_dialect;

/* @request: (transfer full) */
XaJson *xa_apify_ask (XaFetch *fetch, XaRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An actor as Apify offers it now. */
typedef struct {
  char  *build;     /* (owned) (nullable): the number of its latest build */
  double price;     /* of one result at most, in US dollars */
  double least_cap; /* the lowest limit of a run that it takes, in US dollars */
} XaApifyActor;

/* @usual_price: where the answer names none */
gboolean xa_apify_actor_read (XaFetch *fetch, const char *name, double usual_price, XaApifyActor *actor, GError **error);
void     xa_apify_actor_clear (XaApifyActor *self);

/* What starting a run costs on top of its results. */
#define XA_APIFY_START_PRICE 0.01

/* One piece of work for an actor. */
typedef struct {
  const char *actor;       /* (not owned): "apify~instagram-scraper" */
  char       *input;       /* (owned): JSON; the same for the same pass */
  guint       max_items;   /* that it may bring */
  double      usual_price; /* of one, where Apify does not tell */
  const char *mark;        /* (not owned): by which the run is known until its results are in; each order that a source makes has its own */
} XaApifyOrder;

void xa_apify_order_clear (XaApifyOrder *self);

/* Brings the dataset of a finished run of @order, which is started where there is none yet.
 *
 * @prefix: of the cursors that are kept meanwhile
 * @cursor: (nullable): what followed @prefix in the cursor of an interrupted pass
 * Returns: (transfer full): its id; NULL with NOT_YET while it runs */
char *xa_apify_run (XaFetch *fetch, const XaApifyOrder *order, const char *prefix, const char *cursor, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What is done with what a run brought. */
typedef struct {
  gboolean (*take) (const XaJsonAt *item, gpointer data, GError **error);
  /* Makes the cursor behind the last page, NULL where the pass ends with it; may hand on records and set marks. */
  char *(*finish) (const char *dataset, guint n_items, gpointer data);
  gpointer data;
} XaApifyTaker;

/* The run, and then its results, page by page, from where @cursor stands. */
gboolean xa_apify_work (XaFetch *fetch, const XaApifyOrder *order, const char *prefix, const char *cursor, const XaApifyTaker *taker, GError **error);

#define XA_APIFY_PAGE 100

/* (transfer full): the text after @prefix where @cursor begins with it, or NULL */
char *xa_apify_cursor_rest (const char *cursor, const char *prefix) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaApifyActor, xa_apify_actor_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaApifyOrder, xa_apify_order_clear)
