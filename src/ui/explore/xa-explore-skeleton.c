#include "ui/explore/xa-explore-skeleton.h"

#include <glib/gi18n.h>

#define ROW 37
#define BAR 12
#define MARGIN 18

struct _XaExploreSkeleton {
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (XaExploreSkeleton, xa_explore_skeleton, GTK_TYPE_WIDGET)

static void
draw_bar (GtkSnapshot   *snapshot,
          const GdkRGBA *color,
          float          x,
          float          y,
          float          width)
{
  GskRoundedRect bar;

  gsk_rounded_rect_init_from_rect (&bar, &GRAPHENE_RECT_INIT (x, y, width, BAR), BAR / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, color, &bar.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
xa_explore_skeleton_snapshot (GtkWidget   *widget,
                              GtkSnapshot *snapshot)
{
  float   width = (float) gtk_widget_get_width (widget);
  int     n_rows = gtk_widget_get_height (widget) / ROW;
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  color.alpha *= .1f;
  for (int i = 0; i < n_rows; i++) {
    float y = (float) (i * ROW + (ROW - BAR) / 2);
    /* Names differ in length. */
    float name = .18f + .02f * (float) (i * 5 % 7);

    draw_bar (snapshot, &color, MARGIN, y, width * name);
    draw_bar (snapshot, &color, width * .42f, y, width * .16f);
    draw_bar (snapshot, &color, width * .66f, y, width * .08f);
    draw_bar (snapshot, &color, width * .82f, y, width * .18f - MARGIN);
  }
}

static void
xa_explore_skeleton_class_init (XaExploreSkeletonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = xa_explore_skeleton_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
xa_explore_skeleton_init (XaExploreSkeleton *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("The audiences are being read"), -1);
}
