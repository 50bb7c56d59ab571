#include "ui/inspect/xa-inspect-explain.h"

#include "ui/dialogs/xa-explain-dialog.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>

/* The figure in full, then what it is made of, a paragraph each. */
static char *
write_facts (const XaInspectKpi *kpi)
{
  GString *text = g_string_new (kpi->full);

  for (guint i = 0; i < kpi->facts->len; i++) {
    const XaInspectFact *fact = kpi->facts->pdata[i];

    g_string_append_printf (text, "\n\n%s: %s", fact->label, fact->text);
  }

  return g_string_free_and_steal (text);
}

void
xa_inspect_explain (GtkWidget             *parent,
                    XaSession             *session,
                    const XaInspectAnswer *answer,
                    XaInspectKpiKind       kind)
{
  g_autoptr (XaInspectKpi) kpi = xa_inspect_kpi_new (answer, kind);
  g_autofree char  *how = write_facts (kpi);
  g_autofree char  *name = g_strdup_printf ("#%" G_GINT64_FORMAT, answer->inspect->subject->id);
  const char *const names[] = { name, NULL };
  XaExplanation     explanation = { kpi->title, how, names };

  xa_explain_dialog_present (parent, session, &explanation);
}

/* --- the parts of the page --- */

static char *
count_posts (const XaInspectAnswer *answer)
{
  const XaInspectActivity *activity = &answer->inspect->activity;
  guint                    n = (guint) activity->posts.n;
  g_autofree char         *people = xa_words_figure (&activity->active, XA_FIGURE_STYLE_COUNT);
  g_autofree char         *posts = g_strdup_printf (g_dngettext (NULL, "%u post", "%u posts", n), n);
  g_autofree char         *from = xa_inspect_date (answer, activity->posts.first_us, FALSE);
  g_autofree char         *to = xa_inspect_date (answer, activity->posts.last_us, FALSE);
  g_autofree char         *seen = n ? g_strdup_printf (_ ("%s, %s to %s"), posts, from, to) : g_strdup (posts);

  if (activity->all_own)
    return g_strdup_printf (_ ("%s; all by the audience's own account"), seen);

  return g_strdup_printf (_ ("%s; members who wrote: %s"), seen, people);
}

static char *
count_terms (const XaInspectAnswer *answer,
             const XaInspectTerms  *terms)
{
  g_autofree char *posts = count_posts (answer);

  return g_strdup_printf (_ ("%s. Named: %u, not named: %u."), posts, terms->terms->len, terms->n_hidden + terms->n_beyond);
}

static char *
say_span (const XaInspectAnswer *answer,
          const char            *count,
          gint64                 first_us,
          gint64                 last_us)
{
  g_autofree char *from = xa_inspect_date (answer, first_us, FALSE), *to = xa_inspect_date (answer, last_us, FALSE);

  return g_strdup_printf (_ ("%s, %s to %s"), count, from, to);
}

static char *
count_sizes (const XaInspectAnswer *answer)
{
  const GArray    *sizes = answer->inspect->sizes;
  guint            n = sizes->len;
  g_autofree char *count = g_strdup_printf (g_dngettext (NULL, "%u size over time", "%u sizes over time", n), n);

  if (n == 0)
    return g_steal_pointer (&count);

  return say_span (answer, count, g_array_index (sizes, XaGrowthPoint, 0).at_us, g_array_index (sizes, XaGrowthPoint, n - 1).at_us);
}

static char *
count_people (const XaInspectAnswer *answer)
{
  g_autofree char *size = xa_words_figure_of (&answer->inspect->size, XA_FIGURE_STYLE_COUNT, _ ("members"));
  guint            n = answer->inspect->affinities->len;

  return g_strdup_printf (g_dngettext (NULL, "%s; %u thing passes", "%s; %u things pass", n), size, n);
}

static char *
count_profiles (const XaInspectAnswer *answer)
{
  const XaInspectElsewhere *elsewhere = answer->inspect->elsewhere;
  g_autofree char          *read = elsewhere ? xa_words_figure_of (&elsewhere->read, XA_FIGURE_STYLE_COUNT, _ ("profiles")) : g_strdup ("0");

  return g_strdup_printf (_ ("%s. Named: %u, not named: %u."), read, elsewhere ? elsewhere->places->len : 0, elsewhere ? elsewhere->n_hidden : 0);
}

static char *
count_flows (const XaInspectAnswer *answer)
{
  guint n = answer->inspect->flows->len;

  return g_strdup_printf (g_dngettext (NULL, "%u pair of complete lists that follow on each other", "%u pairs of complete lists that follow on each other", n), n);
}

/* What the rule was given in this audience. */
static char *
count_for (const char            *rule,
           const XaInspectAnswer *answer)
{
  const XaInspect *inspect = answer->inspect;

  if (g_str_equal (rule, "growth"))
    return count_sizes (answer);
  if (g_str_equal (rule, "languages"))
    return count_terms (answer, &inspect->languages);
  if (g_str_equal (rule, "hashtags"))
    return count_terms (answer, &inspect->tags);
  if (g_str_equal (rule, "words"))
    return count_terms (answer, &inspect->words);
  if (g_str_equal (rule, "nearest") || g_str_equal (rule, "preferences"))
    return count_people (answer);
  if (g_str_equal (rule, "elsewhere"))
    return count_profiles (answer);
  if (g_str_equal (rule, "retention"))
    return count_flows (answer);

  return count_posts (answer);
}

static char *
tell_lists (const XaInspectAnswer *answer)
{
  const GArray    *lists = answer->inspect->lists;
  guint            n = lists->len;
  g_autofree char *count = g_strdup_printf (g_dngettext (NULL, "%u list of members", "%u lists of members", n), n);

  if (n == 0)
    return g_steal_pointer (&count);

  return say_span (answer, count, g_array_index (lists, XaInspectList, 0).at_us, g_array_index (lists, XaInspectList, n - 1).at_us);
}

void
xa_inspect_explain_rule (XaExplainButton       *button,
                         XaSession             *session,
                         const XaInspectAnswer *answer)
{
  const char      *rule = xa_explain_button_get_rule (button);
  g_autofree char *n = NULL, *lists = NULL, *name = NULL;
  const char      *names[] = { NULL, NULL };
  XaMethodsFacts   facts;

  if (!session || !answer)
    return;
  n = count_for (rule, answer);
  lists = tell_lists (answer);
  names[0] = name = g_strdup_printf ("#%" G_GINT64_FORMAT, answer->inspect->subject->id);
  facts = (XaMethodsFacts) { n, lists, xa_words_coverage (answer->inspect->subject->seen.coverage), answer->smallest_count };
  xa_explain_dialog_present_rule (GTK_WIDGET (button), session, xa_explain_button_get_figure (button), rule, &facts, names);
}
