#include "ui/inspect/xa-inspect-overview.h"

#include "ui/inspect/xa-inspect-charts.h"
#include "ui/inspect/xa-inspect-explain.h"
#include "ui/inspect/xa-inspect-facets.h"
#include "ui/inspect/xa-inspect-kpi.h"
#include "ui/widgets/xa-platform-disc.h"
#include "ui/xa-words.h"
#include "ui/xa-bounds-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _XaInspectOverview {
  GtkBox           parent_instance;
  XaChartView     *growth, *week, *languages, *hashtags, *words;
  GtkWidget       *words_place; /* of searches and tags, once enough people used some */
  XaChartView     *elsewhere;   /* where members' profiles were read */
  GtkWidget       *elsewhere_place;
  GtkLabel        *elsewhere_read;
  XaInspectFacets *facets; /* where the platform counts by country, industry and so on */
  AdwToggleGroup  *zones;
  GtkLabel        *nearest_reason;
  GtkLabel        *nearest_rest;
  GtkListBox      *nearest;
  GtkWidget       *nearest_place; /* where they are going to be */
  XaSession       *session;       /* (owned) (nullable) */
  XaInspectAnswer *answer;        /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaInspectOverview, xa_inspect_overview, GTK_TYPE_BOX)

static void
zone_changed_cb (XaInspectOverview *self)
{
  const char *name = adw_toggle_group_get_active_name (self->zones);

  if (self->answer && name)
    gtk_widget_activate_action (GTK_WIDGET (self), "inspect.zone", "s", name);
}

static void
collect (XaInspectOverview *self,
         gint64             id,
         const char        *name)
{
  const XaSubject *subject = self->answer->inspect->subject;
  g_autoptr (XaAudienceItem) item = xa_audience_item_new (id, name, subject->platform, subject->simulated);

  if (!xa_tray_has (xa_session_get_tray (self->session), id))
    xa_tray_add (xa_session_get_tray (self->session), item);
}

/* Both audiences are collected, and the page shown where they stand beside each other. */
static void
nearest_activated_cb (XaInspectOverview *self,
                      GtkListBoxRow     *row)
{
  const XaSubject *subject = self->answer->inspect->subject;
  gint64          *id = g_object_get_data (G_OBJECT (row), "audience");

  collect (self, subject->id, subject->name);
  collect (self, *id, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.page", "s", "compare");
}

static GtkWidget *
make_nearest_row (XaInspectOverview        *self,
                  const XaSharedPreference *preference)
{
  const XaLeaning *leaning = &preference->leanings[0];
  g_autofree char *mutual = xa_words_figure (&leaning->support, XA_FIGURE_STYLE_COUNT);
  g_autofree char *share = xa_words_figure (&leaning->share, XA_FIGURE_STYLE_SHARE);
  g_autofree char *lift = xa_words_figure (&leaning->lift, XA_FIGURE_STYLE_RATIO);
  gboolean         whole = self->answer->inspect->subject->seen.coverage == XA_COVERAGE_COMPLETE;
  g_autofree char *words = g_strdup_printf (whole ? _ ("%s mutual members, %s of this audience: %s times as often as others are.")
                                                  : _ ("%s mutual members, %s of those seen here: %s times as often as others are."),
                                            mutual, share, lift);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *disc = xa_platform_disc_new (self->answer->inspect->subject->platform, 24);
  GtkWidget *inspect = gtk_button_new_from_icon_name ("edit-find-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), preference->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), disc);
  gtk_widget_set_valign (inspect, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (inspect, "flat");
  gtk_widget_set_tooltip_text (inspect, _ ("Inspect"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (inspect), "win.inspect");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (inspect), "x", preference->audience_id);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), inspect);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _ ("Compare the two"));
  g_object_set_data_full (G_OBJECT (row), "audience", g_memdup2 (&preference->audience_id, sizeof preference->audience_id), g_free);

  return row;
}

