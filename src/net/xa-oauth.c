#include "net/xa-oauth.h"

#include "config.h"
#include "model/xa-language.h"
#include "model/xa-said.h"
#include "model/xa-time.h"
#include "net/xa-address.h"
#include "net/xa-oauth-listener.h"

#include <nettle/sha2.h>
#include <string.h>
#include <sys/random.h>

#define SECRET_SIZE 32
/* 32 bytes in base64url without padding: as short as a verifier may be, with all of its bits. */
#define SECRET_CHARS 43
#define MAX_ANSWER (256 * 1024)

/* Below the ports that systems lend to programs, and above those that need a right. */
const guint16 xa_oauth_fixed_ports[XA_OAUTH_N_FIXED_PORTS] = { 17653, 21653, 29653 };

struct _XaOAuth {
  XaTransport     *transport; /* (owned) */
  XaOAuthListener *listener;  /* (owned) */
  gint64           timeout_us;
};

/* --- text that is secret ------------------------------------------------------------------------- */

static void
wipe (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
to_base64url (const guint8 bytes[SECRET_SIZE],
              char         text[SECRET_CHARS + 1])
{
  char *padded = g_base64_encode (bytes, SECRET_SIZE);

  for (gsize i = 0; i < SECRET_CHARS; i++)
    text[i] = padded[i] == '+' ? '-' : padded[i] == '/' ? '_'
                                                        : padded[i];
  text[SECRET_CHARS] = '\0';
  wipe (padded);
}

static gboolean
draw_secret (char     text[SECRET_CHARS + 1],
             GError **error)
{
  guint8 bytes[SECRET_SIZE];

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, N_ ("The system gave no random bytes: the sign-in was not begun"));
    return FALSE;
  }
  to_base64url (bytes, text);
  explicit_bzero (bytes, sizeof bytes);

  return TRUE;
}

/* The challenge of RFC 7636, section 4.2: base64url (SHA-256 (verifier)). */
static void
make_challenge (const char verifier[SECRET_CHARS + 1],
                char       challenge[SECRET_CHARS + 1])
{
  struct sha256_ctx hash;
  guint8            digest[SHA256_DIGEST_SIZE];

  sha256_init (&hash);
  sha256_update (&hash, SECRET_CHARS, (const guint8 *) verifier);
  sha256_digest (&hash, sizeof digest, digest);
  to_base64url (digest, challenge);
}

/* Appends "name=value" to a form or a query; @value: (nullable): NULL adds nothing */
static void
add_pair (GString    *form,
          const char *name,
          const char *value)
{
  if (value == NULL)
    return;
  if (form->len > 0 && !strchr ("?&", form->str[form->len - 1]))
    g_string_append_c (form, '&');
  g_string_append (form, name);
  g_string_append_c (form, '=');
  g_string_append_uri_escaped (form, value, NULL, FALSE);
}

/* --- the token endpoint ------------------------------------------------------------------------------ */

static gboolean
fail (GError    **error,
      XaNetError  code,
      const char *sentence,
      const char *platform)
{
  g_autofree char *message = xa_say_of (sentence, platform);

  g_set_error_literal (error, XA_NET_ERROR, (int) code, message);

  return FALSE;
}

/* What the error code of RFC 6749, section 5.2 means; its description is the server's own text and
 * is not passed on. */
static gboolean
fail_by_code (const XaOAuthEndpoints *endpoints,
              const char             *code,
              GError                **error)
{
  if (strcmp (code, "invalid_grant") == 0)
    return fail (error, XA_NET_ERROR_AUTH, N_ ("%s no longer accepts this sign-in; it expired or was revoked: connect again"), endpoints->platform);
  if (strcmp (code, "invalid_client") == 0 || strcmp (code, "unauthorized_client") == 0)
    return fail (error, XA_NET_ERROR_AUTH, N_ ("%s does not accept the client id or secret of this program: check both, then connect again"), endpoints->platform);
  if (strcmp (code, "invalid_scope") == 0)
    return fail (error, XA_NET_ERROR_SCOPE, N_ ("%s does not give a permission that was asked for"), endpoints->platform);
  if (strcmp (code, "temporarily_unavailable") == 0 || strcmp (code, "server_error") == 0)
    return fail (error, XA_NET_ERROR_TRANSIENT, N_ ("%s could not sign you in just now: try again later"), endpoints->platform);

  return fail (error, XA_NET_ERROR_BAD_REQUEST, N_ ("%s did not understand the request for a token"), endpoints->platform);
}

