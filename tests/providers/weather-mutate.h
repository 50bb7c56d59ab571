#pragma once

#include <glib.h>

/*
 * One thing wrong in an answer: value number @place of a JSON text, in its order, or a number in a
 * page of markup, becomes what @kind says. What comes out is well-formed, as a platform sends it that
 * has changed its mind.
 */
guint       weather_count_places (const char *body);
guint       weather_count_mutations (void);
const char *weather_mutation_name (guint kind);
char       *weather_mutate (const char *body, guint place, guint kind) G_GNUC_WARN_UNUSED_RESULT; /* (nullable): NULL where it would change nothing */

char *weather_empty_arrays (const char *json) G_GNUC_WARN_UNUSED_RESULT;

/* The elements of the lists in @before stand once more at the head of the same lists in @json.
 * (nullable): NULL where they have no list in common. */
char *weather_repeat (const char *before, const char *json) G_GNUC_WARN_UNUSED_RESULT;
