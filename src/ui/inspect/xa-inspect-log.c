#include "ui/inspect/xa-inspect-log.h"

#include "charts/xa-chart-words.h"
#include "ui/inspect/xa-inspect-kpi.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>

struct _XaInspectLog {
  AdwBin      parent_instance;
  GtkStack   *states;
  GtkListBox *lists;
};

G_DEFINE_FINAL_TYPE (XaInspectLog, xa_inspect_log, ADW_TYPE_BIN)

static void
xa_inspect_log_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_INSPECT_LOG);
  G_OBJECT_CLASS (xa_inspect_log_parent_class)->dispose (object);
}

static void
xa_inspect_log_class_init (XaInspectLogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_inspect_log_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/inspect-log.ui");
  gtk_widget_class_bind_template_child (widget_class, XaInspectLog, states);
  gtk_widget_class_bind_template_child (widget_class, XaInspectLog, lists);
}

static void
xa_inspect_log_init (XaInspectLog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* How the list was come by, with its cap or its window. */
static char *
tell_coverage (const XaInspectAnswer *answer,
               const XaInspectList   *list)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (list->coverage == XA_COVERAGE_FIRST_N && list->first_n > 0)
    return g_strdup_printf (_ ("first %d of the list"), (int) MIN (list->first_n, G_MAXINT));
  if (list->window_from_us == XA_TIME_UNKNOWN || list->window_to_us == XA_TIME_UNKNOWN)
    return g_strdup (xa_words_coverage (list->coverage));
  from = xa_inspect_date (answer, list->window_from_us, FALSE);
  to = xa_inspect_date (answer, list->window_to_us - 1, FALSE); /* the day that it ends with */

  return g_strdup_printf (_ ("%s from %s to %s"), xa_words_coverage (list->coverage), from, to);
}

static char *
tell_source (const XaInspectAnswer *answer,
             const XaInspectList   *list)
{
  g_autofree char *day = NULL;
  g_autofree char *size = NULL;

  if (!list->format)
    return g_strdup (_ ("The import that brought it was forgotten."));
  day = xa_inspect_date (answer, list->imported_us, TRUE);
  if (list->size_bytes <= 0) /* it was not a file */
    return g_strdup_printf (_ ("Imported on %s, %s."), day, list->format);
  size = g_format_size ((guint64) list->size_bytes);

  return g_strdup_printf (_ ("Imported on %s, %s, %s."), day, list->format, size);
}

static GtkWidget *
make_row (const XaInspectAnswer *answer,
          const XaInspectList   *list)
{
  g_autofree char *day = xa_inspect_date (answer, list->at_us, TRUE);
  g_autofree char *coverage = tell_coverage (answer, list);
  g_autofree char *size = xa_words_figure_of (&list->size, XA_FIGURE_STYLE_COUNT, _ ("members"));
  g_autofree char *source = tell_source (answer, list);
  g_autofree char *words = g_strdup_printf ("%s, %s\n%s", size, coverage, source);
  GtkWidget       *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), day);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);

  return row;
}

void
xa_inspect_log_show (XaInspectLog          *self,
                     const XaInspectAnswer *answer)
{
  const GArray *lists = answer->inspect->lists;

  gtk_list_box_remove_all (self->lists);
  for (guint i = lists->len; i-- > 0;)
    gtk_list_box_append (self->lists, make_row (answer, &g_array_index (lists, XaInspectList, i)));
  gtk_stack_set_visible_child_name (self->states, lists->len > 0 ? "content" : "empty");
}
