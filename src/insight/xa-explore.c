#include "insight/xa-explore-private.h"

#include "insight/xa-overlaps.h"
#include "insight/xa-result-cache.h"
#include "insight/xa-withhold.h"
#include "store/xa-glance.h"
#include "store/xa-labels.h"

#include <math.h>
#include <string.h>

/* What the store has told of all audiences. */
typedef struct {
  GPtrArray *audiences; /* (owned) (element-type XaAudience) */
  GPtrArray *subjects;  /* (owned) (element-type XaSubject): in the same order */
  GArray    *lists;     /* (owned) (element-type XaSnapshot) */
  GArray    *sizes;     /* (owned) (element-type XaGlanceSize) */
  GArray    *posts;     /* (owned) (element-type XaGlancePost) */
  GArray    *tags;      /* (owned) (element-type XaAudienceTag) */
} Facts;

static void
facts_clear (Facts *self)
{
  g_clear_pointer (&self->audiences, g_ptr_array_unref);
  g_clear_pointer (&self->subjects, g_ptr_array_unref);
  g_clear_pointer (&self->lists, g_array_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_clear_pointer (&self->posts, g_array_unref);
  g_clear_pointer (&self->tags, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Facts, facts_clear)

static gpointer
glance_lists (const XaScope *scope,
              gpointer       data,
              GError       **error)
{
  return xa_store_glance_lists (scope->store, error);
}

static gpointer
glance_sizes (const XaScope *scope,
              gpointer       data,
              GError       **error)
{
  return xa_store_glance_sizes (scope->store, xa_scope_get_end (scope), error);
}

static gpointer
glance_posts (const XaScope *scope,
              gpointer       data,
              GError       **error)
{
  return xa_store_glance_posts (scope->store, xa_scope_get_start (scope), xa_scope_get_end (scope), XA_EXPLORE_N_POSTS, error);
}

static gsize
weigh_array (gconstpointer array)
{
  return (gsize) ((const GArray *) array)->len * g_array_get_element_size ((GArray *) array);
}

static const XaResultKind lists_kind = { "glance-lists", TRUE, (gpointer (*) (gpointer)) g_array_ref, (GDestroyNotify) g_array_unref, weigh_array };
static const XaResultKind sizes_kind = { "glance-sizes", TRUE, (gpointer (*) (gpointer)) g_array_ref, (GDestroyNotify) g_array_unref, weigh_array };
static const XaResultKind posts_kind = { "glance-posts", TRUE, (gpointer (*) (gpointer)) g_array_ref, (GDestroyNotify) g_array_unref, weigh_array };

/* What was glanced at before is as it was, unless such facts have changed. */
static GArray *
ask_part (const XaScope      *scope,
          const XaResultKind *kind,
          XaFacts             facts,
          XaResultFunc        glance,
          GError            **error)
{
  XaResultQuestion question;

  xa_result_question_init (&question, scope, kind);
  xa_result_question_use (&question, facts, XA_FACTS_OF_ALL);

  return xa_result_cache_answer (&question, glance, NULL, error);
}

static gboolean
load_facts (const XaScope *scope,
            Facts         *self,
            GError       **error)
{
  self->audiences = xa_store_list_audiences (scope->store, error);
  self->lists = self->audiences ? ask_part (scope, &lists_kind, XA_FACT_LISTS, glance_lists, error) : NULL;
  self->sizes = self->lists ? ask_part (scope, &sizes_kind, XA_FACT_SIZES, glance_sizes, error) : NULL;
  self->tags = self->sizes ? xa_store_list_tags (scope->store, error) : NULL;
  if (!self->tags || g_cancellable_set_error_if_cancelled (scope->cancellable, error))
    return FALSE;
  self->posts = ask_part (scope, &posts_kind, XA_FACT_POSTS | XA_FACT_SIZES, glance_posts, error);
  self->subjects = self->posts ? xa_subjects_describe (scope, self->audiences, self->lists, self->sizes, FALSE, error) : NULL;

  return self->subjects != NULL;
}

/* --- sizes over time -------------------------------------------------------------------------- */

static gboolean
is_in_range (const XaScope *scope,
             gint64         at_us)
{
  return scope->to_us == XA_TIME_UNKNOWN || at_us <= scope->to_us;
}

/* The sizes of complete lists as they may be told: one that changed by a few people keeps the size
 * that was told before, as a band. */
static void
add_listed_sizes (const XaScope    *scope,
                  const XaSnapshot *lists,
                  guint             n_lists,
                  GArray           *points)
{
  g_autofree XaToldSize *told = xa_list_sizes_judge (lists, n_lists, scope->smallest_count);

  for (guint i = 0; i < n_lists; i++) {
    XaGrowthPoint point = { lists[i].at_us, (double) told[i].told, (double) told[i].off };

    if (lists[i].coverage == XA_COVERAGE_COMPLETE && is_in_range (scope, lists[i].at_us) && xa_list_size_is_drawn (&told[i], scope->smallest_count))
      g_array_append_val (points, point);
  }
}

/* What growth goes by: what the platform states, else complete lists. Of what is stated only the
 * sizes that growth needs. */
static GArray *
list_sizes (const XaScope *scope,
            const Facts   *facts,
            XaExploreItem *item)
{
  guint               n_stated, n_lists;
  const XaGlanceSize *stated = xa_glance_get_sizes (facts->sizes, item->row.id, &n_stated);
  const XaSnapshot   *lists = xa_glance_get_lists (facts->lists, item->row.id, &n_lists);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (XaGrowthPoint));
  g_autoptr (GArray) listed = g_array_new (FALSE, FALSE, sizeof (XaGrowthPoint));

  for (guint i = 0; i < n_stated; i++) {
    XaGrowthPoint point = { stated[i].at_us, stated[i].value, stated[i].granularity };

    g_array_append_val (points, point);
  }
  if (n_stated < 2)
    add_listed_sizes (scope, lists, n_lists, listed);
  if (listed->len <= points->len)
    return g_steal_pointer (&points);
  item->listed = g_array_ref (listed);

  return g_steal_pointer (&listed);
}

static void
measure_growth (const GArray *points,
                XaExploreRow *row)
{
  const XaGrowthPoint *first = (const XaGrowthPoint *) (void *) points->data;
  gint64               to_us = points->len ? first[points->len - 1].at_us : 0;

  row->growth_7 = xa_growth_between (first, points->len, to_us - 7 * XA_USEC_PER_DAY, to_us);
  row->growth_30 = xa_growth_between (first, points->len, to_us - 30 * XA_USEC_PER_DAY, to_us);
}

/* --- engagement ------------------------------------------------------------------------------- */

/* The listed size in force at a time, or XA_COUNT_UNKNOWN before the first. */
static gint64
size_at (const GArray *listed,
         gint64        at_us)
{
  gint64 size = XA_COUNT_UNKNOWN;

  for (guint i = 0; i < listed->len && g_array_index (listed, XaGrowthPoint, i).at_us <= at_us; i++)
    size = (gint64) g_array_index (listed, XaGrowthPoint, i).value;

  return size;
}

/* By views where the platform gives them, which says more of a post than who could have seen it. */
static void
measure_engagement (const XaExploreItem *item,
                    const XaGlancePost  *posts,
                    guint                n_posts,
                    XaExploreRow        *row)
{
  g_autofree XaEngagementPost *of = g_new (XaEngagementPost, MAX (n_posts, 1));
  XaEngagement                 engagement;

  for (guint i = 0; i < n_posts; i++)
    of[i] = (XaEngagementPost) { posts[i].counters[XA_COUNTER_REACTIONS], posts[i].counters[XA_COUNTER_COMMENTS],
                                 posts[i].counters[XA_COUNTER_SHARES], posts[i].counters[XA_COUNTER_VIEWS],
                                 item->listed ? size_at (item->listed, posts[i].at_us) : posts[i].stated };
  engagement = xa_engagement_sum (of, n_posts, XA_ENGAGEMENT_BY_VIEWS);
  if (engagement.n_posts == 0)
    engagement = xa_engagement_sum (of, n_posts, XA_ENGAGEMENT_BY_FOLLOWERS);
  row->engagement_base = engagement.base;
  row->n_engagement_posts = (guint) engagement.n_posts;
  row->engagement = engagement.n_posts ? xa_figure_exact (engagement.ratio_of_sums) : xa_figure_not_comparable (XA_NOTE_UNDEFINED);
}

/* --- rows ------------------------------------------------------------------------------------- */

static gint64
find_newest (const XaScope      *scope,
             const Facts        *facts,
             gint64              audience_id,
             const XaGlancePost *posts,
             guint               n_posts)
{
  guint               n_stated, n_lists;
  const XaGlanceSize *stated = xa_glance_get_sizes (facts->sizes, audience_id, &n_stated);
  const XaSnapshot   *lists = xa_glance_get_lists (facts->lists, audience_id, &n_lists);
  gint64              newest = XA_TIME_UNKNOWN;

  G_STATIC_ASSERT (XA_TIME_UNKNOWN == G_MININT64);
  for (guint i = 0; i < n_lists; i++)
    if (is_in_range (scope, lists[i].at_us))
      newest = MAX (newest, lists[i].at_us);
  if (n_stated)
    newest = MAX (newest, stated[n_stated - 1].at_us);
  for (guint i = 0; i < n_posts; i++)
    newest = MAX (newest, posts[i].at_us);

  return newest;
}

static const char *const *
copy_tags (XaExplore    *self,
           const GArray *tags,
           guint        *next,
           gint64        audience_id)
{
  guint        n = 0;
  const char **list;

  while (*next + n < tags->len && g_array_index (tags, XaAudienceTag, *next + n).audience_id == audience_id)
    n++;
  list = g_new0 (const char *, n + 1);
  g_ptr_array_add (self->tag_lists, list);
  for (guint i = 0; i < n; i++)
    list[i] = g_string_chunk_insert_const (self->texts, g_array_index (tags, XaAudienceTag, *next + i).tag);
  *next += n;

  return list;
}

/* Where the tags of an audience begin: they come by id, audiences by name. */
static guint
find_tags (const GArray *tags,
           gint64        audience_id)
{
  guint low = 0;

  for (guint high = tags->len; low < high;) {
    guint middle = low + (high - low) / 2;

    if (g_array_index (tags, XaAudienceTag, middle).audience_id < audience_id)
      low = middle + 1;
    else
      high = middle;
  }

  return low;
}

static char *
make_haystack (const XaExploreRow *row)
{
  g_autoptr (GString) text = g_string_new (row->name);

  if (row->handle)
    g_string_append_printf (text, "\n%s", row->handle);
  for (gsize i = 0; row->tags[i]; i++)
    g_string_append_printf (text, "\n%s", row->tags[i]);

  return xa_explore_fold (text->str);
}

static void
fill_item (const XaScope *scope,
           const Facts   *facts,
           guint          i,
           XaExplore     *self,
           XaExploreItem *item)
{
  const XaAudience   *audience = facts->audiences->pdata[i];
  const XaSubject    *subject = facts->subjects->pdata[i];
  XaExploreRow       *row = &item->row;
  guint               n_lists, n_posts, next_tag = find_tags (facts->tags, audience->id);
  const XaSnapshot   *lists = xa_glance_get_lists (facts->lists, audience->id, &n_lists);
  const XaGlancePost *posts = xa_glance_get_posts (facts->posts, audience->id, &n_posts);
  g_autoptr (GArray) points = NULL;

  row->id = audience->id;
  row->name = g_string_chunk_insert (self->texts, subject->name);
  row->handle = audience->handle ? g_string_chunk_insert (self->texts, audience->handle) : NULL;
  row->platform = audience->platform;
  row->kind = audience->kind;
  row->role = audience->role;
  row->simulated = audience->simulated;
  row->of_a_person = subject->of_a_person;
  row->tags = copy_tags (self, facts->tags, &next_tag, audience->id);
  row->coverage = subject->seen.coverage;
  row->first_n = subject->seen.coverage == XA_COVERAGE_FIRST_N ? audience->first_n : 0;
  row->n_posts = audience->n_posts;
  row->updated_us = find_newest (scope, facts, audience->id, posts, n_posts);
  row->size = xa_subject_judge_size_among (scope, subject, lists, n_lists);
  points = list_sizes (scope, facts, item);
  measure_growth (points, row);
  measure_engagement (item, posts, n_posts, row);
  item->haystack = make_haystack (row);
}

static int
compare_names (gconstpointer a,
               gconstpointer b,
               gpointer      keys)
{
  guint x = *(const guint *) a;
  guint y = *(const guint *) b;
  int   order = strcmp (((char **) keys)[x], ((char **) keys)[y]);

  return order ? order : (x > y) - (x < y);
}

/* The order of names as people expect it in their language, worked out once. */
static void
rank_names (XaExplore *self)
{
  guint             n = self->items->len;
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  g_auto (GStrv) keys = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++) {
    g_autofree char *folded = g_utf8_casefold (g_array_index (self->items, XaExploreItem, i).row.name, -1);

    keys[i] = g_utf8_collate_key (folded, -1);
    order[i] = i;
  }
  g_sort_array (order, n, sizeof *order, compare_names, keys);
  for (guint i = 0; i < n; i++)
    g_array_index (self->items, XaExploreItem, order[i]).name_rank = i;
}

