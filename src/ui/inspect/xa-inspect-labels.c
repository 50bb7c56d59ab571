#include "ui/inspect/xa-inspect-labels.h"

#include "model/xa-said.h"
#include "store/xa-labels.h"
#include "ui/inspect/xa-label-edit.h"

#include <glib/gi18n.h>

struct _XaInspectLabels {
  AdwBin           parent_instance;
  AdwWrapBox      *box;
  GtkDropDown     *role;
  GtkMenuButton   *add;
  GtkPopover      *popover;
  GtkEntry        *entry;
  GtkButton       *accept;
  GtkLabel        *hint;
  GPtrArray       *chips;   /* (owned) (element-type GtkWidget) */
  XaSession       *session; /* (owned) (nullable) */
  XaInspectAnswer *answer;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaInspectLabels, xa_inspect_labels, ADW_TYPE_BIN)

/* In the order of the list. */
static const XaRole roles[] = { XA_ROLE_OWN, XA_ROLE_COMPETITOR, XA_ROLE_OTHER };

static void
role_changed_cb (XaInspectLabels *self)
{
  guint            i = gtk_drop_down_get_selected (self->role);
  XaLabelEdit      edit = { 0 };
  g_autofree char *title = NULL;

  if (!self->answer || i >= G_N_ELEMENTS (roles) || roles[i] == self->answer->inspect->subject->role)
    return;
  edit.audience_id = self->answer->inspect->subject->id;
  edit.role = roles[i];
  edit.role_before = self->answer->inspect->subject->role;
  title = g_strdup_printf (_ ("Changed the role of %s"), self->answer->inspect->subject->name);
  xa_label_edit_run (self->session, &edit, title, self);
}

static void
change_tag (XaInspectLabels *self,
            const char      *add,
            const char      *drop)
{
  const XaSubject *subject = self->answer->inspect->subject;
  XaLabelEdit      edit = { .audience_id = subject->id, .add = add, .drop = drop };
  g_autofree char *title = g_strdup_printf (add ? _ ("Tagged %s with “%s”") : _ ("Took a tag off %s: “%s”"), subject->name, add ? add : drop);

  xa_label_edit_run (self->session, &edit, title, self);
}

static void
chip_clicked_cb (XaInspectLabels *self,
                 GtkButton       *chip)
{
  change_tag (self, NULL, g_object_get_data (G_OBJECT (chip), "tag"));
}

static GtkWidget *
make_chip (XaInspectLabels *self,
           const char      *tag)
{
  GtkWidget       *chip = gtk_button_new ();
  GtkWidget       *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget       *label = gtk_label_new (tag);
  g_autofree char *words = g_strdup_printf (_ ("Remove the tag “%s”"), tag);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (content), label);
  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (chip), content);
  gtk_widget_set_tooltip_text (chip, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data_full (G_OBJECT (chip), "tag", g_strdup (tag), g_free);
  g_signal_connect_object (chip, "clicked", G_CALLBACK (chip_clicked_cb), self, G_CONNECT_SWAPPED);

  return chip;
}

static void
popover_shown_cb (XaInspectLabels *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* Nothing that cannot be a tag can be added, and the reason is shown in place. */
static void
entry_changed_cb (XaInspectLabels *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GError) error = NULL;
  g_autofree char *tag = xa_tag_normalize (text, &error);
  gboolean         wrong = text[0] && !tag;

  gtk_widget_set_sensitive (GTK_WIDGET (self->accept), tag != NULL);
  gtk_label_set_text (self->hint, wrong ? xa_said_error (error) : _ ("One word. It can be searched for as “tag:press”."));
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

static void
tag_given_cb (XaInspectLabels *self)
{
  g_autofree char *tag = xa_tag_normalize (gtk_editable_get_text (GTK_EDITABLE (self->entry)), NULL);

  if (!tag || !self->answer)
    return;
  gtk_popover_popdown (self->popover);
  if (!g_strv_contains ((const char *const *) self->answer->tags, tag))
    change_tag (self, tag, NULL);
}

static void
xa_inspect_labels_dispose (GObject *object)
{
  XaInspectLabels *self = XA_INSPECT_LABELS (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  g_clear_pointer (&self->chips, g_ptr_array_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_INSPECT_LABELS);
  G_OBJECT_CLASS (xa_inspect_labels_parent_class)->dispose (object);
}

static void
xa_inspect_labels_class_init (XaInspectLabelsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_inspect_labels_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/inspect-labels.ui");
  gtk_widget_class_bind_template_child (widget_class, XaInspectLabels, box);
  gtk_widget_class_bind_template_child (widget_class, XaInspectLabels, role);
  gtk_widget_class_bind_template_child (widget_class, XaInspectLabels, add);
  gtk_widget_class_bind_template_child (widget_class, XaInspectLabels, popover);
  gtk_widget_class_bind_template_child (widget_class, XaInspectLabels, entry);
  gtk_widget_class_bind_template_child (widget_class, XaInspectLabels, accept);
  gtk_widget_class_bind_template_child (widget_class, XaInspectLabels, hint);
  gtk_widget_class_bind_template_callback (widget_class, role_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, popover_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, tag_given_cb);
}

static void
xa_inspect_labels_init (XaInspectLabels *self)
{
  self->chips = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
xa_inspect_labels_show (XaInspectLabels *self,
                        XaSession       *session,
                        XaInspectAnswer *answer)
{
  g_set_object (&self->session, session);
  xa_inspect_answer_ref (answer);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  self->answer = answer;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i] == answer->inspect->subject->role)
      gtk_drop_down_set_selected (self->role, i);
  for (guint i = 0; i < self->chips->len; i++)
    adw_wrap_box_remove (self->box, self->chips->pdata[i]);
  g_ptr_array_set_size (self->chips, 0);
  for (guint i = 0; answer->tags[i]; i++) {
    GtkWidget *chip = make_chip (self, answer->tags[i]);
    GtkWidget *after = i == 0 ? GTK_WIDGET (self->role) : self->chips->pdata[i - 1];

    adw_wrap_box_insert_child_after (self->box, chip, after);
    g_ptr_array_add (self->chips, chip);
  }
}
