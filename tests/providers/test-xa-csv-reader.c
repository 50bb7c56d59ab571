#include "providers/csv/xa-csv-reader.h"

#include <string.h>

/* Rows as text: fields in angle brackets, "~" for a row that is cut, "?" for a doubtful one. */
static char *
read_rows (GBytes *bytes,
           gsize   chunk_size,
           char   *separator)
{
  g_autoptr (XaImportSource) source = xa_import_source_new_for_bytes (bytes, "memory", chunk_size);
  g_autoptr (XaCsvReader) reader = xa_csv_reader_new (source);
  GString *text = g_string_new (NULL);
  guint64  last_offset = 0;

  for (;;) {
    g_autoptr (GError) error = NULL;
    XaCsvRow    row;
    XaCsvStatus status = xa_csv_reader_read (reader, &row, &error);

    g_assert_no_error (error);
    if (status == XA_CSV_END)
      break;
    g_assert_cmpuint (xa_csv_reader_get_offset (reader), >, last_offset);
    last_offset = xa_csv_reader_get_offset (reader);
    if (status == XA_CSV_TOO_LONG) {
      g_string_append (text, "LONG\n");
      continue;
    }
    for (gsize i = 0; i < row.n_fields; i++)
      if (row.fields[i].len < 100)
        g_string_append_printf (text, "<%.*s>", (int) row.fields[i].len, row.fields[i].str);
      else
        g_string_append_printf (text, "<%zu bytes>", row.fields[i].len);
    g_string_append_printf (text, "%s%s\n", row.is_cut ? "~" : "", row.is_doubtful ? "?" : "");
  }
  if (separator)
    *separator = xa_csv_reader_get_separator (reader);
  g_assert_cmpuint (xa_csv_reader_get_offset (reader), ==, xa_import_source_get_size (source));

  return g_string_free_and_steal (text);
}

static const struct {
  const char *name;
  const char *text;
  char        separator;
  const char *rows;
} cases[] = {
  { "empty", "", ',', "" },
  { "one-field", "id", ',', "<id>~\n" },
  { "one-column", "id\n1\n2\n", ',', "<id>\n<1>\n<2>\n" },
  { "comma", "a,b\n1,2\n", ',', "<a><b>\n<1><2>\n" },
  { "semicolon", "a;b\n1,5;2\n", ';', "<a><b>\n<1,5><2>\n" },
  { "tab", "a\tb\n1\t2\n", '\t', "<a><b>\n<1><2>\n" },
  { "most-frequent-wins", "a;b;\"c,d,e,f\"\n", ';', "<a><b><c,d,e,f>\n" },
  { "separator-line", "sep=;\r\na;b,c\r\n1;2\r\n", ';', "<a><b,c>\n<1><2>\n" },
  { "separator-line-as-id", "sep=;x\n1;2\n", ';', "<sep=><x>\n<1><2>\n" },
  { "mark-crlf", "\xef\xbb\xbf"
                 "a,b\r\n1,2\r\n",
    ',', "<a><b>\n<1><2>\n" },
  { "cr-alone", "a,b\r1,2\r3,4\r", ',', "<a><b>\n<1><2>\n<3><4>\n" },
  { "blank-lines", "\n\r\na,b\n\n1,2\n\n", ',', "<a><b>\n<1><2>\n" },
  { "empty-fields", "a,b,c\n,,\n1,,3\n", ',', "<a><b><c>\n<><><>\n<1><><3>\n" },
  { "quoted", "a,b\n\"1\",\"x,y\"\n", ',', "<a><b>\n<1><x,y>\n" },
  { "quoted-quote", "a\n\"say \"\"hi\"\"\"\n\"\"\"\"\n", ',', "<a>\n<say \"hi\">\n<\">\n" },
  { "quoted-newline", "a,b\n\"1\n2\r\n3\",4\n5,6\n", ',', "<a><b>\n<1\n2\r\n3><4>\n<5><6>\n" },
  { "quoted-empty", "a,b\n\"\",\"\"\n", ',', "<a><b>\n<><>\n" },
  { "quote-inside", "a,b\n5\",6\"\"\n7,8\n", ',', "<a><b>\n<5\"><6\"\">\n<7><8>\n" },
  { "after-quote", "a,b\n\"1\"x,\"2\" \n", ',', "<a><b>\n<1x><2 >\n" },
  { "ragged", "a,b\n1\n1,2,3\n", ',', "<a><b>\n<1>\n<1><2><3>\n" },
  { "no-end-of-line", "a,b\n1,2", ',', "<a><b>\n<1><2>~\n" },
  { "no-end-of-quoted-line", "a,b\n1,\"2\"", ',', "<a><b>\n<1><2>~\n" },
  { "open-quote", "a,b\n1,\"x\n2,y\n3,z\n", ',', "<a><b>\n<1><\"x>?\n<2><y>?\n<3><z>?\n" },
  { "open-quote-at-end", "a,b\n1,\"x", ',', "<a><b>\n<1><\"x>~?\n" },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gsize size = strlen (cases[i].text);
    g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].text, size);

    g_test_message ("%s", cases[i].name);
    for (gsize chunk_size = 0; chunk_size <= size; chunk_size++) {
      char             separator;
      g_autofree char *rows = read_rows (bytes, chunk_size, &separator);

      g_assert_cmpstr (rows, ==, cases[i].rows);
      g_assert_cmpint (separator, ==, cases[i].separator);
    }
  }
}

