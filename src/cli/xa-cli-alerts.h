#pragma once

#include "cli/xa-cli-arguments.h"

extern const XaCliCommand xa_cli_alerts_commands[];
