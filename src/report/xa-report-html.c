#include "report/xa-report-content.h"

#include "charts/xa-chart-words.h"
#include "model/xa-language.h"
#include "model/xa-number.h"
#include "report/xa-report-page.h"
#include "report/xa-report-charts.h"

/* Who has more looks into the table. */
#define MOST_DETAILED 60
#define MOST_PREFERENCES 15
#define MOST_LETTERS 160

/* --- words --------------------------------------------------------------------------------------------- */

static char *
say_people (const XaFigure *figure)
{
  if (figure->note == XA_NOTE_SMALL_COUNT)
    return g_strdup_printf (_ ("fewer than %d"), XA_SMALLEST_COUNT_OUTSIDE);
  if (figure->note == XA_NOTE_NOT_SEEN)
    return g_strdup ("–");

  return xa_figure_format (figure, XA_FIGURE_STYLE_COUNT);
}

static char *
say_share (const XaFigure *figure)
{
  return xa_figure_has_number (figure) ? xa_figure_format (figure, XA_FIGURE_STYLE_SHARE) : g_strdup ("–");
}

/* What is not known is no number. */
static char *
say_count (gint64 count)
{
  return count == XA_COUNT_UNKNOWN ? g_strdup ("–") : xa_number_format_count ((double) count);
}

static char *
say_sum (const XaPostSums *posts,
         XaCounter         counter)
{
  return say_count (posts->counters[counter].n ? posts->counters[counter].sum : XA_COUNT_UNKNOWN);
}

static char *
say_name (const XaSubject *subject)
{
  return subject->simulated ? g_strdup_printf ("%s (%s)", subject->name, _ ("SIMULATED")) : g_strdup (subject->name);
}

/* The last day belongs to it. */
static char *
say_period (const XaReportContent *content)
{
  g_autofree char *from = xa_chart_date (content->period.from_us, content->zone, FALSE);
  g_autofree char *to = xa_chart_date (content->period.to_us - 1, content->zone, FALSE);

  return g_strdup_printf (_ ("%s to %s (%s)"), from, to, content->period.label);
}

/* Takes @words. */
static void
add_cell (GStrvBuilder *row,
          char         *words)
{
  g_strv_builder_take (row, words);
}

/* --- all audiences --------------------------------------------------------------------------------------- */

static void
add_summary_row (GPtrArray          *table,
                 const XaReportPart *part)
{
  const XaInspect *inspect = part->inspect;
  GStrvBuilder    *row = g_strv_builder_new ();

  add_cell (row, say_name (inspect->subject));
  add_cell (row, g_strdup (xa_platform_name (inspect->subject->platform)));
  add_cell (row, say_people (&inspect->size));
  add_cell (row, xa_figure_has_number (&inspect->growth_all.change) ? say_people (&inspect->growth_all.change) : g_strdup ("–"));
  add_cell (row, say_share (&inspect->growth_all.relative));
  add_cell (row, say_count (inspect->activity.posts.n));
  add_cell (row, say_sum (&inspect->activity.posts, XA_COUNTER_REACTIONS));
  xa_chart_table_add (table, row);
}

static void
add_summary (XaReportPage          *page,
             const XaReportContent *content)
{
  g_autoptr (GPtrArray) table = xa_chart_table_new (_ ("Audience"), _ ("Platform"), _ ("Members"), _ ("Change"), _ ("Relative change"), _ ("Posts"), _ ("Reactions"), NULL);

  for (guint i = 0; i < content->parts->len; i++)
    add_summary_row (table, content->parts->pdata[i]);
  xa_report_page_add_table (page, table, 2, FALSE);
}

/* --- one audience ---------------------------------------------------------------------------------------- */

/* Takes @words; what is not known is left out. */
static void
add_fact (GPtrArray  *table,
          const char *what,
          char       *words)
{
  GStrvBuilder *row;

  if (g_str_equal (words, "–")) {
    g_free (words);
    return;
  }
  row = g_strv_builder_new ();
  g_strv_builder_add (row, what);
  add_cell (row, words);
  xa_chart_table_add (table, row);
}

