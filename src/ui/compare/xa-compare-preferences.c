#include "ui/compare/xa-compare-preferences.h"

#include "ui/widgets/xa-column-heads.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* Rows that are shown before the user asks for all. */
#define FIRST_ROWS 12

/* In units that grow with the text. Below the first there is no room for what the names say already. */
#define NARROW_WIDTH 480
#define FIGURE_WIDTH 120
#define NARROW_FIGURE_WIDTH 84

/* --- a row -------------------------------------------------------------------------------------- */

#define XA_TYPE_COMPARE_PREFERENCE_ITEM (xa_compare_preference_item_get_type ())
G_DECLARE_FINAL_TYPE (XaComparePreferenceItem, xa_compare_preference_item, XA, COMPARE_PREFERENCE_ITEM, GObject)

struct _XaComparePreferenceItem {
  GObject                   parent_instance;
  const XaSharedPreference *preference; /* (not owned): the table keeps it */
};

G_DEFINE_FINAL_TYPE (XaComparePreferenceItem, xa_compare_preference_item, G_TYPE_OBJECT)

static void
xa_compare_preference_item_class_init (XaComparePreferenceItemClass *klass)
{
}

static void
xa_compare_preference_item_init (XaComparePreferenceItem *self)
{
}

/* --- the table ---------------------------------------------------------------------------------- */

struct _XaComparePreferences {
  AdwBin                   parent_instance;
  GtkStack                *states;
  GtkColumnView           *table;
  GtkScrolledWindow       *scroller;
  GtkButton               *more;
  XaComparisonPreferences *preferences; /* (owned) (nullable) */
  GListStore              *rows;        /* (owned) (element-type XaComparePreferenceItem) */
  GtkSliceListModel       *shown;       /* (owned) */
  gboolean                 is_narrow;
  guint                    resize_id;
};

G_DEFINE_FINAL_TYPE (XaComparePreferences, xa_compare_preferences, ADW_TYPE_BIN)

static guint copy_signal;

static void
setup_cell_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *cell,
               gpointer                  column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), column ? 1 : 0);
  if (column)
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (cell, label);
}

static const XaSharedPreference *
get_preference (GtkListItem *cell)
{
  return XA_COMPARE_PREFERENCE_ITEM (gtk_list_item_get_item (cell))->preference;
}

static void
bind_name_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *cell)
{
  const XaSharedPreference *preference = get_preference (cell);
  GtkWidget                *label = gtk_list_item_get_child (cell);
  g_autofree char          *name = g_strdup_printf (preference->kind == XA_PREFERENCE_TAG ? "#%s" : "%s", preference->name);

  gtk_label_set_label (GTK_LABEL (label), name);
  gtk_label_set_width_chars (GTK_LABEL (label), 16);
  gtk_widget_set_tooltip_text (label, name);
}

static void
bind_kind_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *cell)
{
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (cell));

  gtk_label_set_label (label, xa_preference_kind_name (get_preference (cell)->kind));
  gtk_label_set_width_chars (label, 9);
}

static char *
explain_leaning (const XaLeaning *leaning)
{
  g_autofree char *share = xa_words_figure (&leaning->share, XA_FIGURE_STYLE_SHARE);
  g_autofree char *support = xa_words_figure (&leaning->support, XA_FIGURE_STYLE_COUNT);
  g_autofree char *lift = xa_words_figure (&leaning->lift, XA_FIGURE_STYLE_RATIO);
  g_autofree char *q = xa_words_figure (&leaning->q, XA_FIGURE_STYLE_RATIO);

  if (!xa_figure_has_number (&leaning->lift))
    return g_strdup (xa_words_note (leaning->lift.note));

  return g_strdup_printf (_ ("%s of its people (%s), %s times as often as among all people of the platform; q = %s"), share, support, lift, q);
}

