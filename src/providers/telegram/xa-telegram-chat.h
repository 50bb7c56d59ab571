#pragma once

#include "model/xa-sink.h"
#include "net/xa-json.h"

/* A chat as the Bot API describes it, in updates and in getChat. */
typedef struct {
  XaSpan         id; /* with its minus */
  XaSpan         title;
  XaSpan         handle; /* absent: a private one */
  XaAudienceKind kind;
  gboolean       is_personal; /* between the bot and one person, or of no known kind: not taken */
  char           url[48];     /* empty without a handle */
} XaTelegramApiChat;

void             xa_telegram_api_chat_read (const XaJsonAt *at, XaTelegramApiChat *chat);
XaAudienceRecord xa_telegram_api_chat_get_record (const XaTelegramApiChat *chat);
