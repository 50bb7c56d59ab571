#include "providers/xa-provider.h"

#include "model/xa-language.h"
#include "providers/simulated/xa-simulator-private.h"

#include <string.h>

/*
 * An invented platform that is asked like a real one: its audiences change from week to week, come
 * in pages and go on where they were interrupted. Some hide who is in them, and some ask to be left
 * alone for a moment before they show their list, as real ones do: which, is invented like the rest.
 * Nobody gets it without asking for it, and all that comes from it is marked.
 */

#define N_AUDIENCES 40
#define N_PEOPLE 20000
#define N_WEEKS 20
#define SEED 5

#define PAGE 500

#define PREFIX "simulated-"

#define SHARE_PROTECTED 0.07

/* The share of audiences whose platform is busy, and the week in which it last was. */
#define SHARE_BUSY 0.1
#define MARK_BUSY "busy"

/* The week of @now_us, in a world that begins anew every twenty weeks. */
static XaSimulator *
make_world (gint64 now_us,
            guint *week)
{
  gint64             weeks = now_us / XA_SIMULATED_WEEK;
  XaSimulatorOptions options = { .n_audiences = N_AUDIENCES, .n_people = N_PEOPLE, .n_snapshots = N_WEEKS, .seed = SEED };

  *week = (guint) (weeks % N_WEEKS);
  options.end_us = (weeks + N_WEEKS - 1 - *week) * XA_SIMULATED_WEEK;

  return xa_simulator_new (&options);
}

static char *
make_id (guint no)
{
  return g_strdup_printf (PREFIX "%u", no + 1);
}

static gboolean
read_number (const char *text,
             guint      *no)
{
  guint64 number;

  if (g_str_has_prefix (text, PREFIX))
    text += strlen (PREFIX);
  if (!g_ascii_string_to_unsigned (text, 10, 1, N_AUDIENCES, &number, NULL))
    return FALSE;
  *no = (guint) number - 1;

  return TRUE;
}

/* Returns: whether @target names an audience: by number, by id or by name */
static gboolean
find (XaSimulator    *world,
      const XaTarget *target,
      guint          *no,
      GError        **error)
{
  const char *text = target->id ? target->id : target->handle ? target->handle
                                                              : "";

  /* Earlier versions kept these on the platform of lists from files: nothing more is put there. */
  if (target->platform != XA_PLATFORM_SIMULATED) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_GONE, N_ ("This simulated audience was added by an earlier version: add it again, over the same connection."));
    return FALSE;
  }
  if (read_number (text, no))
    return TRUE;
  for (*no = 0; *no < N_AUDIENCES; *no += 1)
    if (g_ascii_strcasecmp (xa_simulator_get_audience (world, *no)->name, text) == 0)
      return TRUE;
  g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_GONE, N_ ("There are %d simulated audiences: say a number from 1 to %d, or the name of one, as “%s” or “%s”."), N_AUDIENCES, N_AUDIENCES,
               xa_simulator_get_audience (world, 0)->name, xa_simulator_get_audience (world, 1)->name);

  return FALSE;
}

static gboolean
has_list (XaSimulator *world,
          guint        no)
{
  XaCoverage coverage = xa_simulator_get_audience (world, no)->coverage;

  return coverage != XA_COVERAGE_ACTIVE_AUTHORS && coverage != XA_COVERAGE_COUNT_ONLY;
}

/* Protected accounts show how many follow them, and nothing else. */
static gboolean
is_protected (guint no)
{
  XaDice dice = xa_dice (SEED, XA_DICE_PROTECTED, no);

  return xa_dice_roll (&dice) < SHARE_PROTECTED;
}

static gboolean
is_busy (XaSimulator *world,
         guint        no)
{
  XaDice dice = xa_dice (SEED, XA_DICE_BUSY, no);

  return xa_dice_roll (&dice) < SHARE_BUSY && has_list (world, no) && !is_protected (no);
}

static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  *who = NULL;

  return TRUE;
}

static gboolean
can_reach (const XaTarget *target)
{
  return target->platform == XA_PLATFORM_SIMULATED && target->kind == XA_TARGET_GROUP;
}

static guint
get_gives (XaSimulator *world,
           guint        no)
{
  if (is_protected (no))
    return XA_GIVES_PROFILE | XA_GIVES_COUNTS;

  return xa_simulated.gives & (has_list (world, no) ? ~0u : ~(guint) XA_GIVES_MEMBERS);
}

static const char *
say_why (XaSimulator *world,
         guint        no)
{
  if (is_protected (no))
    return N_ ("It is invented, and protected as some accounts are: only its size is shown.");

  return is_busy (world, no) ? N_ ("It is invented, on a platform that is busy: once a week it asks to wait for some seconds.") : N_ ("It is invented: nobody in it exists.");
}

