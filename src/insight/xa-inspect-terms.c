#include "insight/xa-inspect-parts.h"
#include "insight/xa-withhold.h"
#include "store/xa-activity.h"

/* Beyond these, single words say little about an audience. */
#define MOST_TERMS 50

static void
term_free (gpointer data)
{
  XaInspectTerm *self = data;

  g_free (self->text);
  g_free (self);
}

static XaInspectTerm *
term_new (const XaTermUse *use)
{
  XaInspectTerm *self = g_new0 (XaInspectTerm, 1);

  self->text = g_strdup (use->text);
  self->posts = xa_figure_exact ((double) use->n);
  self->people = xa_figure_not_comparable (XA_NOTE_NOT_SEEN);
  self->share = xa_figure_not_comparable (XA_NOTE_NOT_SEEN);

  return self;
}

/* Words of members are told with the number of those who used them, and only if these are
 * enough; what all but a few used would tell of the few. */
static void
add_members_terms (const XaScope   *scope,
                   const GPtrArray *uses,
                   guint64          n_active,
                   XaInspectTerms  *self)
{
  g_autoptr (XaDisclosure) gate = xa_disclosure_new (scope->smallest_count);
  g_autofree guint *cells = g_new (guint, MAX (uses->len, 1));
  guint             whole = xa_disclosure_add (gate, n_active, XA_CELL_SHOWN | XA_CELL_OPEN);

  for (guint i = 0; i < uses->len; i++) {
    guint64 n_people = xa_member_set_count (((const XaTermUse *) uses->pdata[i])->people);

    cells[i] = xa_disclosure_add (gate, n_people, XA_CELL_SHOWN);
    if (n_people < n_active)
      xa_disclosure_sum (gate, whole, (guint[]) { cells[i], xa_disclosure_add (gate, n_active - n_people, 0) }, 2);
  }
  xa_disclosure_judge (gate);
  for (guint i = 0; i < uses->len; i++) {
    const XaTermUse *use = uses->pdata[i];
    guint64          n_people = xa_member_set_count (use->people);
    XaInspectTerm   *term;

    if (n_people == 0 || n_people < scope->smallest_count || self->terms->len >= MOST_TERMS) {
      self->n_hidden += n_people < scope->smallest_count;
      self->n_beyond += n_people > 0 && n_people >= scope->smallest_count;
      continue;
    }
    term = term_new (use);
    term->people = xa_figure_exact ((double) n_people);
    if (n_active)
      term->share = xa_figure_exact ((double) n_people / (double) n_active);
    xa_withhold (gate, cells[i], &term->people);
    xa_withhold (gate, cells[i], &term->share);
    g_ptr_array_add (self->terms, term);
  }
}

/**
 * xa_inspect_load_terms:
 * @inspect: with its activity loaded
 * @self: (out): owned by the inspection
 */
gboolean
xa_inspect_load_terms (const XaScope   *scope,
                       const XaInspect *inspect,
                       XaTermKind       kind,
                       XaInspectTerms  *self,
                       GError         **error)
{
  g_autoptr (GPtrArray) uses = xa_store_list_terms (scope->store, inspect->subject->id, kind, xa_scope_get_first_hour (scope),
                                                    xa_scope_get_last_hour (scope), error);
  g_autoptr (XaMemberSet) active = NULL;

  if (!uses)
    return FALSE;
  self->terms = g_ptr_array_new_with_free_func (term_free);
  if (inspect->activity.all_own) {
    for (guint i = 0; i < MIN (uses->len, MOST_TERMS); i++)
      g_ptr_array_add (self->terms, term_new (uses->pdata[i]));
    self->n_beyond = uses->len - self->terms->len;
    return TRUE;
  }
  active = xa_store_load_active (scope->store, inspect->subject->id, XA_ACTIVITY_AUTHOR, xa_scope_get_first_day (scope),
                                 xa_scope_get_last_day (scope), NULL, error);
  if (!active)
    return FALSE;
  add_members_terms (scope, uses, xa_member_set_count (active), self);

  return TRUE;
}

/* --- links --- */

static void
link_free (gpointer data)
{
  XaInspectLink *self = data;

  g_free (self->name);
  g_free (self);
}

static int
compare_links (gconstpointer a,
               gconstpointer b)
{
  const XaInspectLink *x = *(XaInspectLink *const *) a;
  const XaInspectLink *y = *(XaInspectLink *const *) b;

  if (x->n.value > y->n.value || x->n.value < y->n.value)
    return x->n.value > y->n.value ? -1 : 1;
  if (xa_figure_has_number (&x->n) != xa_figure_has_number (&y->n))
    return xa_figure_has_number (&x->n) ? -1 : 1;

  return g_strcmp0 (x->name, y->name);
}

static const char *
find_name (const GPtrArray *subjects,
           gint64           id)
{
  for (guint i = 0; i < subjects->len; i++)
    if (((const XaSubject *) subjects->pdata[i])->id == id)
      return ((const XaSubject *) subjects->pdata[i])->name;

  return NULL;
}

/* Few references may be one member's; the audience's own posts are public. */
gboolean
xa_inspect_load_links (const XaScope *scope,
                       XaInspect     *self,
                       GError       **error)
{
  gint64 id = self->subject->id;
  g_autoptr (GPtrArray) subjects = xa_subjects_load_all (scope, FALSE, error);
  g_autoptr (GArray) links = subjects ? xa_store_list_links (scope->store, xa_scope_get_first_day (scope), xa_scope_get_last_day (scope), error) : NULL;

  if (!links)
    return FALSE;
  for (guint i = 0; i < links->len; i++) {
    const XaAudienceLink *from = &g_array_index (links, XaAudienceLink, i);
    XaInspectLink        *link;

    if (from->from_id != id && from->to_id != id)
      continue;
    link = g_new0 (XaInspectLink, 1);
    link->incoming = from->to_id == id;
    link->name = g_strdup (find_name (subjects, link->incoming ? from->from_id : from->to_id));
    link->kind = from->kind;
    link->n = !link->incoming && self->activity.all_own ? xa_figure_exact ((double) from->n) : xa_judge_count (scope, from->n);
    g_ptr_array_add (self->links, link);
  }
  g_ptr_array_set_free_func (self->links, link_free);
  g_ptr_array_sort (self->links, compare_links);

  return TRUE;
}
