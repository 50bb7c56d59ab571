#include "insight/xa-result-cache.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

/* What one looks at in an hour; what was not asked for longest goes first. */
#define MAX_WEIGHT ((gsize) 192 * 1024 * 1024)
#define MAX_RESULTS 4096
#define USUAL_WEIGHT 4096

/* Whoever waits for another looks that often whether it still wants to. */
#define PATIENCE_NS (50 * 1000 * 1000L)

typedef struct {
  guint8 bytes[SHA256_DIGEST_SIZE];
} Digest;

typedef struct {
  Digest              question;
  Digest              facts;
  const XaResultKind *kind;
  gpointer            result; /* (owned) (nullable): NULL while it is computed */
  gsize               weight;
  GList               link; /* in @used; its data is this */
} Kept;

static pthread_mutex_t    lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t     computed = PTHREAD_COND_INITIALIZER;
static GHashTable        *kept;                /* (mutex lock) (nullable) (element-type Kept): by question */
static GHashTable        *pending;             /* (mutex lock) (nullable) (element-type Digest): questions that are computed now */
static GQueue             used = G_QUEUE_INIT; /* (mutex lock) (element-type Kept): used last comes first */
static gsize              weight;              /* (mutex lock): of all that is kept */
static XaResultCacheMeter meter;               /* (mutex lock) (nullable) */
static gpointer           meter_data;          /* (mutex lock) */
static XaResultCacheWatch watch;               /* (mutex lock) (nullable) */
static gpointer           watch_data;          /* (mutex lock) */

/* --- questions ------------------------------------------------------------------------------------- */

void
xa_result_question_add_number (XaResultQuestion *self,
                               gint64            number)
{
  sha256_update (&self->question, sizeof number, (const guint8 *) &number);
}

void
xa_result_question_add_text (XaResultQuestion *self,
                             const char       *text)
{
  xa_result_question_add_number (self, text ? (gint64) strlen (text) : -1);
  if (text)
    sha256_update (&self->question, strlen (text), (const guint8 *) text);
}

void
xa_result_question_use_number (XaResultQuestion *self,
                               gint64            number)
{
  sha256_update (&self->facts, sizeof number, (const guint8 *) &number);
}

/**
 * xa_result_question_use:
 *
 * To be said before anything is read for the answer: what is written meanwhile must show as a change. Who
 * writes may see what it has not committed, and gets no answer from here.
 */
void
xa_result_question_use (XaResultQuestion *self,
                        XaFacts           facts,
                        gint64            about)
{
  XaFactStamps stamps;

  if (self->is_lost)
    return;
  if (!xa_store_read_facts (self->scope->store, facts, about, &stamps, NULL)) {
    self->is_lost = TRUE;
    return;
  }
  xa_result_question_use_number (self, (gint64) facts);
  xa_result_question_use_number (self, about);
  sha256_update (&self->facts, sizeof stamps, (const guint8 *) &stamps);
}

gboolean
xa_scope_parse_id (const char *name,
                   gint64     *id)
{
  return name[0] == '#' && g_ascii_string_to_signed (name + 1, 10, 1, G_MAXINT64, id, NULL);
}

void
xa_result_question_use_named (XaResultQuestion *self,
                              XaFacts           facts,
                              const char       *name)
{
  gint64 id;

  xa_result_question_use (self, facts, xa_scope_parse_id (name, &id) ? id : XA_FACTS_OF_ALL);
}

void
xa_result_question_init (XaResultQuestion   *self,
                         const XaScope      *scope,
                         const XaResultKind *kind)
{
  *self = (XaResultQuestion) { .scope = scope, .kind = kind, .is_lost = !xa_store_is_read_only (scope->store) };
  sha256_init (&self->question);
  sha256_init (&self->facts);
  xa_result_question_add_text (self, kind->name);
  xa_result_question_add_text (self, xa_store_get_uuid (scope->store));
  xa_result_question_add_number (self, scope->from_us);
  xa_result_question_add_number (self, scope->to_us);
  xa_result_question_add_number (self, scope->smallest_count);
}

XaFacts
xa_scope_get_list_facts (const XaScope *scope)
{
  gboolean has_limits = scope->from_us != XA_TIME_UNKNOWN || scope->to_us != XA_TIME_UNKNOWN;

  /* Who was active in a range is put together from its days. */
  return XA_FACT_LISTS | XA_FACT_SIZES | (has_limits ? XA_FACT_USES : 0);
}

/* --- what is kept: within the lock ------------------------------------------------------------------ */

static guint
hash_digest (gconstpointer data)
{
  guint hash;

  memcpy (&hash, data, sizeof hash);

  return hash;
}

static gboolean
is_same_digest (gconstpointer a,
                gconstpointer b)
{
  return memcmp (a, b, sizeof (Digest)) == 0;
}

static void
drop (Kept *one)
{
  g_queue_unlink (&used, &one->link);
  g_hash_table_remove (kept, &one->question);
  weight -= one->weight;
  one->kind->unref (one->result);
  g_free (one);
}

static void
ensure_tables (void)
{
  if (kept)
    return;
  kept = g_hash_table_new (hash_digest, is_same_digest);
  pending = g_hash_table_new (hash_digest, is_same_digest);
}

/* Returns: (transfer full) (nullable) */
static gpointer
find (const XaResultKind *kind,
      const Digest       *question,
      const Digest       *facts)
{
  Kept *one = g_hash_table_lookup (kept, question);

  if (!one)
    return NULL;
  if (!is_same_digest (&one->facts, facts)) {
    drop (one);
    return NULL;
  }
  g_queue_unlink (&used, &one->link);
  g_queue_push_head_link (&used, &one->link);

  return kind->ref (one->result);
}

