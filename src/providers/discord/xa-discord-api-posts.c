/*
 * What is written in a server, channel by channel. The first time a channel is read back from its
 * newest message, as far as is wanted; from then on, what is new.
 */
#include "providers/discord/xa-discord-api.h"

#include <string.h>

typedef struct {
  XaDiscord            *server;
  const XaDiscordPlace *place;
  char                 *known_mark; /* (owned): up to where the place was read */
  char                 *begun_mark; /* (owned): the newest message when reading it back began */
  char                 *before;     /* (owned) (nullable): reading back goes on before it */
  guint                 n;          /* in this place */
} Visit;

/* A pass over all places. */
typedef struct {
  XaDiscord *server;
  guint      n;
  guint      max;          /* of the pass */
  guint      max_of_place; /* where one is read for the first time */
} Walk;

static void
visit_clear (Visit *visit)
{
  g_free (visit->known_mark);
  g_free (visit->begun_mark);
  g_free (visit->before);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Visit, visit_clear)

static void
set_mark (Visit      *visit,
          const char *name,
          guint64     id)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, id);

  xa_fetch_set_mark (visit->server->fetch, name, text);
}

static gboolean
end_page (Visit   *visit,
          GError **error)
{
  g_autofree char *cursor = visit->before ? g_strconcat (visit->place->id, ":", visit->before, NULL) : g_strdup (visit->place->id);

  return xa_fetch_page (visit->server->fetch, cursor, error);
}

/* --- what is new ------------------------------------------------------------------------------- */

static gboolean
read_new_page (Visit    *visit,
               gboolean *is_end,
               GError  **error)
{
  g_autofree char *after = g_strdup (xa_fetch_get_mark (visit->server->fetch, visit->known_mark));
  XaDiscordPage    page = XA_DISCORD_PAGE_INIT;
  XaJsonAt         messages;
  g_autoptr (XaJson) document = xa_discord_ask_for_messages (visit->server, visit->place, after, NULL, &messages, error);

  if (!document || !xa_discord_put_messages (visit->server, visit->place, &messages, &page, error))
    return FALSE;
  visit->n += page.n;
  /* A page that does not lead on is the end, whatever it holds. */
  *is_end = page.n < XA_DISCORD_PAGE || page.newest_id <= g_ascii_strtoull (after, NULL, 10);
  if (page.newest_id > g_ascii_strtoull (after, NULL, 10))
    set_mark (visit, visit->known_mark, page.newest_id);

  return end_page (visit, error);
}

/* --- for the first time ------------------------------------------------------------------------ */

static gboolean
is_far_enough (Visit               *visit,
               const XaDiscordPage *page,
               guint                max)
{
  gint64 since_us = xa_fetch_get_since (visit->server->fetch);

  return page->n < XA_DISCORD_PAGE || page->oldest_id == 0 || visit->n >= max ||
         (since_us != XA_TIME_UNKNOWN && page->oldest_us != XA_TIME_UNKNOWN && page->oldest_us < since_us) ||
         (visit->before && page->oldest_id >= g_ascii_strtoull (visit->before, NULL, 10));
}

static gboolean
read_old_page (Visit    *visit,
               guint     max,
               gboolean *is_end,
               GError  **error)
{
  XaFetch      *fetch = visit->server->fetch;
  XaDiscordPage page = XA_DISCORD_PAGE_INIT;
  XaJsonAt      messages;
  g_autoptr (XaJson) document = xa_discord_ask_for_messages (visit->server, visit->place, NULL, visit->before, &messages, error);

  if (!document || !xa_discord_put_messages (visit->server, visit->place, &messages, &page, error))
    return FALSE;
  /* Who may not read the history is sent an empty list, and no error. */
  if (page.n == 0 && !visit->before && visit->place->last_id)
    xa_discord_note_no_history (visit->server, visit->place);

  visit->n += page.n;
  *is_end = is_far_enough (visit, &page, max);
  if (!visit->before && page.newest_id > 0)
    set_mark (visit, visit->begun_mark, page.newest_id);
  if (*is_end && xa_fetch_get_mark (fetch, visit->begun_mark)) {
    xa_fetch_set_mark (fetch, visit->known_mark, xa_fetch_get_mark (fetch, visit->begun_mark));
    xa_fetch_set_mark (fetch, visit->begun_mark, NULL);
  }
  g_clear_pointer (&visit->before, g_free);
  if (!*is_end)
    visit->before = g_strdup_printf ("%" G_GUINT64_FORMAT, page.oldest_id);

  return end_page (visit, error);
}

