#pragma once

#include "cli/xa-cli-arguments.h"
#include "store/xa-post-sums.h"

#include <json-glib/json-glib.h>

extern const XaCliCommand xa_cli_overview_commands[];

/* Adds "posts": {"n", "own", "first", "last", "reactions": {"posts", "sum"}, ...}. */
void        xa_cli_json_posts (JsonBuilder *builder, const XaPostSums *posts);
const char *xa_cli_counter_id (XaCounter counter);
