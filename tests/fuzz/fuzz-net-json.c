/* An answer of a platform, walked with every getter. What is read is in the document, faults name a
 * place and never a value, and numbers are whole or none. */

#include "fuzz.h"

#include "net/xa-json.h"

#include <math.h>
#include <string.h>

#define MAX_DEPTH 40

static void
check_span (XaSpan span)
{
  g_autofree char *copy = xa_span_dup (span);

  g_assert_true (copy == NULL || g_utf8_validate (copy, -1, NULL));
}

static void
read_member (const XaJsonAt *at,
             const char     *name)
{
  gint64   count = xa_json_maybe_count (at, name);
  double   number = xa_json_maybe_number (at, name);
  XaJsonAt object = xa_json_maybe_object (at, name);

  g_assert_true (count == XA_COUNT_UNKNOWN || count >= 0);
  g_assert_true (isnan (number) || isfinite (number));
  g_assert_true (object.node == NULL || xa_json_is_object (&object));
  check_span (xa_json_maybe_text (at, name));
  check_span (xa_json_maybe_id (at, name));
  check_span (xa_json_id (at, name));
  check_span (xa_json_text (at, name));
  xa_json_maybe_instant (at, name);
  xa_json_instant (at, name);
  xa_json_int (at, name);
  xa_json_boolean (at, name);
  xa_json_maybe_boolean (at, name, TRUE);
}

static void walk (XaJson *document, const XaJsonAt *at, guint depth);

static void
walk_object (XaJson         *document,
             const XaJsonAt *at,
             guint           depth)
{
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (at->node));

  for (GList *each = names; each; each = each->next) {
    XaJsonAt object = xa_json_object (at, each->data);
    XaJsonAt array = xa_json_maybe_array (at, each->data);

    read_member (at, each->data);
    walk (document, &object, depth + 1);
    walk (document, &array, depth + 1);
  }
}

static void
walk (XaJson         *document,
      const XaJsonAt *at,
      guint           depth)
{
  if (!at->node || depth > MAX_DEPTH)
    return;
  if (xa_json_is_object (at))
    walk_object (document, at, depth);
  for (guint i = 0; i < xa_json_length (at); i++) {
    XaJsonAt element = xa_json_element (at, i);

    check_span (xa_json_as_text (&element));
    check_span (xa_json_as_id (&element));
    walk (document, &element, depth + 1);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) fault = NULL;
  g_autoptr (XaJson) document = xa_json_parse ((const char *) data, size, &error);
  XaJsonAt root;

  if (!document) {
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
    return 0;
  }
  root = xa_json_root (document);
  walk (document, &root, 0);
  read_member (&root, "absent");
  if (!xa_json_check (document, &fault)) {
    g_assert_error (fault, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
    g_assert_true (g_utf8_validate (fault->message, -1, NULL));
    g_assert_false (xa_json_is_sound (document));
    xa_json_forgive (document);
  }
  g_assert_true (xa_json_is_sound (document));

  return 0;
}
