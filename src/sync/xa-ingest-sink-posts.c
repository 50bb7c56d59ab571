/*
 * What the sink takes in about posts. The text of members is counted and dropped here; only
 * the audience's own account keeps its words, scrubbed.
 */
#include "privacy/xa-plain-words.h"
#include "privacy/xa-scrub.h"
#include "sync/xa-ingest-sink-private.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* Longer ones are no words that several people use. */
#define MAX_TERM_BYTES 128

/* A term with so many digits may be a phone number or an id. */
#define MAX_TERM_DIGITS 6

/* Longer than any platform allows; a file that says otherwise is not worth the memory. */
#define MAX_TEXT_BYTES ((gsize) 64 * 1024)

/* Characters of text, whatever else its bytes may be. */
static gint64
count_chars (XaSpan text)
{
  gint64 n = 0;

  for (gsize i = 0; i < text.len; i++)
    n += ((guint8) text.str[i] & 0xc0) != 0x80;

  return n;
}

static gboolean
is_plain (XaSpan text)
{
  for (gsize i = 0; i < text.len; i++)
    if ((guint8) text.str[i] >= 0x80)
      return FALSE;

  return TRUE;
}

/* Lower case in composed form, the same in every locale. */
static char *
fold (XaSpan text)
{
  g_autofree char *valid = NULL;
  g_autofree char *composed = NULL;
  GString         *folded;

  if (is_plain (text))
    return g_ascii_strdown (text.str, (gssize) text.len);

  valid = g_utf8_make_valid (text.str, (gssize) text.len);
  folded = g_string_sized_new (text.len);
  for (const char *c = valid; *c; c = g_utf8_next_char (c))
    g_string_append_unichar (folded, g_unichar_tolower (g_utf8_get_char (c)));
  composed = g_utf8_normalize (folded->str, (gssize) folded->len, G_NORMALIZE_DEFAULT_COMPOSE);
  g_string_free (folded, TRUE);

  return g_steal_pointer (&composed);
}

/* Whether a word may point to a person: a handle, an address, a number, a link. */
static gboolean
points_to_person (const char *term)
{
  g_autofree char *scrubbed = NULL;
  guint            n_digits = 0;

  for (const char *c = term; *c; c = g_utf8_next_char (c))
    n_digits += g_unichar_isdigit (g_utf8_get_char (c));
  if (n_digits > MAX_TERM_DIGITS || strchr (term, '@'))
    return TRUE;

  scrubbed = xa_scrub_text (xa_span (term));

  return !g_str_equal (scrubbed, term);
}

/* Adds what a post was about, or a reaction said; drops it where it may point to a person. */
void
xa_ingest_sink_add_term (XaIngestSink      *self,
                         XaAudienceRef      ref,
                         XaTermKind         kind,
                         XaSpan             text,
                         const XaPseudonym *who,
                         gint64             at_us,
                         guint32            post)
{
  g_autofree char *folded = NULL;
  XaBatchTerm      term = {
         .has_who = who != NULL,
         .kind = kind,
         .audience = ref,
         .hour = xa_ingest_sink_hour (at_us),
         .post = post,
  };

  if (!text.len || text.len > MAX_TERM_BYTES)
    return;
  folded = fold (text);
  if (!folded || !*folded || points_to_person (folded))
    return;

  if (who)
    term.who = *who;
  term.term = xa_batch_add_text (self->batch, xa_span (folded));
  g_array_append_val (self->batch->terms, term);
}

/* Whether this has the shape of a language tag: two or three letters, then parts of at most
 * eight letters and digits (RFC 5646). Anything else in its place might be anything. */
static gboolean
is_language (XaSpan lang)
{
  gsize n = 0;
  gsize part = 0;

  if (!lang.str || lang.len > 16)
    return FALSE;

  for (gsize i = 0; i <= lang.len; i++) {
    if (i == lang.len || lang.str[i] == '-' || lang.str[i] == '_') {
      if (part == 0 ? n < 2 || n > 3 : n < 1 || n > 8)
        return FALSE;
      part++;
      n = 0;
    } else if (g_ascii_isalpha (lang.str[i]) || (part > 0 && g_ascii_isdigit (lang.str[i])))
      n++;
    else
      return FALSE;
  }

  return TRUE;
}

