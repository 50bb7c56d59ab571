#include "scripted-platform.h"

#include <string.h>

typedef struct {
  char      *piece; /* (owned) */
  guint      status;
  char      *body;    /* (owned) */
  GPtrArray *headers; /* (owned): name, value, ... */
  gboolean   is_used;
} Answer;

struct _ScriptedPlatform {
  GPtrArray *answers; /* (owned) (element-type Answer) */
  GPtrArray *asked;   /* (owned) (element-type utf8) */
  XaLimits  *limits;  /* (owned) */
  char      *sent;    /* (owned) (nullable): the body that was sent last */
  gint64     now_us;
};

static void
answer_free (Answer *self)
{
  g_free (self->piece);
  g_free (self->body);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

/* Waits pass at once. */
static gint64
get_now (gpointer data)
{
  return ((ScriptedPlatform *) data)->now_us;
}

static gboolean
pass_time (gint64        us,
           GCancellable *cancellable,
           gpointer      data)
{
  ((ScriptedPlatform *) data)->now_us += us;

  return !g_cancellable_is_cancelled (cancellable);
}

ScriptedPlatform *
scripted_platform_new (void)
{
  ScriptedPlatform *self = g_new0 (ScriptedPlatform, 1);

  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) answer_free);
  self->asked = g_ptr_array_new_with_free_func (g_free);
  self->now_us = G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC;
  self->limits = xa_limits_new ();
  xa_limits_set_clock (self->limits, get_now, pass_time, self);

  return self;
}

void
scripted_platform_free (ScriptedPlatform *self)
{
  if (!self)
    return;

  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->asked);
  xa_limits_unref (self->limits);
  g_free (self->sent);
  g_free (self);
}

void
scripted_platform_answer (ScriptedPlatform *self,
                          const char       *piece,
                          guint             status,
                          const char       *body)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->piece = g_strdup (piece);
  answer->status = status;
  answer->body = g_strdup (body);
  answer->headers = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->answers, answer);
}

void
scripted_platform_answer_header (ScriptedPlatform *self,
                                 const char       *name,
                                 const char       *value)
{
  Answer *answer = g_ptr_array_index (self->answers, self->answers->len - 1);

  g_ptr_array_add (answer->headers, g_strdup (name));
  g_ptr_array_add (answer->headers, g_strdup (value));
}

static Answer *
choose (ScriptedPlatform *self,
        const char       *address)
{
  Answer *chosen = NULL;

  for (guint i = 0; i < self->answers->len; i++) {
    Answer *answer = g_ptr_array_index (self->answers, i);
    gsize   best = chosen ? strlen (chosen->piece) : 0;

    if (strstr (address, answer->piece) &&
        (!chosen || strlen (answer->piece) > best || (strlen (answer->piece) == best && chosen->is_used)))
      chosen = answer;
  }

  return chosen;
}

static XaResponse *
respond (const XaCall *call,
         gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  ScriptedPlatform *self = data;
  Answer           *answer = choose (self, call->address);
  g_autoptr (GBytes) body = NULL;
  XaResponse *response;

  g_ptr_array_add (self->asked, g_strdup_printf ("%s %s", call->method, call->address));
  if (!answer)
    g_error ("nobody answers %s", call->address);
  answer->is_used = TRUE;
  if (call->body) {
    g_free (self->sent);
    self->sent = g_strndup (g_bytes_get_data (call->body, NULL), g_bytes_get_size (call->body));
  }
  if (answer->status == 0) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT, "The connection broke off.");
    return NULL;
  }
  body = g_bytes_new_static (answer->body, strlen (answer->body));
  response = xa_response_new (answer->status, body);
  for (guint i = 0; i + 1 < answer->headers->len; i += 2)
    xa_response_set_header (response, answer->headers->pdata[i], answer->headers->pdata[i + 1]);

  return response;
}

XaRest *
scripted_platform_get_rest (ScriptedPlatform *self,
                            const XaProvider *provider,
                            const char       *base,
                            const char       *token)
{
  g_autoptr (XaTransport) transport = xa_transport_new (respond, self, NULL);
  g_autoptr (XaCredential) credential = xa_credential_new ();
  g_autoptr (GError) error = NULL;
  XaRest *rest = xa_rest_new (transport, provider->dialect, base, "00000000-0000-4000-8000-000000000001", &error);

  g_assert_no_error (error);
  xa_rest_set_limits (rest, self->limits);
  if (token) {
    credential->token = g_strdup (token);
    xa_rest_set_credential (rest, credential);
  }

  return rest;
}

const GPtrArray *
scripted_platform_get_asked (ScriptedPlatform *self)
{
  return self->asked;
}

guint
scripted_platform_count (ScriptedPlatform *self,
                         const char       *piece)
{
  guint n = 0;

  for (guint i = 0; i < self->asked->len; i++)
    n += strstr (self->asked->pdata[i], piece) != NULL;

  return n;
}

XaLimits *
scripted_platform_get_limits (ScriptedPlatform *self)
{
  return self->limits;
}

const char *
scripted_platform_get_sent (ScriptedPlatform *self)
{
  return self->sent;
}
