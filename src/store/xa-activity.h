#pragma once

#include "model/xa-member-set.h"
#include "store/xa-batch.h"
#include "store/xa-store.h"

/*
 * Reading what was seen of people by the day and of words by the hour. Days and hours count
 * from 1970, UTC; a range includes both of its ends.
 */

/* The people who did it on any day of the range, those of the current key only; @n: how often
 * it was done. */
XaMemberSet *xa_store_load_active (XaStore *store, gint64 audience_id, XaActivity activity, gint32 first_day, gint32 last_day, guint64 *n, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  gint32  day;
  guint64 n;        /* how often it was done */
  guint64 n_people; /* by how many */
} XaActiveDay;

GArray *xa_store_list_active_days (XaStore *store, gint64 audience_id, XaActivity activity, gint32 first_day, gint32 last_day, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaActiveDay), by day */

/* How a term was used in a range of hours. */
typedef struct {
  XaTermKind   kind;
  char        *text;   /* (owned) */
  guint64      n;      /* posts it stood in */
  XaMemberSet *people; /* (owned): the members who wrote them; empty for an audience's own posts */
} XaTermUse;

void       xa_term_use_free (XaTermUse *self);
GPtrArray *xa_store_list_terms (XaStore *store, gint64 audience_id, XaTermKind kind, gint32 first_hour, gint32 last_hour, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaTermUse), most used first */

/* One term's use in one hour in one audience. */
typedef struct {
  gint64  term_id;
  gint64  audience_id;
  gint32  hour;
  guint32 n;
} XaTermHour;

/* All uses of terms of a kind in a range of hours, whatever the audience: what trends are
 * computed from. By term, then hour. */
GArray *xa_store_list_term_hours (XaStore *store, XaTermKind kind, gint32 first_hour, gint32 last_hour, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaTermHour) */

char        *xa_store_get_term (XaStore *store, gint64 term_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaMemberSet *xa_store_load_term_people (XaStore *store, gint64 term_id, gint32 first_hour, gint32 last_hour, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How often one audience referred to another within a range of days. */
typedef struct {
  gint64     from_id;
  gint64     to_id;
  XaLinkKind kind;
  guint64    n;
} XaAudienceLink;

GArray *xa_store_list_links (XaStore *store, gint32 first_day, gint32 last_day, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaAudienceLink) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaTermUse, xa_term_use_free)
