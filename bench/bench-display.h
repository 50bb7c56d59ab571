#pragma once

#include <glib.h>

/*
 * The display that windows are measured on: a desktop of today without a graphics processor, which is
 * Weston without a screen whose pictures pixman puts together. Where that is not installed, or
 * XAUDIENCE_BENCH_DISPLAY is "x11", a virtual X display: there each frame is sent through the server,
 * which costs more than all that is measured.
 */
gboolean bench_display_begin (char **argv, int width, int height); /* FALSE: there can be none, which was told */
