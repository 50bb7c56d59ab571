/* The first byte names a platform and whether a handle follows; the rest is the id. A canonical id
 * is its own canonical form, fits the buffer and ends in NUL. */

#include "fuzz.h"

#include "privacy/xa-person-id.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  char       canonical[XA_PERSON_ID_MAX], again[XA_PERSON_ID_MAX];
  XaReject   why = XA_N_REJECTS;
  XaPlatform platform;
  XaPerson   person;
  gsize      len;

  if (size < 1)
    return 0;
  platform = (XaPlatform) (1 + (data[0] >> 1) % (XA_N_PLATFORMS - 1));
  person = (XaPerson) { .id = { (const char *) data + 1, size - 1 }, .by_handle = data[0] & 1 };
  len = xa_person_id_canonicalize (platform, &person, canonical, &why);
  if (len == 0) {
    g_assert_cmpint (why, <, XA_N_REJECTS);
    return 0;
  }
  g_assert_cmpuint (len, <, XA_PERSON_ID_MAX);
  g_assert_cmpint (canonical[len], ==, '\0');

  person.id = (XaSpan) { canonical, len };
  g_assert_cmpuint (xa_person_id_canonicalize (platform, &person, again, &why), ==, len);
  g_assert_cmpmem (again, len, canonical, len);

  return 0;
}
