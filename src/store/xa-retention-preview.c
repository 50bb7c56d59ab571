#include "store/xa-retention-preview.h"

#include "model/xa-language.h"
#include "store/xa-retention-limits.h"
#include "store/xa-store-private.h"

/* Each gives, for an audience and a limit: rows, rows before the limit, the first, the first that
 * stays; times are in the step of the table. */
enum {
  STMT_AUDIENCES = XA_N_LOSSES,
  N_STMTS
};

/* Lists of the active are cut, not counted: they go with the days that they are of. */
#define LISTS "audience_id = ?1 AND coverage NOT IN (3, 4)"
#define TEXTS "FROM post_text AS t JOIN post AS p ON p.audience_id = t.audience_id AND p.id = t.post_id WHERE t.audience_id = ?1"
#define COUNTERS "FROM post_counter AS c JOIN post AS p ON p.audience_id = c.audience_id AND p.id = c.post_id WHERE c.audience_id = ?1"

static const char *const sql[N_STMTS] = {
  [XA_LOSS_LISTS] =
    "SELECT count (*), count (*) FILTER (WHERE at_us < ?2), min (at_us), min (at_us) FILTER (WHERE at_us >= ?2) FROM snapshot WHERE " LISTS,
  [XA_LOSS_ACTIVITY] =
    "SELECT count (*), count (*) FILTER (WHERE day < ?2), min (day), min (day) FILTER (WHERE day >= ?2) FROM activity WHERE audience_id = ?1",
  [XA_LOSS_TERMS] =
    "SELECT count (*), count (*) FILTER (WHERE hour < ?2), min (hour), min (hour) FILTER (WHERE hour >= ?2) FROM term_use WHERE audience_id = ?1",
  [XA_LOSS_FACETS] =
    "SELECT count (*), count (*) FILTER (WHERE day < ?2), min (day), min (day) FILTER (WHERE day >= ?2) FROM facet_count WHERE audience_id = ?1",
  [XA_LOSS_POSTS] =
    "SELECT count (*), count (*) FILTER (WHERE at_us < ?2), min (at_us), min (at_us) FILTER (WHERE at_us >= ?2) FROM post WHERE audience_id = ?1",
  [XA_LOSS_COUNTERS] =
    "SELECT count (*), count (*) FILTER (WHERE p.at_us < ?2), min (p.at_us), min (p.at_us) FILTER (WHERE p.at_us >= ?2) " COUNTERS,
  [XA_LOSS_TEXT] =
    "SELECT count (*), count (*) FILTER (WHERE p.at_us < ?2), min (p.at_us), min (p.at_us) FILTER (WHERE p.at_us >= ?2) " TEXTS,
  [STMT_AUDIENCES] = "SELECT id, platform FROM audience",
};
G_STATIC_ASSERT (XA_COVERAGE_ACTIVE_AUTHORS == 3 && XA_COVERAGE_REACTORS == 4);

XA_STATEMENT_TABLE (xa_retention_preview_statements, sql);

static const struct {
  const char     *id;
  const char     *words;
  const char     *charts;
  XaRetentionKind kind;    /* by whose limit it goes */
  gint64          step_us; /* of its times; 1: they are microseconds */
} losses[XA_N_LOSSES] = {
  [XA_LOSS_LISTS] = { "lists", N_ ("member lists"), N_ ("Compare, the graph, and who came and went"), XA_RETAIN_MEMBERS, 1 },
  [XA_LOSS_ACTIVITY] = { "activity", N_ ("days of activity"), N_ ("active people, and how they return"), XA_RETAIN_ACTIVITY, XA_USEC_PER_DAY },
  [XA_LOSS_TERMS] = { "terms", N_ ("hours of hashtags, languages and reactions"), N_ ("preferences and trending hashtags"), XA_RETAIN_ACTIVITY, XA_USEC_PER_HOUR },
  [XA_LOSS_FACETS] = { "facets", N_ ("stated counts by country, industry and so on"), N_ ("who follows, by what the platform tells"), XA_RETAIN_MEMBERS, XA_USEC_PER_DAY },
  [XA_LOSS_POSTS] = { "posts", N_ ("posts"), N_ ("the list of posts, engagement, and the week by hours"), XA_RETAIN_POSTS, 1 },
  [XA_LOSS_COUNTERS] = { "counters", N_ ("earlier counters of posts"), N_ ("posts compared at the same age, and alerts of unusual posts"), XA_RETAIN_COUNTERS, 1 },
  [XA_LOSS_TEXT] = { "text", N_ ("texts of own posts"), N_ ("what top posts say"), XA_RETAIN_TEXT, 1 },
};

