#include "sync/xa-sync-private.h"

#include "model/xa-language.h"

#include <string.h>

/**
 * xa_candidate_free:
 * @self: (nullable): a candidate
 */
void
xa_candidate_free (XaCandidate *self)
{
  if (!self)
    return;

  g_clear_pointer (&self->preview, xa_preview_free);
  g_free (self->base_url);
  g_free (self);
}

/* --- edits, in the writer's thread ---------------------------------------------------------------- */

typedef struct {
  XaSync    *sync;
  gint64     id;
  XaSource  *source;
  gboolean   is_new;
  GPtrArray *connections; /* (owned) */
  GPtrArray *sources;     /* (owned) */

  const XaFollowOptions *options; /* (nullable) */
} Edit;

static gboolean
load_all (XaStore *store,
          gpointer data,
          GError **error)
{
  Edit *edit = data;

  edit->connections = xa_store_list_connections (store, edit->sync->keys, error);
  edit->sources = edit->connections ? xa_store_list_sources (store, error) : NULL;

  return edit->sources != NULL;
}

static gboolean
add_source (XaStore *store,
            gpointer data,
            GError **error)
{
  Edit *edit = data;

  return xa_store_add_source (store, edit->source, &edit->is_new, error);
}

static gboolean
drop_source (XaStore *store,
             gpointer data,
             GError **error)
{
  Edit *edit = data;

  return xa_store_drop_source (store, edit->id, error);
}

static gboolean
list_sources (XaStore *store,
              gpointer data,
              GError **error)
{
  Edit *edit = data;

  edit->sources = xa_store_list_sources (store, error);

  return edit->sources != NULL;
}

static void
clear_edit (Edit *edit)
{
  g_clear_pointer (&edit->connections, g_ptr_array_unref);
  g_clear_pointer (&edit->sources, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Edit, clear_edit)

/* --- over which connection a target is looked at ---------------------------------------------------- */

static char *
make_base (const XaTarget *target)
{
  return target->host ? g_strconcat ("https://", target->host, NULL) : NULL;
}

/* A provider of many servers asks the one of the target; others have one, or one a connection. */
static gboolean
reaches (const XaConnection *connection,
         const XaProvider   *provider,
         const XaTarget     *target)
{
  g_autofree char *base = NULL;

  if (provider->is_simulated || provider->platform != target->platform || !provider->can_reach (target))
    return FALSE;
  if (provider->takes_any_host || provider->base || !target->host)
    return TRUE;
  base = make_base (target);

  return g_strcmp0 (connection->base_url, base) == 0;
}

/* Where several ways stand in for each other, the first of them is asked first. */
static gboolean
goes_before (const XaConnection *a,
             const XaConnection *b)
{
  gboolean a_blocked = xa_connection_state_blocks (a->state), b_blocked = xa_connection_state_blocks (b->state);

  if (a_blocked != b_blocked)
    return b_blocked;

  return xa_provider_by_id (a->provider)->chain < xa_provider_by_id (b->provider)->chain;
}

/* What the user can already ask over comes first, what works before what does not. */
static const XaConnection *
find_connection (GPtrArray      *connections,
                 const XaTarget *target)
{
  const XaConnection *found = NULL;

  for (guint i = 0; i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];
    const XaProvider   *provider = xa_provider_by_id (connection->provider);

    if (provider && reaches (connection, provider, target) && (!found || goes_before (connection, found)))
      found = connection;
  }

  return found;
}

/* A connection that there is not yet, of a provider that needs nothing of the user's. */
static XaConnection *
imagine_connection (const XaTarget *target,
                    GError        **error)
{
  const XaProvider *provider = xa_provider_for (target);
  XaConnection     *connection;
  gboolean          is_open = FALSE;

  for (guint i = 0; provider && i < provider->n_sign_ins; i++)
    is_open |= provider->sign_ins[i].kind == XA_SIGN_IN_NONE;
  if (!provider) {
    xa_sync_set_out_of_reach (target, error);
    return NULL;
  }
  if (provider->n_sign_ins > 0 && !is_open) {
    xa_sync_set_not_connected (target, error);
    return NULL;
  }
  connection = xa_connection_new ();
  connection->provider = g_strdup (provider->id);
  connection->name = g_strdup (provider->name);
  if (!provider->base && !provider->takes_any_host)
    connection->base_url = make_base (target);

  return connection;
}

