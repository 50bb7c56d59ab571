#include "providers/linkedin/xa-linkedin-api.h"

#include <string.h>

/*
 * What countries, industries and so on are called. LinkedIn counts by numbers of its own, and tells their
 * names elsewhere, in the interface beside this one. They hardly change: what was told once is kept with the
 * connection, and what was not is asked for again after a month. Nothing here is about a person.
 */

#define MAX_BATCH 50
#define MAX_BATCHES 8
#define MAX_NAME 120

#define DAYS_UNTIL_ASKED_AGAIN 30

struct _XaLinkedinNames {
  XaFetch    *fetch;    /* (not owned) */
  const char *resource; /* (not owned): below the interface beside this one */
  char       *mark;     /* (owned): under which they are kept */
  gint64      day;      /* on which those without a name were asked for */
  GHashTable *names;    /* (owned) (element-type utf8 utf8): by number; "" for those without */
  gboolean    is_new;   /* something was told */
};

/* --- what is kept: the day, then "number\tname" in lines ------------------------------------------ */

static void
read_line (XaLinkedinNames *self,
           const char      *line,
           gboolean         is_stale)
{
  const char *tab = strchr (line, '\t');

  if (tab && !(is_stale && !tab[1]))
    g_hash_table_insert (self->names, g_strndup (line, (gsize) (tab - line)), g_strdup (tab + 1));
}

static void
load (XaLinkedinNames *self)
{
  const char *text = xa_fetch_get_mark (self->fetch, self->mark);
  g_auto (GStrv) lines = g_strsplit (text ? text : "", "\n", -1);
  gint64   today = xa_fetch_get_now (self->fetch) / XA_USEC_PER_DAY;
  gboolean is_stale;

  self->day = lines[0] ? g_ascii_strtoll (lines[0], NULL, 10) : 0;
  is_stale = today - self->day >= DAYS_UNTIL_ASKED_AGAIN;
  if (is_stale)
    self->day = today;
  for (guint i = 1; lines[0] && lines[i]; i++)
    read_line (self, lines[i], is_stale);
}

static void
keep (XaLinkedinNames *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (self->names), (GCompareFunc) strcmp);

  g_string_append_printf (text, "%" G_GINT64_FORMAT, self->day);
  for (const GList *at = ids; at; at = at->next)
    g_string_append_printf (text, "\n%s\t%s", (const char *) at->data, (const char *) g_hash_table_lookup (self->names, at->data));
  xa_fetch_set_mark (self->fetch, self->mark, text->str);
}

/**
 * xa_linkedin_names_new:
 * @kind: "geo", "industries", "functions" or "seniorities"
 *
 * Returns: (transfer full): the names that are known
 */
XaLinkedinNames *
xa_linkedin_names_new (XaFetch    *fetch,
                       const char *kind)
{
  XaLinkedinNames *self = g_new0 (XaLinkedinNames, 1);

  self->fetch = fetch;
  self->resource = strcmp (kind, "industries") == 0 ? "industryTaxonomyVersions/DEFAULT/industries" : kind;
  self->mark = g_strconcat ("@names-", kind, NULL);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  load (self);

  return self;
}

void
xa_linkedin_names_free (XaLinkedinNames *self)
{
  if (!self)
    return;
  if (self->is_new)
    keep (self);
  g_hash_table_unref (self->names);
  g_free (self->mark);
  g_free (self);
}

const char *
xa_linkedin_names_get (XaLinkedinNames *self,
                       const char      *id)
{
  const char *name = g_hash_table_lookup (self->names, id);

  return name && *name ? name : NULL;
}

/* --- what is asked for ---------------------------------------------------------------------------- */

/* The interface that has a version stands beside the one that has none: ".../rest" and ".../v2". */
static XaRequest *
request_names (XaLinkedinNames *self,
               GPtrArray       *ids)
{
  g_autofree char *base = g_strdup (xa_rest_get_base (xa_fetch_get_rest (self->fetch)));
  g_autofree char *address = NULL;
  g_autofree char *numbers = NULL;
  g_autofree char *list = NULL;
  XaRequest       *request;

  while (g_str_has_suffix (base, "/"))
    base[strlen (base) - 1] = '\0';
  if (g_str_has_suffix (base, "/rest"))
    base[strlen (base) - strlen ("/rest")] = '\0';
  address = g_strconcat (base, "/v2/", self->resource, NULL);
  g_ptr_array_add (ids, NULL);
  numbers = g_strjoinv (",", (char **) ids->pdata);
  g_ptr_array_set_size (ids, (int) ids->len - 1);
  list = g_strconcat ("List(", numbers, ")", NULL);
  request = xa_request_new_for_link (address);
  xa_linkedin_add_raw (request, "ids", list);

  return request;
}

