#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const XaImportOptions options = { .at_us = G_USEC_PER_SEC, .mtime_us = G_USEC_PER_SEC };

  fuzz_importer (&xa_discord_export, "channel.json", &options, data, size);

  return 0;
}