static gboolean
is_followed (GPtrArray      *sources,
             gint64          connection_id,
             const XaTarget *target)
{
  g_autofree char *form = xa_target_format (target);

  for (guint i = 0; i < sources->len; i++) {
    const XaSource *source = sources->pdata[i];

    if (source->connection_id == connection_id && g_str_equal (source->target, form))
      return TRUE;
  }

  return FALSE;
}

/* @preview: (transfer full) */
static XaCandidate *
make_candidate (const XaConnection *connection,
                const XaProvider   *provider,
                XaPreview          *preview,
                GPtrArray          *sources)
{
  XaCandidate *candidate = g_new0 (XaCandidate, 1);

  candidate->provider = provider;
  candidate->connection_id = connection->id;
  candidate->base_url = g_strdup (connection->base_url);
  candidate->preview = preview;
  candidate->is_followed = connection->id && is_followed (sources, connection->id, preview->target);

  return candidate;
}

/* --- looking ------------------------------------------------------------------------------------------ */

static XaCandidate *
look_over (XaSync             *self,
           const XaConnection *connection,
           const XaTarget     *target,
           const Edit         *all,
           GCancellable       *cancellable,
           GError            **error)
{
  g_autoptr (XaSyncLine) line = xa_sync_line_new (self, connection, target, cancellable, error);
  g_autoptr (XaSyncFetch) fetch = NULL;
  XaPreview *preview;

  if (!line)
    return NULL;
  fetch = xa_sync_line_look (line, target, all->options, cancellable);
  preview = line->provider->preview (xa_sync_fetch_get (fetch), target, error);

  return preview ? make_candidate (connection, line->provider, preview, all->sources) : NULL;
}

static XaCandidate *
look_at (XaSync         *self,
         Edit           *all,
         const XaTarget *target,
         GCancellable   *cancellable,
         GError        **error)
{
  const XaConnection *connection = find_connection (all->connections, target);
  g_autoptr (XaConnection) imagined = NULL;

  if (!connection) {
    imagined = imagine_connection (target, error);
    if (!imagined)
      return NULL;
    connection = imagined;
  }

  return look_over (self, connection, target, all, cancellable, error);
}

/* Several things that may be meant: those that turn out to be there. */
static GPtrArray *
look_at_all (XaSync       *self,
             Edit         *all,
             GPtrArray    *targets,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_candidate_free);
  g_autoptr (GError) first = NULL;

  for (guint i = 0; i < targets->len; i++) {
    g_autoptr (GError) local = NULL;
    XaCandidate *candidate = look_at (self, all, targets->pdata[i], cancellable, &local);

    if (candidate)
      g_ptr_array_add (candidates, candidate);
    else if (!first)
      first = g_steal_pointer (&local);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
  }
  if (candidates->len)
    return g_steal_pointer (&candidates);
  xa_sync_set_none_found (targets, g_steal_pointer (&first), error);

  return NULL;
}

static const XaConnection *
get_by_id (GPtrArray *connections,
           gint64     id,
           GError   **error)
{
  for (guint i = 0; i < connections->len; i++)
    if (((XaConnection *) connections->pdata[i])->id == id)
      return connections->pdata[i];
  g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("There is no such connection any more."));

  return NULL;
}

/* What is simulated is named by what the user likes, and never by a link. */
static GPtrArray *
recognize (const char         *pasted,
           XaPlatform          platform,
           const XaConnection *connection,
           GError            **error)
{
  const XaProvider *provider = connection ? xa_provider_by_id (connection->provider) : NULL;
  g_autofree char  *message = NULL;
  GPtrArray        *targets = NULL;
  XaRecognition     how;

  if (provider && provider->is_simulated) {
    XaTarget *target = xa_target_new (provider->platform, XA_TARGET_GROUP);

    target->id = g_strstrip (g_strdup (pasted));
    targets = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_target_free);
    g_ptr_array_add (targets, target);
    return targets;
  }
  how = xa_target_recognize (pasted, provider ? provider->platform : platform, &targets, &message);
  if (how == XA_RECOGNIZE_OK || how == XA_RECOGNIZE_AMBIGUOUS)
    return targets;
  g_clear_pointer (&targets, g_ptr_array_unref);
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, message ? message : N_ ("This is not the address of an audience."));

  return NULL;
}

