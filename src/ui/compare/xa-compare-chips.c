#include "ui/compare/xa-compare-chips.h"

#include "insight/xa-explore.h"
#include "ui/compare/xa-compare-chip.h"

#include <glib/gi18n.h>

struct _XaCompareChips {
  AdwBin              parent_instance;
  AdwWrapBox         *box;
  GtkMenuButton      *add;
  GtkPopover         *popover;
  GtkSearchEntry     *search;
  GtkStack           *found;
  GtkListView        *list;
  XaSession          *session;     /* (owned) (nullable) */
  GListStore         *audiences;   /* (owned) (element-type XaAudienceItem): all of the workspace */
  GtkFilter          *filter;      /* (owned) */
  GtkFilterListModel *choice;      /* (owned): those that can be added and match the search */
  GHashTable         *categories;  /* (owned): of ids, plus 1; kept for audiences that come back */
  GPtrArray          *chips;       /* (element-type XaCompareChip): in the box */
  GCancellable       *cancellable; /* (owned) (nullable) */
  gboolean            is_known;    /* @audiences is what there is */
};

G_DEFINE_FINAL_TYPE (XaCompareChips, xa_compare_chips, ADW_TYPE_BIN)

static guint choice_changed_signal;

static GListModel *
get_tray (XaCompareChips *self)
{
  return self->session ? G_LIST_MODEL (xa_session_get_tray (self->session)) : NULL;
}

/* --- colours ---------------------------------------------------------------------------------- */

static gboolean
is_taken (XaCompareChips *self,
          guint           category,
          gint64          by_others_than)
{
  GListModel *tray = get_tray (self);

  for (guint i = 0; tray && i < g_list_model_get_n_items (tray); i++) {
    g_autoptr (XaAudienceItem) item = g_list_model_get_item (tray, i);
    gint64 id = xa_audience_item_get_id (item);

    if (id != by_others_than && GPOINTER_TO_UINT (g_hash_table_lookup (self->categories, &id)) == category + 1)
      return TRUE;
  }

  return FALSE;
}

/**
 * xa_compare_chips_get_category:
 *
 * Returns: the colour of an audience: the same as long as it is compared, whatever its place
 */
guint
xa_compare_chips_get_category (XaCompareChips *self,
                               gint64          id)
{
  guint  kept = GPOINTER_TO_UINT (g_hash_table_lookup (self->categories, &id));
  guint  category = 0;
  gint64 key = id;

  if (kept > 0 && !is_taken (self, kept - 1, id))
    return kept - 1;
  while (is_taken (self, category, id))
    category++;
  g_hash_table_insert (self->categories, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (category + 1));

  return category;
}

/* --- the chips -------------------------------------------------------------------------------- */

static gssize
find_place (XaCompareChips *self,
            gint64          id)
{
  GListModel *tray = get_tray (self);

  for (guint i = 0; tray && i < g_list_model_get_n_items (tray); i++) {
    g_autoptr (XaAudienceItem) item = g_list_model_get_item (tray, i);

    if (xa_audience_item_get_id (item) == id)
      return i;
  }

  return -1;
}

static void
focus_chip (XaCompareChips *self,
            gssize          place)
{
  if (self->chips->len > 0)
    gtk_widget_grab_focus (self->chips->pdata[CLAMP (place, 0, (gssize) self->chips->len - 1)]);
}

static void
removed_cb (XaCompareChips *self,
            XaCompareChip  *chip)
{
  gssize place = find_place (self, xa_compare_chip_get_id (chip));

  if (place < 0)
    return;
  xa_tray_remove (xa_session_get_tray (self->session), xa_compare_chip_get_id (chip));
  focus_chip (self, place);
}

static void
moved_cb (XaCompareChips *self,
          int             by,
          XaCompareChip  *chip)
{
  gssize place = find_place (self, xa_compare_chip_get_id (chip));
  gssize target = place + by;

  if (place < 0 || target < 0 || target >= (gssize) g_list_model_get_n_items (get_tray (self)))
    return;
  xa_tray_move (xa_session_get_tray (self->session), (guint) place, (guint) target);
  focus_chip (self, target);
}

static void
dropped_cb (XaCompareChips *self,
            gint64          id,
            XaCompareChip  *chip)
{
  gssize from = find_place (self, id);
  gssize to = find_place (self, xa_compare_chip_get_id (chip));

  if (from >= 0 && to >= 0 && from != to)
    xa_tray_move (xa_session_get_tray (self->session), (guint) from, (guint) to);
}