static XaPreview *
describe (XaSimulator *world,
          guint        no,
          guint        week)
{
  const XaSimulatedAudience *of = xa_simulator_get_audience (world, no);
  XaPreview                 *preview = xa_preview_new ();
  gsize                      n_members;
  g_autofree guint32        *members = xa_simulator_get_members (world, no, week, &n_members);

  preview->target = xa_target_new (XA_PLATFORM_SIMULATED, XA_TARGET_GROUP);
  preview->target->id = make_id (no);
  preview->title = g_strdup (of->name);
  preview->kind = XA_AUDIENCE_GROUP;
  preview->members_reported = (gint64) n_members;
  preview->coverage = is_protected (no) ? XA_COVERAGE_COUNT_ONLY : has_list (world, no) ? of->coverage
                                                                                        : XA_COVERAGE_ACTIVE_AUTHORS;
  preview->first_n = of->coverage == XA_COVERAGE_FIRST_N ? XA_SIMULATED_NEWEST : 0;
  preview->coverage_why = g_strdup (say_why (world, no));
  preview->gives = get_gives (world, no);

  return preview;
}

static XaPreview *
look (XaFetch        *fetch,
      const XaTarget *target,
      GError        **error)
{
  guint week, no;
  g_autoptr (XaSimulator) world = make_world (xa_fetch_get_now (fetch), &week);

  return find (world, target, &no, error) ? describe (world, no, week) : NULL;
}

static GPtrArray *
list (XaFetch *fetch,
      GError **error)
{
  guint      week;
  GPtrArray *previews = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_preview_free);
  g_autoptr (XaSimulator) world = make_world (xa_fetch_get_now (fetch), &week);

  for (guint no = 0; no < N_AUDIENCES; no++)
    g_ptr_array_add (previews, describe (world, no, week));

  return previews;
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass all[] = { XA_PASS_MEMBERS, XA_PASS_POSTS, 0 };
  static const XaPass posts[] = { XA_PASS_POSTS, 0 };
  static const XaPass size[] = { XA_PASS_PROFILE, 0 };

  guint no;

  /* What is protected is known by its number: what the whole platform can give says nothing of it. */
  if (target->id && read_number (target->id, &no) && is_protected (no))
    return size;

  return gives & XA_GIVES_MEMBERS ? all : posts;
}

/* What both passes read. */
typedef struct {
  XaFetch     *fetch;
  XaSimulator *world; /* (owned) */
  guint        week, no;
  guint32     *members; /* (owned) */
  gsize        n_members;
} Pass;

static void
clear_pass (Pass *self)
{
  g_clear_pointer (&self->world, xa_simulator_free);
  g_clear_pointer (&self->members, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pass, clear_pass)

static gboolean
open_pass (Pass          *self,
           XaAudienceRef *ref,
           GError       **error)
{
  g_autofree char *id = NULL;
  XaAudienceRecord record = { .platform = XA_PLATFORM_SIMULATED, .kind = XA_AUDIENCE_GROUP, .simulated = TRUE };

  self->world = make_world (xa_fetch_get_now (self->fetch), &self->week);
  if (!find (self->world, xa_fetch_get_target (self->fetch), &self->no, error))
    return FALSE;
  self->members = xa_simulator_get_members (self->world, self->no, self->week, &self->n_members);
  id = make_id (self->no);
  record.native_id = xa_span (id);
  record.title = xa_span (xa_simulator_get_audience (self->world, self->no)->name);
  record.members_reported = (gint64) self->n_members;

  return xa_sink_audience (xa_fetch_get_sink (self->fetch), &record, ref, error);
}

static gboolean
add_member (Pass         *self,
            XaAudienceRef ref,
            guint32       person,
            GError      **error)
{
  char           id[24];
  XaMemberRecord record = { .joined_us = XA_TIME_UNKNOWN, .left_us = XA_TIME_UNKNOWN };

  record.person.id = (XaSpan) { id, xa_simulator_format_person (self->world, person, id) };

  return xa_sink_member (xa_fetch_get_sink (self->fetch), ref, &record, error);
}

/* A list with a cap shows the first of its members; a sample, each with a chance that never changes. */
static gboolean
is_shown (Pass *self,
          gsize i)
{
  const XaSimulatedAudience *of = xa_simulator_get_audience (self->world, self->no);
  XaDice                     dice = xa_dice (SEED, XA_DICE_LIST, (guint64) self->no << 32 | self->members[i]);

  return of->coverage != XA_COVERAGE_SAMPLE || xa_dice_roll (&dice) < of->share;
}

/* Once a week: the mark is kept with the page that ends here, so that the next try goes on. */
static gboolean
is_let_in (Pass    *self,
           GError **error)
{
  const char *mark = xa_fetch_get_mark (self->fetch, MARK_BUSY);
  char        week[24];

  g_snprintf (week, sizeof week, "%" G_GINT64_FORMAT, xa_fetch_get_now (self->fetch) / XA_SIMULATED_WEEK);
  if (!is_busy (self->world, self->no) || g_strcmp0 (mark, week) == 0)
    return TRUE;
  xa_fetch_set_mark (self->fetch, MARK_BUSY, week);
  if (!xa_fetch_page (self->fetch, "0", error))
    return FALSE;
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED, N_ ("It asks to be left alone for some seconds, as busy platforms do; it goes on by itself."));

  return FALSE;
}

