#include "ui/explore/xa-explore-list-row.h"

#include "model/xa-time.h"
#include "ui/explore/xa-explore-words.h"
#include "ui/widgets/xa-coverage-ring.h"
#include "ui/widgets/xa-hint.h"
#include "ui/widgets/xa-platform-disc.h"
#include "ui/widgets/xa-spark.h"

#include <glib/gi18n.h>

struct _XaExploreListRow {
  GtkBox          parent_instance;
  XaPlatformDisc *disc;
  GtkLabel       *name;
  GtkLabel       *detail;
  XaCoverageRing *coverage;
  XaSpark        *trend;
  GtkLabel       *size;
  GtkLabel       *growth;
  XaExploreEntry *entry; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaExploreListRow, xa_explore_list_row, GTK_TYPE_BOX)

static GtkLabel *
make_label (float       xalign,
            const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class) {
    gtk_widget_add_css_class (label, "caption");
    gtk_widget_add_css_class (label, css_class);
  }

  return GTK_LABEL (label);
}

/* "Own, 3.4 % of views, 3 h" */
static char *
compose_detail (const XaExploreRow *row)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  if (row->role != XA_ROLE_OTHER)
    g_strv_builder_add (parts, xa_explore_role_name (row->role));
  if (xa_figure_has_number (&row->engagement))
    g_strv_builder_take (parts, xa_explore_say_engagement (row));
  g_strv_builder_take (parts, xa_explore_say_age (row->updated_us, xa_time_now ()));
  list = g_strv_builder_end (parts);

  return g_strjoinv (" · ", list);
}

static void
say_all (XaExploreListRow   *self,
         const XaExploreRow *row)
{
  g_autofree char *size = xa_explore_say_people_full (&row->size);
  g_autofree char *growth = xa_explore_say_growth_full (&row->growth_30, 30);
  g_autofree char *words = g_strdup_printf ("%s, %s, %s, %s", row->name, xa_platform_name (row->platform), size, growth);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  xa_hint_set (GTK_WIDGET (self->size), size);
  xa_hint_set (GTK_WIDGET (self->growth), growth);
}

static void
show (XaExploreListRow *self)
{
  const XaExploreRow *row = xa_explore_entry_get_row (self->entry);
  gboolean            is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  g_autofree char    *size_words = xa_explore_say_people (&row->size);
  g_autofree char    *growth_words = xa_explore_say_growth (&row->growth_30);
  g_autofree char    *size = xa_explore_isolate (size_words, is_rtl);
  g_autofree char    *growth = xa_explore_isolate (growth_words, is_rtl);
  g_autofree char    *detail = compose_detail (row);
  g_autofree char    *coverage = xa_explore_say_coverage (row);

  xa_platform_disc_set_platform (self->disc, row->platform);
  gtk_label_set_text (self->name, row->name);
  gtk_label_set_text (self->detail, detail);
  gtk_label_set_text (self->size, size);
  gtk_label_set_text (self->growth, xa_figure_has_number (&row->growth_30.relative) ? growth : "");
  xa_coverage_ring_set (self->coverage, row->coverage, coverage);
  say_all (self, row);
}

static void
show_trend (XaExploreListRow *self)
{
  xa_spark_set_chart (self->trend, xa_explore_entry_get_trend (self->entry));
}

static void
xa_explore_list_row_dispose (GObject *object)
{
  xa_explore_list_row_show (XA_EXPLORE_LIST_ROW (object), NULL);
  G_OBJECT_CLASS (xa_explore_list_row_parent_class)->dispose (object);
}

static void
xa_explore_list_row_class_init (XaExploreListRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xa_explore_list_row_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkBox *
add_column (XaExploreListRow *self,
            GtkWidget        *first,
            GtkWidget        *second)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
  gtk_box_append (GTK_BOX (self), box);

  return GTK_BOX (box);
}

static void
xa_explore_list_row_init (XaExploreListRow *self)
{
  GtkWidget *second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_set_margin_start (GTK_WIDGET (self), 6);
  gtk_widget_set_margin_end (GTK_WIDGET (self), 6);
  gtk_widget_set_margin_top (GTK_WIDGET (self), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self), 6);
  self->disc = XA_PLATFORM_DISC (xa_platform_disc_new (XA_PLATFORM_OTHER, 32));
  self->name = make_label (0, NULL);
  self->detail = make_label (0, "dim-label");
  self->coverage = XA_COVERAGE_RING (xa_coverage_ring_new ());
  self->trend = XA_SPARK (xa_spark_new (48, 24));
  self->size = make_label (1, NULL);
  self->growth = make_label (1, "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->size), "numeric");
  gtk_box_append (GTK_BOX (second), GTK_WIDGET (self->coverage));
  gtk_box_append (GTK_BOX (second), GTK_WIDGET (self->detail));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->disc));
  gtk_widget_set_hexpand (GTK_WIDGET (add_column (self, GTK_WIDGET (self->name), second)), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->trend), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->trend));
  add_column (self, GTK_WIDGET (self->size), GTK_WIDGET (self->growth));
}

GtkWidget *
xa_explore_list_row_new (void)
{
  return g_object_new (XA_TYPE_EXPLORE_LIST_ROW, NULL);
}

void
xa_explore_list_row_show (XaExploreListRow *self,
                          XaExploreEntry   *entry)
{
  if (self->entry)
    g_signal_handlers_disconnect_by_data (self->entry, self);
  if (self->trend && !entry)
    xa_spark_set_chart (self->trend, NULL);
  g_set_object (&self->entry, entry);
  if (!entry)
    return;
  g_signal_connect_object (entry, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "trend", G_CALLBACK (show_trend), self, G_CONNECT_SWAPPED);
  show (self);
  show_trend (self);
}
