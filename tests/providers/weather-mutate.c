#include "weather-mutate.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MARK "@@here@@"

/* Raw JSON in place of a value; NULL takes the member away. */
static const struct {
  const char *name;
  const char *value;
} mutations[] = {
  { "text", "\"weather\"" },
  { "empty text", "\"\"" },
  { "number", "7" },
  { "null", "null" },
  { "boolean", "true" },
  { "array", "[]" },
  { "array of arrays", "[[],{},null,7,\"x\"]" },
  { "object", "{}" },
  { "missing", NULL },
  { "2^63", "9223372036854775808" },
  { "2^64-1 as text", "\"18446744073709551615\"" },
  { "1e300", "1e300" },
  { "negative", "-5" },
  { "fraction", "1.5" },
};

/* Walks all values but the root, depth first. */
typedef struct {
  guint    place; /* to change, or G_MAXUINT */
  guint    n;
  gboolean is_removal;
} Walk;

static void walk (Walk *self, JsonNode *node);

static gboolean
is_here (Walk *self)
{
  return self->n++ == self->place;
}

static void
walk_object (Walk       *self,
             JsonObject *object)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *at = names; at; at = at->next) {
    g_autofree char *name = g_strdup (at->data);

    if (!is_here (self))
      walk (self, json_object_get_member (object, name));
    else if (self->is_removal)
      json_object_remove_member (object, name);
    else
      json_object_set_string_member (object, name, MARK);
    if (self->n > self->place)
      return;
  }
}

static void
walk_array (Walk      *self,
            JsonArray *array)
{
  guint      place = G_MAXUINT;
  JsonArray *copy;

  for (guint i = 0; i < json_array_get_length (array) && place == G_MAXUINT && self->n <= self->place; i++) {
    if (is_here (self))
      place = i;
    else
      walk (self, json_array_get_element (array, i));
  }
  if (place == G_MAXUINT)
    return;

  /* An element cannot be set: all are taken out and put back. */
  copy = json_array_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (copy, json_array_dup_element (array, i));
  while (json_array_get_length (array) > 0)
    json_array_remove_element (array, 0);
  for (guint i = 0; i < json_array_get_length (copy); i++) {
    if (i != place)
      json_array_add_element (array, json_array_dup_element (copy, i));
    else if (!self->is_removal)
      json_array_add_string_element (array, MARK);
  }
  json_array_unref (copy);
}

static void
walk (Walk     *self,
      JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    walk_object (self, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    walk_array (self, json_node_get_array (node));
}

static JsonNode *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *root = json_from_string (json, &error);

  g_assert_no_error (error);
  g_assert_nonnull (root);

  return root;
}

/* --- markup ---------------------------------------------------------------------------------- */

/* In a page of markup the places are its numbers. */
static const char *
find_number (const char *markup,
             guint       place)
{
  for (const char *p = markup; *p; p++) {
    if (g_ascii_isdigit (*p) && (p == markup || !g_ascii_isdigit (p[-1])) && place-- == 0)
      return p;
  }

  return NULL;
}

static char *
mutate_markup (const char *markup,
               guint       place,
               guint       kind)
{
  const char *begin = find_number (markup, place), *end = begin;
  GString    *text = g_string_new_len (markup, begin - markup);

  while (g_ascii_isdigit (*end))
    end++;
  g_string_append (text, mutations[kind].value ? mutations[kind].value : "");
  g_string_append (text, end);

  return g_string_free (text, FALSE);
}

/* --- one value ------------------------------------------------------------------------------- */

guint
weather_count_places (const char *body)
{
  g_autoptr (JsonNode) root = NULL;
  Walk  self = { .place = G_MAXUINT };
  guint n = 0;

  for (; body[0] == '<' && find_number (body, n); n++)
    ;
  if (body[0] == '<')
    return n;
  root = parse (body);
  walk (&self, root);

  return self.n;
}

guint
weather_count_mutations (void)
{
  return G_N_ELEMENTS (mutations);
}

const char *
weather_mutation_name (guint kind)
{
  return mutations[kind].name;
}

char *
weather_mutate (const char *body,
                guint       place,
                guint       kind)
{
  g_autoptr (JsonNode) root = body[0] == '<' ? NULL : parse (body);
  g_autofree char *before = root ? json_to_string (root, FALSE) : NULL;
  g_autofree char *text = NULL;
  Walk             self = { .place = place, .is_removal = !mutations[kind].value };
  GString         *changed;

  if (!root)
    return mutate_markup (body, place, kind);
  walk (&self, root);
  text = json_to_string (root, FALSE);
  changed = g_string_new (text);
  if (mutations[kind].value)
    g_string_replace (changed, "\"" MARK "\"", mutations[kind].value, 1);
  if (strcmp (changed->str, before) != 0)
    return g_string_free (changed, FALSE);
  g_string_free (changed, TRUE);

  return NULL;
}

/* --- lists ----------------------------------------------------------------------------------- */

static void
empty (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    while (json_array_get_length (array) > 0)
      json_array_remove_element (array, 0);
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    g_autoptr (GList) values = json_object_get_values (json_node_get_object (node));

    g_list_foreach (values, (GFunc) (void (*) (void)) empty, NULL);
  }
}

char *
weather_empty_arrays (const char *json)
{
  g_autoptr (JsonNode) root = parse (json);

  empty (root);

  return json_to_string (root, FALSE);
}

static gboolean
put_before (JsonNode *before,
            JsonNode *node)
{
  g_autoptr (GList) names = NULL;
  gboolean is_changed = FALSE;

  if (JSON_NODE_HOLDS_ARRAY (before) && JSON_NODE_HOLDS_ARRAY (node)) {
    g_autoptr (JsonArray) both = json_array_new ();

    for (guint i = 0; i < json_array_get_length (json_node_get_array (before)); i++)
      json_array_add_element (both, json_array_dup_element (json_node_get_array (before), i));
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      json_array_add_element (both, json_array_dup_element (json_node_get_array (node), i));
    json_node_set_array (node, both);
    return TRUE;
  }
  if (!JSON_NODE_HOLDS_OBJECT (before) || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;

  names = json_object_get_members (json_node_get_object (node));
  for (GList *at = names; at; at = at->next)
    if (json_object_has_member (json_node_get_object (before), at->data))
      is_changed |= put_before (json_object_get_member (json_node_get_object (before), at->data),
                                json_object_get_member (json_node_get_object (node), at->data));

  return is_changed;
}

char *
weather_repeat (const char *before,
                const char *json)
{
  g_autoptr (JsonNode) first = parse (before);
  g_autoptr (JsonNode) root = parse (json);

  return put_before (first, root) ? json_to_string (root, FALSE) : NULL;
}