/* --- places ------------------------------------------------------------------------------------ */

static gboolean
has_nothing_new (Visit *visit)
{
  const char *known = xa_fetch_get_mark (visit->server->fetch, visit->known_mark);

  return known && visit->place->last_id && g_ascii_strtoull (visit->place->last_id, NULL, 10) <= g_ascii_strtoull (known, NULL, 10);
}

static gboolean
read_place (Walk    *walk,
            Visit   *visit,
            GError **error)
{
  gboolean is_end = has_nothing_new (visit);

  while (!is_end && walk->n + visit->n < walk->max) {
    gboolean is_known = !visit->before && xa_fetch_get_mark (visit->server->fetch, visit->known_mark);

    if (!(is_known ? read_new_page (visit, &is_end, error) : read_old_page (visit, walk->max_of_place, &is_end, error)))
      return FALSE;
  }

  return TRUE;
}

/* What a place keeps from the bot is its own matter: the others are read all the same. */
static gboolean
forgive (Walk                 *walk,
         const XaDiscordPlace *place,
         GError               *failure, /* (transfer full) */
         GError              **error)
{
  if (g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN)) {
    xa_discord_note_refusal (walk->server, place);
  } else if (g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_MALFORMED)) {
    xa_fetch_note (walk->server->fetch, XA_FETCH_NOTE_BAD_PAGE, place->name);
  } else if (!g_error_matches (failure, XA_NET_ERROR, XA_NET_ERROR_GONE)) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  g_error_free (failure);

  return TRUE;
}

static gboolean
visit_place (Walk                 *walk,
             const XaDiscordPlace *place,
             const char           *before,
             GError              **error)
{
  g_auto (Visit) visit = { .server = walk->server, .place = place, .before = g_strdup (before) };
  GError  *failure = NULL;
  gboolean is_read;

  visit.known_mark = g_strconcat ("known:", place->id, NULL);
  visit.begun_mark = g_strconcat ("begun:", place->id, NULL);
  is_read = read_place (walk, &visit, &failure);
  walk->n += visit.n;

  return is_read || forgive (walk, place, failure, error);
}

static gboolean
note_intents (XaDiscord *self,
              GError   **error)
{
  XaDiscordIntents intents;
  g_autoptr (GError) failure = NULL;

  if (!xa_discord_intents_read (self->fetch, &intents, &failure)) {
    if (xa_discord_is_hidden (failure))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (!intents.content)
    xa_fetch_note (self->fetch, XA_FETCH_NOTE_MISSING_INTENT,
                   "Message Content: without it Discord keeps the words of messages back; who writes and who reacts is seen all the same");

  return TRUE;
}

gboolean
xa_discord_fetch_posts (XaDiscord *self,
                        GError   **error)
{
  g_auto (GStrv) cursor = g_strsplit (xa_fetch_get_cursor (self->fetch) ? xa_fetch_get_cursor (self->fetch) : "0", ":", 2);
  guint64 from = g_ascii_strtoull (cursor[0], NULL, 10);
  Walk    walk = { .server = self, .max = xa_fetch_get_max_posts (self->fetch) };
  g_autoptr (GPtrArray) places = NULL;

  if (!note_intents (self, error) || !(places = xa_discord_list_places (self, error)))
    return FALSE;
  walk.max_of_place = places->len > 0 ? MAX (XA_DISCORD_PAGE, walk.max / places->len) : 0;
  for (guint i = 0; i < places->len && walk.n < walk.max; i++) {
    const XaDiscordPlace *place = g_ptr_array_index (places, i);
    guint64               id = g_ascii_strtoull (place->id, NULL, 10);

    if (id >= from && !visit_place (&walk, place, id == from ? cursor[1] : NULL, error))
      return FALSE;
    xa_fetch_progress (self->fetch, i + 1, places->len);
  }

  return xa_fetch_page (self->fetch, NULL, error);
}
