#include "http-platform.h"

#include "test-server.h"

#include <pthread.h>
#include <string.h>

typedef struct {
  char *piece; /* (owned) */
  guint status;
  char *body; /* (owned) */
  char *link; /* (owned) (nullable) */
} Answer;

struct _HttpPlatform {
  TestServer     *server;    /* (owned) */
  XaTransport    *soup;      /* (owned) */
  XaTransport    *transport; /* (owned) */
  pthread_mutex_t lock;
  GPtrArray      *answers;     /* (owned) (mutex lock) (element-type Answer) */
  GPtrArray      *asked;       /* (owned) (mutex lock) (element-type utf8) */
  gboolean        tags;        /* (mutex lock) */
  guint           n_unchanged; /* (mutex lock) */
  HttpTrouble     trouble;     /* (mutex lock) */
  GHashTable     *met;         /* (owned) (mutex lock) (element-type utf8 gsize): how many answers to a question were wrong */
  guint           n_troubles;  /* (mutex lock) */
};

static void
free_answer (gpointer data)
{
  Answer *answer = data;

  g_free (answer->piece);
  g_free (answer->body);
  g_free (answer->link);
  g_free (answer);
}

/* --- in the threads of the server ------------------------------------------------------------------- */

static const Answer *
find (HttpPlatform *self,
      const char   *path)
{
  const Answer *best = NULL;

  for (guint i = 0; i < self->answers->len; i++) {
    const Answer *answer = self->answers->pdata[i];

    if (strstr (path, answer->piece) && (!best || strlen (answer->piece) > strlen (best->piece)))
      best = answer;
  }

  return best;
}

static void
send (HttpPlatform      *self,
      const TestRequest *request,
      const Answer      *found,
      TestAnswer        *answer)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, found->body, -1);
  g_autofree char *tag = g_strdup_printf ("W/\"%.16s\"", hash);
  const char      *known = g_hash_table_lookup (request->headers, "if-none-match");

  if (self->tags && found->status == 200)
    test_answer_add_header (answer, "ETag", tag);
  if (self->tags && g_strcmp0 (known, tag) == 0) {
    self->n_unchanged++;
    answer->status = 304;
    return;
  }
  test_answer_set (answer, found->status, found->body);
  if (found->link)
    test_answer_add_header (answer, "Link", found->link);
}

static gboolean
is_troubled (HttpPlatform *self,
             const char   *path)
{
  gpointer n_met = g_hash_table_lookup (self->met, path);

  return self->trouble.times > 0 && GPOINTER_TO_SIZE (n_met) < self->trouble.times;
}

/* Questions are counted when they come for the first time; those that nothing is wrong with are over at once. */
static void
go_wrong (HttpPlatform *self,
          const char   *path,
          TestAnswer   *answer)
{
  gsize n_met = GPOINTER_TO_SIZE (g_hash_table_lookup (self->met, path));
  guint every = self->trouble.every;

  if (n_met == 0 && every > 1 && g_hash_table_size (self->met) % every != 0) {
    g_hash_table_insert (self->met, g_strdup (path), GSIZE_TO_POINTER (self->trouble.times));
    return;
  }
  g_hash_table_insert (self->met, g_strdup (path), GSIZE_TO_POINTER (n_met + 1));
  self->n_troubles++;
  answer->fault = self->trouble.fault;
  if (self->trouble.body) {
    g_string_truncate (answer->headers, 0);
    test_answer_set (answer, 200, self->trouble.body);
  }
}

static void
answer_cb (const TestRequest *request,
           TestAnswer        *answer,
           gpointer           data)
{
  HttpPlatform *self = data;
  const Answer *found;

  pthread_mutex_lock (&self->lock);
  g_ptr_array_add (self->asked, g_strdup (request->path));
  found = find (self, request->path);
  if (!found)
    g_error ("nobody said what %s is answered", request->path);
  send (self, request, found, answer);
  if (is_troubled (self, request->path))
    go_wrong (self, request->path, answer);
  pthread_mutex_unlock (&self->lock);
}

