#pragma once

#include "providers/html/xa-html-page.h"
#include "providers/telegram/xa-telegram-text.h"
#include "model/xa-sink.h"

/*
 * What Telegram's public pages say: t.me/NAME, a card with a title and a number, and t.me/s/NAME,
 * the newest posts of a channel. The pages are made for people and may change: every class name is
 * in xa-telegram-page.c.
 */

/* A number as it is shown: "1.2K" is 1,200 to the nearest 100. */
typedef struct {
  gint64 value; /* or XA_COUNT_UNKNOWN */
  gint64 step;  /* to which it is rounded, 0: exact */
} XaTelegramCount;

XaTelegramCount xa_telegram_count_parse (const char *text); /* (nullable) */

/* The card of a chat. */
typedef struct {
  char           *title; /* (owned): empty where there is no such chat */
  XaTelegramCount members;
  gboolean        is_channel; /* else a group, if @members is known, else a person or a bot */
} XaTelegramCard;

void xa_telegram_card_read (XaHtmlPage *page, XaTelegramCard *card);
void xa_telegram_card_clear (XaTelegramCard *card);

/* A page of posts, from the oldest to the newest. */
typedef struct {
  gboolean has_posts; /* the channel has a preview at all */
  gint64   before;    /* where older ones end, or 0: there are none */
  guint    n;
  gint64   newest_id, oldest_id; /* 0 without posts */
  gint64   oldest_us;            /* or XA_TIME_UNKNOWN */
  gint64   bare_id;              /* of the channel, as its posts have it; 0: they do not, or not all the same */
} XaTelegramPostPage;

/* @handle: of the channel, in lower case; @seen_us: when its counters were read */
gboolean xa_telegram_posts_read (XaHtmlPage *page, const char *handle, gint64 seen_us, XaSink *sink, XaAudienceRef audience, XaTelegramPostPage *result, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaTelegramCard, xa_telegram_card_clear)
