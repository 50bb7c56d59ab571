#pragma once

#include "cli/xa-cli-arguments.h"
#include "insight/xa-inspect.h"

extern const XaCliCommand xa_cli_inspect_commands[];

void xa_cli_inspect_print_json (const XaInspect *inspect, const char *zone);
