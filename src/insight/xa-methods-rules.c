#include "insight/xa-methods-rules.h"

#include "insight/xa-trending.h"
#include "model/xa-language.h"

#define DUNNING_AND_BH N_ ("signed G²: Dunning 1993; q: Benjamini and Hochberg 1995")

static const XaMethodsRule rules[] = {
  /* An audience. */
  { "growth", N_ ("The sizes of the audience over time"),
    N_ ("Each point is one size that was seen: what the platform stated then, as exactly as it does, or else the number of different people"
        " in a complete list. No size is guessed between two that were seen; a pause of more than four times the usual one is a gap."
        " Marks are lists that were made in another way than those before, changes of the source, and the posts that were answered most."),
    NULL, XA_METHODS_GATE_PEOPLE },
  { "week", N_ ("Posts by the hour of the week"),
    N_ ("A square counts the posts of that hour of the week, by the clock of the chosen time zone; its colour is this number divided by how often"
        " the hour came in the time that was seen. An hour that never came is not a zero."),
    NULL, XA_METHODS_GATE_POSTS },
  { "languages", N_ ("Posts by language"),
    N_ ("A bar counts the posts for which the source tells the language; a post without one is left out, and none is guessed."),
    NULL, XA_METHODS_GATE_TERMS },
  { "hashtags", N_ ("Posts by hashtag"),
    N_ ("A bar counts the posts with the hashtag, upper and lower case being the same; a post with several counts for each of them."),
    NULL, XA_METHODS_GATE_TERMS },
  { "words", N_ ("Posts by word, of what a search or a tag found"),
    N_ ("A bar counts the posts with the word; a post with several counts for each of them. Only words that at least ten different people"
        " used are kept at all."),
    NULL, XA_METHODS_GATE_TERMS },
  { "elsewhere", N_ ("Who names an account on another platform in the own profile"),
    N_ ("Of the newest list that came with profiles: share = those whose profile names an account on the platform, divided by those whose profile was read."
        " One person may name several platforms or none. Counts go in steps of the smallest one that is told. It is what they say of themselves:"
        " whether an account is theirs is not known, none was looked for, and people are never matched across platforms."),
    NULL, XA_METHODS_GATE_PEOPLE },
  { "nearest", N_ ("Audiences that share more people with this one than chance would have it"),
    /* xgettext:no-c-format */
    N_ ("For the people A of this audience and B of another one on the same platform: mutual members = |A∩B|, share = |A∩B| / |A|,"
        " times as often = share divided by the share of B among all people of the platform who are in any list (lift). Listed are those with lift"
        " above 1 and q below 5 %, by the signed G² of the 2×2 table, the strongest first."),
    DUNNING_AND_BH, XA_METHODS_GATE_PEOPLE },
  { "preferences", N_ ("What the people of this audience have more often than others"),
    /* xgettext:no-c-format */
    N_ ("Counted are people, never posts. Across: the share of the people of this audience who are in another audience, use a hashtag or write in"
        " a language. Upwards: this share divided by the same among all people of the platform who are in any list (lift), with its 95 % interval."
        " Shown is what has a lift above 1 and q below 5 %, by the signed G² of the 2×2 table."),
    DUNNING_AND_BH, XA_METHODS_GATE_PEOPLE },
  { "retention", N_ ("Who stayed, came and left between two complete lists"),
    N_ ("For the people A of a complete list and B of the next one: stayed = |A∩B| / |A|, came = |B| − |A∩B|, left = |A| − |A∩B|."
        " Lists of less than everybody are left out, since who was not listed would seem to have left; and so are lists under different keys."),
    NULL, XA_METHODS_GATE_PEOPLE },
  /* The workspace. */
  { "audiences", N_ ("The audiences of the workspace"), N_ ("Every audience that was imported, added or fetched counts once, whatever is known of it."), NULL, XA_METHODS_GATE_OPEN },
  { "people", N_ ("Different people of a platform"),
    N_ ("People = |A₁∪A₂∪…| over the newest lists of all audiences of the platform, each person being a keyed hash and counted once."
        " Memberships = |A₁| + |A₂| + …, in which a person counts as often as they are listed. From incomplete lists both are lower bounds."
        " People are never matched across platforms."),
    NULL, XA_METHODS_GATE_PEOPLE },
  { "posts", N_ ("Posts of all audiences"), N_ ("Every post that was seen in the chosen range of dates counts once for each audience it stands in."), NULL, XA_METHODS_GATE_OPEN },
  { "interactions", N_ ("Answers to the posts of all audiences"),
    N_ ("Interactions = Σ (reactions + comments + shares) over the newest counters of the posts in the chosen range of dates; views are"
        " summed alike. A counter that the platform does not tell is left out, never taken for 0."),
    NULL, XA_METHODS_GATE_OPEN },
  { "trending", N_ ("Hashtags that are used more than usual this week"), NULL, N_ ("Anscombe 1948; q: Benjamini and Hochberg 1995"), XA_METHODS_GATE_TERMS },
  { "row", N_ ("The columns of the list of audiences"),
    /* xgettext:no-c-format */
    N_ ("Size: the number of different people in the newest complete list, else what the platform states; a whisker is the 95 % interval of an"
        " estimate. List: how the people were seen, and which share of the size that is. Growth: the newest size minus the one 7 or 30 days before it,"
        " none being guessed between two that were seen. Engagement: reactions, comments and shares divided by views, or by followers"
        " on the day of the post, over the newest 30 posts; the base stands beside it, and the two are never mixed. Trend: the sizes over time. Fresh: when the"
        " audience was last seen."),
    NULL, XA_METHODS_GATE_PEOPLE },
  /* The graph. */
  { "measure", N_ ("How much two audiences share"),
    N_ ("For the people A and B of two audiences of one platform: mutual members = |A∩B|; similarity = |A∩B| / |A∪B| (Jaccard 1912);"
        " share of the smaller = |A∩B| / min(|A|, |B|) (Szymkiewicz 1934; Simpson 1960); lift = |A∩B|·N / (|A|·|B|), N being everybody"
        " in any list of the platform. A line is as wide as the chosen measure, and fainter where it is uncertain. Dashed arrows count"
        " the posts of one audience that forward or mention another."),
    N_ ("as named with the formulas"), XA_METHODS_GATE_PEOPLE },
  { "backbone", N_ ("Ties that are more than chance"),
    /* xgettext:no-c-format */
    N_ ("A tie stays if lift is above 1 and q below 5 %. p is of G² = 2 Σ O ln(O/E) over the 2×2 table of membership, with one degree of freedom;"
        " q = min over j ≥ i of m·p(j) / j over all m pairs that can be tested. Ties that were not tested are left out."),
    DUNNING_AND_BH, XA_METHODS_GATE_PEOPLE },
  /* The program. */
  { "requests", N_ ("Requests to platforms"), N_ ("The number of requests in each hour, of all connections together."), NULL, XA_METHODS_GATE_NOBODY },
  { "tasks", N_ ("Tasks that were done"), N_ ("The number of tasks that ended well in each hour. What failed and is tried again counts when it ends well."), NULL, XA_METHODS_GATE_NOBODY },
  { "performance", N_ ("How quick the program was"),
    /* xgettext:no-c-format */
    N_ ("Tasks, answers and batches are counted by the hour. Times are kept as histograms whose steps double: “half of them” and “95 %” are the median"
        " and the 95th percentile, true to a factor of two; means are total time divided by number. Answers already known = those that were kept,"
        " divided by all that were asked for."),
    NULL, XA_METHODS_GATE_NOBODY },
  { "storage", N_ ("What the workspace takes on the disk"),
    N_ ("The size of the pages of the file that hold the tables and indexes of each kind. Free pages are not counted."), NULL, XA_METHODS_GATE_NOBODY },
  { NULL },
};

