#pragma once

#include "config.h"

/*
 * Words of the core that people read on a screen, in pictures and in notifications.
 *
 * What may be kept, logged, sent or handed up as an error is English, marked with N_ () as a whole sentence: who shows it
 * passes it through xa_said (). What is composed to be looked at once (figures, charts, reports) is said in the language
 * where it is composed, with _ (). xaudience-cli chooses no language, so that what it writes is the same everywhere.
 * Nothing that programs read (identifiers, heads of tables, JSON) goes through here.
 */
#define GETTEXT_PACKAGE XA_GETTEXT_DOMAIN

#include <glib/gi18n-lib.h>

/* Marks the words of one and of many, and is the one that fits @n in English. */
#define NN_(one, many, n) ((n) == 1 ? (one) : (many))