/* "2.3×"; what has no figure says why when asked. */
static void
bind_leaning_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *cell,
                 gpointer                  column)
{
  const XaSharedPreference *preference = get_preference (cell);
  const XaLeaning          *leaning = &preference->leanings[GPOINTER_TO_UINT (column) - 1];
  GtkWidget                *label = gtk_list_item_get_child (cell);
  gboolean                  itself = preference->kind == XA_PREFERENCE_AUDIENCE &&
                    g_strcmp0 (preference->name, g_object_get_data (G_OBJECT (factory), "audience")) == 0;
  g_autofree char *words = itself ? g_strdup (_ ("These are its own people")) : explain_leaning (leaning);
  g_autofree char *text = itself ? g_strdup ("–") : xa_figure_has_number (&leaning->lift) ? g_strdup_printf ("%.1f×", isnan (leaning->lift.value) ? leaning->lift.low : leaning->lift.value)
                                                                                          : g_strdup (leaning->lift.kind == XA_FIGURE_SUPPRESSED ? _ ("hidden") : "–");

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  if (xa_figure_has_number (&leaning->lift))
    gtk_widget_remove_css_class (label, "dim-label");
  else
    gtk_widget_add_css_class (label, "dim-label");
}

static GtkColumnViewColumn *
add_column (XaComparePreferences *self,
            const char           *title,
            GCallback             bind,
            guint                 audience)
{
  GtkListItemFactory  *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), GUINT_TO_POINTER (audience));
  g_signal_connect (factory, "bind", bind, GUINT_TO_POINTER (audience));
  g_object_set_data_full (G_OBJECT (factory), "audience", g_strdup (title), g_free);
  gtk_column_view_append_column (self->table, column);
  g_object_unref (column);

  return column;
}

static int
to_pixels (XaComparePreferences *self,
           double                length)
{
  return (int) adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, length, gtk_widget_get_settings (GTK_WIDGET (self)));
}

/* After the name and the kind come the audiences. */
static void
show_width (XaComparePreferences *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);
  int         width = to_pixels (self, self->is_narrow ? NARROW_FIGURE_WIDTH : FIGURE_WIDTH);

  for (guint i = 1; i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

    if (i == 1)
      gtk_column_view_column_set_visible (column, !self->is_narrow);
    else
      gtk_column_view_column_set_fixed_width (column, width);
  }
}

static gboolean
resized_cb (gpointer data)
{
  XaComparePreferences *self = data;

  self->resize_id = 0;
  show_width (self);

  return G_SOURCE_REMOVE;
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return gtk_widget_get_request_mode (adw_bin_get_child (ADW_BIN (widget)));
}

static void
measure (GtkWidget     *widget,
         GtkOrientation orientation,
         int            for_size,
         int           *minimum,
         int           *natural,
         int           *minimum_baseline,
         int           *natural_baseline)
{
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (widget)), orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
}

/* Columns cannot come and go while the table is given its place. */
static void
allocate (GtkWidget *widget,
          int        width,
          int        height,
          int        baseline)
{
  XaComparePreferences *self = XA_COMPARE_PREFERENCES (widget);
  gboolean              is_narrow = width < to_pixels (self, NARROW_WIDTH);

  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (widget)), width, height, baseline, NULL);
  if (is_narrow == self->is_narrow)
    return;
  self->is_narrow = is_narrow;
  if (!self->resize_id)
    self->resize_id = g_idle_add (resized_cb, self);
}

/* The wheel moves the page, not the table sideways under the pointer. */
static gboolean
scroll_cb (XaComparePreferences     *self,
           double                    dx,
           double                    dy,
           GtkEventControllerScroll *controller)
{
  GtkWidget     *page = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = page ? gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (page)) : NULL;
  gboolean       sideways = (gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller)) & GDK_SHIFT_MASK) || ABS (dx) > ABS (dy);
  double         step;

  if (!adjustment || sideways || dy == 0)
    return FALSE;
  step = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE ? 1 : pow (gtk_adjustment_get_page_size (adjustment), 2.0 / 3);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + dy * step);

  return TRUE;
}

