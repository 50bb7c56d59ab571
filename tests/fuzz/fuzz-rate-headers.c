/* Headers of an answer, a line each: "name: value". What they say of waiting is a time or none, and links
 * are text. */

#include "fuzz.h"

#include "net/xa-rate-headers.h"

#include <string.h>

#define NOW_US (G_GINT64_CONSTANT (1772366400) * G_USEC_PER_SEC)

static XaResponse *
read_lines (const char *text)
{
  XaResponse *response = xa_response_new (429, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 40);

  for (gsize i = 0; lines[i]; i++) {
    char *value = strchr (lines[i], ':');

    if (!value)
      continue;
    *value++ = '\0';
    xa_response_set_header (response, g_strstrip (lines[i]), g_strstrip (value));
  }
  response->received_us = NOW_US;

  return response;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (XaResponse) response = read_lines (valid);
  g_autofree char *next = xa_response_get_link (response, "next");
  g_autofree char *previous = xa_response_get_link (response, "prev");
  XaRateReport     report;
  gint64           wait_us = xa_rate_headers_read_wait (response);

  g_assert_true (wait_us >= -1);
  xa_rate_report_init (&report);
  xa_rate_headers_read (response, &report);
  g_assert_true (report.limit >= -1);
  g_assert_true (report.remaining >= -1);
  g_assert_true (report.bucket == NULL || *report.bucket);
  xa_rate_report_clear (&report);
  xa_http_time_parse (valid);
  g_assert_true (next == NULL || g_utf8_validate (next, -1, NULL));
  g_assert_true (previous == NULL || g_utf8_validate (previous, -1, NULL));

  return 0;
}
