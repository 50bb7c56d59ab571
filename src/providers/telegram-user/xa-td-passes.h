#pragma once

#include "providers/telegram-user/xa-td-chat.h"

/* The passes over a chat, each in a file of its own. */
gboolean xa_td_fetch_profile (XaFetch *fetch, GError **error);
gboolean xa_td_fetch_members (XaFetch *fetch, GError **error);
gboolean xa_td_fetch_posts (XaFetch *fetch, GError **error);
gboolean xa_td_fetch_reactors (XaFetch *fetch, GError **error);

/* Bots of the chat, whose acts are nobody's: numbers as text. Empty where Telegram does not tell. */
GHashTable *xa_td_list_bots (XaFetch *fetch, const XaTdChat *chat, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Who came and went in the last two days, as the log of a chat tells its administrators; nothing for others.
 * Part of a pass: what was read is remembered with its next page. */
gboolean xa_td_put_events (XaFetch *fetch, const XaTdChat *chat, XaAudienceRef ref, GError **error);

/* A page of messages, the newest first; older than @from, 0: the newest.
 * Returns: (transfer full): the answer, with "messages" in @root */
XaJson *xa_td_ask_for_history (XaFetch *fetch, const XaTdChat *chat, gint64 from, XaJsonAt *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;
