#include "ui/live/xa-live-words.h"

#include "insight/xa-inspect.h"
#include "model/xa-said.h"
#include "model/xa-time.h"
#include "ui/explore/xa-explore-words.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

const char *
xa_live_kind_name (XaAudienceKind kind)
{
  switch (kind) {
  case XA_AUDIENCE_CHANNEL:
    return _ ("Channel");
  case XA_AUDIENCE_GROUP:
    return _ ("Group");
  case XA_AUDIENCE_ACCOUNT:
    return _ ("Account");
  case XA_AUDIENCE_SERVER:
    return _ ("Server");
  case XA_AUDIENCE_FORUM:
    return _ ("Forum");
  case XA_AUDIENCE_TAG:
    return _ ("Hashtag");
  }

  return _ ("Audience");
}

const char *
xa_live_target_kind_name (XaTargetKind kind)
{
  switch (kind) {
  case XA_TARGET_ACCOUNT:
    return _ ("Account");
  case XA_TARGET_CHANNEL:
    return _ ("Channel");
  case XA_TARGET_GROUP:
    return _ ("Group");
  case XA_TARGET_SERVER:
    return _ ("Server");
  case XA_TARGET_FORUM:
    return _ ("Forum");
  case XA_TARGET_CATEGORY:
    return _ ("Category");
  case XA_TARGET_TAG:
    return _ ("Hashtag");
  case XA_TARGET_LIST:
    return _ ("List");
  case XA_TARGET_POST:
    return _ ("Post");
  case XA_TARGET_INVITE:
    return _ ("Invitation");
  case XA_TARGET_SEARCH:
    return _ ("Search");
  }

  return _ ("Audience");
}

/* What people would call the target. */
static char *
name_target (const XaTarget *target)
{
  if (target->platform == XA_PLATFORM_MASTODON && target->handle && target->host)
    return g_strdup_printf (target->kind == XA_TARGET_TAG ? "#%s@%s" : "@%s@%s", target->handle, target->host);
  if (target->kind == XA_TARGET_TAG)
    return g_strdup_printf ("#%s", target->handle);
  if (target->kind == XA_TARGET_SEARCH)
    return g_strdup_printf ("“%s”", target->handle);
  if (target->host)
    return target->handle ? g_strdup_printf ("%s, %s", target->host, target->handle) : g_strdup (target->host);
  if (target->handle && target->kind != XA_TARGET_INVITE && target->kind != XA_TARGET_LIST)
    return g_strdup_printf ("@%s", target->handle);

  return g_strdup (target->handle ? target->handle : target->id);
}

char *
xa_live_say_target (const XaTarget *target)
{
  g_autofree char *name = name_target (target);

  return g_strdup_printf ("%s · %s · %s", xa_platform_name (target->platform), xa_live_target_kind_name (target->kind), name);
}

static void
add_part (GString    *words,
          const char *part)
{
  if (words->len > 0)
    g_string_append (words, " · ");
  g_string_append (words, part);
}

/* A connection that nobody has called otherwise is kept by the English name of its way. */
const char *
xa_live_name (const char *name)
{
  const XaProvider *const *providers = xa_providers ();

  for (gsize i = 0; providers[i]; i++)
    if (g_str_equal (providers[i]->name, name))
      return _ (name);

  return name;
}

char *
xa_live_say_candidate (const XaCandidate *candidate)
{
  const XaPreview *preview = candidate->preview;
  GString         *words = g_string_new (NULL);

  add_part (words, xa_live_kind_name (preview->kind));
  if (preview->members_reported != XA_COUNT_UNKNOWN) {
    g_autofree char *number = xa_explore_say_number ((double) preview->members_reported);
    g_autofree char *size = g_strdup_printf (g_dngettext (NULL, "%s member", "%s members", (gulong) preview->members_reported), number);

    add_part (words, size);
  } else {
    add_part (words, _ ("size not stated"));
  }
  add_part (words, xa_live_name (candidate->provider->name));
  if (candidate->is_followed)
    add_part (words, _ ("followed already"));

  return g_string_free (words, FALSE);
}

char *
xa_live_say_coverage (const XaPreview *preview)
{
  g_autofree char *cap = NULL, *why = NULL;
  const char      *name = xa_explore_coverage_name (preview->coverage);

  if (preview->coverage == XA_COVERAGE_FIRST_N && preview->first_n > 0) {
    g_autofree char *number = xa_explore_say_count ((double) preview->first_n);

    name = cap = g_strdup_printf (_ ("The first %s"), number);
  }
  if (!preview->coverage_why || !*preview->coverage_why)
    return g_strdup (name);
  why = xa_said (preview->coverage_why);

  /* Translators: how complete a list can be, and why */
  return g_strdup_printf (_ ("%s: %s"), name, why);
}

