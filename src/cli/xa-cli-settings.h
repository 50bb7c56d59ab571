#pragma once

#include "cli/xa-cli.h"

extern const XaCliCommand xa_cli_settings_commands[];
