#include "insight/xa-explore-private.h"

#include <math.h>
#include <string.h>

/* Kinds of filters. An audience that fails one only is counted by the chips of that one. */
enum {
  FAILS_PLATFORM = 1 << 0,
  FAILS_KIND = 1 << 1,
  FAILS_ROLE = 1 << 2,
  FAILS_COVERAGE = 1 << 3,
  FAILS_OTHER = 1 << 4, /* words, tags, size */
};

/* What a row sorts and is filtered by; NAN where nothing may be told. */
static double
get_number (const XaFigure *figure)
{
  if (!xa_figure_has_number (figure))
    return NAN;

  return isnan (figure->value) ? figure->low : figure->value;
}

static gboolean
has_all_tags (const XaExploreRow *row,
              char              **tags)
{
  for (gsize i = 0; tags && tags[i]; i++)
    if (!g_strv_contains (row->tags, tags[i]))
      return FALSE;

  return TRUE;
}

static gboolean
has_all_words (const XaExploreItem *item,
               char               **words)
{
  for (gsize i = 0; words && words[i]; i++)
    if (!strstr (item->haystack, words[i]))
      return FALSE;

  return TRUE;
}

static gboolean
has_size (const XaExploreRow    *row,
          const XaExploreFilter *filter)
{
  double size = get_number (&row->size);

  return (isnan (filter->least_size) || size >= filter->least_size) && (isnan (filter->most_size) || size <= filter->most_size);
}

static gboolean
is_chosen (guint32 bits,
           guint   value)
{
  return bits == 0 || (bits & (1u << value));
}

static guint
find_failures (const XaExploreItem   *item,
               const XaExploreFilter *filter)
{
  const XaExploreRow *row = &item->row;
  guint               fails = 0;

  if (!filter)
    return 0;
  if (!is_chosen (filter->platforms, row->platform))
    fails |= FAILS_PLATFORM;
  if (!is_chosen (filter->kinds, row->kind))
    fails |= FAILS_KIND;
  if (!is_chosen (filter->roles, row->role))
    fails |= FAILS_ROLE;
  if (!is_chosen (filter->coverages, row->coverage))
    fails |= FAILS_COVERAGE;
  if (!has_size (row, filter) || !has_all_tags (row, filter->tags) || !has_all_words (item, filter->words))
    fails |= FAILS_OTHER;

  return fails;
}

static void
count (XaExploreList      *self,
       GHashTable         *tags,
       const XaExploreRow *row,
       guint               fails)
{
  if (!(fails & ~FAILS_PLATFORM))
    self->platforms[row->platform]++;
  if (!(fails & ~FAILS_KIND))
    self->kinds[row->kind]++;
  if (!(fails & ~FAILS_ROLE))
    self->roles[row->role]++;
  if (!(fails & ~FAILS_COVERAGE))
    self->coverages[row->coverage]++;
  for (gsize i = 0; row->tags[i]; i++) {
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (tags, row->tags[i]));

    g_hash_table_insert (tags, (gpointer) row->tags[i], GUINT_TO_POINTER (n + (fails == 0)));
  }
}

static int
compare_tags (gconstpointer a,
              gconstpointer b)
{
  const XaExploreTagCount *x = a, *y = b;

  return x->n != y->n ? (x->n > y->n ? -1 : 1) : strcmp (x->tag, y->tag);
}

static void
clear_tag (gpointer data)
{
  g_free (((XaExploreTagCount *) data)->tag);
}

static GArray *
list_tags (GHashTable *tags)
{
  GArray        *counts = g_array_new (FALSE, FALSE, sizeof (XaExploreTagCount));
  GHashTableIter iter;
  gpointer       tag, n;

  g_array_set_clear_func (counts, clear_tag);
  g_hash_table_iter_init (&iter, tags);
  while (g_hash_table_iter_next (&iter, &tag, &n)) {
    XaExploreTagCount tag_count = { g_strdup (tag), GPOINTER_TO_UINT (n) };

    g_array_append_val (counts, tag_count);
  }
  g_array_sort (counts, compare_tags);

  return counts;
}

/* --- order ------------------------------------------------------------------------------------ */