static char *
say_duration (gint64 duration_us)
{
  double seconds = ceil ((double) duration_us / G_USEC_PER_SEC);

  if (seconds < 90)
    return g_strdup_printf (_ ("%.0f s"), MAX (seconds, 1));
  if (seconds < 90 * 60)
    return g_strdup_printf (_ ("%.0f min"), seconds / 60);
  if (seconds < 48 * 3600)
    return g_strdup_printf (_ ("%.0f h"), seconds / 3600);

  return g_strdup_printf (_ ("%.0f days"), seconds / 86400);
}

/* What is paid in smaller coins than cents is not free, and "$0.00" would say so. */
static gboolean
is_under_a_cent (double price)
{
  return price < .005;
}

char *
xa_live_say_cost (const XaPreview *preview)
{
  g_autofree char *duration = say_duration (preview->duration_us), *number = xa_explore_say_number ((double) MAX (preview->n_requests, 1));
  g_autofree char *price = preview->price <= 0 ? g_strdup (_ ("free")) : is_under_a_cent (preview->price) ? g_strdup (_ ("under $0.01"))
                                                                                                          : g_strdup_printf (_ ("about $%.2f"), preview->price);

  return g_strdup_printf (g_dngettext (NULL, "First fetch: about %s request in %s, %s", "First fetch: about %s requests in %s, %s", (gulong) MAX (preview->n_requests, 1)), number, duration, price);
}

static void
add_sentence (GString    *text,
              const char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
}

char *
xa_live_say_share (const XaForecast *forecast)
{
  GString *text = g_string_new (NULL);

  if (!isnan (forecast->share)) {
    /* xgettext:no-c-format */
    g_autofree char *share = forecast->share < 0.01 ? g_strdup (_ ("Less than 1 % of the month’s budget."))
                                                    : g_strdup_printf (_ ("%.0f %% of the month’s budget."), forecast->share * 100);

    add_sentence (text, share);
  }
  if (forecast->is_over)
    add_sentence (text, _ ("That is more than the month has left: the rest waits for the next one, or for a larger budget."));
  if (forecast->is_metered)
    add_sentence (text, _ ("This network is metered."));

  return g_string_free (text, FALSE);
}

char *
xa_live_say_forecast (const XaForecast *forecast)
{
  GString         *text = g_string_new (NULL);
  gulong           n = (gulong) MAX (forecast->n_requests, 1);
  g_autofree char *duration = say_duration (forecast->duration_us), *number = xa_explore_say_number ((double) n);
  g_autofree char *cost = NULL;
  g_autofree char *share = xa_live_say_share (forecast);

  if (forecast->roads->len > 0) {
    cost = g_strdup_printf (g_dngettext (NULL, "About %s request in %s.", "About %s requests in %s.", n), number, duration);
    add_sentence (text, cost);
  }
  if (forecast->price > 0) {
    g_autofree char *price = is_under_a_cent (forecast->price) ? g_strdup (_ ("Under $0.01.")) : g_strdup_printf (_ ("About $%.2f."), forecast->price);

    add_sentence (text, price);
  }
  if (*share)
    add_sentence (text, share);
  if (text->len == 0)
    add_sentence (text, _ ("Fetching everything."));

  return g_string_free (text, FALSE);
}

char *
xa_live_say_gives (guint gives)
{
  GString *words = g_string_new (NULL);

  for (guint bit = 1; bit <= XA_GIVES_SEARCH; bit <<= 1)
    if (gives & bit)
      g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", _ (xa_gives_words (bit)));

  return g_string_free (words, FALSE);
}

char *
xa_live_say_prospects (const XaProvider *provider)
{
  g_autofree const char **prospects = xa_provider_list_prospects (provider);
  GString                *words = g_string_new (NULL);

  for (guint i = 0; prospects[i]; i++)
    g_string_append_printf (words, "%s%s", i ? "\n" : "", _ (prospects[i]));

  return g_string_free (words, FALSE);
}

char *
xa_live_say_unproven (const XaProvider *provider)
{
  GString *words = g_string_new (NULL);

  if (!provider || provider->is_verified)
    return g_string_free (words, FALSE);
  g_string_append (words, _ ("Never tried against the live service: please report how it went."));
  if (provider->unproven)
    add_sentence (words, _ (provider->unproven));

  return g_string_free (words, FALSE);
}

