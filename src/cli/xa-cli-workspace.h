#pragma once

#include "cli/xa-cli-arguments.h"

extern const XaCliCommand xa_cli_workspace_commands[];

/* Seal, erase and retention: the verbs that make a workspace forget. */
extern const XaCliCommand xa_cli_forget_commands[];
