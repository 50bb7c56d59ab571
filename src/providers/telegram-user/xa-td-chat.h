#pragma once

#include "providers/telegram-user/xa-td-api.h"

/* A group or channel as the account sees it. */
typedef struct {
  gint64         chat_id;       /* as everywhere: "-100..." */
  gint64         supergroup_id; /* 0: a basic group */
  gint64         group_id;      /* of a basic group, else 0 */
  XaAudienceKind kind;
  char          *title;     /* (owned) */
  char          *handle;    /* (owned) (nullable) */
  gint64         n_members; /* or XA_COUNT_UNKNOWN */
  gboolean       is_admin;
  gboolean       shows_members;    /* the list can be had */
  gboolean       shows_statistics; /* of its administrators' */
  char           id[24];           /* @chat_id as text */
  char           url[48];          /* empty without a handle */
} XaTdChat;

/* What a target is; personal chats are refused. Cheap where the library knows the chat. */
gboolean xa_td_chat_find (XaFetch *fetch, const XaTarget *target, XaTdChat *chat, GError **error);
/* The same with size, rights and address. */
gboolean xa_td_chat_look (XaFetch *fetch, const XaTarget *target, XaTdChat *chat, GError **error);
void     xa_td_chat_clear (XaTdChat *chat);

gboolean   xa_td_chat_declare (XaFetch *fetch, const XaTdChat *chat, XaAudienceRef *ref, GError **error);
XaPreview *xa_td_chat_preview (XaFetch *fetch, const XaTarget *target, GError **error);
GPtrArray *xa_td_chat_list (XaFetch *fetch, GError **error); /* (element-type XaPreview): all that the account is in */

/* How many members Telegram lists at most. */
#define XA_TD_MAX_OF_CHANNEL 200
#define XA_TD_MAX_OF_GROUP 10000

gint64 xa_td_chat_get_max_members (const XaTdChat *chat); /* G_MAXINT64 of a basic group */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaTdChat, xa_td_chat_clear)
