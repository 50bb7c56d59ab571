#include "ui/connections/xa-add-dialog.h"

#include "model/xa-time.h"
#include "ui/connections/xa-add-row.h"
#include "ui/connections/xa-fetch-all.h"
#include "ui/explore/xa-explore-words.h"
#include "ui/live/xa-live-words.h"

#include <glib/gi18n.h>

/* As many lines are taken, and as many are looked up at the same time. */
#define MAX_LINES 500
#define MAX_LOOKS 4

#define XA_TYPE_ADD_DIALOG (xa_add_dialog_get_type ())
G_DECLARE_FINAL_TYPE (XaAddDialog, xa_add_dialog, XA, ADD_DIALOG, AdwDialog)

struct _XaAddDialog {
  AdwDialog      parent_instance;
  GtkButton     *add;
  GtkWidget     *entry_box;
  GtkEntry      *entry;
  GtkWidget     *look;
  GtkStack      *states;
  AdwStatusPage *problem;
  GtkListBox    *rows;
  GtkWidget     *bottom;
  GtkDropDown   *since;
  GtkLabel      *summary;

  XaLive       *live;        /* (owned) */
  GtkWidget    *parent;      /* (nullable): weak; tells what comes of it when the dialog is gone */
  GCancellable *cancellable; /* (owned) */
  GCancellable *forecasting; /* (owned) (nullable): of what the ticked cost */
  guint         n_looks;     /* under way */
  gboolean      is_adding;
};

G_DEFINE_FINAL_TYPE (XaAddDialog, xa_add_dialog, ADW_TYPE_DIALOG)

static const struct {
  const char *words;
  guint       days; /* 0: all */
} spans[] = {
  { N_ ("The Last 30 Days"), 30 },
  { N_ ("The Last 90 Days"), 90 },
  { N_ ("The Last Year"), 365 },
  { N_ ("As Far as the Platform Goes"), 0 },
};

#define USUAL_SPAN 1

/* --- the rows --- */

static XaAddRow *
get_row (XaAddDialog *self,
         guint        i)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->rows, (int) i);

  return row ? XA_ADD_ROW (row) : NULL;
}

static guint
count_rows (XaAddDialog *self,
            XaAddState   state)
{
  guint     n = 0;
  XaAddRow *row;

  for (guint i = 0; (row = get_row (self, i)); i++)
    n += xa_add_row_get_state (row) == state;

  return n;
}

/* How much that is of a month's budget, and whether the network is metered: beside what is there. */
static void
forecast_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (XaAddDialog) self = data;
  g_autoptr (XaForecast) known = xa_forecast_ask_finish (XA_LIVE (source), result, NULL);
  g_autofree char *share = known ? xa_live_say_share (known) : NULL;
  g_autofree char *words = NULL;

  if (!share || !*share || !self->live || g_cancellable_is_cancelled (self->forecasting))
    return;
  /* Translators: what is chosen and what it costs, then how much of the month's budget that is */
  words = g_strdup_printf (_ ("%s. %s"), gtk_label_get_text (self->summary), share);
  gtk_label_set_text (self->summary, words);
}

/* @ticked: (transfer full) (element-type XaForecastSource) */
static void
ask_share (XaAddDialog *self,
           GArray      *ticked)
{
  g_cancellable_cancel (self->forecasting);
  g_clear_object (&self->forecasting);
  if (ticked->len == 0 || !self->live) {
    g_array_unref (ticked);
    return;
  }
  self->forecasting = g_cancellable_new ();
  xa_forecast_ask_async (self->live, ticked, self->forecasting, forecast_cb, g_object_ref (self));
}

/* What all that is ticked costs. */
static void
show_summary (XaAddDialog *self,
              guint       *n_ticked)
{
  XaPreview sum = { 0 };
  GArray   *ticked = g_array_new (FALSE, FALSE, sizeof (XaForecastSource));
  XaAddRow *row;

  *n_ticked = 0;
  for (guint i = 0; (row = get_row (self, i)); i++) {
    const XaCandidate *candidate = xa_add_row_get_candidate (row);

    if (!xa_add_row_is_ticked (row))
      continue;
    (*n_ticked)++;
    sum.n_requests += MAX (candidate->preview->n_requests, 1);
    sum.duration_us += candidate->preview->duration_us;
    sum.price += candidate->preview->price;
    g_array_append_val (ticked, ((XaForecastSource) { candidate->connection_id, MAX (candidate->preview->n_requests, 1),
                                                      candidate->preview->duration_us, candidate->preview->price }));
  }
  if (*n_ticked > 0) {
    g_autofree char *cost = xa_live_say_cost (&sum), *words = NULL;

    words = g_strdup_printf (g_dngettext (NULL, "%u chosen. %s", "%u chosen. %s", *n_ticked), *n_ticked, cost);
    gtk_label_set_text (self->summary, words);
  } else {
    gtk_label_set_text (self->summary, _ ("Tick what you want to follow."));
  }
  ask_share (self, ticked);
}

