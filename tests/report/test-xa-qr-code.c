/* Codes against those that another program (node-qrcode 1.5) makes of the same bytes at the same level, mask and all. */
#include "report/xa-qr-code.h"

#include <gio/gio.h>
#include <string.h>

static const char golden[] =
  "1111111010001111101111111\n"
  "1000001000010110101000001\n"
  "1011101000101011001011101\n"
  "1011101011110110001011101\n"
  "1011101011101111001011101\n"
  "1000001011010010001000001\n"
  "1111111010101010101111111\n"
  "0000000010100000000000000\n"
  "1000101110101001011111001\n"
  "0110110000101111100010110\n"
  "1001101111101101001101010\n"
  "0011110001110011011011101\n"
  "1000101000010110001100111\n"
  "1001110010101011110011100\n"
  "0011111110011111001110000\n"
  "0000110011110100101101110\n"
  "1101001000101101111110111\n"
  "0000000011000110100011110\n"
  "1111111010100000101010000\n"
  "1000001001101010100010110\n"
  "1011101011110110111110111\n"
  "1011101001001001111101111\n"
  "1011101000111110001101110\n"
  "1000001000010101000110110\n"
  "1111111011001101001000111\n";

static char *
draw (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaQrCode) code = xa_qr_code_new (text, &error);
  GString *rows = g_string_new (NULL);
  int      n;

  g_assert_no_error (error);
  n = (int) xa_qr_code_get_size (code);
  for (int y = 0; y < n; y++) {
    for (int x = 0; x < n; x++)
      g_string_append_c (rows, xa_qr_code_is_dark (code, x, y) ? '1' : '0');
    g_string_append_c (rows, '\n');
  }

  return g_string_free (rows, FALSE);
}

static void
test_golden (void)
{
  g_autofree char *drawn = draw ("tg://login?token=abc");

  g_assert_cmpstr (drawn, ==, golden);
}

/* One of each number of blocks, and full ones. */
static void
test_versions (void)
{
  static const struct {
    const char *piece;
    guint       n;
    const char *sum;
  } cases[] = {
    { "a", 1, "94b44f88f972ee032cabad42c8a4b79723ac309b7c019d09aefd5dcd359b7515" },
    { "Zb8", 16, "498121906781b9fdff4adfaa374eaa140d7d8a5f68ea01097f2593897898a56d" },
    { "x", 84, "ea97cbe61bbb0d0c5d2edf041c5098b2a94d598328109569dfe5e374f123c495" },
    { "y", 106, "aa9bed153fd87f1635b10727eb84835df3d4ca62a89afca15dbbe23393a10c7c" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) text = g_string_new (i == 1 ? "tg://login?token=" : NULL);
    g_autofree char *drawn = NULL, *sum = NULL;

    for (guint j = 0; j < cases[i].n; j++)
      g_string_append (text, cases[i].piece);
    drawn = draw (text->str);
    sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, drawn, -1);
    g_assert_cmpstr (sum, ==, cases[i].sum);
  }
}

static void
test_too_long (void)
{
  g_autofree char *text = g_strnfill (107, 'z');
  g_autoptr (GError) error = NULL;

  g_assert_null (xa_qr_code_new (text, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

/* What is not part of it is light, so that a margin can be drawn without asking. */
static void
test_outside (void)
{
  g_autoptr (XaQrCode) code = xa_qr_code_new ("a", NULL);

  g_assert_cmpuint (xa_qr_code_get_size (code), ==, 21);
  g_assert_true (xa_qr_code_is_dark (code, 0, 0));
  g_assert_false (xa_qr_code_is_dark (code, -1, 0));
  g_assert_false (xa_qr_code_is_dark (code, 0, 21));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/qr-code/golden", test_golden);
  g_test_add_func ("/report/qr-code/versions", test_versions);
  g_test_add_func ("/report/qr-code/too-long", test_too_long);
  g_test_add_func ("/report/qr-code/outside", test_outside);

  return g_test_run ();
}
