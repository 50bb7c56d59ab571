#include "ui/explore/xa-explore-strip.h"

#include "charts/xa-chart-words.h"
#include "insight/xa-overview.h"
#include "insight/xa-trending.h"
#include "model/xa-said.h"
#include "ui/dialogs/xa-explain-dialog.h"
#include "ui/explore/xa-explore-words.h"
#include "ui/widgets/xa-explain-button.h"
#include "ui/xa-analysis.h"

#include <glib/gi18n.h>
#include <math.h>

/* What is on the rise is judged over a week, against the weeks before. */
#define SPAN_HOURS (7 * 24)
#define MOST_TRENDS 3
#define MOST_PLATFORMS 3

struct _XaExploreStrip {
  AdwBin        parent_instance;
  AdwWrapBox   *tiles;       /* (owned) */
  XaSession    *session;     /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaExploreStrip, xa_explore_strip, ADW_TYPE_BIN)

/* --- the question ----------------------------------------------------------------------------- */

typedef struct {
  XaOverview *overview; /* (owned) */
  XaTrending *trending; /* (owned) (nullable): NULL where there is too little to judge by */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *self = data;

  xa_overview_free (self->overview);
  if (self->trending)
    xa_trending_free (self->trending);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static gpointer
ask (const XaScope    *scope,
     gpointer          data,
     XaInsightProgress progress,
     gpointer          progress_data,
     GError          **error)
{
  XaOverview *overview = xa_overview_new (scope, error);
  Answer     *self;

  if (!overview)
    return NULL;
  self = g_new (Answer, 1);
  *self = (Answer) { overview, xa_trending_new (scope, SPAN_HOURS, NULL) };

  return self;
}

/* --- tiles ------------------------------------------------------------------------------------ */

/* The gate is the one of everything on the screen. */
static void
explain_cb (XaExplainButton *button,
            const char      *n)
{
  XaMethodsFacts facts = { .n = n, .smallest_count = XA_SMALLEST_COUNT_SCREEN };

  xa_explain_dialog_present_rule (GTK_WIDGET (button), NULL, xa_explain_button_get_figure (button), xa_explain_button_get_rule (button), &facts, NULL);
}

static void
free_text (gpointer  text,
           GClosure *closure)
{
  g_free (text);
}

/* @value: the label of the value of a tile
 * @n: what the figure was computed from */
static void
add_explanation (GtkWidget  *value,
                 const char *figure,
                 const char *rule,
                 const char *n)
{
  GtkWidget *button = xa_explain_button_new (figure, rule);

  g_signal_connect_data (button, "clicked", G_CALLBACK (explain_cb), g_strdup (n), free_text, 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (gtk_widget_get_parent (value)), button);
}

/* Returns: (transfer none): the label of the value */
static GtkWidget *
add_tile (XaExploreStrip *self,
          const char     *value,
          const char     *caption,
          const char     *tip)
{
  GtkWidget *tile = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *value_label = gtk_label_new (value);
  GtkWidget *caption_label = gtk_label_new (caption);

  gtk_label_set_xalign (GTK_LABEL (value_label), 0);
  gtk_label_set_xalign (GTK_LABEL (caption_label), 0);
  gtk_widget_add_css_class (value_label, "title-2");
  gtk_widget_add_css_class (value_label, "numeric");
  gtk_widget_add_css_class (caption_label, "caption");
  gtk_widget_add_css_class (caption_label, "dim-label");
  gtk_widget_set_tooltip_text (tile, tip);
  gtk_box_append (GTK_BOX (top), value_label);
  gtk_box_append (GTK_BOX (tile), top);
  gtk_box_append (GTK_BOX (tile), caption_label);
  adw_wrap_box_append (self->tiles, tile);

  return value_label;
}

static void
clear (XaExploreStrip *self)
{
  GtkWidget *tile;

  while ((tile = gtk_widget_get_first_child (GTK_WIDGET (self->tiles))))
    adw_wrap_box_remove (self->tiles, tile);
}

/* Grey places, as wide and as high as what is going to be there. */
static void
show_skeleton (XaExploreStrip *self)
{
  static const char *const captions[] = { "audiences", "people on Telegram (of 00.0 k memberships)", "people on Discord (of 00.0 k memberships)", "posts", "interactions, 0.0 M views" };

  clear (self);
  for (gsize i = 0; i < G_N_ELEMENTS (captions); i++) {
    GtkWidget *value = add_tile (self, "0,000", captions[i], NULL);
    GtkWidget *top = gtk_widget_get_parent (value);
    GtkWidget *button = xa_explain_button_new (NULL, NULL);

    gtk_widget_set_opacity (button, 0);
    gtk_widget_set_sensitive (button, FALSE);
    gtk_box_append (GTK_BOX (top), button);
    gtk_widget_set_valign (value, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class (value, "skeleton");
    gtk_widget_add_css_class (gtk_widget_get_next_sibling (top), "skeleton");
  }
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, TRUE, -1);
}

static void
add_people (XaExploreStrip           *self,
            const XaOverviewPlatform *platform)
{
  g_autofree char *people = xa_explore_say_people (&platform->different_people);
  g_autofree char *full = xa_explore_say_people_full (&platform->different_people);
  const XaFigure  *members = &platform->sum_of_members;
  g_autofree char *sum = members->kind == XA_FIGURE_LOWER_BOUND ? xa_explore_say_number (members->low) : xa_explore_say_people (members);
  g_autofree char *caption = NULL;
  g_autofree char *tip = NULL;
  g_autofree char *n = NULL;

  /* Translators: "people on Telegram (of 25.0 k memberships)"; the number may be a lower bound. */
  caption = g_strdup_printf (members->kind == XA_FIGURE_LOWER_BOUND ? _ ("people on %s (of %s+ memberships)")
                                                                    : _ ("people on %s (of %s memberships)"),
                             xa_platform_name (platform->platform), sum);
  tip = g_strdup_printf (_ ("%s on %s: each counted once, however many audiences they are in. Across platforms nobody can be told to be the same."),
                         full, xa_platform_name (platform->platform));
  n = g_strdup_printf (g_dngettext (NULL, "%s memberships in the list of %u audience", "%s memberships in the lists of %u audiences", platform->n_listed), sum,
                       platform->n_listed);
  add_explanation (add_tile (self, people, caption, tip), caption, "people", n);
}

static double
get_people (const XaOverviewPlatform *platform)
{
  const XaFigure *people = &platform->different_people;

  return isnan (people->value) ? people->low : people->value;
}

static int
compare_people (gconstpointer a,
                gconstpointer b)
{
  double x = get_people (a), y = get_people (b);

  return (x < y) - (x > y);
}

static void
add_platforms (XaExploreStrip   *self,
               const XaOverview *overview)
{
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (XaOverviewPlatform));

  for (guint i = 0; i < overview->platforms->len; i++) {
    XaOverviewPlatform platform = g_array_index (overview->platforms, XaOverviewPlatform, i);

    if (xa_figure_has_number (&platform.different_people))
      g_array_append_val (known, platform);
  }
  g_array_sort (known, compare_people);
  for (guint i = 0; i < MIN (known->len, MOST_PLATFORMS); i++)
    add_people (self, &g_array_index (known, XaOverviewPlatform, i));
  if (known->len == 0)
    add_tile (self, _ ("not known"), _ ("different people"), _ ("People can be counted once where they were listed."));
}

