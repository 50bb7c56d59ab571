/*
 * Discord's gateway: what happens in the servers of a bot, as it happens. A session is begun by identifying, kept by
 * heartbeats that are acknowledged, and goes on over another connection where the last one was torn.
 */
#include "providers/discord/xa-discord-gateway.h"

#include "model/xa-language.h"
#include "net/xa-address.h"

#include <string.h>

#define VERSION "/?v=10&encoding=json"

/* What is said first, and all that is known of a server, may be long. */
#define MAX_MESSAGE (32 * 1024 * 1024)
/* The greeting comes at once, or not at all. */
#define HELLO_US (20 * G_USEC_PER_SEC)
/* Between heartbeats. */
#define MIN_BEAT_MS 100
#define MAX_BEAT_MS (10 * 60 * 1000)
/* After a session that was refused, Discord asks to wait 1 to 5 seconds. */
#define MIN_WAIT_US (1 * G_USEC_PER_SEC)
#define MAX_WAIT_US (5 * G_USEC_PER_SEC)

/* A code of our own, with which the session stays. */
#define CLOSE_TO_RESUME 4900

typedef enum {
  OP_DISPATCH = 0,
  OP_HEARTBEAT = 1,
  OP_IDENTIFY = 2,
  OP_RESUME = 6,
  OP_RECONNECT = 7,
  OP_INVALID_SESSION = 9,
  OP_HELLO = 10,
  OP_ACK = 11,
} Op;

/* One connection. */
typedef struct {
  XaStream         *stream;  /* (not owned) */
  XaSocket         *socket;  /* (owned) (nullable) */
  XaDiscordSession *session; /* (not owned) */
  guint             intents;
  gint64            seq;     /* of the last event that came, or -1 */
  gint64            beat_us; /* between heartbeats; 0: no greeting yet */
  gint64            next_us; /* monotonic: the next heartbeat, or until when the greeting has to come */
  gboolean          is_acked;
} Gateway;

gboolean
xa_discord_covers (const XaTarget      *target,
                   const XaStreamPlace *place)
{
  return place->is_signed_in && target->platform == XA_PLATFORM_DISCORD && target->id &&
         (target->kind == XA_TARGET_SERVER || (target->kind == XA_TARGET_CHANNEL && target->parent));
}

static gboolean
fail (GError    **error,
      XaNetError  code,
      const char *message)
{
  g_set_error_literal (error, XA_NET_ERROR, (int) code, message);

  return FALSE;
}

/* --- where it is ---------------------------------------------------------------------------------- */

static XaJson *
ask (XaStream   *stream,
     const char *part,
     const char *other,
     GError    **error)
{
  g_autoptr (XaRequest) request = xa_request_new ("GET", part, other, NULL);

  xa_request_set_bucket (request, part);

  return xa_rest_ask (xa_stream_get_rest (stream), request, error);
}

/* The bot's token goes to Discord's own gateways, and where Discord is asked at loopback, to there. */
static gboolean
is_gateway (const char *base,
            const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  g_autofree char *clear = uri && g_str_has_prefix (address, "ws://") ? g_strconcat ("http", address + strlen ("ws"), NULL) : NULL;

  if (!uri || !g_uri_get_host (uri) || g_uri_get_userinfo (uri))
    return FALSE;
  if (xa_address_is_loopback (base))
    return clear && xa_address_is_loopback (clear);

  return strcmp (g_uri_get_scheme (uri), "wss") == 0 && g_str_has_suffix (g_uri_get_host (uri), ".discord.gg");
}

/* Returns: (transfer full) (nullable): NULL where it may not be asked */
static char *
make_address (XaStream   *stream,
              const char *said)
{
  g_autofree char *address = g_strdup (said);

  while (g_str_has_suffix (address, "/"))
    address[strlen (address) - 1] = '\0';

  return is_gateway (xa_rest_get_base (xa_stream_get_rest (stream)), address) && !strpbrk (address, "?#") ? g_strconcat (address, VERSION, NULL) : NULL;
}

static char *
find_address (XaStream *stream,
              GError  **error)
{
  g_autoptr (XaJson) json = ask (stream, "gateway", "bot", error);
  g_autofree char *said = NULL;
  char            *address = NULL;
  XaJsonAt         root, limit;
  gint64           left;

  if (!json)
    return NULL;
  root = xa_json_root (json);
  limit = xa_json_maybe_object (&root, "session_start_limit");
  left = xa_json_maybe_count (&limit, "remaining");
  said = xa_span_dup (xa_json_text (&root, "url"));
  if (!xa_json_check (json, error))
    return NULL;
  if (left == 0)
    fail (error, XA_NET_ERROR_RATE_LIMITED, N_ ("This bot has begun as many sessions today as Discord allows; it is asked from time to time instead."));
  else if (!(address = make_address (stream, said)))
    fail (error, XA_NET_ERROR_REFUSED, N_ ("Discord names an address for news that is none of its own; it is asked from time to time instead."));

  return address;
}