static gboolean
fail_by_status (const XaOAuthEndpoints *endpoints,
                const XaResponse       *response,
                GError                **error)
{
  g_autoptr (XaJson) json = response->status < 500 && response->status != 429 ? xa_response_parse (response, NULL) : NULL;
  XaJsonAt root;
  XaSpan   code = XA_SPAN_NONE;

  if (json) {
    root = xa_json_root (json);
    code = xa_json_maybe_text (&root, "error");
  }
  if (code.str) {
    g_autofree char *text = xa_span_dup (code);

    return fail_by_code (endpoints, text, error);
  }
  if (response->status == 429)
    return fail (error, XA_NET_ERROR_RATE_LIMITED, N_ ("%s was asked to sign in too often: try again in some minutes"), endpoints->platform);
  if (response->status >= 500)
    return fail (error, XA_NET_ERROR_TRANSIENT, N_ ("%s could not sign you in just now: try again later"), endpoints->platform);
  if (response->status == 401 || response->status == 403)
    return fail (error, XA_NET_ERROR_AUTH, N_ ("%s refused the sign-in: connect again"), endpoints->platform);

  return fail (error, XA_NET_ERROR_MALFORMED, N_ ("%s did not answer the request for a token as agreed"), endpoints->platform);
}

static char *
take_text (const XaJsonAt *root,
           const char     *name)
{
  XaSpan text = xa_json_maybe_text (root, name);

  return text.str && text.len > 0 ? g_strndup (text.str, text.len) : NULL;
}

static gint64
end_after (const XaResponse *response,
           gint64            lifetime_s)
{
  return lifetime_s == XA_COUNT_UNKNOWN ? XA_TIME_UNKNOWN : response->received_us + MIN (lifetime_s, G_GINT64_CONSTANT (10000000000)) * G_USEC_PER_SEC;
}

/* Reads the answer of RFC 6749, section 5.1; how long a refresh token lasts is what some platforms add. */
static XaCredential *
read_tokens (const XaOAuthEndpoints *endpoints,
             const XaResponse       *response,
             GError                **error)
{
  g_autoptr (XaCredential) credential = xa_credential_new ();
  g_autoptr (XaJson) json = xa_response_parse (response, error);
  XaJsonAt root;
  XaSpan   type;
  gint64   lifetime_s, renewable_s;

  if (json == NULL)
    return NULL;
  root = xa_json_root (json);
  credential->token = xa_span_dup (xa_json_text (&root, "access_token"));
  type = xa_json_maybe_text (&root, "token_type");
  credential->refresh_token = take_text (&root, "refresh_token");
  credential->scopes = take_text (&root, "scope");
  lifetime_s = xa_json_maybe_count (&root, "expires_in");
  renewable_s = xa_json_maybe_count (&root, "refresh_token_expires_in");
  if (!xa_json_check (json, error))
    return NULL;
  if (!credential->token || !*credential->token || (type.str && (type.len != 6 || g_ascii_strncasecmp (type.str, "bearer", 6) != 0))) {
    fail (error, XA_NET_ERROR_MALFORMED, N_ ("%s did not give a token of the kind that was agreed"), endpoints->platform);
    return NULL;
  }
  credential->expires_us = end_after (response, lifetime_s);
  credential->ends_us = end_after (response, renewable_s);

  return g_steal_pointer (&credential);
}