static void
clear_item (gpointer data)
{
  XaExploreItem *item = data;

  g_free (item->haystack);
  g_clear_pointer (&item->listed, g_array_unref);
}

static gpointer
compute (const XaScope *scope,
         gpointer       data,
         GError       **error)
{
  g_auto (Facts) facts = { NULL };
  XaExplore *self;

  if (!load_facts (scope, &facts, error))
    return NULL;
  self = g_atomic_rc_box_new0 (XaExplore);
  self->texts = g_string_chunk_new (64 * 1024);
  self->tag_lists = g_ptr_array_new_with_free_func (g_free);
  self->places = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->items = g_array_new (FALSE, TRUE, sizeof (XaExploreItem));
  g_array_set_clear_func (self->items, clear_item);
  g_array_set_size (self->items, facts.audiences->len);
  for (guint i = 0; i < self->items->len; i++) {
    XaExploreItem *item = &g_array_index (self->items, XaExploreItem, i);

    fill_item (scope, &facts, i, self, item);
    g_hash_table_insert (self->places, &item->row.id, item);
  }
  rank_names (self);

  return self;
}

static gsize
weigh (gconstpointer data)
{
  return ((const XaExplore *) data)->items->len * (sizeof (XaExploreItem) + 256);
}

/**
 * xa_explore_load:
 *
 * Asks five questions of the workspace, or as many as ask of what has changed since the last time. Where the
 * range of time has a limit, one more for each audience of which only the active are known.
 *
 * Returns: (transfer full) (nullable): all audiences; or NULL with @error
 */
