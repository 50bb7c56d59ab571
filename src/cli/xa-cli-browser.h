#pragma once

#include "cli/xa-cli.h"
#include "sync/xa-sync.h"

/* The browser of who uses the command: the address is printed, and opened where there is a desktop and nobody asked
 * otherwise; what has to be pasted is read from standard input. */
XaBrowser xa_cli_browser (XaCli *self);
