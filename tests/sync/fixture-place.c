#include "fixture-place.h"

#include "store/xa-connections.h"
#include "sync/xa-sync-private.h"

#include <string.h>

/* When the platforms of the fixtures are asked. */
#define NOW_S 1767323045

/* --- what is made of it --------------------------------------------------------------------------------- */

static const WeatherFixture *current;

static const XaPass *
choose_passes (const XaTarget *target,
               guint           gives)
{
  return current->provider->get_passes (target, current->gives ? current->gives : gives);
}

/* --- a workspace --------------------------------------------------------------------------------------- */

/* The provider as it is, by another name, so that it fetches what its fixture has. */
static const XaProvider *
lend (const WeatherFixture *fixture)
{
  static XaProvider provider;

  current = fixture;
  provider = *fixture->provider;
  provider.id = "replayed";
  provider.chain = 0;
  provider.get_passes = choose_passes;
  xa_provider_lend (&provider);
  sync_place_set_clock (NOW_S);

  return &provider;
}

ImportPlace *
fixture_place_make_base (const WeatherFixture *fixture,
                         char                **uuid)
{
  const XaProvider *provider = lend (fixture);
  ImportPlace      *base = import_place_new ();
  g_autoptr (XaCredentialStore) credentials = xa_credential_store_new_in_memory ();
  g_autoptr (XaSync) sync = xa_sync_new (base->workspace, base->keys, NULL, credentials);
  g_autoptr (XaConnection) connection = xa_connection_new ();
  g_autoptr (XaTarget) target = xa_target_parse (fixture->target);
  g_autoptr (XaPreview) preview = xa_preview_new ();
  g_autoptr (XaSource) source = NULL;
  g_autoptr (GError) error = NULL;
  XaCandidate candidate = { .provider = provider, .preview = preview };

  g_set_str (&connection->uuid, "00000000-0000-4000-8000-000000000002");
  g_set_str (&connection->provider, provider->id);
  g_set_str (&connection->name, "Weather");
  g_set_str (&connection->base_url, fixture->base);
  g_set_str (&connection->sign_in, fixture->token ? "test" : "");
  connection->state = XA_CONNECTION_OK;
  g_assert_true (xa_sync_enter (sync, &error));
  g_assert_true (xa_sync_add_connection (sync, provider, connection, FALSE, &error));
  xa_sync_leave (sync);
  preview->target = g_steal_pointer (&target);
  preview->title = g_strdup ("Followed");
  preview->kind = XA_AUDIENCE_GROUP;
  preview->gives = fixture->gives ? fixture->gives : provider->gives;
  candidate.connection_id = connection->id;
  source = xa_sync_follow (sync, &candidate, NULL, &error);
  g_assert_no_error (error);
  *uuid = g_strdup (connection->uuid);

  return base;
}

SyncPlace *
fixture_place_open (const ImportPlace    *base,
                    const char           *name,
                    const WeatherFixture *fixture,
                    const char           *uuid,
                    XaTransport          *transport)
{
  SyncPlace *place = sync_place_new_in (import_place_copy (base, name), transport);
  g_autoptr (XaCredential) credential = xa_credential_new ();

  sync_place_set_clock (NOW_S);
  sync_place_be_impatient (place);
  credential->token = g_strdup (fixture->token);
  credential->user = g_strdup (fixture->user);
  xa_credential_store_hold (place->credentials, uuid, credential);

  return place;
}

/* What is told once, by the pass that begins, is lost where that is ended before its end: a bot's lack of a past. */
static void
forget_notes (char **lines)
{
  for (gsize i = 0; lines[i]; i++)
    if (g_str_has_prefix (lines[i], "source\t")) {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);

      g_assert_cmpuint (g_strv_length (fields), ==, 13);
      g_set_str (&fields[10], "-");
      g_free (lines[i]);
      lines[i] = g_strjoinv ("\t", fields);
    }
}

char *
fixture_place_dump (SyncPlace *place)
{
  g_autofree char *dump = import_place_dump (place->place);
  g_auto (GStrv) lines = g_strsplit (dump, "\n", -1);
  g_autoptr (GString) content = g_string_new (NULL);

  if (current->provider->one_at_a_time)
    forget_notes (lines);
  for (gsize i = 0; lines[i]; i++)
    if (!g_str_has_prefix (lines[i], "import") && !g_str_has_prefix (lines[i], "task\t"))
      g_string_append_printf (content, "%s\n", lines[i]);

  return g_string_free (g_steal_pointer (&content), FALSE);
}

/* What has not come to its end yet: a bit (1 << XaPass) each. */
static guint
list_open (SyncPlace *place,
           gint64    *source_id)
{
  g_autoptr (GPtrArray) sources = xa_sync_list_sources (place->sync, NULL);
  const XaSource *source = sources->pdata[0];
  guint           open = source->passes;

  *source_id = source->id;
  for (int pass = XA_PASS_PROFILE; pass < XA_N_PASSES; pass++) {
    g_autoptr (XaTask) task = sync_place_get_task (place, source->id, (XaPass) pass);

    if (task && task->state == XA_TASK_DONE)
      open &= ~(1u << pass);
  }

  return open;
}

static gboolean
feed_open (XaSyncFeed *feed,
           gpointer    wish)
{
  g_array_append_vals (feed->wishes, wish, 1);

  return FALSE;
}

gboolean
fixture_place_start (SyncPlace    *place,
                     GCancellable *end)
{
  g_auto (XaSyncProgress) report = { 0 };

  if (fixture_place_try (place, end, &report))
    return TRUE;
  for (guint i = 0; !(end && g_cancellable_is_cancelled (end)) && i < report.n_items; i++)
    g_assert_true (report.items[i].state == XA_TASK_DONE || report.items[i].state == XA_TASK_WAITING);

  return FALSE;
}

gboolean
fixture_place_try (SyncPlace      *place,
                   GCancellable   *end,
                   XaSyncProgress *report)
{
  XaSyncWish    wish = { .passes = list_open (place, &wish.source_id) };
  XaSyncOptions options = { .patience_us = 1, .feed = feed_open, .data = &wish };
  g_autoptr (GError) error = NULL;

  if (wish.passes == 0)
    return TRUE;
  if (!xa_sync_run (place->sync, &options, end, report, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  return FALSE;
}