static XaBatchText
add_fields (XaIngestSink       *self,
            const XaPostRecord *record)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  JsonObject      *object = json_object_new ();

  json_node_take_object (root, object);
  for (gsize i = 0; i < record->n_fields; i++) {
    const XaField   *field = &record->fields[i];
    g_autofree char *key = NULL;
    g_autofree char *value = NULL;

    if (!field->key.len || !field->value.str)
      continue;
    if (!xa_scrub_keeps_field (field->key, field->value)) {
      self->rejects[XA_REJECT_DROPPED_FIELD]++;
      continue;
    }
    key = g_utf8_make_valid (field->key.str, (gssize) field->key.len);
    value = g_utf8_make_valid (field->value.str, (gssize) field->value.len);
    json_object_set_string_member (object, key, value);
  }
  if (json_object_get_size (object) == 0)
    return XA_BATCH_NO_TEXT;

  text = json_to_string (root, FALSE);

  return xa_batch_add_text (self->batch, xa_span (text));
}

static XaBatchText
add_product (XaIngestSink *self,
             XaSpan        product)
{
  g_autofree char *name = NULL;

  if (!product.len || product.len > MAX_TERM_BYTES)
    return XA_BATCH_NO_TEXT;
  name = g_utf8_make_valid (product.str, (gssize) product.len);
  if (points_to_person (name))
    return XA_BATCH_NO_TEXT;

  return xa_batch_add_text (self->batch, xa_span (name));
}

static gint64
count_or_unknown (gint64 count)
{
  return count >= 0 ? count : XA_COUNT_UNKNOWN;
}

/* Everything of a post that says nothing about its author. */
static XaBatchPost
make_post (XaIngestSink       *self,
           XaAudienceRef       ref,
           const XaPostRecord *record,
           gint64              id)
{
  XaPlatform  platform = g_array_index (self->audiences, XaKnownAudience, ref).platform;
  XaBatchPost post = {
    .audience = ref,
    .id = id,
    .at_us = record->at_us,
    .reply_to = XA_COUNT_UNKNOWN,
    .seen_us = record->seen_us == XA_TIME_UNKNOWN ? self->source_us : record->seen_us,
    .reactions = count_or_unknown (record->reactions),
    .comments = count_or_unknown (record->comments),
    .shares = count_or_unknown (record->shares),
    .views = count_or_unknown (record->views),
    .n_chars = count_chars (record->text),
    .rating = isfinite (record->rating) ? record->rating : (double) NAN,
    .author_kind = record->author_kind,
    .has_media = record->has_media,
    .lang = XA_BATCH_NO_TEXT,
    .product = add_product (self, record->product),
    .text = XA_BATCH_NO_TEXT,
    .fields = record->n_fields ? add_fields (self, record) : XA_BATCH_NO_TEXT,
  };
  gint64 reply_to;

  if (is_language (record->lang)) {
    g_autofree char *lang = g_ascii_strdown (record->lang.str, (gssize) record->lang.len);

    post.lang = xa_batch_add_text (self->batch, xa_span (lang));
  }
  if (record->reply_to.len && xa_pseudonymizer_post (self->keys, platform, record->reply_to, &reply_to)) {
    post.reply_to = reply_to;
    /* Where the source gives no number of comments, the replies that it holds are counted. */
    post.counts_as_comment = record->comments < 0 && !record->parent_is_counted;
  }

  return post;
}

static void
add_terms (XaIngestSink       *self,
           XaAudienceRef       ref,
           const XaPostRecord *record,
           const XaPseudonym  *who,
           guint32             post)
{
  for (gsize i = 0; i < record->n_tags; i++)
    xa_ingest_sink_add_term (self, ref, XA_TERM_TAG, record->tags[i], who, record->at_us, post);
  if (is_language (record->lang))
    xa_ingest_sink_add_term (self, ref, XA_TERM_LANGUAGE, record->lang, who, record->at_us, post);
  xa_ingest_sink_add_term (self, ref, XA_TERM_PRODUCT, record->product, who, record->at_us, post);
}

