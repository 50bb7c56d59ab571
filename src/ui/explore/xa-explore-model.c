#include "ui/explore/xa-explore-model.h"

#include <string.h>

/* Rows that stand together. */
typedef struct {
  guint         number;
  GPtrArray    *entries;     /* (owned) (element-type XaExploreEntry) */
  GCancellable *cancellable; /* (owned): of its question */
  GList         link;        /* in the queue of pages: its data is the page */
} Page;

struct _XaExploreModel {
  GObject       parent_instance;
  XaSession    *session; /* (owned) (nullable) */
  XaExplore    *explore; /* (owned) (nullable) */
  gint64       *ids;     /* (owned) (array length=n_ids) */
  guint         n_ids;
  double        largest;
  GHashTable   *pages;   /* (owned) (element-type guint Page) */
  GQueue        used;    /* (element-type Page): the one used last first */
  GHashTable   *alive;   /* (owned) (element-type gint64 XaExploreEntry) (not owned values): all entries that anybody holds */
  GCancellable *refresh; /* (owned): of what is asked for rows on the screen whose data changed */
  guint64       n_asked;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XaExploreModel, xa_explore_model, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum {
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
page_free (gpointer data)
{
  Page *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

/* --- asking ----------------------------------------------------------------------------------- */

/* A question for the small charts of some rows. */
typedef struct {
  XaExplore *explore; /* (owned) */
  GArray    *ids;     /* (owned) (element-type gint64) */
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  xa_explore_unref (self->explore);
  g_array_unref (self->ids);
  g_free (self);
}

static gpointer
load_page (const XaScope    *scope,
           gpointer          data,
           XaInsightProgress progress,
           gpointer          progress_data,
           GError          **error)
{
  const Question *question = data;

  return xa_explore_load_page (scope, question->explore, (const gint64 *) (void *) question->ids->data, question->ids->len, error);
}

/* Who waits for the answer. */
typedef struct {
  XaExploreModel *model;   /* (owned) */
  XaExplore      *explore; /* (owned): what was asked of */
  GPtrArray      *entries; /* (owned) (element-type XaExploreEntry) */
} Waiting;

static void
waiting_free (Waiting *self)
{
  g_ptr_array_unref (self->entries);
  xa_explore_unref (self->explore);
  g_object_unref (self->model);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

static void
give_points (const Waiting       *waiting,
             const XaExplorePage *page)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (XaExplorePoint));
  guint next = 0;

  for (guint i = 0; i < waiting->entries->len; i++) {
    XaExploreEntry         *entry = waiting->entries->pdata[i];
    const XaExplorePageRow *row = page && next < page->rows->len ? page->rows->pdata[next] : NULL;
    gboolean                is_it = row && row->row->id == xa_explore_entry_get_row (entry)->id;

    xa_explore_entry_set_points (entry, waiting->explore, is_it ? row->points : none);
    next += is_it;
  }
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (Waiting) waiting = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaExplorePage) page = xa_reader_ask_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  give_points (waiting, page);
  if (!page)
    g_signal_emit (waiting->model, signals[SIGNAL_FAILED], 0, error);
}

/* Takes @entries; those that have a chart of the present data are left alone. */
static void
ask_points (XaExploreModel *self,
            GPtrArray      *entries,
            GCancellable   *cancellable)
{
  Waiting  *waiting = g_new (Waiting, 1);
  Question *question = g_new (Question, 1);
  XaAsk     ask = { load_page, question, question_free, (GDestroyNotify) xa_explore_page_free };

  *question = (Question) { xa_explore_ref (self->explore), g_array_new (FALSE, FALSE, sizeof (gint64)) };
  *waiting = (Waiting) { g_object_ref (self), xa_explore_ref (self->explore), g_ptr_array_new_with_free_func (g_object_unref) };
  for (guint i = 0; i < entries->len; i++) {
    if (!xa_explore_entry_needs_trend (entries->pdata[i]))
      continue;
    g_array_append_val (question->ids, xa_explore_entry_get_row (entries->pdata[i])->id);
    g_ptr_array_add (waiting->entries, g_object_ref (entries->pdata[i]));
  }
  if (waiting->entries->len == 0 || !self->session) {
    question_free (question);
    waiting_free (waiting);
    return;
  }
  self->n_asked++;
  xa_session_ask_async (self->session, XA_ASK_QUICK, &ask, NULL, NULL, cancellable, loaded_cb, waiting);
}

/* --- pages ------------------------------------------------------------------------------------ */

static void
entry_gone_cb (gpointer data,
               GObject *entry)
{
  XaExploreModel *self = data;

  /* It is being disposed of: what it shows is still there. */
  g_hash_table_remove (self->alive, &xa_explore_entry_get_row ((XaExploreEntry *) entry)->id);
}

/* Returns: (transfer full): the entry of an audience, the same one as long as anybody holds it */
static XaExploreEntry *
get_entry (XaExploreModel *self,
           gint64          id)
{
  XaExploreEntry *entry = g_hash_table_lookup (self->alive, &id);

  if (entry)
    return g_object_ref (entry);
  entry = xa_explore_entry_new (self->explore, xa_explore_find (self->explore, id), self->largest);
  g_hash_table_insert (self->alive, g_memdup2 (&id, sizeof id), entry);
  g_object_weak_ref (G_OBJECT (entry), entry_gone_cb, self);

  return entry;
}

static void
drop_page (XaExploreModel *self,
           Page           *page)
{
  g_queue_unlink (&self->used, &page->link);
  g_hash_table_remove (self->pages, &page->number);
}

static void
drop_pages (XaExploreModel *self)
{
  while (self->used.head)
    drop_page (self, self->used.head->data);
}

static Page *
make_page (XaExploreModel *self,
           guint           number)
{
  Page *page = g_new0 (Page, 1);
  guint end = MIN (self->n_ids, (number + 1) * XA_EXPLORE_PAGE_ROWS);

  page->number = number;
  page->entries = g_ptr_array_new_with_free_func (g_object_unref);
  page->cancellable = g_cancellable_new ();
  page->link.data = page;
  for (guint i = number * XA_EXPLORE_PAGE_ROWS; i < end; i++)
    g_ptr_array_add (page->entries, get_entry (self, self->ids[i]));
  g_hash_table_insert (self->pages, &page->number, page);
  ask_points (self, page->entries, page->cancellable);

  return page;
}

static Page *
get_page (XaExploreModel *self,
          guint           number)
{
  Page *page = g_hash_table_lookup (self->pages, &number);

  if (page) {
    g_queue_unlink (&self->used, &page->link);
  } else {
    page = make_page (self, number);
    if (self->used.length == XA_EXPLORE_MOST_PAGES)
      drop_page (self, self->used.tail->data);
  }
  g_queue_push_head_link (&self->used, &page->link);

  return page;
}

/* --- the list --------------------------------------------------------------------------------- */

static GType
get_item_type (GListModel *list)
{
  return XA_TYPE_EXPLORE_ENTRY;
}

static guint
get_n_items (GListModel *list)
{
  return XA_EXPLORE_MODEL (list)->n_ids;
}

static gpointer
get_item (GListModel *list,
          guint       position)
{
  XaExploreModel *self = XA_EXPLORE_MODEL (list);

  if (position >= self->n_ids)
    return NULL;

  return g_object_ref (get_page (self, position / XA_EXPLORE_PAGE_ROWS)->entries->pdata[position % XA_EXPLORE_PAGE_ROWS]);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
xa_explore_model_dispose (GObject *object)
{
  XaExploreModel *self = XA_EXPLORE_MODEL (object);
  GHashTableIter  iter;
  gpointer        entry;

  if (self->refresh)
    g_cancellable_cancel (self->refresh);
  g_clear_object (&self->refresh);
  drop_pages (self);
  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, &entry)) {
    g_object_weak_unref (entry, entry_gone_cb, self);
    g_hash_table_iter_remove (&iter);
  }
  g_clear_object (&self->session);
  g_clear_pointer (&self->explore, xa_explore_unref);
  G_OBJECT_CLASS (xa_explore_model_parent_class)->dispose (object);
}