static void
rows_changed_cb (XaAddDialog *self)
{
  guint n_ticked, n_known = count_rows (self, XA_ADD_KNOWN) + count_rows (self, XA_ADD_FAILED);

  show_summary (self, &n_ticked);
  gtk_widget_set_visible (self->bottom, count_rows (self, XA_ADD_FOUND) > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add), n_ticked > 0 && !self->is_adding);
  gtk_widget_set_sensitive (self->look, n_known > 0);
  gtk_stack_set_visible_child_name (self->states, get_row (self, 0) ? "content" : "hint");
}

static void
insert_row (XaAddDialog *self,
            XaAddRow    *row,
            int          position)
{
  g_signal_connect_object (row, "changed", G_CALLBACK (rows_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_insert (self->rows, GTK_WIDGET (row), position);
}

/* --- what is pasted --- */

static GPtrArray *
read_lines (XaAddDialog *self)
{
  g_auto (GStrv) lines = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->entry)), "\r\n", -1);
  GPtrArray *kept = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; lines[i] && kept->len < MAX_LINES; i++) {
    g_strstrip (lines[i]);
    if (*lines[i] && !g_ptr_array_find_with_equal_func (kept, lines[i], g_str_equal, NULL))
      g_ptr_array_add (kept, g_strdup (lines[i]));
  }

  return kept;
}

static gboolean
has_row (XaAddDialog *self,
         const char  *pasted)
{
  XaAddRow *row;

  for (guint i = 0; (row = get_row (self, i)); i++)
    if (g_str_equal (xa_add_row_get_pasted (row), pasted))
      return TRUE;

  return FALSE;
}

/* Rows of lines that are still there stay as they are, with what was found. */
static void
text_changed_cb (XaAddDialog *self)
{
  g_autoptr (GPtrArray) lines = read_lines (self);
  XaAddRow *row;

  for (guint i = 0; (row = get_row (self, i));) {
    if (g_ptr_array_find_with_equal_func (lines, xa_add_row_get_pasted (row), g_str_equal, NULL))
      i++;
    else
      gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  }
  for (guint i = 0; i < lines->len; i++)
    if (!has_row (self, lines->pdata[i]))
      insert_row (self, xa_add_row_new (lines->pdata[i]), -1);
  rows_changed_cb (self);
}

/* --- looking --- */

typedef struct {
  XaAddDialog *dialog; /* (owned) */
  XaAddRow    *row;    /* (owned) */
} Look;

static void look_at_next (XaAddDialog *self);

static gpointer
preview (XaSync       *sync,
         gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  return xa_sync_preview (sync, data, 0, 0, NULL, cancellable, error);
}

/* In place of the row of a line, a row of each thing it may be. */
static void
show_found (XaAddDialog *self,
            XaAddRow    *row,
            GPtrArray   *candidates)
{
  int              position = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  g_autofree char *pasted = g_strdup (xa_add_row_get_pasted (row));

  gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  g_ptr_array_set_free_func (candidates, NULL);
  for (guint i = 0; i < candidates->len; i++)
    insert_row (self, xa_add_row_new_found (pasted, candidates->pdata[i], candidates->len == 1), position + (int) i);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Look *look = data;
  g_autoptr (XaAddDialog) self = look->dialog;
  g_autoptr (XaAddRow) row = look->row;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = xa_live_call_finish (XA_LIVE (source), result, &error);

  g_free (look);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->n_looks--;
  /* The line may have been taken away meanwhile. */
  if (gtk_widget_get_parent (GTK_WIDGET (row))) {
    if (candidates)
      show_found (self, row, candidates);
    else
      xa_add_row_fail (row, error->message);
  }
  rows_changed_cb (self);
  look_at_next (self);
}

