#include "providers/json/xa-json-stream.h"

#include "providers/json/xa-json-skip.h"

#include <string.h>

/* --- a source that hands out a text in pieces ------------------------------------------------ */

typedef struct {
  const char *text;
  gsize       size;
  gsize       at;
  gsize       chunk;   /* the most that a read gives */
  gsize       split;   /* or: one read to here, then the rest */
  gsize       fail_at; /* where reading fails, or 0 */
} Pieces;

static gssize
read_pieces (gpointer data,
             void    *buffer,
             gsize    size,
             GError **error)
{
  Pieces *self = data;
  gsize   n = MIN (size, self->size - self->at);

  if (self->fail_at && self->at >= self->fail_at) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The disk is gone");
    return -1;
  }
  if (self->chunk)
    n = MIN (n, self->chunk);
  if (self->split > self->at)
    n = MIN (n, self->split - self->at);
  memcpy (buffer, self->text + self->at, n);
  self->at += n;

  return (gssize) n;
}

static const char *const status_names[] = { "item", "end", "too-large", "too-deep", "TRUNCATED", "MALFORMED", "FAILED" };

/* Walks all that there is: containers down to @levels are entered, deeper values taken. */
static void
walk (XaJsonStream *stream,
      GString      *out,
      const char   *text,
      guint         levels)
{
  for (;;) {
    XaSpan        key;
    XaJsonElement element;
    XaJsonStatus  status = xa_json_stream_next (stream, &key);
    XaJsonType    type;

    if (status != XA_JSON_ITEM) {
      g_string_append_printf (out, "<%s>", status_names[status]);
      return;
    }
    if (key.str)
      g_string_append_printf (out, "%.*s=", (int) key.len, key.str);
    type = xa_json_stream_peek (stream);
    if (levels > 0 && (type == XA_JSON_TYPE_OBJECT || type == XA_JSON_TYPE_ARRAY)) {
      g_assert_cmpint (xa_json_stream_enter (stream), ==, XA_JSON_ITEM);
      g_string_append_c (out, type == XA_JSON_TYPE_OBJECT ? '{' : '[');
      walk (stream, out, text, levels - 1);
      continue;
    }

    status = xa_json_stream_take (stream, &element);
    if (status == XA_JSON_ITEM) {
      g_string_append_printf (out, "%.*s;", (int) element.size, element.data);
      /* The offsets are those of the same bytes in the source. */
      g_assert_cmpuint (element.end - element.start, ==, element.size);
      g_assert_cmpmem (text + element.start, element.size, element.data, element.size);
    } else {
      g_string_append_printf (out, "<%s>", status_names[status]);
      if (xa_json_status_is_final (status))
        return;
    }
  }
}

static char *
walk_text (const char *text,
           gsize       size,
           Pieces      pieces,
           guint       levels,
           gsize       max_element)
{
  g_autoptr (XaJsonStream) stream = NULL;
  GString *out = g_string_new (NULL);

  pieces.text = text;
  pieces.size = size;
  stream = xa_json_stream_new_full (read_pieces, &pieces, 128, max_element);
  if (xa_json_stream_enter (stream) == XA_JSON_ITEM)
    walk (stream, out, text, levels);
  else
    g_string_append (out, "<no container>");

  return g_string_free_and_steal (out);
}

