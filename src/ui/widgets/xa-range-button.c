#include "ui/widgets/xa-range-button.h"

#include "model/xa-time.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _XaRangeButton {
  GtkWidget      parent_instance;
  GtkMenuButton *button;
  GtkListBox    *usual;
  GtkCalendar   *first;
  GtkCalendar   *last;
  XaSession     *session; /* (owned) (nullable) */
  gboolean       is_compact;
};

G_DEFINE_FINAL_TYPE (XaRangeButton, xa_range_button, GTK_TYPE_WIDGET)

typedef enum {
  PROP_COMPACT = 1,
  N_PROPS,
} XaRangeButtonProps;

static GParamSpec *properties[N_PROPS];

static const struct {
  const char *title;
  int         days; /* 0: all */
} ranges[] = {
  { N_ ("All time"), 0 },
  { N_ ("7 days"), 7 },
  { N_ ("30 days"), 30 },
  { N_ ("90 days"), 90 },
  { N_ ("365 days"), 365 },
};

/* The start of today, UTC: a range must not move while one looks at it. */
static gint64
get_today (void)
{
  return xa_time_now () / XA_USEC_PER_DAY * XA_USEC_PER_DAY;
}

static char *
format_day (gint64 time_us)
{
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  return g_date_time_format (day, "%x");
}

static char *
describe (XaRangeButton *self)
{
  gint64           from, to;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  xa_session_get_range (self->session, &from, &to);
  if (from == XA_TIME_UNKNOWN && to == XA_TIME_UNKNOWN)
    return g_strdup (_ (ranges[0].title));
  for (gsize i = 1; i < G_N_ELEMENTS (ranges); i++)
    if (to == XA_TIME_UNKNOWN && from == get_today () - ranges[i].days * XA_USEC_PER_DAY)
      return g_strdup (_ (ranges[i].title));
  first = from == XA_TIME_UNKNOWN ? g_strdup ("") : format_day (from);
  last = to == XA_TIME_UNKNOWN ? g_strdup ("") : format_day (to);

  return g_strdup_printf ("%s – %s", first, last);
}

static void
show_range (XaRangeButton *self)
{
  g_autofree char *words = self->session ? describe (self) : g_strdup (_ (ranges[0].title));

  g_autofree char *hint = g_strdup_printf (_ ("Range of Time: %s"), words);
  gboolean         is_all = g_str_equal (words, _ (ranges[0].title));

  if (self->is_compact)
    gtk_menu_button_set_icon_name (self->button, "x-office-calendar-symbolic");
  else
    gtk_menu_button_set_label (self->button, words);
  gtk_menu_button_set_always_show_arrow (self->button, !self->is_compact);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), hint);
  /* That something is left out is seen without the words, too. */
  if (self->is_compact && !is_all)
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "accent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "accent");
}

static void
usual_activated_cb (XaRangeButton *self,
                    GtkListBoxRow *row)
{
  int days = ranges[gtk_list_box_row_get_index (row)].days;

  gtk_menu_button_popdown (self->button);
  if (self->session)
    xa_session_set_range (self->session, days ? get_today () - days * XA_USEC_PER_DAY : XA_TIME_UNKNOWN, XA_TIME_UNKNOWN);
}

static gint64
get_day (GtkCalendar *calendar)
{
  g_autoptr (GDateTime) local = gtk_calendar_get_date (calendar);
  g_autoptr (GDateTime) day = g_date_time_new_utc (g_date_time_get_year (local), g_date_time_get_month (local),
                                                   g_date_time_get_day_of_month (local), 0, 0, 0);

  return g_date_time_to_unix (day) * G_USEC_PER_SEC;
}

static void
between_clicked_cb (XaRangeButton *self)
{
  gint64 first = get_day (self->first);
  gint64 last = get_day (self->last);

  gtk_menu_button_popdown (self->button);
  if (self->session)
    xa_session_set_range (self->session, MIN (first, last), MAX (first, last) + XA_USEC_PER_DAY - 1); /* Both ends belong to it. */
}

static void
xa_range_button_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch ((XaRangeButtonProps) property_id) {
  case PROP_COMPACT:
    g_value_set_boolean (value, XA_RANGE_BUTTON (object)->is_compact);
    break;
  case N_PROPS:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  }
}

static void
set_compact (XaRangeButton *self,
             gboolean       is_compact)
{
  if (self->is_compact == is_compact)
    return;
  self->is_compact = is_compact;
  show_range (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
}

static void
xa_range_button_set_property (GObject      *object,
                              guint         property_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch ((XaRangeButtonProps) property_id) {
  case PROP_COMPACT:
    set_compact (XA_RANGE_BUTTON (object), g_value_get_boolean (value));
    break;
  case N_PROPS:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  }
}

static void
xa_range_button_dispose (GObject *object)
{
  xa_range_button_set_session (XA_RANGE_BUTTON (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_RANGE_BUTTON);
  G_OBJECT_CLASS (xa_range_button_parent_class)->dispose (object);
}

static void
xa_range_button_class_init (XaRangeButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = xa_range_button_get_property;
  G_OBJECT_CLASS (klass)->set_property = xa_range_button_set_property;
  G_OBJECT_CLASS (klass)->dispose = xa_range_button_dispose;
  /* Whether it is a picture instead of words, for narrow header bars. */
  properties[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/range-button.ui");
  gtk_widget_class_bind_template_child (widget_class, XaRangeButton, button);
  gtk_widget_class_bind_template_child (widget_class, XaRangeButton, usual);
  gtk_widget_class_bind_template_child (widget_class, XaRangeButton, first);
  gtk_widget_class_bind_template_child (widget_class, XaRangeButton, last);
  gtk_widget_class_bind_template_callback (widget_class, usual_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, between_clicked_cb);
}

static void
xa_range_button_init (XaRangeButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++) {
    GtkWidget *label = gtk_label_new (_ (ranges[i].title));

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_list_box_append (self->usual, label);
    /* What can be pressed is the row, and it is what has to have the name. */
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (label)), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (ranges[i].title), -1);
  }
}

void
xa_range_button_set_session (XaRangeButton *self,
                             XaSession     *session)
{
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (!self->button)
    return;
  if (session)
    g_signal_connect_object (session, "changed", G_CALLBACK (show_range), self, G_CONNECT_SWAPPED);
  show_range (self);
}
