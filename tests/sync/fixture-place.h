#pragma once

#include "../providers/weather-fixtures.h"
#include "sync-place.h"

/*
 * A workspace in which one thing is followed: what a fixture of the bad weather has answers for.
 */

/* (transfer full): with the connection and what is followed; @uuid: (out): of the connection */
ImportPlace *fixture_place_make_base (const WeatherFixture *fixture, char **uuid) G_GNUC_WARN_UNUSED_RESULT;
/* A copy of @base by the name of @name, which stays the caller's; impatient, with the fixture's credential. */
SyncPlace *fixture_place_open (const ImportPlace *base, const char *name, const WeatherFixture *fixture, const char *uuid, XaTransport *transport) G_GNUC_WARN_UNUSED_RESULT;

/* One start of the program, for all passes that have not come to their end yet. Returns: whether there was none */
gboolean fixture_place_start (SyncPlace *place, GCancellable *end); /* fails the test where a pass fails */
gboolean fixture_place_try (SyncPlace *place, GCancellable *end, XaSyncProgress *report);

/* (transfer full): what there is, without how it was cut, and how often it was tried */
char *fixture_place_dump (SyncPlace *place) G_GNUC_WARN_UNUSED_RESULT;
