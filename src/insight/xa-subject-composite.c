#include "analysis/xa-composite.h"
#include "insight/xa-result-cache.h"
#include "insight/xa-subject.h"
#include "model/xa-language.h"

static gpointer
copy_subject (gpointer subject)
{
  return xa_subject_copy (subject, TRUE);
}

static gsize
weigh_subject (gconstpointer subject)
{
  const XaMemberSet *members = ((const XaSubject *) subject)->members;

  return members ? xa_member_set_count (members) * 2 : 0;
}

static const XaResultKind kind = { "composite", TRUE, copy_subject, (GDestroyNotify) xa_subject_free, weigh_subject };

/* What is known of people made of parts: when it was seen is when its oldest part was. */
static void
describe_composite (XaSubject       *self,
                    const GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++) {
    const XaSubject *part = parts->pdata[i];

    self->simulated |= part->simulated;
    self->of_a_person |= part->of_a_person;
    self->changes |= part->changes;
    self->held |= part->held;
    self->at_us = i == 0 ? part->at_us : MIN (self->at_us, part->at_us);
  }
  self->kind = XA_AUDIENCE_GROUP;
  self->role = XA_ROLE_OTHER;
  self->reported = XA_COUNT_UNKNOWN;
  self->platform = ((XaSubject *) parts->pdata[0])->platform;
}

static XaSubject *
combine (const XaComposite *composite,
         const GPtrArray   *parts,
         GError           **error)
{
  g_autoptr (XaSubject) self = g_new0 (XaSubject, 1);
  g_autoptr (XaMemberSet) nobody = xa_member_set_new ();
  g_autofree const XaMemberSet **members = g_new (const XaMemberSet *, parts->len);
  g_autofree XaSeen             *seen = g_new (XaSeen, parts->len);
  XaFigureNote                   why;

  for (guint i = 0; i < parts->len; i++) {
    XaSubject *part = parts->pdata[i];

    members[i] = part->members ? part->members : nobody;
    seen[i] = part->seen;
  }
  self->name = xa_composite_format (composite);
  self->members = xa_composite_evaluate (composite, members);
  if (!xa_composite_see (composite, seen, xa_member_set_count (self->members), &self->seen, &why)) {
    g_set_error (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_EXPRESSION, N_ ("“%s” cannot be made: %s."), self->name, xa_figure_note_words (why));
    return NULL;
  }
  describe_composite (self, parts);

  return g_steal_pointer (&self);
}

static gpointer
compute (const XaScope *scope,
         gpointer       data,
         GError       **error)
{
  const XaComposite *composite = data;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_subject_free);
  const char *const *names = xa_composite_get_names (composite);

  for (guint i = 0; names[i]; i++) {
    XaSubject *part = xa_subject_load_plain (scope, names[i], error);

    if (!part)
      return NULL;
    g_ptr_array_add (parts, part);
  }

  return combine (composite, parts, error);
}

/**
 * xa_subject_load_composite:
 * @text: names joined by "and", "or" and "not"
 *
 * Puts the people together anew only where a list of one of the parts is another one.
 *
 * Returns: (transfer full) (nullable): an audience made of others; or NULL with @error
 */
XaSubject *
xa_subject_load_composite (const XaScope *scope,
                           const char    *text,
                           GError       **error)
{
  g_autoptr (XaComposite) composite = xa_composite_parse (text, error);
  XaResultQuestion   question;
  const char *const *names = composite ? xa_composite_get_names (composite) : NULL;

  if (!names)
    return NULL;
  xa_result_question_init (&question, scope, &kind);
  xa_result_question_add_text (&question, text);
  xa_result_question_use (&question, XA_FACT_AUDIENCES, XA_FACTS_OF_ALL);
  for (guint i = 0; names[i]; i++) {
    gint64 id = xa_subject_find_plain (scope, names[i], error);

    if (!id)
      return NULL;
    xa_result_question_use (&question, xa_scope_get_list_facts (scope), id);
  }

  return xa_result_cache_answer (&question, compute, composite, error);
}
