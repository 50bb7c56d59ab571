#pragma once

#include <glib.h>

/*
 * Numbers as people read them, with the signs of the locale that the program has chosen; xaudience-cli chooses none and
 * gets a comma between thousands and a point before what is smaller than one. No form for data.
 */

char *xa_number_format_count (double value) G_GNUC_WARN_UNUSED_RESULT;
char *xa_number_localize (const char *plain) G_GNUC_WARN_UNUSED_RESULT;