char *
xa_live_say_sign_in (const XaProvider *provider)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < provider->n_sign_ins; i++) {
    const XaSignIn *way = &provider->sign_ins[i];

    add_part (words, _ (way->title));
    if (way->price)
      g_string_append_printf (words, " (%s)", _ (way->price));
  }
  if (words->len == 0)
    g_string_append (words, _ ("No account needed"));

  return g_string_free (words, FALSE);
}

char *
xa_live_say_state (const XaConnection *connection)
{
  g_autofree char *age = NULL;

  if (connection->cause_text && *connection->cause_text)
    return xa_said (connection->cause_text);
  if (connection->state == XA_CONNECTION_UNCHECKED || connection->checked_us == XA_TIME_UNKNOWN)
    return g_strdup (_ ("Not used yet"));
  age = xa_words_age (MAX (xa_time_now () - connection->checked_us, 0));

  return g_strdup_printf (_ ("Works, checked %s"), age);
}

char *
xa_live_say_use (double requests,
                 double budget)
{
  g_autofree char *used = xa_explore_say_count (round (requests)), *all = NULL;

  if (budget <= 0)
    return g_strdup_printf (g_dngettext (NULL, "%s request this month, no limit set", "%s requests this month, no limit set", (gulong) requests), used);
  all = xa_explore_say_count (round (budget));

  return g_strdup_printf (_ ("%s of %s requests this month"), used, all);
}

char *
xa_live_say_money (double paid,
                   double budget)
{
  if (budget <= 0)
    return g_strdup_printf (_ ("%.2f US$ this month, no limit set"), paid);

  return g_strdup_printf (_ ("%.2f of %.2f US$ this month"), paid, budget);
}

static char *
say_time (gint64 time_us)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return then ? g_date_time_format (then, "%x %H:%M") : g_strdup ("?");
}

static const char *
get_path_name (const char *path)
{
  static const struct {
    const char *path, *name;
  } names[] = {
    { "profile", N_ ("Numbers of accounts") },
    { "members", N_ ("Who follows") },
    { "posts", N_ ("Posts") },
    { "reactors", N_ ("Who reposts") },
    { "search", N_ ("Searches") },
    { "counters", N_ ("Counters of posts") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].path, path) == 0)
      return _ (names[i].name);

  return path;
}

char *
xa_live_say_ways (const XaWayState *ways)
{
  GString *words = g_string_new (NULL);

  if (ways->n_ways == 0)
    return g_string_free (words, FALSE);
  if (ways->place == 0)
    g_string_append (words, _ ("Paused: it stands in for nothing."));
  else if (ways->n_ways == 1)
    g_string_append (words, _ ("The only way to its platform: nothing stands in for it."));
  else if (ways->place == 1)
    g_string_append_printf (words, _ ("Asked first of %u ways to its platform."), ways->n_ways);
  else
    g_string_append_printf (words, _ ("Number %u of %u ways to its platform: asked where those before it do not answer."), ways->place, ways->n_ways);
  if (ways->n_brought > 0)
    g_string_append_printf (words, g_dngettext (NULL, " %u audience came by it last.", " %u audiences came by it last.", ways->n_brought), ways->n_brought);
  for (guint i = 0; i < ways->downs->len; i++) {
    const XaWayDown *down = ways->downs->pdata[i];
    g_autofree char *since = say_time (down->since_us), *probe = say_time (down->probe_us);

    g_string_append_printf (words, _ ("\n%s: not answered since %s; tried again from %s on."), get_path_name (down->path), since, probe);
  }
  if (ways->nobody_left)
    g_string_append (words, _ ("\nNo way is left for some of it. A simulated audience is marked and kept apart from what is real."));

  return g_string_free (words, FALSE);
}

const char *
xa_live_state_action (XaConnectionState state)
{
  switch (state) {
  case XA_CONNECTION_OK:
  case XA_CONNECTION_UNCHECKED:
  case XA_CONNECTION_PAYMENT:
  case XA_CONNECTION_OUTDATED:
    break;
  case XA_CONNECTION_SIGN_IN:
  case XA_CONNECTION_SCOPE_MISSING:
  case XA_CONNECTION_EXPIRING:
  case XA_CONNECTION_EXPIRED:
  case XA_CONNECTION_REVOKED:
    return "reconnect";
  case XA_CONNECTION_UNREACHABLE:
    return "test";
  }

  return NULL;
}