/* --- tables --------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  const char *text;
  guint       levels;
  const char *expected;
} cases[] = {
  { "empty-object", "{}", 1, "<end>" },
  { "empty-array", "[]", 1, "<end>" },
  { "blanks", " \r\n\t{ \"a\" : 1 , \"b\":\"x\" }\r\n", 1, "a=1;b=\"x\";<end>" },
  { "byte-order-mark", "\xef\xbb\xbf[1]", 1, "1;<end>" },
  { "minified", "{\"a\":[1,{\"b\":[]}],\"c\":null}", 0, "a=[1,{\"b\":[]}];c=null;<end>" },
  { "entered", "{\"a\":[1,{\"b\":[]}],\"c\":null}", 1, "a=[1;{\"b\":[]};<end>c=null;<end>" },
  { "quotes", "[\"\\\"]\",\"\\\\\",\"\\\\\\\"]\"]", 1, "\"\\\"]\";\"\\\\\";\"\\\\\\\"]\";<end>" },
  { "brackets-in-strings", "[{\"a\":\"}]{[\"},2]", 0, "{\"a\":\"}]{[\"};2;<end>" },
  { "malformed-element", "[{\"a\":1},{\"a\" 1 2},{\"a\":3}]", 0, "{\"a\":1};{\"a\" 1 2};{\"a\":3};<end>" },
  { "mixed-brackets", "[{\"a\":[1}],2]", 0, "{\"a\":[1}];2;<end>" },
  { "stray-bracket", "[{\"a\":1}},{\"a\":2}]", 0, "{\"a\":1};};{\"a\":2};<end>" },
  { "missing-comma", "[{}{} []1\"\"]", 0, "{};{};[];1;\"\";<end>" },
  { "many-commas", "[,,1,,2,,]", 0, "1;2;<end>" },
  { "words", "[nonsense, tru, 1e, :]", 0, "nonsense;tru;1e;:;<end>" },
  { "cut-in-array", "[1, {\"a\":2}", 0, "1;{\"a\":2};<TRUNCATED>" },
  { "cut-in-element", "[1, {\"a\":2", 0, "1;<TRUNCATED>" },
  { "cut-in-string", "[1, \"abc", 0, "1;<TRUNCATED>" },
  { "cut-in-number", "[1, 23", 0, "1;<TRUNCATED>" },
  { "cut-in-key", "{\"a\":1,\"b", 0, "a=1;<TRUNCATED>" },
  { "cut-after-key", "{\"a\":1,\"b\"", 0, "a=1;<TRUNCATED>" },
  { "cut-after-colon", "{\"a\":1,\"b\":", 0, "a=1;<TRUNCATED>" },
  { "missing-colon", "{\"a\":1,\"b\" 2}", 0, "a=1;<MALFORMED>" },
  { "missing-value", "{\"a\":1,\"b\":}", 0, "a=1;<MALFORMED>" },
  { "missing-key", "{\"a\":1, 2}", 0, "a=1;<MALFORMED>" },
  { "wrong-close", "{\"a\":1]", 0, "a=1;<MALFORMED>" },
  { "behind-the-root", "[1] nonsense", 0, "1;<end>" },
  { "no-container", "12", 0, "<no container>" },
  { "nothing", "", 0, "<no container>" },
};

static void
test_case (gconstpointer data)
{
  const char *text = cases[GPOINTER_TO_SIZE (data)].text;
  gsize       size = strlen (text);

  for (gsize chunk = 0; chunk <= size; chunk++) {
    g_autofree char *out = walk_text (text, size, (Pieces) { .chunk = chunk }, cases[GPOINTER_TO_SIZE (data)].levels, 4096);
    g_autofree char *split = walk_text (text, size, (Pieces) { .split = chunk }, cases[GPOINTER_TO_SIZE (data)].levels, 4096);

    g_assert_cmpstr (out, ==, cases[GPOINTER_TO_SIZE (data)].expected);
    g_assert_cmpstr (split, ==, cases[GPOINTER_TO_SIZE (data)].expected);
  }
}

/* --- against an obvious version -------------------------------------------------------------- */

/* Where the container that begins @text ends, byte by byte; 0 if it does not. */
static gsize
find_end (const char *text,
          gsize       size)
{
  guint    depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < size; i++) {
    char byte = text[i];

    if (byte == '\\' && i + 1 < size && (text[i + 1] == '"' || text[i + 1] == '\\'))
      i++;
    else if (byte == '"')
      in_string = !in_string;
    else if (!in_string && (byte == '{' || byte == '['))
      depth++;
    else if (!in_string && (byte == '}' || byte == ']') && --depth == 0)
      return i + 1;
  }

  return 0;
}