static void
add_people (GPtrArray      *table,
            const char     *what,
            const XaFigure *figure)
{
  if (figure->kind != XA_FIGURE_NOT_COMPARABLE)
    add_fact (table, what, say_people (figure));
}

static void
add_facts (XaReportPage    *page,
           const XaInspect *inspect)
{
  const XaPostSums *posts = &inspect->activity.posts;
  g_autoptr (GPtrArray) table = xa_chart_table_new (_ ("What"), _ ("How many"), NULL);

  add_people (table, _ ("Members"), &inspect->size);
  add_people (table, _ ("Came"), &inspect->turnover.joined);
  add_people (table, _ ("Left"), &inspect->turnover.left);
  add_people (table, _ ("Stayed"), &inspect->turnover.stayed);
  add_people (table, _ ("People who wrote"), &inspect->activity.active);
  add_fact (table, _ ("Posts"), say_count (posts->n));
  add_fact (table, _ ("of these by the audience itself"), say_count (posts->n_own));
  add_fact (table, _ ("Reactions"), say_sum (posts, XA_COUNTER_REACTIONS));
  add_fact (table, _ ("Comments"), say_sum (posts, XA_COUNTER_COMMENTS));
  add_fact (table, _ ("Shares"), say_sum (posts, XA_COUNTER_SHARES));
  add_fact (table, _ ("Views"), say_sum (posts, XA_COUNTER_VIEWS));
  xa_report_page_add_table (page, table, 1, FALSE);
}

/* Of the audience's own posts; those of members have no words here. */
static char *
say_post (const XaPost *post)
{
  g_autofree char *line = post->text && post->author_kind == XA_AUTHOR_OWN ? g_strdelimit (g_strdup (post->text), "\r\n\t", ' ') : NULL;

  if (!line)
    return g_strdup (post->author_kind == XA_AUTHOR_OWN ? "–" : _ ("a post of a member"));
  if (g_utf8_strlen (line, -1) <= MOST_LETTERS)
    return g_steal_pointer (&line);
  *g_utf8_offset_to_pointer (line, MOST_LETTERS - 1) = '\0';

  return g_strconcat (line, "…", NULL);
}

static void
add_top_posts (XaReportPage          *page,
               const XaReportContent *content,
               const XaPostPage      *posts)
{
  g_autoptr (GPtrArray) table = xa_chart_table_new (_ ("Written"), _ ("Reactions"), _ ("Comments"), _ ("Shares"), _ ("Views"), _ ("Post"), NULL);

  for (guint i = 0; i < posts->posts->len; i++) {
    const XaPost *post = ((const XaListedPost *) posts->posts->pdata[i])->post;
    GStrvBuilder *row = g_strv_builder_new ();

    add_cell (row, xa_chart_date (post->at_us, content->zone, FALSE));
    add_cell (row, say_count (post->counters.reactions));
    add_cell (row, say_count (post->counters.comments));
    add_cell (row, say_count (post->counters.shares));
    add_cell (row, say_count (post->counters.views));
    add_cell (row, say_post (post));
    xa_chart_table_add (table, row);
  }
  if (posts->posts->len == 0)
    return;
  xa_report_page_add_heading (page, 3, _ ("Posts answered most"));
  xa_report_page_add_table (page, table, 1, TRUE);
}

static gboolean
add_part (XaReportPage          *page,
          const XaReportContent *content,
          const XaReportPart    *part,
          GError               **error)
{
  g_autoptr (XaChart) growth = xa_report_growth_chart (content, part);
  g_autofree char *name = say_name (part->inspect->subject);

  xa_report_page_add_heading (page, 2, name);
  if (growth && !xa_report_page_add_chart (page, growth, error))
    return FALSE;
  add_facts (page, part->inspect);
  add_top_posts (page, content, part->page);

  return TRUE;
}

/* --- what they share --------------------------------------------------------------------------------------- */