XaExplore *
xa_explore_load (const XaScope *scope,
                 GError       **error)
{
  static const XaResultKind kind = { "explore", FALSE, (gpointer (*) (gpointer)) xa_explore_ref, (GDestroyNotify) xa_explore_unref, weigh };
  XaResultQuestion          question;

  xa_result_question_init (&question, scope, &kind);
  xa_result_question_use (&question, XA_FACT_AUDIENCES | XA_FACT_POSTS | xa_scope_get_list_facts (scope), XA_FACTS_OF_ALL);

  return xa_result_cache_answer (&question, compute, NULL, error);
}

XaExplore *
xa_explore_ref (XaExplore *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_explore (gpointer data)
{
  XaExplore *self = data;

  g_hash_table_unref (self->places);
  g_array_unref (self->items);
  g_ptr_array_unref (self->tag_lists);
  g_string_chunk_free (self->texts);
}

void
xa_explore_unref (XaExplore *self)
{
  g_atomic_rc_box_release_full (self, clear_explore);
}

guint
xa_explore_get_n_audiences (const XaExplore *self)
{
  return self->items->len;
}

gboolean
xa_explore_is_simulated (const XaExplore *self)
{
  for (guint i = 0; i < self->items->len; i++)
    if (g_array_index (self->items, XaExploreItem, i).row.simulated)
      return TRUE;

  return FALSE;
}

const XaExploreRow *
xa_explore_find (const XaExplore *self,
                 gint64           id)
{
  const XaExploreItem *item = g_hash_table_lookup (self->places, &id);

  return item ? &item->row : NULL;
}

/* --- pages ------------------------------------------------------------------------------------ */

static void
clear_page_row (gpointer data)
{
  XaExplorePageRow *row = data;

  g_array_unref (row->points);
  g_free (row);
}

void
xa_explore_page_free (XaExplorePage *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->explore, xa_explore_unref);
  g_free (self);
}

