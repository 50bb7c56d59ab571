#pragma once

#include "../providers/test-fetch.h"
#include "providers/telegram-user/xa-td-carrier.h"
#include "standin-world.h"

/*
 * An account of Telegram's over the helper process and the stand-in library, signed in, with a clock that waiting moves on at
 * once.
 */
typedef struct {
  char         *folder;     /* (owned): of the connection */
  XaCredential *credential; /* (owned) */
  XaTransport  *carrier;    /* (owned) */
  XaLimits     *limits;     /* (owned) */
  gint64        now_us;
  guint         n_prompts;
  gboolean      is_hurried; /* an answer is waited for seconds only */
} TdWorld;

/* First in main(), before there are threads, and last. */
void td_world_set_up (void);
void td_world_tear_down (void);

TdWorld *td_world_new (void) G_GNUC_WARN_UNUSED_RESULT;
void     td_world_free (TdWorld *self);

const char *td_world_get_root (void); /* of all that it writes */
void        td_world_have_library (gboolean has);

/* @what: goes wrong with the next request that has @piece in it */
void     td_world_let_go_wrong (const char *what, const char *piece);
gboolean td_world_is_still_wanted (const char *what);
/* How often @piece was in what the library was asked. */
guint td_world_count_asked (const char *piece);

TestFetch *td_world_make_fetch (TdWorld *self, const char *target) G_GNUC_WARN_UNUSED_RESULT;
void       td_world_run (TestFetch *fetch, XaPass pass); /* fails the test unless it comes to its end */
guint      td_world_count (TestFetch *fetch, const char *prefix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TdWorld, td_world_free)