/* A token may only travel encrypted, or within this machine (NET-1). */
static gboolean
check_endpoint (const char *address,
                GError    **error)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *base = NULL, *checked = NULL;

  if (uri && g_uri_get_host (uri) && !g_uri_get_userinfo (uri) && !g_uri_get_fragment (uri))
    base = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri), g_uri_get_port (uri), "", NULL, NULL);
  if (base == NULL) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, N_ ("The address to sign in at is not a web address"));
    return FALSE;
  }
  checked = xa_address_check (base, NULL, error);

  return checked != NULL;
}

/* Id and secret as HTTP Basic: each is escaped as in a form before they are joined.
 * Returns: (transfer full): to be wiped */
static char *
make_basic (const char *id,
            const char *secret)
{
  char *escaped_id = g_uri_escape_string (id, NULL, FALSE), *escaped_secret = g_uri_escape_string (secret, NULL, FALSE);
  char *joined = g_strconcat (escaped_id, ":", escaped_secret, NULL);
  char *encoded = g_base64_encode ((const guchar *) joined, strlen (joined));
  char *header = g_strconcat ("Basic ", encoded, NULL);

  wipe (escaped_id);
  wipe (escaped_secret);
  wipe (joined);
  wipe (encoded);

  return header;
}

/* Says which client asks, in the form or the header, sends @form and takes the tokens; wipes what it sent.
 * @secret: (nullable): of a client that has none */
static XaCredential *
ask_for_tokens (XaTransport            *transport,
                const XaOAuthEndpoints *endpoints,
                const char             *id,
                const char             *secret,
                GString                *form,
                GCancellable           *cancellable,
                GError                **error)
{
  static const char *const headers[] = { "Accept", "application/json", "User-Agent", "XAudience/" XA_VERSION };
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GBytes) body = NULL;
  g_autoptr (XaResponse) response = NULL;
  gboolean      in_header = endpoints->in_header && secret;
  char         *basic = in_header ? make_basic (id, secret) : NULL;
  XaCall        call = { .method = "POST", .address = endpoints->token, .headers = list, .body_type = "application/x-www-form-urlencoded", .max_body = MAX_ANSWER, .timeout_us = XA_TRANSPORT_TIMEOUT_US };
  XaCredential *credential = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    g_ptr_array_add (list, (gpointer) headers[i]);
  if (in_header) {
    g_ptr_array_add (list, (gpointer) "Authorization");
    g_ptr_array_add (list, basic);
  } else {
    add_pair (form, "client_id", id);
    add_pair (form, "client_secret", secret);
  }
  body = g_bytes_new_static (form->str, form->len);
  call.body = body;
  if (check_endpoint (endpoints->token, error))
    response = xa_transport_send (transport, &call, cancellable, error);
  explicit_bzero (form->str, form->len);
  wipe (basic);
  if (response == NULL)
    return NULL;
  if (response->status >= 200 && response->status <= 299)
    credential = read_tokens (endpoints, response, error);
  else
    fail_by_status (endpoints, response, error);

  return credential;
}

/* --- signing in ----------------------------------------------------------------------------------------- */

XaOAuth *
xa_oauth_new (XaTransport   *transport,
              const guint16 *ports,
              gsize          n_ports,
              GError       **error)
{
  XaOAuthListener *listener = xa_oauth_listener_new (ports, n_ports, error);
  XaOAuth         *self;

  if (listener == NULL)
    return NULL;
  self = g_new0 (XaOAuth, 1);
  self->transport = xa_transport_ref (transport);
  self->listener = listener;
  self->timeout_us = XA_OAUTH_LISTENER_TIMEOUT_US;

  return self;
}

void
xa_oauth_free (XaOAuth *self)
{
  if (self == NULL)
    return;
  xa_transport_unref (self->transport);
  xa_oauth_listener_free (self->listener);
  g_free (self);
}

const char *
xa_oauth_get_redirect (XaOAuth *self)
{
  return xa_oauth_listener_get_redirect (self->listener);
}

