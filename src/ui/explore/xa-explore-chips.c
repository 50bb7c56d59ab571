#include "ui/explore/xa-explore-chips.h"

#include "ui/explore/xa-explore-words.h"

#include <glib/gi18n.h>

enum {
  PLATFORM,
  ROLE,
  COVERAGE,
  TAG,
  N_CHIPS,
};

/* A value that can be chosen. */
typedef struct {
  GtkWidget *check; /* (not owned) */
  GtkWidget *count; /* (not owned) */
  guint      bit;   /* of the filter */
  char      *tag;   /* (owned) (nullable) */
  char      *name;  /* (owned) */
} Option;

typedef struct {
  GtkMenuButton *button;  /* (not owned) */
  GtkLabel      *label;   /* (not owned) */
  GtkBox        *list;    /* (not owned) */
  GPtrArray     *options; /* (owned) (element-type Option) */
} Chip;

struct _XaExploreChips {
  AdwBin           parent_instance;
  Chip             chips[N_CHIPS];
  XaExploreFilter *filter; /* (owned) */
  gboolean         is_showing;
};

G_DEFINE_FINAL_TYPE (XaExploreChips, xa_explore_chips, ADW_TYPE_BIN)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const titles[N_CHIPS] = {
  N_ ("Platform"),
  N_ ("Role"),
  N_ ("List"),
  N_ ("Tag"),
};

static void
option_free (gpointer data)
{
  Option *self = data;

  g_free (self->tag);
  g_free (self->name);
  g_free (self);
}

/* --- what the filter says --------------------------------------------------------------------- */

static guint32 *
get_bits (XaExploreFilter *filter,
          guint            chip)
{
  return chip == PLATFORM ? &filter->platforms : chip == ROLE ? &filter->roles
                                                              : &filter->coverages;
}

static gboolean
is_chosen (XaExploreFilter *filter,
           guint            chip,
           const Option    *option)
{
  if (chip == TAG)
    return filter->tags && g_strv_contains ((const char *const *) filter->tags, option->tag);

  return (*get_bits (filter, chip) & (1u << option->bit)) != 0;
}

static guint
count_option (const XaExploreList *list,
              guint                chip,
              const Option        *option)
{
  switch (chip) {
  case PLATFORM:
    return list->platforms[option->bit];
  case ROLE:
    return list->roles[option->bit];
  case COVERAGE:
    return list->coverages[option->bit];
  default:
    for (guint i = 0; i < list->tags->len; i++)
      if (g_str_equal (g_array_index (list->tags, XaExploreTagCount, i).tag, option->tag))
        return g_array_index (list->tags, XaExploreTagCount, i).n;
    return 0;
  }
}

static void
toggled_cb (XaExploreChips *self,
            GtkWidget      *check)
{
  guint   chip = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "chip"));
  Option *option = g_object_get_data (G_OBJECT (check), "option");

  if (self->is_showing)
    return;
  if (chip == TAG)
    xa_explore_filter_toggle_tag (self->filter, option->tag);
  else
    *get_bits (self->filter, chip) ^= 1u << option->bit;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- building --------------------------------------------------------------------------------- */

static Option *
add_option (XaExploreChips *self,
            guint           chip,
            guint           bit,
            const char     *tag,
            const char     *name)
{
  Option    *option = g_new (Option, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (name);

  *option = (Option) { gtk_check_button_new (), gtk_label_new (NULL), bit, g_strdup (tag), g_strdup (name) };
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (option->count, "dim-label");
  gtk_widget_add_css_class (option->count, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), option->count);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (option->check), box);
  g_object_set_data (G_OBJECT (option->check), "chip", GUINT_TO_POINTER (chip));
  g_object_set_data (G_OBJECT (option->check), "option", option);
  g_signal_connect_object (option->check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->chips[chip].list, option->check);
  g_ptr_array_add (self->chips[chip].options, option);

  return option;
}

static GtkWidget *
make_chip (XaExploreChips *self,
           guint           chip)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (_ (titles[chip]));
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (content), label);
  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("pan-down-symbolic"));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), content);
  gtk_widget_add_css_class (button, "filter-chip");
  gtk_widget_set_margin_start (list, 6);
  gtk_widget_set_margin_end (list, 6);
  gtk_widget_set_margin_top (list, 6);
  gtk_widget_set_margin_bottom (list, 6);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 360);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  gtk_widget_set_size_request (list, 180, -1);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  self->chips[chip] = (Chip) { GTK_MENU_BUTTON (button), GTK_LABEL (label), GTK_BOX (list), g_ptr_array_new_with_free_func (option_free) };

  return button;
}

