#pragma once

#include "config.h"

/*
 * Words of the core that people read on a screen, in pictures and in notifications. A program that chooses a language
 * gets them in it; xaudience-cli chooses none, so that what it writes is the same everywhere. Nothing that programs read
 * (identifiers, heads of tables, JSON) goes through here.
 */
#define GETTEXT_PACKAGE XA_GETTEXT_DOMAIN

#include <glib/gi18n-lib.h>