static void
show_room (XaCompareChips *self,
           guint           n)
{
  gboolean full = n >= XA_TRAY_MOST;

  gtk_widget_set_sensitive (GTK_WIDGET (self->add), !full && self->session);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->add), full ? _ ("No more than 30 audiences can be compared") : _ ("Add an Audience"));
}

static void
show_tray (XaCompareChips *self)
{
  GListModel *tray = get_tray (self);
  guint       n = tray ? g_list_model_get_n_items (tray) : 0;

  for (guint i = 0; i < self->chips->len; i++)
    adw_wrap_box_remove (self->box, self->chips->pdata[i]);
  g_ptr_array_set_size (self->chips, 0);
  for (guint i = 0; i < n; i++) {
    g_autoptr (XaAudienceItem) item = g_list_model_get_item (tray, i);
    GtkWidget *chip = xa_compare_chip_new (item, xa_compare_chips_get_category (self, xa_audience_item_get_id (item)));

    g_signal_connect_swapped (chip, "removed", G_CALLBACK (removed_cb), self);
    g_signal_connect_swapped (chip, "moved", G_CALLBACK (moved_cb), self);
    g_signal_connect_swapped (chip, "dropped", G_CALLBACK (dropped_cb), self);
    adw_wrap_box_insert_child_after (self->box, chip, i > 0 ? self->chips->pdata[i - 1] : NULL);
    g_ptr_array_add (self->chips, chip);
  }
  show_room (self, n);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/* --- adding ----------------------------------------------------------------------------------- */

/* What is typed, as names are compared with it. */
static char *
dup_wanted (XaCompareChips *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));

  return g_utf8_casefold (text, -1);
}

static gboolean
may_be_added (gpointer object,
              gpointer data)
{
  XaCompareChips  *self = data;
  XaAudienceItem  *item = object;
  g_autofree char *name = g_utf8_casefold (xa_audience_item_get_name (item), -1);
  g_autofree char *wanted = dup_wanted (self);

  return strstr (name, wanted) && !(self->session && xa_tray_has (xa_session_get_tray (self->session), xa_audience_item_get_id (item)));
}

static void
show_found (XaCompareChips *self)
{
  gtk_stack_set_visible_child_name (self->found, g_list_model_get_n_items (G_LIST_MODEL (self->choice)) > 0 ? "list" : "none");
}

static void
search_changed_cb (XaCompareChips *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_found (self);
}

static void
add_item (XaCompareChips *self,
          guint           position)
{
  g_autoptr (XaAudienceItem) item = g_list_model_get_item (G_LIST_MODEL (self->choice), position);

  if (!item || !self->session)
    return;
  gtk_popover_popdown (self->popover);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  xa_tray_add (xa_session_get_tray (self->session), item);
}

static void
picked_cb (XaCompareChips *self,
           guint           position)
{
  add_item (self, position);
}

/* The name that was typed, else the first that begins with it, else the first that has it in it. */
static guint
find_typed (XaCompareChips *self)
{
  g_autofree char *wanted = dup_wanted (self);
  guint            n = g_list_model_get_n_items (G_LIST_MODEL (self->choice));
  guint            first = 0;

  for (guint i = n; i-- > 0;) {
    g_autoptr (XaAudienceItem) item = g_list_model_get_item (G_LIST_MODEL (self->choice), i);
    g_autofree char *name = g_utf8_casefold (xa_audience_item_get_name (item), -1);

    if (g_str_equal (name, wanted))
      return i;
    if (g_str_has_prefix (name, wanted))
      first = i;
  }

  return first;
}

/* The search waits a little for more letters; Return does not, and takes nothing that was not asked for. */
static void
search_activated_cb (XaCompareChips *self)
{
  g_autofree char *wanted = dup_wanted (self);

  search_changed_cb (self);
  if (wanted[0])
    add_item (self, find_typed (self));
}

static void
search_stopped_cb (XaCompareChips *self)
{
  gtk_popover_popdown (self->popover);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *row)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (row, label);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *row)
{
  XaAudienceItem  *item = gtk_list_item_get_item (row);
  g_autofree char *text = g_strdup_printf ("%s (%s)", xa_audience_item_get_name (item), xa_platform_name (xa_audience_item_get_platform (item)));

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (row)), text);
  gtk_list_item_set_accessible_label (row, text);
}