/* Only what the owner has switched on is asked for: else Discord ends the session. */
static gboolean
find_intents (XaStream *stream,
              guint    *intents,
              GError  **error)
{
  g_autoptr (XaJson) json = ask (stream, "applications", "@me", error);
  XaJsonAt root;
  gint64   flags;

  if (!json)
    return FALSE;
  root = xa_json_root (json);
  flags = xa_json_maybe_count (&root, "flags");
  *intents = XA_DISCORD_INTENT_GUILDS | XA_DISCORD_INTENT_MESSAGES | XA_DISCORD_INTENT_REACTIONS;
  if (flags != XA_COUNT_UNKNOWN && (flags & XA_DISCORD_FLAG_MEMBERS))
    *intents |= XA_DISCORD_INTENT_MEMBERS;
  if (flags != XA_COUNT_UNKNOWN && (flags & XA_DISCORD_FLAG_CONTENT))
    *intents |= XA_DISCORD_INTENT_CONTENT;

  return xa_json_check (json, error);
}

/* --- what we say ---------------------------------------------------------------------------------- */

static void
add_text (JsonBuilder *builder,
          const char  *name,
          const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_program (JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "properties");
  json_builder_begin_object (builder);
  add_text (builder, "os", "linux");
  add_text (builder, "browser", "XAudience");
  add_text (builder, "device", "XAudience");
  json_builder_end_object (builder);
}

static gboolean
greet (Gateway *self,
       GError **error)
{
  const XaCredential *credential = xa_rest_get_credential (xa_stream_get_rest (self->stream));
  gboolean            goes_on = self->session->id != NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  char    *text;
  gboolean ok;

  json_builder_begin_object (builder);
  add_number (builder, "op", goes_on ? OP_RESUME : OP_IDENTIFY);
  json_builder_set_member_name (builder, "d");
  json_builder_begin_object (builder);
  add_text (builder, "token", credential && credential->token ? credential->token : "");
  if (goes_on) {
    add_text (builder, "session_id", self->session->id);
    add_number (builder, "seq", self->session->seq);
  } else {
    add_number (builder, "intents", self->intents);
    add_program (builder);
  }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  ok = xa_socket_send (self->socket, text, error);
  explicit_bzero (text, strlen (text));
  g_free (text);

  return ok;
}

/* Who did not acknowledge the last one is a connection that nobody is behind any more. */
static gboolean
beat (Gateway *self,
      GError **error)
{
  g_autofree char *text = self->seq >= 0 ? g_strdup_printf ("{\"op\":1,\"d\":%" G_GINT64_FORMAT "}", self->seq) : g_strdup ("{\"op\":1,\"d\":null}");

  if (!self->is_acked)
    return fail (error, XA_NET_ERROR_TIMEOUT, N_ ("Discord fell silent; the stream of news is opened again."));
  self->is_acked = FALSE;
  self->next_us = g_get_monotonic_time () + self->beat_us;

  return xa_socket_send (self->socket, text, error);
}

/* --- what is said --------------------------------------------------------------------------------- */

static gboolean
take_hello (Gateway        *self,
            const XaJsonAt *data,
            GError        **error)
{
  gint64 ms = xa_json_int (data, "heartbeat_interval");

  if (!xa_json_check (data->document, error))
    return FALSE;
  self->beat_us = CLAMP (ms, MIN_BEAT_MS, MAX_BEAT_MS) * 1000;
  self->is_acked = TRUE;
  /* Somewhere in the first interval, so that bots that were torn together do not beat together. */
  self->next_us = g_get_monotonic_time () + (gint64) (g_random_double () * (double) self->beat_us);

  return greet (self, error);
}

static gboolean
take_ready (Gateway        *self,
            const XaJsonAt *data,
            GError        **error)
{
  g_autofree char *id = xa_span_dup (xa_json_text (data, "session_id"));
  g_autofree char *said = xa_span_dup (xa_json_maybe_text (data, "resume_gateway_url"));
  g_autofree char *address = said ? make_address (self->stream, said) : NULL;

  if (!xa_json_check (data->document, error))
    return FALSE;
  xa_discord_session_forget (self->session);
  self->session->id = g_steal_pointer (&id);
  self->session->address = g_steal_pointer (&address);
  xa_stream_tell_up (self->stream, TRUE);

  return TRUE;
}

static gboolean
take_event (Gateway        *self,
            const XaJsonAt *root,
            const XaJsonAt *data,
            GBytes         *message,
            GError        **error)
{
  XaSpan   event = xa_json_text (root, "t");
  gint64   seq = xa_json_int (root, "s");
  gboolean is_news = FALSE;

  if (!xa_json_check (root->document, error))
    return FALSE;
  if (xa_span_equal (event, "READY") && !take_ready (self, data, error))
    return FALSE;
  if (xa_span_equal (event, "RESUMED"))
    xa_stream_tell_up (self->stream, FALSE);
  self->seq = MAX (self->seq, seq);
  xa_discord_session_learn (self->session, event, data, &is_news);
  xa_json_forgive (root->document);
  if (is_news)
    xa_stream_hand_on (self->stream, message);

  return TRUE;
}