/* How many, and of when. */
static char *
tell_posts (const XaPostSums *posts)
{
  guint            n = (guint) posts->n;
  g_autofree char *count = g_strdup_printf (g_dngettext (NULL, "%u post", "%u posts", n), n);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *from = NULL, *to = NULL;

  if (n == 0)
    return g_steal_pointer (&count);
  from = xa_chart_date (posts->first_us, zone, FALSE);
  to = xa_chart_date (posts->last_us, zone, FALSE);

  return g_strdup_printf (_ ("%s, %s to %s"), count, from, to);
}

static void
add_posts (XaExploreStrip   *self,
           const XaPostSums *posts)
{
  g_autofree char *n = xa_explore_say_number ((double) posts->n);
  g_autofree char *full = xa_explore_say_count ((double) posts->n);
  g_autofree char *of = tell_posts (posts);
  const char      *caption = g_dngettext (NULL, "post", "posts", (gulong) posts->n);

  add_explanation (add_tile (self, n, caption, full), caption, "posts", of);
}

static void
add_interactions (XaExploreStrip   *self,
                  const XaPostSums *posts)
{
  gint64   sum = 0;
  gboolean is_known = FALSE;

  for (int i = XA_COUNTER_REACTIONS; i <= XA_COUNTER_SHARES; i++) {
    is_known |= posts->counters[i].n > 0;
    sum += posts->counters[i].sum;
  }
  if (is_known) {
    g_autofree char *interactions = xa_explore_say_number ((double) sum);
    g_autofree char *views = xa_explore_say_number ((double) posts->counters[XA_COUNTER_VIEWS].sum);
    g_autofree char *caption = posts->counters[XA_COUNTER_VIEWS].n ? g_strdup_printf (_ ("interactions, %s views"), views) : g_strdup (_ ("interactions"));
    g_autofree char *exactly = xa_explore_say_count ((double) sum);
    g_autofree char *tip = g_strdup_printf (_ ("%s reactions, comments and shares, where the platform tells them"), exactly);

    g_autofree char *of = tell_posts (posts);

    add_explanation (add_tile (self, interactions, caption, tip), _ ("interactions"), "interactions", of);
  }
}

