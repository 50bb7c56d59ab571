#pragma once

#include "cli/xa-cli.h"
#include "sync/xa-sync.h"

/* Asks in the terminal, or where there is none for one line of standard input each. What is secret is not shown while it is
 * typed. Borrows @self. */
XaAsker xa_cli_asker (XaCli *self);

/* So that nothing of standard input is read further than the line that is wanted: the next is for somebody else. */
void xa_cli_read_by_lines (void);
