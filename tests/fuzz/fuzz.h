#pragma once

#include "providers/xa-import.h"

#include <stddef.h>
#include <stdint.h>

/* What every target here implements; both libFuzzer and the replay of the corpus call it. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Parses @data as a file, whole, in pieces and resumed, and asserts that all say the same. */
void fuzz_importer (const XaImporter *importer, const char *path, const XaImportOptions *options, const uint8_t *data, size_t size);
