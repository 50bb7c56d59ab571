/*
 * Asks a server as a provider does and prints what came of it:
 *
 *   provider-probe PROVIDER BASE TOKEN TARGET [CHECK|LIST|PREVIEW|SIGN-IN|SIGN-OUT|PASS]...
 *
 * TOKEN is "-" for none, and "NAME SECRET" for what signs in by both; TARGET is in its normal form. What the
 * server answers may be nonsense: each step ends with "ok" or the class of its error, and the exit status is 0.
 */
#include "test-fetch.h"
#include "providers/xa-provider.h"

#include <string.h>

static void
tell (const char   *step,
      gboolean      ok,
      const GError *error)
{
  if (ok)
    g_print ("%s: ok\n", step);
  else if (error->domain == XA_NET_ERROR)
    g_print ("%s: %s: %s\n", step, xa_net_error_id (error), error->message);
  else
    g_print ("%s: %s: %s\n", step, g_quark_to_string (error->domain), error->message);
}

static void
look (const XaProvider *provider,
      TestFetch        *fetch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = provider->preview (test_fetch_get (fetch), xa_fetch_get_target (test_fetch_get (fetch)), &error);

  tell ("preview", preview != NULL, error);
  /* What was found is what is followed, as the program does it. */
  if (preview && preview->target)
    test_fetch_set_target (fetch, preview->target);
}

static void
list (const XaProvider *provider,
      TestFetch        *fetch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = provider->list (test_fetch_get (fetch), &error);

  tell ("list", found != NULL, error);
}

static void
check (const XaProvider *provider,
       TestFetch        *fetch)
{
  g_autofree char *who = NULL;
  g_autoptr (GError) error = NULL;

  gboolean ok = provider->check (test_fetch_get (fetch), &who, &error);

  tell ("check", ok, error);
}

/* As the program does it: with what the user gave first, and with the session of the last time then. */
static void
sign_in (const XaProvider *provider,
         TestFetch        *fetch)
{
  XaRest *rest = xa_fetch_get_rest (test_fetch_get (fetch));
  g_autoptr (GError) error = NULL;
  g_autoptr (XaCredential) session = provider->sign_in (rest, xa_rest_get_credential (rest), &error);

  tell ("sign-in", session != NULL, error);
  if (session)
    xa_rest_set_credential (rest, session);
}

static void
sign_out (const XaProvider *provider,
          TestFetch        *fetch)
{
  XaRest *rest = xa_fetch_get_rest (test_fetch_get (fetch));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < provider->n_sign_ins; i++) {
    if (provider->sign_ins[i].revoke) {
      gboolean ok = provider->sign_ins[i].revoke (rest, xa_rest_get_credential (rest), &error);

      tell ("sign-out", ok, error);
      return;
    }
  }
}

static void
pass (const XaProvider *provider,
      TestFetch        *fetch,
      const char       *name)
{
  g_autoptr (GError) error = NULL;
  XaPass   kind;
  gboolean ok;

  if (!xa_pass_parse (name, &kind))
    g_error ("there is no pass %s", name);
  ok = provider->fetch (test_fetch_get (fetch), kind, &error);
  tell (name, ok, error);
}

static XaRest *
make_rest (const XaProvider *provider,
           const char       *base,
           const char       *token)
{
  g_autoptr (XaTransport) transport = xa_transport_new_soup ();
  g_autoptr (XaCredential) credential = xa_credential_new ();
  g_autoptr (GError) error = NULL;
  XaRest *rest = xa_rest_new (transport, provider->dialect, base, "00000000-0000-4000-8000-000000000001", &error);

  if (!rest)
    g_error ("%s", error->message);
  if (strcmp (token, "-") != 0) {
    const char *secret = strchr (token, ' ');

    if (secret) {
      credential->user = g_strndup (token, (gsize) (secret - token));
      credential->secret = g_strdup (secret + 1);
    } else {
      credential->token = g_strdup (token);
    }
    xa_rest_set_credential (rest, credential);
  }

  return rest;
}

int
main (int    argc,
      char **argv)
{
  const XaProvider *provider = argc > 4 ? xa_provider_by_id (argv[1]) : NULL;
  g_autoptr (XaTarget) target = provider ? xa_target_parse (argv[4]) : NULL;
  g_autoptr (TestFetch) fetch = NULL;
  g_autofree char *lines = NULL;

  if (!target) {
    g_printerr ("usage: provider-probe PROVIDER BASE TOKEN TARGET [STEP]...\n");
    return 2;
  }
  fetch = test_fetch_new (make_rest (provider, argv[2], argv[3]), target);
  test_fetch_set_max_posts (fetch, 200);
  if (target->id)
    test_fetch_follow (fetch, target->id);
  for (int i = 5; i < argc; i++) {
    if (strcmp (argv[i], "check") == 0)
      check (provider, fetch);
    else if (strcmp (argv[i], "list") == 0)
      list (provider, fetch);
    else if (strcmp (argv[i], "preview") == 0)
      look (provider, fetch);
    else if (strcmp (argv[i], "sign-in") == 0)
      sign_in (provider, fetch);
    else if (strcmp (argv[i], "sign-out") == 0)
      sign_out (provider, fetch);
    else
      pass (provider, fetch, argv[i]);
  }
  lines = recording_sink_get_text (test_fetch_get_recording (fetch));
  g_print ("---\n%s", lines);

  return 0;
}
