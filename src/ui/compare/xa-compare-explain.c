#include "ui/compare/xa-compare-explain.h"

#include "ui/dialogs/xa-explain-dialog.h"

#include <glib/gi18n.h>

static const char *
explain_part (XaComparePart part)
{
  switch (part) {
  case XA_COMPARE_PART_MUTUAL:
    /* xgettext:no-c-format */
    return _ ("People are matched within one platform only, by keyed hashes of their ids. "
              "“Exactly these” counts people who are in all of the marked audiences and in no other of those compared; "
              "“at least these” counts them whatever other audiences they are in. "
              "Both are counted one person at a time between complete lists (or the active authors of one window); "
              "from incomplete lists only “at least” follows.\n\n"
              "The diagram has circles whose areas stand for people. Two are exact. Three are moved until the areas differ "
              "least from the counts (least squares, after venneuler and eulerr); if any area is wrong by more than 3 % of all people, "
              "or a count is hidden, there is no diagram.\n\n"
              "The matrix puts audiences that are alike beside one another (hierarchical clustering with optimal leaf order, "
              "Bar-Joseph 2001). Below the diagonal is how many times as many people are in both as would be by chance. "
              "Hatching marks estimates, a slash what cannot be compared, a lock what is hidden.");
  case XA_COMPARE_PART_PREFERENCES:
    /* xgettext:no-c-format */
    return _ ("For each audience: the share of its people who are in another audience, use a hashtag or write in a language, "
              "divided by that share among all people of the platform in any list. Listed is what at least one audience has significantly more than others: "
              "signed G² against independence, false discovery rate q below 5 % (Benjamini and Hochberg 1995). "
              "What too few people share is hidden.");
  case XA_COMPARE_PART_SIDES:
    /* xgettext:no-c-format */
    return _ ("Members are the newest complete list, else what the platform states. Growth compares sizes 30 days apart. "
              "“Only in this one” is the share of its people who are in no other audience of this comparison. "
              "Engagement is interactions divided by views, or by followers on the day of the post, over the newest posts; the two are never mixed. "
              "The grey band is the middle half of all audiences in this workspace, the dotted line their median. "
              "Whiskers are 95 % intervals.");
  case XA_COMPARE_PART_REACH:
    /* xgettext:no-c-format */
    return _ ("How many different people the audiences reach together, counted one person at a time, and how many each adds to those above it. "
              "The best order takes, each time, the audience that adds most people; it reaches at least 63 % of what the best choice "
              "of as many audiences could (Nemhauser, Wolsey and Fisher 1978). What an audience adds is hidden where a small count would follow from it.");
  }

  return "";
}

void
xa_compare_explain (GtkWidget                   *parent,
                    XaSession                   *session,
                    XaComparePart                part,
                    const char                  *title,
                    const XaComparisonAudiences *audiences)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;

  for (guint i = 0; i < audiences->n; i++) {
    char name[32];

    g_snprintf (name, sizeof name, "#%" G_GINT64_FORMAT, audiences->ids[i]);
    g_strv_builder_add (builder, name);
  }
  names = g_strv_builder_end (builder);
  xa_explain_dialog_present (parent, session, &(XaExplanation) { title, explain_part (part), (const char *const *) names });
}
