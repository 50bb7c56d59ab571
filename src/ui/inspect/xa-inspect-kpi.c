#include "ui/inspect/xa-inspect-kpi.h"

#include "charts/xa-chart-axis.h"
#include "charts/xa-chart-words.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>
#include <math.h>

static void
fact_free (gpointer data)
{
  XaInspectFact *self = data;

  g_free (self->text);
  g_free (self);
}

void
xa_inspect_kpi_free (XaInspectKpi *self)
{
  if (!self)
    return;
  g_free (self->value);
  g_free (self->caption);
  g_free (self->full);
  g_ptr_array_unref (self->facts);
  g_free (self);
}

/* @text: (transfer full) */
static void
add_fact (XaInspectKpi *self,
          const char   *label,
          char         *text)
{
  XaInspectFact *fact = g_new (XaInspectFact, 1);

  *fact = (XaInspectFact) { label, text };
  g_ptr_array_add (self->facts, fact);
}

char *
xa_inspect_date (const XaInspectAnswer *answer,
                 gint64                 at_us,
                 gboolean               with_hour)
{
  if (at_us == XA_TIME_UNKNOWN)
    return g_strdup (_ ("not known"));

  return xa_chart_date (at_us, answer->zone, with_hour);
}

static char *
tell_span (const XaInspectAnswer *answer,
           gint64                 from_us,
           gint64                 to_us)
{
  g_autofree char *from = xa_inspect_date (answer, from_us, FALSE);
  g_autofree char *to = xa_inspect_date (answer, to_us, FALSE);

  return g_strdup_printf (_ ("%s to %s"), from, to);
}

/* A change has its sign, also where there was more. */
static char *
sign (char    *number,
      gboolean positive)
{
  g_autofree char *bare = number;

  return positive && bare[0] ? g_strconcat ("+", bare, NULL) : g_steal_pointer (&bare);
}

/* What a card shows for a figure, or the reason where there is none. */
static void
take_figure (XaInspectKpi   *self,
             const XaFigure *figure,
             XaFigureStyle   style,
             gboolean        signed_,
             const char     *unit)
{
  gboolean positive = signed_ && xa_chart_figure_place (figure) > 0;

  self->kind = figure->kind;
  self->full = sign (xa_words_figure_of (figure, style, unit), positive);
  if (xa_figure_has_number (figure)) {
    self->value = sign (xa_chart_short_figure (figure, style), positive);
  } else {
    self->value = g_strdup (figure->kind == XA_FIGURE_SUPPRESSED ? _ ("Hidden") : _ ("Not known"));
    self->caption = g_strdup (xa_words_note (figure->note));
  }
}

static void
add_gate (XaInspectKpi          *self,
          const XaInspectAnswer *answer)
{
  add_fact (self, _ ("Disclosure gate"),
            g_strdup_printf (_ ("Counts of 1 to %u people are hidden, and with them every figure from which such a count would follow."), answer->smallest_count - 1));
}

const char *
xa_inspect_kpi_title (XaInspectKpiKind kind)
{
  switch (kind) {
  case XA_INSPECT_MEMBERS:
    return _ ("Members");
  case XA_INSPECT_CHANGE:
    return _ ("30 Days");
  case XA_INSPECT_ENGAGEMENT:
    return _ ("Engagement");
  case XA_INSPECT_PACE:
    return _ ("Posts a Week");
  }
  g_assert_not_reached ();
}

static void
describe_members (XaInspectKpi          *self,
                  const XaInspectAnswer *answer)
{
  const XaInspect *inspect = answer->inspect;
  const XaSubject *subject = inspect->subject;

  self->title = xa_inspect_kpi_title (XA_INSPECT_MEMBERS);
  take_figure (self, &inspect->size, XA_FIGURE_STYLE_COUNT, FALSE, _ ("members"));
  if (!self->caption)
    self->caption = g_strdup (xa_words_coverage (subject->seen.coverage));
  add_fact (self, _ ("Formula"),
            g_strdup (inspect->size.note == XA_NOTE_AS_STATED ? _ ("The size that the platform states.")
                                                              : _ ("The number of different people in the list. Each person is a keyed hash; a person on two lists counts once.")));
  add_fact (self, _ ("Seen as"), g_strdup (xa_words_coverage (subject->seen.coverage)));
  if (inspect->size.note != XA_NOTE_NONE)
    add_fact (self, _ ("Note"), g_strdup (xa_words_note (inspect->size.note)));
  add_fact (self, _ ("Seen on"), xa_inspect_date (answer, subject->at_us, TRUE));
  add_fact (self, _ ("Lists"), g_strdup_printf (g_dngettext (NULL, "%u list of members", "%u lists of members", inspect->lists->len), inspect->lists->len));
  add_gate (self, answer);
}

