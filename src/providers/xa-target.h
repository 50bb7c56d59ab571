#pragma once

#include "model/xa-records.h"

/*
 * What a user points at: a link, a handle, a hashtag, a search. Written to workspaces in its
 * normal form, PLATFORM[-KIND]:MAIN[?FIELD=TEXT&...]. The kind is left out where it is the usual one
 * of the platform. MAIN is the host of a forum, user@host on Mastodon, else the id, else the handle
 * after '@' (after '#' of a tag); what else is known follows as fields: "bluesky:did:plc:...",
 * "telegram:@durov", "telegram:-1001?handle=durov", "mastodon:user@host", "mastodon-tag:tag@host",
 * "discourse:forum.example/t", "discourse-category:forum.example?id=7&handle=dev".
 *
 * How the fields are filled when a text was recognised and nothing was asked yet:
 *   invites      handle: the code
 *   lists        Bluesky: handle: "at://ACTOR/app.bsky.graph.list/RKEY" (or ...graph.starterpack/...); X: id
 *   channels     of a Discord server: id, and parent: the server
 *   categories   id: number, handle: slug, host: the forum; groups of a forum: handle, host
 *   tags         handle: without '#', lower case; host where the link has one
 *   links to posts are the account, channel or forum that they stand in, where the link names it
 */
typedef enum {
  XA_TARGET_ACCOUNT = 1, /* followers of an account */
  XA_TARGET_CHANNEL,     /* a broadcast channel, or a channel of a server */
  XA_TARGET_GROUP,
  XA_TARGET_SERVER,
  XA_TARGET_FORUM,
  XA_TARGET_CATEGORY, /* of a forum */
  XA_TARGET_TAG,
  XA_TARGET_LIST, /* a list or starter pack of accounts */
  XA_TARGET_POST, /* stands for the audience it is in */
  XA_TARGET_INVITE,
  XA_TARGET_SEARCH, /* words, with dates: a saved search */
} XaTargetKind;

typedef struct {
  XaPlatform   platform;
  XaTargetKind kind;
  char        *id;      /* (owned) (nullable): the platform's id, once known */
  char        *handle;  /* (owned) (nullable): as typed, in the platform's form; words of a search */
  char        *host;    /* (owned) (nullable): of platforms with many servers; with a sub-folder of a forum */
  char        *parent;  /* (owned) (nullable): the server of a channel, the forum of a category */
  gint64       from_us; /* of a search, or XA_TIME_UNKNOWN */
  gint64       to_us;
} XaTarget;

XaTarget *xa_target_new (XaPlatform platform, XaTargetKind kind) G_GNUC_WARN_UNUSED_RESULT;
XaTarget *xa_target_copy (const XaTarget *self) G_GNUC_WARN_UNUSED_RESULT;
void      xa_target_free (XaTarget *self);

const char *xa_target_kind_id (XaTargetKind kind);

char     *xa_target_format (const XaTarget *self) G_GNUC_WARN_UNUSED_RESULT; /* the normal form */
XaTarget *xa_target_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;      /* (nullable): NULL where it is none */

/* Why a pasted text is no target of one platform. */
typedef enum {
  XA_RECOGNIZE_OK,
  XA_RECOGNIZE_AMBIGUOUS,   /* several platforms could be meant: the candidates are listed */
  XA_RECOGNIZE_PERSON,      /* a private person's page: not an audience */
  XA_RECOGNIZE_UNSUPPORTED, /* known, and not possible: the message says why */
  XA_RECOGNIZE_UNKNOWN,
} XaRecognition;

/* @platform: where the user named one, or 0
 * @targets: (out) (element-type XaTarget): the candidates, the likeliest first; none unless OK or AMBIGUOUS
 * @message: (out): a sentence for the user unless OK */
XaRecognition xa_target_recognize (const char *pasted, XaPlatform platform, GPtrArray **targets, char **message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaTarget, xa_target_free)