static gpointer
ask_audiences (const XaScope    *scope,
               gpointer          data,
               XaInsightProgress progress,
               gpointer          progress_data,
               GError          **error)
{
  return xa_explore_load (scope, error);
}

static void
audiences_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (XaCompareChips) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaExplore) explore = xa_session_ask_finish (XA_SESSION (source), result, &error);
  g_autoptr (XaExploreList) list = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  /* Without a list there is nothing to add; the comparison itself says what is wrong. */
  if (!explore)
    return;
  list = xa_explore_list (explore, NULL, XA_EXPLORE_BY_NAME, FALSE);
  for (guint i = 0; i < list->n; i++) {
    const XaExploreRow *row = xa_explore_find (explore, list->ids[i]);

    g_ptr_array_add (items, xa_audience_item_new (row->id, row->name, row->platform, row->simulated));
  }
  g_list_store_splice (self->audiences, 0, g_list_model_get_n_items (G_LIST_MODEL (self->audiences)), items->pdata, items->len);
  self->is_known = TRUE;
  show_found (self);
  g_signal_emit (self, choice_changed_signal, 0);
}

static void
load_audiences (XaCompareChips *self)
{
  XaAsk ask = { ask_audiences, NULL, NULL, (GDestroyNotify) xa_explore_unref };

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (!self->session)
    return;
  self->cancellable = g_cancellable_new ();
  xa_session_ask_async (self->session, XA_ASK_QUICK, &ask, NULL, NULL, self->cancellable, audiences_cb, g_object_ref (self));
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
xa_compare_chips_dispose (GObject *object)
{
  XaCompareChips *self = XA_COMPARE_CHIPS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->list)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->session);
  g_clear_object (&self->choice);
  g_clear_object (&self->filter);
  g_clear_object (&self->audiences);
  g_clear_pointer (&self->chips, g_ptr_array_unref);
  g_clear_pointer (&self->categories, g_hash_table_unref);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_COMPARE_CHIPS);
  G_OBJECT_CLASS (xa_compare_chips_parent_class)->dispose (object);
}

static void
xa_compare_chips_class_init (XaCompareChipsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_compare_chips_dispose;
  choice_changed_signal = g_signal_new ("choice-changed", XA_TYPE_COMPARE_CHIPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/compare-chips.ui");
  gtk_widget_class_bind_template_child (widget_class, XaCompareChips, box);
  gtk_widget_class_bind_template_child (widget_class, XaCompareChips, add);
  gtk_widget_class_bind_template_child (widget_class, XaCompareChips, popover);
  gtk_widget_class_bind_template_child (widget_class, XaCompareChips, search);
  gtk_widget_class_bind_template_child (widget_class, XaCompareChips, found);
  gtk_widget_class_bind_template_child (widget_class, XaCompareChips, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, picked_cb);
}

static void
xa_compare_chips_init (XaCompareChips *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->chips = g_ptr_array_new ();
  self->categories = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->audiences = g_list_store_new (XA_TYPE_AUDIENCE_ITEM);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filter = GTK_FILTER (gtk_custom_filter_new (may_be_added, self, NULL));
  self->choice = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->audiences)), g_object_ref (self->filter));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->choice)))));
  g_object_unref (factory);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->popover));
  show_room (self, 0);
}

void
xa_compare_chips_set_session (XaCompareChips *self,
                              XaSession      *session)
{
  if (self->session) {
    g_signal_handlers_disconnect_by_data (xa_session_get_tray (self->session), self);
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  g_set_object (&self->session, session);
  self->is_known = FALSE;
  g_list_store_remove_all (self->audiences);
  if (session) {
    g_signal_connect_object (xa_session_get_tray (session), "items-changed", G_CALLBACK (show_tray), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "changed", G_CALLBACK (load_audiences), self, G_CONNECT_SWAPPED);
  }
  show_tray (self);
  load_audiences (self);
}

void
xa_compare_chips_search (XaCompareChips *self)
{
  if (gtk_widget_get_sensitive (GTK_WIDGET (self->add)))
    gtk_menu_button_popup (self->add);
}

/* Whether the workspace is known to have no audiences. */
gboolean
xa_compare_chips_is_empty (XaCompareChips *self)
{
  return self->is_known && g_list_model_get_n_items (G_LIST_MODEL (self->audiences)) == 0;
}
