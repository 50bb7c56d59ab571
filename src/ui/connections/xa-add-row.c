#include "ui/connections/xa-add-row.h"

#include "model/xa-said.h"
#include "ui/live/xa-live-words.h"
#include "ui/widgets/xa-coverage-ring.h"
#include "ui/widgets/xa-platform-disc.h"

#include <glib/gi18n.h>

struct _XaAddRow {
  GtkListBoxRow   parent_instance;
  GtkCheckButton *check;
  XaPlatformDisc *disc;
  GtkLabel       *title;
  GtkLabel       *about;
  GtkWidget      *coverage_box;
  XaCoverageRing *ring;
  GtkLabel       *coverage;
  GtkLabel       *cost;
  GtkLabel       *problem;
  GtkWidget      *spinner;
  GtkWidget      *warning;

  char        *pasted; /* (owned) */
  XaAddState   state;
  XaCandidate *candidate; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaAddRow, xa_add_row, GTK_TYPE_LIST_BOX_ROW)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_words (GtkLabel   *label,
           const char *words)
{
  gtk_label_set_text (label, words ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (label), words && *words);
}

static void
check_changed_cb (XaAddRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
set_state (XaAddRow  *self,
           XaAddState state)
{
  self->state = state;
  gtk_widget_set_visible (self->spinner, state == XA_ADD_LOOKING);
  gtk_widget_set_visible (self->warning, state == XA_ADD_NONE || state == XA_ADD_FAILED);
  gtk_widget_set_visible (GTK_WIDGET (self->check), state == XA_ADD_FOUND);
}

static void
xa_add_row_dispose (GObject *object)
{
  XaAddRow *self = XA_ADD_ROW (object);

  g_clear_pointer (&self->pasted, g_free);
  g_clear_pointer (&self->candidate, xa_candidate_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_ADD_ROW);
  G_OBJECT_CLASS (xa_add_row_parent_class)->dispose (object);
}

static void
xa_add_row_class_init (XaAddRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_add_row_dispose;
  g_type_ensure (XA_TYPE_COVERAGE_RING);
  g_type_ensure (XA_TYPE_PLATFORM_DISC);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", XA_TYPE_ADD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/add-row.ui");
  gtk_widget_class_bind_template_child (widget_class, XaAddRow, check);
  gtk_widget_class_bind_template_child (widget_class, XaAddRow, disc);
  gtk_widget_class_bind_template_child (widget_class, XaAddRow, title);
  gtk_widget_class_bind_template_child (widget_class, XaAddRow, about);
  gtk_widget_class_bind_template_child (widget_class, XaAddRow, coverage_box);
  gtk_widget_class_bind_template_child (widget_class, XaAddRow, ring);
  gtk_widget_class_bind_template_child (widget_class, XaAddRow, coverage);
  gtk_widget_class_bind_template_child (widget_class, XaAddRow, cost);
  gtk_widget_class_bind_template_child (widget_class, XaAddRow, problem);
  gtk_widget_class_bind_template_child (widget_class, XaAddRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, XaAddRow, warning);
  gtk_widget_class_bind_template_callback (widget_class, check_changed_cb);
}

static void
xa_add_row_init (XaAddRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_target (XaAddRow       *self,
             GPtrArray      *targets,
             const XaTarget *target)
{
  g_autofree char *words = xa_live_say_target (target);

  xa_platform_disc_set_platform (self->disc, target->platform);
  if (targets->len == 1)
    set_words (self->title, words);
}

/* Whether there is somebody to ask about one of them. */
static gboolean
has_provider (GPtrArray *targets)
{
  for (guint i = 0; i < targets->len; i++)
    if (xa_provider_for (targets->pdata[i]))
      return TRUE;

  return FALSE;
}

/* Says what the line seems to be, without asking anybody. */
XaAddRow *
xa_add_row_new (const char *pasted)
{
  XaAddRow *self = g_object_new (XA_TYPE_ADD_ROW, NULL);
  g_autoptr (GPtrArray) targets = NULL;
  g_autofree char *message = NULL;
  XaRecognition    verdict = xa_target_recognize (pasted, 0, &targets, &message);
  gboolean         can_look = has_provider (targets);
  const char      *others = targets->len > 0 ? xa_platform_say_followable (((XaTarget *) targets->pdata[0])->platform) : NULL;

  self->pasted = g_strdup (pasted);
  set_words (self->title, pasted);
  if (targets->len > 0)
    show_target (self, targets, targets->pdata[0]);
  if (targets->len > 0 && !can_look)
    set_words (self->problem, others ? _ (others) : _ ("This version cannot follow this platform over the network. Its export files can be imported."));
  else if (verdict == XA_RECOGNIZE_AMBIGUOUS)
    set_words (self->problem, _ ("This could be of several platforms: Look Up shows what there is."));
  else {
    g_autofree char *said = message ? xa_said (message) : NULL;

    set_words (self->problem, said);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->disc), verdict == XA_RECOGNIZE_OK);
  set_state (self, can_look ? XA_ADD_KNOWN : XA_ADD_NONE);

  return self;
}

XaAddRow *
xa_add_row_new_found (const char  *pasted,
                      XaCandidate *candidate,
                      gboolean     ticked)
{
  XaAddRow        *self = g_object_new (XA_TYPE_ADD_ROW, NULL);
  const XaPreview *preview = candidate->preview;
  g_autofree char *about = xa_live_say_candidate (candidate), *coverage = xa_live_say_coverage (preview), *cost = xa_live_say_cost (preview);
  g_autofree char *target = xa_live_say_target (preview->target);
  const char      *title = preview->title && *preview->title ? preview->title : target;

  self->pasted = g_strdup (pasted);
  self->candidate = candidate;
  xa_platform_disc_set_platform (self->disc, preview->target->platform);
  set_words (self->title, title);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  set_words (self->about, about);
  set_words (self->coverage, coverage);
  xa_coverage_ring_set (self->ring, preview->coverage, coverage);
  gtk_widget_set_visible (self->coverage_box, TRUE);
  set_words (self->cost, cost);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_check_button_set_active (self->check, ticked && !candidate->is_followed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->check), !candidate->is_followed);
  set_state (self, XA_ADD_FOUND);

  return self;
}

const char *
xa_add_row_get_pasted (XaAddRow *self)
{
  return self->pasted;
}

XaAddState
xa_add_row_get_state (XaAddRow *self)
{
  return self->state;
}

const XaCandidate *
xa_add_row_get_candidate (XaAddRow *self)
{
  return self->candidate;
}

gboolean
xa_add_row_is_ticked (XaAddRow *self)
{
  return self->state == XA_ADD_FOUND && gtk_check_button_get_active (self->check);
}

void
xa_add_row_set_looking (XaAddRow *self)
{
  set_words (self->problem, NULL);
  set_state (self, XA_ADD_LOOKING);
}

void
xa_add_row_fail (XaAddRow   *self,
                 const char *words)
{
  set_words (self->problem, words);
  set_state (self, self->candidate ? XA_ADD_FOUND : XA_ADD_FAILED);
}