void
xa_oauth_set_timeout (XaOAuth *self,
                      gint64   timeout_us)
{
  self->timeout_us = timeout_us;
}

static char *
make_address (XaOAuth                *self,
              const XaOAuthEndpoints *endpoints,
              const char             *state,
              const char             *challenge)
{
  GString *address = g_string_new (endpoints->authorize);

  g_string_append_c (address, strchr (endpoints->authorize, '?') ? '&' : '?');
  add_pair (address, "response_type", "code");
  add_pair (address, "client_id", endpoints->client_id);
  add_pair (address, "redirect_uri", xa_oauth_get_redirect (self));
  add_pair (address, "scope", endpoints->scopes);
  add_pair (address, "state", state);
  add_pair (address, "code_challenge", challenge);
  add_pair (address, "code_challenge_method", "S256");

  return g_string_free (address, FALSE);
}

/* Opens the browser and waits for what it brings back. */
static char *
get_code (XaOAuth                *self,
          const XaOAuthEndpoints *endpoints,
          const char             *verifier,
          XaOAuthOpenFunc         open,
          gpointer                data,
          GCancellable           *cancellable,
          GError                **error)
{
  char             state[SECRET_CHARS + 1], challenge[SECRET_CHARS + 1];
  g_autofree char *address = NULL;

  if (!draw_secret (state, error))
    return NULL;
  make_challenge (verifier, challenge);
  address = make_address (self, endpoints, state, challenge);
  if (!open (address, data, error))
    return NULL;

  return xa_oauth_listener_wait (self->listener, state, self->timeout_us, cancellable, error);
}

static XaCredential *
exchange (XaOAuth                *self,
          const XaOAuthEndpoints *endpoints,
          const char             *code,
          const char             *verifier,
          GCancellable           *cancellable,
          GError                **error)
{
  /* Of a size that need not grow, which would leave pieces behind. */
  g_autoptr (GString) form = g_string_sized_new (3 * (strlen (code) + 1024) + 1024);

  add_pair (form, "grant_type", "authorization_code");
  add_pair (form, "code", code);
  add_pair (form, "redirect_uri", xa_oauth_get_redirect (self));
  add_pair (form, "code_verifier", verifier);

  return ask_for_tokens (self->transport, endpoints, endpoints->client_id, endpoints->client_secret, form, cancellable, error);
}

XaCredential *
xa_oauth_sign_in (XaOAuth                *self,
                  const XaOAuthEndpoints *endpoints,
                  XaOAuthOpenFunc         open,
                  gpointer                data,
                  GCancellable           *cancellable,
                  GError                **error)
{
  char          verifier[SECRET_CHARS + 1];
  char         *code;
  XaCredential *credential = NULL;

  if (!check_endpoint (endpoints->authorize, error) || !check_endpoint (endpoints->token, error) || !draw_secret (verifier, error))
    return NULL;
  code = get_code (self, endpoints, verifier, open, data, cancellable, error);
  if (code)
    credential = exchange (self, endpoints, code, verifier, cancellable, error);
  wipe (code);
  explicit_bzero (verifier, sizeof verifier);
  if (credential == NULL)
    return NULL;
  /* A server that says nothing of scopes granted what was asked (RFC 6749, section 5.1). */
  if (credential->scopes == NULL)
    credential->scopes = g_strdup (endpoints->scopes);
  credential->client_id = g_strdup (endpoints->client_id);
  credential->secret = g_strdup (endpoints->client_secret);

  return credential;
}

/* --- refreshing and judging ---------------------------------------------------------------------------- */

