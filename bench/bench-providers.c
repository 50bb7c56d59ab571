/*
 * Providers: pages of members out of memory, through provider, sink and writer, to a committed list.
 * One thread asks and parses; the transport answers at once, and no limit is waited for.
 */
#include "bench.h"

#include "providers/xa-provider.h"
#include "store/xa-store.h"
#include "sync/xa-sync-fetch.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_MEMBERS 200000

/* What a platform answers: facts of the audience, and pages of its members. */
typedef struct {
  const XaProvider *provider; /* (not owned) */
  XaTarget         *target;   /* (owned) */
  const char       *list;     /* the part of an address by which pages are known */
  GBytes           *facts;    /* (owned) */
  GPtrArray        *pages;    /* (owned) (element-type GBytes) */
  guint             page_size;
  guint             next;   /* page */
  char             *folder; /* (owned) */
  guint             n_runs;
  gint64            clock_us;
} Platform;

static const guint8 key[XA_MASTER_KEY_SIZE] = "an invented key of 32 bytes.....";

/* --- the platform --------------------------------------------------------------------------------- */

static XaResponse *
answer (const XaCall *call,
        gpointer      data,
        GCancellable *cancellable,
        GError      **error)
{
  Platform   *self = data;
  gboolean    is_page = strstr (call->address, self->list) != NULL;
  XaResponse *response = xa_response_new (200, is_page ? g_ptr_array_index (self->pages, self->next) : self->facts);

  xa_response_set_header (response, "Content-Type", "application/json; charset=utf-8");
  if (is_page && ++self->next < self->pages->len) {
    g_autofree char *link = g_strdup_printf ("<%s&max_id=%u>; rel=\"next\"", call->address, self->next);

    xa_response_set_header (response, "Link", link);
  }

  return response;
}

static gint64
get_time (gpointer data)
{
  return ((Platform *) data)->clock_us;
}

static gboolean
pass_time (gint64        us,
           GCancellable *cancellable,
           gpointer      data)
{
  ((Platform *) data)->clock_us += us;

  return TRUE;
}

/* People as a page shows them: with names, pictures and a text about themselves. */
#define BLUESKY_PERSON                                                                                                                       \
  "{\"did\":\"did:plc:%024u\",\"handle\":\"someone%u.bsky.example\",\"displayName\":\"Some One %u\","                                        \
  "\"avatar\":\"https://cdn.bsky.example/img/avatar/plain/did:plc:%024u/bafkreiaabbccddeeffgghhiijjkkllmmnnooppqqrrssttuuvvwwxxyyzz@jpeg\"," \
  "\"associated\":{\"chat\":{\"allowIncoming\":\"following\"}},\"labels\":[],\"createdAt\":\"2024-05-06T07:08:09.123Z\","                    \
  "\"description\":\"Birds, lakes and what lies between them. Opinions are those of the birds.\",\"indexedAt\":\"2024-05-06T07:08:09.123Z\"}"

#define MASTODON_PERSON                                                                                                                                     \
  "{\"id\":\"1%017u\",\"username\":\"someone%u\",\"acct\":\"someone%u@far.example\",\"display_name\":\"Some One\",\"locked\":false,\"bot\":false,"          \
  "\"discoverable\":true,\"group\":false,\"created_at\":\"2022-12-08T00:00:00.000Z\",\"note\":\"<p>Birds, lakes and what lies between them.</p>\","         \
  "\"url\":\"https://far.example/@someone%u\",\"uri\":\"https://far.example/users/someone\",\"avatar\":\"https://files.far.example/avatars/original.png\"," \
  "\"avatar_static\":\"https://files.far.example/avatars/original.png\",\"header\":\"https://files.far.example/headers/original.png\","                     \
  "\"header_static\":\"https://files.far.example/headers/original.png\",\"followers_count\":12,\"following_count\":34,\"statuses_count\":56,"               \
  "\"last_status_at\":\"2026-01-01\",\"hide_collections\":false,\"emojis\":[],\"fields\":[{\"name\":\"Home\",\"value\":\"far.example\",\"verified_at\":null}]}"

static void
add_people (GString    *page,
            const char *person,
            guint       first,
            guint       n)
{
  for (guint i = first; i < first + n; i++) {
    if (i > first)
      g_string_append_c (page, ',');
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    g_string_append_printf (page, person, i, i, i, i);
#pragma GCC diagnostic pop
  }
}

static void
make_pages (Platform   *self,
            const char *head,
            const char *person,
            const char *tail)
{
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint first = 0; first < N_MEMBERS; first += self->page_size) {
    GString *page = g_string_new (head);
    guint    n = MIN (self->page_size, N_MEMBERS - first);

    add_people (page, person, first, n);
    g_string_append (page, tail);
    /* Where the next page is named in the page. */
    if (strchr (tail, '}') && first + n < N_MEMBERS) {
      g_string_truncate (page, page->len - 1);
      g_string_append_printf (page, ",\"cursor\":\"page %u\"}", first + n);
    }
    g_ptr_array_add (self->pages, g_string_free_to_bytes (page));
  }
}