static gboolean
take_invalid (Gateway        *self,
              const XaJsonAt *root,
              GError        **error)
{
  gboolean goes_on = xa_json_maybe_boolean (root, "d", FALSE);

  if (!goes_on)
    xa_discord_session_forget (self->session);
  if (!xa_stream_wait (self->stream, g_random_int_range (MIN_WAIT_US, MAX_WAIT_US), error))
    return FALSE;

  return fail (error, XA_NET_ERROR_TRANSIENT, N_ ("Discord wants the session to be begun anew."));
}

static gboolean
take_message (Gateway *self,
              GBytes  *message,
              GError **error)
{
  gsize       size;
  const char *bytes = g_bytes_get_data (message, &size);
  g_autoptr (XaJson) json = xa_json_parse (bytes ? bytes : "", size, error);
  XaJsonAt root = json ? xa_json_root (json) : (XaJsonAt) { 0 };
  gint64   op = json ? xa_json_int (&root, "op") : -1;
  XaJsonAt data;

  if (!json || !xa_json_check (json, error))
    return FALSE;
  if (self->beat_us == 0 && op != OP_HELLO)
    return fail (error, XA_NET_ERROR_MALFORMED, N_ ("Discord did not begin the stream of news as it should."));
  if (op == OP_INVALID_SESSION)
    return take_invalid (self, &root, error);
  data = op == OP_DISPATCH || op == OP_HELLO ? xa_json_maybe_object (&root, "d") : (XaJsonAt) { 0 };
  /* Some events say nothing but that they were. */
  xa_json_forgive (json);

  switch (op) {
  case OP_DISPATCH:
    return take_event (self, &root, &data, message, error);
  case OP_HEARTBEAT:
    self->is_acked = TRUE;
    return beat (self, error);
  case OP_RECONNECT:
    return fail (error, XA_NET_ERROR_TRANSIENT, N_ ("Discord asks to open the stream of news again."));
  case OP_HELLO:
    return self->beat_us > 0 || take_hello (self, &data, error);
  case OP_ACK:
    self->is_acked = TRUE;
    return TRUE;
  default:
    return TRUE;
  }
}

/* --- the connection ------------------------------------------------------------------------------- */

/* What went before is safe once nothing waits to be taken in. */
static void
note_safe (Gateway *self)
{
  if (!xa_stream_has_news (self->stream))
    self->session->seq = MAX (self->session->seq, self->seq);
}

static gboolean
end_closed (Gateway *self,
            GError **error)
{
  gboolean drops;

  xa_discord_explain_close (xa_socket_get_close_code (self->socket), &drops, error);
  if (drops)
    xa_discord_session_forget (self->session);

  return FALSE;
}

static gboolean
read_all (Gateway *self,
          GError **error)
{
  while (TRUE) {
    g_autoptr (GBytes) message = NULL;

    note_safe (self);
    switch (xa_stream_receive (self->stream, self->socket, self->next_us, &message, error)) {
    case XA_SOCKET_MESSAGE:
      if (!take_message (self, message, error))
        return FALSE;
      break;
    case XA_SOCKET_TIMEOUT:
      if (self->beat_us == 0)
        return fail (error, XA_NET_ERROR_TIMEOUT, N_ ("Discord did not begin the stream of news in time."));
      if (!beat (self, error))
        return FALSE;
      break;
    case XA_SOCKET_CLOSED:
      return end_closed (self, error);
    case XA_SOCKET_FAILED:
      return FALSE;
    }
  }
}

static XaDiscordSession *
get_session (XaStream *stream)
{
  XaDiscordSession *session = xa_stream_get_keepsake (stream);

  if (!session) {
    session = xa_discord_session_new ();
    xa_stream_set_keepsake (stream, session, (GDestroyNotify) xa_discord_session_free);
  }

  return session;
}

gboolean
xa_discord_run_gateway (XaStream *stream,
                        GError  **error)
{
  Gateway          self = { .stream = stream, .session = get_session (stream) };
  gboolean         goes_on = self.session->id && self.session->address;
  g_autofree char *address = goes_on ? g_strdup (self.session->address) : find_address (stream, error);

  if (!address || (!goes_on && !find_intents (stream, &self.intents, error)))
    return FALSE;
  if (!goes_on)
    xa_discord_session_forget (self.session);
  self.seq = self.session->seq;
  xa_stream_set_memory (stream, self.session);
  self.socket = xa_stream_open (stream, address, FALSE, MAX_MESSAGE, error);
  if (!self.socket) {
    /* The next time it is looked for where it is for everybody. */
    xa_discord_session_forget (self.session);
    return FALSE;
  }
  self.next_us = g_get_monotonic_time () + HELLO_US;
  read_all (&self, error);
  if (xa_stream_settle (stream, NULL))
    note_safe (&self);
  xa_socket_close (self.socket, CLOSE_TO_RESUME);
  xa_socket_free (self.socket);

  return FALSE;
}