XaCredential *
xa_oauth_refresh (XaTransport            *transport,
                  const XaOAuthEndpoints *endpoints,
                  const XaCredential     *old,
                  GCancellable           *cancellable,
                  GError                **error)
{
  g_autoptr (GString) form = NULL;
  XaCredential *credential;

  if (old->refresh_token == NULL) {
    fail (error, XA_NET_ERROR_AUTH, N_ ("%s gave a sign-in that cannot be renewed, and it has expired: connect again"), endpoints->platform);
    return NULL;
  }
  form = g_string_sized_new (3 * (strlen (old->refresh_token) + 1024) + 1024);
  add_pair (form, "grant_type", "refresh_token");
  add_pair (form, "refresh_token", old->refresh_token);
  credential = ask_for_tokens (transport, endpoints, old->client_id ? old->client_id : endpoints->client_id, old->client_id ? old->secret : endpoints->client_secret, form, cancellable, error);
  if (credential == NULL)
    return NULL;
  if (credential->refresh_token == NULL)
    credential->refresh_token = g_strdup (old->refresh_token);
  if (credential->ends_us == XA_TIME_UNKNOWN)
    credential->ends_us = old->ends_us;
  if (credential->scopes == NULL)
    credential->scopes = g_strdup (old->scopes);
  credential->user = g_strdup (old->user);
  credential->client_id = g_strdup (old->client_id);
  credential->secret = g_strdup (old->secret);

  return credential;
}

XaCredential *
xa_oauth_ask_as_client (XaTransport            *transport,
                        const XaOAuthEndpoints *endpoints,
                        GCancellable           *cancellable,
                        GError                **error)
{
  g_autoptr (GString) form = g_string_sized_new (3 * strlen (endpoints->client_secret) + 1024);
  XaCredential *credential;

  add_pair (form, "grant_type", "client_credentials");
  add_pair (form, "scope", endpoints->scopes);
  credential = ask_for_tokens (transport, endpoints, endpoints->client_id, endpoints->client_secret, form, cancellable, error);
  if (credential == NULL)
    return NULL;
  credential->client_id = g_strdup (endpoints->client_id);
  credential->secret = g_strdup (endpoints->client_secret);

  return credential;
}

gboolean
xa_oauth_is_due (const XaCredential *credential,
                 gint64              now_us)
{
  return credential->refresh_token && credential->expires_us != XA_TIME_UNKNOWN && credential->expires_us - now_us <= XA_OAUTH_AHEAD_US;
}

/* Whether @granted has @scope, or a wider one that it stands below: "read" holds "read:accounts". */
static gboolean
grants (char      **granted,
        const char *scope)
{
  for (guint i = 0; granted[i]; i++) {
    gsize len = strlen (granted[i]);

    if (len > 0 && strncmp (granted[i], scope, len) == 0 && (scope[len] == '\0' || scope[len] == ':'))
      return TRUE;
  }

  return FALSE;
}

XaCredentialState
xa_credential_judge (const XaCredential *credential,
                     const char         *scopes,
                     gint64              now_us,
                     char              **missing)
{
  g_auto (GStrv) granted = NULL;
  g_auto (GStrv) needed = NULL;
  gint64   end_us = credential ? xa_credential_get_end (credential) : XA_TIME_UNKNOWN;
  gboolean lasts = end_us == XA_TIME_UNKNOWN;

  if (missing)
    *missing = NULL;
  if (credential == NULL || (credential->token == NULL && credential->secret == NULL))
    return XA_CREDENTIAL_NONE;
  if (!lasts && end_us <= now_us)
    return XA_CREDENTIAL_EXPIRED;
  granted = g_strsplit_set (credential->scopes ? credential->scopes : "", " ,", -1);
  needed = g_strsplit_set (scopes && credential->scopes ? scopes : "", " ,", -1);
  for (guint i = 0; needed[i]; i++)
    if (needed[i][0] && !grants (granted, needed[i])) {
      if (missing)
        *missing = g_strdup (needed[i]);
      return XA_CREDENTIAL_SCOPE_MISSING;
    }

  return !lasts && end_us - now_us <= XA_CREDENTIAL_AHEAD_US ? XA_CREDENTIAL_EXPIRING : XA_CREDENTIAL_OK;
}