static void
keep (const XaResultKind *kind,
      const Digest       *question,
      const Digest       *facts,
      gpointer            result)
{
  gsize size = kind->weigh ? kind->weigh (result) + USUAL_WEIGHT : USUAL_WEIGHT;
  Kept *one = g_hash_table_lookup (kept, question);

  if (one)
    drop (one);
  if (size > MAX_WEIGHT / 2)
    return;
  one = g_new0 (Kept, 1);
  *one = (Kept) { *question, *facts, kind, kind->ref (result), size, { .data = one } };
  g_hash_table_insert (kept, &one->question, one);
  g_queue_push_head_link (&used, &one->link);
  weight += size;
  while (weight > MAX_WEIGHT || used.length > MAX_RESULTS)
    drop (g_queue_peek_tail (&used));
}

/* --- answers --------------------------------------------------------------------------------------- */

static void
wait_a_little (void)
{
  struct timespec until;

  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_nsec += PATIENCE_NS;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  pthread_cond_timedwait (&computed, &lock, &until);
}

/* Finds what is kept, or takes it upon the caller to compute it; waits where another has.
 * Returns: (transfer full) (nullable) */
static gpointer
find_or_take (XaResultQuestion *self,
              const Digest     *question,
              const Digest     *facts,
              gboolean         *is_taken,
              gboolean         *has_waited)
{
  gpointer result;

  *is_taken = FALSE;
  pthread_mutex_lock (&lock);
  ensure_tables ();
  while (!(result = find (self->kind, question, facts)) && g_hash_table_contains (pending, question) &&
         !g_cancellable_is_cancelled (self->scope->cancellable)) {
    *has_waited = TRUE;
    wait_a_little ();
  }
  if (!result && !g_hash_table_contains (pending, question)) {
    g_hash_table_add (pending, (gpointer) question);
    *is_taken = TRUE;
  }
  pthread_mutex_unlock (&lock);

  return result;
}

static gpointer
compute_and_keep (XaResultQuestion *self,
                  const Digest     *question,
                  const Digest     *facts,
                  XaResultFunc      compute,
                  gpointer          data,
                  GError          **error)
{
  gpointer result = compute (self->scope, data, error);

  pthread_mutex_lock (&lock);
  g_hash_table_remove (pending, question);
  if (result)
    keep (self->kind, question, facts, result);
  pthread_cond_broadcast (&computed);
  pthread_mutex_unlock (&lock);

  return result;
}

static void
measure (const XaResultQuestion *self,
         gboolean                was_kept,
         gint64                  begun_us)
{
  if (self->kind->is_part || self->scope->is_ahead)
    return;
  pthread_mutex_lock (&lock);
  if (meter)
    meter (was_kept, g_get_monotonic_time () - begun_us, meter_data);
  pthread_mutex_unlock (&lock);
}

/**
 * xa_result_cache_answer:
 * @compute: returns (transfer full) an answer of the question's kind, or NULL with @error
 *
 * Returns: (transfer full) (nullable): the answer; or NULL with @error
 */
gpointer
xa_result_cache_answer (XaResultQuestion *question,
                        XaResultFunc      compute,
                        gpointer          data,
                        GError          **error)
{
  gint64   begun_us = g_get_monotonic_time ();
  gboolean is_taken = FALSE;
  gboolean has_waited = FALSE;
  gpointer result = NULL;
  Digest   asked, facts;

  sha256_digest (&question->question, sizeof asked.bytes, asked.bytes);
  sha256_digest (&question->facts, sizeof facts.bytes, facts.bytes);
  if (!question->is_lost)
    result = find_or_take (question, &asked, &facts, &is_taken, &has_waited);
  if (result) {
    measure (question, !has_waited, begun_us);
    return result;
  }
  /* Who does not want it any more did not wait for who computes it. */
  if (!is_taken && !question->is_lost) {
    g_cancellable_set_error_if_cancelled (question->scope->cancellable, error);
    return NULL;
  }
  xa_result_cache_tell (question->kind->name);
  result = is_taken ? compute_and_keep (question, &asked, &facts, compute, data, error) : compute (question->scope, data, error);
  if (result)
    measure (question, FALSE, begun_us);

  return result;
}

void
xa_result_cache_clear (void)
{
  pthread_mutex_lock (&lock);
  while (used.length > 0)
    drop (g_queue_peek_tail (&used));
  pthread_mutex_unlock (&lock);
}

/* --- for whoever counts ----------------------------------------------------------------------------- */

void
xa_result_cache_set_meter (XaResultCacheMeter new_meter,
                           gpointer           data)
{
  pthread_mutex_lock (&lock);
  meter = new_meter;
  meter_data = data;
  pthread_mutex_unlock (&lock);
}

void
xa_result_cache_drop_meter (gpointer data)
{
  pthread_mutex_lock (&lock);
  if (meter_data == data)
    meter = NULL;
  pthread_mutex_unlock (&lock);
}

void
xa_result_cache_set_watch (XaResultCacheWatch new_watch,
                           gpointer           data)
{
  pthread_mutex_lock (&lock);
  watch = new_watch;
  watch_data = data;
  pthread_mutex_unlock (&lock);
}

void
xa_result_cache_tell (const char *name)
{
  pthread_mutex_lock (&lock);
  if (watch)
    watch (name, watch_data);
  pthread_mutex_unlock (&lock);
}
