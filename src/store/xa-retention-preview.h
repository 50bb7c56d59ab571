#pragma once

#include "store/xa-maintenance.h"

/*
 * What limits would delete, told before they are applied, by what the user sees of it: each chart
 * lives on one kind of rows, and begins later when the older of them go.
 */
typedef enum {
  XA_LOSS_LISTS,    /* member lists: comparisons, mutual members, who came and went */
  XA_LOSS_ACTIVITY, /* days of who wrote and reacted: active people, retention */
  XA_LOSS_TERMS,    /* hours of hashtags, languages, reactions: preferences, trending */
  XA_LOSS_FACETS,   /* what platforms count by country, industry and so on */
  XA_LOSS_POSTS,    /* posts: the list, engagement, the week by hours */
  XA_LOSS_COUNTERS, /* earlier counters: posts at equal age, alerts of unusual posts */
  XA_LOSS_TEXT,     /* kept text: what is shown of top posts */
  XA_N_LOSSES,
} XaLossKind;

/* The stable name, and what it is in words: "member lists". */
const char *xa_loss_id (XaLossKind kind);
const char *xa_loss_words (XaLossKind kind);
/* What the user sees of it: "Compare, the graph, and who came and went". */
const char *xa_loss_charts (XaLossKind kind);

typedef struct {
  gint64 n_now, n_lost; /* rows; of XA_LOSS_LISTS the lists that are only cut shorter are in neither */
  gint64 first_now_us;  /* what the oldest of them is of, or XA_TIME_UNKNOWN where there are none */
  gint64 first_then_us; /* of what is left, or XA_TIME_UNKNOWN where nothing is */
  gint64 n_audiences;   /* that lose some */
  gint64 n_emptied;     /* of these: that have none left */
} XaLoss;

typedef struct {
  XaLoss   losses[XA_N_LOSSES];
  gboolean loses_any;
} XaRetentionPreview;

/* @limits: (element-type XaRetention): as they would be; NULL for those that are set
 * Cost: looks at the times of all rows of these kinds once; for a thread that may wait. */
gboolean xa_store_preview_retention (XaStore *self, const GArray *limits, gint64 now_us, XaRetentionPreview *preview, GError **error);
