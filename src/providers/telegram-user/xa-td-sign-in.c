#include "providers/telegram-user/xa-td-sign-in.h"

#include "config.h"
#include "model/xa-language.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define PATIENCE_US (60 * G_USEC_PER_SEC)

#define STATE "authorizationState"

static const struct {
  const char *state;
  XaTdStep    step;
  const char *text; /* (nullable): the member with the text of the step */
} steps[] = {
  { STATE "WaitTdlibParameters", XA_TD_STEP_STARTING, NULL },
  { STATE "WaitPhoneNumber", XA_TD_STEP_PHONE, NULL },
  { STATE "WaitCode", XA_TD_STEP_CODE, NULL },
  { STATE "WaitPassword", XA_TD_STEP_PASSWORD, "password_hint" },
  { STATE "WaitOtherDeviceConfirmation", XA_TD_STEP_SCAN, "link" },
  { STATE "Ready", XA_TD_STEP_READY, NULL },
  { STATE "LoggingOut", XA_TD_STEP_ENDED, NULL },
  { STATE "Closing", XA_TD_STEP_ENDED, NULL },
  { STATE "Closed", XA_TD_STEP_ENDED, NULL },
};

void
xa_td_sign_in_clear (XaTdSignIn *self)
{
  g_clear_pointer (&self->text, g_free);
}

/* States that newer servers have and this version does not know are for Telegram's own programs. */
static void
read_step (const XaJsonAt *state,
           XaTdSignIn     *next)
{
  XaSpan type = xa_json_maybe_text (state, "@type");

  xa_td_sign_in_clear (next);
  next->kind = XA_TD_STEP_ELSEWHERE;
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (!xa_span_equal (type, steps[i].state))
      continue;
    next->kind = steps[i].step;
    next->text = steps[i].text ? xa_span_dup (xa_json_maybe_text (state, steps[i].text)) : NULL;
  }
}

static gboolean
await_step (XaTdClient   *client,
            const char   *known,
            XaTdSignIn   *next,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr (XaJson) state = xa_td_client_await_state (client, known, PATIENCE_US, cancellable, error);
  XaJsonAt root;

  if (!state)
    return FALSE;
  root = xa_json_root (state);
  read_step (&root, next);

  return TRUE;
}

static const char *
get_state (XaTdStep step)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].step == step)
      return steps[i].state;

  return NULL;
}

/* --- requests -------------------------------------------------------------------------------- */

static JsonBuilder *
begin (const char *type)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "@type");
  json_builder_add_string_value (builder, type);

  return builder;
}

static void
add_text (JsonBuilder *builder,
          const char  *name,
          const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_flag (JsonBuilder *builder,
          const char  *name,
          gboolean     value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/* @builder: (transfer full) */
static gboolean
ask (XaTdClient   *client,
     JsonBuilder  *builder,
     GCancellable *cancellable,
     GError      **error)
{
  g_autoptr (JsonBuilder) owned = builder;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (XaJson) answer = NULL;
  char *request;

  json_builder_end_object (owned);
  root = json_builder_get_root (owned);
  request = json_to_string (root, FALSE);
  answer = xa_td_client_ask (client, request, PATIENCE_US, NULL, cancellable, error);
  explicit_bzero (request, strlen (request));
  g_free (request);

  return answer != NULL;
}

/* Bytes travel as base64. */
static char *
encode_key (const char *hex)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (const char *at = hex; at[0] && at[1]; at += 2) {
    guint8 byte = (guint8) (g_ascii_xdigit_value (at[0]) << 4 | g_ascii_xdigit_value (at[1]));

    g_byte_array_append (bytes, &byte, 1);
  }

  return g_base64_encode (bytes->data, bytes->len);
}

gboolean
xa_td_sign_in_begin (XaTdClient      *client,
                     const XaTdPlace *place,
                     XaTdSignIn      *next,
                     GCancellable    *cancellable,
                     GError         **error)
{
  JsonBuilder     *builder;
  g_autofree char *key = encode_key (place->key);

  *next = (XaTdSignIn) { 0 };
  /* The library wakes with the first request that is sent to it. */
  builder = begin ("getOption");
  add_text (builder, "name", "version");
  if (!ask (client, builder, cancellable, error) || !await_step (client, NULL, next, cancellable, error))
    return FALSE;
  if (next->kind != XA_TD_STEP_STARTING)
    return TRUE;
  builder = begin ("setTdlibParameters");
  add_flag (builder, "use_test_dc", place->is_test);
  add_text (builder, "database_directory", place->folder);
  add_text (builder, "files_directory", "");
  add_text (builder, "database_encryption_key", key);
  /* Neither messages nor people are kept there: only what makes the session. */
  add_flag (builder, "use_file_database", FALSE);
  add_flag (builder, "use_chat_info_database", FALSE);
  add_flag (builder, "use_message_database", FALSE);
  add_flag (builder, "use_secret_chats", FALSE);
  json_builder_set_member_name (builder, "api_id");
  json_builder_add_int_value (builder, place->api_id);
  add_text (builder, "api_hash", place->api_hash);
  add_text (builder, "system_language_code", "en");
  add_text (builder, "device_model", "Desktop");
  add_text (builder, "system_version", "");
  add_text (builder, "application_version", XA_VERSION);

  return ask (client, builder, cancellable, error) && await_step (client, STATE "WaitTdlibParameters", next, cancellable, error);
}

gboolean
xa_td_sign_in_answer (XaTdClient   *client,
                      XaTdStep      step,
                      const char   *answer,
                      XaTdSignIn   *next,
                      GCancellable *cancellable,
                      GError      **error)
{
  static const struct {
    XaTdStep    step;
    const char *request, *member;
  } requests[] = {
    { XA_TD_STEP_PHONE, "setAuthenticationPhoneNumber", "phone_number" },
    { XA_TD_STEP_CODE, "checkAuthenticationCode", "code" },
    { XA_TD_STEP_PASSWORD, "checkAuthenticationPassword", "password" },
  };
  g_autoptr (GError) refusal = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++) {
    JsonBuilder *builder;

    if (requests[i].step != step)
      continue;
    builder = begin (requests[i].request);
    add_text (builder, requests[i].member, answer);
    if (ask (client, builder, cancellable, &refusal))
      return await_step (client, get_state (step), next, cancellable, error);
    if (g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST))
      g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, N_ ("Telegram does not accept that; check it and try again."));
    else
      g_propagate_error (error, g_steal_pointer (&refusal));
    return FALSE;
  }
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("Telegram does not wait for an answer now."));

  return FALSE;
}

gboolean
xa_td_sign_in_by_scan (XaTdClient   *client,
                       XaTdSignIn   *next,
                       GCancellable *cancellable,
                       GError      **error)
{
  JsonBuilder *builder = begin ("requestQrCodeAuthentication");

  json_builder_set_member_name (builder, "other_user_ids");
  json_builder_begin_array (builder);
  json_builder_end_array (builder);

  return ask (client, builder, cancellable, error) && await_step (client, STATE "WaitPhoneNumber", next, cancellable, error);
}

gboolean
xa_td_sign_in_await_scan (XaTdClient   *client,
                          XaTdSignIn   *next,
                          gint64        patience_us,
                          GCancellable *cancellable,
                          GError      **error)
{
  g_autoptr (XaJson) state = xa_td_client_await_change (client, patience_us, cancellable, error);
  XaJsonAt root;

  if (!state)
    return FALSE;
  root = xa_json_root (state);
  read_step (&root, next);

  return TRUE;
}
