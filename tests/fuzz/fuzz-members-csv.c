#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const XaImportOptions options = {
    .platform = XA_PLATFORM_TELEGRAM,
    .audience_name = "Birds",
    .at_us = G_USEC_PER_SEC,
    .mtime_us = G_USEC_PER_SEC,
  };

  fuzz_importer (&xa_members_csv, "members.csv", &options, data, size);

  return 0;
}