static void
test_random (void)
{
  static const char alphabet[] = "{{[[}}]]\"\"\"\\\\\\\\,: aZ\xc3\xa9";
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);
  guint n_found = 0;

  for (guint round = 0; round < 20000; round++) {
    char   text[400];
    gsize  size = (gsize) g_rand_int_range (rand, 1, sizeof text), end;
    Pieces pieces = { .text = text, .chunk = (gsize) g_rand_int_range (rand, 0, 100) };
    g_autoptr (XaJsonStream) stream = NULL;
    XaJsonElement element;
    XaJsonStatus  status;

    for (gsize i = 0; i < size; i++)
      text[i] = alphabet[g_rand_int_range (rand, 0, sizeof alphabet - 1)];
    text[0] = '[';
    pieces.size = size;
    stream = xa_json_stream_new_full (read_pieces, &pieces, 128, 512);
    status = xa_json_stream_take (stream, &element);
    end = find_end (text, size);
    if (end) {
      n_found++;
      g_assert_cmpint (status, ==, XA_JSON_ITEM);
      g_assert_cmpuint (element.size, ==, end);
      g_assert_cmpmem (element.data, element.size, text, end);
    } else {
      g_assert_cmpint (status, ==, XA_JSON_TRUNCATED);
    }
  }
  g_assert_cmpuint (n_found, >, 1000);
}

/* Runs of backslashes before a quote, across every alignment to the blocks of the scan. */
static void
test_escapes_at_block_edges (void)
{
  for (gsize lead = 0; lead < 130; lead++) {
    for (gsize n = 0; n < 5; n++) {
      GString         *text = g_string_new ("[{\"");
      g_autofree char *out = NULL;
      g_autofree char *expected = NULL;

      for (gsize i = 0; i < lead; i++)
        g_string_append_c (text, 'x');
      for (gsize i = 0; i < n; i++)
        g_string_append_c (text, '\\');
      g_string_append (text, n % 2 ? "\"}\"}, 7]" : "\"}, 7]");
      out = walk_text (text->str, text->len, (Pieces) { 0 }, 0, 4096);
      expected = g_strdup_printf ("%.*s;7;<end>", (int) (text->len - 5), text->str + 1);
      g_assert_cmpstr (out, ==, expected);
      g_string_free (text, TRUE);
    }
  }
}

/* --- sizes and depths ------------------------------------------------------------------------ */

static void
test_too_large (void)
{
  g_autofree char *filler = g_strnfill (3000, 'x');
  g_autofree char *text = g_strdup_printf ("[{\"a\":1}, {\"b\":\"%s\"}, \"%s\", {\"c\":3}]", filler, filler);

  for (gsize chunk = 0; chunk < 300; chunk += 7) {
    g_autofree char *small = walk_text (text, strlen (text), (Pieces) { .chunk = chunk }, 0, 1024);
    g_autofree char *large = walk_text (text, strlen (text), (Pieces) { .chunk = chunk }, 0, 4096);

    g_assert_cmpstr (small, ==, "{\"a\":1};<too-large><too-large>{\"c\":3};<end>");
    g_assert_cmpuint (strlen (large), ==, strlen (text) - strlen ("[, , , ]") + strlen (";;;;<end>"));
  }
}

static void
test_too_deep (void)
{
  for (gsize depth = XA_JSON_MAX_DEPTH - 1; depth < XA_JSON_MAX_DEPTH + 70; depth++) {
    g_autofree char *open = g_strnfill (depth, '[');
    g_autofree char *close = g_strnfill (depth, ']');
    g_autofree char *text = g_strdup_printf ("[%s%s, 7]", open, close);
    g_autofree char *out = walk_text (text, strlen (text), (Pieces) { .chunk = depth % 50 }, 0, 4096);

    if (depth > XA_JSON_MAX_DEPTH)
      g_assert_cmpstr (out, ==, "<too-deep>7;<end>");
    else
      g_assert_true (g_str_has_suffix (out, "];7;<end>"));
  }
}