static void
look_at_next (XaAddDialog *self)
{
  XaAddRow *row;

  for (guint i = 0; self->n_looks < MAX_LOOKS && (row = get_row (self, i)); i++) {
    Look *look;

    if (xa_add_row_get_state (row) != XA_ADD_KNOWN)
      continue;
    look = g_new (Look, 1);
    *look = (Look) { g_object_ref (self), g_object_ref (row) };
    self->n_looks++;
    xa_add_row_set_looking (row);
    xa_live_call_async (self->live, XA_LIVE_READS, preview, g_strdup (xa_add_row_get_pasted (row)), g_free, (GDestroyNotify) g_ptr_array_unref, self->cancellable, looked_cb, look);
  }
}

/* What failed before is tried again too. */
static void
look_cb (XaAddDialog *self)
{
  XaAddRow *row;

  for (guint i = 0; (row = get_row (self, i)); i++)
    if (xa_add_row_get_state (row) == XA_ADD_FAILED) {
      XaAddRow *fresh = xa_add_row_new (xa_add_row_get_pasted (row));

      gtk_list_box_remove (self->rows, GTK_WIDGET (row));
      insert_row (self, fresh, (int) i);
    }
  look_at_next (self);
  rows_changed_cb (self);
}

/* --- adding --- */

typedef struct {
  GPtrArray      *rows;       /* (owned) (element-type XaAddRow): kept until it is done, with their candidates */
  GPtrArray      *candidates; /* (owned) (element-type XaCandidate): (not owned) ones of the rows */
  XaFollowOptions options;
} Adding;

static void
adding_free (gpointer data)
{
  Adding *self = data;

  g_ptr_array_unref (self->candidates);
  g_free (self);
}

/* How it went: an id each, or 0; and what was said of the first that failed. */
typedef struct {
  GArray *ids;   /* (owned) (element-type gint64) */
  char   *fault; /* (owned) (nullable) */
} Added;

static void
added_free (gpointer data)
{
  Added *self = data;

  g_array_unref (self->ids);
  g_free (self->fault);
  g_free (self);
}

static gpointer
follow (XaSync       *sync,
        gpointer      data,
        GCancellable *cancellable,
        GError      **error)
{
  Adding *adding = data;
  Added  *added = g_new0 (Added, 1);

  added->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < adding->candidates->len; i++) {
    g_autoptr (GError) local = NULL;
    g_autoptr (XaSource) source = xa_sync_follow (sync, adding->candidates->pdata[i], &adding->options, &local);

    if (source)
      g_array_append_val (added->ids, source->id);
    else if (!added->fault)
      added->fault = g_strdup (local->message);
  }

  return added;
}

typedef struct {
  XaAddDialog *dialog; /* (owned) */
  GPtrArray   *rows;   /* (owned) (element-type XaAddRow): the candidates are theirs */
} Followed;

static void
followed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Followed *followed = data;
  g_autoptr (XaAddDialog) self = followed->dialog;
  g_autoptr (GPtrArray) rows = followed->rows;
  g_autoptr (GError) error = NULL;
  Added      *added = xa_live_call_finish (XA_LIVE (source), result, &error);
  const char *fault = added ? added->fault : error->message;

  g_free (followed);
  self->is_adding = FALSE;
  if (added && added->ids->len > 0)
    xa_live_fetch (self->live, (const gint64 *) added->ids->data, added->ids->len);
  if (fault && self->parent)
    gtk_widget_activate_action (self->parent, "win.tell", "s", fault);
  if (added && added->ids->len > 0)
    adw_dialog_close (ADW_DIALOG (self));
  else
    rows_changed_cb (self);
  g_clear_pointer (&added, added_free);
}

static void
add_cb (XaAddDialog *self)
{
  Adding   *adding = g_new0 (Adding, 1);
  Followed *followed = g_new0 (Followed, 1);
  guint     days = spans[gtk_drop_down_get_selected (self->since)].days;
  XaAddRow *row;

  adding->candidates = g_ptr_array_new ();
  adding->options = XA_FOLLOW_OPTIONS_INIT;
  if (days > 0)
    adding->options.since_us = xa_time_now () - days * XA_USEC_PER_DAY;
  followed->dialog = g_object_ref (self);
  followed->rows = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; (row = get_row (self, i)); i++)
    if (xa_add_row_is_ticked (row)) {
      g_ptr_array_add (adding->candidates, (gpointer) xa_add_row_get_candidate (row));
      g_ptr_array_add (followed->rows, g_object_ref (row));
    }
  self->is_adding = TRUE;
  rows_changed_cb (self);
  xa_live_call_async (self->live, XA_LIVE_CHANGES, follow, adding, adding_free, added_free, NULL, followed_cb, followed);
}