static void
add_fixed_options (XaExploreChips *self)
{
  static const XaRole     roles[] = { XA_ROLE_OWN, XA_ROLE_COMPETITOR, XA_ROLE_OTHER };
  static const XaCoverage coverages[] = { XA_COVERAGE_COMPLETE, XA_COVERAGE_FIRST_N, XA_COVERAGE_SAMPLE, XA_COVERAGE_ACTIVE_AUTHORS,
                                          XA_COVERAGE_REACTORS, XA_COVERAGE_COUNT_ONLY, 0 };

  for (guint platform = 1; platform < XA_N_PLATFORMS; platform++)
    add_option (self, PLATFORM, platform, NULL, xa_platform_name ((XaPlatform) platform));
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    add_option (self, ROLE, roles[i], NULL, xa_explore_role_name (roles[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (coverages); i++)
    add_option (self, COVERAGE, coverages[i], NULL, xa_explore_coverage_name (coverages[i]));
}

/* Tags come and go; one that was there keeps its place. */
static void
add_new_tags (XaExploreChips      *self,
              const XaExploreList *list)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->chips[TAG].options->len; i++)
    g_hash_table_add (known, ((Option *) self->chips[TAG].options->pdata[i])->tag);
  for (guint i = 0; i < list->tags->len; i++) {
    const char *tag = g_array_index (list->tags, XaExploreTagCount, i).tag;

    if (!g_hash_table_contains (known, tag))
      add_option (self, TAG, 0, tag, tag);
  }
}

/* --- showing ---------------------------------------------------------------------------------- */

static void
name_chip (Chip       *chip,
           guint       which,
           guint       n_chosen,
           const char *chosen)
{
  const char      *title = _ (titles[which]);
  g_autofree char *text = NULL;

  if (n_chosen == 1)
    text = g_strdup_printf (C_ ("filter and its value", "%s: %s"), title, chosen);
  else if (n_chosen > 1)
    text = g_strdup_printf (C_ ("filter and how many values", "%s: %u"), title, n_chosen);
  gtk_label_set_text (chip->label, text ? text : title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip->button), GTK_ACCESSIBLE_PROPERTY_LABEL, text ? text : title, -1);
  if (n_chosen)
    gtk_widget_add_css_class (GTK_WIDGET (chip->button), "chosen");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (chip->button), "chosen");
}

static void
show_chip (XaExploreChips      *self,
           guint                which,
           const XaExploreList *list)
{
  Chip       *chip = &self->chips[which];
  guint       n_chosen = 0, n_shown = 0;
  const char *name = NULL;

  for (guint i = 0; i < chip->options->len; i++) {
    Option          *option = chip->options->pdata[i];
    guint            n = count_option (list, which, option);
    gboolean         chosen = is_chosen (self->filter, which, option);
    g_autofree char *count = xa_explore_say_count (n);
    g_autofree char *words = g_strdup_printf ("%s, %s", option->name, count);

    gtk_label_set_text (GTK_LABEL (option->count), count);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (option->check), chosen);
    gtk_widget_set_visible (option->check, n > 0 || chosen);
    gtk_accessible_update_property (GTK_ACCESSIBLE (option->check), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
    n_shown += n > 0 || chosen;
    n_chosen += chosen;
    if (chosen)
      name = option->name;
  }
  name_chip (chip, which, n_chosen, name);
  /* Where there is nothing to choose between, there is no choice; but what is open stays. */
  gtk_widget_set_visible (GTK_WIDGET (chip->button),
                          n_chosen || n_shown > (which == TAG ? 0 : 1) || gtk_menu_button_get_active (chip->button));
}

static void
xa_explore_chips_finalize (GObject *object)
{
  XaExploreChips *self = XA_EXPLORE_CHIPS (object);

  for (guint i = 0; i < N_CHIPS; i++)
    g_ptr_array_unref (self->chips[i].options);
  xa_explore_filter_free (self->filter);
  G_OBJECT_CLASS (xa_explore_chips_parent_class)->finalize (object);
}

static void
xa_explore_chips_class_init (XaExploreChipsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_explore_chips_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", XA_TYPE_EXPLORE_CHIPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
xa_explore_chips_init (XaExploreChips *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->filter = xa_explore_filter_new ();
  for (guint i = 0; i < N_CHIPS; i++)
    gtk_box_append (GTK_BOX (box), make_chip (self, i));
  add_fixed_options (self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_widget_add_css_class (scrolled, "undershoot-start");
  gtk_widget_add_css_class (scrolled, "undershoot-end");
  adw_bin_set_child (ADW_BIN (self), scrolled);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Filters"), -1);
}

void
xa_explore_chips_show (XaExploreChips        *self,
                       const XaExploreFilter *filter,
                       const XaExploreList   *list)
{
  XaExploreFilter *copy = xa_explore_filter_copy (filter);

  xa_explore_filter_free (self->filter);
  self->filter = copy;
  self->is_showing = TRUE;
  add_new_tags (self, list);
  for (guint i = 0; i < N_CHIPS; i++)
    show_chip (self, i, list);
  self->is_showing = FALSE;
}

const XaExploreFilter *
xa_explore_chips_get_filter (XaExploreChips *self)
{
  return self->filter;
}