const XaMethodsRule *
xa_methods_rules (void)
{
  return rules;
}

/**
 * xa_methods_find_rule:
 *
 * Returns: (transfer none): the rule of this id, which has to exist
 */
const XaMethodsRule *
xa_methods_find_rule (const char *id)
{
  for (const XaMethodsRule *rule = rules; rule->id; rule++)
    if (g_str_equal (rule->id, id))
      return rule;
  g_assert_not_reached ();
}

static char *
write_formula (const XaMethodsRule  *rule,
               const XaMethodsFacts *facts)
{
  return rule->formula ? g_strdup (_ (rule->formula)) : xa_trending_describe (facts->smallest_count);
}

static char *
write_gate (XaMethodsGate gate,
            guint         smallest_count)
{
  switch (gate) {
  case XA_METHODS_GATE_PEOPLE:
    return g_strdup_printf (_ ("Counts of 1 to %u people are hidden, and with them every figure from which such a count would follow. What is hidden is not zero."),
                            smallest_count - 1);
  case XA_METHODS_GATE_POSTS:
    return g_strdup_printf (_ ("Hours with 1 to %u posts are hidden, and with them every hour from which, with the total, such a number would follow."
                               " Where the audience's own account alone writes, nothing is."),
                            smallest_count - 1);
  case XA_METHODS_GATE_TERMS:
    return g_strdup_printf (_ ("What fewer than %u different people used is not named, and nothing from which such a count would follow is shown."
                               " Where the audience's own account alone writes, nothing is hidden."),
                            smallest_count);
  case XA_METHODS_GATE_OPEN:
    return g_strdup (_ ("Nothing is hidden: this is of all together, and tells of no few people."));
  case XA_METHODS_GATE_NOBODY:
    return g_strdup (_ ("Nothing is hidden: this counts the work of the program, and nobody. It stays on this device."));
  }
  g_assert_not_reached ();
}

static void
add_line (GString    *out,
          const char *label,
          const char *text)
{
  if (text)
    g_string_append_printf (out, "\n\n%s: %s", label, text);
}

/**
 * xa_methods_rule_write:
 *
 * Returns: (transfer full): the figure in a few words, then a paragraph each for its formula, who published that, what it was
 *   computed from, and what is hidden
 */
char *
xa_methods_rule_write (const XaMethodsRule  *rule,
                       const XaMethodsFacts *facts)
{
  GString         *out = g_string_new (_ (rule->what));
  g_autofree char *formula = write_formula (rule, facts);
  g_autofree char *gate = write_gate (rule->gate, facts->smallest_count);

  add_line (out, _ ("Formula"), formula);
  add_line (out, _ ("Published in"), rule->source ? _ (rule->source) : _ ("nowhere; it counts, and models nothing"));
  add_line (out, _ ("Computed from"), facts->n);
  add_line (out, _ ("Lists"), facts->lists);
  add_line (out, _ ("Seen as"), facts->coverage);
  add_line (out, _ ("Disclosure gate"), gate);

  return g_string_free_and_steal (out);
}