/* An audience to be sorted: by group, then key, then name. */
typedef struct {
  gint64 id;
  double key;   /* NAN sorts last, whatever the direction */
  int    group; /* those of a lower group come first, whatever the direction */
  guint  name_rank;
} Sorted;

static Sorted
make_key (const XaExploreItem *item,
          XaExploreOrder       order)
{
  const XaExploreRow *row = &item->row;
  Sorted              sorted = { row->id, NAN, 0, item->name_rank };

  switch (order) {
  case XA_EXPLORE_BY_NAME:
    sorted.key = item->name_rank;
    break;
  case XA_EXPLORE_BY_SIZE:
    sorted.key = get_number (&row->size);
    break;
  case XA_EXPLORE_BY_GROWTH_7:
    sorted.key = get_number (&row->growth_7.relative);
    break;
  case XA_EXPLORE_BY_GROWTH_30:
    sorted.key = get_number (&row->growth_30.relative);
    break;
  case XA_EXPLORE_BY_ENGAGEMENT:
    sorted.key = get_number (&row->engagement);
    sorted.group = row->engagement_base != XA_ENGAGEMENT_BY_VIEWS;
    break;
  case XA_EXPLORE_BY_FRESHNESS:
    sorted.key = row->updated_us == XA_TIME_UNKNOWN ? NAN : (double) row->updated_us;
    break;
  case XA_EXPLORE_BY_POSTS:
    sorted.key = (double) row->n_posts;
    break;
  }
  if (isnan (sorted.key))
    sorted.group = 2;

  return sorted;
}

static int
compare_sorted (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  const Sorted *x = a, *y = b;
  gboolean      descending = GPOINTER_TO_INT (data);

  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  if (x->group < 2 && x->key != y->key)
    return (x->key < y->key) != descending ? -1 : 1;

  return (x->name_rank > y->name_rank) - (x->name_rank < y->name_rank);
}

/**
 * xa_explore_list:
 * @filter: (nullable): what is shown
 *
 * Cost: looks at every audience once and sorts those that pass; asks the workspace nothing.
 *
 * Returns: (transfer full): who passes, in order, and the counts of the chips
 */
XaExploreList *
xa_explore_list (const XaExplore       *self,
                 const XaExploreFilter *filter,
                 XaExploreOrder         order,
                 gboolean               descending)
{
  XaExploreList *list = g_new0 (XaExploreList, 1);
  g_autoptr (GHashTable) tags = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree Sorted *sorted = g_new (Sorted, MAX (self->items->len, 1));

  list->n_all = self->items->len;
  for (guint i = 0; i < self->items->len; i++) {
    const XaExploreItem *item = &g_array_index (self->items, XaExploreItem, i);
    guint                fails = find_failures (item, filter);

    count (list, tags, &item->row, fails);
    if (!fails)
      sorted[list->n++] = make_key (item, order);
  }
  g_sort_array (sorted, list->n, sizeof *sorted, compare_sorted, GINT_TO_POINTER (descending));
  list->ids = g_new (gint64, MAX (list->n, 1));
  for (guint i = 0; i < list->n; i++)
    list->ids[i] = sorted[i].id;
  list->tags = list_tags (tags);

  return list;
}

void
xa_explore_list_free (XaExploreList *self)
{
  if (!self)
    return;
  g_free (self->ids);
  g_clear_pointer (&self->tags, g_array_unref);
  g_free (self);
}

static const char *const order_ids[] = { "name", "size", "growth-7", "growth-30", "engagement", "freshness", "posts" };

G_STATIC_ASSERT (G_N_ELEMENTS (order_ids) == XA_EXPLORE_BY_POSTS + 1);

const char *
xa_explore_order_id (XaExploreOrder order)
{
  return order_ids[order];
}

gboolean
xa_explore_order_parse (const char     *id,
                        XaExploreOrder *order)
{
  for (gsize i = 0; i < G_N_ELEMENTS (order_ids); i++)
    if (strcmp (order_ids[i], id) == 0) {
      *order = (XaExploreOrder) i;
      return TRUE;
    }

  return FALSE;
}