static gboolean
fetch_members (Pass         *self,
               XaAudienceRef ref,
               GError      **error)
{
  const XaSimulatedAudience *of = xa_simulator_get_audience (self->world, self->no);
  const char                *cursor = xa_fetch_get_cursor (self->fetch);
  gsize                      end = of->coverage == XA_COVERAGE_FIRST_N ? MIN (self->n_members, XA_SIMULATED_NEWEST) : self->n_members;
  gsize                      at = cursor ? MIN (g_ascii_strtoull (cursor, NULL, 10), end) : 0;
  XaSnapshotRecord           record = { .at_us = xa_fetch_get_now (self->fetch), .coverage = of->coverage, .reported = (gint64) self->n_members };

  record.first_n = of->coverage == XA_COVERAGE_FIRST_N ? XA_SIMULATED_NEWEST : 0;
  if (!is_let_in (self, error) || !xa_sink_snapshot (xa_fetch_get_sink (self->fetch), ref, &record, error))
    return FALSE;
  do {
    gsize            page_end = MIN (at + PAGE, end);
    g_autofree char *next = page_end < end ? g_strdup_printf ("%" G_GSIZE_FORMAT, page_end) : NULL;

    for (; at < page_end; at++)
      if (is_shown (self, at) && !add_member (self, ref, self->members[at], error))
        return FALSE;
    xa_fetch_progress (self->fetch, (gint64) at, (gint64) end);
    if (!xa_fetch_page (self->fetch, next, error))
      return FALSE;
  } while (at < end);

  return TRUE;
}

static gboolean
fetch_posts (Pass         *self,
             XaAudienceRef ref,
             GError      **error)
{
  return xa_simulator_emit_posts (self->world, self->no, self->week, self->members, self->n_members, xa_fetch_get_sink (self->fetch), ref, error) &&
         xa_fetch_page (self->fetch, NULL, error);
}

static gboolean
fetch_size (Pass    *self,
            GError **error)
{
  xa_fetch_note (self->fetch, XA_FETCH_NOTE_HIDDEN_LIST, NULL);

  return xa_fetch_page (self->fetch, NULL, error);
}

static gboolean
fetch (XaFetch *fetch_,
       XaPass   pass,
       GError **error)
{
  g_auto (Pass) self = { .fetch = fetch_ };
  XaAudienceRef ref;

  if (!open_pass (&self, &ref, error))
    return FALSE;

  /* Also where it was followed when it still showed more. */
  if (is_protected (self.no))
    return fetch_size (&self, error);

  return pass == XA_PASS_MEMBERS && has_list (self.world, self.no) ? fetch_members (&self, ref, error) : fetch_posts (&self, ref, error);
}

static const XaProspect prospects[] = {
  { XA_TARGET_GROUP, XA_COVERAGE_COMPLETE, 0, N_ ("Whole lists, the newest of a list, samples, who writes, or nobody, as it is invented for each.") },
};

static const char *const gives_not[] = { N_ ("Anything about people who exist."), NULL };
static const XaSignIn    sign_ins[] = { { .kind = XA_SIGN_IN_NONE, .id = "none", .title = N_ ("Nothing to sign in with") } };

const XaProvider xa_simulated = {
  .id = "simulated",
  .name = N_ ("Simulated"),
  .platform = XA_PLATFORM_SIMULATED,
  .gives = XA_GIVES_PROFILE | XA_GIVES_MEMBERS | XA_GIVES_AUTHORS | XA_GIVES_POSTS | XA_GIVES_COUNTS,
  .gives_not = gives_not,
  .prospects = prospects,
  .n_prospects = G_N_ELEMENTS (prospects),
  .limits_words = N_ ("None: it asks nobody. A few of its audiences ask to wait for some seconds once a week, as busy platforms do."),
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = { .words = N_ ("Invented data may be kept as long as you like."), .url = "" },
  .is_verified = TRUE,
  .is_simulated = TRUE,
  .check = check,
  .can_reach = can_reach,
  .preview = look,
  .list = list,
  .get_passes = get_passes,
  .fetch = fetch,
};
