/* Signing in with an account of the user's: what Telegram wants next is asked of him, until it wants nothing more. */
#include "providers/telegram-user/xa-td-carrier.h"
#include "model/xa-language.h"
#include "providers/telegram-user/xa-td-place.h"

#include <string.h>

/* How long somebody is given to take up his phone. */
#define SCAN_US (5 * 60 * G_USEC_PER_SEC)

/* After so many answers that are not taken it begins anew: Telegram shuts out who guesses. */
#define MAX_WRONG 4

typedef struct {
  XaTdClient    *client; /* (not owned) */
  const XaAsker *asker;  /* (not owned) */
  XaTdSignIn     next;
  char          *problem; /* (owned) (nullable): why the last answer was not taken */
  guint          n_wrong;
} Talk;

static void
talk_clear (Talk *self)
{
  xa_td_sign_in_clear (&self->next);
  g_free (self->problem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Talk, talk_clear)

static void
wipe (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

static const XaPrompt questions[] = {
  [XA_TD_STEP_PHONE] = {
    .id = "phone",
    .title = N_ ("Phone number"),
    .words = N_ ("With the code of the country. It goes to Telegram and is kept nowhere. A device that is signed in can be used instead."),
    .instead = N_ ("Use a QR code"),
  },
  [XA_TD_STEP_CODE] = {
    .id = "code",
    .title = N_ ("Code from Telegram"),
    .words = N_ ("Telegram has sent it to your other devices, or as a text message."),
    .is_secret = TRUE,
  },
  [XA_TD_STEP_PASSWORD] = {
    .id = "password",
    .title = N_ ("Password of your account"),
    .words = N_ ("The one of the two-step verification."),
    .is_secret = TRUE,
  },
};

/* What is wrong with an answer is no end: it is asked for once more. */
static gboolean
take_refusal (Talk    *self,
              GError  *refusal,
              GError **error)
{
  if (g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_AUTH) && ++self->n_wrong < MAX_WRONG) {
    g_set_str (&self->problem, refusal->message);
    g_error_free (refusal);
    return TRUE;
  }
  g_propagate_error (error, refusal);

  return FALSE;
}

/* The hint is the user's own, and helps nobody but him. */
static char *
make_words (const XaTdSignIn *step,
            const XaPrompt   *question)
{
  if (step->kind == XA_TD_STEP_PASSWORD && step->text && *step->text)
    return g_strdup_printf ("%s Your hint: %s", question->words, step->text);

  return g_strdup (question->words);
}

static gboolean
ask_step (Talk         *self,
          GCancellable *cancellable,
          GError      **error)
{
  XaPrompt         question = questions[self->next.kind];
  g_autofree char *words = make_words (&self->next, &question);
  char            *answer;
  GError          *refusal = NULL;
  gboolean         ok;

  question.words = words;
  question.problem = self->problem;
  answer = self->asker->ask (&question, cancellable, self->asker->data, error);
  if (!answer)
    return FALSE;
  g_strstrip (answer);
  g_clear_pointer (&self->problem, g_free);
  if (self->next.kind == XA_TD_STEP_PHONE && !*answer)
    ok = xa_td_sign_in_by_scan (self->client, &self->next, cancellable, &refusal);
  else
    ok = xa_td_sign_in_answer (self->client, self->next.kind, answer, &self->next, cancellable, &refusal);
  wipe (answer);

  return ok || take_refusal (self, refusal, error);
}

/* The code changes every half minute until it is scanned. */
static gboolean
show_code (Talk         *self,
           GCancellable *cancellable,
           GError      **error)
{
  if (!self->asker->show_code) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("A QR code cannot be shown here; sign in with the phone number."));
    return FALSE;
  }

  return self->asker->show_code (self->next.text ? self->next.text : "", self->asker->data, error) &&
         xa_td_sign_in_await_scan (self->client, &self->next, SCAN_US, cancellable, error);
}

static gboolean
take_step (Talk         *self,
           GCancellable *cancellable,
           GError      **error)
{
  switch (self->next.kind) {
  case XA_TD_STEP_PHONE:
  case XA_TD_STEP_CODE:
  case XA_TD_STEP_PASSWORD:
    return ask_step (self, cancellable, error);
  case XA_TD_STEP_SCAN:
    return show_code (self, cancellable, error);
  case XA_TD_STEP_ELSEWHERE:
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH,
                         N_ ("Telegram wants something that only its own programs can do. Sign in there once, then come back and use a QR code."));
    return FALSE;
  case XA_TD_STEP_STARTING:
  case XA_TD_STEP_READY:
  case XA_TD_STEP_ENDED:
  default:
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("Telegram has ended the sign-in; begin again."));
    return FALSE;
  }
}

static gboolean
talk_to_the_end (const XaTdPlace *place,
                 const XaAsker   *asker,
                 GCancellable    *cancellable,
                 GError         **error)
{
  g_autoptr (XaTdClient) client = xa_td_client_new (xa_td_place_get_helper (), xa_td_place_get_library (), error);
  g_auto (Talk) talk = { .client = client, .asker = asker };

  if (!client || !xa_td_sign_in_begin (client, place, &talk.next, cancellable, error))
    return FALSE;
  while (talk.next.kind != XA_TD_STEP_READY)
    if (!take_step (&talk, cancellable, error))
      return FALSE;

  return TRUE;
}

/* The app is asked for where it was not given. Returns: FALSE with @error */
static gboolean
ask_for_app (XaCredential  *credential,
             const XaAsker *asker,
             GCancellable  *cancellable,
             GError       **error)
{
  static const XaPrompt id = { .id = "api-id", .title = N_ ("api_id of your app"), .words = N_ ("A number; my.telegram.org shows it under “API development tools”.") };
  static const XaPrompt hash = { .id = "api-hash", .title = N_ ("api_hash of your app"), .words = N_ ("It stands below the api_id."), .is_secret = TRUE };

  if (!credential->client_id)
    credential->client_id = asker->ask (&id, cancellable, asker->data, error);
  if (credential->client_id && !credential->secret)
    credential->secret = asker->ask (&hash, cancellable, asker->data, error);
  if (!credential->client_id || !credential->secret)
    return FALSE;
  g_strstrip (credential->client_id);
  g_strstrip (credential->secret);

  return TRUE;
}

/**
 * xa_td_talk:
 * @given: (nullable): id and secret of the user's app
 *
 * Errors: REFUSED where the library or the helper is missing, AUTH where Telegram does not let in, what @asker
 * says, CANCELLED. Then nothing is left of it.
 *
 * Returns: (transfer full): the app with the key of the folder as its token
 */
XaCredential *
xa_td_talk (const char         *folder,
            const XaCredential *given,
            const XaAsker      *asker,
            GCancellable       *cancellable,
            GError            **error)
{
  g_autoptr (XaCredential) credential = xa_credential_new ();
  g_autofree char *own = NULL;
  XaTdPlace        place;

  credential->client_id = given ? g_strdup (given->client_id) : NULL;
  credential->secret = given ? g_strdup (given->secret) : NULL;
  credential->token = xa_td_place_draw_key (error);
  if (!credential->token || !ask_for_app (credential, asker, cancellable, error) ||
      !xa_td_place_init (&place, folder, credential, &own, error))
    return NULL;
  if (talk_to_the_end (&place, asker, cancellable, error))
    return g_steal_pointer (&credential);
  /* The folder of the connection stays where an older sign-in is in it. */
  xa_td_place_forget (own);

  return NULL;
}
