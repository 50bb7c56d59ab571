#include "sync/xa-sync-private.h"

#include "model/xa-language.h"

/* What is no audience of a platform that has some is told from what is of a platform that cannot be asked. */
void
xa_sync_set_out_of_reach (const XaTarget *target,
                          GError        **error)
{
  const char *words = xa_platform_say_followable (target->platform);

  if (words)
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, words);
  else
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("%s cannot be followed over the network by this version. Its export files can be imported."),
                 xa_platform_name (target->platform));
}

/* Any of the ways to a platform will do. */
void
xa_sync_set_not_connected (const XaTarget *target,
                           GError        **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;

  for (const XaProvider *const *at = xa_providers (); *at; at++)
    if (!(*at)->is_simulated && (*at)->platform == target->platform && (*at)->can_reach (target))
      g_string_append_printf (names, "%s%s", n++ ? ", " : "", (*at)->name);
  if (n > 1)
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("Connect one of these first, as each needs a credential: %s."), names->str);
  else
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("Connect %s first: it needs a credential."), names->str);
}

/* Nothing of several platforms that were asked: which they were is told with what the first said, as that alone would
 * look as if nothing else had been thought of. Takes @first. */
void
xa_sync_set_none_found (GPtrArray *targets,
                        GError    *first,
                        GError   **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  XaPlatform last = 0;
  guint      n = 0;

  for (guint i = 0; i < targets->len; i++) {
    const XaTarget *target = targets->pdata[i];

    if (target->platform != last && xa_provider_for (target))
      g_string_append_printf (names, "%s%s", n++ ? ", " : "", xa_platform_name (target->platform));
    last = target->platform;
  }
  if (n < 2) {
    g_propagate_error (error, first);
    return;
  }
  g_set_error (error, first->domain, first->code, N_ ("This could be of several platforms, and none of them gave it: %s. The first said: %s"), names->str, first->message);
  g_error_free (first);
}
