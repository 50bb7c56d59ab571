#include "ui/explore/xa-explore-layout.h"

#include "ui/explore/xa-explore-columns.h"

/* Where the table becomes a list; and where large text meets a window like that of a phone. */
#define NARROW_SP 600
#define TINY_SP 300

static AdwBreakpoint *
make_breakpoint (const char    *condition,
                 GtkColumnView *table,
                 guint          n_hidden,
                 GtkWidget     *strip,
                 GtkWidget     *least_button)
{
  static const char *const least[] = { "tags", "trend", "freshness" };
  AdwBreakpoint           *breakpoint = adw_breakpoint_new (adw_breakpoint_condition_parse (condition));
  GValue                   hidden = G_VALUE_INIT;

  g_value_init (&hidden, G_TYPE_BOOLEAN);
  if (strip)
    adw_breakpoint_add_setter (breakpoint, G_OBJECT (strip), "visible", &hidden);
  if (least_button)
    adw_breakpoint_add_setter (breakpoint, G_OBJECT (least_button), "visible", &hidden);
  for (guint i = 0; i < MIN (n_hidden, G_N_ELEMENTS (least)); i++)
    adw_breakpoint_add_setter (breakpoint, G_OBJECT (xa_explore_columns_find (table, least[i])), "visible", &hidden);

  return breakpoint;
}

/* The columns have room for as many letters, however large these are. */
static void
text_size_changed_cb (GtkColumnView *table,
                      GParamSpec    *property,
                      GtkSettings   *settings)
{
  xa_explore_columns_fit (table, adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, 1000, settings) / 1000);
}

void
xa_explore_layout_set_up (AdwBreakpointBin *bin,
                          GtkColumnView    *table,
                          GtkWidget        *strip,
                          GtkWidget        *least_button,
                          GCallback         narrow,
                          GCallback         wide,
                          gpointer          view)
{
  static const int widths[] = { 940, 860, 720, NARROW_SP, TINY_SP };
  GtkSettings     *settings = gtk_widget_get_settings (GTK_WIDGET (bin));

  /* Of several that fit only the last one counts, so that each comes once more for a low window. */
  adw_breakpoint_bin_add_breakpoint (bin, make_breakpoint ("max-height: 480sp", table, 0, strip, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    for (guint is_low = 0; is_low < 2; is_low++) {
      g_autofree char *condition = g_strdup_printf ("max-width: %dsp%s", widths[i], is_low ? " and max-height: 480sp" : "");
      AdwBreakpoint   *breakpoint = make_breakpoint (condition, table, i + 1, is_low ? strip : NULL, widths[i] == TINY_SP ? least_button : NULL);

      if (widths[i] <= NARROW_SP) {
        g_signal_connect_object (breakpoint, "apply", narrow, view, G_CONNECT_SWAPPED);
        g_signal_connect_object (breakpoint, "unapply", wide, view, G_CONNECT_SWAPPED);
      }
      adw_breakpoint_bin_add_breakpoint (bin, breakpoint);
    }
  g_signal_connect_object (settings, "notify::gtk-xft-dpi", G_CALLBACK (text_size_changed_cb), table, G_CONNECT_SWAPPED);
  text_size_changed_cb (table, NULL, settings);
}