/* Not there where nobody's profile was read, as nobody's is unless that was switched on. */
static void
show_elsewhere (XaInspectOverview *self)
{
  const XaInspectElsewhere *elsewhere = self->answer->inspect->elsewhere;
  g_autofree char          *read = NULL, *at = NULL, *words = NULL;

  gtk_widget_set_visible (self->elsewhere_place, elsewhere != NULL);
  if (!elsewhere)
    return;
  read = xa_words_figure (&elsewhere->read, XA_FIGURE_STYLE_COUNT);
  at = xa_inspect_date (self->answer, elsewhere->at_us, FALSE);
  words = g_strdup_printf (_ ("Profiles read: %s, on %s (%s). It is what people say of themselves; nobody was looked for."), read, at, xa_words_coverage (elsewhere->coverage));
  gtk_label_set_text (self->elsewhere_read, words);
  xa_inspect_chart_show (self->elsewhere, self->session, self->answer, XA_INSPECT_CHART_ELSEWHERE);
}

/* Why no other audience is near: nobody was listed, or none shares more than chance would have it. */
static const char *
explain_none (const XaInspect *inspect)
{
  if (!inspect->subject->members)
    return _ ("Nobody of this audience was listed, so that it cannot be told whom it shares with others. Import a list of members, or messages.");

  return _ ("No other audience of this platform shares clearly more people with this one than chance would have it.");
}

static void
show_nearest (XaInspectOverview *self)
{
  const GPtrArray *affinities = self->answer->inspect->affinities;
  gboolean         is_coming = self->answer->depth < XA_INSPECT_WHOLE;
  guint            n = 0;
  g_autofree char *rest = NULL;

  gtk_list_box_remove_all (self->nearest);
  for (guint i = 0; i < affinities->len; i++) {
    const XaSharedPreference *preference = affinities->pdata[i];

    if (preference->kind != XA_PREFERENCE_AUDIENCE)
      continue;
    if (n++ < XA_MOST_NEAREST)
      gtk_list_box_append (self->nearest, make_nearest_row (self, preference));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->nearest), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->nearest_reason), n == 0 && !is_coming);
  gtk_widget_set_visible (self->nearest_place, is_coming);
  rest = xa_bounds_say_nearest (n);
  gtk_label_set_text (self->nearest_rest, rest ? rest : "");
  gtk_widget_set_visible (GTK_WIDGET (self->nearest_rest), rest != NULL);
  gtk_label_set_text (self->nearest_reason, explain_none (self->answer->inspect));
}

static void
explain_cb (XaInspectOverview *self,
            XaExplainButton   *button)
{
  xa_inspect_explain_rule (button, self->session, self->answer);
}

static void
xa_inspect_overview_dispose (GObject *object)
{
  XaInspectOverview *self = XA_INSPECT_OVERVIEW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_INSPECT_OVERVIEW);
  G_OBJECT_CLASS (xa_inspect_overview_parent_class)->dispose (object);
}

static void
xa_inspect_overview_class_init (XaInspectOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_inspect_overview_dispose;
  g_type_ensure (XA_TYPE_CHART_VIEW);
  g_type_ensure (XA_TYPE_EXPLAIN_BUTTON);
  g_type_ensure (XA_TYPE_INSPECT_FACETS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/inspect-overview.ui");
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, growth);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, week);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, languages);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, hashtags);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, words);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, words_place);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, facets);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, elsewhere);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, elsewhere_place);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, elsewhere_read);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, zones);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, nearest_reason);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, nearest_rest);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, nearest);
  gtk_widget_class_bind_template_child (widget_class, XaInspectOverview, nearest_place);
  gtk_widget_class_bind_template_callback (widget_class, zone_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, nearest_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, explain_cb);
}

static void
xa_inspect_overview_init (XaInspectOverview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
xa_inspect_overview_show (XaInspectOverview *self,
                          XaSession         *session,
                          XaInspectAnswer   *answer)
{
  g_set_object (&self->session, session);
  xa_inspect_answer_ref (answer);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  self->answer = answer;
  xa_inspect_chart_show (self->growth, session, answer, XA_INSPECT_CHART_GROWTH);
  xa_inspect_chart_show (self->week, session, answer, XA_INSPECT_CHART_WEEK);
  xa_inspect_chart_show (self->languages, session, answer, XA_INSPECT_CHART_LANGUAGES);
  xa_inspect_chart_show (self->hashtags, session, answer, XA_INSPECT_CHART_TAGS);
  xa_inspect_chart_show (self->words, session, answer, XA_INSPECT_CHART_WORDS);
  gtk_widget_set_visible (self->words_place, answer->inspect->words.terms->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->facets), answer->inspect->facets->len > 0);
  xa_inspect_facets_show (self->facets, session, answer);
  show_elsewhere (self);
  show_nearest (self);
}