static GPtrArray *
look_for (XaSync                *self,
          const char            *pasted,
          XaPlatform             platform,
          gint64                 connection_id,
          const XaFollowOptions *options,
          GCancellable          *cancellable,
          GError               **error)
{
  g_auto (Edit) all = { .sync = self, .options = options };
  g_autoptr (GPtrArray) targets = NULL;
  const XaConnection *connection = NULL;

  if (!xa_sync_write (self, load_all, &all, error))
    return NULL;
  if (connection_id) {
    connection = get_by_id (all.connections, connection_id, error);
    if (!connection)
      return NULL;
  }
  targets = recognize (pasted, platform, connection, error);
  if (!targets)
    return NULL;
  if (connection) {
    XaCandidate *candidate = look_over (self, connection, targets->pdata[0], &all, cancellable, error);
    GPtrArray   *one = candidate ? g_ptr_array_new_with_free_func ((GDestroyNotify) xa_candidate_free) : NULL;

    if (candidate)
      g_ptr_array_add (one, candidate);
    return one;
  }

  return look_at_all (self, &all, targets, cancellable, error);
}

/**
 * xa_sync_preview:
 *
 * Errors: XA_NET_ERROR, CANCELLED, and those of the store
 */
GPtrArray *
xa_sync_preview (XaSync                *self,
                 const char            *pasted,
                 XaPlatform             platform,
                 gint64                 connection_id,
                 const XaFollowOptions *options,
                 GCancellable          *cancellable,
                 GError               **error)
{
  GPtrArray *candidates;

  if (!xa_sync_enter (self, error))
    return NULL;
  candidates = look_for (self, pasted, platform, connection_id, options, cancellable, error);
  xa_sync_leave (self);

  return candidates;
}

/* What is listed may be what the stream of the connection waits for. */
static GPtrArray *
ask_for_list (XaSyncLine   *line,
              XaSyncFetch  *fetch,
              GCancellable *cancellable,
              GError      **error)
{
  GPtrArray *previews;

  if (!line->provider->one_at_a_time || !line->provider->stream)
    return line->provider->list (xa_sync_fetch_get (fetch), error);
  if (!xa_sync_take_turn (line->sync, line->connection->id, NULL, cancellable, error))
    return NULL;
  previews = line->provider->list (xa_sync_fetch_get (fetch), error);
  xa_sync_give_turn (line->sync, line->connection->id);

  return previews;
}

static GPtrArray *
list_over (XaSync       *self,
           gint64        connection_id,
           GCancellable *cancellable,
           GError      **error)
{
  g_auto (Edit) all = { .sync = self };
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_candidate_free);
  g_autoptr (GPtrArray) previews = NULL;
  g_autoptr (XaSyncLine) line = NULL;
  g_autoptr (XaSyncFetch) fetch = NULL;
  const XaConnection *connection;

  if (!xa_sync_write (self, load_all, &all, error))
    return NULL;
  connection = get_by_id (all.connections, connection_id, error);
  line = connection ? xa_sync_line_new (self, connection, NULL, cancellable, error) : NULL;
  if (!line)
    return NULL;
  if (!line->provider->list)
    return g_steal_pointer (&candidates);
  fetch = xa_sync_line_look (line, NULL, NULL, cancellable);
  previews = ask_for_list (line, fetch, cancellable, error);
  if (!previews)
    return NULL;
  g_ptr_array_set_free_func (previews, NULL);
  for (guint i = 0; i < previews->len; i++)
    g_ptr_array_add (candidates, make_candidate (connection, line->provider, previews->pdata[i], all.sources));

  return g_steal_pointer (&candidates);
}

/**
 * xa_sync_list:
 *
 * Returns: (transfer full) (element-type XaCandidate) (nullable): none where the platform has no such
 *   list; NULL with @error
 */
GPtrArray *
xa_sync_list (XaSync       *self,
              gint64        connection_id,
              GCancellable *cancellable,
              GError      **error)
{
  GPtrArray *candidates;

  if (!xa_sync_enter (self, error))
    return NULL;
  candidates = list_over (self, connection_id, cancellable, error);
  xa_sync_leave (self);

  return candidates;
}

