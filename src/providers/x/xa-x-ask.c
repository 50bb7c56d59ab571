#include "model/xa-time.h"
#include "model/xa-language.h"
#include "providers/x/xa-x-way.h"

static const char *const buckets[XA_N_X_QUESTIONS] = {
  [XA_X_ACCOUNT] = "account",
  [XA_X_LIST] = "list",
  [XA_X_FOLLOWERS] = "followers",
  [XA_X_LIST_MEMBERS] = "list-members",
  [XA_X_POSTS] = "posts",
  [XA_X_SEARCH] = "search",
  [XA_X_REPOSTERS] = "reposters",
};

gboolean
xa_x_get_rate (const XaXWay *way,
               const char   *bucket,
               XaRate       *rate)
{
  for (guint i = 0; i < XA_N_X_QUESTIONS; i++)
    if (g_str_equal (buckets[i], bucket)) {
      *rate = way->tariffs[i].rate;
      return rate->capacity > 0;
    }

  return FALSE;
}

void
xa_x_card_clear (XaXCard *self)
{
  g_free (self->id);
  g_free (self->handle);
  g_free (self->title);
  *self = (XaXCard) { 0 };
}

void
xa_x_page_clear (XaXPage *self)
{
  g_clear_pointer (&self->next, g_free);
}

char *
xa_x_read_id (const XaJsonAt *at,
              const char     *name)
{
  XaSpan id = xa_json_id (at, name);

  for (gsize i = 0; i < id.len; i++)
    if (!g_ascii_isdigit (id.str[i]) || id.len > 19) {
      xa_json_fault (at, "expected an id of digits");
      return NULL;
    }

  return xa_span_dup (id);
}

gint64
xa_x_add_counts (gint64 a,
                 gint64 b)
{
  if (a == XA_COUNT_UNKNOWN || b == XA_COUNT_UNKNOWN)
    return a == XA_COUNT_UNKNOWN ? b : a;

  return a + b;
}

/* Posts of pictures, of links, of tags alone, and what X cannot tell. */
XaSpan
xa_x_language (XaSpan lang)
{
  static const char *const none[] = { "und", "zxx", "qam", "qct", "qht", "qme", "qst", "art" };

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    if (xa_span_equal (lang, none[i]))
      return XA_SPAN_NONE;

  return lang;
}

char *
xa_x_search_words (const XaTarget *target)
{
  return target->kind == XA_TARGET_TAG ? g_strconcat ("#", target->handle, NULL) : g_strdup (target->handle);
}

/* What a page may cost is kept free in the budget before it is asked for, and what it did not cost is given back: so
 * that a page that the user's budget does not allow is never asked for. */
static XaJson *
ask (const XaXWay *way,
     XaFetch      *fetch,
     XaXQuestion   question,
     const char   *subject,
     const char   *cursor,
     double       *reserved,
     GError      **error)
{
  const XaXTariff *tariff = &way->tariffs[question];
  g_autoptr (XaRequest) request = way->request (fetch, question, subject, cursor);

  request->price = *reserved = tariff->price * MAX (tariff->page, 1);
  xa_request_set_bucket (request, buckets[question]);

  return xa_rest_ask (xa_fetch_get_rest (fetch), request, error);
}

static XaJson *
ask_twice (const XaXWay *way,
           XaFetch      *fetch,
           XaXQuestion   question,
           const char   *subject,
           const char   *cursor,
           double       *reserved,
           GError      **error)
{
  g_autoptr (GError) refusal = NULL;
  XaJson *json = ask (way, fetch, question, subject, cursor, reserved, &refusal);

  if (!json && g_error_matches (refusal, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST) && way->rephrase && way->rephrase (fetch, question)) {
    g_clear_error (&refusal);
    json = ask (way, fetch, question, subject, cursor, reserved, &refusal);
  }
  if (!json)
    g_propagate_error (error, g_steal_pointer (&refusal));

  return json;
}

static gboolean
check_has (const XaXWay *way,
           XaXQuestion   question,
           GError      **error)
{
  if (way->tariffs[question].page > 0)
    return TRUE;
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN, N_ ("This way to X does not give it; connect the other one as well."));

  return FALSE;
}

/**
 * xa_x_ask_card:
 * @target: an account or a list
 * @card: (out): to be cleared, also after a failure
 */
gboolean
xa_x_ask_card (const XaXWay   *way,
               XaFetch        *fetch,
               const XaTarget *target,
               XaXCard        *card,
               GError        **error)
{
  XaXQuestion      question = target->kind == XA_TARGET_LIST ? XA_X_LIST : XA_X_ACCOUNT;
  g_autofree char *subject = target->id ? g_strdup (target->id) : g_strconcat ("@", target->handle, NULL);
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root;
  double   reserved;

  *card = (XaXCard) { .members = XA_COUNT_UNKNOWN, .posts = XA_COUNT_UNKNOWN };
  if (!check_has (way, question, error))
    return FALSE;
  json = ask_twice (way, fetch, question, subject, NULL, &reserved, error);
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  way->read_card (&root, question, card);

  return xa_json_check (json, error);
}

/**
 * xa_x_ask_page:
 * @page: (out): to be cleared, also after a failure; its items are those of the document
 *
 * Returns: (transfer full): the document, whose page has the shape that was promised
 */
XaJson *
xa_x_ask_page (const XaXWay *way,
               XaFetch      *fetch,
               XaXQuestion   question,
               const char   *subject,
               const char   *cursor,
               XaXPage      *page,
               GError      **error)
{
  g_autoptr (XaJson) json = NULL;
  double reserved;

  *page = (XaXPage) { 0 };
  if (!check_has (way, question, error))
    return NULL;
  json = ask_twice (way, fetch, question, subject, cursor, &reserved, error);
  if (!json)
    return NULL;
  page->root = xa_json_root (json);
  way->read_page (question, page);
  if (!xa_json_check (json, error))
    return NULL;
  page->paid += way->tariffs[question].price * xa_json_length (&page->items);
  xa_rest_refund (xa_fetch_get_rest (fetch), reserved - page->paid);

  return g_steal_pointer (&json);
}
