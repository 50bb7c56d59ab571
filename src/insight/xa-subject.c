#include "insight/xa-subject.h"

#include "insight/xa-hold.h"
#include "insight/xa-result-cache.h"
#include "insight/xa-withhold.h"
#include "model/xa-language.h"
#include "store/xa-activity.h"
#include "store/xa-glance.h"
#include "store/xa-stated-size.h"

#include <string.h>

void
xa_subject_free (XaSubject *self)
{
  if (!self)
    return;
  g_free (self->name);
  xa_member_set_free (self->members);
  g_free (self);
}

XaSubject *
xa_subject_copy (const XaSubject *self,
                 gboolean         with_members)
{
  XaSubject *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->members = with_members && self->members ? xa_member_set_copy (self->members) : NULL;

  return copy;
}

/* How much a kind of list says; the fullest is taken where there are several. */
static int
rank_coverage (XaCoverage coverage)
{
  switch (coverage) {
  case XA_COVERAGE_COMPLETE:
    return 6;
  case XA_COVERAGE_SAMPLE:
    return 5;
  case XA_COVERAGE_FIRST_N:
    return 4;
  case XA_COVERAGE_ACTIVE_AUTHORS:
    return 3;
  case XA_COVERAGE_REACTORS:
    return 2;
  case XA_COVERAGE_COUNT_ONLY:
    return 1;
  }

  return 0;
}

/* What the workspace knows of an audience. */
typedef struct {
  const XaSnapshot   *snapshots; /* (not owned) (array length=n_snapshots): by time */
  guint               n_snapshots;
  const XaStatedSize *stated; /* (not owned) (nullable): the latest of the range */
} Known;

/* The fullest list that had been taken by the end of the range, the latest of several. */
static const XaSnapshot *
choose_snapshot (const XaScope *scope,
                 const Known   *known)
{
  const XaSnapshot *best = NULL;

  for (guint i = 0; i < known->n_snapshots; i++) {
    const XaSnapshot *snapshot = &known->snapshots[i];
    gboolean          by_window = snapshot->coverage == XA_COVERAGE_ACTIVE_AUTHORS || snapshot->coverage == XA_COVERAGE_REACTORS;

    /* Those seen doing something are found by the day: only whether there are any matters. */
    if (!by_window && scope->to_us != XA_TIME_UNKNOWN && snapshot->at_us > scope->to_us)
      continue;
    if (!best || rank_coverage (snapshot->coverage) >= rank_coverage (best->coverage))
      best = snapshot;
  }

  return best;
}

static gboolean
has_limits (const XaScope *scope)
{
  return scope->from_us != XA_TIME_UNKNOWN || scope->to_us != XA_TIME_UNKNOWN;
}

static gboolean
load_window (const XaScope    *scope,
             const XaSnapshot *snapshot,
             gboolean          with_members,
             XaSubject        *self,
             GError          **error)
{
  XaActivity activity = snapshot->coverage == XA_COVERAGE_REACTORS ? XA_ACTIVITY_REACTOR : XA_ACTIVITY_AUTHOR;
  g_autoptr (XaMemberSet) members = xa_store_load_active (scope->store, self->id, activity, xa_scope_get_first_day (scope),
                                                          xa_scope_get_last_day (scope), NULL, error);

  if (!members)
    return FALSE;
  self->snapshot_id = 0;
  self->list = 0;
  self->changes = TRUE;
  self->held = FALSE;
  self->seen.n_seen = (gint64) xa_member_set_count (members);
  self->seen.from_us = scope->from_us == XA_TIME_UNKNOWN ? snapshot->window_from_us : scope->from_us;
  self->seen.to_us = scope->to_us == XA_TIME_UNKNOWN ? snapshot->window_to_us : scope->to_us;
  if (with_members)
    self->members = g_steal_pointer (&members);

  return TRUE;
}