static void
xa_explore_model_finalize (GObject *object)
{
  XaExploreModel *self = XA_EXPLORE_MODEL (object);

  g_hash_table_unref (self->pages);
  g_hash_table_unref (self->alive);
  g_free (self->ids);
  G_OBJECT_CLASS (xa_explore_model_parent_class)->finalize (object);
}

static void
xa_explore_model_class_init (XaExploreModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xa_explore_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = xa_explore_model_finalize;
  signals[SIGNAL_FAILED] = g_signal_new ("failed", XA_TYPE_EXPLORE_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
xa_explore_model_init (XaExploreModel *self)
{
  self->pages = g_hash_table_new_full (g_int_hash, g_int_equal, NULL, page_free);
  self->alive = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

XaExploreModel *
xa_explore_model_new (void)
{
  return g_object_new (XA_TYPE_EXPLORE_MODEL, NULL);
}

void
xa_explore_model_set_session (XaExploreModel *self,
                              XaSession      *session)
{
  guint n = self->n_ids;

  if (session == self->session)
    return;
  if (self->refresh)
    g_cancellable_cancel (self->refresh);
  drop_pages (self);
  self->n_ids = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  g_clear_pointer (&self->explore, xa_explore_unref);
  g_set_object (&self->session, session);
}

/* Rows that somebody holds, such as the table on the screen, are shown anew and not made again. What
 * they still waited for went with their page, and is asked again. */
static void
renew_entries (XaExploreModel *self)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer       entry;

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (entries, g_object_ref (entry));
  for (guint i = 0; i < entries->len; i++) {
    const XaExploreRow *row = xa_explore_find (self->explore, xa_explore_entry_get_row (entries->pdata[i])->id);

    if (row)
      xa_explore_entry_set (entries->pdata[i], self->explore, row, self->largest);
  }
  for (guint i = 0; i < entries->len;)
    if (xa_explore_find (self->explore, xa_explore_entry_get_row (entries->pdata[i])->id))
      i++;
    else
      g_ptr_array_remove_index_fast (entries, i);
  if (self->refresh)
    g_cancellable_cancel (self->refresh);
  g_clear_object (&self->refresh);
  self->refresh = g_cancellable_new ();
  ask_points (self, entries, self->refresh);
}

/**
 * xa_explore_model_show:
 *
 * Shows other rows, or newer data of the same. Rows at the beginning and at the end that are the
 * same as before are not announced as changed, so that the place on the screen and what is
 * selected there stay.
 */
void
xa_explore_model_show (XaExploreModel *self,
                       XaExplore      *explore,
                       const gint64   *ids,
                       guint           n_ids,
                       double          largest)
{
  g_autofree gint64 *old = g_steal_pointer (&self->ids);
  XaExplore         *old_explore = self->explore;
  guint              n_old = self->n_ids;
  guint              n_shared = MIN (n_old, n_ids);
  guint              first = 0, last = 0;

  while (first < n_shared && old[first] == ids[first])
    first++;
  while (last < n_shared - first && old[n_old - 1 - last] == ids[n_ids - 1 - last])
    last++;
  self->ids = g_memdup2 (ids, n_ids * sizeof *ids);
  self->n_ids = n_ids;
  self->explore = xa_explore_ref (explore);
  self->largest = largest;
  drop_pages (self);
  renew_entries (self);
  if (first + last < MAX (n_old, n_ids))
    g_list_model_items_changed (G_LIST_MODEL (self), first, n_old - first - last, n_ids - first - last);
  g_clear_pointer (&old_explore, xa_explore_unref);
}

/**
 * xa_explore_model_get_id:
 *
 * Returns: the audience at a place, without making its row
 */
gint64
xa_explore_model_get_id (XaExploreModel *self,
                         guint           position)
{
  g_return_val_if_fail (position < self->n_ids, 0);

  return self->ids[position];
}

XaExplore *
xa_explore_model_get_explore (XaExploreModel *self)
{
  return self->explore;
}

guint
xa_explore_model_get_n_pages (XaExploreModel *self)
{
  return self->used.length;
}

guint64
xa_explore_model_get_n_asked (XaExploreModel *self)
{
  return self->n_asked;
}
