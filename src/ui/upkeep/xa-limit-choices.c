#include "ui/upkeep/xa-limit-choices.h"

#include "insight/xa-explore.h"

/* --- lists of limits --- */

static void
put_limit (GArray            *list,
           const XaRetention *limit)
{
  for (guint i = 0; i < list->len; i++) {
    XaRetention *each = &g_array_index (list, XaRetention, i);

    if (each->platform == limit->platform && each->kind == limit->kind) {
      each->days = limit->days;
      return;
    }
  }
  g_array_append_val (list, *limit);
}

static const XaRetention *
find_limit (const GArray   *list,
            XaPlatform      platform,
            XaRetentionKind kind)
{
  for (guint i = 0; i < list->len; i++) {
    const XaRetention *limit = &g_array_index (list, XaRetention, i);

    if (limit->platform == platform && limit->kind == kind)
      return limit;
  }

  return NULL;
}

/* A platform without a limit of its own has that of all others. */
static int
get_days (const GArray   *list,
          XaPlatform      platform,
          XaRetentionKind kind)
{
  const XaRetention *own = find_limit (list, platform, kind);
  const XaRetention *general = find_limit (list, 0, kind);

  return own ? own->days : general ? general->days
                                   : 0;
}

/* Only limits that are others than before are set. (element-type XaRetention) */
static GArray *
list_changed (const XaLimitChoices *self)
{
  GArray *changed = g_array_new (FALSE, FALSE, sizeof (XaRetention));

  for (guint i = 0; i < self->wanted->len; i++) {
    const XaRetention *limit = &g_array_index (self->wanted, XaRetention, i);
    const XaRetention *before = find_limit (self->set, limit->platform, limit->kind);

    if (!before || before->days != limit->days)
      g_array_append_val (changed, *limit);
  }

  return changed;
}

/* --- loading --- */

static void
add_platforms (GArray          *platforms,
               const GArray    *limits,
               const XaExplore *explore)
{
  g_autoptr (XaExploreList) list = xa_explore_list (explore, NULL, XA_EXPLORE_BY_NAME, FALSE);

  for (XaPlatform platform = 0; platform < XA_N_PLATFORMS; platform++) {
    gboolean is_there = platform == 0 || list->platforms[platform] > 0;

    for (guint i = 0; i < limits->len; i++)
      is_there |= g_array_index (limits, XaRetention, i).platform == platform;
    if (is_there)
      g_array_append_val (platforms, platform);
  }
}

gpointer
xa_limit_choices_question (const XaScope    *scope,
                           gpointer          data,
                           XaInsightProgress progress,
                           gpointer          progress_data,
                           GError          **error)
{
  g_autoptr (XaLimitChoices) self = g_new0 (XaLimitChoices, 1);
  g_autoptr (XaExplore) explore = xa_explore_load (scope, error);

  if (!explore)
    return NULL;
  self->platforms = g_array_new (FALSE, FALSE, sizeof (XaPlatform));
  self->set = xa_store_list_retention (scope->store, error);
  if (!self->set)
    return NULL;
  self->wanted = g_array_copy (self->set);
  add_platforms (self->platforms, self->set, explore);

  return g_steal_pointer (&self);
}

void
xa_limit_choices_free (XaLimitChoices *self)
{
  g_clear_pointer (&self->set, g_array_unref);
  g_clear_pointer (&self->wanted, g_array_unref);
  g_clear_pointer (&self->platforms, g_array_unref);
  g_free (self);
}

/* --- choosing --- */

int
xa_limit_choices_get_days (const XaLimitChoices *self,
                           XaPlatform            platform,
                           XaRetentionKind       kind)
{
  return get_days (self->wanted, platform, kind);
}

void
xa_limit_choices_choose (XaLimitChoices *self,
                         XaPlatform      platform,
                         XaRetentionKind kind,
                         int             days)
{
  const XaRetention limit = { platform, kind, days == XA_LIMIT_AS_SET ? get_days (self->set, platform, kind) : days };

  if (limit.days != get_days (self->wanted, platform, kind))
    put_limit (self->wanted, &limit);
}

gboolean
xa_limit_choices_is_changed (const XaLimitChoices *self)
{
  g_autoptr (GArray) changed = list_changed (self);

  return changed->len > 0;
}

/* --- applying --- */

XaLimitChange *
xa_limit_choices_compose_change (const XaLimitChoices *self)
{
  g_autoptr (GArray) after = list_changed (self);
  g_autoptr (GArray) before = g_array_copy (after);

  for (guint i = 0; i < before->len; i++) {
    XaRetention       *limit = &g_array_index (before, XaRetention, i);
    const XaRetention *set = find_limit (self->set, limit->platform, limit->kind);

    limit->days = set ? set->days : XA_RETENTION_UNSET;
  }

  return xa_limit_change_new (before, after);
}