/* --- a pass --------------------------------------------------------------------------------------- */

static gboolean
run_pass (Platform     *self,
          XaFetch      *fetch,
          XaSyncFetch  *made,
          XaSyncIntake *intake,
          GError      **error)
{
  XaIngestCounts counts = { 0 };

  if (!self->provider->fetch (fetch, XA_PASS_MEMBERS, error)) {
    xa_sync_intake_stop (intake, NULL, NULL);
    return FALSE;
  }
  if (!xa_sync_intake_finish (intake, xa_sync_fetch_take_last (made, TRUE), FALSE, &counts, error))
    return FALSE;
  if (counts.n_members == N_MEMBERS)
    return TRUE;
  g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED, "%" G_GUINT64_FORMAT " members of %u arrived", counts.n_members, N_MEMBERS);

  return FALSE;
}

static gboolean
take_in (Platform        *self,
         const char      *path,
         XaPseudonymizer *keys,
         XaRest          *rest,
         GError         **error)
{
  XaSyncWriter      *writer = xa_sync_writer_open (path, keys, error);
  XaIngestSource     source = { .format = self->provider->id, .at_us = G_USEC_PER_SEC };
  XaIngestCounts     counts;
  XaSyncFetchOptions options = { .rest = rest, .target = self->target, .keys = keys, .now_us = G_USEC_PER_SEC, .since_us = XA_TIME_UNKNOWN, .max_posts = 1 };
  gboolean           ok = FALSE;

  if (!writer)
    return FALSE;
  options.intake = xa_sync_writer_begin (writer, &source, &counts, error);
  if (options.intake) {
    g_autoptr (XaSyncFetch) fetch = xa_sync_fetch_new (&options);

    ok = run_pass (self, xa_sync_fetch_get (fetch), fetch, options.intake, error);
  }
  xa_sync_writer_close (writer);

  return ok;
}

/* From the first question to the snapshot on the disk, in a fresh workspace. */
static double
run_members (gpointer data)
{
  Platform        *self = data;
  g_autofree char *path = g_strdup_printf ("%s/%s-%u.xaudience", self->folder, self->provider->id, ++self->n_runs);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_create (path, &error);
  g_autoptr (XaPseudonymizer) keys = store ? xa_pseudonymizer_new (key, xa_store_get_uuid (store)) : NULL;
  g_autoptr (XaTransport) transport = xa_transport_new (answer, self, NULL);
  g_autoptr (XaRest) rest = xa_rest_new (transport, self->provider->dialect, "https://platform.example", "bench", NULL);
  g_autoptr (XaLimits) limits = xa_limits_new ();
  double start = bench_now ();

  g_clear_pointer (&store, xa_store_close);
  xa_limits_set_clock (limits, get_time, pass_time, self);
  xa_rest_set_limits (rest, limits);
  self->next = 0;
  if (!keys || !take_in (self, path, keys, rest, &error)) {
    g_printerr ("bench: %s\n", error->message);
    return NAN;
  }
  start = bench_now () - start;
  g_unlink (path);

  return N_MEMBERS / start;
}

static gboolean
measure (Platform   *self,
         const char *name)
{
  Bench    bench = { name, "members/s", TRUE, run_members, NULL, NULL, 5, 0, self };
  gboolean ok;

  self->clock_us = G_USEC_PER_SEC;
  self->folder = bench_folder ();
  ok = bench_run (&bench);
  bench_remove (self->folder);
  g_free (self->folder);
  g_ptr_array_unref (self->pages);
  g_bytes_unref (self->facts);
  xa_target_free (self->target);

  return ok;
}

static GBytes *
text (const char *literal)
{
  return g_bytes_new_static (literal, strlen (literal));
}

static gboolean
measure_bluesky (void)
{
  Platform self = {
    .provider = &xa_bluesky,
    .target = xa_target_new (XA_PLATFORM_BLUESKY, XA_TARGET_ACCOUNT),
    .list = "getFollowers",
    .facts = text ("{\"did\":\"did:plc:owner\",\"handle\":\"owner.example\",\"followersCount\":200000,\"postsCount\":1}"),
    .page_size = 100,
  };

  self.target->id = g_strdup ("did:plc:owner");
  make_pages (&self, "{\"followers\":[", BLUESKY_PERSON, "]}");

  return measure (&self, "provider-bluesky");
}

static gboolean
measure_mastodon (void)
{
  Platform self = {
    .provider = &xa_mastodon,
    .target = xa_target_new (XA_PLATFORM_MASTODON, XA_TARGET_ACCOUNT),
    .list = "/followers",
    .facts = text ("{\"id\":\"1\",\"acct\":\"owner\",\"followers_count\":200000,\"statuses_count\":1}"),
    .page_size = 80,
  };

  self.target->id = g_strdup ("1");
  self.target->handle = g_strdup ("owner");
  self.target->host = g_strdup ("platform.example");
  make_pages (&self, "[", MASTODON_PERSON, "]");

  return measure (&self, "provider-mastodon");
}

int
main (void)
{
  return measure_bluesky () && measure_mastodon () ? EXIT_SUCCESS : EXIT_FAILURE;
}
