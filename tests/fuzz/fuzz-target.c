/* What somebody pastes, and the normal form of a target. The first byte names a platform, or none; what is
 * recognised has a normal form that is read back as the same. */

#include "fuzz.h"

#include "providers/xa-profile-links.h"
#include "providers/xa-target.h"

#include <string.h>

static void
check_target (const XaTarget *target)
{
  g_autofree char *form = xa_target_format (target);
  g_autoptr (XaTarget) again = xa_target_parse (form);
  g_autofree char *again_form = NULL;

  g_assert_true (g_utf8_validate (form, -1, NULL));
  g_assert_null (strpbrk (form, "\r\n"));
  g_assert_nonnull (again);
  again_form = xa_target_format (again);
  g_assert_cmpstr (again_form, ==, form);
  g_assert_cmpint (again->platform, ==, target->platform);
  g_assert_cmpint (again->kind, ==, target->kind);
}

/* The same in what people write of themselves: whatever it is, platforms that there are come of it. */
static void
check_profile (XaSpan text)
{
  const guint32 none = ~((1u << XA_N_PLATFORMS) - 2);

  g_assert_cmphex (xa_profile_links_in_text (text) & none, ==, 0);
  g_assert_cmphex (xa_profile_links_in_html (text) & none, ==, 0);
  g_assert_cmphex (xa_profile_links_in_field (text, text) & none, ==, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (XaTarget) parsed = NULL;
  g_autofree char *message = NULL;
  g_autofree char *text = NULL;
  XaPlatform       platform;
  XaRecognition    recognition;

  if (size < 1)
    return 0;
  check_profile ((XaSpan) { (const char *) data + 1, size - 1 });
  platform = (XaPlatform) (data[0] % XA_N_PLATFORMS);
  text = g_strndup ((const char *) data + 1, size - 1);
  recognition = xa_target_recognize (text, platform, &targets, &message);
  if (recognition == XA_RECOGNIZE_OK || recognition == XA_RECOGNIZE_AMBIGUOUS) {
    g_assert_cmpuint (targets->len, >, 0);
    for (guint i = 0; i < targets->len; i++)
      check_target (targets->pdata[i]);
  } else {
    g_assert_true (targets == NULL || targets->len == 0);
  }
  if (recognition != XA_RECOGNIZE_OK)
    g_assert_true (message && *message && g_utf8_validate (message, -1, NULL));

  parsed = xa_target_parse (text);
  if (parsed)
    check_target (parsed);

  return 0;
}