static void
add_points (const XaExploreItem *item,
            const GArray        *days,
            guint               *next,
            GArray              *points)
{
  const GArray *listed = item->listed;

  for (; *next < days->len && g_array_index (days, XaGlanceSize, *next).audience_id == item->row.id; (*next)++) {
    const XaGlanceSize *day = &g_array_index (days, XaGlanceSize, *next);
    XaExplorePoint      point = { day->at_us, day->value };

    if (!listed)
      g_array_append_val (points, point);
  }
  if (!listed)
    return;
  for (guint i = listed->len > XA_EXPLORE_N_POINTS ? listed->len - XA_EXPLORE_N_POINTS : 0; i < listed->len; i++) {
    XaExplorePoint point = { g_array_index (listed, XaGrowthPoint, i).at_us, g_array_index (listed, XaGrowthPoint, i).value };

    g_array_append_val (points, point);
  }
}

/**
 * xa_explore_load_page:
 * @ids: (array length=n_ids): different audiences
 *
 * Asks one question, however long the page.
 *
 * Returns: (transfer full) (nullable): rows in the order of @ids; or NULL with @error
 */
XaExplorePage *
xa_explore_load_page (const XaScope *scope,
                      XaExplore     *self,
                      const gint64  *ids,
                      guint          n_ids,
                      GError       **error)
{
  g_autoptr (GArray) days = xa_store_glance_days (scope->store, ids, n_ids, xa_scope_get_end (scope), XA_EXPLORE_N_POINTS, error);
  XaExplorePage *page;
  guint          next = 0;

  if (!days)
    return NULL;
  page = g_new0 (XaExplorePage, 1);
  page->explore = xa_explore_ref (self);
  page->rows = g_ptr_array_new_with_free_func (clear_page_row);
  for (guint i = 0; i < n_ids; i++) {
    const XaExploreItem *item = g_hash_table_lookup (self->places, &ids[i]);
    XaExplorePageRow    *row;

    if (!item) {
      while (next < days->len && g_array_index (days, XaGlanceSize, next).audience_id == ids[i])
        next++;
      continue;
    }
    row = g_new0 (XaExplorePageRow, 1);
    row->row = &item->row;
    row->points = g_array_new (FALSE, FALSE, sizeof (XaExplorePoint));
    add_points (item, days, &next, row->points);
    g_ptr_array_add (page->rows, row);
  }

  return page;
}
