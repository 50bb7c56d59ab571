#include "net/xa-json.h"

#include "model/xa-language.h"
#include "model/xa-time.h"

#include <math.h>
#include <string.h>

struct _XaJson {
  JsonParser   *parser; /* (owned) */
  JsonNode     *root;   /* (not owned) (nullable) */
  GStringChunk *digits; /* (owned) (nullable): numbers that were asked for as ids */
  char         *fault;  /* (owned) (nullable): the first that was met */
};

/* Up to here, a number that has passed through floating point is still the one that was sent. */
#define EXACT 9007199254740992.0

XaJson *
xa_json_parse (const char *data,
               gsize       size,
               GError    **error)
{
  g_autoptr (XaJson) self = g_new0 (XaJson, 1);

  /* What the parser says of a fault can quote the answer, so it stays here. */
  self->parser = json_parser_new ();
  json_parser_set_strict (self->parser, TRUE);
  if (size == 0 || size > G_MAXSSIZE || !json_parser_load_from_data (self->parser, data, (gssize) size, NULL)) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED, size == 0 ? N_ ("The server sent an empty answer.") : N_ ("The answer of the server is cut off or not in the promised form (JSON)."));
    return NULL;
  }
  self->root = json_parser_get_root (self->parser);

  return g_steal_pointer (&self);
}

void
xa_json_free (XaJson *self)
{
  if (!self)
    return;
  g_clear_object (&self->parser);
  g_clear_pointer (&self->digits, g_string_chunk_free);
  g_free (self->fault);
  g_free (self);
}

XaJsonAt
xa_json_root (XaJson *self)
{
  return (XaJsonAt) { .document = self, .node = self->root };
}

/* --- faults --------------------------------------------------------------------------------------- */

gboolean
xa_json_is_sound (XaJson *self)
{
  return self->fault == NULL;
}

gboolean
xa_json_check (XaJson  *self,
               GError **error)
{
  if (!self->fault)
    return TRUE;
  g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED, N_ ("The answer of the server is not as promised (%s)."), self->fault);

  return FALSE;
}

void
xa_json_forgive (XaJson *self)
{
  g_clear_pointer (&self->fault, g_free);
}

/* Names of members come from our own code, so a path tells nothing of anybody. */
static void
append_path (GString        *path,
             const XaJsonAt *at)
{
  if (at->parent)
    append_path (path, at->parent);
  if (at->name)
    g_string_append_printf (path, "%s%s", path->len > 0 ? "." : "", at->name);
  else if (at->parent)
    g_string_append_printf (path, "[%u]", at->index);
}

void
xa_json_fault (const XaJsonAt *at,
               const char     *expected)
{
  XaJson  *self = at->document;
  GString *path;

  if (self->fault)
    return;
  path = g_string_new (NULL);
  append_path (path, at);
  if (path->len == 0)
    g_string_append (path, "all of it");
  g_string_append_printf (path, ": %s", expected);
  self->fault = g_string_free_and_steal (path);
}

/* --- places --------------------------------------------------------------------------------------- */

static gboolean
is_null (JsonNode *node)
{
  return !node || JSON_NODE_TYPE (node) == JSON_NODE_NULL;
}

/* The member of that name, with .node NULL where there is none or it is null. */
static XaJsonAt
get (const XaJsonAt *at,
     const char     *name)
{
  XaJsonAt member = { .document = at->document, .parent = at, .name = name };

  if (is_null (at->node))
    return member;
  if (JSON_NODE_TYPE (at->node) != JSON_NODE_OBJECT) {
    xa_json_fault (at, "expected object");
    return member;
  }
  member.node = json_object_get_member (json_node_get_object (at->node), name);
  if (is_null (member.node))
    member.node = NULL;

  return member;
}

static XaJsonAt
get_container (const XaJsonAt *at,
               const char     *name,
               JsonNodeType    type,
               gboolean        is_needed)
{
  XaJsonAt member = get (at, name);

  if (member.node ? JSON_NODE_TYPE (member.node) != type : is_needed) {
    xa_json_fault (&member, type == JSON_NODE_OBJECT ? "expected object" : "expected array");
    member.node = NULL;
  }

  return member;
}

XaJsonAt
xa_json_object (const XaJsonAt *at,
                const char     *name)
{
  return get_container (at, name, JSON_NODE_OBJECT, TRUE);
}

XaJsonAt
xa_json_array (const XaJsonAt *at,
               const char     *name)
{
  return get_container (at, name, JSON_NODE_ARRAY, TRUE);
}

XaJsonAt
xa_json_maybe_object (const XaJsonAt *at,
                      const char     *name)
{
  return get_container (at, name, JSON_NODE_OBJECT, FALSE);
}

XaJsonAt
xa_json_maybe_array (const XaJsonAt *at,
                     const char     *name)
{
  return get_container (at, name, JSON_NODE_ARRAY, FALSE);
}

guint
xa_json_length (const XaJsonAt *array)
{
  if (!array->node)
    return 0;
  /* Also null where the whole answer should be a list: an empty one would say that all have left. */
  if (JSON_NODE_TYPE (array->node) != JSON_NODE_ARRAY) {
    xa_json_fault (array, "expected array");
    return 0;
  }

  return json_array_get_length (json_node_get_array (array->node));
}

XaJsonAt
xa_json_element (const XaJsonAt *array,
                 guint           i)
{
  XaJsonAt element = { .document = array->document, .parent = array, .index = i };

  if (i < xa_json_length (array))
    element.node = json_array_get_element (json_node_get_array (array->node), i);

  return element;
}