static void
add_preferences (XaReportPage     *page,
                 const XaOverlaps *overlaps,
                 const GPtrArray  *preferences)
{
  g_autoptr (GPtrArray) table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  GStrvBuilder *heads = g_strv_builder_new ();

  if (preferences->len == 0) {
    g_strv_builder_unref (heads);
    return;
  }
  g_strv_builder_add_many (heads, _ ("Kind"), _ ("Preference"), NULL);
  for (guint a = 0; a < overlaps->subjects->len; a++)
    g_strv_builder_add (heads, ((const XaSubject *) overlaps->subjects->pdata[a])->name);
  xa_chart_table_add (table, heads);
  for (guint i = 0; i < MIN (preferences->len, MOST_PREFERENCES); i++) {
    const XaSharedPreference *preference = preferences->pdata[i];
    GStrvBuilder             *row = g_strv_builder_new ();

    g_strv_builder_add_many (row, xa_preference_kind_name (preference->kind), preference->name, NULL);
    for (guint a = 0; a < overlaps->subjects->len; a++) {
      const XaFigure *lift = &preference->leanings[a].lift;

      add_cell (row, xa_figure_has_number (lift) ? xa_figure_format (lift, XA_FIGURE_STYLE_RATIO) : g_strdup ("–"));
    }
    xa_chart_table_add (table, row);
  }
  xa_report_page_add_heading (page, 3, _ ("Preferences"));
  xa_report_page_add_text (page, _ ("How many times as often as among all people of the platform that the workspace knows: the strongest first."));
  xa_report_page_add_table (page, table, 2, FALSE);
}

static gboolean
add_comparison (XaReportPage          *page,
                const XaReportContent *content,
                GError               **error)
{
  const XaOverlaps *overlaps = xa_report_content_get_overlaps (content);
  g_autoptr (XaChart) mutual = overlaps ? xa_report_mutual_chart (overlaps) : NULL;

  if (!overlaps)
    return TRUE;
  xa_report_page_add_heading (page, 2, _ ("What they share"));
  if (!xa_report_page_add_chart (page, mutual, error))
    return FALSE;
  add_preferences (page, overlaps, content->preferences);

  return TRUE;
}

/* --- the page -------------------------------------------------------------------------------------------- */

static void
add_methods (XaReportPage          *page,
             const XaReportContent *content)
{
  g_autofree char *rule = g_strdup_printf (_ ("What fewer than %d people did is not told, and figures that would give it away are hidden or told in steps. “–” is not known."),
                                           XA_SMALLEST_COUNT_OUTSIDE);

  xa_report_page_add_heading (page, 2, _ ("How this was computed"));
  if (content->methods)
    xa_report_page_add_text (page, content->methods->text);
  xa_report_page_add_text (page, rule);
}

static gboolean
add_parts (XaReportPage          *page,
           const XaReportContent *content,
           GError               **error)
{
  g_autofree char *rest = NULL;

  for (guint i = 0; i < MIN (content->parts->len, MOST_DETAILED); i++)
    if (!add_part (page, content, content->parts->pdata[i], error))
      return FALSE;
  if (content->parts->len <= MOST_DETAILED)
    return TRUE;
  rest = g_strdup_printf (_ ("Of the others only the first table tells. The forms CSV and JSON tell all of all %u."), content->parts->len);
  xa_report_page_add_text (page, rest);

  return TRUE;
}

char *
xa_report_to_html (const XaReportContent *content,
                   GError               **error)
{
  g_autofree char *title = g_strdup_printf ("%s, %s", content->name, content->period.label);
  g_autofree char *period = say_period (content);
  g_autoptr (XaReportPage) page = xa_report_page_new (title);

  xa_report_page_add_heading (page, 1, content->name);
  xa_report_page_add_text (page, period);
  if (content->simulated)
    xa_report_page_add_mark (page, _ ("SIMULATED: what is marked so was invented by the program."));
  add_summary (page, content);
  if (!add_parts (page, content, error) || !add_comparison (page, content, error))
    return NULL;
  add_methods (page, content);

  return xa_report_page_end (page);
}