static void
make_columns (XaComparePreferences *self,
              guint                 n,
              const char *const    *names)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);

  while (g_list_model_get_n_items (columns) > 0) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

    gtk_column_view_remove_column (self->table, column);
  }
  gtk_column_view_column_set_expand (add_column (self, _ ("Preference"), G_CALLBACK (bind_name_cb), 0), TRUE);
  add_column (self, _ ("Kind"), G_CALLBACK (bind_kind_cb), 0);
  for (guint i = 0; i < n; i++) {
    add_column (self, names[i], G_CALLBACK (bind_leaning_cb), i + 1);
    xa_column_heads_align_end (self->table, i + 2);
  }
  show_width (self);
}

static void
show_more (XaComparePreferences *self,
           gboolean              all)
{
  guint            n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  g_autofree char *label = g_strdup_printf (_ ("Show All %u"), n);

  gtk_slice_list_model_set_size (self->shown, all ? G_MAXUINT : FIRST_ROWS);
  gtk_button_set_label (self->more, label);
  gtk_widget_set_visible (GTK_WIDGET (self->more), !all && n > FIRST_ROWS);
}

static void
more_cb (XaComparePreferences *self)
{
  show_more (self, TRUE);
}

static void
copy_cb (XaComparePreferences *self)
{
  g_signal_emit (self, copy_signal, 0);
}

static void
xa_compare_preferences_dispose (GObject *object)
{
  XaComparePreferences *self = XA_COMPARE_PREFERENCES (object);

  g_clear_handle_id (&self->resize_id, g_source_remove);
  if (self->table)
    gtk_column_view_set_model (self->table, NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->preferences, xa_comparison_preferences_free);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_COMPARE_PREFERENCES);
  G_OBJECT_CLASS (xa_compare_preferences_parent_class)->dispose (object);
}

static void
xa_compare_preferences_class_init (XaComparePreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_compare_preferences_dispose;
  copy_signal = g_signal_new ("copy", XA_TYPE_COMPARE_PREFERENCES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/compare-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, XaComparePreferences, states);
  gtk_widget_class_bind_template_child (widget_class, XaComparePreferences, table);
  gtk_widget_class_bind_template_child (widget_class, XaComparePreferences, scroller);
  gtk_widget_class_bind_template_child (widget_class, XaComparePreferences, more);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
}

static void
xa_compare_preferences_init (XaComparePreferences *self)
{
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  gtk_widget_init_template (GTK_WIDGET (self));
  /* The layout of a bin does not tell how wide it is. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), gtk_custom_layout_new (get_request_mode, measure, allocate));
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (wheel, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), wheel);
  self->rows = g_list_store_new (XA_TYPE_COMPARE_PREFERENCE_ITEM);
  self->shown = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->rows)), 0, FIRST_ROWS);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->shown)))));
}

/**
 * xa_compare_preferences_show:
 *
 * Shows a new table; without @preferences a place where it will be.
 */
void
xa_compare_preferences_show (XaComparePreferences    *self,
                             XaComparisonPreferences *preferences,
                             const char *const       *names)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  g_list_store_remove_all (self->rows);
  g_clear_pointer (&self->preferences, xa_comparison_preferences_free);
  self->preferences = preferences;
  if (!preferences) {
    gtk_stack_set_visible_child_name (self->states, "loading");
    return;
  }
  make_columns (self, preferences->n, names);
  for (guint i = 0; i < preferences->preferences->len; i++) {
    XaComparePreferenceItem *item = g_object_new (XA_TYPE_COMPARE_PREFERENCE_ITEM, NULL);

    item->preference = preferences->preferences->pdata[i];
    g_ptr_array_add (items, item);
  }
  g_list_store_splice (self->rows, 0, 0, items->pdata, items->len);
  show_more (self, FALSE);
  gtk_stack_set_visible_child_name (self->states, items->len > 0 ? "content" : "none");
}