/* Rows of every length around the size of the buffer come out whole. */
static void
test_buffer_edges (void)
{
  for (gsize first = 256 * 1024 - 40; first < 256 * 1024 + 3; first++) {
    g_autoptr (GString) text = g_string_new ("a,b\n");
    g_autofree char *rows = NULL;
    g_autofree char *expected = g_strdup_printf ("<a><b>\n<%zu bytes><1>\n<x\n\"><2>\n<3><4>\n", first - 10);
    g_autoptr (GBytes) bytes = NULL;

    for (gsize i = 0; i < first - 10; i++)
      g_string_append_c (text, 'z');
    g_string_append (text, ",1\n\"x\n\"\"\",2\r\n3,4\n");
    bytes = g_bytes_new_static (text->str, text->len);
    rows = read_rows (bytes, 100003, NULL);
    g_assert_cmpstr (rows, ==, expected);
  }
}

static void
append_run (GString *text,
            char     c,
            gsize    n)
{
  gsize len = text->len;

  g_string_set_size (text, len + n);
  memset (text->str + len, c, n);
}

/* A row that does not fit is stepped over, and the ones around it are read. */
static void
test_too_long (void)
{
  static const char *const prefixes[] = { "", "x\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    g_autoptr (GString) text = g_string_new ("a,b\n1,2\n");
    g_autofree char *rows = NULL;
    g_autoptr (GBytes) bytes = NULL;

    g_string_append (text, prefixes[i]);
    append_run (text, 'z', 3 * 1024 * 1024);
    g_string_append (text, "\n3,4\n");
    bytes = g_bytes_new_static (text->str, text->len);
    rows = read_rows (bytes, 0, NULL);
    g_assert_cmpstr (rows, ==, "<a><b>\n<1><2>\nLONG\n<3><4>\n");
  }
}

/* A stray quote far from the end costs the row it stands in, not the file. */
static void
test_stray_quote (void)
{
  g_autoptr (GString) text = g_string_new ("a,b\n1,\"x\n");
  g_autofree char *rows = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint n = 0;

  for (int i = 0; i < 400000; i++)
    g_string_append_printf (text, "%d,y\n", i);
  bytes = g_bytes_new_static (text->str, text->len);
  rows = read_rows (bytes, 0, NULL);
  for (const char *at = rows; (at = strchr (at, '\n')); at++)
    n++;
  g_assert_cmpuint (n, ==, 400002);
  g_assert_true (g_str_has_suffix (rows, "<399999><y>\n"));
}

static const struct {
  const char *raw;
  gsize       size;
  const char *expected;
  guint64     n_wrong;
} repairs[] = {
  { "plain", 5, "plain", 0 },
  { "", 0, "", 0 },
  { "caf\xc3\xa9", 5, "caf\xc3\xa9", 0 },
  { "caf\xe9", 4, "caf\xc3\xa9", 1 },
  { "\xe9\xe8z", 3, "\xc3\xa9\xc3\xa8z", 1 },
  { "1\0"
    "2",
    3, "12", 1 },
  { "\0", 1, "", 1 },
  { "\xc3", 1, "\xc3\x83", 1 },
};

static void
test_repair (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a\n", 2);
  g_autoptr (XaImportSource) source = xa_import_source_new_for_bytes (bytes, "memory", 0);
  g_autoptr (XaCsvReader) reader = xa_csv_reader_new (source);

  for (gsize i = 0; i < G_N_ELEMENTS (repairs); i++) {
    guint64 n_wrong = 0;
    XaSpan  span = xa_csv_reader_repair (reader, (XaSpan) { repairs[i].raw, repairs[i].size }, &n_wrong);

    g_assert_cmpmem (span.str, span.len, repairs[i].expected, strlen (repairs[i].expected));
    g_assert_cmpuint (n_wrong, ==, repairs[i].n_wrong);
  }
}

/* Random bytes of the characters that matter: rows never depend on where reads end. */
static void
test_random (void)
{
  static const char alphabet[] = "ab,,\"\"\"\n\n\r";

  for (int round = 0; round < 2000; round++) {
    char             text[48];
    gsize            size = (gsize) g_test_rand_int_range (1, sizeof text);
    g_autofree char *whole = NULL;
    g_autoptr (GBytes) bytes = NULL;

    for (gsize i = 0; i < size; i++)
      text[i] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
    bytes = g_bytes_new (text, size);
    whole = read_rows (bytes, 0, NULL);
    for (gsize chunk_size = 1; chunk_size < 6; chunk_size++) {
      g_autofree char *parts = read_rows (bytes, chunk_size, NULL);

      g_assert_cmpstr (parts, ==, whole);
    }
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv-reader/cases", test_cases);
  g_test_add_func ("/csv-reader/buffer-edges", test_buffer_edges);
  g_test_add_func ("/csv-reader/too-long", test_too_long);
  g_test_add_func ("/csv-reader/stray-quote", test_stray_quote);
  g_test_add_func ("/csv-reader/repair", test_repair);
  g_test_add_func ("/csv-reader/random", test_random);

  return g_test_run ();
}
