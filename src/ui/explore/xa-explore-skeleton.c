#include "ui/explore/xa-explore-skeleton.h"

#include <glib/gi18n.h>

#define ROW 37
#define LIST_ROW 50
#define DISC 32
#define BAR 12
#define SMALL_BAR 9
#define MARGIN 18

struct _XaExploreSkeleton {
  GtkWidget parent_instance;
  gboolean  is_list;
};

G_DEFINE_FINAL_TYPE (XaExploreSkeleton, xa_explore_skeleton, GTK_TYPE_WIDGET)

typedef struct {
  GtkSnapshot *snapshot;
  GdkRGBA      color;
  float        width; /* of all */
  gboolean     is_rtl;
} Pen;

static void
draw_bar (const Pen *pen,
          float      x,
          float      y,
          float      width,
          float      height)
{
  graphene_rect_t place = GRAPHENE_RECT_INIT (pen->is_rtl ? pen->width - x - width : x, y, width, height);
  GskRoundedRect  bar;

  gsk_rounded_rect_init_from_rect (&bar, &place, height / 2);
  gtk_snapshot_push_rounded_clip (pen->snapshot, &bar);
  gtk_snapshot_append_color (pen->snapshot, &pen->color, &bar.bounds);
  gtk_snapshot_pop (pen->snapshot);
}

/* Names differ in length. */
static float
vary (int row)
{
  return .18f + .02f * (float) (row * 5 % 7);
}

static void
draw_table_row (const Pen *pen,
                int        row)
{
  float y = (float) (row * ROW + (ROW - BAR) / 2);
  float width = pen->width;

  draw_bar (pen, MARGIN, y, width * vary (row), BAR);
  draw_bar (pen, width * .42f, y, width * .16f, BAR);
  draw_bar (pen, width * .66f, y, width * .08f, BAR);
  draw_bar (pen, width * .82f, y, width * .18f - MARGIN, BAR);
}

static void
draw_list_row (const Pen *pen,
               int        row)
{
  float top = (float) (row * LIST_ROW);
  float first = top + 11, second = top + 30;
  float width = pen->width;

  draw_bar (pen, MARGIN / 2, top + (LIST_ROW - DISC) / 2, DISC, DISC);
  draw_bar (pen, 52, first, width * (vary (row) + .1f), BAR);
  draw_bar (pen, 52, second, width * vary (row), SMALL_BAR);
  draw_bar (pen, width - 54, first, 45, BAR);
  draw_bar (pen, width - 44, second, 35, SMALL_BAR);
}

static void
xa_explore_skeleton_snapshot (GtkWidget   *widget,
                              GtkSnapshot *snapshot)
{
  XaExploreSkeleton *self = XA_EXPLORE_SKELETON (widget);
  int                n_rows = gtk_widget_get_height (widget) / (self->is_list ? LIST_ROW : ROW);
  Pen                pen = { .snapshot = snapshot, .width = (float) gtk_widget_get_width (widget) };

  gtk_widget_get_color (widget, &pen.color);
  pen.color.alpha *= .1f;
  pen.is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  for (int i = 0; i < n_rows; i++)
    if (self->is_list)
      draw_list_row (&pen, i);
    else
      draw_table_row (&pen, i);
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

void
xa_explore_skeleton_set_list (XaExploreSkeleton *self,
                              gboolean           is_list)
{
  self->is_list = is_list;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
