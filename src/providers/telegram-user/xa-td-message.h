#pragma once

#include "providers/telegram-user/xa-td-passes.h"
#include "providers/telegram/xa-telegram-text.h"

/* The chat whose messages are read, and where they go. */
typedef struct {
  XaFetch       *fetch; /* (not owned) */
  XaTdChat       chat;
  XaAudienceRef  ref;
  GHashTable    *bots; /* (owned) (element-type utf8) */
  XaTelegramText text; /* (owned) */
} XaTdReader;

gboolean xa_td_reader_init (XaTdReader *self, XaFetch *fetch, GError **error); /* to be cleared in any case */
void     xa_td_reader_clear (XaTdReader *self);

/* Hands over what a message is: a post with what it names, somebody's coming or going, or nothing. One that is not as it
 * should be is counted and left out. @is_post: (out) */
gboolean xa_td_message_put (XaTdReader *self, const XaJsonAt *message, gboolean *is_post, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaTdReader, xa_td_reader_clear)