static void
describe_change (XaInspectKpi          *self,
                 const XaInspectAnswer *answer)
{
  const XaGrowth *growth = &answer->inspect->growth_30;

  self->title = xa_inspect_kpi_title (XA_INSPECT_CHANGE);
  take_figure (self, &growth->change, XA_FIGURE_STYLE_COUNT, TRUE, _ ("members"));
  if (!self->caption) {
    g_autofree char *relative = xa_words_figure (&growth->relative, XA_FIGURE_STYLE_SHARE);

    self->caption = sign (g_steal_pointer (&relative), xa_chart_figure_place (&growth->relative) > 0);
  }
  add_fact (self, _ ("Formula"), g_strdup (_ ("The later size minus the earlier one; relative to the earlier one. No size is guessed between two that were seen.")));
  add_fact (self, _ ("From and to"), tell_span (answer, growth->from_us, growth->to_us));
  add_fact (self, _ ("Sizes"), g_strdup_printf (g_dngettext (NULL, "%u size over time", "%u sizes over time", answer->inspect->sizes->len), answer->inspect->sizes->len));
  if (growth->change.note != XA_NOTE_NONE)
    add_fact (self, _ ("Note"), g_strdup (xa_words_note (growth->change.note)));
  add_gate (self, answer);
}

static char *
format_share (double value)
{
  XaFigure figure = xa_figure_exact (value);

  return xa_words_figure (&figure, XA_FIGURE_STYLE_SHARE);
}

static char *
tell_interval (double     value,
               XaInterval interval)
{
  XaFigure figure = xa_figure_estimate (value, interval.low, interval.high);

  return isnan (value) ? g_strdup (_ ("not known")) : xa_words_figure (&figure, XA_FIGURE_STYLE_SHARE);
}

/* By views where there are any: who saw a post is a better base than who could have. */
static void
describe_engagement (XaInspectKpi          *self,
                     const XaInspectAnswer *answer)
{
  const XaInspectActivity *activity = &answer->inspect->activity;
  const XaEngagement      *engagement = activity->by_views.n_posts > 0 ? &activity->by_views : &activity->by_followers;
  XaFigure                 figure = engagement->n_posts > 0 ? xa_figure_exact (engagement->ratio_of_sums) : xa_figure_not_comparable (XA_NOTE_TOO_FEW);

  self->title = xa_inspect_kpi_title (XA_INSPECT_ENGAGEMENT);
  take_figure (self, &figure, XA_FIGURE_STYLE_SHARE, FALSE, NULL);
  if (engagement->n_posts == 0) {
    g_set_str (&self->caption, _ ("no post has counters and a base"));
  } else {
    g_autofree char *rate = format_share (engagement->ratio_of_sums);

    self->caption = g_strdup_printf (engagement->base == XA_ENGAGEMENT_BY_VIEWS
                                       ? g_dngettext (NULL, "of views, in %u post", "of views, in %u posts", (gulong) engagement->n_posts)
                                       : g_dngettext (NULL, "of followers a post, in %u post", "of followers a post, in %u posts", (gulong) engagement->n_posts),
                                     (guint) engagement->n_posts);
    g_free (self->full);
    self->full = g_strdup_printf ("%s %s", rate, self->caption);
  }
  add_fact (self, _ ("Formula"), g_strdup (_ ("Reactions, comments and shares of the posts, divided by the base of the same posts. A post without one of them is left out, never counted as 0.")));
  add_fact (self, _ ("Base"), g_strdup (engagement->base == XA_ENGAGEMENT_BY_VIEWS ? _ ("interactions per view") : _ ("interactions per follower on the day of the post")));
  add_fact (self, _ ("Posts"), g_strdup_printf (_ ("%u, and %u left out"), (guint) engagement->n_posts, (guint) engagement->n_left_out));
  if (engagement->n_posts > 0) {
    add_fact (self, _ ("Range by resampling the posts"), tell_interval (engagement->ratio_of_sums, engagement->ratio_interval));
    add_fact (self, _ ("What a post usually gets (median)"), tell_interval (engagement->median, engagement->median_interval));
  }
}

