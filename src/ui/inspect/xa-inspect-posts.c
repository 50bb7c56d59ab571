#include "ui/inspect/xa-inspect-posts.h"

#include "ui/inspect/xa-post-row.h"
#include "ui/widgets/xa-failure.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define PAGE_SIZE 25

/* At this age counters of posts are compared; younger posts have no value yet. */
#define COMPARED_AT_US XA_USEC_PER_DAY

struct _XaInspectPosts {
  GtkBox           parent_instance;
  GtkLabel        *explanation;
  GtkDropDown     *order;
  GtkStack        *states;
  AdwStatusPage   *nothing;
  AdwStatusPage   *failure;
  GtkListBox      *list;
  GtkButton       *more;
  XaSession       *session;     /* (owned) (nullable) */
  XaInspectAnswer *answer;      /* (owned) (nullable) */
  GCancellable    *cancellable; /* (owned) (nullable): of the page that is on its way */
  char            *next;        /* (owned) (nullable): where the next page begins */
  guint            n_listed;
};

G_DEFINE_FINAL_TYPE (XaInspectPosts, xa_inspect_posts, GTK_TYPE_BOX)

/* In the order of the list. */
enum {
  CHOICE_LATEST,
  CHOICE_TOP,
  CHOICE_REACTIONS,
  CHOICE_COMMENTS,
  CHOICE_SHARES,
  CHOICE_VIEWS,
};

static const XaPostOrder orders[] = {
  [CHOICE_LATEST] = XA_POSTS_NEWEST,
  [CHOICE_TOP] = XA_POSTS_NEWEST,
  [CHOICE_REACTIONS] = XA_POSTS_MOST_REACTIONS,
  [CHOICE_COMMENTS] = XA_POSTS_MOST_COMMENTS,
  [CHOICE_SHARES] = XA_POSTS_MOST_SHARES,
  [CHOICE_VIEWS] = XA_POSTS_MOST_VIEWS,
};

/* --- asking --- */

typedef struct {
  char       *name;  /* (owned) */
  char       *after; /* (owned) (nullable) */
  XaPostOrder order;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->name);
  g_free (self->after);
  g_free (self);
}

static gpointer
answer_page (const XaScope    *scope,
             gpointer          data,
             XaInsightProgress progress,
             gpointer          progress_data,
             GError          **error)
{
  const Question *question = data;
  XaPostPageQuery query = { question->name, question->order, PAGE_SIZE, question->after, COMPARED_AT_US };

  return xa_post_page_new (scope, &query, error);
}

/* --- showing --- */

static void
show_state (XaInspectPosts *self)
{
  gtk_stack_set_visible_child_name (self->states, self->n_listed > 0 ? "content" : "empty");
  gtk_widget_set_visible (GTK_WIDGET (self->more), self->next != NULL);
}

static void
add_post (XaInspectPosts *self,
          const XaPost   *post,
          const double   *counters,
          const char     *age)
{
  gtk_list_box_append (self->list, xa_post_row_new (self->answer, post, counters, age));
  self->n_listed++;
}

static void
take_counters (const XaPost *post,
               double        counters[XA_N_COUNTERS])
{
  const gint64 newest[XA_N_COUNTERS] = { post->counters.reactions, post->counters.comments, post->counters.shares, post->counters.views };

  for (guint i = 0; i < XA_N_COUNTERS; i++)
    counters[i] = newest[i] == XA_COUNT_UNKNOWN ? NAN : (double) newest[i];
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (XaInspectPosts) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPostPage) page = xa_session_ask_finish (XA_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (!page) {
    xa_failure_tell (self->failure, error);
    gtk_stack_set_visible_child_name (self->states, "failed");
    return;
  }

  for (guint i = 0; i < page->posts->len; i++) {
    const XaListedPost *listed = page->posts->pdata[i];
    double              counters[XA_N_COUNTERS];

    take_counters (listed->post, counters);
    add_post (self, listed->post, counters, NULL);
  }
  g_set_str (&self->next, page->next);
  show_state (self);
}