/* In one language, or in several of which one is English. */
static XaSpan
read_name (const XaJsonAt *thing)
{
  XaJsonAt one = xa_json_maybe_object (thing, "defaultLocalizedName");
  XaJsonAt name = one.node ? one : xa_json_maybe_object (thing, "name");
  XaJsonAt many = xa_json_maybe_object (&name, "localized");
  XaSpan   text = many.node ? xa_json_maybe_text (&many, "en_US") : xa_json_maybe_text (&name, "value");

  return xa_json_is_sound (thing->document) && text.len <= MAX_NAME && !memchr (text.str ? text.str : "", '\n', text.len) ? text : XA_SPAN_NONE;
}

static void
take_names (XaLinkedinNames *self,
            GPtrArray       *ids,
            const XaJsonAt  *results)
{
  for (guint i = 0; i < ids->len; i++) {
    XaJsonAt thing = results ? xa_json_maybe_object (results, ids->pdata[i]) : (XaJsonAt) { 0 };
    XaSpan   name = thing.node ? read_name (&thing) : XA_SPAN_NONE;

    g_hash_table_insert (self->names, g_strdup (ids->pdata[i]), name.len ? xa_span_dup (name) : g_strdup (""));
    if (results)
      xa_json_forgive (results->document);
  }
  self->is_new = TRUE;
}

/* What is not for us, or is not as it was described: the counts are worth having without names. */
static gboolean
is_no_matter (const GError *error)
{
  static const XaNetError codes[] = {
    XA_NET_ERROR_FORBIDDEN, XA_NET_ERROR_SCOPE,
    XA_NET_ERROR_GONE, XA_NET_ERROR_BAD_REQUEST,
    XA_NET_ERROR_OUTDATED, XA_NET_ERROR_MALFORMED,
    XA_NET_ERROR_TOO_LARGE
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, XA_NET_ERROR, (int) codes[i]))
      return TRUE;

  return FALSE;
}

static gboolean
ask_batch (XaLinkedinNames *self,
           GPtrArray       *ids,
           gboolean        *is_over,
           GError         **error)
{
  g_autoptr (GError) refusal = NULL;
  XaJsonAt root, results;
  g_autoptr (XaJson) json = xa_linkedin_ask (self->fetch, request_names (self, ids), &root, &refusal);

  if (!json && !is_no_matter (refusal)) {
    g_propagate_error (error, g_steal_pointer (&refusal));
    return FALSE;
  }
  *is_over = json == NULL;
  if (json) {
    results = xa_json_maybe_object (&root, "results");
    xa_json_forgive (json);
  }
  take_names (self, ids, json && results.node ? &results : NULL);

  return TRUE;
}

/**
 * xa_linkedin_names_ask:
 * @ids: (array zero-terminated=1): numbers
 *
 * Asks for those that were not asked for before, many at a time. That LinkedIn does not tell is no failure.
 */
gboolean
xa_linkedin_names_ask (XaLinkedinNames   *self,
                       const char *const *ids,
                       GError           **error)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  gboolean is_over = FALSE;
  guint    n_batches = 0;

  for (guint i = 0; !is_over && n_batches < MAX_BATCHES; i++) {
    if (ids[i] && !g_hash_table_contains (self->names, ids[i]) && !g_ptr_array_find_with_equal_func (batch, ids[i], g_str_equal, NULL))
      g_ptr_array_add (batch, (char *) ids[i]);
    if (batch->len == MAX_BATCH || (!ids[i] && batch->len > 0)) {
      if (!ask_batch (self, batch, &is_over, error))
        return FALSE;
      g_ptr_array_set_size (batch, 0);
      n_batches++;
    }
    if (!ids[i])
      break;
  }

  return TRUE;
}
