#include "providers/xa-fetch.h"

#include "model/xa-language.h"

static const struct {
  const char *id;
  const char *words;
} notes[XA_N_FETCH_NOTES] = {
  [XA_FETCH_NOTE_HIDDEN_LIST] = { "hidden-list", N_ ("The account hides who follows it.") },
  [XA_FETCH_NOTE_MISSING_INTENT] = { "missing-intent", N_ ("The bot lacks a privileged intent.") },
  [XA_FETCH_NOTE_MISSING_RIGHT] = { "missing-right", N_ ("A permission is missing.") },
  [XA_FETCH_NOTE_CAPPED] = { "capped", N_ ("The platform ends its lists early.") },
  [XA_FETCH_NOTE_NEEDS_SIGN_IN] = { "needs-sign-in", N_ ("More can be had when signed in.") },
  [XA_FETCH_NOTE_BAD_PAGE] = { "bad-page", N_ ("A page could not be read and was left out.") },
  [XA_FETCH_NOTE_PARTIAL_SERVER] = { "partial-server", N_ ("The server that was asked does not know all.") },
  [XA_FETCH_NOTE_NO_HISTORY] = { "no-history", N_ ("What was written before cannot be had.") },
  [XA_FETCH_NOTE_ENDED_EARLY] = { "ended-early", N_ ("Work at the platform ended before it was done.") },
  [XA_FETCH_NOTE_METRIC_GONE] = { "metric-gone", N_ ("The platform no longer gives a number.") },
};

/**
 * xa_fetch_note_id:
 *
 * Returns: the stable word for @note, as JSON has it
 */
const char *
xa_fetch_note_id (XaFetchNote note)
{
  return note < XA_N_FETCH_NOTES ? notes[note].id : "unknown";
}

/**
 * xa_fetch_note_words:
 *
 * Returns: a sentence for the user
 */
const char *
xa_fetch_note_words (XaFetchNote note)
{
  return note < XA_N_FETCH_NOTES ? notes[note].words : N_ ("Something that this version does not know.");
}

/**
 * xa_fetch_get_rest:
 *
 * Returns: (transfer none): what the platform is asked with
 */
XaRest *
xa_fetch_get_rest (XaFetch *self)
{
  return self->class->get_rest (self);
}

/**
 * xa_fetch_get_sink:
 *
 * Returns: (transfer none): where the records go
 */
XaSink *
xa_fetch_get_sink (XaFetch *self)
{
  return self->class->get_sink (self);
}

/**
 * xa_fetch_get_target:
 *
 * Returns: (transfer none): what is fetched, with what a resolve found
 */
const XaTarget *
xa_fetch_get_target (XaFetch *self)
{
  return self->class->get_target (self);
}

/**
 * xa_fetch_get_cancellable:
 *
 * Returns: (transfer none): what ends the pass early
 */
GCancellable *
xa_fetch_get_cancellable (XaFetch *self)
{
  return self->class->get_cancellable (self);
}

/**
 * xa_fetch_get_now:
 *
 * Returns: the time of the pass, in microseconds since 1970: the same on every page, also after a resume
 */
gint64
xa_fetch_get_now (XaFetch *self)
{
  return self->class->get_now (self);
}

/**
 * xa_fetch_get_since:
 *
 * Returns: how far back posts are read, in microseconds since 1970, or XA_TIME_UNKNOWN: without a limit
 */
gint64
xa_fetch_get_since (XaFetch *self)
{
  return self->class->get_since (self);
}

/**
 * xa_fetch_get_max_posts:
 *
 * Returns: how many posts are read at most; G_MAXUINT: without a limit
 */
guint
xa_fetch_get_max_posts (XaFetch *self)
{
  guint max = self->class->get_max_posts (self);

  /* The user's settings say 0 for all: a number that no count reaches is one that no provider can
   * take for "none". */
  return max > 0 ? max : G_MAXUINT;
}

/**
 * xa_fetch_get_cursor:
 *
 * Returns: (nullable): what was given with the last page whose records are safe; NULL: from the start
 */
const char *
xa_fetch_get_cursor (XaFetch *self)
{
  return self->class->get_cursor (self);
}

/**
 * xa_fetch_get_mark:
 * @name: beginning with '@' for a mark of the connection, else of the source
 *
 * Returns: (nullable): what an earlier page or pass set
 */
const char *
xa_fetch_get_mark (XaFetch    *self,
                   const char *name)
{
  return self->class->get_mark (self, name);
}

/**
 * xa_fetch_set_mark:
 * @value: (nullable): NULL takes the mark away
 *
 * Takes effect with the next page: it is kept in the same transaction as the records.
 */
void
xa_fetch_set_mark (XaFetch    *self,
                   const char *name,
                   const char *value)
{
  self->class->set_mark (self, name, value);
}

/**
 * xa_fetch_page:
 * @cursor: (nullable): the way to the next page; NULL: this was the last
 *
 * Ends a page. May block while earlier ones are written.
 *
 * Returns: FALSE with @error when the pass is to end: cancelled, or nothing can be written
 */
gboolean
xa_fetch_page (XaFetch    *self,
               const char *cursor,
               GError    **error)
{
  return self->class->page (self, cursor, error);
}

/**
 * xa_fetch_follows:
 * @native_id: of an audience
 *
 * Returns: whether the user follows it over the same connection
 */
gboolean
xa_fetch_follows (XaFetch    *self,
                  const char *native_id)
{
  return self->class->follows (self, native_id);
}

/**
 * xa_fetch_settle:
 *
 * Waits until all pages so far are safe.
 *
 * Returns: FALSE with @error when the pass is to end: cancelled, or nothing can be written
 */
gboolean
xa_fetch_settle (XaFetch *self,
                 GError **error)
{
  return self->class->settle (self, error);
}

/**
 * xa_fetch_note:
 * @detail: (nullable): our words, never an answer's
 *
 * Tells the user what the platform keeps from us; no failure.
 */
void
xa_fetch_note (XaFetch    *self,
               XaFetchNote note,
               const char *detail)
{
  self->class->note (self, note, detail);
}

/**
 * xa_fetch_progress:
 * @done: records or pages so far
 * @total: of the same, or XA_COUNT_UNKNOWN
 */
void
xa_fetch_progress (XaFetch *self,
                   gint64   done,
                   gint64   total)
{
  self->class->progress (self, done, total);
}

/**
 * xa_fetch_is_partial:
 *
 * Says that a list is less than it was declared as: its snapshot is only a first N.
 */
void
xa_fetch_is_partial (XaFetch *self)
{
  self->class->is_partial (self);
}