static gboolean
load_list (const XaScope *scope,
           const Known   *known,
           gboolean       with_members,
           XaSubject     *self,
           GError       **error)
{
  const XaSnapshot *newest = choose_snapshot (scope, known);
  const XaSnapshot *snapshot = newest;

  if (!newest)
    return TRUE;
  if (with_members && newest->coverage != XA_COVERAGE_COUNT_ONLY &&
      !xa_hold_list (scope, known->snapshots, known->n_snapshots, newest, &snapshot, &self->changes, error))
    return FALSE;
  self->held = snapshot->list != newest->list;
  self->snapshot_id = snapshot->id;
  self->list = snapshot->list;
  self->at_us = newest->at_us;
  self->reported = newest->reported;
  self->seen.coverage = snapshot->coverage;
  self->seen.key_epoch = snapshot->key_epoch;
  self->seen.n_seen = snapshot->fetched;
  self->seen.from_us = snapshot->window_from_us;
  self->seen.to_us = snapshot->window_to_us;
  if (has_limits (scope) && (snapshot->coverage == XA_COVERAGE_ACTIVE_AUTHORS || snapshot->coverage == XA_COVERAGE_REACTORS))
    return load_window (scope, snapshot, with_members, self, error);
  if (!with_members || snapshot->coverage == XA_COVERAGE_COUNT_ONLY)
    return TRUE;
  self->members = xa_store_load_members (scope->store, snapshot->id, error);

  return self->members != NULL;
}

/* The size of the whole audience: the list itself if it is complete, else what the platform says. */
static void
set_size (XaSubject          *self,
          const XaStatedSize *stated)
{
  if (stated && self->reported == XA_COUNT_UNKNOWN)
    self->reported = (gint64) stated->value;
  if (stated && self->seen.coverage == 0) {
    self->seen.coverage = XA_COVERAGE_COUNT_ONLY;
    self->at_us = stated->at_us;
  }
  self->seen.n_whole = self->seen.coverage == XA_COVERAGE_COMPLETE ? self->seen.n_seen : self->reported;
}

static XaSubject *
load (const XaScope    *scope,
      const XaAudience *audience,
      const Known      *known,
      gboolean          with_members,
      GError          **error)
{
  g_autoptr (XaSubject) self = g_new0 (XaSubject, 1);

  self->name = g_strdup (audience->title);
  self->id = audience->id;
  self->platform = audience->platform;
  self->kind = audience->kind;
  self->role = audience->role;
  self->simulated = audience->simulated;
  self->of_a_person = audience->kind == XA_AUDIENCE_ACCOUNT;
  self->at_us = XA_TIME_UNKNOWN;
  self->n_posts = audience->n_posts;
  self->reported = XA_COUNT_UNKNOWN;
  self->seen = (XaSeen) { .platform = audience->platform, .simulated = audience->simulated, .n_whole = XA_COUNT_UNKNOWN };
  if (!load_list (scope, known, with_members, self, error))
    return NULL;
  set_size (self, known->stated);

  return g_steal_pointer (&self);
}

/* How often each title occurs, in all and, with its platform before it, within the platform. No
 * title begins like a platform here does: with a line break. */
static GHashTable *
count_titles (const GPtrArray *audiences)
{
  GHashTable *titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < audiences->len; i++) {
    const XaAudience *audience = audiences->pdata[i];
    char             *names[] = { g_strdup (audience->title), g_strdup_printf ("\n%d:%s", audience->platform, audience->title) };

    for (int k = 0; k < 2; k++) {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (titles, names[k]));

      g_hash_table_insert (titles, names[k], GUINT_TO_POINTER (n + 1));
    }
  }

  return titles;
}

/* The shortest name that names only this audience. */
static char *
get_unique_name (GHashTable       *titles,
                 const XaAudience *audience)
{
  g_autofree char *within = g_strdup_printf ("\n%d:%s", audience->platform, audience->title);

  if (GPOINTER_TO_UINT (g_hash_table_lookup (titles, audience->title)) == 1)
    return g_strdup (audience->title);
  if (GPOINTER_TO_UINT (g_hash_table_lookup (titles, within)) == 1)
    return g_strdup_printf ("%s:%s", xa_platform_id (audience->platform), audience->title);

  return g_strdup_printf ("%s #%" G_GINT64_FORMAT, audience->title, audience->id);
}