/* --- what a connection can see --- */

static gpointer
list (XaSync       *sync,
      gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  return xa_sync_list (sync, *(gint64 *) data, cancellable, error);
}

static void
show_nothing (XaAddDialog *self,
              const char  *words)
{
  adw_status_page_set_description (self->problem, words);
  gtk_stack_set_visible_child_name (self->states, "problem");
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaAddDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = xa_live_call_finish (XA_LIVE (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!candidates || candidates->len == 0) {
    show_nothing (self, candidates ? _ ("The account can see nothing that could be followed yet.") : error->message);
    return;
  }
  g_ptr_array_set_free_func (candidates, NULL);
  for (guint i = 0; i < candidates->len; i++) {
    XaCandidate     *candidate = candidates->pdata[i];
    g_autofree char *form = xa_target_format (candidate->preview->target);

    insert_row (self, xa_add_row_new_found (form, candidate, FALSE), -1);
  }
  rows_changed_cb (self);
}

/* --- the widget --- */

static void
xa_add_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (XA_ADD_DIALOG (dialog)->cancellable);
}

static void
xa_add_dialog_dispose (GObject *object)
{
  XaAddDialog *self = XA_ADD_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->forecasting);
  g_clear_object (&self->live);
  g_clear_weak_pointer (&self->parent);
  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_ADD_DIALOG);
  G_OBJECT_CLASS (xa_add_dialog_parent_class)->dispose (object);
}

static void
xa_add_dialog_finalize (GObject *object)
{
  g_object_unref (XA_ADD_DIALOG (object)->cancellable);
  g_clear_object (&XA_ADD_DIALOG (object)->forecasting);
  G_OBJECT_CLASS (xa_add_dialog_parent_class)->finalize (object);
}

static void
xa_add_dialog_class_init (XaAddDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_add_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = xa_add_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = xa_add_dialog_closed;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/add-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, add);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, entry_box);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, look);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, states);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, rows);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, bottom);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, since);
  gtk_widget_class_bind_template_child (widget_class, XaAddDialog, summary);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, look_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
}

static void
xa_add_dialog_init (XaAddDialog *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (spans); i++)
    gtk_string_list_append (words, _ (spans[i].words));
  gtk_drop_down_set_model (self->since, G_LIST_MODEL (words));
  gtk_drop_down_set_selected (self->since, USUAL_SPAN);
}

static XaAddDialog *
add_dialog_new (GtkWidget *parent,
                XaLive    *live)
{
  XaAddDialog *self = g_object_new (XA_TYPE_ADD_DIALOG, NULL);

  self->live = g_object_ref (live);
  g_set_weak_pointer (&self->parent, parent);

  return self;
}

/* A narrow window shows the dialog as a sheet, which gives the keys to its first button. */
static gboolean
take_keys_cb (gpointer entry)
{
  gtk_widget_grab_focus (entry);

  return G_SOURCE_REMOVE;
}

void
xa_add_dialog_present (GtkWidget *parent,
                       XaLive    *live)
{
  XaAddDialog *self = add_dialog_new (parent, live);

  adw_dialog_present (ADW_DIALOG (self), parent);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, take_keys_cb, g_object_ref (self->entry), g_object_unref);
}

void
xa_add_dialog_present_list (GtkWidget          *parent,
                            XaLive             *live,
                            const XaConnection *connection)
{
  XaAddDialog     *self = add_dialog_new (parent, live);
  g_autofree char *title = g_strdup_printf (_ ("Follow in %s"), connection->name);

  adw_dialog_set_title (ADW_DIALOG (self), title);
  gtk_widget_set_visible (self->entry_box, FALSE);
  gtk_stack_set_visible_child_name (self->states, "loading");
  xa_live_call_async (live, XA_LIVE_READS, list, g_memdup2 (&connection->id, sizeof connection->id), g_free, (GDestroyNotify) g_ptr_array_unref, self->cancellable, listed_cb, g_object_ref (self));
  adw_dialog_present (ADW_DIALOG (self), parent);
}