const char *
xa_loss_id (XaLossKind kind)
{
  return losses[kind].id;
}

const char *
xa_loss_words (XaLossKind kind)
{
  return losses[kind].words;
}

const char *
xa_loss_charts (XaLossKind kind)
{
  return losses[kind].charts;
}

static gint64
get_time (XaQuery *q,
          int      column,
          gint64   step_us)
{
  return sqlite3_column_type (q, column) == SQLITE_NULL ? XA_TIME_UNKNOWN : sqlite3_column_int64 (q, column) * step_us;
}

static void
take_earlier (gint64 *time_us,
              gint64  other_us)
{
  if (other_us != XA_TIME_UNKNOWN && (*time_us == XA_TIME_UNKNOWN || other_us < *time_us))
    *time_us = other_us;
}

/* Texts go with their posts as well. */
static gint64
get_limit (const XaRetentionLimits *limits,
           XaPlatform               platform,
           XaLossKind               kind)
{
  const gint64 *before_us = limits->before_us[platform];
  gint64        limit_us = before_us[losses[kind].kind];

  return kind == XA_LOSS_TEXT ? MAX (limit_us, before_us[XA_RETAIN_POSTS]) : limit_us;
}

static gboolean
add_audience (XaStore *self,
              gint64   audience_id,
              int      kind,
              gint64   before_us,
              XaLoss  *loss,
              GError **error)
{
  const gint64 step_us = losses[kind].step_us;
  g_autoptr (XaQuery) q = xa_store_query (self, sql[kind], error);
  gint64 n, n_lost;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, before_us == G_MININT64 ? before_us : xa_first_whole_step (before_us, step_us));
  if (xa_store_step (self, q, error) != 1)
    return FALSE;
  n = sqlite3_column_int64 (q, 0);
  n_lost = sqlite3_column_int64 (q, 1);
  loss->n_now += n;
  loss->n_lost += n_lost;
  loss->n_audiences += n_lost > 0;
  loss->n_emptied += n_lost > 0 && n_lost == n;
  take_earlier (&loss->first_now_us, get_time (q, 2, step_us));
  take_earlier (&loss->first_then_us, get_time (q, 3, step_us));

  return TRUE;
}

static gboolean
add_audiences (XaStore                 *self,
               const XaRetentionLimits *limits,
               XaRetentionPreview      *preview,
               GError                 **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_AUDIENCES], error);
  int row = -1;

  while (q && (row = xa_store_step (self, q, error)) == 1) {
    const gint64     id = sqlite3_column_int64 (q, 0);
    const XaPlatform platform = (XaPlatform) sqlite3_column_int (q, 1);

    for (int kind = 0; platform < XA_N_PLATFORMS && kind < XA_N_LOSSES; kind++)
      if (!add_audience (self, id, kind, get_limit (limits, platform, (XaLossKind) kind), &preview->losses[kind], error))
        return FALSE;
  }

  return row == 0;
}

/**
 * xa_store_preview_retention:
 * @limits: (nullable) (element-type XaRetention): all limits, as they would be; NULL for those that are set
 * @preview: (out): what would go
 *
 * Changes nothing. What is told is what xa_store_apply_limits() with the same limits and time deletes.
 */
gboolean
xa_store_preview_retention (XaStore            *self,
                            const GArray       *limits,
                            gint64              now_us,
                            XaRetentionPreview *preview,
                            GError            **error)
{
  XaRetentionLimits at;
  g_autoptr (GArray) set = limits ? NULL : xa_store_list_retention (self, error);

  *preview = (XaRetentionPreview) { 0 };
  for (int kind = 0; kind < XA_N_LOSSES; kind++)
    preview->losses[kind].first_now_us = preview->losses[kind].first_then_us = XA_TIME_UNKNOWN;
  if (!limits && !set)
    return FALSE;
  xa_retention_limits_init (&at, limits ? limits : set, now_us);
  if (!add_audiences (self, &at, preview, error))
    return FALSE;
  for (int kind = 0; kind < XA_N_LOSSES; kind++)
    preview->loses_any |= preview->losses[kind].n_lost > 0;

  return TRUE;
}