static XaSubject *
load_named (const XaScope    *scope,
            GHashTable       *titles,
            const XaAudience *audience,
            const Known      *known,
            gboolean          with_members,
            GError          **error)
{
  XaSubject *self = load (scope, audience, known, with_members, error);

  if (self) {
    g_free (self->name);
    self->name = get_unique_name (titles, audience);
  }

  return self;
}

/* @only: a platform, or 0 for all */
static GPtrArray *
describe (const XaScope   *scope,
          const GPtrArray *audiences,
          const GArray    *lists,
          const GArray    *sizes,
          XaPlatform       only,
          gboolean         with_members,
          GError         **error)
{
  g_autoptr (GPtrArray) subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_subject_free);
  g_autoptr (GHashTable) titles = count_titles (audiences);

  for (guint i = 0; i < audiences->len; i++) {
    const XaAudience   *audience = audiences->pdata[i];
    guint               n_sizes;
    const XaGlanceSize *of_it = xa_glance_get_sizes (sizes, audience->id, &n_sizes);
    XaStatedSize        stated = { 0 };
    Known               known = { .stated = n_sizes ? &stated : NULL };
    XaSubject          *subject;

    if (only && audience->platform != only)
      continue;
    if (g_cancellable_set_error_if_cancelled (scope->cancellable, error))
      return NULL;
    if (n_sizes)
      stated = (XaStatedSize) { of_it[n_sizes - 1].at_us, of_it[n_sizes - 1].value, of_it[n_sizes - 1].granularity };
    known.snapshots = xa_glance_get_lists (lists, audience->id, &known.n_snapshots);
    subject = load_named (scope, titles, audience, &known, with_members, error);
    if (!subject)
      return NULL;
    g_ptr_array_add (subjects, subject);
  }

  return g_steal_pointer (&subjects);
}

/**
 * xa_subjects_describe:
 * @audiences: (element-type XaAudience): of whom
 * @lists: (element-type XaSnapshot): as of xa_store_glance_lists()
 * @sizes: (element-type XaGlanceSize): as of xa_store_glance_sizes()
 *
 * Asks the workspace nothing, except for the people, and for who was active in a range that is
 * limited.
 *
 * Returns: (transfer full) (element-type XaSubject) (nullable): in the order of @audiences
 */
GPtrArray *
xa_subjects_describe (const XaScope   *scope,
                      const GPtrArray *audiences,
                      const GArray    *lists,
                      const GArray    *sizes,
                      gboolean         with_members,
                      GError         **error)
{
  return describe (scope, audiences, lists, sizes, 0, with_members, error);
}

/**
 * xa_subjects_load_platform:
 * @platform: or 0 for all
 * @with_members: whether the sets of people are needed, which takes longer
 *
 * Returns: (transfer full) (element-type XaSubject): every audience of the platform
 */
GPtrArray *
xa_subjects_load_platform (const XaScope *scope,
                           XaPlatform     platform,
                           gboolean       with_members,
                           GError       **error)
{
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (scope->store, error);
  g_autoptr (GArray) lists = audiences ? xa_store_glance_lists (scope->store, error) : NULL;
  g_autoptr (GArray) sizes = lists ? xa_store_glance_sizes (scope->store, xa_scope_get_end (scope), error) : NULL;

  return sizes ? describe (scope, audiences, lists, sizes, platform, with_members, error) : NULL;
}

/**
 * xa_subjects_load_all:
 * @with_members: whether the sets of people are needed, which takes longer
 *
 * Returns: (transfer full) (element-type XaSubject): every audience of the workspace
 */
