#include "ui/dialogs/xa-explain-dialog.h"

#include "insight/xa-methods.h"
#include "model/xa-said.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Bytes; a colon further on belongs to a sentence. */
#define LONGEST_SUBJECT 30
/* Characters; what is longer is a paragraph. */
#define LONGEST_TITLE 60

typedef struct {
  AdwDialog    *dialog;      /* (not owned): lives as long as this */
  GtkLabel     *methods;     /* (not owned) */
  GtkButton    *copy;        /* (not owned) */
  GCancellable *cancellable; /* (owned) */
} Explaining;

static void
explaining_free (gpointer data)
{
  Explaining *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_free (self);
}

static gpointer
ask_methods (const XaScope    *scope,
             gpointer          names,
             XaInsightProgress progress,
             gpointer          progress_data,
             GError          **error)
{
  GPtrArray *subjects = xa_subjects_load (scope, names, error);
  g_autoptr (XaMethods) methods = subjects ? xa_methods_new (scope, subjects, progress, progress_data, error) : NULL;

  return methods ? g_steal_pointer (&methods->text) : NULL;
}

static void
methods_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Explaining *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = xa_reader_ask_finish (result, &error);

  /* The dialog is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_label_set_text (self->methods, text ? text : xa_said_error (error));
  gtk_widget_set_sensitive (GTK_WIDGET (self->copy), text != NULL);
}

static void
copy_clicked_cb (Explaining *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->dialog)), gtk_label_get_text (self->methods));
  gtk_button_set_label (self->copy, _ ("Copied"));
}

static void
copy_how_clicked_cb (GtkButton  *copy,
                     const char *how)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (copy)), how);
  gtk_button_set_label (copy, _ ("Copied"));
}

static GtkWidget *
make_text (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  /* The pointer marks what is to be copied; the keys would begin with a caret in the first words. */
  gtk_widget_set_focusable (label, FALSE);

  return label;
}

/* An explanation is paragraphs, most of which begin with what they are about: "Formula: …". */
static PangoAttrList *
mark_subjects (const char *text)
{
  PangoAttrList *marks = pango_attr_list_new ();

  for (const char *line = text; line; line = strchr (line, '\n') ? strchr (line, '\n') + 1 : NULL) {
    const char     *colon = strstr (line, ": ");
    const char     *end = strchr (line, '\n');
    PangoAttribute *bold;

    if (!colon || (end && colon > end) || colon - line > LONGEST_SUBJECT)
      continue;
    bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
    bold->start_index = (guint) (line - text);
    bold->end_index = (guint) (colon - text);
    pango_attr_list_insert (marks, bold);
  }

  return marks;
}

/* What is explained comes first. */
static GtkWidget *
make_subject (const char *text)
{
  GtkWidget *label = make_text (text);

  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  if (g_utf8_strlen (text, -1) <= LONGEST_TITLE)
    gtk_widget_add_css_class (label, "title-3");

  return label;
}

static GtkWidget *
make_how (const char *text)
{
  g_autoptr (PangoAttrList) marks = mark_subjects (text);
  GtkWidget *label = make_text (text);

  gtk_label_set_attributes (GTK_LABEL (label), marks);

  return label;
}

static void
append_explanation (GtkBox     *box,
                    const char *text)
{
  const char      *rest = strstr (text, "\n\n");
  g_autofree char *first = rest ? g_strndup (text, (gsize) (rest - text)) : g_strdup (text);

  gtk_box_append (box, make_subject (first));
  if (rest)
    gtk_box_append (box, make_how (rest + 2));
}

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);

  return label;
}

static GtkWidget *
make_methods (Explaining *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->copy = GTK_BUTTON (gtk_button_new_with_mnemonic (_ ("_Copy")));
  self->methods = GTK_LABEL (make_text (_ ("Writing the paragraph…")));
  gtk_widget_set_sensitive (GTK_WIDGET (self->copy), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->methods), "dim-label");
  g_signal_connect_swapped (self->copy, "clicked", G_CALLBACK (copy_clicked_cb), self);
  gtk_box_append (GTK_BOX (head), make_heading (_ ("For a Paper")));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->copy));
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->methods));

  return box;
}

static void
free_text (gpointer  text,
           GClosure *closure)
{
  g_free (text);
}

static GtkWidget *
make_copy_how (const char *how)
{
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("_Copy"));

  gtk_widget_set_halign (copy, GTK_ALIGN_END);
  g_signal_connect_data (copy, "clicked", G_CALLBACK (copy_how_clicked_cb), g_strdup (how), free_text, 0);

  return copy;
}

static GtkWidget *
make_content (Explaining          *self,
              const XaExplanation *explanation)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 24);
  append_explanation (GTK_BOX (box), explanation->how);
  gtk_box_append (GTK_BOX (box), explanation->names ? make_methods (self) : make_copy_how (explanation->how));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scroller);

  return view;
}

void
xa_explain_dialog_present (GtkWidget           *parent,
                           XaSession           *session,
                           const XaExplanation *explanation)
{
  Explaining *self = g_new0 (Explaining, 1);

  self->dialog = adw_dialog_new ();
  self->cancellable = g_cancellable_new ();
  adw_dialog_set_title (self->dialog, explanation->heading);
  adw_dialog_set_content_width (self->dialog, 520);
  adw_dialog_set_child (self->dialog, make_content (self, explanation));
  g_object_set_data_full (G_OBJECT (self->dialog), "explaining", self, explaining_free);
  if (explanation->names) {
    XaAsk ask = { ask_methods, g_strdupv ((char **) explanation->names), (GDestroyNotify) g_strfreev, g_free };

    xa_session_ask_async (session, XA_ASK_LONG, &ask, NULL, NULL, self->cancellable, methods_cb, self);
  }
  adw_dialog_present (self->dialog, parent);
}

void
xa_explain_dialog_present_rule (GtkWidget            *parent,
                                XaSession            *session,
                                const char           *heading,
                                const char           *rule,
                                const XaMethodsFacts *facts,
                                const char *const    *names)
{
  g_autofree char *how = xa_methods_rule_write (xa_methods_find_rule (rule), facts);

  xa_explain_dialog_present (parent, session, &(XaExplanation) { heading, how, names });
}