/* "12 posts, where 3 are usual. Seen in GTK chat, @gnome" */
static char *
explain_trend (const XaTrend *trend)
{
  g_autofree char *n = xa_explore_say_people (&trend->n);
  g_autofree char *usual = g_strdup_printf ("%.0f", trend->expected);
  GString         *text = g_string_new (NULL);

  g_string_printf (text, _ ("#%s: %s posts this week, where %s are usual."), trend->tag, n, usual);
  for (guint i = 0; i < MIN (trend->audiences->len, 5); i++)
    g_string_append_printf (text, "%s%s", i == 0 ? _ (" Seen in ") : ", ", (const char *) trend->audiences->pdata[i]);

  return g_string_free_and_steal (text);
}

static void
add_trends (XaExploreStrip   *self,
            const XaTrending *trending)
{
  g_autoptr (GString) tags = g_string_new (NULL);
  g_autoptr (GString) tip = g_string_new (NULL);

  for (guint i = 0; i < MIN (trending->trends->len, MOST_TRENDS); i++) {
    const XaTrend   *trend = trending->trends->pdata[i];
    g_autofree char *words = explain_trend (trend);

    g_string_append_printf (tags, "%s#%s", i ? "  " : "", trend->tag);
    g_string_append_printf (tip, "%s%s", i ? "\n" : "", words);
  }
  if (tags->len) {
    g_autofree char *n = g_strdup_printf (_ ("Hashtags with enough history: %u. Not named: %u."), trending->n_judged, trending->n_hidden);

    add_explanation (add_tile (self, tags->str, _ ("trending this week"), tip->str), _ ("trending this week"), "trending", n);
  }
}

static void
show_answer (XaExploreStrip *self,
             const Answer   *answer)
{
  guint            n_audiences = answer->overview->subjects->len;
  g_autofree char *audiences = xa_explore_say_count (n_audiences);

  const char      *caption = g_dngettext (NULL, "audience", "audiences", n_audiences);
  g_autofree char *n = g_strdup_printf ("%s %s", audiences, caption);

  clear (self);
  add_explanation (add_tile (self, audiences, caption, NULL), caption, "audiences", n);
  add_platforms (self, answer->overview);
  add_posts (self, &answer->overview->posts);
  add_interactions (self, &answer->overview->posts);
  if (answer->trending)
    add_trends (self, answer->trending);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, FALSE, -1);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  XaExploreStrip *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Answer) answer = xa_analysis_run_finish (XA_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer) {
    show_answer (self, answer);
    return;
  }
  clear (self);
  add_tile (self, "–", _ ("This could not be counted"), xa_said_error (error));
}

static void
load (XaExploreStrip *self)
{
  XaAsk question = { ask, NULL, NULL, answer_free };

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (!self->session)
    return;
  self->cancellable = g_cancellable_new ();
  xa_analysis_run_async (self->session, _ ("Overview of all audiences"), &question, NULL, NULL, self->cancellable, answered_cb, self);
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
xa_explore_strip_dispose (GObject *object)
{
  XaExploreStrip *self = XA_EXPLORE_STRIP (object);

  xa_explore_strip_set_session (self, NULL);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->tiles);
  G_OBJECT_CLASS (xa_explore_strip_parent_class)->dispose (object);
}

static void
xa_explore_strip_class_init (XaExploreStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xa_explore_strip_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
xa_explore_strip_init (XaExploreStrip *self)
{
  GtkWidget *tiles = adw_wrap_box_new ();

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (tiles), 24);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (tiles), 6);
  gtk_widget_set_margin_start (tiles, 12);
  gtk_widget_set_margin_end (tiles, 18);
  gtk_widget_set_margin_bottom (tiles, 12);
  self->tiles = g_object_ref_sink (ADW_WRAP_BOX (tiles));
  adw_bin_set_child (ADW_BIN (self), tiles);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("The workspace in numbers"), -1);
  show_skeleton (self);
}

void
xa_explore_strip_set_narrow (XaExploreStrip *self,
                             gboolean        is_narrow)
{
  GtkWidget *scrolled, *viewport;

  if (is_narrow == (gtk_widget_get_parent (GTK_WIDGET (self->tiles)) != GTK_WIDGET (self)))
    return;
  if (!is_narrow) {
    viewport = gtk_widget_get_parent (GTK_WIDGET (self->tiles));
    gtk_viewport_set_child (GTK_VIEWPORT (viewport), NULL);
    adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->tiles));
    return;
  }
  adw_bin_set_child (ADW_BIN (self), NULL);
  scrolled = gtk_scrolled_window_new ();
  viewport = gtk_viewport_new (NULL, NULL);
  gtk_scrollable_set_hscroll_policy (GTK_SCROLLABLE (viewport), GTK_SCROLL_NATURAL);
  gtk_viewport_set_child (GTK_VIEWPORT (viewport), GTK_WIDGET (self->tiles));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), viewport);
  gtk_widget_add_css_class (scrolled, "undershoot-start");
  gtk_widget_add_css_class (scrolled, "undershoot-end");
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

void
xa_explore_strip_set_session (XaExploreStrip *self,
                              XaSession      *session)
{
  if (session == self->session)
    return;
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session) {
    show_skeleton (self);
    g_signal_connect_object (session, "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  }
  load (self);
}
