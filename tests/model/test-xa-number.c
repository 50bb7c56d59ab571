#include "model/xa-number.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>

static void
assert_count (double      value,
              const char *words)
{
  g_autofree char *told = xa_number_format_count (value);

  g_assert_cmpstr (told, ==, words);
}

static void
assert_localized (const char *plain,
                  const char *words)
{
  g_autofree char *told = xa_number_localize (plain);

  g_assert_cmpstr (told, ==, words);
}

/* A program that chooses no language writes the same everywhere. */
static void
test_plain (void)
{
  setlocale (LC_ALL, "C");
  assert_count (0, "0");
  assert_count (999.4, "999");
  assert_count (999.5, "1,000");
  assert_count (1234567, "1,234,567");
  assert_count (-1234, "−1,234");
  assert_count (-0.4, "0");
  assert_localized ("12.5", "12.5");
  assert_localized ("-0.25", "−0.25");
  assert_localized ("7", "7");
}

/* A comma between thousands would be read as a decimal sign where that is a comma. */
static void
test_comma (void)
{
  static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8", "pl_PL.UTF-8" };
  gboolean                 found = FALSE;

  for (gsize i = 0; !found && i < G_N_ELEMENTS (names); i++)
    found = setlocale (LC_ALL, names[i]) && g_str_equal (nl_langinfo (RADIXCHAR), ",");
  if (!found) {
    g_test_skip ("no locale with a comma for its decimal sign is installed");
    return;
  }
  assert_localized ("-12.5", "−12,5");
  g_autofree char *told = xa_number_format_count (1234);
  g_assert_true (g_str_has_prefix (told, "1") && g_str_has_suffix (told, "234"));
  g_assert_null (strchr (told, ','));
  setlocale (LC_ALL, "C");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/number/plain", test_plain);
  g_test_add_func ("/model/number/comma", test_comma);

  return g_test_run ();
}