static void
test_nesting_of_callers (void)
{
  g_autofree char *open = g_strnfill (100, '[');
  g_autoptr (XaJsonStream) stream = xa_json_stream_new_for_data (open, 100);
  XaSpan       key;
  XaJsonStatus status = XA_JSON_ITEM;
  guint        n = 0;

  while (status == XA_JSON_ITEM && (status = xa_json_stream_enter (stream)) == XA_JSON_ITEM) {
    status = xa_json_stream_next (stream, &key);
    n++;
  }
  g_assert_cmpint (status, ==, XA_JSON_MALFORMED);
  g_assert_cmpuint (n, ==, 32);
}

static void
test_skip_and_leave (void)
{
  static const char text[] = "{\"a\":{\"x\":[1,2]},\"b\":[{\"c\":[1,{\"d\":2}]},5],\"e\":6}";
  g_autoptr (XaJsonStream) stream = xa_json_stream_new_for_data (text, strlen (text));
  XaJsonElement element;
  XaSpan        key;

  g_assert_cmpint (xa_json_stream_enter (stream), ==, XA_JSON_ITEM);
  g_assert_cmpint (xa_json_stream_next (stream, &key), ==, XA_JSON_ITEM);
  g_assert_true (xa_span_equal (key, "a"));
  /* The value of "a" is passed over without a word. */
  g_assert_cmpint (xa_json_stream_next (stream, &key), ==, XA_JSON_ITEM);
  g_assert_true (xa_span_equal (key, "b"));
  g_assert_cmpint (xa_json_stream_enter (stream), ==, XA_JSON_ITEM);
  g_assert_cmpint (xa_json_stream_next (stream, &key), ==, XA_JSON_ITEM);
  g_assert_cmpint (xa_json_stream_enter (stream), ==, XA_JSON_ITEM);
  g_assert_cmpint (xa_json_stream_leave (stream), ==, XA_JSON_END);
  g_assert_cmpint (xa_json_stream_leave (stream), ==, XA_JSON_END);
  g_assert_cmpuint (xa_json_stream_get_offset (stream), ==, strstr (text, ",\"e\"") - text);
  g_assert_cmpint (xa_json_stream_next (stream, &key), ==, XA_JSON_ITEM);
  g_assert_true (xa_span_equal (key, "e"));
  g_assert_cmpint (xa_json_stream_take (stream, &element), ==, XA_JSON_ITEM);
  g_assert_cmpmem (element.data, element.size, "6", 1);
  g_assert_cmpint (xa_json_stream_take (stream, &element), ==, XA_JSON_END);
  g_assert_cmpint (xa_json_stream_next (stream, &key), ==, XA_JSON_END);
  g_assert_cmpint (xa_json_stream_next (stream, &key), ==, XA_JSON_END);
}

static void
test_read_failure (void)
{
  Pieces pieces = { .text = "[1, 2, 3", .size = 8, .chunk = 2, .fail_at = 6 };
  g_autoptr (XaJsonStream) stream = xa_json_stream_new_full (read_pieces, &pieces, 128, 128);
  g_autoptr (GError) error = NULL;
  GString *out = g_string_new (NULL);

  g_assert_cmpint (xa_json_stream_enter (stream), ==, XA_JSON_ITEM);
  walk (stream, out, pieces.text, 0);
  g_assert_cmpstr (out->str, ==, "1;2;<FAILED>");
  error = xa_json_stream_steal_error (stream);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_string_free (out, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/json-stream/%s", cases[i].name);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_case);
  }
  g_test_add_func ("/json-stream/random-brackets-and-quotes", test_random);
  g_test_add_func ("/json-stream/escapes-at-block-edges", test_escapes_at_block_edges);
  g_test_add_func ("/json-stream/too-large", test_too_large);
  g_test_add_func ("/json-stream/too-deep", test_too_deep);
  g_test_add_func ("/json-stream/nesting-of-callers", test_nesting_of_callers);
  g_test_add_func ("/json-stream/skip-and-leave", test_skip_and_leave);
  g_test_add_func ("/json-stream/read-failure", test_read_failure);

  return g_test_run ();
}
