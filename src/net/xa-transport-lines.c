#include "net/xa-transport-lines.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#define KEEP_IDLE_US (60 * G_USEC_PER_SEC)
/* A thread that waits for its turn looks so often whether it was cancelled. */
#define LOOK_NS (50 * 1000 * 1000)

/* The lock is a pthread one rather than a GMutex because the thread sanitizer knows it. */
struct _XaLines {
  pthread_mutex_t lock;
  pthread_cond_t  freed;
  GPtrArray      *idle; /* (owned) (element-type XaLine) (mutex lock) */
  GHashTable     *busy; /* (owned) (element-type utf8 guint) (mutex lock): calls by origin */
};

static XaLine *
line_new (void)
{
  XaLine *self = g_new0 (XaLine, 1);

  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  /* Certificates, the system's authorities and the desktop's proxy are libsoup's defaults; so is
   * that there is no cookie jar and no cache. */
  self->session = soup_session_new_with_options ("timeout", 0, "idle-timeout", 30, NULL);
  g_main_context_pop_thread_default (self->context);

  return self;
}

static void
line_free (XaLine *self)
{
  g_main_context_push_thread_default (self->context);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_free (self->origin);
  g_free (self);
}

XaLines *
xa_lines_new (void)
{
  XaLines *self = g_new0 (XaLines, 1);

  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->freed, NULL);
  self->idle = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  self->busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
xa_lines_free (XaLines *self)
{
  g_ptr_array_unref (self->idle);
  g_hash_table_unref (self->busy);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->freed);
  g_free (self);
}

/* Takes the line that was last connected there, else the one that was used last. */
static XaLine *
take_idle (XaLines    *self,
           const char *origin)
{
  for (guint i = self->idle->len; i > 0; i--) {
    XaLine *line = g_ptr_array_index (self->idle, i - 1);

    if (strcmp (line->origin, origin) == 0)
      return g_ptr_array_steal_index (self->idle, i - 1);
  }

  return self->idle->len > 0 ? g_ptr_array_steal_index (self->idle, self->idle->len - 1) : NULL;
}

static void
wait_a_little (XaLines *self)
{
  struct timespec until;

  clock_gettime (CLOCK_MONOTONIC, &until);
  until.tv_nsec += LOOK_NS;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  pthread_cond_clockwait (&self->freed, &self->lock, CLOCK_MONOTONIC, &until);
}

/**
 * xa_lines_take:
 * @origin: what is asked, or a queue of its own for those that wait long
 * @max: so many calls at a time
 *
 * Waits until the host may be asked. The deadline of a call begins with its turn: those before it have one each.
 *
 * Returns: (transfer full): to be ended with xa_lines_give_back(); NULL with G_IO_ERROR_CANCELLED
 */
XaLine *
xa_lines_take (XaLines      *self,
               const char   *origin,
               guint         max,
               GCancellable *cancellable,
               GError      **error)
{
  XaLine  *line = NULL;
  guint    n;
  gboolean is_cancelled;

  pthread_mutex_lock (&self->lock);
  while (!(is_cancelled = g_cancellable_is_cancelled (cancellable)) &&
         (n = GPOINTER_TO_UINT (g_hash_table_lookup (self->busy, origin))) >= max)
    wait_a_little (self);
  if (!is_cancelled) {
    g_hash_table_replace (self->busy, g_strdup (origin), GUINT_TO_POINTER (n + 1));
    line = take_idle (self, origin);
  }
  pthread_mutex_unlock (&self->lock);
  if (is_cancelled) {
    g_cancellable_set_error_if_cancelled (cancellable, error);
    return NULL;
  }

  return line ? line : line_new ();
}

/**
 * xa_lines_give_back:
 * @line: (transfer full)
 * @keeps_line: FALSE: it cannot serve again, and is closed
 *
 * Ends the turn.
 */
void
xa_lines_give_back (XaLines    *self,
                    const char *origin,
                    XaLine     *line,
                    gboolean    keeps_line)
{
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  gint64 now = g_get_monotonic_time ();
  guint  n;

  g_set_str (&line->origin, origin);
  line->idle_since_us = now;
  pthread_mutex_lock (&self->lock);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->busy, origin));
  if (n > 1)
    g_hash_table_replace (self->busy, g_strdup (origin), GUINT_TO_POINTER (n - 1));
  else
    g_hash_table_remove (self->busy, origin);
  while (self->idle->len > 0 && now - ((XaLine *) g_ptr_array_index (self->idle, 0))->idle_since_us > KEEP_IDLE_US)
    g_ptr_array_add (old, g_ptr_array_steal_index (self->idle, 0));
  g_ptr_array_add (keeps_line ? self->idle : old, line);
  pthread_cond_broadcast (&self->freed);
  pthread_mutex_unlock (&self->lock);
}
