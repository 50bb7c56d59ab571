#include "ui/explore/xa-explore-label-dialog.h"

#include "model/xa-said.h"
#include "store/xa-labels.h"
#include "ui/explore/xa-explore-labels.h"

#include <glib/gi18n.h>

struct _XaExploreLabelDialog {
  AdwDialog            parent_instance;
  AdwComboRow         *role;
  AdwPreferencesGroup *tags;
  AdwEntryRow         *new_tag;
  GtkLabel            *fault;
  GtkWidget           *apply;

  GtkWidget *teller;  /* (not owned): the page that asked; it outlives its dialog */
  XaSession *session; /* (owned) */
  XaExplore *explore; /* (owned) */
  GArray    *ids;     /* (owned) (element-type gint64) */
  GPtrArray *checks;  /* (owned) (element-type GtkCheckButton) (not owned elements): their data "tag" and "had" */
};

G_DEFINE_FINAL_TYPE (XaExploreLabelDialog, xa_explore_label_dialog, ADW_TYPE_DIALOG)

/* The roles as the combo row lists them, behind "unchanged". */
static const XaRole roles[] = { 0, XA_ROLE_OWN, XA_ROLE_COMPETITOR, XA_ROLE_OTHER };

static guint
count_tagged (XaExploreLabelDialog *self,
              const char           *tag)
{
  guint n = 0;

  for (guint i = 0; i < self->ids->len; i++) {
    const XaExploreRow *row = xa_explore_find (self->explore, g_array_index (self->ids, gint64, i));

    n += row && g_strv_contains (row->tags, tag);
  }

  return n;
}

/* Some, but not all, have it: the check is neither on nor off until it is pressed. */
static void
toggled_cb (GtkCheckButton *check)
{
  gtk_check_button_set_inconsistent (check, FALSE);
}

static void
add_check (XaExploreLabelDialog *self,
           const char           *tag,
           guint                 n_tagged)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), n_tagged == self->ids->len);
  gtk_check_button_set_inconsistent (GTK_CHECK_BUTTON (check), n_tagged > 0 && n_tagged < self->ids->len);
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), NULL);
  g_object_set_data_full (G_OBJECT (check), "tag", g_strdup (tag), g_free);
  g_object_set_data (G_OBJECT (check), "had", GUINT_TO_POINTER (n_tagged));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), tag);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->tags, row);
  g_ptr_array_add (self->checks, check);
}

static char *
get_new_tag (XaExploreLabelDialog *self,
             GError              **error)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->new_tag))));

  return *text ? xa_tag_normalize (text, error) : g_strdup ("");
}

static void
new_tag_changed_cb (XaExploreLabelDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *tag = get_new_tag (self, &error);

  gtk_widget_set_sensitive (self->apply, tag != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->fault), tag == NULL);
  gtk_label_set_text (self->fault, tag ? "" : xa_said_error (error));
}

static void
collect (XaExploreLabelDialog *self,
         GStrvBuilder         *add,
         GStrvBuilder         *drop)
{
  g_autofree char *new_tag = get_new_tag (self, NULL);

  for (guint i = 0; i < self->checks->len; i++) {
    GtkCheckButton *check = self->checks->pdata[i];
    const char     *tag = g_object_get_data (G_OBJECT (check), "tag");
    guint           had = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "had"));

    if (gtk_check_button_get_inconsistent (check) || (new_tag && g_str_equal (tag, new_tag)))
      continue;
    if (gtk_check_button_get_active (check) && had < self->ids->len)
      g_strv_builder_add (add, tag);
    else if (!gtk_check_button_get_active (check) && had > 0)
      g_strv_builder_add (drop, tag);
  }
  if (new_tag && *new_tag && count_tagged (self, new_tag) < self->ids->len)
    g_strv_builder_add (add, new_tag);
}

static void
apply_cb (XaExploreLabelDialog *self)
{
  g_autoptr (GStrvBuilder) add_builder = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) drop_builder = g_strv_builder_new ();
  g_auto (GStrv) add = NULL;
  g_auto (GStrv) drop = NULL;
  XaRole role = roles[MIN (adw_combo_row_get_selected (self->role), G_N_ELEMENTS (roles) - 1)];

  if (!gtk_widget_get_sensitive (self->apply))
    return;
  collect (self, add_builder, drop_builder);
  add = g_strv_builder_end (add_builder);
  drop = g_strv_builder_end (drop_builder);
  if (add[0] || drop[0] || role) {
    XaExploreLabels  labels = { role, (const char *const *) add, (const char *const *) drop };
    guint            n = self->ids->len;
    g_autofree char *title = g_strdup_printf (g_dngettext (NULL, "Changed the labels of %u audience", "Changed the labels of %u audiences", n), n);

    xa_explore_labels_write (self->session, self->explore, (const gint64 *) (void *) self->ids->data, n, &labels, title, self->teller);
  }
  adw_dialog_close (ADW_DIALOG (self));
}

static void
xa_explore_label_dialog_dispose (GObject *object)
{
  XaExploreLabelDialog *self = XA_EXPLORE_LABEL_DIALOG (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->explore, xa_explore_unref);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_EXPLORE_LABEL_DIALOG);
  G_OBJECT_CLASS (xa_explore_label_dialog_parent_class)->dispose (object);
}

static void
xa_explore_label_dialog_class_init (XaExploreLabelDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_explore_label_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/explore-label-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, XaExploreLabelDialog, role);
  gtk_widget_class_bind_template_child (widget_class, XaExploreLabelDialog, tags);
  gtk_widget_class_bind_template_child (widget_class, XaExploreLabelDialog, new_tag);
  gtk_widget_class_bind_template_child (widget_class, XaExploreLabelDialog, fault);
  gtk_widget_class_bind_template_child (widget_class, XaExploreLabelDialog, apply);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_tag_changed_cb);
}

static void
xa_explore_label_dialog_init (XaExploreLabelDialog *self)
{
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
xa_explore_label_dialog_present (GtkWidget           *parent,
                                 XaSession           *session,
                                 XaExplore           *explore,
                                 GArray              *ids,
                                 const XaExploreList *list)
{
  XaExploreLabelDialog *self = g_object_new (XA_TYPE_EXPLORE_LABEL_DIALOG, NULL);
  g_autofree char      *words = g_strdup_printf (g_dngettext (NULL, "%u audience", "%u audiences", ids->len), ids->len);

  self->teller = parent;
  self->session = g_object_ref (session);
  self->explore = xa_explore_ref (explore);
  self->ids = g_array_ref (ids);
  adw_preferences_group_set_description (self->tags, words);
  for (guint i = 0; i < list->tags->len; i++) {
    const char *tag = g_array_index (list->tags, XaExploreTagCount, i).tag;

    add_check (self, tag, count_tagged (self, tag));
  }
  adw_dialog_present (ADW_DIALOG (self), parent);
}