GPtrArray *
xa_subjects_load_all (const XaScope *scope,
                      gboolean       with_members,
                      GError       **error)
{
  return xa_subjects_load_platform (scope, 0, with_members, error);
}

/* "#12" */
static gboolean
matches_id (const XaAudience *audience,
            const char       *name)
{
  const char *mark = strrchr (name, '#');
  char       *end;

  return mark && mark[1] && (mark == name || mark[-1] == ' ') && g_ascii_strtoll (mark + 1, &end, 10) == audience->id && *end == '\0';
}

static gboolean
matches (const XaAudience *audience,
         const char       *name,
         gboolean          loosely)
{
  const char *colon = strchr (name, ':');
  XaPlatform  platform;

  if (matches_id (audience, name))
    return TRUE;
  if (colon) {
    g_autofree char *prefix = g_strndup (name, (gsize) (colon - name));

    if (xa_platform_parse (prefix, &platform) && matches (audience, colon + 1, loosely))
      return audience->platform == platform;
  }
  if (loosely) {
    g_autofree char *a = g_utf8_casefold (audience->title, -1);
    g_autofree char *b = g_utf8_casefold (name, -1);

    return strcmp (a, b) == 0 ||
           (audience->handle && g_ascii_strcasecmp (audience->handle, name + (name[0] == '@')) == 0);
  }

  return strcmp (audience->title, name) == 0 || strcmp (audience->native_id, name) == 0;
}

static GPtrArray *
find (const GPtrArray *audiences,
      const char      *name)
{
  GPtrArray *found = g_ptr_array_new ();

  for (int loosely = 0; loosely < 2 && found->len == 0; loosely++)
    for (guint i = 0; i < audiences->len; i++)
      if (matches (audiences->pdata[i], name, loosely))
        g_ptr_array_add (found, audiences->pdata[i]);

  return found;
}

static void
set_ambiguous (const GPtrArray *found,
               const char      *name,
               GError         **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++) {
    const XaAudience *audience = found->pdata[i];

    g_string_append_printf (list, "%s#%" G_GINT64_FORMAT " (%s)", i ? ", " : "", audience->id, xa_platform_name (audience->platform));
  }
  g_set_error (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_AMBIGUOUS, N_ ("Several audiences are called “%s”: say which by its number: %s."),
               name, list->str);
}

static XaSubject *
load_one (const XaScope    *scope,
          GHashTable       *titles,
          const XaAudience *audience,
          GError          **error)
{
  g_autoptr (GArray) snapshots = xa_store_list_snapshots (scope->store, audience->id, error);
  XaStatedSize stated;
  gboolean     found;
  Known        known;

  if (!snapshots || !xa_store_get_stated_size (scope->store, audience->id, scope->to_us, &stated, &found, error))
    return NULL;
  known = (Known) { (const XaSnapshot *) (void *) snapshots->data, snapshots->len, found ? &stated : NULL };

  return load_named (scope, titles, audience, &known, TRUE, error);
}

/* A number alone may be the name of another. */
static gboolean
is_number (const GPtrArray *audiences,
           const char      *name)
{
  g_autofree char *marked = g_strconcat ("#", name, NULL);

  for (guint i = 0; i < audiences->len; i++)
    if (matches_id (audiences->pdata[i], marked))
      return TRUE;

  return FALSE;
}

/* Returns: (transfer none) (nullable): the one audience of that name; or NULL with @error */
static const XaAudience *
find_one (const GPtrArray *audiences,
          const char      *name,
          GError         **error)
{
  g_autoptr (GPtrArray) found = find (audiences, name);

  if (found->len == 1)
    return found->pdata[0];
  if (found->len > 1)
    set_ambiguous (found, name, error);
  else if (is_number (audiences, name))
    g_set_error (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_NO_AUDIENCE,
                 N_ ("There is no audience called “%s” in this workspace. The one with that number is '#%s', in quotes."), name, name);
  else
    g_set_error (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_NO_AUDIENCE,
                 N_ ("There is no audience “%s” in this workspace. “xaudience-cli audiences” lists them."), name);

  return NULL;
}

