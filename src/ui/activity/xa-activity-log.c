#include "ui/activity/xa-activity-log.h"

#include "model/xa-said.h"
#include "model/xa-time.h"
#include "ui/activity/xa-lane-words.h"
#include "ui/activity/xa-log-item.h"

#include <glib/gi18n.h>
#include <string.h>

/* As many lines as somebody may read; "Save" writes all. */
#define MAX_LINES 1000
/* How often it is looked at while it is seen. */
#define LOOK_MS 2000

struct _XaActivityLog {
  AdwBin          parent_instance;
  AdwToggleGroup *which;
  GtkDropDown    *level;
  GtkEditable    *find;
  GtkButton      *save;
  GtkStack       *states;
  AdwStatusPage  *failure;
  GtkListView    *list;
  GtkLabel       *bound;

  GListStore         *items;       /* (owned) (element-type XaLogItem) */
  GtkFilterListModel *found;       /* (owned): of these, what is looked for */
  GtkCustomFilter    *filter;      /* (owned) */
  char               *sought;      /* (owned): case-folded; empty: everything */
  XaSession          *session;     /* (owned) (nullable) */
  GCancellable       *cancellable; /* (owned) (nullable): of the load under way */
  guint               look_id;
};

G_DEFINE_FINAL_TYPE (XaActivityLog, xa_activity_log, ADW_TYPE_BIN)

static gboolean
shows_audit (XaActivityLog *self)
{
  return g_strcmp0 (adw_toggle_group_get_active_name (self->which), "audit") == 0;
}

static XaLogLevel
get_level (XaActivityLog *self)
{
  static const XaLogLevel levels[] = { XA_LOG_DEBUG, XA_LOG_INFO, XA_LOG_WARNING, XA_LOG_ERROR };
  guint                   i = gtk_drop_down_get_selected (self->level);

  return i < G_N_ELEMENTS (levels) ? levels[i] : XA_LOG_DEBUG;
}

/* --- loading --------------------------------------------------------------------------------- */

static gboolean
is_same (GListModel *old,
         GPtrArray  *items)
{
  g_autoptr (XaLogItem) first = g_list_model_get_item (old, 0);
  XaLogItem *newest = items->len > 0 ? items->pdata[0] : NULL;

  if (g_list_model_get_n_items (old) != items->len || !newest)
    return items->len == g_list_model_get_n_items (old);

  return xa_log_item_get_time (first) == xa_log_item_get_time (newest) && g_str_equal (xa_log_item_get_what (first), xa_log_item_get_what (newest));
}

static void
show_found (XaActivityLog *self)
{
  const char *page = "content";

  if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) == 0)
    page = "empty";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->found)) == 0)
    page = "none";
  gtk_stack_set_visible_child_name (self->states, page);
}

/* There may be older lines than are read. */
static void
show_bound (XaActivityLog *self)
{
  g_autofree char *log = g_strdup_printf (_ ("The newest %'d lines. For older ones choose a greater weight, or save the log as a file."), MAX_LINES);
  g_autofree char *audit = g_strdup_printf (_ ("The newest %'d lines."), MAX_LINES);

  gtk_label_set_text (self->bound, shows_audit (self) ? audit : log);
  gtk_widget_set_visible (GTK_WIDGET (self->bound), g_list_model_get_n_items (G_LIST_MODEL (self->items)) >= MAX_LINES);
}

static char *
say_line (XaLogItem *item)
{
  g_autofree char *clock = xa_lane_say_clock (xa_log_item_get_time (item), xa_time_now ());

  return *xa_log_item_get_detail (item) ? g_strdup_printf ("%s · %s", clock, xa_log_item_get_detail (item)) : g_steal_pointer (&clock);
}

/* What is read is what is found: the words of a line, and below them its time and details. */
static gboolean
is_sought (gpointer item,
           gpointer data)
{
  XaActivityLog   *self = data;
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;
  g_autofree char *folded = NULL;

  if (!*self->sought)
    return TRUE;
  line = say_line (item);
  text = g_strconcat (xa_log_item_get_what (item), "\n", line, NULL);
  folded = g_utf8_casefold (text, -1);

  return strstr (folded, self->sought) != NULL;
}

static void
find_changed_cb (XaActivityLog *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (self->find)));

  g_free (self->sought);
  self->sought = g_utf8_casefold (typed, -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  show_found (self);
}

/* Takes @items (element-type XaLogItem), newest first; NULL with @error. */
static void
show (XaActivityLog *self,
      GPtrArray     *items,
      GError        *error)
{
  g_autoptr (GPtrArray) owned = items;

  if (!items) {
    adw_status_page_set_description (self->failure, xa_said_error (error));
    gtk_stack_set_visible_child_name (self->states, "failed");
    return;
  }
  /* What is read is not moved away under the reader. */
  if (!is_same (G_LIST_MODEL (self->items), items))
    g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata, items->len);
  show_found (self);
  show_bound (self);
}

static void
log_thread (GTask        *task,
            gpointer      source,
            gpointer      level,
            GCancellable *cancellable)
{
  XaLogFilter filter = { .level = (XaLogLevel) GPOINTER_TO_INT (level) };
  g_autoptr (GPtrArray) entries = xa_journal_read (NULL, &filter, MAX_LINES);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = entries->len; i-- > 0;)
    g_ptr_array_add (items, xa_log_item_new_entry (entries->pdata[i]));
  g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
}

static void
log_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = g_task_propagate_pointer (G_TASK (result), &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show (XA_ACTIVITY_LOG (source), items, error);
}

