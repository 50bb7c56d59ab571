#include "ui/inspect/xa-post-row.h"

#include "charts/xa-chart-axis.h"
#include "ui/inspect/xa-inspect-kpi.h"
#include "ui/widgets/xa-hint.h"

#include <glib/gi18n.h>
#include <math.h>

#define MOST_LINES 4

static const char *
get_author_words (XaAuthorKind kind)
{
  switch (kind) {
  case XA_AUTHOR_OWN:
    return _ ("own post");
  case XA_AUTHOR_MEMBER:
    return _ ("by a member");
  case XA_AUTHOR_BOT:
    return _ ("by a bot");
  case XA_AUTHOR_UNKNOWN:
    break;
  }

  return _ ("author not known");
}

static char *
tell_counter (guint  which,
              double value)
{
  g_autofree char *number = xa_chart_short_number (value);
  gulong           n = (gulong) MAX (value, 0);

  switch (which) {
  case XA_COUNTER_REACTIONS:
    return g_strdup_printf (g_dngettext (NULL, "%s reaction", "%s reactions", n), number);
  case XA_COUNTER_COMMENTS:
    return g_strdup_printf (g_dngettext (NULL, "%s comment", "%s comments", n), number);
  case XA_COUNTER_SHARES:
    return g_strdup_printf (g_dngettext (NULL, "%s share", "%s shares", n), number);
  default:
    return g_strdup_printf (g_dngettext (NULL, "%s view", "%s views", n), number);
  }
}

/* "12 reactions, 3 comments": counters that are not known are left out, never shown as 0. */
static char *
tell_counters (const double *counters,
               const char   *age)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < XA_N_COUNTERS; i++) {
    g_autofree char *words = isnan (counters[i]) ? NULL : tell_counter (i, round (counters[i]));

    if (words)
      g_string_append_printf (text, "%s%s", text->len ? " · " : "", words);
  }
  if (text->len == 0)
    g_string_append (text, _ ("no counters known"));
  else if (age)
    g_string_append_printf (text, " (%s)", age);

  return g_string_free_and_steal (text);
}

static GtkWidget *
make_line (const char *text,
           const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style) {
    gtk_widget_add_css_class (label, style);
    gtk_widget_add_css_class (label, "dim-label");
  }

  return label;
}

GtkWidget *
xa_post_row_new (const XaInspectAnswer *answer,
                 const XaPost          *post,
                 const double          *counters,
                 const char            *age)
{
  GtkWidget       *row = gtk_list_box_row_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *date = xa_inspect_date (answer, post->at_us, TRUE);
  g_autofree char *head = g_strdup_printf ("%s · %s%s%s", date, get_author_words (post->author_kind), post->lang ? " · " : "", post->lang ? post->lang : "");
  g_autofree char *foot = tell_counters (counters, age);

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_box_append (GTK_BOX (box), make_line (head, "caption"));
  if (post->text && post->text[0]) {
    GtkWidget *text = make_line (post->text, NULL);

    gtk_label_set_lines (GTK_LABEL (text), MOST_LINES);
    gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
    xa_hint_set (text, post->text);
    gtk_box_append (GTK_BOX (box), text);
  }
  gtk_box_append (GTK_BOX (box), make_line (foot, "caption"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, head, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, foot, -1);

  return row;
}