static void
describe_pace (XaInspectKpi          *self,
               const XaInspectAnswer *answer)
{
  const XaInspectActivity *activity = &answer->inspect->activity;
  const XaPace            *pace = &activity->pace;
  XaFigure                 figure = isnan (pace->per_week) ? xa_figure_not_comparable (XA_NOTE_TOO_FEW) : xa_figure_exact (pace->per_week);

  self->title = xa_inspect_kpi_title (XA_INSPECT_PACE);
  take_figure (self, &figure, pace->per_week < 10 ? XA_FIGURE_STYLE_RATIO : XA_FIGURE_STYLE_COUNT, FALSE, _ ("posts a week"));
  if (xa_figure_has_number (&figure)) {
    XaFigure         n = xa_figure_exact ((double) pace->n);
    g_autofree char *words = xa_words_figure (&n, XA_FIGURE_STYLE_COUNT);

    self->caption = g_strdup_printf (g_dngettext (NULL, "%s post seen", "%s posts seen", (gulong) pace->n), words);
  }
  add_fact (self, _ ("Formula"), g_strdup (_ ("Posts in the time that was seen, divided by the weeks in it.")));
  add_fact (self, _ ("From and to"), tell_span (answer, activity->from_us, activity->to_us));
  add_fact (self, _ ("Posts"), g_strdup_printf ("%" G_GSIZE_FORMAT, pace->n));
  if (!isnan (pace->burstiness))
    add_fact (self, _ ("Burstiness"), g_strdup_printf (_ ("%.2f, from −1 like a clock over 0 at random to 1 in bursts"), pace->burstiness));
}

/**
 * xa_inspect_kpi_new:
 *
 * Returns: (transfer full): what a card and its explanation say
 */
XaInspectKpi *
xa_inspect_kpi_new (const XaInspectAnswer *answer,
                    XaInspectKpiKind       kind)
{
  XaInspectKpi *self = g_new0 (XaInspectKpi, 1);

  self->facts = g_ptr_array_new_with_free_func (fact_free);
  switch (kind) {
  case XA_INSPECT_MEMBERS:
    describe_members (self, answer);
    break;
  case XA_INSPECT_CHANGE:
    describe_change (self, answer);
    break;
  case XA_INSPECT_ENGAGEMENT:
    describe_engagement (self, answer);
    break;
  case XA_INSPECT_PACE:
    describe_pace (self, answer);
    break;
  }

  return self;
}

static const char *
get_kind_words (XaAudienceKind kind)
{
  switch (kind) {
  case XA_AUDIENCE_CHANNEL:
    return _ ("channel");
  case XA_AUDIENCE_GROUP:
    return _ ("group");
  case XA_AUDIENCE_ACCOUNT:
    return _ ("account");
  case XA_AUDIENCE_SERVER:
    return _ ("server");
  case XA_AUDIENCE_FORUM:
    return _ ("forum");
  case XA_AUDIENCE_TAG:
    return _ ("hashtag");
  }

  return _ ("audience");
}

/* With the role where there is one: of others it is not worth a word. */
static char *
describe_kind (const XaSubject *subject)
{
  const char *platform = xa_platform_name (subject->platform);
  const char *kind = get_kind_words (subject->kind);

  switch (subject->role) {
  case XA_ROLE_OWN:
    return g_strdup_printf (C_ ("platform and kind of an own audience", "%s %s, own"), platform, kind);
  case XA_ROLE_COMPETITOR:
    return g_strdup_printf (C_ ("platform and kind of an audience", "%s %s, competitor"), platform, kind);
  case XA_ROLE_OTHER:
    break;
  }

  return g_strdup_printf (C_ ("platform and kind of an audience", "%s %s"), platform, kind);
}

char *
xa_inspect_sentence (const XaInspectAnswer *answer)
{
  const XaInspect *inspect = answer->inspect;
  const XaSubject *subject = inspect->subject;
  g_autofree char *size = xa_words_figure_of (&inspect->size, XA_FIGURE_STYLE_COUNT, _ ("members"));
  g_autofree char *kind = describe_kind (subject);
  g_autofree char *age = subject->at_us == XA_TIME_UNKNOWN ? g_strdup (_ ("not seen yet")) : xa_words_age (MAX (answer->now_us - subject->at_us, 0));

  return g_strdup_printf (_ ("%s, %s, %s. %s."), size, xa_words_coverage (subject->seen.coverage), age, kind);
}
