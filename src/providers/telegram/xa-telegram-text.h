#pragma once

#include "model/xa-sink.h"
#include "providers/json/xa-json-value.h"
#include "providers/telegram/xa-telegram-peer.h"

/* Another chat that a text names: by one of the two. */
typedef struct {
  XaSpan             handle;    /* as written, without '@'; may turn out to be a person's */
  XaTelegramNativeId native_id; /* empty where the handle is set */
} XaTelegramTarget;

/* What stands in a text for somebody's name. */
#define XA_TELEGRAM_NAME_TAKEN_OUT "<mention>"

/* The text of one message after another; what it holds is valid until the next. */
typedef struct {
  XaSpan   text;
  GString *joined; /* (owned) */
  GArray  *tags;   /* (owned) (element-type XaSpan): without '#' */
  GArray  *links;  /* (owned) (element-type XaTelegramTarget): each once */
} XaTelegramText;

void     xa_telegram_text_init (XaTelegramText *self);
void     xa_telegram_text_clear (XaTelegramText *self);
void     xa_telegram_text_reset (XaTelegramText *self);
void     xa_telegram_text_take (XaTelegramText *self, XaSpan type, XaSpan text, XaSpan address);
gboolean xa_telegram_text_names_person (XaSpan type, XaSpan address);
void     xa_telegram_text_read (XaTelegramText *self, yyjson_val *text, yyjson_val *entities);
/* Another chat that is passed on or named. */
gboolean xa_telegram_target_put (const XaTelegramTarget *self, XaLinkKind kind, XaSink *sink, XaAudienceRef audience, gint64 at_us, GError **error);
/* All that the text names. */
gboolean xa_telegram_text_put_links (const XaTelegramText *self, XaSink *sink, XaAudienceRef audience, gint64 at_us, GError **error);
gboolean xa_telegram_url_parse (XaSpan url, XaTelegramTarget *target);