/* What people who know nothing of each other write in what a search found. Who used a word is counted under its keyed
 * hash; the word goes along, for as long as it takes to see whether enough people did (see docs/privacy.md). */
static void
add_words (XaIngestSink       *self,
           XaAudienceRef       ref,
           const XaPostRecord *record,
           const XaPseudonym  *who,
           guint32             post)
{
  XaPlatform platform = g_array_index (self->audiences, XaKnownAudience, ref).platform;
  g_autoptr (GPtrArray) words = xa_plain_words (record->text, record->lang);

  for (guint i = 0; i < words->len; i++) {
    XaPseudonym      hash;
    g_autofree char *text = NULL;
    XaBatchTerm      term = {
           .who = *who,
           .has_who = TRUE,
           .kind = XA_TERM_WORD,
           .audience = ref,
           .hour = xa_ingest_sink_hour (record->at_us),
           .post = post,
    };

    xa_pseudonymizer_hash (self->keys, platform, XA_KEY_WORD, xa_span (words->pdata[i]), &hash);
    text = xa_pseudonym_format (&hash);
    term.term = xa_batch_add_text (self->batch, xa_span (text));
    term.word = xa_batch_add_text (self->batch, xa_span (words->pdata[i]));
    g_array_append_val (self->batch->terms, term);
  }
}

/* Links may come before the post of their record: they learn of it here. */
static void
join_links (XaIngestSink *self,
            XaAudienceRef ref,
            guint32       index)
{
  gboolean is_own = g_array_index (self->batch->posts, XaBatchPost, index).author_kind == XA_AUTHOR_OWN;

  for (guint i = self->mark.n_links; i < self->batch->links->len; i++) {
    XaBatchLink *link = &g_array_index (self->batch->links, XaBatchLink, i);

    if (link->audience != ref || link->post != XA_BATCH_NO_REF)
      continue;
    link->post = index;
    link->certain = link->certain || is_own;
  }
}

static void
add_own_text (XaIngestSink *self,
              XaBatchPost  *post,
              XaSpan        text)
{
  g_autofree char *scrubbed = NULL;

  if (!text.len)
    return;

  text.len = MIN (text.len, MAX_TEXT_BYTES);
  scrubbed = xa_scrub_text (text);
  post->text = xa_batch_add_text (self->batch, xa_span (scrubbed));
}

static gboolean
add_counters (XaIngestSink       *self,
              XaAudienceRef       ref,
              const XaPostRecord *record,
              gint64              id)
{
  XaPostRecord counters = {
    .at_us = record->at_us,
    .reactions = record->reactions,
    .comments = record->comments,
    .shares = record->shares,
    .views = record->views,
    .seen_us = record->seen_us,
    .rating = NAN,
  };
  XaBatchPost post = make_post (self, ref, &counters, id);

  post.only_known = TRUE;
  g_array_append_val (self->batch->posts, post);

  return TRUE;
}