static gpointer
audit_question (const XaScope    *scope,
                gpointer          data,
                XaInsightProgress progress,
                gpointer          progress_data,
                GError          **error)
{
  g_autoptr (GPtrArray) entries = xa_store_list_audit (scope->store, 0, MAX_LINES, error);
  GPtrArray *items = entries ? g_ptr_array_new_with_free_func (g_object_unref) : NULL;

  for (guint i = 0; entries && i < entries->len; i++)
    g_ptr_array_add (items, xa_log_item_new_audit (entries->pdata[i]));

  return items;
}

static void
audit_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr (XaActivityLog) self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *items = xa_session_ask_finish (self->session, result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show (self, items, error);
}

static void
load (XaActivityLog *self)
{
  g_autoptr (GTask) task = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (GTK_WIDGET (self->level), !shows_audit (self));
  gtk_widget_set_visible (GTK_WIDGET (self->save), !shows_audit (self));
  if (shows_audit (self)) {
    XaAsk ask = { .question = audit_question, .result_free = (GDestroyNotify) g_ptr_array_unref };

    if (self->session)
      xa_session_ask_async (self->session, XA_ASK_QUICK, &ask, NULL, NULL, self->cancellable, audit_read_cb, g_object_ref (self));
    return;
  }
  task = g_task_new (self, self->cancellable, log_read_cb, NULL);
  g_task_set_task_data (task, GINT_TO_POINTER (get_level (self)), NULL);
  g_task_run_in_thread (task, log_thread);
}

static gboolean
look_cb (gpointer self)
{
  load (self);

  return G_SOURCE_CONTINUE;
}

/* Only what is seen is read. */
static void
map_cb (XaActivityLog *self)
{
  load (self);
  if (self->look_id == 0)
    self->look_id = g_timeout_add (LOOK_MS, look_cb, self);
}

static void
unmap_cb (XaActivityLog *self)
{
  g_clear_handle_id (&self->look_id, g_source_remove);
}

static void
choice_changed_cb (XaActivityLog *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    load (self);
}

void
xa_activity_log_set_session (XaActivityLog *self,
                             XaSession     *session)
{
  g_set_object (&self->session, session);
  if (session && gtk_widget_get_mapped (GTK_WIDGET (self)))
    load (self);
}

/* --- saving ---------------------------------------------------------------------------------- */

static void
save_thread (GTask        *task,
             gpointer      source,
             gpointer      path,
             GCancellable *cancellable)
{
  XaLogFilter filter = { 0 };
  GError     *error = NULL;

  if (xa_journal_save (NULL, &filter, path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  gtk_widget_activate_action (GTK_WIDGET (source), "win.tell", "s", ok ? _ ("The log was saved") : xa_said_error (error));
}

static void
file_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr (XaActivityLog) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GTask) task = NULL;

  if (!file)
    return;
  task = g_task_new (self, NULL, saved_cb, NULL);
  g_task_set_task_data (task, g_file_get_path (file), g_free);
  g_task_run_in_thread (task, save_thread);
}

static void
save_clicked_cb (XaActivityLog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Save Log"));
  gtk_file_dialog_set_initial_name (dialog, "xaudience-log.jsonl");
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, file_chosen_cb, g_object_ref (self));
}

/* --- rows ------------------------------------------------------------------------------------ */

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class) {
    gtk_widget_add_css_class (label, css_class);
    gtk_widget_add_css_class (label, "dim-label");
  }

  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_box_append (GTK_BOX (box), make_label (NULL));
  gtk_box_append (GTK_BOX (box), make_label ("caption"));
  gtk_list_item_set_child (list_item, box);
  gtk_list_item_set_activatable (list_item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item)
{
  GtkWidget       *what = gtk_widget_get_first_child (gtk_list_item_get_child (list_item)), *detail = gtk_widget_get_next_sibling (what);
  XaLogItem       *item = gtk_list_item_get_item (list_item);
  g_autofree char *words = say_line (item);

  gtk_label_set_text (GTK_LABEL (what), xa_log_item_get_what (item));
  gtk_label_set_text (GTK_LABEL (detail), words);
  gtk_list_item_set_accessible_label (list_item, xa_log_item_get_what (item));
  gtk_list_item_set_accessible_description (list_item, words);
  if (xa_log_item_is_trouble (item))
    gtk_widget_add_css_class (what, "warning");
  else
    gtk_widget_remove_css_class (what, "warning");
}

/* --- the widget ------------------------------------------------------------------------------ */

static void
xa_activity_log_dispose (GObject *object)
{
  XaActivityLog *self = XA_ACTIVITY_LOG (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_ACTIVITY_LOG);
  g_clear_object (&self->found);
  g_clear_object (&self->filter);
  g_clear_object (&self->items);
  g_clear_pointer (&self->sought, g_free);
  G_OBJECT_CLASS (xa_activity_log_parent_class)->dispose (object);
}

static void
xa_activity_log_class_init (XaActivityLogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_activity_log_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/activity-log.ui");
  gtk_widget_class_bind_template_child (widget_class, XaActivityLog, which);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLog, level);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLog, find);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLog, save);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLog, states);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLog, failure);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLog, list);
  gtk_widget_class_bind_template_child (widget_class, XaActivityLog, bound);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, find_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
}

static void
xa_activity_log_init (XaActivityLog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (XA_TYPE_LOG_ITEM);
  self->sought = g_strdup ("");
  self->filter = gtk_custom_filter_new (is_sought, self, NULL);
  self->found = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->items)), g_object_ref (GTK_FILTER (self->filter)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->found)))));
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
}