/* --- following ------------------------------------------------------------------------------------------ */

static guint
choose_passes (const XaCandidate     *candidate,
               const XaFollowOptions *options)
{
  const XaPass *passes = candidate->provider->get_passes (candidate->preview->target, candidate->preview->gives);
  guint         possible = 0;

  for (gsize i = 0; passes && passes[i]; i++)
    possible |= 1u << passes[i];

  return options->passes ? possible & options->passes : possible;
}

static XaSource *
make_source (const XaCandidate     *candidate,
             const XaFollowOptions *options,
             gint64                 connection_id)
{
  const XaPreview *preview = candidate->preview;
  XaSource        *source = g_new0 (XaSource, 1);

  source->connection_id = connection_id;
  source->platform = preview->target->platform;
  source->target = xa_target_format (preview->target);
  source->title = g_strdup (preview->title ? preview->title : source->target);
  source->kind = preview->kind;
  source->passes = choose_passes (candidate, options);
  source->since_us = options->since_us;
  source->max_posts = options->max_posts;
  source->note_text = g_strdup ("");
  source->n_requests = preview->n_requests > 0 ? preview->n_requests : XA_COUNT_UNKNOWN;
  source->duration_us = preview->duration_us;
  source->price = preview->price;
  source->last_ok_us = XA_TIME_UNKNOWN;

  return source;
}

/* The connection that a candidate needs and that is not there yet; one that was made for the candidate
 * before it is taken. */
static gint64
make_needed_connection (XaSync            *self,
                        const XaCandidate *candidate,
                        GError           **error)
{
  g_auto (Edit) all = { .sync = self };
  g_autoptr (XaConnection) connection = xa_connection_new ();
  const XaConnection *known;

  if (!xa_sync_write (self, load_all, &all, error))
    return 0;
  known = find_connection (all.connections, candidate->preview->target);
  if (known)
    return known->id;
  connection->provider = g_strdup (candidate->provider->id);
  connection->name = g_strdup (candidate->provider->name);
  connection->base_url = g_strdup (candidate->base_url);
  xa_sync_judge_connection (connection, NULL);

  return xa_sync_add_connection (self, candidate->provider, connection, TRUE, error) ? connection->id : 0;
}

static XaSource *
follow (XaSync                *self,
        const XaCandidate     *candidate,
        const XaFollowOptions *options,
        GError               **error)
{
  gint64 connection_id = candidate->connection_id ? candidate->connection_id : make_needed_connection (self, candidate, error);
  g_autoptr (XaSource) source = NULL;
  Edit edit = { .sync = self };

  if (!connection_id)
    return NULL;
  source = make_source (candidate, options, connection_id);
  if (source->passes == 0) {
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN, N_ ("%s gives nothing of “%s” over this connection."), candidate->provider->name, source->title);
    return NULL;
  }
  edit.source = source;

  return xa_sync_write (self, add_source, &edit, error) ? g_steal_pointer (&source) : NULL;
}

/**
 * xa_sync_follow:
 *
 * Fetches nothing yet. Errors: FORBIDDEN where nothing could be fetched; those of the store
 */
XaSource *
xa_sync_follow (XaSync                *self,
                const XaCandidate     *candidate,
                const XaFollowOptions *options,
                GError               **error)
{
  const XaFollowOptions usual = XA_FOLLOW_OPTIONS_INIT;
  XaSource             *source;

  if (!xa_sync_enter (self, error))
    return NULL;
  source = follow (self, candidate, options ? options : &usual, error);
  xa_sync_leave (self);

  return source;
}

gboolean
xa_sync_unfollow (XaSync  *self,
                  gint64   source_id,
                  GError **error)
{
  Edit edit = { .sync = self, .id = source_id };

  xa_sync_cancel (self, source_id);

  return xa_sync_edit (self, drop_source, &edit, error);
}

/**
 * xa_sync_list_sources:
 *
 * Returns: (transfer full) (element-type XaSource) (nullable): NULL with @error
 */
GPtrArray *
xa_sync_list_sources (XaSync  *self,
                      GError **error)
{
  Edit edit = { .sync = self };

  return xa_sync_edit (self, list_sources, &edit, error) ? edit.sources : NULL;
}