gboolean
xa_ingest_sink_post (XaSink             *sink,
                     XaAudienceRef       ref,
                     const XaPostRecord *record,
                     GError            **error)
{
  XaIngestSink    *self = (XaIngestSink *) sink;
  XaKnownAudience *known = xa_ingest_sink_known (self, ref);
  XaBatchPost      post;
  XaPseudonym      who;
  gboolean         has_who = FALSE;
  guint32          index;
  gint64           id;

  if (!known)
    return TRUE;
  if (record->at_us == XA_TIME_UNKNOWN && !record->counters_only) {
    self->rejects[XA_REJECT_BAD_TIME]++;
    return TRUE;
  }
  if (!xa_pseudonymizer_post (self->keys, known->platform, record->native_id, &id)) {
    self->rejects[record->native_id.len ? XA_REJECT_MALFORMED_ID : XA_REJECT_EMPTY_ID]++;
    return TRUE;
  }

  if (record->counters_only)
    return add_counters (self, ref, record, id);

  post = make_post (self, ref, record, id);
  if (record->author_kind == XA_AUTHOR_MEMBER) {
    has_who = xa_ingest_sink_pseudonym (self, ref, &record->author, &who);
    if (!has_who)
      post.author_kind = XA_AUTHOR_UNKNOWN;
  }
  if (record->author_kind == XA_AUTHOR_BOT)
    self->rejects[XA_REJECT_BOT]++;
  if (record->author_kind == XA_AUTHOR_OWN)
    add_own_text (self, &post, record->text);

  index = self->batch->posts->len;
  g_array_append_val (self->batch->posts, post);
  if (has_who)
    xa_ingest_sink_add_activity (self, ref, XA_ACTIVITY_AUTHOR, &who, record->at_us, index);
  if (has_who || record->author_kind == XA_AUTHOR_OWN)
    add_terms (self, ref, record, has_who ? &who : NULL, index);
  if (has_who && known->kind == XA_AUDIENCE_TAG && record->text.len)
    add_words (self, ref, record, &who, index);
  join_links (self, ref, index);

  return TRUE;
}

/* With an id that cannot be read, what is there is not known, and nothing is gone. */
gboolean
xa_ingest_sink_stretch (XaSink                *sink,
                        XaAudienceRef          ref,
                        const XaStretchRecord *record,
                        GError               **error)
{
  XaIngestSink    *self = (XaIngestSink *) sink;
  XaKnownAudience *known = xa_ingest_sink_known (self, ref);
  GArray          *ids = self->batch->stretch_ids;
  XaBatchStretch   stretch = { ref, record->from_us, record->to_us, ids->len, (guint) record->n_ids, record->is_gone };

  for (gsize i = 0; known && i < record->n_ids; i++) {
    gint64 id;

    if (!xa_pseudonymizer_post (self->keys, known->platform, record->ids[i], &id)) {
      g_array_set_size (ids, stretch.first_id);
      return TRUE;
    }
    g_array_append_val (ids, id);
  }
  if (known)
    g_array_append_val (self->batch->stretches, stretch);

  return TRUE;
}

gboolean
xa_ingest_sink_link (XaSink             *sink,
                     XaAudienceRef       ref,
                     const XaLinkRecord *record,
                     GError            **error)
{
  XaIngestSink    *self = (XaIngestSink *) sink;
  XaKnownAudience *known = xa_ingest_sink_known (self, ref);
  XaBatchLink      link = {
         .audience = ref,
         .kind = record->kind,
         .certain = record->certain,
         .post = XA_BATCH_NO_REF,
  };

  if (!known)
    return TRUE;
  if (record->at_us == XA_TIME_UNKNOWN) {
    self->rejects[XA_REJECT_BAD_TIME]++;
    return TRUE;
  }

  if (record->target_native_id.len)
    xa_ingest_sink_hash_name (self, known->platform, "id", record->target_native_id, &link.target);
  else if (record->target_handle.len)
    xa_ingest_sink_hash_name (self, known->platform, "handle", record->target_handle, &link.target);
  else if (record->target_title.len)
    xa_ingest_sink_hash_name (self, known->platform, "title", record->target_title, &link.target);
  else {
    self->rejects[XA_REJECT_MALFORMED_RECORD]++;
    return TRUE;
  }

  link.day = xa_ingest_sink_day (record->at_us);
  if (self->batch->posts->len > self->mark.n_posts) {
    guint32            last = self->batch->posts->len - 1;
    const XaBatchPost *post = &g_array_index (self->batch->posts, XaBatchPost, last);

    if (post->audience == ref) {
      link.post = last;
      link.certain = link.certain || post->author_kind == XA_AUTHOR_OWN;
    }
  }
  g_array_append_val (self->batch->links, link);

  return TRUE;
}