/* --- in those that ask ------------------------------------------------------------------------------ */

static XaResponse *
go (const XaCall *call,
    gpointer      data,
    GCancellable *cancellable,
    GError      **error)
{
  HttpPlatform    *self = data;
  g_autofree char *address = NULL;
  XaCall           here = *call;

  g_assert_true (g_str_has_prefix (call->address, "https://"));
  address = g_strdup_printf ("%s/%s", test_server_get_base (self->server), call->address + strlen ("https://"));
  here.address = address;
  pthread_mutex_lock (&self->lock);
  if (self->trouble.wait_us > 0 && is_troubled (self, address + strlen (test_server_get_base (self->server))))
    here.timeout_us = self->trouble.wait_us;
  pthread_mutex_unlock (&self->lock);

  return xa_transport_send (self->soup, &here, cancellable, error);
}

HttpPlatform *
http_platform_new (void)
{
  HttpPlatform *self = g_new0 (HttpPlatform, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->answers = g_ptr_array_new_with_free_func (free_answer);
  self->asked = g_ptr_array_new_with_free_func (g_free);
  self->met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->server = test_server_new (answer_cb, self);
  self->soup = xa_transport_new_soup ();
  self->transport = xa_transport_new (go, self, NULL);

  return self;
}

void
http_platform_free (HttpPlatform *self)
{
  xa_transport_unref (self->transport);
  xa_transport_unref (self->soup);
  test_server_free (self->server);
  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->asked);
  g_hash_table_unref (self->met);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

XaTransport *
http_platform_get_transport (HttpPlatform *self)
{
  return self->transport;
}

static void
put (HttpPlatform *self,
     Answer       *answer)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->answers->len; i++)
    if (g_str_equal (((Answer *) self->answers->pdata[i])->piece, answer->piece))
      g_ptr_array_remove_index (self->answers, i--);
  g_ptr_array_add (self->answers, answer);
  pthread_mutex_unlock (&self->lock);
}

void
http_platform_refuse (HttpPlatform *self,
                      const char   *piece,
                      guint         status,
                      const char   *body)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->piece = g_strdup (piece);
  answer->status = status;
  /* Pages have quotes of their own. */
  answer->body = body[0] == '<' ? g_strdup (body) : g_strdelimit (g_strdup (body), "'", '"');
  put (self, answer);
}

void
http_platform_answer (HttpPlatform *self,
                      const char   *piece,
                      const char   *body,
                      const char   *link)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->piece = g_strdup (piece);
  answer->status = 200;
  answer->body = body[0] == '<' ? g_strdup (body) : g_strdelimit (g_strdup (body), "'", '"');
  answer->link = g_strdup (link);
  put (self, answer);
}

void
http_platform_set_tags (HttpPlatform *self,
                        gboolean      tags)
{
  pthread_mutex_lock (&self->lock);
  self->tags = tags;
  pthread_mutex_unlock (&self->lock);
}

void
http_platform_trouble (HttpPlatform      *self,
                       const HttpTrouble *trouble)
{
  pthread_mutex_lock (&self->lock);
  self->trouble = *trouble;
  self->n_troubles = 0;
  g_hash_table_remove_all (self->met);
  pthread_mutex_unlock (&self->lock);
}

guint
http_platform_count_troubles (HttpPlatform *self)
{
  guint n;

  pthread_mutex_lock (&self->lock);
  n = self->n_troubles;
  pthread_mutex_unlock (&self->lock);

  return n;
}

guint
http_platform_count (HttpPlatform *self,
                     const char   *piece)
{
  guint n = 0;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->asked->len; i++)
    n += strstr (self->asked->pdata[i], piece) != NULL;
  pthread_mutex_unlock (&self->lock);

  return n;
}

guint
http_platform_count_unchanged (HttpPlatform *self)
{
  guint n;

  pthread_mutex_lock (&self->lock);
  n = self->n_unchanged;
  pthread_mutex_unlock (&self->lock);

  return n;
}