static void
ask_page (XaInspectPosts *self)
{
  guint     choice = MIN (gtk_drop_down_get_selected (self->order), CHOICE_VIEWS);
  Question *question = g_new (Question, 1);
  XaAsk     ask = { answer_page, question, question_free, (GDestroyNotify) xa_post_page_free };

  *question = (Question) { g_strdup_printf ("#%" G_GINT64_FORMAT, self->answer->inspect->subject->id), g_strdup (self->next), orders[choice] };
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  xa_session_ask_async (self->session, XA_ASK_QUICK, &ask, NULL, NULL, self->cancellable, page_cb, g_object_ref (self));
}

/* Those that were answered most, at the same age, came with the page. */
static void
list_top (XaInspectPosts *self)
{
  const XaInspectTopPosts *top = &self->answer->inspect->top_posts;

  for (guint i = 0; i < top->posts->len; i++) {
    const XaInspectTopPost *post = top->posts->pdata[i];
    double                  counters[XA_N_COUNTERS];
    g_autofree char        *number = g_strdup_printf ("%.0f", post->interactions);
    g_autofree char        *words = g_strdup_printf (_ ("%s interactions after %d h"), number, (int) (post->age_us / XA_USEC_PER_HOUR));

    take_counters (post->post, counters);
    add_post (self, post->post, counters, words);
  }
  show_state (self);
}

static char *
explain (XaInspectPosts *self)
{
  const XaInspectTopPosts *top = &self->answer->inspect->top_posts;

  switch (gtk_drop_down_get_selected (self->order)) {
  case CHOICE_TOP:
    return top->at_equal_age
             ? g_strdup_printf (_ ("Own posts by reactions, comments and shares a day after each was written. %u of %u could be compared."), top->n_ranked, top->n_own)
             : g_strdup_printf (_ ("Own posts by their newest reactions, comments and shares, each at its own age. %u of %u could be compared."), top->n_ranked, top->n_own);
  case CHOICE_LATEST:
    return g_strdup (_ ("The newest first. Posts of members have neither text nor author here: both would lead to a person."));
  default:
    return g_strdup (_ ("By the newest counter that was seen; a post without it is not in the list."));
  }
}

static void
reload (XaInspectPosts *self)
{
  g_autofree char *words = NULL;

  if (!self->answer)
    return;
  words = explain (self);
  gtk_label_set_text (self->explanation, words);
  gtk_list_box_remove_all (self->list);
  self->n_listed = 0;
  g_clear_pointer (&self->next, g_free);
  if (gtk_drop_down_get_selected (self->order) == CHOICE_TOP) {
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    list_top (self);
    return;
  }
  gtk_stack_set_visible_child_name (self->states, "loading");
  ask_page (self);
}

static void
order_changed_cb (XaInspectPosts *self)
{
  reload (self);
}

static void
retry_cb (XaInspectPosts *self)
{
  reload (self);
}

static void
more_cb (XaInspectPosts *self)
{
  xa_inspect_posts_load_more (self);
}

static void
xa_inspect_posts_dispose (GObject *object)
{
  XaInspectPosts *self = XA_INSPECT_POSTS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  g_clear_pointer (&self->next, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_INSPECT_POSTS);
  G_OBJECT_CLASS (xa_inspect_posts_parent_class)->dispose (object);
}

static void
xa_inspect_posts_class_init (XaInspectPostsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_inspect_posts_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/inspect-posts.ui");
  gtk_widget_class_bind_template_child (widget_class, XaInspectPosts, explanation);
  gtk_widget_class_bind_template_child (widget_class, XaInspectPosts, order);
  gtk_widget_class_bind_template_child (widget_class, XaInspectPosts, states);
  gtk_widget_class_bind_template_child (widget_class, XaInspectPosts, nothing);
  gtk_widget_class_bind_template_child (widget_class, XaInspectPosts, failure);
  gtk_widget_class_bind_template_child (widget_class, XaInspectPosts, list);
  gtk_widget_class_bind_template_child (widget_class, XaInspectPosts, more);
  gtk_widget_class_bind_template_callback (widget_class, order_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
}

static void
xa_inspect_posts_init (XaInspectPosts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
xa_inspect_posts_show (XaInspectPosts  *self,
                       XaSession       *session,
                       XaInspectAnswer *answer)
{
  g_set_object (&self->session, session);
  xa_inspect_answer_ref (answer);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  self->answer = answer;
  reload (self);
}

void
xa_inspect_posts_load_more (XaInspectPosts *self)
{
  if (self->next && !self->cancellable)
    ask_page (self);
}
