#pragma once

#include "providers/telegram/xa-telegram-text.h"
#include "providers/xa-fetch.h"

/* The chats of one bot and what its updates say about them. */
typedef struct _XaTelegramUpdates XaTelegramUpdates;

XaTelegramUpdates *xa_telegram_updates_new (XaFetch *fetch) G_GNUC_WARN_UNUSED_RESULT;
void               xa_telegram_updates_free (XaTelegramUpdates *self);

/* Hands over what an element of getUpdates holds, or counts why not; FALSE where the sink wants no more. */
gboolean xa_telegram_updates_take (XaTelegramUpdates *self, const XaJsonAt *update, GError **error);

/* The chat that an update is about, the place of the object in it; FALSE where there is none. */
gboolean xa_telegram_update_get_chat (const XaJsonAt *update, XaJsonAt *content, XaJsonAt *chat);

/* What must be named to be sent (Bot API, getUpdates). */
#define XA_TELEGRAM_ALLOWED_UPDATES                                           \
  "[\"message\",\"channel_post\",\"edited_channel_post\",\"my_chat_member\"," \
  "\"chat_member\",\"message_reaction\",\"message_reaction_count\"]"

/* Takes what is in an answer of getUpdates behind @known, the first update that was not taken in; @next: (out): the
 * first one behind it, @n: how many there are. */
gboolean xa_telegram_updates_take_page (XaTelegramUpdates *self, const XaJsonAt *root, gint64 known, gint64 *next, guint *n, GError **error);

/* The first update that has not been taken in, for all chats of the bot. */
#define XA_TELEGRAM_MARK_OFFSET "@offset"
#define XA_TELEGRAM_UPDATES_A_PAGE 100

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaTelegramUpdates, xa_telegram_updates_free)