gboolean
xa_json_is_object (const XaJsonAt *at)
{
  return at->node && JSON_NODE_TYPE (at->node) == JSON_NODE_OBJECT;
}

/* --- values --------------------------------------------------------------------------------------- */

static GType
get_type (const XaJsonAt *at)
{
  return at->node && JSON_NODE_TYPE (at->node) == JSON_NODE_VALUE ? json_node_get_value_type (at->node) : G_TYPE_INVALID;
}

XaSpan
xa_json_as_text (const XaJsonAt *at)
{
  if (get_type (at) != G_TYPE_STRING) {
    xa_json_fault (at, "expected string");
    return XA_SPAN_NONE;
  }

  return xa_span (json_node_get_string (at->node));
}

/* Numbers at the ends of the range may be larger ones that the parser has clamped. */
static gboolean
is_clamped (gint64 value)
{
  return value == G_MAXINT64 || value == G_MININT64;
}

static gint64
as_int (const XaJsonAt *at,
        gint64          fallback)
{
  GType  type = get_type (at);
  gint64 value = fallback;

  if (type == G_TYPE_INT64) {
    value = json_node_get_int (at->node);
    if (!is_clamped (value))
      return value;
  } else if (type == G_TYPE_DOUBLE) {
    double number = json_node_get_double (at->node);

    if (fabs (number) < EXACT && trunc (number) == number)
      return (gint64) number;
  } else if (type == G_TYPE_STRING && g_ascii_string_to_signed (json_node_get_string (at->node), 10, G_MININT64 + 1, G_MAXINT64 - 1, &value, NULL)) {
    return value;
  }
  xa_json_fault (at, type == G_TYPE_INT64 ? "expected a number that is not so large" : "expected whole number");

  return fallback;
}

XaSpan
xa_json_as_id (const XaJsonAt *at)
{
  GType type = get_type (at);
  char  text[32];

  if (type == G_TYPE_STRING)
    return xa_span (json_node_get_string (at->node));
  if (type != G_TYPE_INT64 || is_clamped (json_node_get_int (at->node))) {
    xa_json_fault (at, type == G_TYPE_INT64 ? "expected an id that is not so large" : "expected id");
    return XA_SPAN_NONE;
  }
  if (!at->document->digits)
    at->document->digits = g_string_chunk_new (4096);
  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, json_node_get_int (at->node));

  return xa_span (g_string_chunk_insert (at->document->digits, text));
}

static gint64
as_time (const XaJsonAt *at)
{
  gint64 time_us = XA_TIME_UNKNOWN;

  if (get_type (at) == G_TYPE_STRING)
    time_us = xa_time_parse (xa_span (json_node_get_string (at->node)));
  if (time_us == XA_TIME_UNKNOWN)
    xa_json_fault (at, "expected time");

  return time_us;
}

static gboolean
as_boolean (const XaJsonAt *at,
            gboolean        fallback)
{
  if (get_type (at) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (at->node);
  xa_json_fault (at, "expected true or false");

  return fallback;
}

XaSpan
xa_json_text (const XaJsonAt *at,
              const char     *name)
{
  XaJsonAt member = get (at, name);

  return xa_json_as_text (&member);
}

gint64
xa_json_int (const XaJsonAt *at,
             const char     *name)
{
  XaJsonAt member = get (at, name);

  return as_int (&member, 0);
}

XaSpan
xa_json_id (const XaJsonAt *at,
            const char     *name)
{
  XaJsonAt member = get (at, name);

  return xa_json_as_id (&member);
}

gint64
xa_json_instant (const XaJsonAt *at,
                 const char     *name)
{
  XaJsonAt member = get (at, name);

  return as_time (&member);
}

gboolean
xa_json_boolean (const XaJsonAt *at,
                 const char     *name)
{
  XaJsonAt member = get (at, name);

  return as_boolean (&member, FALSE);
}

XaSpan
xa_json_maybe_text (const XaJsonAt *at,
                    const char     *name)
{
  XaJsonAt member = get (at, name);

  return member.node ? xa_json_as_text (&member) : XA_SPAN_NONE;
}

gint64
xa_json_maybe_count (const XaJsonAt *at,
                     const char     *name)
{
  XaJsonAt member = get (at, name);
  gint64   count = member.node ? as_int (&member, XA_COUNT_UNKNOWN) : XA_COUNT_UNKNOWN;

  return count < 0 ? XA_COUNT_UNKNOWN : count;
}

double
xa_json_maybe_number (const XaJsonAt *at,
                      const char     *name)
{
  XaJsonAt member = get (at, name);
  GType    type = get_type (&member);

  if (!member.node)
    return NAN;
  /* What no double holds is read as infinite. */
  if ((type == G_TYPE_INT64 || type == G_TYPE_DOUBLE) && isfinite (json_node_get_double (member.node)))
    return json_node_get_double (member.node);
  xa_json_fault (&member, "expected number");

  return NAN;
}

XaSpan
xa_json_maybe_id (const XaJsonAt *at,
                  const char     *name)
{
  XaJsonAt member = get (at, name);

  return member.node ? xa_json_as_id (&member) : XA_SPAN_NONE;
}

gint64
xa_json_maybe_instant (const XaJsonAt *at,
                       const char     *name)
{
  XaJsonAt member = get (at, name);

  return member.node ? as_time (&member) : XA_TIME_UNKNOWN;
}

gboolean
xa_json_maybe_boolean (const XaJsonAt *at,
                       const char     *name,
                       gboolean        fallback)
{
  XaJsonAt member = get (at, name);

  return member.node ? as_boolean (&member, fallback) : fallback;
}
