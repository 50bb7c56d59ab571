#include "insight/xa-universe.h"

#include "insight/xa-result-cache.h"
#include "insight/xa-subject.h"

static gpointer
copy_number (gpointer number)
{
  return g_memdup2 (number, sizeof (gint64));
}

static const XaResultKind kind = { "universe", TRUE, copy_number, g_free, NULL };

static gpointer
compute (const XaScope *scope,
         gpointer       data,
         GError       **error)
{
  g_autoptr (GPtrArray) subjects = xa_subjects_load_platform (scope, *(XaPlatform *) data, TRUE, error);
  g_autoptr (XaMemberSet) all = xa_member_set_new ();
  gint64 n_people;

  if (!subjects)
    return NULL;
  for (guint i = 0; i < subjects->len; i++) {
    const XaSubject *subject = subjects->pdata[i];

    if (subject->members)
      xa_member_set_union (all, subject->members);
  }
  n_people = xa_scope_round_universe (xa_member_set_count (all));

  return g_memdup2 (&n_people, sizeof n_people);
}

/**
 * xa_universe_count:
 * @n_people: (out): to the nearest hundred
 *
 * Returns: FALSE with @error set if the workspace cannot be read
 */
gboolean
xa_universe_count (const XaScope *scope,
                   XaPlatform     platform,
                   gint64        *n_people,
                   GError       **error)
{
  XaResultQuestion   question;
  g_autofree gint64 *answer = NULL;

  xa_result_question_init (&question, scope, &kind);
  xa_result_question_add_number (&question, platform);
  xa_result_question_use (&question, xa_scope_get_list_facts (scope), XA_FACTS_OF_PLATFORM (platform));
  answer = xa_result_cache_answer (&question, compute, &platform, error);
  *n_people = answer ? *answer : 0;

  return answer != NULL;
}