/**
 * xa_subject_load_plain:
 *
 * Returns: (transfer full) (nullable): the one audience of that name with its people; or NULL
 *   with @error
 */
XaSubject *
xa_subject_load_plain (const XaScope *scope,
                       const char    *name,
                       GError       **error)
{
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (scope->store, error);
  const XaAudience *audience = audiences ? find_one (audiences, name, error) : NULL;
  g_autoptr (GHashTable) titles = audience ? count_titles (audiences) : NULL;

  return audience ? load_one (scope, titles, audience, error) : NULL;
}

/**
 * xa_subject_find_plain:
 *
 * Returns: the id of the one audience of that name; or 0 with @error
 */
gint64
xa_subject_find_plain (const XaScope *scope,
                       const char    *name,
                       GError       **error)
{
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (scope->store, error);
  const XaAudience *audience = audiences ? find_one (audiences, name, error) : NULL;

  return audience ? audience->id : 0;
}

/**
 * xa_subject_load:
 * @name: a name, or names joined by "and", "or" and "not"
 *
 * A name that is somebody's in full is taken for that, also where it holds such a word.
 *
 * Returns: (transfer full) (nullable): the audience with its people; or NULL with @error
 */
XaSubject *
xa_subject_load (const XaScope *scope,
                 const char    *name,
                 GError       **error)
{
  g_autoptr (GError) plain_error = NULL;
  g_autoptr (GError) composite_error = NULL;
  XaSubject *self = xa_subject_load_plain (scope, name, &plain_error);

  if (self)
    return self;
  if (g_error_matches (plain_error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_NO_AUDIENCE)) {
    self = xa_subject_load_composite (scope, name, &composite_error);
    if (self)
      return self;
  }
  /* Of a composite, the error tells which part of it is unknown. */
  if (composite_error && (strstr (name, " and ") || strstr (name, " or ") || strstr (name, " not ")))
    g_propagate_error (error, g_steal_pointer (&composite_error));
  else
    g_propagate_error (error, g_steal_pointer (&plain_error));

  return NULL;
}

/* Those that are asked for by their numbers need not be looked for one by one. */
static const XaAudience *
find_by_id (GHashTable *by_id,
            const char *name)
{
  gint64 id;

  return xa_scope_parse_id (name, &id) ? g_hash_table_lookup (by_id, &id) : NULL;
}

static gboolean
load_named_ones (const XaScope     *scope,
                 const char *const *names,
                 const GPtrArray   *audiences,
                 GPtrArray         *subjects,
                 GError           **error)
{
  g_autoptr (GHashTable) titles = count_titles (audiences);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < audiences->len; i++)
    g_hash_table_insert (by_id, &((XaAudience *) audiences->pdata[i])->id, audiences->pdata[i]);
  for (guint i = 0; names[i]; i++) {
    const XaAudience *audience = find_by_id (by_id, names[i]);
    XaSubject        *subject = audience ? load_one (scope, titles, audience, error) : xa_subject_load (scope, names[i], error);

    if (!subject)
      return FALSE;
    g_ptr_array_add (subjects, subject);
    if (g_cancellable_set_error_if_cancelled (scope->cancellable, error))
      return FALSE;
  }

  return TRUE;
}

/**
 * xa_subjects_load:
 * @names: (array zero-terminated=1): names, or composites
 *
 * Returns: (transfer full) (element-type XaSubject): the audiences in that order, with their
 *   people; or NULL with @error
 */
GPtrArray *
xa_subjects_load (const XaScope     *scope,
                  const char *const *names,
                  GError           **error)
{
  g_autoptr (GPtrArray) subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_subject_free);
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (scope->store, error);

  return audiences && load_named_ones (scope, names, audiences, subjects, error) ? g_steal_pointer (&subjects) : NULL;
}
